"""Spending in a replay: what the counter asks `core.redemption`, with what the replay knows."""

from datetime import timedelta
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from jishan.core.periods import Period, period_of
from jishan.core.points import Points
from jishan.core.redemption import (
    Payer,
    Taken,
    goods_period,
    limit_periods,
    price_for,
    unlocked_points,
    why_not,
    why_not_goods,
)
from jishan.core.replay.events import Event
from jishan.core.replay.outcome import EventResult, Voucher
from jishan.core.scheme.document import Goods, Periods, Purse, Redemption
from jishan.core.scheme.rounding import rounded
from jishan.core.scheme.rules import EVERYONE
from jishan.core.transfers import (
    AmountMissing,
    Party,
    SpendingRefused,
    check_transfer,
    purse_to_transfer,
)

if TYPE_CHECKING:
    from jishan.core.replay.run import Run


class NoRedemption(SpendingRefused):
    code = "redeem.none"


class GoodsUnknown(SpendingRefused):
    code = "redeem.goods_unknown"


class OutOfStock(SpendingRefused):
    code = "redeem.out_of_stock"


class NotAMultiple(SpendingRefused):
    code = "redeem.not_a_multiple"


class CashShareTooLarge(SpendingRefused):
    code = "redeem.cash_share_too_large"


class RefusedBefore(SpendingRefused):
    """What was refused at the counter on its day stays refused, for the same reason."""

    def __init__(self, result: EventResult) -> None:
        super().__init__(**result.facts)
        self.result = result


class VoucherUnknown(SpendingRefused):
    code = "voucher.unknown"


class VoucherUsed(SpendingRefused):
    code = "voucher.used"


class VoucherLapsed(SpendingRefused):
    code = "voucher.lapsed"


def decide_redemption(run: "Run", event: Event, subject: str) -> tuple[str, str, int]:
    """Purse, holder and points of a redemption; refuses what the document does not let happen.

    A redemption that was decided before a correction stays as it was decided: goods that were
    handed over are not taken back.
    """
    redemption = run.scheme.redemption
    if redemption is None:
        raise NoRedemption()
    goods = None if event.what is None else redemption.goods(event.what)
    named = event.what if goods is None and event.what in run.book.purses else None
    purse = run.book.purses[named or redemption.purse_for(goods)]
    holder = subject
    home = run.people[subject].household
    if purse.holder == "household" and home is not None:
        holder = home
    points = _price(run, redemption, goods, event, holder)
    decided = run.known.decided.get(event.key)
    if decided is None:
        _may(run, redemption, purse, event, holder, points)
        _in_stock(run, goods, event, holder)
    elif decided.state == "refused":
        raise RefusedBefore(decided)
    _count(run, redemption, goods, event, holder, points)
    if goods is None and redemption.vouchers:
        _give_voucher(run, redemption, event, holder, points)
    return purse.code, holder, points


