"""Measures between subjects, periods and titles; gates and totals of settlements; bars from pools."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from jishan.core.replay.outcome import Outcome
from jishan.core.scheme.checker import check
from jishan.core.scheme.reading import read_scheme
from tests.core.replaying import automatic, measure, run, titles, told, village
from tests.core.rows import ITEMS, row, table

FEW = settings(max_examples=25, deadline=None)
NAMES = ("H1", "H2", "H3", "H4", "H5")
ROSTER = "编号,组,人数\nH1,一组,3\nH2,一组,1\nH3,一组,5\nH4,二组,2\nH5,二组,4\n"
VALUES = st.lists(st.integers(0, 30), min_size=5, max_size=5)
Y = "- {code: y, name: 年分, shape: points, purse: main, period: year}\n"


def year_of(values: list[int], more: str, year: int = 2024) -> Outcome:
    """Each household does so many good deeds; `more` stands beside the measure `y`."""
    lines = [
        row(number, f"{year}-03-01", name, quantity=value)
        for number, (name, value) in enumerate(zip(NAMES, values, strict=True), 1)
        if value
    ]
    scheme = village(ITEMS, f"measures:\n{Y}{more}")
    days = {} if any(values) else {"until": _last(year)}
    return run(scheme, table(*lines), ROSTER, **days)


def _last(year: int) -> date:
    return date(year, 12, 31)


def exact(out: Outcome, code: str, period: str = "2024") -> dict[str, Fraction]:
    return {key: Fraction(value) for key, value in measure(out, code, period).items()}


@FEW
@given(VALUES)
def test_what_is_gathered_up_and_spread_down_is_what_everybody_reads(values: list[int]) -> None:
    out = year_of(
        values,
        """- {code: g, name: 组平均, shape: gather, subject: group, measure: y, how: mean, period: year}
- {code: here, name: 组平均给户, shape: spread, subject: household, measure: g, period: year}
""",
    )
    first, second = Fraction(sum(values[:3]), 3), Fraction(sum(values[3:]), 2)

    assert exact(out, "here") == dict(zip(NAMES, [first] * 3 + [second] * 2, strict=True))


@FEW
@given(VALUES)
def test_combined_measures(values: list[int]) -> None:
    kinds = ("best", "worst", "mean", "product")
    lines = "".join(
        f"- {{code: {how}, name: {how}, shape: combine, measures: [y, n], how: {how}, period: year}}\n"
        for how in kinds
    )
    out = year_of(
        values, "- {code: n, name: 人口, shape: members, members: at_end, period: year}\n" + lines
    )
    people = (3, 1, 5, 2, 4)

    assert exact(out, "n") == dict(zip(NAMES, people, strict=True))
    for name, value, count in zip(NAMES, values, people, strict=True):
        assert [exact(out, how)[name] for how in kinds] == [
            max(value, count), min(value, count), Fraction(value + count, 2), value * count,
        ]  # fmt: skip


@FEW
@given(VALUES, st.sampled_from(["highest", "lowest"]))
def test_a_place_in_the_group_counts_only_the_group(values: list[int], order: str) -> None:
    out = year_of(
        values,
        f"- {{code: p, name: 名次, shape: rank, measure: y, within: group, order: {order}, period: year}}\n",
    )
    found = exact(out, "p")

    for names in (NAMES[:3], NAMES[3:]):
        mine = dict(zip(NAMES, values, strict=True))
        for name in names:
            ahead = [
                other
                for other in names
                if (mine[other] > mine[name]) == (order == "highest") and mine[other] != mine[name]
            ]
            assert found[name] == len(ahead) + 1


def test_only_some_are_gathered() -> None:
    more = "- {code: g, name: 党员户合计, shape: gather, subject: village, measure: y, how: sum, who: {tags_any: [党员]}, period: year}\n"
    scheme = village(ITEMS, f"measures:\n{Y}{more}")
    roster = "编号,标签\nH1,党员\nH2,\nH3,党员\n"
    acts = table(*(row(n, "2024-03-01", f"H{n}", quantity=n * 10) for n in (1, 2, 3)))

    assert measure(run(scheme, acts, roster), "g", "2024") == {"桃源村": "40"}


# Over time ----------------------------------------------------------------------------------


@FEW
@given(st.lists(st.integers(0, 9), min_size=4, max_size=4), st.integers(1, 3))
def test_an_earlier_period_is_what_it_was(values: list[int], back: int) -> None:
    text = f"""measures:
