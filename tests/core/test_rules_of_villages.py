"""Mechanics that real villages' schemes asked for: prices for some, limits for each member, ten-day
periods, windows of days, rolling sums, titles every second year, a pool as part of a figure."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jishan.core.periods import Period, next_period, period_of, periods_within
from jishan.core.points import Points
from jishan.core.pools import share_pool
from jishan.core.purses import window_open
from jishan.core.redemption import Payer, Taken, price_for, why_not, why_not_goods
from jishan.core.scheme.conduct import Periods, Redemption, Window
from jishan.core.scheme.document import Pool
from jishan.core.scheme.facts import HOUSEHOLD
from jishan.core.scheme.purse import Purse
from tests.core.replaying import YEAR, balances, measure, points, run, titles, village

FEW = settings(max_examples=25, deadline=None)
DAY = date(2026, 3, 2)
OLD = HOUSEHOLD._replace(tags=frozenset({"独居老人"}))
POOR = HOUSEHOLD._replace(tags=frozenset({"低保户", "独居老人"}))
SPENDS = Purse.model_validate(
    {"code": "p", "name": "积分", "holder": "household", "spendable": True, "floor": "zero"}
)

TWO = (
    "purses:\n- {{code: main, name: 户, holder: household, spendable: false, floor: none}}\n"
    "- {{code: {code}, name: 另一个, holder: {holder}, spendable: false, floor: none}}\n"
)


def rule(**fields: Any) -> Redemption:
    return Redemption.model_validate({"purse": "p", **fields})


def price(percent: float, tag: str, **fields: Any) -> dict[str, Any]:
    return {
        "code": tag, "name": tag, "who": {"tags_any": [tag]}, "percent": percent,
        "rounding": "up", "round_to": 0.5, **fields,
    }  # fmt: skip


# Prices ---------------------------------------------------------------------------------------


def test_who_may_claim_several_prices_pays_the_lowest() -> None:
    cheap = rule(prices=[price(80, "独居老人"), price(70, "低保户")])

    asked = [price_for(cheap, None, Points(500), one, DAY) for one in (HOUSEHOLD, OLD, POOR)]

    assert asked == [500, 400, 350]


def test_a_price_for_some_goods_is_not_that_of_others() -> None:
    soap = {"code": "soap", "name": "肥皂", "points": 5}
    rice = {"code": "rice", "name": "大米", "points": 30}
    some = rule(catalogue=[soap, rice], prices=[price(80, "独居老人", goods=["soap"])])

    def asked(name: str, full: int) -> int:
        return price_for(some, some.goods(name), Points(full), OLD, DAY)

    assert (asked("肥皂", 500), asked("大米", 3000), asked("食盐", 300)) == (400, 3000, 300)


@FEW
@given(st.integers(1, 100_000), st.integers(1, 100), st.sampled_from(["down", "half_up", "up"]))
def test_a_lower_price_is_never_higher_and_never_nothing(
    full: int, percent: int, rounding: str
) -> None:
    cheap = rule(prices=[price(percent, "独居老人", rounding=rounding)])

    assert 0 < price_for(cheap, None, Points(full), OLD, DAY) <= full
    assert price_for(cheap, None, Points(full), HOUSEHOLD, DAY) == full


# Limits ---------------------------------------------------------------------------------------


@FEW
@given(st.integers(1, 12), st.integers(0, 200), st.integers(1, 60))
def test_a_limit_for_each_member_is_so_many_times_as_much(
    members: int, taken: int, cost: int
) -> None:
    limited = rule(limits=[{"per": "month", "points": 10, "per_member": True}])
    payer = Payer(Points(1_000_00), (Taken(Points(taken * 100), 1),), members=members)

    no = why_not(limited, SPENDS, Periods(), payer=payer, cost=Points(cost * 100), day=DAY)

    assert (no is None) == (taken + cost <= 10 * members)
    if no is not None:
        assert (no.code, no.facts["limit_points"]) == ("shop.points_limit_reached", members * 1000)


def test_what_all_have_taken_stands_against_one() -> None:
    limited = rule(limits=[{"per": "month", "points": 30, "whose": "everyone"}])
    payer = Payer(Points(9_00), (Taken(Points(25_00), 9),))

    no = why_not(limited, SPENDS, Periods(), payer=payer, cost=Points(6_00), day=DAY)

    assert no is not None
    assert (no.code, no.facts["last"]) == ("shop.village_limit_reached", date(2026, 3, 31))


@pytest.mark.parametrize(
    ("within", "code"), [("month", "shop.goods_limit_reached"), ("ever", "shop.goods_limit_ever")]
)
def test_one_bar_of_soap(within: str, code: str) -> None:
    soap = {
        "code": "s",
        "name": "肥皂",
        "points": 5,
        "per_subject_max": 2,
        "per_subject_in": within,
    }
    goods = rule(catalogue=[soap]).goods("s")

    asked = [
        why_not_goods(goods, Periods(), taken=taken, quantity=1, day=DAY) for taken in (0, 1, 2)
    ]

    assert asked[:2] == [None, None]
    assert asked[2] is not None
    assert asked[2].code == code


@FEW
@given(st.integers(1, 6), st.lists(st.integers(1, 9), min_size=1, max_size=8))
def test_a_cap_for_each_member_holds_in_any_order(members: int, quantities: list[int]) -> None:
    scheme = village(
        "items:\n- {code: a, title: 事, category: env, worth: {shape: per_unit, points: 1, "
        "unit: 件, whole: true}, caps: [{per: year, points: 7, whose: household, "
        "per_member: true}]}"
    )
    roster = f"编号,类型,人数\nH,户,{members}"
    rows = [f"{n},2024-03-{n + 1:02},H,a,{one}" for n, one in enumerate(quantities, 1)]

    out = run(scheme, "编号,日期,对象,事项,数量\n" + "\n".join(rows), roster)

    assert balances(out) == {"H": str(min(sum(quantities), 7 * members))}


def test_members_count_as_of_the_day_and_a_group_by_its_households() -> None:
    scheme = village(
        "items:\n"
        "- {code: a, title: 事, category: env, worth: {shape: fixed, points: 1}, "
        "credited_to: household, caps: [{per: ever, times: 1, whose: household, "
        "per_member: true}]}\n"
        "- {code: g, title: 组, category: civil, subjects: [group], "
        "worth: {shape: fixed, points: 1}, caps: [{per: ever, points: 2, whose: account, "
        "per_member: true}]}",
        purse=TWO.format(code="g", holder="group"),
    )
    roster = "编号,类型,所属户,组\n一组,组,,\nH,户,,一组\nK,户,,一组\nR,村民,H,"
    rows = """编号,日期,事件,对象,事项,数量,另一方
