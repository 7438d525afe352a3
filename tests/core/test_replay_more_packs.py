"""The other seven sources with a few items of a village's own, worked out by hand."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

from jishan.core.scheme.document import Scheme
from jishan.core.scheme.reading import read_scheme
from jishan.management.scheme_cli import PACKS
from tests.core.replaying import (
    automatic,
    balances,
    events,
    measure,
    pack,
    points,
    run,
    titles,
    told,
)


def filled(name: str, *items: str) -> Scheme:
    """The shipped document with a village's own list in the empty place."""
    text = (PACKS / f"{name}.yaml").read_text()
    assert text.count("\nitems: []\n") == 1
    rows = "".join(f"- {item}\n" for item in items)
    return read_scheme(text.replace("\nitems: []\n", f"\nitems:\n{rows}"))


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
        "编号,标签\n" + "".join(f"H{n},独立户口;独立宅院\n" for n in range(1, 10)) + "X,独立户口\n"
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
    assert measure(out, "average_ever", "ever") == {"H1": "7"}
    assert balances(out, "family") == {"H1": "6"}
    assert points(out)["3"] == "replay.subject_unknown"


def test_s2_quarterly_stars_a_veto_and_the_market_of_ten_days() -> None:
    scheme = filled(
        "s2",
        "{code: work, title: 公共事务, category: 参与公共事务, worth: {shape: range, low: 1, high: 50}}",
    )
    roster = "编号\n" + "".join(f"H{n}\n" for n in range(1, 24))
    acts = "编号,日期,事件,对象,事项,分值,依据\n"
    acts += "".join(f"a{n},2024-0{1 + 3 * (n % 2)}-05,,H{n},work,{n},\n" for n in range(1, 24))
    acts += "b,2024-02-01,否决,H22,crime,,判决书1号\nr1,2024-03-21,兑换,H22,,1,\nr2,2024-03-22,兑换,H22,,1,\n"
    acts += "c,2024-04-06,,H22,work,22,\n"
    out = run(scheme, acts, roster)

    assert events(out) == {"b": "done", "r1": "shop.window_closed", "r2": "done"}
    assert ("five", "2024Q1", "H20") in titles(out)
    assert ("five", "2024Q1", "H22") not in titles(out)
    assert told(out)["marks"] == [
        {"streak": "often", "subject": "H22", "period": "2024Q2", "mark": "优先推荐"}
    ]


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


def test_ks_base_points_each_quarter_and_three_medals() -> None:
    text = (PACKS / "ks.yaml").read_text()
    more = "- {code: patrol, title: 巡查, category: 美丽乡村, worth: {shape: range, low: -20, high: 20}}\n"
    scheme = read_scheme(text.replace("\npurses:\n", f"\n{more}purses:\n", 1))
    roster = "编号,加入日\n" + "".join(f"H{n},\n" for n in range(1, 20)) + "H20,2024-02-15\n"
    acts = "编号,日期,对象,事项,分值\n" + "".join(
        f"{n},2024-03-01,H{n},patrol,{n}\n" for n in range(1, 20)
    )
    out = run(scheme, acts, roster)

    assert measure(out, "quarter", "2024Q1")["H19"] == "79"
    assert measure(out, "quarter", "2024Q1")["H20"] == "40"  # two of three months
    assert titles(out) == [
        ("gold", "2024", "H19"), ("silver", "2024", "H18"), ("silver", "2024", "H17"),
        ("bronze", "2024", "H16"), ("bronze", "2024", "H15"), ("bronze", "2024", "H14"),
    ]  # fmt: skip


def test_zp_months_and_a_year() -> None:
    scheme = filled(
        "zp", "{code: deed, title: 好人好事, category: 乡风文明, worth: {shape: fixed, points: 5}}"
    )
    out = run(
        scheme, "编号,日期,对象,事项\n1,2024-01-31,H1,deed\n2,2024-02-01,H1,deed\n", "编号\nH1\n"
    )

    assert measure(out, "month", "2024-01") == {"H1": "5"}
    assert measure(out, "year", "2024") == {"H1": "10"}


def test_sx_the_village_is_scored_by_three_indices() -> None:
    """Two observers: 240 and 255 of 300: 247.5, on average 82.5 of 100."""
    acts = "编号,日期,对象,事项,得分\n1,2024-03-01,村,index,clean=80;public=80;harmony=80|clean=85;public=85;harmony=85\n"
    out = run(pack("sx"), acts, "编号,类型\nH1,户\n村,村\n")

    assert measure(out, "index_sum", "2024Q1") == {"村": "247.5"}
    assert measure(out, "index_mean", "2024Q1") == {"村": "82.5"}