- {{code: q, name: 季分, shape: points, purse: main, period: quarter}}
- {{code: then, name: 从前, shape: earlier, measure: q, back: {back}, empty: 7.5, period: quarter}}
"""
    lines = [
        row(n, f"2024-{3 * n:02}-10", quantity=value) for n, value in enumerate(values, 1) if value
    ]
    out = run(village(ITEMS, text), table(*lines, row(9, "2024-12-11", "H2", quantity=1)))

    for place, label in enumerate(("2024Q1", "2024Q2", "2024Q3", "2024Q4")):
        was = values[place - back] if place >= back else 0
        assert exact(out, "then", label)["H1"] == (was or Fraction("7.5"))


def test_who_had_no_entry_has_the_value_for_none() -> None:
    """No acts in the first quarter: nothing to compare with, although its sum is 0."""
    text = """measures:
- {code: q, name: 季分, shape: points, purse: main, period: quarter}
- {code: then, name: 上季, shape: earlier, measure: q, empty: -1, period: quarter}
"""
    out = run(village(ITEMS, text), table(row(1, "2024-04-10", quantity=3)))

    assert measure(out, "then", "2024Q2")["H1"] == "-1"
    assert measure(out, "then", "2024Q3")["H1"] == "3"


CHAMPION = """measures:
- {code: mon, name: 月分, shape: points, purse: main, period: month}
- {code: won, name: 是否冠军, shape: holding, honours: [champion], period: month}
- {code: wins, name: 冠军次数, shape: fold, measure: won, how: sum, missing: zero, period: year}
honours:
- {code: champion, name: 月冠军, measure: mon, pick: {shape: ranks, last: 1}, scope: village, ties: all_in, gates: [{measure: mon, above: 0}]}
streaks:
- {code: twice, name: 两连冠, measure: won, holds: {at_least: 1}, length: 2, counting: consecutive, windows: separate, restart: year, missing: breaks, points: 20, category: env}
"""


@FEW
@given(st.lists(st.sampled_from(["", "H1", "H2"]), min_size=12, max_size=12))
def test_holding_a_title_is_a_figure_that_streaks_can_count(winners: list[str]) -> None:
    lines = [
        row(n, f"2024-{n:02}-05", winner, quantity=2)
        for n, winner in enumerate(winners, 1)
        if winner
    ]
    out = run(village(ITEMS, CHAMPION), table(*lines), until=_last(2024))
    by_hand: dict[str, int] = {"H1": 0, "H2": 0}
    length = {"H1": 0, "H2": 0}
    for winner in winners:
        for name in by_hand:
            length[name] = length[name] + 1 if name == winner else 0
            by_hand[name] += length[name] > 0 and length[name] % 2 == 0

    assert exact(out, "wins")["H1"] == winners.count("H1")
    given = [subject for code, subject, *_ in automatic(out) if code == "twice"]
    assert {name: given.count(name) for name in by_hand} == by_hand


def test_a_circle_through_a_title_is_found() -> None:
    text = """measures:
- {code: won, name: 是否, shape: holding, honours: [h], period: year}
honours:
- {code: h, name: 头衔, measure: won, pick: {shape: ranks, last: 1}, scope: village, ties: all_in}
"""
    assert "scheme.measure_circle" in [one.code for one in check(village(text))]


def test_yesterdays_self_is_no_circle() -> None:
    text = """measures:
