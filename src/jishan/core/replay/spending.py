"""Spending in a replay: what the counter asks `core.redemption`, with what the replay knows."""

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from jishan.core.errors import Refusal
from jishan.core.periods import period_of
from jishan.core.points import Points
from jishan.core.redemption import Payer, Taken, limit_periods, unlocked_points, why_not
from jishan.core.replay.events import Event
from jishan.core.replay.outcome import EventResult, Voucher
from jishan.core.scheme.document import Goods, Purse, Redemption
from jishan.core.scheme.rounding import rounded

if TYPE_CHECKING:
    from jishan.core.replay.run import Run


class SpendingRefused(Refusal):
    """Points cannot be spent or handed on now; nothing changes."""

    code = "redeem.refused"


class NoRedemption(SpendingRefused):
    code = "redeem.none"


class GoodsUnknown(SpendingRefused):
    code = "redeem.goods_unknown"


class OutOfStock(SpendingRefused):
    code = "redeem.out_of_stock"


class GoodsLimit(SpendingRefused):
    code = "redeem.goods_limit"


class AmountMissing(SpendingRefused):
    code = "redeem.amount_missing"


class NotEnough(SpendingRefused):
    code = "redeem.not_enough"


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
    goods, points = _price(redemption, event)
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


def _price(redemption: Redemption, event: Event) -> tuple[Goods | None, int]:
    if event.quantity <= 0 or (event.points is not None and event.points <= 0):
        raise AmountMissing()
    if event.what is None:
        return None, _amount(redemption, event.points)
    goods = next((one for one in redemption.catalogue if event.what in (one.code, one.name)), None)
    if goods is None:
        if event.points is not None:
            return None, event.points
        raise GoodsUnknown(goods=event.what)
    price = -int(-goods.points * event.quantity // 1)  # a broken hundredth is paid as a whole one
    if event.points is None or event.points >= price:
        return goods, price
    share = redemption.mixed.points_percent_min if redemption.mixed else None
    if share is None or event.points * 100 < price * Fraction(share):
        raise CashShareTooLarge(points=event.points, price_points=price)
    return goods, event.points


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
        key = run.book.state(purse.unlock.purse, holder)
        unlocked = unlocked_points(
            purse.unlock, earned=Points(key.earned), spent=Points(state.spent)
        )
    payer = Payer(
        Points(state.balance),
        tuple(
            Taken(
                Points(run.counters.get(("spent", period.kind, holder, period.first), 0)),
                run.counters.get(("times", period.kind, holder, period.first), 0),
            )
            for period in limit_periods(redemption, calendar, day)
        ),
        barred=any(run.barred(one, day, "spending") for one in (holder, event.subject)),
        unlocked=unlocked,
    )
    refusal = why_not(redemption, purse, calendar, payer=payer, cost=Points(points), day=day)
    if refusal is not None:
        raise refusal


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
    for period in set(limit_periods(redemption, run.scheme.periods, event.day)):
        spent = ("spent", period.kind, holder, period.first)
        times = ("times", period.kind, holder, period.first)
        counters[spent] = counters.get(spent, 0) + points
        counters[times] = counters.get(times, 0) + 1
    if goods is not None:
        for key in (("goods", goods.code), ("goods", goods.code, holder)):
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
