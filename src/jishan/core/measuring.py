"""The figures that a period produces: each measure of the document for each subject.

Values are hundredths: `1250` is 12.5 points (or times, or units); an average is an exact fraction
of them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from jishan.core.periods import Period
from jishan.core.ranking import Value, places
from jishan.core.scheme.compiled import compiled
from jishan.core.scheme.document import (
    BalanceMeasure,
    BandMeasure,
    EverMeasure,
    FoldMeasure,
    GatherMeasure,
    InspectionMeasure,
    Measure,
    PerMemberMeasure,
    PointsMeasure,
    RankMeasure,
    RatioMeasure,
    Scheme,
    Selector,
    TotalMeasure,
)
from jishan.core.scheme.rounding import MILLION, rounded
from jishan.core.scheme.values import SubjectKind
from jishan.core.scheme.valuing import fold


class Totals:
    """What came into one purse of one holder under one code: points in hundredths, acts,
    quantity in
    millionths; `per_member` adds up credits each divided by the members of its day."""

    __slots__ = ("minus", "per_member", "plus", "quantity", "times")

    def __init__(
        self,
        plus: int = 0,
        minus: int = 0,
        times: int = 0,
        quantity: int = 0,
        per_member: Fraction | int = 0,
    ) -> None:
        self.plus, self.minus, self.times = plus, minus, times
        self.quantity, self.per_member = quantity, per_member

    def add(self, other: "Totals") -> None:
        self.plus += other.plus
        self.minus += other.minus
        self.times += other.times
        self.quantity += other.quantity
        self.per_member += other.per_member


Cells = Mapping[str, Mapping[tuple[str, str], Totals]]
"""purse -> (holder, code) -> totals"""


class SubjectFacts(NamedTuple):
    """A subject at the close of a period. `members_mean` is the mean number over its days."""

    key: str
    kind: SubjectKind
    household: str | None = None
    group: str | None = None
    tags: frozenset[str] = frozenset()
    born: date | None = None
    since: date | None = None
    members_at_start: int = 0
    members_at_end: int = 0
    members_mean: Fraction = Fraction(0)
    taking_part: bool = True
    barred: bool = False


@dataclass
class MeasureValues:
    """The values of one measure.

    `absent` names subjects that have a value without having an entry.
    """

    values: dict[str, Value] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)


History = Mapping[str, Sequence[tuple[Period, MeasureValues]]]


@dataclass
class PeriodFacts:
    """Everything that happened in a period, as the ledger or the replay adds it up.

    `totals` of the period, `ever` since the beginning until its end; `balances` purse -> holder ->
    hundredths; `scores` item -> subject -> raw scores in order; `history` earlier (and shorter)
    periods.
    """

    subjects: Mapping[str, SubjectFacts]
    totals: Cells = field(default_factory=dict)
    ever: Cells = field(default_factory=dict)
    balances: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    scores: Mapping[str, Mapping[str, Sequence[int]]] = field(default_factory=dict)
    history: History = field(default_factory=dict)
    holding: Mapping[str, frozenset[str]] = field(default_factory=dict)


def subject_of(scheme: Scheme, measure: Measure) -> SubjectKind:
    """The kind of subject that a measure speaks of."""
    match measure:
        case PointsMeasure() | BalanceMeasure() | EverMeasure():
            return scheme.purse(measure.purse).holder
        case InspectionMeasure() | GatherMeasure():
            return measure.subject
        case TotalMeasure():
            return subject_of(scheme, scheme.measure(measure.terms[0].measure))
        case RatioMeasure():
            return subject_of(scheme, scheme.measure(measure.over))
    return subject_of(scheme, scheme.measure(measure.measure))


class Measuring:
    """Values of a period's measures, each computed once, when it is first asked for.

    `extra` are credits that the close itself makes: a measure asked for later includes them.
    """

    def __init__(self, scheme: Scheme, period: Period, facts: PeriodFacts) -> None:
        self.scheme, self.period, self.facts = scheme, period, facts
        self.extra: dict[str, dict[tuple[str, str], Totals]] = {}
        self.found: dict[str, MeasureValues] = {}
        self._categories = compiled(scheme).categories_of

    def of(self, code: str) -> MeasureValues:
        """The values of a measure of this period."""
        if code not in self.found:
            measure = self.scheme.measure(code)
            compute = _COMPUTE[type(measure)]
            found: MeasureValues = compute(self, measure)
            self.found[code] = _limited(measure, found)
        return self.found[code]

    def here(self, kind: SubjectKind) -> list[str]:
        """The subjects of a kind that take part at the close."""
        return [
            key for key, one in self.facts.subjects.items() if one.kind == kind and one.taking_part
        ]

    def meant(self, on: Selector) -> set[str]:
        return {code for code, category in self._categories.items() if on.takes(code, category)}

    def points(self, measure: PointsMeasure, reading: Callable[[Totals], Value]) -> MeasureValues:
        cells = self.facts.totals.get(measure.purse, {})
        return self._add_up(measure.purse, measure.on, cells, reading)

    def ever(self, measure: EverMeasure) -> MeasureValues:
        cells = self.facts.ever.get(measure.purse, {})
        return self._add_up(measure.purse, measure.on, cells, _reader(measure.on, "points"))

    def _add_up(
        self,
        purse: str,
        on: Selector,
        cells: Mapping[tuple[str, str], Totals],
        reading: Callable[[Totals], Value],
    ) -> MeasureValues:
        keys = self.here(self.scheme.purse(purse).holder)
        values: dict[str, Value] = dict.fromkeys(keys, 0)
        seen: set[str] = set()
        codes = self.meant(on)
        for source in (cells, self.extra.get(purse, {})):
            for (holder, code), totals in source.items():
                if code in codes and holder in values:
                    values[holder] += reading(totals)
                    seen.add(holder)
        return MeasureValues(values, values.keys() - seen)


def _reader(on: Selector, value: str) -> Callable[[Totals], Value]:
    if value == "times":
        return lambda totals: totals.times * 100
    if value == "quantity":
        return lambda totals: Fraction(totals.quantity * 100, MILLION)
    if on.sign == "plus":
        return lambda totals: totals.plus
    if on.sign == "minus":
        return lambda totals: -totals.minus
    return lambda totals: totals.plus - totals.minus


def _limited(measure: Measure, found: MeasureValues) -> MeasureValues:
    if measure.lower is None and measure.upper is None and measure.rounding is None:
        return found
    return MeasureValues(
        {key: _limit(measure, value) for key, value in found.values.items()}, found.absent
    )


def _limit(measure: Any, value: Value) -> Value:
    """Rounded if the measure says so, then held within its limits (also used for terms)."""
    mode = getattr(measure, "rounding", None)
    if mode is not None:
        value = rounded(Fraction(value), mode, measure.round_to)
    if measure.lower is not None:
        value = max(value, _hundredths(measure.lower))
    if measure.upper is not None:
        value = min(value, _hundredths(measure.upper))
    return value


def _hundredths(figure: Any) -> Value:
    exact = Fraction(figure) * 100
    return int(exact) if exact.denominator == 1 else exact


def _points(run: Measuring, measure: PointsMeasure) -> MeasureValues:
    return run.points(measure, _reader(measure.on, measure.value))


def _balance(run: Measuring, measure: BalanceMeasure) -> MeasureValues:
    balances = run.facts.balances.get(measure.purse, {})
    keys = run.here(run.scheme.purse(measure.purse).holder)
    return MeasureValues(
        {key: balances.get(key, 0) for key in keys}, {key for key in keys if key not in balances}
    )


def _ever(run: Measuring, measure: EverMeasure) -> MeasureValues:
    return run.ever(measure)


def _inspection(run: Measuring, measure: InspectionMeasure) -> MeasureValues:
    scores = run.facts.scores.get(measure.item, {})
    values: dict[str, Value] = {}
    for key in run.here(measure.subject):
        if scores.get(key):
            values[key] = fold([Fraction(score) for score in scores[key]], measure.how)
    return MeasureValues(values)


def _total(run: Measuring, measure: TotalMeasure) -> MeasureValues:
    terms = [(term, run.of(term.measure)) for term in measure.terms]
    constant = _hundredths(measure.constant)
    values: dict[str, Value] = {}
    absent: set[str] = set()
    for key in run.here(subject_of(run.scheme, measure)):
        value, seen = constant, False
        for term, found in terms:
            if key in found.values:
                value += _limit(term, found.values[key]) * _weight(term.weight)
                seen = seen or key not in found.absent
        values[key] = value
        if not seen:
            absent.add(key)
    return MeasureValues(values, absent)


def _weight(figure: Any) -> Value:
    exact = Fraction(figure)
    return int(exact) if exact.denominator == 1 else exact


def _fold(run: Measuring, measure: FoldMeasure) -> MeasureValues:
    first, last = run.period.first, run.period.last
    parts = [
        found
        for period, found in run.facts.history.get(measure.measure, ())
        if first <= period.last <= last
    ]
    values: dict[str, Value] = {}
    absent: set[str] = set()
    for key in run.here(subject_of(run.scheme, measure)):
        series = [
            Fraction(part.values.get(key, 0))
            for part in parts
            if measure.missing == "zero" or (key in part.values and key not in part.absent)
        ]
        if measure.best_of is not None:
            series = sorted(series, reverse=True)[: measure.best_of]
        if series:
            values[key] = fold(series, measure.how)
        else:
            values[key] = 0
            absent.add(key)
    return MeasureValues(values, absent)


def _per_member(run: Measuring, measure: PerMemberMeasure) -> MeasureValues:
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


def _gather(run: Measuring, measure: GatherMeasure) -> MeasureValues:
    found = run.of(measure.measure)
    parts: dict[str, list[Fraction]] = {}
    seen: set[str] = set()
    for key, value in found.values.items():
        subject = run.facts.subjects[key]
        owner = {
            "household": subject.household,
            "group": subject.group,
            "village": run.scheme.organisation,
        }[measure.subject]
        if owner is not None:
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


def _bands(run: Measuring, measure: BandMeasure) -> MeasureValues:
    found = run.of(measure.measure)
    values: dict[str, Value] = {}
    for key, value in found.values.items():
        exact = Fraction(value) / 100
        values[key] = next((band.points for band in measure.bands if band.holds(exact)), 0)
    return MeasureValues(values, set(found.absent))


def _ratio(run: Measuring, measure: RatioMeasure) -> MeasureValues:
    over, under = run.of(measure.over), run.of(measure.under)
    times, empty = _weight(measure.times), _hundredths(measure.empty)
    values: dict[str, Value] = {}
    for key, value in over.values.items():
        below = under.values.get(key, 0)
        values[key] = Fraction(value) * times * 100 / Fraction(below) if below else empty
    return MeasureValues(values, set(over.absent))


def _rank(run: Measuring, measure: RankMeasure) -> MeasureValues:
    found = run.of(measure.measure)
    placed = places(found.values.items(), dense=measure.ranking == "dense")
    return MeasureValues({key: place * 100 for key, place in placed.items()}, set(found.absent))


_COMPUTE: dict[type, Callable[[Measuring, Any], MeasureValues]] = {
    PointsMeasure: _points,
    BalanceMeasure: _balance,
    EverMeasure: _ever,
    InspectionMeasure: _inspection,
    TotalMeasure: _total,
    FoldMeasure: _fold,
    PerMemberMeasure: _per_member,
    GatherMeasure: _gather,
    BandMeasure: _bands,
    RatioMeasure: _ratio,
    RankMeasure: _rank,
}
