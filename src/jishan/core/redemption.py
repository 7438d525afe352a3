"""Points for goods (兑换): may this household take this, if not, why; how long it can be undone.

The rules come from `redemption` of the scheme document and from the purse that pays. Nothing is
bought on credit: whatever debt a purse allows for deductions, a redemption leaves zero or more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any

from jishan.core.errors import Refusal
from jishan.core.periods import ONE_DAY, Period, period_of
from jishan.core.points import Points
from jishan.core.purses import begins, window_open
from jishan.core.scheme.admission import meant
from jishan.core.scheme.conduct import Goods, Periods, Redemption, RedemptionLimit, Window
from jishan.core.scheme.facts import Standing
from jishan.core.scheme.purse import Purse, Unlock
from jishan.core.scheme.rounding import rounded

UNDO = timedelta(seconds=10)
"""How long the counter takes a redemption back without asking why."""

_LOOK_AHEAD = 400


class MovementKind(StrEnum):
    """Why goods come in or go out (出入库)."""

    PURCHASE = "purchase"
    DONATION = "donation"
    REDEMPTION = "redemption"
    CANCELLATION = "cancellation"
    STOCKTAKE = "stocktake"


class NoRedemption(Refusal):
    """The scheme in force says nothing of goods."""

    code = "shop.no_redemption"


class PurseNotOfHouseholds(Refusal):
    """The purse that pays is held by somebody else than the household at the counter."""

    code = "shop.purse_not_of_households"


class BarredFromSpending(Refusal):
    code = "shop.barred_from_spending"


class WindowClosed(Refusal):
    code = "shop.window_closed"


class NoWindowAhead(Refusal):
    code = "shop.no_window_ahead"


class BelowBeginning(Refusal):
    code = "shop.below_beginning"


class NotAboveBeginning(Refusal):
    code = "shop.not_above_beginning"


class EarnedTooLittle(Refusal):
    """Redemption opens by what was earned since the beginning, whatever is left of it."""

    code = "shop.earned_too_little"


class NotEnoughPoints(Refusal):
    code = "shop.not_enough_points"


class TooLittleWouldStay(Refusal):
    code = "shop.too_little_would_stay"


class NotUnlocked(Refusal):
    code = "shop.not_unlocked"


class PointsLimitReached(Refusal):
    code = "shop.points_limit_reached"


class TimesLimitReached(Refusal):
    code = "shop.times_limit_reached"


class PointsLimitEver(Refusal):
    code = "shop.points_limit_ever"


class TimesLimitEver(Refusal):
    code = "shop.times_limit_ever"


class VillageLimitReached(Refusal):
    """All together have taken what the village gives out in the period."""

    code = "shop.village_limit_reached"


class GoodsLimitReached(Refusal):
    code = "shop.goods_limit_reached"


class GoodsLimitEver(Refusal):
    code = "shop.goods_limit_ever"


class TooLateToCancel(Refusal):
    code = "shop.too_late_to_cancel"


class ReasonWanted(Refusal):
    code = "shop.reason_wanted"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a household, or for a limit of all together everybody, has already redeemed in the
    period of one limit, cancelled ones left out."""

    points: Points
    times: int


@dataclass(frozen=True, slots=True)
class Payer:
    """The household at the counter, on the day of the question.

    `taken` stands beside `rule.limits`, one for one. `unlocked` is what another purse has freed and
    not yet been spent; None where the purse needs no unlocking. `members`: how many the household
    has, at least one. `earned`: all that ever came into the purse, where redemption begins by it.
    """

    balance: Points
    taken: tuple[Taken, ...] = ()
    barred: bool = False
    unlocked: Points | None = None
    members: int = 1
    earned: Points | None = None


def price_for(
    rule: Redemption, goods: Goods | None, price: Points, payer: Standing, day: date
) -> Points:
    """What one of the goods costs this payer: the lowest of the prices that are meant for it.

    `goods` is what the catalogue of the document knows of them; a price for some goods only is
    never that of goods it does not know.
    """
    lowest = price
    for one in rule.prices:
        fits = not one.goods or (goods is not None and goods.code in one.goods)
        if fits and meant(one.who, payer, day):
            less = rounded(price * Fraction(one.percent) / 100, one.rounding, one.round_to)
            lowest = Points(min(lowest, max(less, 1)))
    return lowest


def why_not_goods(
    goods: Goods | None, calendar: Periods, *, taken: int, quantity: int, day: date
) -> Refusal | None:
    """Whether one holder takes too many of some goods; `taken` are those of `goods_period`."""
    most = None if goods is None else goods.per_subject_max
    if goods is None or most is None or taken + quantity <= most:
        return None
    facts: dict[str, Any] = {"name": goods.name, "most": most, "had": taken, "unit": goods.unit}
    if goods.per_subject_in == "ever":
        return GoodsLimitEver(**facts)
    period = period_of(calendar, goods.per_subject_in, day)
    return GoodsLimitReached(first=period.first, last=period.last, **facts)


