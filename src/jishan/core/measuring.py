"""The figures that a period produces: each measure of the document for each subject.

Values are hundredths: `1250` is 12.5 points (or times, or units); an average is an exact fraction
of them.
"""

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Any

from jishan.core import relating
from jishan.core.period_facts import (
    Cells,
    History,
    MeasureValues,
    PeriodFacts,
    SubjectFacts,
    Totals,
    standing_of,
)
from jishan.core.periods import Period
from jishan.core.ranking import Value, places
from jishan.core.scheme.admission import meant as described
from jishan.core.scheme.compiled import compiled
from jishan.core.scheme.document import (
    BalanceMeasure,
    BandMeasure,
    CombineMeasure,
    EarlierMeasure,
    EverMeasure,
    FoldMeasure,
    GatherMeasure,
    HoldingMeasure,
    InspectionMeasure,
    Measure,
    MembersMeasure,
    PerMemberMeasure,
    PointsMeasure,
    RankMeasure,
    RatioMeasure,
    Scheme,
    Selector,
    SpreadMeasure,
    TotalMeasure,
    TrailingMeasure,
    Who,
)
from jishan.core.scheme.made_of import before, looked_back, parts_of, subject_of
from jishan.core.scheme.rounding import MILLION, rounded
from jishan.core.scheme.valued import fold
from jishan.core.scheme.values import SubjectKind


class Measuring:
    """Values of a period's measures, each computed once, when it is first asked for.

    `extra` are credits that the close itself makes: a measure asked for later includes them.
    `holders` says who gets a title at this close (see `closing.measuring_of`).
    """

    def __init__(
        self,
        scheme: Scheme,
        period: Period,
        facts: PeriodFacts,
        holders: Callable[[str], Collection[str]] | None = None,
    ) -> None:
        self.scheme, self.period, self.facts = scheme, period, facts
        self.holders = holders
        self.extra: dict[str, dict[tuple[str, str], Totals]] = {}
        self.found: dict[str, MeasureValues] = {}

    def of(self, code: str) -> MeasureValues:
        """The values of a measure of this period."""
        if code not in self.found:
            measure = self.scheme.measure(code)
            compute = _COMPUTE[type(measure)]
            found: MeasureValues = compute(self, measure)
            self.found[code] = _limited(measure, found)
        return self.found[code]

    @cached_property
    def units(self) -> list[tuple[str, str]]:
        """Names and keys of the units that take part, in order."""
        return sorted((self.facts.subjects[key].name or key, key) for key in self.here("unit"))

    def here(self, kind: SubjectKind) -> list[str]:
        """The subjects of a kind that take part at the close."""
        return [
            key for key, one in self.facts.subjects.items() if one.kind == kind and one.taking_part
        ]

    def meant_by(self, who: Who, subject: SubjectFacts) -> bool:
        """Whether a clause means the subject, as it stands on the last day."""
        return described(who, standing_of(subject), self.period.last)

    def _counted(self, measure: PointsMeasure | EverMeasure) -> set[str]:
        plan = compiled(self.scheme)
        return {code for code in plan.categories_of if plan.counts(measure, code)}

    def points(self, measure: PointsMeasure, reading: Callable[[Totals], Value]) -> MeasureValues:
        cells = self.facts.totals.get(measure.purse, {})
        codes = self._counted(measure)
        return self._add_up(measure.purse, codes, cells, reading)

    def ever(self, measure: EverMeasure) -> MeasureValues:
        cells = self.facts.ever.get(measure.purse, {})
        codes = self._counted(measure)
        return self._add_up(measure.purse, codes, cells, _reader(measure.on, "points"))

    def _add_up(
        self,
        purse: str,
        codes: Collection[str],
        cells: Mapping[tuple[str, str], Totals],
        reading: Callable[[Totals], Value],
    ) -> MeasureValues:
        keys = self.here(self.scheme.purse(purse).holder)
        values: dict[str, Value] = dict.fromkeys(keys, 0)
        seen: set[str] = set()
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
            series = [Fraction(score) for score in scores[key]]
            values[key] = fold(_without_extremes(series, measure), measure.how)
    return MeasureValues(values)


def _total(run: Measuring, measure: TotalMeasure) -> MeasureValues:
    terms = [(term, run.of(term.measure), _weight(term.weight)) for term in measure.terms]
    constant = _hundredths(measure.constant)
    values: dict[str, Value] = {}
    absent: set[str] = set()
    for key in run.here(subject_of(run.scheme, measure)):
        value, seen = constant, False
        for term, found, weight in terms:
            if key in found.values:
                value += _limit(term, found.values[key]) * weight
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
    return _folded(run, measure, parts, len(parts))


