"""Balances of a purse: floors, debts, ceilings, lots that expire, clearing, unlocking, spending.

What was *earned* (nominal points of acts) and what a purse *holds* are different figures: floors,
ceilings, expiry and spending touch the balance only, so that nobody who redeems loses rank.
"""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from jishan.core.periods import ONE_DAY, after, next_period, period_of, shift_months
from jishan.core.points import Points
from jishan.core.pools import share_out
from jishan.core.scheme.conduct import Periods, Redemption, Window
from jishan.core.scheme.purse import Clearing, Expiry, Purse
from jishan.core.scheme.rounding import rounded

NEVER = date.max.toordinal()


class Lot(NamedTuple):
    """A credit, or what is left of it (批次): when it was earned, its last good day (ordinals;
    `NEVER`: it does not expire), and how many points."""

    day: int
    last: int
    points: int


class PurseState:
    """One holder's purse while a year is replayed. All figures in hundredths, none negative
    but `balance`.

    earned, deducted: nominal points of acts. forgiven: what the floor kept from being taken. over:
    what the ceiling cut. spent, expired, cleared, moved_in, moved_out, written_off: what left or
    came. `cuts` and `let_off` say of each day what floors (above zero) and ceilings (below) did,
    and what was written off because goods had been given for it. `carried`: points that end on a
    day came into a purse that knows no expiry.
    Invariant: balance = earned - deducted + forgiven - over - spent - expired - cleared + moved_in
    - moved_out + written_off.
    """

    __slots__ = (
        "balance",
        "bottomless",
        "carried",
        "cleared",
        "cuts",
        "deducted",
        "earned",
        "expired",
        "forgiven",
        "lapsed",
        "lasting",
        "let_off",
        "lots",
        "moved_in",
        "moved_out",
        "over",
        "plain",
        "purse",
        "spent",
        "written_off",
    )  # fmt: skip

    def __init__(self, purse: Purse) -> None:
        self.lots: list[list[int]] = []
        self.carried = False
        self.adopt(purse)
        self.balance = self.earned = self.deducted = self.forgiven = self.over = 0
        self.spent = self.expired = self.cleared = 0
        self.moved_in = self.moved_out = self.written_off = 0
        self.lapsed: dict[int, int] = {}
        self.cuts: dict[int, int] = {}
        self.let_off: dict[int, int] = {}

    def adopt(self, purse: Purse) -> None:
        """The rules that hold from now on. A `lasting` purse knows no expiry, a `plain` one no
        ceiling either, a `bottomless` one no floor. Lots stay as they are, in the order in which
        they are now spent."""
        self.purse = purse
        self.lasting = not purse.expiry and not self.carried
        self.plain = purse.held_max is None and self.lasting
        self.bottomless = floor_of(purse) is None
        self.lots = sorted(
            [self._order(day, last), day, last, left] for _, day, last, left in self.lots
        )

    def credit(self, points: int, day: int = 0, expires: int = NEVER) -> int:
        """Add or deduct nominal points; returns what the balance moved by. `day` is an ordinal."""
        if points >= 0:
            self.earned += points
        else:
            self.deducted -= points
        if self.plain and (points >= 0 or self.bottomless):
            self.balance += points
            return points
        moved = moved_by(self.purse, self.balance, points)
        if points >= 0:
            self.over += points - moved
            self._add(moved, day, expires)
        else:
            self.forgiven += moved - points
            self._take(-moved)
        if moved != points:
            self.cuts[day] = self.cuts.get(day, 0) + moved - points
        return moved

    def spend(self, points: int) -> None:
        """Take points for goods. What may be spent is decided before, by `spendable`."""
        self.spent += points
        self._take(points)

    def give(self, points: int, *, evenly: bool = False) -> list[Lot]:
        """Take out what goes to another purse, and say which lots it was: those that are spent
        first, or (`evenly`) of each lot the same part. What was not there has no lot."""
        assert points >= 0, "a debt goes the other way"
        self.moved_out += points
        return self._take_evenly(points) if evenly else self._take(points)

    def receive(self, points: int, lots: Iterable[Lot] = (), day: int = 0) -> None:
        """Put in what came from another purse: each lot with its own days, what has no lot as of
        `day` and without end. A debt is paid with the lots that are spent first."""
        assert points >= 0, "a debt goes the other way"
        self.moved_in += points
        came: list[Lot] = []
        for one in lots:
            part = min(one.points, points)
            points -= part
            if part:
                came.append(one._replace(points=part))
        if self.lasting and any(one.last != NEVER for one in came):
            self.carried, self.lasting, self.plain = True, False, False
        if points:
            came.append(Lot(day, NEVER, points))
        for one in sorted(came, key=lambda one: (self._order(one.day, one.last), one)):
            self._add(one.points, one.day, one.last)

    def settle_debt(self, day: int = 0) -> int:
        """Goods were given for points that are not there: keep the debt, or write it off."""
        lowest = floor_of(self.purse)
        if self.purse.after_correction == "debt" or lowest is None or self.balance >= lowest:
            return 0
        missing = lowest - self.balance
        self.written_off += missing
        self.let_off[day] = self.let_off.get(day, 0) + missing
        self.balance = lowest
        return missing

    def expire(self, day: int) -> int:
        """Drop the lots whose last good day is before `day`; returns how much."""
        gone = 0
        keep: list[list[int]] = []
        for lot in self.lots:
            if lot[2] < day:
                gone += lot[3]
                self.lapsed[lot[2]] = self.lapsed.get(lot[2], 0) + lot[3]
            else:
                keep.append(lot)
        if gone:
            self.lots = keep
            self.balance -= gone
            self.expired += gone
        return gone

    def give_back(self, cleared: int) -> int:
        """Goods were fetched before the close that cleared the purse was made: they were paid with
        what it cleared, as far as there was nothing else. Returns how much comes back."""
        back = max(min(-self.balance, cleared), 0)
        self.balance += back
        self.cleared -= back
        return back

    def clear(self, clearing: Clearing) -> int:
        """Clear at the end of a period; returns what the balance moved by."""
        removed = self.balance - kept_after(clearing, Points(self.balance))
        if removed > 0:
            self._take(removed)
            self.cleared += removed
        elif removed < 0:
            self.balance -= removed
            self.written_off -= removed
        return -removed

    @property
    def entered(self) -> int:
        """What acts moved it by, limits observed: what the book has as earned."""
        return self.earned - self.deducted + self.forgiven - self.over

    def spendable(self, unlocked: int | None = None) -> int:
        """What may be spent now: above what is locked, and no more than another purse unlocked."""
        free = self.balance - (self.purse.locked or 0)
        if unlocked is not None:
            free = min(free, unlocked - self.spent)
        return max(free, 0)

    def _add(self, points: int, day: int, expires: int) -> None:
        self.balance += points
        left = min(points, self.balance)
        if left <= 0 or self.lasting:
            return
        lot = [self._order(day, expires), day, expires]
        place = bisect_left(self.lots, lot)
        if self.lots[place : place + 1] and self.lots[place][:3] == lot:
            self.lots[place][3] += left  # one lot for a day: there are never more lots than days
        else:
            self.lots.insert(place, [*lot, left])

    def _order(self, day: int, expires: int) -> int:
        first = self.purse.spend_first
        return {"oldest": day, "newest": -day, "soonest_expiry": expires}[first]

    def _take(self, points: int) -> list[Lot]:
        """Take from the lots in the order in which they are spent; what they were."""
        self.balance -= points
        taken: list[Lot] = []
        while points > 0 and self.lots:
            lot = self.lots[0]
            part = min(points, lot[3])
            taken.append(Lot(lot[1], lot[2], part))
            lot[3] -= part
            points -= part
            if not lot[3]:
                self.lots.pop(0)
        return taken

    def _take_evenly(self, points: int) -> list[Lot]:
        """Of each lot the same part, in whole hundredths by largest remainder."""
        dated = sum(lot[3] for lot in self.lots)
        weights = {f"{place:06}": lot[3] for place, lot in enumerate(self.lots)}
        weights["rest"] = max(self.balance - dated, 0)
        parts = share_out(min(points, max(self.balance, 0)), weights)
        self.balance -= points
        taken: list[Lot] = []
        for place, lot in enumerate(self.lots):
            part = parts.get(f"{place:06}", 0)
            taken.append(Lot(lot[1], lot[2], part))
            lot[3] -= part
        self.lots = [lot for lot in self.lots if lot[3]]
        return [one for one in taken if one.points]


