"""Titles among falling figures, quickly: for titles that ask for nothing but the figures' order.

What a title means stands in `core.ranking`; here the same follows for whole stretches of candidates
at once, and a property test holds the two equal. What is not `simple` is not tried.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from fractions import Fraction

from jishan.core.scheme.results import Honour, Ranks, Threshold, TopShare
from jishan.core.scheme.rounding import rounded


def simple(honour: Honour) -> bool:
    """Whether the title follows from the figures of the whole village and their order alone."""
    asks = (honour.who, honour.inside, honour.turns, *honour.gates, *honour.not_with)
    return (
        not any((*asks, *honour.then_by))
        and (honour.scope, honour.order) == ("village", "highest")
        and honour.ties != "draw"
        and isinstance(honour.pick, Ranks | TopShare | Threshold)
    )


class Contest:
    """One simple title. `negated` are all figures, negated and so rising; `out` the numbers (from
    0) of those who are barred. What the title says changes only at `cuts`."""

    def __init__(self, negated: Sequence[int], out: frozenset[int], honour: Honour) -> None:
        self.out = out if honour.barred == "out" else frozenset()
        self.all_in = honour.ties == "all_in"
        self.standing: Sequence[int] | None = None
        self.everybody = len(negated)
        self.negated = negated
        if self.out and honour.gaps == "filled":
            self.standing = [one for one in range(self.everybody) if one not in self.out]
            self.negated = [negated[one] for one in self.standing]
        pick = honour.pick
        self.low, self.high, self.beyond = 0, len(self.negated), "not_placed"
        if isinstance(pick, Threshold):
            inside = _bounded(self.negated, pick)
            self.low, self.high, self.beyond = inside.start, inside.stop, "over_quota"
            self.first = 1
            self.last = len(inside) if pick.quota is None else pick.quota
        else:
            assert isinstance(pick, Ranks | TopShare), "a simple title"
            self.first, self.last = _positions(pick, self.everybody, len(self.negated))
        self.cuts: Iterable[int] = range(self.everybody + 1) if self.out else self._cuts()

    def _cuts(self) -> set[int]:
        cuts = {self.low, self.high}
        for position in (self.first, self.last):
            place = self.low + position - 1
            if self.low <= place < self.high:
                begin, end = self._span(place)
                cuts |= {begin, end}
        return cuts

    def _span(self, place: int) -> tuple[int, int]:
        """The group of equals: where it begins, and where the next one does."""
        value = self.negated[place]
        return (
            bisect_left(self.negated, value, self.low, self.high),
            bisect_right(self.negated, value, self.low, self.high),
        )

    def reason(self, number: int) -> str:
        """Why or why not, in the words of `core.ranking`, for all from `number` to the next cut."""
        if number in self.out:
            return "barred"
        place = number if self.standing is None else bisect_left(self.standing, number)
        if not self.low <= place < self.high:
            return "out_of_bounds"
        start, stop = self._span(place)
        begin, end = start - self.low + 1, stop - self.low
        if self.first <= (begin if self.all_in else end) <= self.last:
            return "taken"
        if begin <= self.last < end or begin < self.first <= end:
            return "tied_out"
        return self.beyond

    def taken(self) -> list[int]:
        """The numbers of those who get the title."""
        found: list[int] = []
        for start, stop in stretches(self.everybody, self.cuts):
            if self.reason(start) == "taken":
                found += range(start, stop)
        return found


def stretches(everybody: int, *cuts: Iterable[int]) -> list[tuple[int, int]]:
    """From cut to cut: where each stretch begins, and where the next one does."""
    stops = sorted({everybody}.union(*cuts) - {0}) if everybody else []
    return list(zip([0, *stops], stops, strict=False))


def _positions(pick: Ranks | TopShare, everybody: int, standing: int) -> tuple[int, int]:
    if isinstance(pick, Ranks):
        return pick.first, pick.last
    count = everybody if pick.of == "all" else standing
    first = rounded(count * Fraction(pick.above_percent) / 100, pick.rounding) + 1
    last = rounded(count * Fraction(pick.percent) / 100, pick.rounding)
    return first, max(last, first - 1 + pick.at_least)


def _bounded(negated: Sequence[int], pick: Threshold) -> range:
    """The stretch that lies within the bounds."""
    low = bisect_left(negated, 1, key=lambda value: not _above(pick, Fraction(-value) / 100))
    high = bisect_left(negated, 1, key=lambda value: _beneath(pick, Fraction(-value) / 100))
    return range(low, max(low, high))


def _above(pick: Threshold, value: Fraction) -> bool:
    return (
        (pick.at_most is not None and value > Fraction(pick.at_most))
        or (pick.below is not None and value >= Fraction(pick.below))
        or (pick.equals is not None and value > Fraction(pick.equals))
    )


def _beneath(pick: Threshold, value: Fraction) -> bool:
    return (
        (pick.at_least is not None and value < Fraction(pick.at_least))
        or (pick.above is not None and value <= Fraction(pick.above))
        or (pick.equals is not None and value < Fraction(pick.equals))
    )