- {code: y, name: 年分, shape: points, purse: main, period: year}
- {code: half, name: 折半, shape: total, period: year, terms: [{measure: before, weight: 0.5}, {measure: y}]}
- {code: before, name: 上年, shape: earlier, measure: half, empty: 0, period: year}
"""
    acts = table(*(row(n, f"202{n}-05-05", quantity=8) for n in (4, 5, 6)))
    out = run(village(ITEMS, text), acts)

    assert [measure(out, "half", f"202{n}")["H1"] for n in (4, 5, 6)] == ["8", "12", "14"]


# Leaving out the extremes -------------------------------------------------------------------

CHECKS = """items:
- {code: check, title: 检查, category: env, origins: [inspection], worth: {shape: inspection, lines: [{code: l, title: 综合, points: 100}], judging: {combine: single}, counts: score_only}}
measures:
- {code: m, name: 均分, shape: inspection, item: check, subject: household, how: mean, drop_lowest: %d, drop_highest: %d, period: month}
- {code: f, name: 年均, shape: fold, measure: m, how: sum, missing: skip, drop_lowest: %d, period: year}
"""


@FEW
@given(st.lists(st.integers(0, 100), min_size=1, max_size=5), st.integers(0, 3), st.integers(0, 3))
def test_without_the_lowest_and_highest_but_never_without_any(
    scores: list[int], low: int, high: int
) -> None:
    lines = [f"{n},2024-01-{n:02},H1,check,{score}" for n, score in enumerate(scores, 1)]
    acts = "编号,日期,对象,事项,得分\n" + "\n".join(lines)
    out = run(village(CHECKS % (low, high, 0)), acts)
    left = sorted(scores)[min(low, len(scores) - 1) :]
    left = left[: max(len(left) - high, 1)]

    assert exact(out, "m", "2024-01")["H1"] == Fraction(sum(left), len(left))
    assert exact(out, "f")["H1"] == Fraction(sum(left), len(left)), "one month alone is kept"


# Settlements, streaks -----------------------------------------------------------------------


@FEW
@given(VALUES, st.integers(1, 80), st.sampled_from(["0.01", "0.5", "1", "5"]))
def test_what_is_given_in_all_stays_within_the_total(
    values: list[int], most: int, unit: str
) -> None:
    out = year_of(
        values,
        f"settlements:\n- {{code: pay, name: 发放, measure: y, category: env, counts: value, factor: 5, rounding: down, round_to: {unit}, total_max: {most}}}\n",
    )
    given = {
        subject: Fraction(points) for code, subject, _, points in automatic(out) if code == "pay"
    }
    wanted = {name: Fraction(5 * value) for name, value in zip(NAMES, values, strict=True)}
    total = sum(wanted.values())

    assert sum(given.values()) <= most or sum(given.values()) == total
    if total <= most:
        assert given == {name: value for name, value in wanted.items() if value}
    else:
        assert most - sum(given.values()) < Fraction(unit)
        for name, value in wanted.items():
            share = value * (most // Fraction(unit) * Fraction(unit)) / total
            assert abs(given.get(name, 0) - share) < Fraction(unit)
    assert all(value % Fraction(unit) == 0 for value in given.values())


def test_gates_of_settlements_and_streaks() -> None:
    out = year_of(
        [10, 20, 30, 0, 5],
        """- {code: n, name: 人口, shape: members, members: at_end, period: year}
settlements:
- {code: pay, name: 发放, measure: y, category: env, counts: bands, rounding: down, bands: [{at_least: 5, points: 3}], gates: [{measure: n, at_most: 3}], who: {groups: [一组]}}
streaks:
- {code: s, name: 一年达标, measure: y, holds: {at_least: 5}, length: 1, counting: total, windows: rolling, restart: ever, missing: breaks, points: 2, category: env, gates: [{measure: n, above: 1}]}
""",
    )

    assert automatic(out) == [
        ("pay", "H1", "2024-12-31", "3"),
        ("pay", "H2", "2024-12-31", "3"),
        ("s", "H1", "2024-12-31", "2"),
        ("s", "H3", "2024-12-31", "2"),
        ("s", "H5", "2024-12-31", "2"),
    ]


# Vetoes -------------------------------------------------------------------------------------

VETO = """vetoes:
- {code: v, name: 违法, documents: [决定书], bars: [honours, pools], until_end_of: year, plus: 1, route_back: 期满}
measures:
- {code: y, name: 年分, shape: points, purse: main, period: year}
honours:
- {code: h, name: 头名, measure: y, pick: {shape: ranks, last: 1}, scope: village, ties: all_in}
pools:
- {code: p, name: 分红, measure: y, yuan: 30, method: proportional}
"""


def test_barred_until_the_end_of_the_year_after() -> None:
    lines = [row(n, f"202{n}-03-01", "H1", quantity=9) for n in (4, 5, 6)]
    lines += [row(n + 3, f"202{n}-03-01", "H2", quantity=1) for n in (4, 5, 6)]
    lines += [row(99, "2024-06-30", "H1", "v", event="否决", document="处罚决定书")]
    out = run(village(ITEMS, VETO), table(*lines))
    report = told(out)

    assert [(one["first"], one["last"]) for one in report["bars"]] == [("2024-06-30", "2025-12-31")]
    assert titles(out) == [("h", "2024", "H2"), ("h", "2025", "H2"), ("h", "2026", "H1")]
    shares = {
        one["period"]: {share["subject"]: share["yuan"] for share in one["shares"]}
        for one in report["pools"]
    }
    assert shares == {"2024": {"H2": "30"}, "2025": {"H2": "30"}, "2026": {"H1": "27", "H2": "3"}}


# Members ------------------------------------------------------------------------------------

GROWN = """
format: 1
code: village
name: 桃源村积分细则
organisation: 桃源村
version: 1
in_force_from: 2024-01-01
subjects:
  kinds: [household, resident]
  eligible: [{kind: household, consent: true}, {kind: resident, consent: true, age_min: 16}, {kind: resident, tags_any: [代表], months_min: 6}]