def _price(
    run: "Run", redemption: Redemption, goods: Goods | None, event: Event, holder: str
) -> int:
    """Points that are paid; of goods, no more than what they cost this holder."""
    if event.quantity <= 0 or (event.points is not None and event.points <= 0):
        raise AmountMissing()
    if event.what is None:
        return _amount(redemption, event.points)
    if goods is None:
        if event.points is not None:
            return event.points
        raise GoodsUnknown(goods=event.what)
    one = price_for(redemption, goods, goods.points, run.people[holder], event.day)
    price = -int(-one * event.quantity // 1)  # a broken hundredth is paid as a whole one
    if one != goods.points:
        run.out.prices[event.key] = Points(price)
    if event.points is None or event.points >= price:
        return price
    share = redemption.mixed.points_percent_min if redemption.mixed else None
    if share is None or event.points * 100 < price * Fraction(share):
        raise CashShareTooLarge(points=event.points, price_points=price)
    return event.points


def _amount(redemption: Redemption, points: int | None) -> int:
    if points is None:
        raise AmountMissing()
    if redemption.multiples_of and points % redemption.multiples_of:
        raise NotAMultiple(points=points, step_points=redemption.multiples_of)
    return points


def _may(
    run: "Run", redemption: Redemption, purse: Purse, event: Event, holder: str, points: int
) -> None:
    """The rules of the counter, with what this household has and has taken so far."""
    calendar, day = run.scheme.periods, event.day
    state = run.book.state(purse.code, holder)
    state.expire(day.toordinal())
    unlocked = None
    if purse.unlock is not None:
        keys = run.book.states[purse.unlock.purse]
        home = (holder, *run.people.residents(holder))
        earned = sum(keys[one].entered for one in home if one in keys)
        unlocked = unlocked_points(purse.unlock, earned=Points(earned), spent=Points(state.spent))
    payer = Payer(
        Points(state.balance),
        tuple(
            Taken(
                Points(run.counters.get(("spent", period.kind, owner, period.first), 0)),
                run.counters.get(("times", period.kind, owner, period.first), 0),
            )
            for owner, period in _counted_in(run, redemption, event, holder)
        ),
        barred=any(run.barred(one, day, "spending") for one in (holder, event.subject)),
        unlocked=unlocked,
        members=run.people[holder].heads,
        earned=Points(state.entered),
    )
    refusal = why_not(redemption, purse, calendar, payer=payer, cost=Points(points), day=day)
    if refusal is not None:
        raise refusal


def _counted_in(
    run: "Run", redemption: Redemption, event: Event, holder: str
) -> list[tuple[str, Period]]:
    """Whose redemptions each limit counts, and in which period."""
    periods = limit_periods(redemption, run.scheme.periods, event.day)
    return [
        (EVERYONE if limit.whose == "everyone" else holder, period)
        for limit, period in zip(redemption.limits, periods, strict=True)
    ]


def _in_stock(run: "Run", goods: Goods | None, event: Event, holder: str) -> None:
    if goods is None:
        return
    taken = run.counters.get(("goods", goods.code), 0)
    if goods.stock is not None and taken + event.quantity > goods.stock:
        raise OutOfStock(goods=goods.name, left=goods.stock - taken)
    calendar = run.scheme.periods
    own = run.counters.get(_own_goods(goods, calendar, event, holder), 0)
    refusal = why_not_goods(
        goods, calendar, taken=own, quantity=ceil(event.quantity), day=event.day
    )
    if refusal is not None:
        raise refusal


def _own_goods(goods: Goods, calendar: Periods, event: Event, holder: str) -> tuple[object, ...]:
    return ("goods", goods.code, holder, goods_period(goods, calendar, event.day).first)


def _count(
    run: "Run", redemption: Redemption, goods: Goods | None, event: Event, holder: str, points: int
) -> None:
    counters = run.counters
    for owner, period in set(_counted_in(run, redemption, event, holder)):
        spent = ("spent", period.kind, owner, period.first)
        times = ("times", period.kind, owner, period.first)
        counters[spent] = counters.get(spent, 0) + points
        counters[times] = counters.get(times, 0) + 1
    if goods is not None:
        own = _own_goods(goods, run.scheme.periods, event, holder)
        for key in (("goods", goods.code), own):
            counters[key] = counters.get(key, 0) + event.quantity


def _give_voucher(
    run: "Run", redemption: Redemption, event: Event, holder: str, points: int
) -> None:
    """Points alone buy a voucher, which is good for so many days after its own."""
    last = None
    if redemption.voucher_days is not None:
        last = event.day + timedelta(days=redemption.voucher_days)
    worth = points * Fraction(redemption.fen_per_point or 0) / 100
    run.vouchers[event.key] = len(run.out.vouchers)
    run.out.vouchers.append(Voucher(event.key, holder, event.day, last, rounded(worth, "half_up")))


def use_voucher(run: "Run", event: Event) -> None:
    """A voucher is handed in for goods; refuses one that is unknown, used or lapsed."""
    place = run.vouchers.get(event.touches or "")
    if place is None:
        raise VoucherUnknown(touches=event.touches or "")
    voucher = run.out.vouchers[place]
    if voucher.used is not None:
        raise VoucherUsed(touches=voucher.key, day=voucher.used)
    if voucher.last is not None and event.day > voucher.last:
        raise VoucherLapsed(touches=voucher.key, last=voucher.last)
    run.out.vouchers[place] = voucher._replace(used=event.day)


def decide_transfer(run: "Run", event: Event, giver: str, taker: str) -> tuple[str, int]:
    """Purse and points of a transfer; refuses what the document does not let happen."""
    purse = purse_to_transfer(run.scheme, event.what)
    assert purse.transfer is not None, "as asked for"
    state = run.book.states[purse.code].get(giver)
    if state is not None:
        state.expire(event.day.toordinal())
    first = period_of(run.scheme.periods, purse.transfer.per or "ever", event.day).first
    key = ("transfer", purse.code, giver, first)
    points = check_transfer(
        purse,
        Party(giver, run.people[giver].kind, run.people[giver].household),
        Party(taker, run.people[taker].kind, run.people[taker].household),
        points=event.points,
        balance=Points(0 if state is None else state.balance),
        moved=Points(run.counters.get(key, 0)),
        barred=run.barred(giver, event.day, "spending"),
    )
    run.counters[key] = run.counters.get(key, 0) + points
    return purse.code, points