def goods_period(goods: Goods, calendar: Periods, day: date) -> Period:
    """Where what one holder has taken of the goods is counted."""
    return period_of(calendar, goods.per_subject_in, day)


def why_not(
    rule: Redemption, purse: Purse, calendar: Periods, *, payer: Payer, cost: Points, day: date
) -> Refusal | None:
    """The first rule that stands against taking goods for `cost` points today, or None."""
    assert cost > 0, "goods cost points"
    return (
        why_not_today(rule, calendar, payer=payer, day=day)
        or _short(rule, purse, payer, cost)
        or _over_limit(rule.limits, calendar, payer, cost, day)
    )


def why_not_today(
    rule: Redemption, calendar: Periods, *, payer: Payer, day: date
) -> Refusal | None:
    """What stands against taking anything at all: a bar, a closed window, the opening figure."""
    if payer.barred:
        return BarredFromSpending()
    if not window_open(calendar, rule.windows, day):
        opens = next_open_day(calendar, rule.windows, day)
        return WindowClosed(opens_on=opens) if opens else NoWindowAhead()
    held = payer.balance
    if rule.begin_by == "earned":
        assert payer.earned is not None, "asked for by the rule"
        held = payer.earned
    if begins(rule, held):
        return None
    if rule.begin_by == "earned":
        return EarnedTooLittle(earned_points=held, begin_points=rule.begin_at)
    below = NotAboveBeginning if rule.begin_is == "above" else BelowBeginning
    return below(balance_points=held, begin_points=rule.begin_at)


def _short(rule: Redemption, purse: Purse, payer: Payer, cost: Points) -> Refusal | None:
    if payer.balance < cost:
        return NotEnoughPoints(balance_points=payer.balance, wanted_points=cost)
    stay = (rule.must_stay or 0) + (purse.locked or 0)
    if payer.balance - cost < stay:
        return TooLittleWouldStay(
            balance_points=payer.balance, wanted_points=cost, stay_points=stay
        )
    if payer.unlocked is not None and payer.unlocked < cost:
        return NotUnlocked(unlocked_points=payer.unlocked, wanted_points=cost)
    return None


def _over_limit(
    limits: Sequence[RedemptionLimit], calendar: Periods, payer: Payer, cost: Points, day: date
) -> Refusal | None:
    for limit, taken in zip(limits, payer.taken, strict=True):
        period = period_of(calendar, limit.per, day)
        refusal = _over_one(limit, period, taken, cost, payer.members if limit.per_member else 1)
        if refusal is not None:
            return refusal
    return None


def _over_one(
    limit: RedemptionLimit, period: Period, taken: Taken, cost: Points, members: int
) -> Refusal | None:
    ever = limit.per == "ever"
    points = None if limit.points is None else limit.points * members
    most = None if limit.times is None else limit.times * members
    too_much = points is not None and taken.points + cost > points
    too_often = most is not None and taken.times >= most
    if limit.whose == "everyone" and (too_much or too_often):
        return VillageLimitReached(first=period.first, last=period.last)
    if too_much:
        facts = {"limit_points": points, "taken_points": taken.points}
        if ever:
            return PointsLimitEver(**facts)
        return PointsLimitReached(first=period.first, last=period.last, **facts)
    if too_often:
        if ever:
            return TimesLimitEver(times=most)
        return TimesLimitReached(first=period.first, last=period.last, times=most)
    return None


def limit_periods(rule: Redemption, calendar: Periods, day: date) -> tuple[Period, ...]:
    """The period of each limit, in the order of `rule.limits`: where `Payer.taken` is counted."""
    return tuple(period_of(calendar, limit.per, day) for limit in rule.limits)


def next_open_day(calendar: Periods, windows: tuple[Window, ...], day: date) -> date | None:
    """The first open day after `day`, at most 400 days ahead."""
    for _ in range(_LOOK_AHEAD):
        day += ONE_DAY
        if window_open(calendar, windows, day):
            return day
    return None


def unlocked_points(unlock: Unlock, *, earned: Points, spent: Points) -> Points:
    """What another purse has freed so far less what was spent; a broken hundredth is not freed."""
    freed = Fraction(unlock.ratio) * max(earned, 0)
    return Points(max(freed.numerator // freed.denominator - spent, 0))


def check_cancel(at: datetime, *, now: datetime, same_day: bool, reason: str) -> None:
    """May a redemption of `at` be taken back? In ten seconds yes; later that day with a reason."""
    if now - at <= UNDO:
        return
    if not same_day:
        raise TooLateToCancel
    if not reason.strip():
        raise ReasonWanted


def undo_seconds(at: datetime, now: datetime) -> int:
    """Whole seconds left of the undo, for the countdown; 0 when it is over."""
    left = at + UNDO - now
    return max(-(-left // timedelta(seconds=1)), 0) if now - at <= UNDO else 0
