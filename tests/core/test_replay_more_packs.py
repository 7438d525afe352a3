"""The other seven sources with a few items of a village's own, worked out by hand."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

import pytest
import yaml

from jishan.core.scheme.document import Scheme, to_document
from tests.core.replaying import (
    automatic,
    balances,
    measure,
    pack,
    points,
    run,
    titles,
)


def filled(name: str, *items: str) -> Scheme:
    """The shipped document with a village's own items added to its list."""
    document = to_document(pack(name))
    own = [yaml.safe_load(item) for item in items]
    return Scheme.model_validate(document | {"items": [*document.get("items", []), *own]})


def test_p4_quarters_from_forty_and_stars_by_share() -> None:
    """甲: environment 44, 40, 40, 40 → 41; civility 40; other aspects 60 + 5: 146. 乙: 40 + 38.5 + 60 = 138.5,
    below the base of 140. The others stand at 140 exactly and share the second place."""
    scheme = filled(
        "p4",
        "{code: env, title: 环境, category: 环境整治, worth: {shape: range, low: -10, high: 10}}",
        "{code: civil, title: 新风, category: 文明新风, worth: {shape: range, low: -10, high: 10}}",
        "{code: law, title: 守法, category: 遵纪守法, worth: {shape: range, low: -10, high: 10}}",
    )
    roster = (
        "编号,标签\n"
        + "".join(f"H{n},长期居住;独立户口;独立宅院\n" for n in range(1, 10))
        + "X,独立户口\n"
    )
    acts = "编号,日期,对象,事项,分值\n1,2024-02-01,H1,env,4\n2,2024-11-01,H1,law,5\n3,2024-05-01,H2,civil,-6\n4,2024-05-01,X,law,9\n"
    out = run(scheme, acts, roster)

    found = measure(out, "year", "2024")
    assert (found["H1"], found["H2"], found["H3"]) == ("146", "138.5", "140")
    assert points(out)["4"] == "scoring.not_taking_part"
    assert titles(out) == [
        ("five", "2024", "H1"),
        *(("four", "2024", f"H{n}") for n in range(3, 10)),
    ]


def test_nh_the_average_follows_those_who_take_part() -> None:
    """甲 has two members: 6 + 4 in 2024 = 5 each; in 2025 a third: 6 is 2 each. Lifetime 7."""
    scheme = filled(
        "nh",
        "{code: deed, title: 好事, category: 公益美德, worth: {shape: range, low: 1, high: 10}}",
    )
    roster = "编号,所属户,同意\nH1,,是\nR1,H1,是\nR2,H1,是\nR3,H1,否\n"
    acts = "编号,日期,事件,对象,事项,分值,另一方\n1,2024-02-01,,R1,deed,6,\n2,2024-03-01,,H1,deed,4,\n3,2024-03-02,,R3,deed,4,\n4,2025-01-01,加入,R4,,,H1\n5,2025-02-01,,R4,deed,6,\n6,2025-03-01,兑换,H1,,10,\n"
    out = run(scheme, acts, roster.replace("R3,H1,否\n", ""))

    assert measure(out, "average_year", "2024") == {"H1": "5"}
    assert measure(out, "average_year", "2025") == {"H1": "2"}
    assert measure(out, "average_ever", "2024") == {"H1": "5"}
    assert measure(out, "average_ever", "2025") == {"H1": "7"}
    assert balances(out, "family") == {"H1": "6"}
    assert points(out)["3"] == "replay.subject_unknown"


def test_zx_a_false_claim_and_four_kinds_of_subject() -> None:
    scheme = filled(
        "zx", "{code: watch, title: 巡逻, category: 平安稳定, worth: {shape: fixed, points: 3}}"
    )
    roster = "编号,类型,所属户\nH1,户,\nR1,村民,H1\nU1,单位,\n"
    acts = "编号,日期,事件,对象,事项,涉及,过错方\n1,2024-02-01,,R1,watch,,\n2,2024-02-02,,H1,watch,,\n3,2024-02-03,,U1,watch,,\n4,2024-03-01,虚报,,,1,申报人\n"
    out = run(scheme, acts, roster)

    assert automatic(out) == [("false_claim", "R1", "2024-03-01", "-6")]
    assert balances(out, "personal") == {"R1": "-6"}
    assert balances(out, "family") == {"H1": "0"}
    assert measure(out, "family_year", "2024") == {"H1": "-3"}
    assert balances(out, "unit") == {"U1": "3"}


def test_sx_the_village_is_scored_by_three_indices() -> None:
    """Two observers of cleanness: 80 and 85, so 82.5; 70 and 95 for the others: on average 82.5."""
    acts = "编号,日期,对象,事项,得分\n1,2024-03-01,村,clean,score=80|score=85\n2,2024-03-01,村,public,score=70\n3,2024-03-01,村,harmony,score=95\n"
    out = run(pack("sx"), acts, "编号,类型\nH1,户\n村,村\n")

    assert measure(out, "clean_quarter", "2024Q1") == {"村": "82.5"}
    assert measure(out, "index_mean", "2024Q1") == {"村": "82.5"}


@pytest.mark.parametrize("column", ["同意", "参加"])
@pytest.mark.parametrize("name", ["hs", "s0"])
def test_what_a_household_was_asked_its_people_were_asked_with_it(name: str, column: str) -> None:
    """As on the server: nobody earns for a household that said no, with or without an account."""
    deed = "{code: deed, title: 好事, worth: {shape: fixed, points: 2}, credited_to: household, "
    scheme = filled(name, f"{deed}category: {pack(name).categories[0].code}}}")
    roster = f"编号,所属户,{column}\nH1,,是\nR1,H1,是\nR2,H1,否\nH2,,否\nR3,H2,是\n"
    acts = "编号,日期,对象,事项\n" + "".join(f"{n},2025-02-01,R{n},deed\n" for n in (1, 2, 3))
    no = "scoring.not_taking_part"

    assert points(run(scheme, acts, roster)) == {"1": "2", "2": no, "3": no}
