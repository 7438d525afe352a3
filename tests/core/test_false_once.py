"""A claim is confirmed to be false once, a bar is lifted once: in tables as on the desk."""

import pytest

from tests.core.replaying import PURSE, automatic, balances, events, run, told, village

RULES = """
items: [{{code: a, title: 甲, category: env, worth: {{shape: fixed, points: 4}}}}]
false_claim: {{times: 2, of: claimed, reverses: {reverses}, proxy_pays: false, category: civil}}
"""
HEAD = "编号,日期,对象,事项,类型,涉及,过错方\nk,2024-01-05,H1,a,,,\n"


@pytest.mark.parametrize(("reverses", "left"), [("false", "-4"), ("true", "-8")])
@pytest.mark.parametrize("fault", ["claimant", "proxy"])
def test_a_second_time_is_refused_and_changes_nothing(reverses: str, left: str, fault: str) -> None:
    rows = f"f,2024-03-01,,,false,k,claimant\ng,2024-03-02,,,false,k,{fault}\n"

    out = run(village(RULES.format(reverses=reverses)), HEAD + rows)

    assert events(out) == {"f": "done", "g": "replay.false_already"}
    assert automatic(out) == [("false_claim", "H1", "2024-03-01", "-8")]
    assert balances(out)["H1"] == left


def test_what_is_taken_back_later_was_false_all_the_same() -> None:
    """The act never counted; what its false claim cost stays as it was decided."""
    scheme = village(RULES.format(reverses="false"))
    false = "f,2024-03-01,,,false,k,claimant\n"

    out = run(scheme, HEAD + false + "r,2024-06-01,,,reverse,k,\n")

    assert events(out) == {"f": "done", "r": "done"}
    assert balances(out)["H1"] == "-8"


@pytest.mark.parametrize(
    ("lasts", "lifts", "lifted"),
    [
        ("{years: 1}", ["2024-03-01", "2024-06-01"], "2024-03-01"),
        ("{months: 2}", ["2024-01-20", "2024-06-01"], "2024-01-20"),
        ("{months: 2}", ["2024-06-01", "2024-06-02"], None),
    ],
)
def test_a_bar_that_ended_is_not_lifted_again(
    lasts: str, lifts: list[str], lifted: str | None
) -> None:
    """The day on which it was lifted stays; what ended by itself was not lifted at all."""
    veto = "{code: v, name: 酒驾, documents: [决定书], bars: [earning], lasts: " + lasts + "}"
    item = "{code: a, title: 甲, category: env, worth: {shape: fixed, points: 4}}"
    rows = "b,2024-01-10,H1,v,bar,,决定书\n" + "".join(
        f"l{number},{day},,,lift,b,\n" for number, day in enumerate(lifts)
    )

    out = run(
        village(f"items: [{item}]", f"vetoes: [{veto}]"),
        "编号,日期,对象,事项,类型,涉及,依据\n" + rows,
    )

    assert events(out)["l1"] == "replay.bar_not_standing"
    assert [one["lifted"] for one in told(out)["bars"]] == [lifted]


OWN = PURSE.replace("takes: both, ", "")


@pytest.mark.parametrize("purse", [OWN, PURSE])
def test_what_a_resident_claimed_for_its_household_is_paid_by_it(purse: str) -> None:
    """Also where the household's purse takes nothing of its members: the points went there."""
    rules = RULES.format(reverses="false").replace("title: 甲", "title: 甲, credited_to: household")
    false = "f,2024-03-01,,,false,k,claimant\n"

    out = run(village(rules, purse=purse), HEAD.replace("H1", "R1") + false)

    assert events(out) == {"f": "done"}
    assert automatic(out) == [("false_claim", "R1", "2024-03-01", "-8")]
    assert out.automatic[0].credits == (("main", "H1", -800),)
    assert balances(out)["H1"] == "-4"
