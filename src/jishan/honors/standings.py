"""A ranking worked out: places, ties, titles and why, from what the core makes of a period."""

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from jishan.core.closing import close_period
from jishan.core.measuring import PeriodFacts, subject_of
from jishan.core.periods import Period, period_of
from jishan.core.points import Points
from jishan.core.ranking import NEVER_RANKED, Ranked, Value, places, seed_of
from jishan.core.scheme.document import Honour, Measure, PointsMeasure, RankMeasure, Scheme
from jishan.core.scheme.rounding import rounded
from jishan.core.scheme.values import PeriodKind
from jishan.core.titles import has_its_turn

Reasons = tuple[tuple[str, str], ...]
"""(honour code, why or why not) in the order of the document, in the words of `core.ranking`."""


class Place(NamedTuple):
    """One candidate of a ranking. Equals share a `position`; the one after two firsts is third.

    `points` is the value in hundredths, rounded half up where it is an average; the position was
    found by the exact value.
    """

    key: str
    position: int
    points: Points
    titles: tuple[str, ...]
    reasons: Reasons


class Drawn(NamedTuple):
    """A title that lots were drawn for: what was drawn with, and (key, lot) of everybody in it."""

    honour: str
    seed: str
    lots: tuple[tuple[str, str], ...]


def rankable(scheme: Scheme, measure: Measure) -> bool:
    """Whether the measure orders somebody; a place is no figure to rank by again."""
    never = subject_of(scheme, measure) in NEVER_RANKED
    return not isinstance(measure, RankMeasure) and not never


def unit_of(measure: Measure) -> str:
    """What the figure counts."""
    if isinstance(measure, PointsMeasure) and measure.value != "points":
        return "次" if measure.value == "times" else ""
    return "分"


def honours_of(scheme: Scheme, measure: str, period: Period | None = None) -> tuple[Honour, ...]:
    """The titles that are given by this measure; of a period, those that have their turn in it."""
    return tuple(
        one
        for one in scheme.honours
        if one.measure == measure and (period is None or has_its_turn(scheme, one, period))
    )


def period_for(scheme: Scheme, kind: PeriodKind, day: date) -> Period:
    """The period of the day; what has no end counts until the day."""
    if kind == "ever":
        return Period(date.min, day, "ever", f"ever/{day.isoformat()}")
    return period_of(scheme.periods, kind, day)


def until(period: Period, today: date) -> Period:
    """The part of a running period that has passed."""
    if period.last <= today:
        return period
    return Period(period.first, today, period.kind, period.label)


def standings(
    scheme: Scheme, period: Period, facts: PeriodFacts, measure: str
) -> tuple[tuple[Place, ...], tuple[Drawn, ...]]:
    """Everybody who takes part, best first, equals in the order of their keys; and the draws."""
    result = close_period(scheme, period, facts)
    values = result.measures[measure].values
    titles: dict[str, tuple[str, ...]] = {}
    reasons: dict[str, Reasons] = {}
    draws: list[Drawn] = []
    for honour in honours_of(scheme, measure, period):
        ranked = result.honours[honour.code]
        said: dict[str, Reasons] = {}
        for one in ranked:
            if one.taken:
                titles[one.key] = (*titles.get(one.key, ()), honour.code)
            reason = said.get(one.reason)
            if reason is None:
                reason = said[one.reason] = ((honour.code, one.reason),)
            reasons[one.key] = reasons[one.key] + reason if one.key in reasons else reason
        draws += _drawn(honour, period, ranked)
    placed = tuple(
        Place(key, position, shown(values[key]), titles.get(key, ()), reasons.get(key, ()))
        for key, position in places(values.items()).items()
    )
    return placed, tuple(draws)


def _drawn(honour: Honour, period: Period, ranked: Iterable[Ranked]) -> Iterator[Drawn]:
    lots = tuple((one.key, one.lot) for one in ranked if one.lot)
    if lots:
        yield Drawn(honour.code, seed_of(honour, period.label), lots)


def shown(value: Value) -> Points:
    """The figure of a ranking as it is read: to the hundredth, halves up."""
    return Points(value if type(value) is int else rounded(Fraction(value), "half_up"))
