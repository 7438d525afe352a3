"""The close of a period: settlements, streaks, honours and pools follow from its measures.

One pure function, used by the replay and by the server's month close. Within one close the order is
settlements, streaks, honours, pools, each in the order of the document. A measure is computed when
it is first needed, and then includes what was credited before it in the same close.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from jishan.core.measuring import (
    MeasureValues,
    Measuring,
    PeriodFacts,
    SubjectFacts,
    Totals,
    subject_of,
)
from jishan.core.periods import Period, period_of
from jishan.core.points import Points
from jishan.core.pools import Shared, share_pool
from jishan.core.ranking import Ranked, Row, Value, places, rank
from jishan.core.scheme.admission import meant
from jishan.core.scheme.compiled import compiled
from jishan.core.scheme.document import (
    Gate,
    Honour,
    Pool,
    Scheme,
    Settlement,
    Streak,
    StreakCondition,
    Who,
)
from jishan.core.scheme.facts import Credit, Standing
from jishan.core.scheme.rounding import rounded

CreditKind = Literal["settlement", "streak", "honour"]


class AutoCredit(NamedTuple):
    """Points that follow from the close itself, dated its last day, under the clause's own code."""

    code: str
    kind: CreditKind
    subject: str
    points: Points
    credits: tuple[Credit, ...]


class Mark(NamedTuple):
    """A streak that gives a mark instead of points."""

    streak: str
    subject: str
    mark: str


@dataclass
class PeriodResult:
    """What a close brings. `credits` are still to be posted."""

    period: Period
    measures: dict[str, MeasureValues] = field(default_factory=dict)
    credits: list[AutoCredit] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    honours: dict[str, tuple[Ranked, ...]] = field(default_factory=dict)
    pools: dict[str, Shared] = field(default_factory=dict)


def close_period(scheme: Scheme, period: Period, facts: PeriodFacts) -> PeriodResult:
    """Close one period of one kind. Shorter periods that end the same day are closed before."""
    run = _Close(scheme, period, facts)
    steps: tuple[tuple[Sequence[Any], Callable[[Any], None]], ...] = (
        (scheme.settlements, run.settle),
        (scheme.streaks, run.streak),
        (scheme.honours, run.honour),
        (scheme.pools, run.pool),
    )
    for clauses, follow in steps:
        for clause in clauses:
            if scheme.measure(clause.measure).period == period.kind:
                follow(clause)
    run.result.measures = measure_period(run.measuring)
    return run.result


def measure_period(measuring: Measuring) -> dict[str, MeasureValues]:
    """Every measure of the period, in the order of the document."""
    return {
        measure.code: measuring.of(measure.code)
        for measure in measuring.scheme.measures
        if measure.period == measuring.period.kind
    }


class _Close:
    def __init__(self, scheme: Scheme, period: Period, facts: PeriodFacts) -> None:
        self.scheme, self.period, self.facts = scheme, period, facts
        self.measuring = Measuring(scheme, period, facts)
        self.result = PeriodResult(period)
        self.plan = compiled(scheme)

    def settle(self, clause: Settlement) -> None:
        found = self.measuring.of(clause.measure)
        for key, value in sorted(found.values.items()):
            subject = self.facts.subjects.get(key)
            if clause.who is not None and not self._meant(clause.who, subject):
                continue
            points = self._settled(clause, value)
            if points:
                self._credit(clause.code, clause.category, "settlement", key, points)

    def _settled(self, clause: Settlement, value: Value) -> int:
        if clause.counts == "bands":
            exact = Fraction(value) / 100
            return next((band.points for band in clause.bands if band.holds(exact)), 0)
        return rounded(Fraction(value) * Fraction(clause.factor), clause.rounding, clause.round_to)

    def streak(self, streak: Streak) -> None:
        series = [
            (period, found)
            for period, found in self.facts.history.get(streak.measure, ())
            if self._same_run(streak, period)
        ]
        series.append((self.period, self.measuring.of(streak.measure)))
        holding = [_holding(streak.holds, found) for _, found in series]
        for key in sorted(series[-1][1].values):
            marks = [
                None if key not in found.values or key in found.absent else key in held
                for (_, found), held in zip(series, holding, strict=True)
            ]
            if streak_gives(streak, marks):
                self._give(streak, key)

    def _same_run(self, streak: Streak, earlier: Period) -> bool:
        if streak.restart == "ever":
            return True
        run = period_of(self.scheme.periods, streak.restart, self.period.last)
        return run.first <= earlier.last <= run.last

    def _give(self, streak: Streak, key: str) -> None:
        if streak.mark is not None:
            self.result.marks.append(Mark(streak.code, key, streak.mark))
        if streak.points is not None:
            self._credit(streak.code, streak.category or "", "streak", key, streak.points)

    def honour(self, honour: Honour) -> None:
        values = self.measuring.of(honour.measure).values
        rows: list[Row] = []
        for key in sorted(values):
            subject = self.facts.subjects.get(key)
            scope = self._scope(honour, subject)
            if scope is None or (honour.who is not None and not self._meant(honour.who, subject)):
                continue
            then_by = tuple(self.measuring.of(code).values.get(key, 0) for code in honour.then_by)
            reason = self._unqualified(honour, key, subject)
            rows.append(Row(key, values[key], then_by, not reason, scope, reason))
        ranked = rank(rows, honour)
        self.result.honours[honour.code] = ranked
        if honour.gives_points:
            for one in ranked:
                if one.taken:
                    self._credit(
                        honour.code, honour.category or "", "honour", one.key, honour.gives_points
                    )

    def _scope(self, honour: Honour, subject: SubjectFacts | None) -> str | None:
        """The contest a subject belongs to; None if to none."""
        if honour.scope == "village":
            return ""
        if subject is None:
            return None
        if honour.scope == "group":
            return subject.group
        return next((tag for tag in honour.classes if tag in subject.tags), None)

    def _unqualified(self, honour: Honour, key: str, subject: SubjectFacts | None) -> str:
        if honour.barred == "out" and subject is not None and subject.barred:
            return "barred"
        if not self._passes(honour.gates, key):
            return "gate"
        if honour.inside is not None and key not in self._holders(honour.inside):
            return "not_inside"
        if any(key in self._holders(other) for other in honour.not_with):
            return "has_other"
        return ""

    def _holders(self, code: str) -> Iterable[str]:
        ranked = self.result.honours.get(code)
        if ranked is None:
            return self.facts.holding.get(code, frozenset())
        return frozenset(one.key for one in ranked if one.taken)

    def _passes(self, gates: Sequence[Gate], key: str) -> bool:
        for gate in gates:
            value = self.measuring.of(gate.measure).values.get(key)
            if value is None or not gate.holds(Fraction(value) / 100):
                return False
        return True

    def pool(self, pool: Pool) -> None:
        weights: dict[str, int | Fraction] = {}
        for key, value in self.measuring.of(pool.measure).values.items():
            subject = self.facts.subjects.get(key)
            if pool.who is not None and not self._meant(pool.who, subject):
                continue
            if self._passes(pool.gates, key):
                weights[key] = value
        self.result.pools[pool.code] = share_pool(pool, weights)

    def _meant(self, who: Who, subject: SubjectFacts | None) -> bool:
        return subject is not None and meant(who, standing_of(subject), self.period.last)

    def _credit(self, code: str, category: str, kind: CreditKind, key: str, points: int) -> None:
        subject = self.facts.subjects.get(key)
        standing = standing_of(subject) if subject else None
        credits_ = auto_credits(self.scheme, code, category, key, standing, points)
        self.result.credits.append(AutoCredit(code, kind, key, Points(points), credits_))
        for credit in credits_:
            cells = self.measuring.extra.setdefault(credit.purse, {})
            totals = cells.setdefault((credit.holder, code), Totals())
            members = subject.members_at_end if subject else 0
            totals.add(totals_of(credit.points, members))


