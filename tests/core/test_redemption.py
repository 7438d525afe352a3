"""Redemption: what the scheme allows, rule by rule, and what must always hold."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishan.core.points import Points
from jishan.core.purses import window_open
from jishan.core.redemption import (
    Payer,
    ReasonWanted,
    Taken,
    TooLateToCancel,
    check_cancel,
    limit_periods,
    next_open_day,
    undo_seconds,
    unlocked_points,
    why_not,
)
from jishan.core.scheme.conduct import Periods, Redemption, Window
from jishan.core.scheme.purse import Purse, Unlock

DAY = date(2026, 3, 2)
CALENDAR = Periods()
AT = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def rule(**fields: Any) -> Redemption:
    return Redemption.model_validate({"purse": "family", **fields})


def purse(**fields: Any) -> Purse:
    return Purse.model_validate(
        {
            "code": "family",
            "name": "家庭积分",
            "holder": "household",
            "spendable": True,
            "floor": "zero",
            **fields,
        }
    )


def code(redemption: Redemption, payer: Payer, cost: int, day: date = DAY, **held: Any) -> str:
    no = why_not(redemption, purse(**held), CALENDAR, payer=payer, cost=Points(cost), day=day)
    return no.code if no else ""


def payer(balance: int, **fields: Any) -> Payer:
    return Payer(Points(balance), **fields)


@pytest.mark.parametrize(
    ("balance", "cost", "expected"),
    [
        (99_99, 10_00, "shop.below_beginning"),
        (100_00, 10_00, ""),
        (100_00, 100_00, ""),
        (100_00, 100_01, "shop.not_enough_points"),
    ],
)
def test_hs_19_a_household_begins_at_exactly_100_points(
    balance: int, cost: int, expected: str
) -> None:
    assert code(rule(begin_at=100), payer(balance), cost) == expected


def test_hs_19_read_as_above_100_refuses_exactly_100() -> None:
    above = rule(begin_at=100, begin_is="above")
    assert code(above, payer(100_00), 1_00) == "shop.not_above_beginning"
    assert code(above, payer(100_01), 1_00) == ""


def test_hs_19_read_as_what_must_remain_keeps_100_points() -> None:
    remaining = rule(must_stay=100)
    assert code(remaining, payer(130_00), 30_00) == ""
    assert code(remaining, payer(130_00), 30_01) == "shop.too_little_would_stay"


def test_a_locked_base_cannot_be_spent() -> None:
    assert code(rule(), payer(80_00), 20_00, locked=60) == ""
    assert code(rule(), payer(80_00), 20_01, locked=60) == "shop.too_little_would_stay"


def test_a_purse_that_allows_debts_buys_nothing_on_credit() -> None:
    assert code(rule(), payer(5_00), 6_00, floor="none") == "shop.not_enough_points"


def test_a_barred_household_is_told_so_before_anything_else() -> None:
    assert code(rule(begin_at=100), payer(0, barred=True), 1_00) == "shop.barred_from_spending"


def test_a_limit_counts_what_was_taken_in_its_own_period() -> None:
    limited = rule(limits=[{"points": 50, "per": "month"}, {"times": 2, "per": "quarter"}])
    month, quarter = limit_periods(limited, CALENDAR, DAY)
    assert (month.first, month.last) == (date(2026, 3, 1), date(2026, 3, 31))
    assert (quarter.first, quarter.last) == (date(2026, 1, 1), date(2026, 3, 31))
    once = (Taken(Points(20_00), 1), Taken(Points(20_00), 1))
    twice = (Taken(Points(20_00), 1), Taken(Points(40_00), 2))
    assert code(limited, payer(90_00, taken=once), 30_00) == ""
    assert code(limited, payer(90_00, taken=once), 30_01) == "shop.points_limit_reached"
    assert code(limited, payer(90_00, taken=twice), 1_00) == "shop.times_limit_reached"


@pytest.mark.parametrize(
    ("limit", "expected"),
    [({"points": 50}, "shop.points_limit_ever"), ({"times": 1}, "shop.times_limit_ever")],
)
def test_a_limit_for_ever_names_no_days(limit: dict[str, int], expected: str) -> None:
    limited = rule(limits=[{**limit, "per": "ever"}])
    assert code(limited, payer(90_00, taken=(Taken(Points(50_00), 1),)), 1_00) == expected


def test_s2_08_a_window_opens_at_the_end_of_the_quarter() -> None:
    windows = (Window(every="quarter", last_days=5),)
    assert not window_open(CALENDAR, windows, date(2026, 3, 26))
    assert window_open(CALENDAR, windows, date(2026, 3, 27))
    assert window_open(CALENDAR, windows, date(2026, 3, 31))
    assert next_open_day(CALENDAR, windows, DAY) == date(2026, 3, 27)


def test_fixed_days_and_first_days_open_and_a_bare_period_is_open_throughout() -> None:
    assert window_open(CALENDAR, (Window(days_of_month=(2, 16)),), DAY)
    assert not window_open(CALENDAR, (Window(days_of_month=(3,)),), DAY)
    assert window_open(CALENDAR, (Window(every="month", first_days=2),), DAY)
    assert not window_open(CALENDAR, (Window(every="month", first_days=1),), DAY)
    assert window_open(CALENDAR, (Window(every="month"),), DAY)


def test_a_closed_window_says_when_it_opens_or_that_it_never_does() -> None:
    later = rule(windows=[{"days_of_month": [3]}])
    never = rule(windows=[{"months": [2], "days_of_month": [30]}])
    no = why_not(later, purse(), CALENDAR, payer=payer(900), cost=Points(1), day=DAY)
    assert no is not None
    assert no.facts == {"opens_on": date(2026, 3, 3)}
    assert code(never, payer(900), 1) == "shop.no_window_ahead"


def test_another_purse_frees_points_and_a_broken_hundredth_is_not_freed() -> None:
    unlock = Unlock.model_validate({"purse": "honour", "ratio": "0.333"})
    assert unlocked_points(unlock, earned=Points(100), spent=Points(0)) == 33
    assert unlocked_points(unlock, earned=Points(100), spent=Points(40)) == 0
    assert unlocked_points(unlock, earned=Points(-100), spent=Points(0)) == 0
    assert code(rule(), payer(90_00, unlocked=Points(5_00)), 5_00) == ""
    assert code(rule(), payer(90_00, unlocked=Points(5_00)), 5_01) == "shop.not_unlocked"


points = st.integers(min_value=0, max_value=10**6)


@given(points, st.integers(min_value=1, max_value=10**6), points, points, points)
def test_what_is_allowed_never_leaves_less_than_must_stay(
    balance: int, cost: int, begin: int, stay: int, locked: int
) -> None:
    redemption = rule().model_copy(update={"begin_at": begin, "must_stay": stay})
    held = purse().model_copy(update={"locked": locked})
    no = why_not(redemption, held, CALENDAR, payer=payer(balance), cost=Points(cost), day=DAY)
    if no is None:
        assert balance >= begin
        assert balance - cost >= stay + locked
    else:
        assert balance < begin or balance - cost < stay + locked


@given(points, st.integers(min_value=2, max_value=10**6), points, points)
def test_whoever_may_take_the_dearer_may_take_the_cheaper_and_with_more_points_too(
    balance: int, cost: int, begin: int, taken: int
) -> None:
    redemption = rule(limits=[{"points": 3000, "per": "month"}]).model_copy(
        update={"begin_at": begin}
    )
    spent = (Taken(Points(taken), 1),)
    if code(redemption, payer(balance, taken=spent), cost) == "":
        assert code(redemption, payer(balance, taken=spent), cost - 1) == ""
        assert code(redemption, payer(balance + 1, taken=spent), cost) == ""


def test_ten_seconds_are_undone_without_a_word_and_later_that_day_with_one() -> None:
    def after(seconds: int, *, same_day: bool = True, reason: str = "") -> None:
        check_cancel(AT, now=AT + timedelta(seconds=seconds), same_day=same_day, reason=reason)

    after(10)
    after(11, reason="拿错了")
    with pytest.raises(ReasonWanted):
        after(11, reason="  ")
    with pytest.raises(TooLateToCancel):
        after(11, same_day=False, reason="拿错了")
    after(5, same_day=False)


@pytest.mark.parametrize(
    ("milliseconds", "left"), [(0, 10), (1, 10), (9_001, 1), (9_999, 1), (10_000, 0), (11_000, 0)]
)
def test_the_countdown_shows_whole_seconds(milliseconds: int, left: int) -> None:
    assert undo_seconds(AT, AT + timedelta(milliseconds=milliseconds)) == left