def moved_by(purse: Purse, balance: int, points: int) -> int:
    """What nominal points move a balance by: a floor keeps from being taken, a ceiling from
    coming in."""
    if points >= 0:
        held_max = purse.held_max
        return points if held_max is None else min(points, max(held_max - balance, 0))
    lowest = floor_of(purse)
    return points if lowest is None else max(points, min(lowest - balance, 0))


def floor_of(purse: Purse) -> Points | None:
    """The lowest balance that a deduction may leave; None where there is none."""
    if purse.floor == "none":
        return None
    return Points(0) if purse.floor == "zero" else purse.floor


def kept_after(clearing: Clearing, balance: Points) -> Points:
    """What remains of a balance when the period ends."""
    if balance <= 0:
        return Points(0) if clearing.what == "all" else balance
    kept = 0
    if clearing.keep_percent is not None:
        kept = rounded(balance * Fraction(clearing.keep_percent) / 100, "down")
    elif clearing.keep_max is not None:
        kept = balance
    if clearing.keep_max is not None:
        kept = min(kept, clearing.keep_max)
    return Points(kept)


class Later(NamedTuple):
    """What moved a purse after a period that is only now closed. `goods`: it was redeemed."""

    day: date
    points: int
    goods: bool


def cleared_afterwards(
    purse: Purse, held: Points, later: Iterable[Later]
) -> tuple[Points, dict[date, Points]]:
    """How much a period clears that is closed only after the purse has moved on, and by how much
    floors and ceilings would have said otherwise on the days since.

    `held` is what there was when the period ended. Goods fetched since were paid with what is
    cleared now, as far as there was nothing else: they are not taken back.
    """
    assert purse.clearing is not None, "only a purse that is cleared is asked for"
    balance = int(kept_after(purse.clearing, held))
    gone = held - balance
    cuts: dict[date, Points] = {}
    for day, points, goods in sorted(later, key=lambda one: (one.day, one.goods)):
        moved = points
        if goods:
            back = min(max(-(balance + points), 0), max(gone, 0))
            gone -= back
            balance += back
        else:
            moved = moved_by(purse, balance, points)
            if moved != points:
                cuts[day] = Points(cuts.get(day, 0) + moved - points)
        balance += moved
    return Points(gone), cuts