def _folded(
    run: Measuring, measure: FoldMeasure | TrailingMeasure, parts: list[MeasureValues], count: int
) -> MeasureValues:
    """`count`: how many periods there are, with those before anything was recorded."""
    values: dict[str, Value] = {}
    absent: set[str] = set()
    for key in run.here(subject_of(run.scheme, measure)):
        series = [
            Fraction(part.values.get(key, 0))
            for part in parts
            if measure.missing == "zero" or (key in part.values and key not in part.absent)
        ]
        if measure.missing == "zero":
            series = [Fraction(0)] * (count - len(parts)) + series
        if isinstance(measure, FoldMeasure):
            series = _chosen(series, measure)
        if series:
            values[key] = fold(series, measure.how)
        else:
            values[key] = 0
            absent.add(key)
    return MeasureValues(values, absent)


def _chosen(series: list[Fraction], measure: FoldMeasure) -> list[Fraction]:
    series = _without_extremes(series, measure)
    if measure.best_of is not None:
        series = sorted(series, reverse=True)[: measure.best_of]
    return series


def _without_extremes(
    series: list[Fraction], measure: FoldMeasure | InspectionMeasure
) -> list[Fraction]:
    """Without so many of the lowest and the highest, the others in their order; one remains."""
    if not series or not (measure.drop_lowest or measure.drop_highest):
        return series
    order = sorted(range(len(series)), key=lambda place: series[place])
    lowest = min(measure.drop_lowest, len(order) - 1)
    kept = order[lowest:]
    kept = kept[: max(len(kept) - measure.drop_highest, 1)]
    return [series[place] for place in sorted(kept)]


def _combine(run: Measuring, measure: CombineMeasure) -> MeasureValues:
    parts = [run.of(code) for code in measure.measures]
    values: dict[str, Value] = {}
    absent: set[str] = set()
    for key in run.here(subject_of(run.scheme, measure)):
        series = [Fraction(part.values[key]) for part in parts if key in part.values]
        if measure.best_of is not None:
            series = sorted(series, reverse=True)[: measure.best_of]
        if measure.how == "product":
            values[key] = prod((one / 100 for one in series), start=Fraction(100))
        else:
            values[key] = fold(series, measure.how) if series else 0
        if all(key not in part.values or key in part.absent for part in parts):
            absent.add(key)
    return MeasureValues(values, absent)


def _holding(run: Measuring, measure: HoldingMeasure) -> MeasureValues:
    assert run.holders is not None, "titles are decided by a close"
    held = [run.holders(code) for code in measure.honours]
    keys = run.here(subject_of(run.scheme, measure))
    return MeasureValues({key: 100 * sum(key in one for one in held) for key in keys})


def _earlier(run: Measuring, measure: EarlierMeasure) -> MeasureValues:
    wanted = before(run.scheme, measure, run.period)
    empty = _hundredths(measure.empty)
    then = MeasureValues()
    for period, found in run.facts.history.get(measure.measure, ()):
        if wanted is not None and period.first == wanted.first:
            then = found
    values: dict[str, Value] = {}
    absent: set[str] = set()
    for key in run.here(subject_of(run.scheme, measure)):
        known = key in then.values and key not in then.absent
        values[key] = then.values[key] if known else empty
        if not known:
            absent.add(key)
    return MeasureValues(values, absent)


def _trailing(run: Measuring, measure: TrailingMeasure) -> MeasureValues:
    wanted = {one.first for one in looked_back(run.scheme, measure, run.period)}
    history = run.facts.history.get(measure.measure, ())
    parts = [found for period, found in history if period.first in wanted]
    parts.append(run.of(measure.measure))
    return _folded(run, measure, parts, measure.periods)


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
    sign = -1 if measure.order == "lowest" else 1
    contests: dict[str, list[tuple[str, Value]]] = {}
    for key, value in found.values.items():
        subject = run.facts.subjects.get(key) if measure.within == "group" else None
        group = subject.group or "" if subject else ""
        contests.setdefault(group, []).append((key, sign * value))
    placed: dict[str, int] = {}
    for rows in contests.values():
        placed |= places(rows, dense=measure.ranking == "dense")
    return MeasureValues({key: place * 100 for key, place in placed.items()}, set(found.absent))


_COMPUTE: dict[type, Callable[[Measuring, Any], MeasureValues]] = {
    PointsMeasure: _points,
    BalanceMeasure: _balance,
    EverMeasure: _ever,
    InspectionMeasure: _inspection,
    TotalMeasure: _total,
    FoldMeasure: _fold,
    PerMemberMeasure: relating.per_member,
    GatherMeasure: relating.gather,
    BandMeasure: _bands,
    RatioMeasure: _ratio,
    RankMeasure: _rank,
    HoldingMeasure: _holding,
    EarlierMeasure: _earlier,
    TrailingMeasure: _trailing,
    SpreadMeasure: relating.spread,
    CombineMeasure: _combine,
    MembersMeasure: relating.members,
}

__all__ = [
    "Cells",
    "History",
    "MeasureValues",
    "Measuring",
    "PeriodFacts",
    "SubjectFacts",
    "Totals",
    "parts_of",
    "standing_of",
    "subject_of",
]