categories: [{code: env, name: 环境}]
items: [{code: a, title: 好事, category: env, worth: {shape: per_unit, points: 1, unit: 件, whole: true}}]
purses: [{code: main, name: 积分, holder: household, takes: both, spendable: false, floor: none}]
measures:
- {code: y, name: 年分, shape: points, purse: main, period: year}
- {code: n0, name: 年初, shape: members, members: at_start, period: year}
- {code: n, name: 每天平均, shape: members, members: mean_by_day, period: year}
- {code: n1, name: 年末, shape: members, members: at_end, period: year}
- {code: each, name: 当天人均, shape: per_member, measure: y, members: each_day, period: year}
process:
  default: [{kind: review, role: panel, quorum: 5}, {kind: notice, days: 7, day_kind: calendar}]
  objections_to: supervisor
publicity: {shows: [totals], names: masked, deductions: household_only, days: 30}
"""


def test_members_count_from_the_day_they_may_take_part() -> None:
    """366 days: R1 always; R2 is 16 on 1 July (184 days); R3 never agreed; R4 is a deputy and has
    lived here six months on 1 October (92 days)."""
    roster = """编号,所属户,出生日期,同意,标签,居住起
H1,,,,,
R1,H1,1980-05-05,是,,
R2,H1,2008-07-01,是,,
R3,H1,1980-05-05,否,,
R4,H1,,否,代表,2024-04-01
"""
    acts = table(
        row(1, "2024-06-30", quantity=6), row(2, "2024-07-01", quantity=6),
        row(3, "2024-10-01", quantity=6),
    )  # fmt: skip
    out = run(read_scheme(GROWN), acts, roster)

    assert [measure(out, code, "2024")["H1"] for code in ("n0", "n1")] == ["1", "3"]
    assert exact(out, "n")["H1"] == Fraction(366 + 184 + 92, 366)
    assert measure(out, "each", "2024")["H1"] == "11", "6/1 + 6/2 + 6/3"
    assert told(out)["events"] == []


def test_times_of_a_sign_are_those_of_items_that_add_or_deduct() -> None:
    scheme = village(
        "items:\n"
        "- {code: good, title: 做好事, category: env, worth: {shape: fixed, points: 2}}\n"
        "- {code: bad, title: 乱扔, category: env, worth: {shape: fixed, points: -10}}\n"
        "measures:\n"
        "- {code: plus, name: 加分次数, shape: points, purse: main, on: {sign: plus}, value: times, period: year}\n"
        "- {code: minus, name: 扣分次数, shape: points, purse: main, on: {sign: minus}, value: times, period: year}\n"
    )
    acts = "编号,日期,对象,事项\n1,2024-01-01,H1,good\n2,2024-01-02,H1,bad\n3,2024-01-03,H1,bad\n"

    out = run(scheme, acts)

    assert measure(out, "plus", "2024")["H1"] == "1"
    assert measure(out, "minus", "2024")["H1"] == "2"


def test_a_row_of_measures_ends_somewhere() -> None:
    """Whoever follows them one by one must come to an end: the fortieth is the last."""
    line = "- {code: m%d, name: 数%d, shape: rank, measure: %s, period: year, order: highest}\n"

    def found(count: int) -> list[str]:
        behind = ["y", *(f"m{number}" for number in range(1, count))]
        rows = "".join(line % (number, number, of) for number, of in enumerate(behind, 1))
        return [one.code for one in check(village(f"measures:\n{Y}{rows}")) if "deep" in one.code]

    assert (found(39), found(40)) == ([], ["scheme.measures_too_deep"])
