"""Mechanics of real villages: what the checker says of them, and how they read."""

import pytest

from jishan.core.scheme.checker import check
from jishan.core.scheme.document import Scheme
from jishan.entrance.words.scheme_clauses import measures, purses, results
from tests.core.replaying import YEAR, village


def errors(scheme: Scheme) -> list[str]:
    return [one.code for one in check(scheme) if one.severity == "error"]


# What the checker says ------------------------------------------------------------------------

REDEEMS = (
    "purses: [{code: main, name: 积分, holder: household, takes: both, spendable: true, "
    "floor: zero}, {code: own, name: 个人, holder: resident, spendable: true, floor: zero}, "
    "{code: honour, name: 荣誉, holder: household, spendable: false, floor: none}]\n"
)


@pytest.mark.parametrize(
    ("clause", "code"),
    [
        (
            "prices: [{code: a, name: 甲, who: {}, percent: 80, rounding: up}]",
            "price_for_everybody",
        ),
        (
            "prices: [{code: a, name: 甲, who: {tags_any: [老]}, percent: 120, rounding: up}]",
            "percent_not_possible",
        ),
        (
            "prices: [{code: a, name: 甲, who: {tags_any: [老]}, percent: 80, rounding: up, "
            "goods: [b]}]",
            "reference_unknown",
        ),
        ("catalogue: [{code: b, name: 乙, points: 3, purse: no}]", "reference_unknown"),
        ("catalogue: [{code: b, name: 乙, points: 3, purse: honour}]", "redeems_honour"),
        ("catalogue: [{code: b, name: 乙, points: 3, purse: own}]", "goods_purse_of_others"),
        (
            "limits: [{per: month, points: 3, whose: everyone, per_member: true}]",
            "cap_per_member_of_all",
        ),
        ("windows: [{}]", "window_unclear"),
    ],
)
def test_what_a_counter_cannot_do_is_found(clause: str, code: str) -> None:
    scheme = village(f"redemption:\n  purse: main\n  fen_per_point: 100\n  {clause}", purse=REDEEMS)

    assert errors(scheme) == [f"scheme.{code}"]


def test_a_cap_of_all_is_not_one_for_each_member() -> None:
    scheme = village(
        YEAR + "caps: [{code: c, per: year, points: 5, whose: everyone, per_member: true}]"
    )

    assert errors(scheme) == ["scheme.cap_per_member_of_all"]


@pytest.mark.parametrize(
    ("part_of", "code"),
    [
        ("{measure: y, percent: 10}", "pool_part_of_what"),
        ("{measure: q, percent: 10}", "pool_part_of_what"),
        ("{measure: v, percent: 0}", "percent_not_possible"),
        ("{measure: x, percent: 10}", "reference_unknown"),
        ("{measure: v, percent: 10}", ""),
    ],
)
def test_a_pool_is_part_of_a_figure_of_the_village(part_of: str, code: str) -> None:
    scheme = village(
        "measures:\n- {code: y, name: 年, shape: points, purse: main, period: year}\n"
        "- {code: v, name: 村, shape: gather, subject: village, measure: y, how: sum, "
        "period: year}\n"
        "- {code: m, name: 月, shape: points, purse: main, period: month}\n"
        "- {code: q, name: 村月, shape: gather, subject: village, measure: m, how: sum, "
        "period: month}\n"
        "pools: [{code: p, name: 分红, measure: y, yuan: 100, method: proportional, "
        f"share_max_percent: 5, safeguards: [unanimous_vote, discretionary_part, capped_share], "
        f"part_of: {part_of}}}]"
    )

    assert errors(scheme) == ([f"scheme.{code}"] if code else [])


@pytest.mark.parametrize(("restart", "full"), [("month", False), ("quarter", True)])
def test_a_streak_has_time_to_become_full(restart: str, full: bool) -> None:
    scheme = village(
        "measures: [{code: m, name: 月, shape: points, purse: main, period: month}]\n"
        "streaks: [{code: s, name: 连着, measure: m, holds: {at_least: 1}, length: 2, "
        "counting: consecutive, windows: separate, missing: counted, mark: 好, "
        f"restart: {restart}}}]"
    )

    assert errors(scheme) == ([] if full else ["scheme.streak_never_full"])


