"""Whether points may be spent or handed on: every condition of the document, in the order of a
counter."""

from fractions import Fraction
from typing import TYPE_CHECKING

from jishan.core.errors import Refusal
from jishan.core.periods import period_of
from jishan.core.purses import begins, window_open
from jishan.core.replay.events import Event
from jishan.core.scheme.document import Goods, Purse, Redemption, RedemptionLimit

if TYPE_CHECKING:
    from jishan.core.replay.run import Run


class SpendingRefused(Refusal):
    """Points cannot be spent or handed on now; nothing changes."""

    code = "redeem.refused"


class NoRedemption(SpendingRefused):
    code = "redeem.none"


class BarredFromSpending(SpendingRefused):
    code = "redeem.barred"


class WindowClosed(SpendingRefused):
    code = "redeem.window_closed"


class GoodsUnknown(SpendingRefused):
    code = "redeem.goods_unknown"


class OutOfStock(SpendingRefused):
    code = "redeem.out_of_stock"


class GoodsLimit(SpendingRefused):
    code = "redeem.goods_limit"


class AmountMissing(SpendingRefused):
    code = "redeem.amount_missing"


class BelowBeginning(SpendingRefused):
    code = "redeem.below_beginning"


class NotEnough(SpendingRefused):
    code = "redeem.not_enough"


class LimitReached(SpendingRefused):
    code = "redeem.limit_reached"


class NotAMultiple(SpendingRefused):
    code = "redeem.not_a_multiple"


class CashShareTooLarge(SpendingRefused):
    code = "redeem.cash_share_too_large"


class NoTransfer(SpendingRefused):
    code = "transfer.none"


class TransferTooFar(SpendingRefused):
    code = "transfer.too_far"


class TransferLimit(SpendingRefused):
    code = "transfer.limit_reached"


def decide_redemption(run: "Run", event: Event, subject: str) -> tuple[str, str, int]:
    """Purse, holder and points of a redemption; refuses what the document does not let happen.

    A redemption that was decided before a correction stays as it was decided: goods that were
    handed over are not taken back.
    """
    redemption = run.scheme.redemption
    if redemption is None:
        raise NoRedemption()
    purse = run.book.purses[redemption.purse]
    holder = subject
    home = run.people[subject].household
    if purse.holder == "household" and home is not None:
        holder = home
    goods, points = _price(run, redemption, event)
    decided = run.known.decided.get(event.key)
    if decided is None:
        _may(run, redemption, purse, event, holder, points)
        _in_stock(run, goods, event, holder)
    elif not decided:
        raise NotEnough(balance=run.book.state(purse.code, holder).balance, points=points)
    _count(run, redemption, goods, event, holder, points)
    return purse.code, holder, points


def _price(run: "Run", redemption: Redemption, event: Event) -> tuple[Goods | None, int]:
    if event.what is None:
        if event.points is None:
            raise AmountMissing()
        if redemption.multiples_of and event.points % redemption.multiples_of:
            raise NotAMultiple(points=event.points, step_points=redemption.multiples_of)
        return None, event.points
    goods = next((one for one in redemption.catalogue if event.what in (one.code, one.name)), None)
    if goods is None:
        if event.points is not None:
            return None, event.points
        raise GoodsUnknown(goods=event.what)
    full = goods.points * event.quantity
    price = -int(-full // 1)
    if event.points is None or event.points >= price:
        return goods, price
    share = redemption.mixed.points_percent_min if redemption.mixed else None
    if share is None or event.points * 100 < price * Fraction(share):
        raise CashShareTooLarge(points=event.points, price_points=price)
    return goods, event.points


def _may(
    run: "Run", redemption: Redemption, purse: Purse, event: Event, holder: str, points: int
) -> None:
    day = event.day
    if run.barred(holder, day, "spending") or run.barred(event.subject, day, "spending"):
        raise BarredFromSpending(subject=event.subject)
    if not window_open(run.scheme.periods, redemption.windows, day):
        raise WindowClosed(day=day)
    state = run.book.state(purse.code, holder)
    state.expire(day.toordinal())
    if not begins(redemption, state.balance):
        raise BelowBeginning(balance=state.balance, begin_points=redemption.begin_at)
    unlocked = None
    if purse.unlock is not None:
        key = run.book.state(purse.unlock.purse, holder)
        unlocked = int(key.earned * Fraction(purse.unlock.ratio))
    spendable = state.spendable(unlocked) - (redemption.must_stay or 0)
    if points > spendable:
        raise NotEnough(balance=state.balance, spendable=max(spendable, 0), points=points)
    for number, limit in enumerate(redemption.limits):
        _within(run, limit, number, event, holder, points)


def _within(
    run: "Run", limit: RedemptionLimit, number: int, event: Event, holder: str, points: int
) -> None:
    first = period_of(run.scheme.periods, limit.per, event.day).first
    spent = run.counters.get(("spent", number, holder, first), 0)
    times = run.counters.get(("times", number, holder, first), 0)
    if limit.points is not None and spent + points > limit.points:
        raise LimitReached(limit=limit.points, per=limit.per)
    if limit.times is not None and times + 1 > limit.times:
        raise LimitReached(times=limit.times, per=limit.per)


def _in_stock(run: "Run", goods: Goods | None, event: Event, holder: str) -> None:
    if goods is None:
        return
    taken = run.counters.get(("goods", goods.code), 0)
    if goods.stock is not None and taken + event.quantity > goods.stock:
        raise OutOfStock(goods=goods.name, left=goods.stock - taken)
    own = run.counters.get(("goods", goods.code, holder), 0)
    if goods.per_subject_max is not None and own + event.quantity > goods.per_subject_max:
        raise GoodsLimit(goods=goods.name, limit=goods.per_subject_max)


def _count(
    run: "Run", redemption: Redemption, goods: Goods | None, event: Event, holder: str, points: int
) -> None:
    counters = run.counters
    for number, limit in enumerate(redemption.limits):
        first = period_of(run.scheme.periods, limit.per, event.day).first
        spent, times = ("spent", number, holder, first), ("times", number, holder, first)
        counters[spent] = counters.get(spent, 0) + points
        counters[times] = counters.get(times, 0) + 1
    if goods is not None:
        quantity = int(event.quantity)
        for key in (("goods", goods.code), ("goods", goods.code, holder)):
            counters[key] = counters.get(key, 0) + quantity


def decide_transfer(run: "Run", event: Event, giver: str, taker: str) -> tuple[str, int]:
    """Purse and points of a transfer; refuses what the document does not let happen."""
    purses = [one for one in run.scheme.purses if one.transfer is not None]
    purse = next((one for one in purses if event.what in (None, one.code)), None)
    if purse is None or purse.transfer is None:
        raise NoTransfer()
    if event.points is None or event.points <= 0:
        raise AmountMissing()
    kinds = {run.people[giver].kind, run.people[taker].kind}
    same = run.people[giver].household == run.people[taker].household
    if kinds != {purse.holder} or (purse.transfer.between == "household" and not same):
        raise TransferTooFar(giver=giver, taker=taker)
    state = run.book.state(purse.code, giver)
    state.expire(event.day.toordinal())
    if event.points > state.spendable():
        raise NotEnough(balance=state.balance, points=event.points)
    first = period_of(run.scheme.periods, purse.transfer.per or "ever", event.day).first
    key = ("transfer", purse.code, giver, first)
    moved = run.counters.get(key, 0) + event.points
    if purse.transfer.points_max is not None and moved > purse.transfer.points_max:
        raise TransferLimit(limit=purse.transfer.points_max)
    run.counters[key] = moved
    return purse.code, event.points
