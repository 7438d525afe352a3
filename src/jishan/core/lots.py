"""Lots (批次) read back from the entries of a book: what is still held of which credit, and until
when. Points that change hands keep their days (`core.transfers.hand_over`)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal, NamedTuple

from jishan.core.points import Points
from jishan.core.purses import NEVER, Lot, PurseState
from jishan.core.scheme.purse import Purse
from jishan.core.transfers import hand_over

What = Literal["lapse", "merge", "credit", "moved", "spent", "cleared"]
_IN_THE_DAY: Mapping[str, int] = {
    "lapse": 0, "merge": 1, "credit": 2, "moved": 3, "spent": 4, "cleared": 5,
}  # fmt: skip
"""The order within a day, as in a replay."""


class Movement(NamedTuple):
    """What one entry moved on a holder's purse (below zero: took).

    `last_good` is the last day of a credit that expires. `moved`: points that came from another
    book as `lots`, or that went to `other`, of each lot the same part where they went `evenly`.
    `merge`: the whole purse went to `other`. `lapse`: the entry is itself an expiry.
    """

    day: date
    holder: str
    points: int
    what: What = "credit"
    last_good: date | None = None
    other: str | None = None
    evenly: bool = False
    lots: tuple[Lot, ...] = ()


class Walk:
    """The purses of one kind while the entries are followed, and what expiries were entered."""

    def __init__(self, purse: Purse) -> None:
        self.purse = purse
        self.states: dict[str, PurseState] = {}
        self.entered: dict[str, dict[int, int]] = {}

    def state(self, holder: str, day: int) -> PurseState:
        found = self.states.get(holder)
        if found is None:
            found = self.states[holder] = PurseState(self.purse)
        found.expire(day)
        return found

    def follow(self, one: Movement) -> None:
        day = one.day.toordinal()
        if one.what == "lapse":
            entered = self.entered.setdefault(one.holder, {})
            entered[day - 1] = entered.get(day - 1, 0) - one.points
            return
        state = self.state(one.holder, day)
        if one.other is not None:
            points = None if one.what == "merge" else one.points
            hand_over(state, self.state(one.other, day), points, day, evenly=one.evenly)
        elif one.points < 0:
            state.give(-one.points)
            self._paid_with_what_ended(one.holder, state)
        else:
            last = NEVER if one.last_good is None else one.last_good.toordinal()
            state.receive(one.points, one.lots or (Lot(day, last, one.points),), day)

    def _paid_with_what_ended(self, holder: str, state: PurseState) -> None:
        """Points that had ended were spent before the clock looked: they are not taken again."""
        entered = self.entered.get(holder, {})
        for last in sorted(state.lapsed, reverse=True):
            back = min(-state.balance, state.lapsed[last] - entered.get(last, 0))
            if back > 0:
                state.lapsed[last] -= back
                state.balance += back


def walk(purse: Purse, movements: Iterable[Movement], day: date) -> Walk:
    """Follow the entries of one purse, of all holders; what had ended before the day is gone."""
    found = Walk(purse)
    for one in sorted(movements, key=lambda one: (one.day, _IN_THE_DAY[one.what])):
        found.follow(one)
    for state in found.states.values():
        state.expire(day.toordinal())
    return found


def lapsing(
    purse: Purse, movements: Iterable[Movement], day: date
) -> dict[str, dict[date, Points]]:
    """What has expired before `day` and was not entered yet, by holder and last good day.

    What was spent was taken from the lots in the purse's own order.
    """
    walked = walk(purse, movements, day)
    found: dict[str, dict[date, Points]] = {}
    for holder, state in walked.states.items():
        entered = walked.entered.get(holder, {})
        due = {
            date.fromordinal(last): Points(points - entered.get(last, 0))
            for last, points in sorted(state.lapsed.items())
            if points > entered.get(last, 0)
        }
        if due:
            found[holder] = due
    return found


def lots_held(purse: Purse, movements: Iterable[Movement], day: date) -> dict[str, tuple[Lot, ...]]:
    """What each holder holds that is good on the day, lot by lot in the order in which it is spent;
    what has no lot does not expire."""
    walked = walk(purse, movements, day)
    return {
        holder: tuple(Lot(*lot[1:]) for lot in state.lots)
        for holder, state in walked.states.items()
        if state.lots
    }
