"""Caps, overlap, repeats, multipliers, and who is credited: rule, acts, points."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

import pytest

from tests.core.one_item import HEADER, item, told
from tests.core.replaying import points, run, village


@pytest.mark.parametrize(
    ("per", "days", "expected"),
    [
        ("day", ["03-01", "03-01", "03-02"], ["5", "1", "5"]),
        ("week", ["03-03", "03-04", "03-10"], ["5", "5", "1"]),  # Monday is the 4th
        ("month", ["03-01", "03-31", "04-01"], ["5", "1", "5"]),
        ("quarter", ["03-31", "04-01", "06-30"], ["5", "5", "1"]),
        ("half", ["06-30", "07-01", "12-31"], ["5", "5", "1"]),
        ("year", ["01-01", "12-31", "12-31"], ["5", "1", "0"]),
        ("ever", ["01-01", "06-30", "12-31"], ["5", "1", "0"]),
    ],
)
def test_caps_of_every_period(per: str, days: list[str], expected: list[str]) -> None:
    acts = HEADER + "".join(f"{n},2024-{day},H1,it,\n" for n, day in enumerate(days, 1))

    caps = f"[{{per: {per}, points: 6, whose: account}}]"
    assert told("{shape: fixed, points: 5}", acts, caps=caps) == expected


def test_caps_on_times_quantities_events_and_deductions() -> None:
    acts = HEADER + "1,2024-03-01,H1,it,2\n2,2024-03-01,H1,it,2\n3,2024-03-02,H2,it,9\n"
    fixed = "{shape: fixed, points: 5}"
    trees = "{shape: per_unit, points: 5, unit: 棵, whole: true}"

    assert told(fixed, acts, caps="[{per: month, times: 3, whose: account}]") == ["10", "5", "15"]
    assert told(trees, acts, caps="[{per: month, times: 1, whose: account}]") == ["10", "0", "45"]
    assert told(trees, acts, caps="[{per: month, quantity: 3, whose: account}]") == [
        "10",
        "5",
        "15",
    ]
    assert told(trees, acts, caps="[{per: event, points: 8}]") == ["8", "8", "8"]
    assert told(trees, acts, caps="[{per: year, points: 22, whose: everyone}]") == ["10", "10", "2"]
    minus = "{shape: fixed, points: -5}"
    assert told(minus, acts, caps="[{per: month, points: 12, whose: account}]") == [
        "-10",
        "-2",
        "-12",
    ]


def two(more: str, acts: str) -> list[str]:
    items = """
items:
- {code: a, title: 甲事, category: env, worth: {shape: fixed, points: 5}}
- {code: b, title: 乙事, category: env, worth: {shape: fixed, points: 8}}
- {code: c, title: 丙事, category: civil, worth: {shape: fixed, points: -4}}
"""
    found = points(run(village(items, more), acts))
    return [found[key] for key in sorted(found, key=int)]


def test_caps_on_groups_of_items_categories_and_the_total_issue() -> None:
    acts = "编号,日期,对象,事项\n1,2024-03-01,H1,a\n2,2024-03-02,H1,b\n3,2024-03-03,H1,c\n4,2024-03-04,H2,b\n"

    group = "caps: [{code: g, on: {items: [a, b]}, per: month, points: 10, whose: account}]"
    assert two(group, acts) == ["5", "5", "-4", "8"]
    category = "caps: [{code: g, on: {categories: [env]}, per: month, points: 7, whose: account}]"
    assert two(category, acts) == ["5", "2", "-4", "7"]
    issue = "caps: [{code: g, on: {sign: plus}, per: year, points: 15, whose: everyone}]"
    assert two(issue, acts) == ["5", "8", "-4", "2"]


@pytest.mark.parametrize(
    ("rule", "within", "expected"),
    [
        ("largest", "event", ["5", "3", "5"]),
        ("first", "event", ["5", "0", "5"]),
        ("all", "event", ["5", "8", "5"]),
        ("largest", "year", ["5", "3", "0"]),
        ("first", "year", ["5", "0", "0"]),
    ],
)
def test_overlap(rule: str, within: str, expected: list[str]) -> None:
    """Two items for one event, then one of another: the second largest adds only what it is more."""
    overlap = f"overlaps: [{{code: o, items: [a, b], rule: {rule}, within: {within}}}]"
    acts = "编号,日期,对象,事项,同一事\n1,2024-03-01,H1,a,x\n2,2024-03-02,H1,b,x\n3,2024-03-03,H1,a,y\n"

    assert two(overlap, acts) == expected


@pytest.mark.parametrize(
    ("repeat", "expected"),
    [
        ("{within: {months: 12}}", ["-5", "-10", "-5"]),
        ("{within: {months: 3}}", ["-5", "-5", "-5"]),
        ("{per: year}", ["-5", "-10", "-5"]),
        ("{per: ever, growing: true}", ["-5", "-10", "-15"]),
        ("{per: ever, from_time: 3, factor: 3}", ["-5", "-5", "-15"]),
    ],
)
def test_repeat_within_its_validity(repeat: str, expected: list[str]) -> None:
    acts = HEADER + "1,2024-03-01,H1,it,\n2,2024-07-01,H1,it,\n3,2025-07-01,H1,it,\n"

    assert told("{shape: fixed, points: -5}", acts, repeat=repeat) == expected


def test_multipliers_by_status_and_date() -> None:
    more = """