def test_bands_over_places_that_were_handed_down_have_no_gap() -> None:
    """A place is a whole number also where it is that of the group, written beside a household."""
    scheme = village(
        "measures:\n- {code: y, name: 年, shape: points, purse: main, period: year}\n"
        "- {code: g, name: 组, shape: gather, subject: group, measure: y, how: mean, "
        "period: year}\n"
        "- {code: r, name: 名次, shape: rank, measure: g, period: year}\n"
        "- {code: h, name: 给户, shape: spread, subject: household, measure: r, period: year}\n"
        "settlements:\n- {code: s, name: 奖, measure: h, category: env, counts: bands, "
        "rounding: down, bands: [{equals: 1, points: 3}, {equals: 2, points: 1}]}"
    )

    assert errors(scheme) == []


# How it reads ---------------------------------------------------------------------------------


def test_the_sentences() -> None:
    scheme = village(
        "measures:\n- {code: m, name: 月分, shape: points, purse: main, period: month}\n"
        "- {code: t, name: 近一年, shape: trailing, measure: m, periods: 12, how: sum, "
        "missing: zero, period: month}\n"
        "- {code: b, name: 较好, shape: combine, measures: [m, t], how: sum, best_of: 1, "
        "period: month}\n"
        "- {code: v, name: 全村, shape: gather, subject: village, measure: m, how: sum, "
        "period: month}\n"
        "honours:\n- {code: f, name: 好户, measure: m, pick: {shape: ranks, last: 1}, "
        "scope: village, ties: all_in, turns: {every: 2, first: 2024-01-01}}\n"
        "pools: [{code: p, name: 分红, measure: m, yuan: 100, method: proportional, "
        "part_of: {measure: v, percent: 10}}]\n"
        "redemption:\n"
        "  purse: main\n"
        "  begin_at: 60\n"
        "  begin_by: earned\n"
        "  windows: [{weekdays: [3, 6], months: [6, 12]}, "
        "{first_day: 2025-01-20, last_day: 2025-01-27}]\n"
        "  limits: [{per: ten_days, points: 5, per_member: true}, "
        "{per: month, times: 9, whose: everyone}]\n"
        "  catalogue: [{code: s, name: 肥皂, points: 5, unit: 块, per_subject_max: 1, "
        "per_subject_in: month, purse: main}]\n"
        "  prices: [{code: o, name: 老人八折, who: {tags_any: [独居老人]}, percent: 80, "
        "rounding: up, round_to: 0.5, goods: [s]}]"
    )

    assert [measures.measure_sentence(scheme, one) for one in scheme.measures[1:3]] == [
        "近一年：每月算一次，最近 12 期（本期在内）的“月分”相加，没有记录的按零分。",
        "较好：每月算一次，“月分”、“近一年”里最高的 1 个。",
    ]
    assert "；每 2 期评一次，从 2024 年 1 月 1 日所在的一期起；" in results.honour_sentence(
        scheme, scheme.honours[0]
    )
    assert results.pool_sentence(scheme, scheme.pools[0]).startswith(
        "分红：“全村”的 10%（最多 100 元）按“月分”分；"
    )
    assert purses.redemption_sentences(scheme) == [
        "用“积分”兑换。",
        "累计挣满 60 分才能兑换。",
        "兑换日：6 月、12 月，星期三、星期六。",
        "兑换日：从 2025 年 1 月 20 日起到 2025 年 1 月 27 日止。",
        "每旬按人数每人最多兑换 5 分。",
        "每月全村合计最多兑换 9 次。",
        "老人八折：是独居老人的，肥皂按原价的 80%，有小数进一，精确到 0.5 分。",
        "肥皂：每块 5 分，每户每月限兑 1 块，只能用“积分”换。",
    ]
