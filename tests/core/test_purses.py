"""Balances: what may be spent, when it expires, what is kept."""

from datetime import date

import pytest

from jishan.core.points import Points
from jishan.core.pools import share_pool
from jishan.core.purses import (
    PurseState,
    begins,
    kept_after,
    last_good_day,
    window_open,
)
from jishan.core.scheme.document import Clearing, Expiry, Periods, Pool, Purse, Redemption, Window


def purse(**more: object) -> Purse:
    plain = {"code": "p", "name": "分", "holder": "household", "spendable": True, "floor": "zero"}
    return Purse.model_validate({**plain, **more})


@pytest.mark.parametrize(
    ("first", "left"),
    [("oldest", [[2, 20, 3]]), ("newest", [[-1, 30, 3]]), ("soonest_expiry", [[30, 30, 3]])],
)
def test_which_credits_are_spent_first(first: str, left: list[list[int]]) -> None:
    """Credits of day 1 (good until 30) and day 2 (good until 20), 5 each; 7 are spent."""
    state = PurseState(purse(spend_first=first, expiry=[{"after": {"days": 30}}]))
    state.credit(5, 1, 30)
    state.credit(5, 2, 20)
    state.spend(7)

    assert [[order, expires, amount] for order, _, expires, amount in state.lots] == left


def test_a_debt_is_paid_before_a_new_credit_can_expire() -> None:
    state = PurseState(purse(floor="none", expiry=[{"after": {"days": 30}}]))
    state.credit(-8)
    state.credit(10, 1, 30)

    assert (state.balance, [lot[3] for lot in state.lots]) == (2, [2])


@pytest.mark.parametrize(
    ("clause", "balance", "kept"),
    [
        ({"what": "all"}, 500, 0),
        ({"what": "all"}, -500, 0),
        ({"what": "positive"}, -500, -500),
        ({"what": "all", "keep_percent": 50}, 501, 250),
        ({"what": "all", "keep_max": 2}, 501, 200),
        ({"what": "all", "keep_percent": 50, "keep_max": 2}, 300, 150),
    ],
)
def test_what_is_kept(clause: dict[str, object], balance: int, kept: int) -> None:
    assert kept_after(Clearing.model_validate({"every": "year", **clause}), Points(balance)) == kept


def test_the_last_good_day() -> None:
    def last(rule: dict[str, object], origin: str = "self") -> date | None:
        rules = (Expiry.model_validate(rule),)
        day = date(2024, 3, 15)
        return last_good_day(Periods(), rules, day, code="a", category="c", origin=origin)

    assert last({"after": {"months": 6}}) == date(2024, 9, 14)
    assert last({"end_of": "year"}) == date(2024, 12, 31)
    assert last({"end_of": "quarter", "plus": 1, "grace_days": 15}) == date(2024, 7, 15)
    assert last({"after": {"days": 1}, "origins": ["inspection"]}) is None


def test_redemption_windows_and_the_beginning() -> None:
    quarter = (Window(every="quarter", last_days=5),)
    assert window_open(Periods(), quarter, date(2024, 3, 27))
    assert not window_open(Periods(), quarter, date(2024, 3, 26))
    fixed = (Window(days_of_month=(1, 15)),)
    assert window_open(Periods(), fixed, date(2024, 3, 15))
    assert not window_open(Periods(), fixed, date(2024, 3, 14))
    assert window_open(Periods(), (), date(2024, 3, 14))
    for is_, at in (("at_least", True), ("above", False)):
        clause = Redemption.model_validate({"purse": "p", "begin_at": 100, "begin_is": is_})
        assert begins(clause, 10_000) is at
        assert begins(clause, 10_001)


def pool(**more: object) -> Pool:
    plain = {"code": "p", "name": "分红", "measure": "m", "yuan": 100, "method": "proportional"}
    return Pool.model_validate({**plain, **more})


def test_a_pool_by_points_by_value_and_held_to_a_limit() -> None:
    weights = {"a": 6000, "b": 3000, "c": 1000, "d": -500}

    assert share_pool(pool(), weights).shares == {"a": 6000, "b": 3000, "c": 1000}
    by_value = share_pool(pool(method="per_point", fen_per_point=50), weights)
    assert (by_value.shares, by_value.kept) == ({"a": 3000, "b": 1500, "c": 500}, 5000)
    cut = share_pool(pool(method="per_point", fen_per_point=200), weights)
    assert sum(cut.shares.values()) == 10_000
    assert cut.fen_per_point == 100
    others = share_pool(pool(share_max_percent=50), weights)
    assert others.shares == {"a": 5000, "b": 3750, "c": 1250}
    kept = share_pool(pool(share_max_percent=50, cut_off="kept"), weights)
    assert (kept.shares, kept.kept) == ({"a": 5000, "b": 3000, "c": 1000}, 1000)
