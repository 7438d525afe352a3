"""Points for goods (兑换): may this household take this, if not, why; how long it can be undone.

The rules come from `redemption` of the scheme document and from the purse that pays. Nothing is
bought on credit: whatever debt a purse allows for deductions, a redemption leaves zero or more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from jishan.core.errors import Refusal
from jishan.core.periods import ONE_DAY, Period, period_of
from jishan.core.points import Points
from jishan.core.purses import begins, window_open
from jishan.core.scheme.conduct import Periods, Redemption, RedemptionLimit, Window
from jishan.core.scheme.purse import Purse, Unlock

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


class TooLateToCancel(Refusal):
    code = "shop.too_late_to_cancel"


class ReasonWanted(Refusal):
    code = "shop.reason_wanted"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a household has already redeemed in the period of one limit, cancelled ones left out."""

    points: Points
    times: int


@dataclass(frozen=True, slots=True)
class Payer:
    """The household at the counter, on the day of the question.

    `taken` stands beside `rule.limits`, one for one. `unlocked` is what another purse has freed and
    not yet been spent; None where the purse needs no unlocking.
    """

    balance: Points
    taken: tuple[Taken, ...] = ()
    barred: bool = False
    unlocked: Points | None = None


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
    if begins(rule, payer.balance):
        return None
    below = NotAboveBeginning if rule.begin_is == "above" else BelowBeginning
    return below(balance_points=payer.balance, begin_points=rule.begin_at)


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
        refusal = _over_one(limit, period_of(calendar, limit.per, day), taken, cost)
        if refusal is not None:
            return refusal
    return None


def _over_one(limit: RedemptionLimit, period: Period, taken: Taken, cost: Points) -> Refusal | None:
    ever = limit.per == "ever"
    if limit.points is not None and taken.points + cost > limit.points:
        facts = {"limit_points": limit.points, "taken_points": taken.points}
        if ever:
            return PointsLimitEver(**facts)
        return PointsLimitReached(first=period.first, last=period.last, **facts)
    if limit.times is not None and taken.times >= limit.times:
        if ever:
            return TimesLimitEver(times=limit.times)
        return TimesLimitReached(first=period.first, last=period.last, times=limit.times)
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
