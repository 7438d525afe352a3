"""The book of a replay: balances of every purse, and totals of every period that is open."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from jishan.core.measuring import Totals
from jishan.core.purses import NEVER, PurseState, last_good_day
from jishan.core.scheme.document import PerMemberMeasure, Purse, Scheme
from jishan.core.scheme.facts import Credit

PurseCells = dict[tuple[str, str], Totals]
MERGED = ("quarter", "half", "year", "ever")
"""Totals of these periods are added up from those of months."""
COUNTED_IN = {
    "day": ("month",),
    "week": ("month",),
    "month": ("month",),
    "quarter": ("half", "year", "ever"),
    "half": ("year", "ever"),
    "year": ("ever",),
    "ever": ("ever",),
}
"""Where a credit counts that the close of such a period makes. (Years hold whole halves, halves
whole quarters.)"""


class Book:
    """Balances by purse and holder; totals by period kind, purse, holder and code."""

    def __init__(self, scheme: Scheme) -> None:
        self.states: dict[str, dict[str, PurseState]] = {}
        self.totals: dict[str, dict[str, PurseCells]] = {}
        self.adopt(scheme)

    def adopt(self, scheme: Scheme) -> None:
        """A version comes into force: purses keep what they hold under its rules."""
        self.scheme = scheme
        self.purses: dict[str, Purse] = {purse.code: purse for purse in scheme.purses}
        for code, purse in self.purses.items():
            for state in self.states.setdefault(code, {}).values():
                state.adopt(purse)
        used = {measure.period for measure in scheme.measures}
        self.kinds = ("month", *(kind for kind in ("week", "day") if kind in used))
        for kind in (*self.kinds, *MERGED):
            cells = self.totals.setdefault(kind, {})
            for code in self.purses:
                cells.setdefault(code, {})
        self._cells = {
            code: [self.totals[kind][code] for kind in self.kinds] for code in self.purses
        }
        self._after = {
            kind: {code: [self.totals[one][code] for one in longer] for code in self.purses}
            for kind, longer in COUNTED_IN.items()
        }
        self.per_member = any(
            isinstance(one, PerMemberMeasure) and one.members == "each_day"
            for one in scheme.measures
        )

    def state(self, purse: str, holder: str) -> PurseState:
        states = self.states[purse]
        found = states.get(holder)
        if found is None:
            found = states[holder] = PurseState(self.purses[purse])
        return found

    def post(
        self,
        credit: Credit,
        code: str,
        day: date,
        *,
        origin: str | None,
        category: str,
        times: int,
        quantity: int,
        members: int,
        closing: str = "",
    ) -> int:
        """Enter one credit; returns what the balance moved by.

        What a close itself credits counts in that close's month or in longer periods, which are
        still open; the periods that have just been closed stay as they are.
        """
        purse, holder, points = credit
        state = self.states[purse].get(holder) or self.state(purse, holder)
        moved: int = points
        if points or times:
            for cells in self._after[closing][purse] if closing else self._cells[purse]:
                totals = cells.get((holder, code))
                if totals is None:
                    totals = cells[holder, code] = Totals()
                if points > 0:
                    totals.plus += points
                else:
                    totals.minus -= points
                totals.times += times
                totals.quantity += quantity
                if members:
                    totals.per_member += Fraction(points, members)
        if points and state.plain:
            return state.credit(points)
        if points:
            moved = self._balance(state, points, day, code, category, origin)
        return moved

    def _balance(
        self,
        state: PurseState,
        points: int,
        day: date,
        code: str,
        category: str,
        origin: str | None,
    ) -> int:
        if not state.purse.expiry:
            return state.credit(points)
        state.expire(day.toordinal())
        last = last_good_day(
            self.scheme.periods, state.purse.expiry, day,
            code=code, category=category, origin=origin,
        )  # fmt: skip
        return state.credit(points, day.toordinal(), NEVER if last is None else last.toordinal())

    def merge_month(self) -> None:
        """Add the month's totals to the longer periods, and begin the next month empty."""
        for purse, cells in self.totals["month"].items():
            for kind in MERGED:
                longer = self.totals[kind][purse]
                for key, totals in cells.items():
                    found = longer.get(key)
                    if found is None:
                        found = longer[key] = Totals()
                    found.add(totals)
        self.empty("month")

    def open_totals(self, kind: str) -> dict[str, PurseCells]:
        """Totals of a period that includes the month still open."""
        if kind not in MERGED:
            return self.totals[kind]
        found: dict[str, PurseCells] = {}
        for purse, cells in self.totals[kind].items():
            both: PurseCells = {}
            found[purse] = both
            for source in (cells, self.totals["month"].get(purse, {})):
                for key, totals in source.items():
                    both.setdefault(key, Totals()).add(totals)
        return found

    def empty(self, kind: str) -> None:
        """Begin a period: its totals are empty."""
        for cells in self.totals[kind].values():
            cells.clear()

    def expire(self, day: date) -> None:
        """Drop every lot whose last good day is before `day`."""
        ordinal = day.toordinal()
        for code, purse in self.purses.items():
            if purse.expiry:
                for state in self.states[code].values():
                    state.expire(ordinal)

    def clear(self, kinds: Iterable[str]) -> None:
        """Clear the purses whose period has just ended."""
        ended = set(kinds)
        for code, purse in self.purses.items():
            if purse.clearing is not None and purse.clearing.every in ended:
                for state in self.states[code].values():
                    state.clear(purse.clearing)

    def balances(self) -> dict[str, dict[str, int]]:
        return {
            code: {holder: state.balance for holder, state in states.items()}
            for code, states in self.states.items()
        }

    def merge_holder(self, old: str, new: str, day: date) -> None:
        """A household joins another: balances and the totals of open periods go with it."""
        for code, states in self.states.items():
            state = states.get(old)
            if state is not None and state.balance:
                balance = state.balance
                state.move(-balance)
                self.state(code, new).move(balance, day.toordinal())
        for cells_by_purse in self.totals.values():
            for cells in cells_by_purse.values():
                for holder, code in [key for key in cells if key[0] == old]:
                    cells.setdefault((new, code), Totals()).add(cells.pop((holder, code)))
