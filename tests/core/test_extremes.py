"""The edges of the figures: nobody, one household, debts all round, days that are rare."""

# ruff: noqa: E501 - rules and rows read as rows

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from jishan.core.periods import next_period, period_of
from jishan.core.replay.outcome import Outcome
from jishan.core.scheme.values import PeriodKind
from tests.core.replaying import balances, measure, run, titles, told, village

RULES = """
items:
- {code: a, title: 甲, category: env, worth: {shape: per_unit, points: 1, unit: 件, whole: true}}
- {code: b, title: 乙, category: env, worth: {shape: per_unit, points: -1, unit: 件, whole: true}}
measures:
- {code: y, name: 年, shape: points, purse: main, period: year}
- {code: m, name: 月, shape: points, purse: main, period: month}
- {code: d, name: 日, shape: points, purse: main, period: day}
- {code: per, name: 人均, shape: per_member, measure: y, members: mean_by_day, period: year}
- {code: rate, name: 率, shape: ratio, over: y, under: y, empty: 0, period: year}
- {code: mean, name: 均, shape: gather, subject: village, measure: y, how: mean, period: year}
honours:
- {code: h, name: 头名, measure: y, pick: {shape: top_share, percent: 10, of: all, rounding: up}, scope: village, ties: all_in}
- {code: drawn, name: 抽, measure: y, pick: {shape: draw, count: 3, seed: 甲, points_per_lot: 1}, scope: village, ties: all_in}
pools:
- {code: p, name: 红, measure: y, yuan: 100.01, method: proportional}
"""
HEAD = "编号,日期,对象,事项,数量\n"


def floats(data: Any) -> Iterator[float]:
    if isinstance(data, float):
        yield data
    elif isinstance(data, dict | list):
        for one in data.values() if isinstance(data, dict) else data:
            yield from floats(one)


def year(acts: str, roster: str, *more: str) -> Outcome:
    out = run(village(RULES, *more), HEAD + acts, roster)
    assert list(floats(told(out))) == []
    return out


def test_a_village_without_anybody() -> None:
    out = year("", "编号\n")

    assert told(out)["totals"]["balances"] == "0"
    assert [(one["shares"], one["kept_yuan"]) for one in told(out)["pools"]] == [([], "100.01")]
    assert titles(out) == []


def test_one_household_on_a_leap_day() -> None:
    out = year("k,2024-02-29,H1,a,5\n", "编号\nH1\n")

    assert measure(out, "d", "2024-02-29") == {"H1": "5"}
    assert measure(out, "per", "2024") == {"H1": "0"}
    assert [one["shares"] for one in told(out)["pools"]] == [[{"subject": "H1", "yuan": "100.01"}]]
    assert titles(out) == [("h", "2024", "H1"), ("drawn", "2024", "H1")]


def test_debts_all_round_share_nothing_and_draw_no_lot() -> None:
    out = year("k,2024-03-01,H1,b,7\nl,2024-03-02,H2,b,3\n", "编号\nH1\nH2\n")

    assert balances(out) == {"H1": "-7", "H2": "-3"}
    assert told(out)["pools"][0]["kept_yuan"] == "100.01"
    assert titles(out) == [("h", "2024", "H2")]
    assert measure(out, "mean", "2024") == {"桃源村": "-5"}


def test_the_largest_figures_stay_exact() -> None:
    """A thousand acts of a thousand million points each, and one of a single point."""
    acts = "".join(f"k{n},2024-03-01,H1,a,999999999\n" for n in range(1000))
    out = year(acts + "l,2024-03-01,H2,a,1\n", "编号\nH1\nH2\n")

    assert balances(out) == {"H1": "999999999000", "H2": "1"}
    assert [one["shares"] for one in told(out)["pools"]] == [
        [{"subject": "H1", "yuan": "100.01"}, {"subject": "H2", "yuan": "0"}]
    ]


def test_the_year_ends_with_its_cut_off_day() -> None:
    rows = (
        "a,2024-12-25,H1,a,1\nb,2024-12-26,H1,a,10\nc,2024-01-25,H1,a,100\nd,2024-01-26,H1,a,1000\n"
    )
    out = year(rows, "编号\nH1\n", "periods: {month_ends_on: 25}")

    months = {
        one: measure(out, "m", one).get("H1")
        for one in ("2024-01", "2024-02", "2024-12", "2025-01")
    }
    assert months == {"2024-01": "100", "2024-02": "1000", "2024-12": "1", "2025-01": "10"}
    assert (measure(out, "y", "2024"), measure(out, "y", "2025")) == ({"H1": "1101"}, {"H1": "10"})


@pytest.mark.parametrize("ends", [1, 15, 28, 29, 30, 31])
@pytest.mark.parametrize(
    "kind", ["week", "ten_days", "half_month", "month", "quarter", "half", "year"]
)
def test_periods_follow_each_other_without_gap_whatever_the_cut_off(
    ends: int, kind: PeriodKind
) -> None:
    scheme = village(
        RULES, f"periods: {{month_ends_on: {ends}, year_begins_in: 2, week_begins: 7}}"
    )
    period = period_of(scheme.periods, kind, scheme.in_force_from)
    for _ in range(40):
        following = next_period(scheme.periods, period)
        assert following.first == period.last + timedelta(days=1) <= following.last
        assert period_of(scheme.periods, kind, following.last) == following
        period = following