1,2024-03-01,,H,a,2,
2,2024-03-02,加入,S,,,H
3,2024-03-03,,R,a,2,
4,2024-03-03,,一组,g,9,"""

    assert points(run(scheme, rows, roster)) == {"1": "1", "3": "1", "4": "4"}


# Periods --------------------------------------------------------------------------------------

CALENDARS = st.builds(Periods, month_ends_on=st.integers(1, 31), year_begins_in=st.integers(1, 12))
DAYS = st.dates(date(2019, 1, 1), date(2031, 12, 31))


@pytest.mark.parametrize(("kind", "parts"), [("ten_days", 3), ("half_month", 2)])
@FEW
@given(calendar=CALENDARS, day=DAYS)
def test_parts_of_a_month_follow_one_another_and_make_it_up(
    calendar: Periods, day: date, kind: Any, parts: int
) -> None:
    month = period_of(calendar, "month", day)
    found = periods_within(calendar, kind, month)

    assert len(found) == parts
    assert (found[0].first, found[-1].last) == (month.first, month.last)
    assert all(before.last + timedelta(days=1) == after.first for before, after in pairwise(found))
    assert sum(day in one for one in found) == 1
    assert next_period(calendar, found[-1]).first == month.last + timedelta(days=1)


def test_the_last_part_has_the_days_that_are_left() -> None:
    lengths = {
        label: one.days
        for day in (date(2024, 2, 1), date(2024, 2, 20), date(2024, 2, 29))
        for one in (period_of(Periods(), "ten_days", day),)
        for label in (one.label,)
    }

    assert lengths == {"2024-02上旬": 10, "2024-02中旬": 10, "2024-02下旬": 9}
    late = Periods(month_ends_on=25)
    assert period_of(late, "half_month", date(2024, 3, 12)) == Period(
        date(2024, 3, 12), date(2024, 3, 25), "half_month", "2024-03下半月"
    )


# Windows --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "day", "open_"),
    [
        ({"weekdays": [3, 6]}, "2024-03-06", True),
        ({"weekdays": [3, 6]}, "2024-03-07", False),
        ({"months": [6, 12], "days_of_month": [10]}, "2024-06-10", True),
        ({"months": [6, 12], "days_of_month": [10]}, "2024-05-10", False),
        ({"months": [6, 12], "days_of_month": [10]}, "2024-06-11", False),
        ({"first_day": "2025-01-20", "last_day": "2025-01-25"}, "2025-01-25", True),
        ({"first_day": "2025-01-20", "last_day": "2025-01-25"}, "2025-01-26", False),
        ({"every": "week", "last_days": 2}, "2024-03-09", True),
        ({"every": "ten_days", "first_days": 1}, "2024-03-11", True),
        ({"every": "ten_days", "first_days": 1}, "2024-03-12", False),
        ({"every": "month", "first_days": 7, "weekdays": [6]}, "2024-03-02", True),
        ({"every": "month", "first_days": 7, "weekdays": [6]}, "2024-03-09", False),
        ({}, "2024-03-09", False),
    ],
)
def test_a_window_of_days(written: dict[str, Any], day: str, open_: bool) -> None:
    window = Window.model_validate(written)

    assert window_open(Periods(), (window,), date.fromisoformat(day)) is open_


# Figures --------------------------------------------------------------------------------------

ROLLING = (
    "items:\n- {code: a, title: 事, category: env, worth: {shape: per_unit, points: 1, unit: 件, "
    "whole: true}}\n"
    "measures:\n- {code: m, name: 月分, shape: points, purse: main, period: month}\n"
    "- {code: sum3, name: 三月, shape: trailing, measure: m, periods: 3, how: sum, missing: zero, "
    "period: month}\n"
    "- {code: mean3, name: 三月均, shape: trailing, measure: m, periods: 3, how: mean, "
    "missing: zero, period: month}\n"
    "- {code: some3, name: 有的月, shape: trailing, measure: m, periods: 3, how: mean, "
    "missing: skip, period: month}\n"
)


@FEW
@given(st.lists(st.integers(0, 9), min_size=5, max_size=5))
def test_a_rolling_sum_is_the_sum_of_the_last_periods(months: list[int]) -> None:
    rows = [f"{n},2024-{n:02}-03,H,a,{one}" for n, one in enumerate(months, 1) if one]
    out = run(
        village(ROLLING),
        "编号,日期,对象,事项,数量\n" + "\n".join(["0,2024-01-01,H,a,1", *rows]),
        "编号,类型\nH,户",
        until=date(2024, 5, 31),
    )
    added = [months[0] + 1, *months[1:]]

    for number in range(1, 6):
        window = added[max(number - 3, 0) : number]
        label = f"2024-{number:02}"
        assert Fraction(measure(out, "sum3", label)["H"]) == sum(window)
        assert Fraction(measure(out, "mean3", label)["H"]) == Fraction(sum(window), 3)
        some = [one for one in window if one]
        expected = Fraction(sum(some), len(some)) if some else 0
        assert Fraction(measure(out, "some3", label)["H"]) == expected


def test_the_best_of_several_figures() -> None:
    scheme = village(
        "items:\n"
        "- {code: a, title: 甲, category: env, worth: {shape: fixed, points: 3}}\n"
        "- {code: b, title: 乙, category: civil, worth: {shape: fixed, points: 2}}\n"
        "measures:\n"
        "- {code: e, name: 环境, shape: points, purse: main, on: {categories: [env]}, "
        "period: year}\n"
        "- {code: c, name: 文明, shape: points, purse: main, on: {categories: [civil]}, "
        "period: year}\n"
        "- {code: t, name: 两类, shape: combine, measures: [e, c, e], how: sum, period: year}\n"
        "- {code: k, name: 一类, shape: combine, measures: [e, c], how: sum, best_of: 1, "
        "period: year}"
    )
    out = run(scheme, "编号,日期,对象,事项\n1,2024-01-02,H,a\n2,2024-01-02,H,b", "编号,类型\nH,户")

    assert (measure(out, "t", "2024"), measure(out, "k", "2024")) == ({"H": "8"}, {"H": "3"})


def test_a_title_every_second_year() -> None:
    scheme = village(
        "items:\n- {code: a, title: 事, category: env, worth: {shape: fixed, points: 3}}\n" + YEAR,
        "honours:\n- {code: fine, name: 文明家庭, measure: year, pick: {shape: ranks, last: 1}, "
        "scope: village, ties: all_in, turns: {every: 2, first: 2025-07-01}}",
    )
    rows = [f"{year},{year}-03-01,H,a" for year in range(2024, 2029)]

    out = run(scheme, "编号,日期,对象,事项\n" + "\n".join(rows), "编号,类型\nH,户\nK,户")

    assert titles(out) == [("fine", "2025", "H"), ("fine", "2027", "H")]


@FEW
@given(
    st.integers(-10_000_000, 10_000_000),
    st.integers(1, 100),
    st.lists(st.integers(0, 500), min_size=1, max_size=9),
)
def test_a_pool_that_is_part_of_a_figure_adds_up_to_the_fen(
    fen: int, percent: int, weights: list[int]
) -> None:
    pool = Pool.model_validate(
        {
            "code": "p", "name": "分红", "measure": "y", "yuan": 20000, "method": "proportional",
            "part_of": {"measure": "g", "percent": percent},
        }
    )  # fmt: skip
    shared = share_pool(pool, {str(n): one * 100 for n, one in enumerate(weights)}, fen)

    sum_ = min(2_000_000, max(fen, 0) * percent // 100)
    assert sum(shared.shares.values()) + shared.kept == sum_
    assert all(share >= 0 for share in shared.shares.values())


def test_a_contact_zone_is_a_unit_named_by_a_tag() -> None:
    scheme = village(
        "items:\n- {code: a, title: 事, category: env, subjects: [household], "
        "worth: {shape: fixed, points: 3}}\n"
        "measures:\n- {code: y, name: 年分, shape: points, purse: main, period: year}\n"
        "- {code: mean, name: 网格均, shape: gather, subject: unit, measure: y, how: mean, "
        "period: year}\n"
        "- {code: back, name: 给户, shape: spread, subject: household, measure: mean, "
        "period: year}\n"
        "- {code: post, name: 给网格长, shape: spread, subject: post, measure: mean, period: year}",
        purse=TWO.format(code="u", holder="unit"),
    )
    roster = """编号,类型,标签
H,户,三号网格
K,户,三号网格;党员户
L,户,
三号网格,单位,
长,岗位,三号网格"""

    out = run(scheme, "编号,日期,对象,事项\n1,2024-03-01,H,a\n2,2024-03-01,L,a", roster)

    assert measure(out, "mean", "2024") == {"三号网格": "1.5"}
    assert measure(out, "back", "2024") == {"H": "1.5", "K": "1.5", "L": "0"}
    assert measure(out, "post", "2024") == {"长": "1.5"}