multiplying:
  combine: all
  rounding: half_up
  rules:
  - {code: p, name: 党员, factor: 2, who: {tags_any: [党员]}}
  - {code: d, name: 农忙, factor: 1.5, first_day: 2024-05-01, last_day: 2024-05-31, on: {items: [a]}}
"""
    acts = "编号,日期,事件,对象,事项\n1,2024-04-01,,H1,a\n2,2024-05-01,,H1,a\n9,2024-05-02,加标签,H1,党员\n3,2024-05-03,,H1,a\n4,2024-05-03,,H1,b\n"

    assert two(more, acts) == ["5", "7.5", "15", "16"]
    assert two(more.replace("combine: all", "combine: largest"), acts) == ["5", "7.5", "10", "16"]


@pytest.mark.parametrize(
    ("to", "row", "expected"),
    [
        ("doer", "R1,it,", {"R1": "6", "H1": "6"}),
        ("household", "R1,it,", {"H1": "6"}),
        ("members", "R1,it,", {"R1": "6", "R2": "6", "H1": "12"}),
        ("members", "H1,it,", {"R1": "6", "R2": "6", "H1": "12"}),
        ("named", "R1,it,R3", {"R3": "6", "H2": "6"}),
        ("team", "R1,it,R1;R2;R3", {"R1": "2", "R2": "2", "R3": "2", "H1": "4", "H2": "2"}),
    ],
)
def test_credited_to(to: str, row: str, expected: dict[str, str]) -> None:
    purses = """
purses:
- {code: own, name: 个人, holder: resident, spendable: false, floor: none}
- {code: main, name: 家庭, holder: household, takes: both, spendable: false, floor: none}
"""
    team = {"team": "{split: equal}"} if to == "team" else {}
    scheme = village(item("{shape: fixed, points: 6}", credited_to=to, **team), purse=purses)
    out = run(scheme, f"编号,日期,对象,事项,记给\n1,2024-03-01,{row}\n")
    held = {
        key: f"{state.balance // 100}"
        for states in out.book.states.values()
        for key, state in states.items()
    }

    assert held == expected


def test_a_team_divides_to_the_hundredth() -> None:
    purses = "purses: [{code: own, name: 个人, holder: resident, spendable: false, floor: none}]\n"
    scheme = village(
        item("{shape: fixed, points: 10}", credited_to="team", team="{split: equal}"), purse=purses
    )
    out = run(scheme, "编号,日期,对象,事项,记给\n1,2024-03-01,R1,it,R1;R2;R3\n")

    assert {key: state.balance for key, state in out.book.states["own"].items()} == {
        "R1": 334, "R2": 333, "R3": 333,
    }  # fmt: skip


def test_who_may_and_when() -> None:
    roster = "编号,所属户,标签,出生日期,居住起\nH1,,,,\nR1,H1,党员,1960-03-02,2024-01-01\nR2,H1,,1990-01-01,\n"
    acts = "编号,日期,对象,事项\n1,2024-03-01,R1,it\n2,2024-03-02,R1,it\n3,2024-03-02,R2,it\n"

    def who(clause: str) -> list[str]:
        scheme = village(item("{shape: fixed, points: 1}", who=clause))
        found = points(run(scheme, acts, roster))
        return [found[key].removeprefix("scoring.") for key in ("1", "2", "3")]

    no = "subject_not_meant"
    assert who("{age_min: 64}") == [no, "1", no]
    assert who("{age_max: 63}") == ["1", no, "1"]
    assert who("{tags_all: [党员]}") == ["1", "1", no]
    assert who("{tags_none: [党员]}") == [no, no, "1"]
    assert who("{months_min: 2}") == ["1", "1", no]
    assert who("{kinds: [household]}") == [no, no, no]


def test_steps_of_one_act_alone_are_a_table_of_amounts() -> None:
    worth = "{shape: steps, unit: 元, per: event, mode: replace, steps: [{at: 1, points: 1}, {at: 100, points: 3}]}"
    acts = HEADER + "1,2024-03-01,H1,it,99\n2,2024-03-01,H1,it,100\n3,2024-03-01,H1,it,5000\n"

    assert told(worth, acts) == ["1", "3", "3"]


def test_what_a_group_earns_goes_to_each_of_its_households() -> None:
    roster = "编号,类型,组\n一组,组,\nH1,户,一组\nH2,户,一组\nH3,户,二组\n"
    scheme = village(item("{shape: fixed, points: 2}", credited_to="members", subjects="[group]"))
    out = run(scheme, "编号,日期,对象,事项\n1,2024-03-01,一组,it\n", roster)

    assert {key: state.balance for key, state in out.book.states["main"].items()} == {
        "H1": 200, "H2": 200,
    }  # fmt: skip


def test_a_purse_with_a_rate() -> None:
    purses = """
purses:
- {code: honour, name: 荣誉分, holder: household, takes: both, spendable: false, floor: none}
- {code: main, name: 兑换分, holder: household, takes: both, spendable: true, floor: zero, rate: 0.5}
"""
    out = run(
        village(item("{shape: fixed, points: 2.55}"), purse=purses),
        HEADER + "1,2024-03-01,H1,it,\n",
    )

    assert out.book.states["honour"]["H1"].balance == 255
    assert out.book.states["main"]["H1"].balance == 128