def totals_of(points: int, members: int) -> Totals:
    """One automatic credit as totals: it is an entry, but no act, so it counts no times."""
    per_member = Fraction(points, members) if members else 0
    return Totals(max(points, 0), max(-points, 0), 0, 0, per_member)


def standing_of(subject: SubjectFacts) -> Standing:
    """The subject as scoring sees it."""
    return Standing(
        subject.kind,
        subject.household,
        subject.group,
        tags=subject.tags,
        born=subject.born,
        since=subject.since,
        taking_part=subject.taking_part,
    )


def auto_credits(
    scheme: Scheme, code: str, category: str, key: str, standing: Standing | None, points: int
) -> tuple[Credit, ...]:
    """Which purses an automatic credit goes to: all whose selector takes its code and category."""
    kind = standing.kind if standing else "village"
    household = standing.household if standing else None
    group = standing.group if standing else None
    owners = {"own": key, "household": household, "group": group, "village": scheme.organisation}
    wrong = "minus" if points > 0 else "plus"
    named = scheme.item(code).purses if scheme.has_item(code) else ()
    return tuple(
        Credit(way.purse.code, owner, Points(way.part(points)))
        for way in compiled(scheme).ways_of(code, category, named).get(kind, ())
        if way.purse.on.sign != wrong and (owner := owners[way.through]) is not None
    )


def _holding(holds: StreakCondition, found: MeasureValues) -> frozenset[str]:
    """The subjects for whom the condition of a streak holds in one period."""
    present = {key: value for key, value in found.values.items() if key not in found.absent}
    keys = {key for key, value in present.items() if holds.holds(Fraction(value) / 100)}
    if holds.rank_at_most is not None:
        placed = places(present.items())
        keys &= {key for key, place in placed.items() if place <= holds.rank_at_most}
    if holds.last is not None and present:
        lowest = min(present.values())
        last = {key for key, value in present.items() if value == lowest}
        keys &= last if holds.last == "tied_too" or len(last) == 1 else set()
    return frozenset(keys)


def streak_gives(streak: Streak, marks: Sequence[bool | None]) -> bool:
    """Whether the last of the periods completes the streak. None: the period has no value."""
    run = given = 0
    gives = False
    for mark in marks:
        gives = False
        if mark is None and streak.missing == "skipped":
            continue
        if mark:
            run += 1
        elif streak.counting == "consecutive":
            run = 0
        complete = run >= streak.length
        if streak.windows == "separate":
            complete = run > 0 and run % streak.length == 0
        if mark and complete and (streak.times_max is None or given < streak.times_max):
            gives = True
            given += 1
    return gives


def holders_by_honour(honours: Mapping[str, tuple[Ranked, ...]]) -> dict[str, frozenset[str]]:
    """Who holds which title after a close, for titles inside titles of other periods."""
    return {
        code: frozenset(one.key for one in ranked if one.taken) for code, ranked in honours.items()
    }


__all__ = [
    "AutoCredit",
    "Mark",
    "PeriodResult",
    "auto_credits",
    "close_period",
    "measure_period",
    "streak_gives",
    "subject_of",
]