def last_good_day(
    calendar: Periods,
    rules: tuple[Expiry, ...],
    day: date,
    *,
    code: str,
    category: str,
    origin: str | None,
) -> date | None:
    """The last day on which a credit can be spent; None: it never expires.

    The first fitting rule counts.
    """
    for rule in rules:
        if (rule.origins and origin not in rule.origins) or not rule.on.takes(code, category):
            continue
        last = None
        if rule.after is not None:
            last = after(day, rule.after) - timedelta(days=1)
        elif rule.end_of is not None:
            period = period_of(calendar, rule.end_of, day)
            for _ in range(rule.plus):
                period = next_period(calendar, period)
            last = period.last
        if last is None:
            return None
        last = shift_months(last + ONE_DAY, rule.grace_months) - ONE_DAY
        return last + timedelta(days=rule.grace_days)
    return None


def window_open(calendar: Periods, windows: tuple[Window, ...], day: date) -> bool:
    """Whether goods may be taken on the day; without windows always."""
    return not windows or any(_in_window(calendar, window, day) for window in windows)


def _in_window(calendar: Periods, window: Window, day: date) -> bool:
    if not _on_its_days(window, day):
        return False
    if window.every is None:
        return written(window)
    period = period_of(calendar, window.every, day)
    if window.first_days is not None and (day - period.first).days < window.first_days:
        return True
    if window.last_days is not None and (period.last - day).days < window.last_days:
        return True
    return window.first_days is None and window.last_days is None


def _on_its_days(window: Window, day: date) -> bool:
    return (
        (not window.days_of_month or day.day in window.days_of_month)
        and (not window.weekdays or day.isoweekday() in window.weekdays)
        and (not window.months or day.month in window.months)
        and (window.first_day is None or day >= window.first_day)
        and (window.last_day is None or day <= window.last_day)
    )


def written(window: Window) -> bool:
    """Whether a window names any days of its own, periods aside."""
    days = (window.days_of_month, window.weekdays, window.months)
    return any(days) or window.first_day is not None or window.last_day is not None


def begins(redemption: Redemption, held: int) -> bool:
    """Whether so many points open redemption at all."""
    if redemption.begin_at is None:
        return True
    if redemption.begin_is == "above":
        return held > redemption.begin_at
    return held >= redemption.begin_at
