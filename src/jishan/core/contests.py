"""Titles among falling figures, quickly: for titles that ask for nothing but the figures' order.

What a title means stands in `core.ranking`; here the same follows for whole stretches of candidates
at once, and a property test holds the two equal. What is not `simple` is not tried.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

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
    """The stretch that lies within the bounds: from the first that is not above them to the first
    that is beneath, both by whole hundredths."""
    above = [_hundredths(one) for one in (pick.at_most, pick.equals) if one is not None]
    beneath = [_hundredths(one) for one in (pick.at_least, pick.equals) if one is not None]
    highest = [floor(one) for one in above]
    lowest = [ceil(one) for one in beneath]
    if pick.below is not None:
        highest.append(ceil(_hundredths(pick.below)) - 1)
    if pick.above is not None:
        lowest.append(floor(_hundredths(pick.above)) + 1)
    low = bisect_left(negated, -min(highest)) if highest else 0
    high = bisect_right(negated, -max(lowest)) if lowest else len(negated)
    return range(low, max(low, high))


def _hundredths(points: Decimal) -> Fraction:
    return Fraction(points) * 100
