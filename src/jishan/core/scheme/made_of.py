"""What a measure is made of: its subject, the measures behind it, the period it looks back to."""

from datetime import date

from jishan.core.periods import ONE_DAY, Period, period_of
from jishan.core.scheme.document import (
    BalanceMeasure,
    CombineMeasure,
    EarlierMeasure,
    EverMeasure,
    FoldMeasure,
    GatherMeasure,
    HoldingMeasure,
    InspectionMeasure,
    Measure,
    MembersMeasure,
    PointsMeasure,
    RatioMeasure,
    Scheme,
    SpreadMeasure,
    TotalMeasure,
    TrailingMeasure,
)
from jishan.core.scheme.values import SubjectKind


def subject_of(scheme: Scheme, measure: Measure) -> SubjectKind:
    """The kind of subject that a measure speaks of; a household where it speaks of itself alone."""
    return _subject(scheme, measure, set()) or "household"


def _subject(scheme: Scheme, measure: Measure, seen: set[str]) -> SubjectKind | None:
    if measure.code in seen:
        return None
    seen.add(measure.code)
    match measure:
        case PointsMeasure() | BalanceMeasure() | EverMeasure():
            return scheme.purse(measure.purse).holder
        case InspectionMeasure() | GatherMeasure() | SpreadMeasure():
            return measure.subject
        case MembersMeasure():
            return "household"
        case HoldingMeasure():
            honour = next(one for one in scheme.honours if one.code == measure.honours[0])
            return _subject(scheme, scheme.measure(honour.measure), seen)
    found = (_subject(scheme, scheme.measure(code), seen) for code in parts_of(measure))
    return next((kind for kind in found if kind is not None), None)


REACHING_OUT = (
    BalanceMeasure, EarlierMeasure, EverMeasure, FoldMeasure, HoldingMeasure, TrailingMeasure,
)  # fmt: skip
"""Measures that look at more than the days of their period."""


def by_own_days(scheme: Scheme) -> bool:
    """Whether every place and title of a period follows from what is dated within it: nothing looks
    back, adds up other periods, or asks for titles of others."""
    measures = {one.code: one for one in scheme.measures}
    if any(isinstance(one, REACHING_OUT) for one in scheme.measures):
        return False
    if any(one.inside or one.not_with for one in scheme.honours):
        return False
    behind = [(one, code) for one in scheme.measures for code in parts_of(one)]
    behind += [
        (measures[one.measure], code)
        for one in scheme.honours
        for code in (*one.then_by, *(gate.measure for gate in one.gates))
    ]
    return all(measures[code].period == one.period for one, code in behind)


def parts_of(measure: Measure) -> tuple[str, ...]:
    """The measures that a measure is made of; of the same period, but for a fold's shorter one
    and an earlier one's."""
    match measure:
        case TotalMeasure():
            return tuple(term.measure for term in measure.terms)
        case RatioMeasure():
            return (measure.over, measure.under)
        case CombineMeasure():
            return measure.measures
    inner = getattr(measure, "measure", None)
    return () if inner is None else (inner,)


def asked_at_once(scheme: Scheme, measure: Measure) -> tuple[str, ...]:
    """The measures that must be known before this one, with those of the titles that it counts; an
    earlier period's is known already."""
    if isinstance(measure, EarlierMeasure):
        return ()
    found = list(parts_of(measure))
    if isinstance(measure, HoldingMeasure):
        for honour in scheme.honours:
            if honour.code in measure.honours:
                found += [honour.measure, *honour.then_by]
                found += [gate.measure for gate in honour.gates]
    return tuple(found)


def looked_back(scheme: Scheme, measure: Measure, period: Period) -> list[Period]:
    """The earlier periods of its own kind whose figures a measure needs, newest first."""
    if isinstance(measure, EarlierMeasure):
        then = before(scheme, measure, period)
        return [] if then is None else [then]
    found: list[Period] = []
    if isinstance(measure, TrailingMeasure):
        while len(found) < measure.periods - 1 and period.first > date.min:
            period = period_of(scheme.periods, period.kind, period.first - ONE_DAY)
            found.append(period)
    return found


def before(scheme: Scheme, measure: EarlierMeasure, period: Period) -> Period | None:
    """The period that an earlier measure looks at; None where the calendar ends."""
    for _ in range(measure.back):
        if period.kind == "ever" or period.first == date.min:
            return None
        period = period_of(scheme.periods, period.kind, period.first - ONE_DAY)
    return period
