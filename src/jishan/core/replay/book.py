"""The book of a replay: balances of every purse, and totals of every period that is open."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from jishan.core.closing import LONG
from jishan.core.period_facts import Totals
from jishan.core.periods import ACROSS
from jishan.core.points import Points
from jishan.core.purses import NEVER, PurseState, last_good_day
from jishan.core.scheme.compiled import compiled
from jishan.core.scheme.document import (
    EverMeasure,
    PerMemberMeasure,
    PointsMeasure,
    Purse,
    Scheme,
)
from jishan.core.scheme.facts import Credit
from jishan.core.transfers import hand_over


class PurseCells(dict[tuple[str, str], Totals]):
    """By holder and code; what had no totals gets them when it is asked for."""

    def __missing__(self, key: tuple[str, str]) -> Totals:
        totals = self[key] = Totals()
        return totals


LONGER = LONG
"""What is credited goes into the month, and when a period has been closed, its totals go over into
the next longer one: `core.closing.counts_within` says the same of a credit of a close."""


class Lapse(NamedTuple):
    """What a purse lost (below zero) or was let off (above) when it was cleared on that day."""

    purse: str
    holder: str
    day: date
    points: Points


class Book:
    """Balances by purse and holder; totals by period kind, purse, holder and code."""

    def __init__(self, versions: Sequence[Scheme], members: Callable[[str], int]) -> None:
        """`members` says how many belong to a holder today."""
        measures = [measure for scheme in versions for measure in scheme.measures]
        used = {measure.period for measure in measures}
        if any(isinstance(measure, EverMeasure) for measure in measures):
            used.add("ever")
        self.kinds = tuple(kind for kind in LONGER if kind == "month" or kind in used)
        self._side = tuple(kind for kind in ACROSS if kind in used)
        self._members = members
        self._alike = _counted_alike(versions)
        self._per_member = any(
            isinstance(measure, PerMemberMeasure) and measure.members == "each_day"
            for measure in measures
        )
        self._of_acts = any(
            isinstance(measure, PointsMeasure) and measure.value != "points" for measure in measures
        )
        self.states: dict[str, dict[str, PurseState]] = {}
        self.totals: dict[str, dict[str, PurseCells]] = {}
        self.adopt(versions[0])

    def adopt(self, scheme: Scheme) -> None:
        """A version comes into force: purses keep what they hold under its rules."""
        self.scheme = scheme
        self.purses: dict[str, Purse] = {purse.code: purse for purse in scheme.purses}
        for code, purse in self.purses.items():
            for state in self.states.setdefault(code, {}).values():
                state.adopt(purse)
            for kind in (*self.kinds, *self._side):
                self.totals.setdefault(kind, {}).setdefault(code, PurseCells())
        self._open = {
            code: (
                self.states[code],
                [self.totals[kind][code] for kind in ("month", *self._side)],
            )
            for code in self.purses
        }

    def _counting(self, purse: str, closing: str) -> list[PurseCells]:
        """Where a credit counts that a close makes: in periods that are still open."""
        if closing not in self.kinds[1:]:
            return [self.totals["month"][purse]]
        longer = self._longer(closing) or (closing if closing == "ever" else None)
        return [] if longer is None else [self.totals[longer][purse]]

    def _longer(self, kind: str) -> str | None:
        place = self.kinds.index(kind) + 1
        return self.kinds[place] if place < len(self.kinds) else None

    def state(self, purse: str, holder: str) -> PurseState:
        states = self.states[purse]
        found = states.get(holder)
        if found is None:
            found = states[holder] = PurseState(self.purses[purse])
        return found

    def post(
        self,
        credits_: Sequence[Credit],
        code: str,
        category: str,
        day: date,
        origin: str | None = None,
        times: int = 0,
        quantity: int = 0,
        *,
        closing: str = "",
    ) -> None:
        """Enter the credits of one act or clause; `quantity` in millionths.

        What a close itself credits (`closing` is its kind) counts in that close's month or in
        longer periods, which are still open; the periods just closed stay as they are.
        """
        for purse, holder, points in credits_:
            if points or times:
                self.enter(
                    purse, holder, points, code, category, day, origin, times, quantity, closing
                )  # fmt: skip

    def enter(
        self, purse: str, holder: str, points: int, code: str, category: str, day: date,
        origin: str | None, times: int, quantity: int, closing: str = "",
    ) -> None:  # fmt: skip
        """Enter one credit of an act or clause, as `post` does."""
        states, open_cells = self._open[purse]
        alike = self._alike[code]
        for cells in self._counting(purse, closing) if closing else open_cells:
            totals = cells[holder, alike]
            if points > 0:
                totals.plus += points
            else:
                totals.minus -= points
            if self._of_acts:
                totals.times += times
                totals.quantity += quantity
            if self._per_member and (members := self._members(holder)):
                totals.per_member += Fraction(points, members)
        state = states.get(holder) or self.state(purse, holder)
        if state.plain and (points >= 0 or state.bottomless):
            state.credit(points)
        else:
            self._limited(state, points, day, code, category, origin)

    def _limited(
        self,
        state: PurseState,
        points: int,
        day: date,
        code: str,
        category: str,
        origin: str | None,
    ) -> None:
        if state.lasting:
            state.credit(points, day.toordinal())
            return
        if not points:
            return
        state.expire(day.toordinal())
        last = last_good_day(
            self.scheme.periods, state.purse.expiry, day,
            code=code, category=category, origin=origin,
        )  # fmt: skip
        state.credit(points, day.toordinal(), NEVER if last is None else last.toordinal())

    def close(self, kind: str) -> None:
        """A period has been closed: its totals go into the next longer one, a new one begins."""
        if kind in self._side:
            for cells in self.totals[kind].values():
                cells.clear()
        if kind not in self.kinds:
            return
        longer = self._longer(kind)
        for purse, cells in self.totals[kind].items():
            if longer is not None:
                _add_to(self.totals[longer][purse], cells)
            cells.clear()

    def open_totals(self, kind: str) -> dict[str, PurseCells]:
        """Totals of a period as it stands, with what shorter ones hold that are still open."""
        if kind in self._side or kind == "month":
            return self.totals[kind]
        kinds = self.kinds[: self.kinds.index(kind)]
        found: dict[str, PurseCells] = {}
        for purse, cells in self.totals[kind].items():
            found[purse] = cells
            parts = [self.totals[shorter][purse] for shorter in kinds]
            if any(parts):
                both = found[purse] = PurseCells()
                for part in (cells, *parts):
                    _add_to(both, PurseCells({key: totals.copy() for key, totals in part.items()}))
        return found

    def expire(self, day: date) -> None:
        """Drop every lot whose last good day is before `day`."""
        ordinal = day.toordinal()
        for code in self.purses:
            for state in self.states[code].values():
                if not state.lasting:
                    state.expire(ordinal)

    def clear(self, kinds: Iterable[str], day: date, lapses: list[Lapse]) -> None:
        """Clear the purses whose period ended on the day; what moved is added to `lapses`."""
        ended = set(kinds)
        for code, purse in self.purses.items():
            if purse.clearing is not None and purse.clearing.every in ended:
                for holder, state in self.states[code].items():
                    moved = state.clear(purse.clearing)
                    if moved:
                        lapses.append(Lapse(code, holder, day, Points(moved)))

    def balances(self) -> dict[str, dict[str, int]]:
        return {
            code: {holder: state.balance for holder, state in states.items()}
            for code, states in self.states.items()
        }

    def merge_holder(self, old: str, new: str, day: date) -> None:
        """A household joins another: balances and the totals of open periods go with it."""
        for states in self.states.values():
            state = states.get(old)
            if state is not None and state.balance:
                other = states.get(new) or states.setdefault(new, PurseState(state.purse))
                hand_over(state, other, None, day.toordinal())
        for cells_by_purse in self.totals.values():
            for cells in cells_by_purse.values():
                for holder, code in [key for key in cells if key[0] == old]:
                    _add_to(cells, PurseCells({(new, code): cells.pop((holder, code))}))


def _counted_alike(versions: Sequence[Scheme]) -> dict[str, str]:
    """Codes that no measure of any version tells apart are counted together, under one of them."""
    first: dict[tuple[bool, ...], str] = {}
    found: dict[str, str] = {}
    plans = [compiled(scheme) for scheme in versions]
    for code in dict.fromkeys(code for plan in plans for code in plan.categories_of):
        taken = tuple(
            code in plan.categories_of and plan.counts(measure, code)
            for plan in plans
            for measure in plan.scheme.measures
            if isinstance(measure, PointsMeasure | EverMeasure)
        )
        found[code] = first.setdefault(taken, code)
    return found


def _add_to(cells: PurseCells, more: PurseCells) -> None:
    """Add up; what had no totals yet takes those that come."""
    for key, totals in more.items():
        found = cells.get(key)
        if found is None:
            cells[key] = totals
        else:
            found.add(totals)
