"""Measures that go from one kind of subject to another: up by gathering, down by spreading, and by
the members of households."""

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from jishan.core.period_facts import MeasureValues, SubjectFacts
from jishan.core.ranking import Value
from jishan.core.scheme.document import (
    GatherMeasure,
    MembersMeasure,
    PerMemberMeasure,
    PointsMeasure,
    SpreadMeasure,
)
from jishan.core.scheme.made_of import subject_of
from jishan.core.scheme.valued import fold

if TYPE_CHECKING:
    from jishan.core.measuring import Measuring


NOT_LISTED = SubjectFacts("", "group")
"""A group that only its members name."""


def per_member(run: "Measuring", measure: PerMemberMeasure) -> MeasureValues:
    of = run.scheme.measure(measure.measure)
    if measure.members == "each_day":
        assert isinstance(of, PointsMeasure), "the checker lets no other measure be divided by day"
        return run.points(of, lambda totals: totals.per_member)
    found = run.of(measure.measure)
    values: dict[str, Value] = {}
    absent = set(found.absent)
    for key, value in found.values.items():
        members = _members(run.facts.subjects[key], measure.members)
        values[key] = Fraction(value) / members if members else 0
        if not members:
            absent.add(key)
    return MeasureValues(values, absent)


def _members(subject: SubjectFacts, when: str) -> Fraction | int:
    if when == "at_start":
        return subject.members_at_start
    return subject.members_at_end if when == "at_end" else subject.members_mean


def gather(run: "Measuring", measure: GatherMeasure) -> MeasureValues:
    found = run.of(measure.measure)
    parts: dict[str, list[Fraction]] = {}
    seen: set[str] = set()
    for key, value in found.values.items():
        subject = run.facts.subjects.get(key, NOT_LISTED)
        owner = _owner(run, subject, measure.subject)
        if owner is not None and (measure.who is None or run.meant_by(measure.who, subject)):
            parts.setdefault(owner, []).append(Fraction(value))
            if key not in found.absent:
                seen.add(owner)
    keys: Iterable[str] = run.here(measure.subject)
    if measure.subject == "village":
        keys = [run.scheme.organisation]
    elif measure.subject == "group":
        keys = sorted({*keys, *parts})
    values: dict[str, Value] = {
        key: fold(parts[key], measure.how) if key in parts else 0 for key in keys
    }
    return MeasureValues(values, values.keys() - seen)


def _owner(run: "Measuring", subject: SubjectFacts, kind: str) -> str | None:
    """The household, unit, group or village that it belongs to; of several units the first."""
    if kind == "village":
        return run.scheme.organisation
    if kind == "unit":
        return next((key for name, key in run.units if name in subject.tags), None)
    return subject.household if kind == "household" else subject.group


def spread(run: "Measuring", measure: SpreadMeasure) -> MeasureValues:
    found = run.of(measure.measure)
    kind = subject_of(run.scheme, run.scheme.measure(measure.measure))
    values: dict[str, Value] = {}
    absent: set[str] = set()
    for key in run.here(measure.subject):
        owner = _owner(run, run.facts.subjects[key], kind)
        values[key] = found.values.get(owner, 0) if owner is not None else 0
        if owner not in found.values or owner in found.absent:
            absent.add(key)
    return MeasureValues(values, absent)


def members(run: "Measuring", measure: MembersMeasure) -> MeasureValues:
    return MeasureValues(
        {
            key: 100 * _members(run.facts.subjects[key], measure.members)
            for key in run.here("household")
        }
    )
