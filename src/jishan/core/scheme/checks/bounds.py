"""Bands: whether they cover a range of numbers without gap and without overlap."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from jishan.core.scheme.values import Band, Bounds

EPSILON = Fraction(1, 10**9)
"""Stands for "just beside the number": documents hold six decimals at most."""


class Edge(NamedTuple):
    """A stretch of numbers, ends included; open ends lie EPSILON inside."""

    low: Fraction | None
    high: Fraction | None


def stretch(bounds: Bounds) -> Edge:
    """The numbers that satisfy the bounds."""
    if bounds.equals is not None:
        return Edge(Fraction(bounds.equals), Fraction(bounds.equals))
    lows = [] if bounds.at_least is None else [Fraction(bounds.at_least)]
    lows += [] if bounds.above is None else [Fraction(bounds.above) + EPSILON]
    highs = [] if bounds.at_most is None else [Fraction(bounds.at_most)]
    highs += [] if bounds.below is None else [Fraction(bounds.below) - EPSILON]
    return Edge(max(lows, default=None), min(highs, default=None))


def trouble(bands: Sequence[Band], unit: Fraction | None = None) -> list[tuple[str, int, Fraction]]:
    """`gap`, `overlap` and `empty` with the place of the band (in the document) and the number.

    With a `unit` only its multiples can occur: 84.99 and 85 adjoin where scores have two decimals.
    """
    edges = [(stretch(band), place) for place, band in enumerate(bands)]
    found: list[tuple[str, int, Fraction]] = []
    sound: list[tuple[Edge, int]] = []
    for edge, place in edges:
        if edge.low is not None and edge.high is not None and edge.low > edge.high:
            found.append(("empty", place, edge.low))
        else:
            sound.append((edge, place))
    sound.sort(key=lambda one: (one[0].low is not None, one[0].low or 0))
    for (before, _), (here, place) in pairwise(sound):
        if before.high is None or here.low is None or here.low <= before.high:
            found.append(("overlap", place, shown(here.low or before.high or Fraction(0))))
        elif _between(before.high, here.low, unit):
            found.append(("gap", place, shown(before.high)))
    return found


def _between(high: Fraction, low: Fraction, unit: Fraction | None) -> bool:
    """Whether a number that can occur lies between two edges."""
    if unit is None:
        return low - high > EPSILON
    return (high // unit + 1) * unit < low


def uncovered_above(bands: Sequence[Band], full: Fraction, unit: Fraction) -> Fraction | None:
    """The highest number that a band takes, if numbers up to `full` lie above it."""
    highs = [stretch(band).high for band in bands]
    if any(high is None for high in highs):
        return None
    top = max((high for high in highs if high is not None), default=Fraction(0))
    return shown(top) if _between(top, full + EPSILON, unit) else None


def covered_from(bands: Sequence[Band]) -> Fraction | None:
    """The lowest number that a band takes; None if there is no lowest."""
    lows = [stretch(band).low for band in bands]
    if not lows or any(low is None for low in lows):
        return None
    return shown(min(low for low in lows if low is not None))


def shown(value: Fraction) -> Fraction:
    """The number as it was written, without the EPSILON of an open end."""
    return Fraction(round(value * 10**6), 10**6)
