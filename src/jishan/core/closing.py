"""The close of a period: settlements, streaks, honours and pools follow from its measures.

One pure function, used by the replay and by the server's month close. Within one close the order is
settlements, streaks, honours, pools, each in the order of the document. A measure is computed when
it is first needed, and then includes what was credited before it in the same close.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from jishan.core.measuring import (
    MeasureValues,
    Measuring,
    PeriodFacts,
    Totals,
    standing_of,
    subject_of,
)
from jishan.core.periods import CLOSING_ORDER, Period, period_of
from jishan.core.points import Points
from jishan.core.pools import Shared, share_out, share_pool
from jishan.core.ranking import Ranked, Value
from jishan.core.scheme.compiled import compiled
from jishan.core.scheme.document import (
    FalseClaim,
    Honour,
    Pool,
    Scheme,
    Settlement,
    Streak,
)
from jishan.core.scheme.facts import Credit, Standing
from jishan.core.scheme.rounding import rounded
from jishan.core.scheme.values import PeriodKind
from jishan.core.streaks import START, courses_of, streak_gives
from jishan.core.titles import has_its_turn, measuring_of, titles_of

CreditKind = Literal["settlement", "streak", "honour"]
FALSE_CLAIM = "false_claim"
LONG: tuple[PeriodKind, ...] = ("month", "quarter", "half", "year", "ever")
"""Each holds whole ones of those before it; weeks and days lie across them."""


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
        self.titles = titles_of(scheme, period, facts)
        self.measuring = self.titles.measuring
        self.result = PeriodResult(period)
        self.plan = compiled(scheme)

    def settle(self, clause: Settlement) -> None:
        given: dict[str, int] = {}
        for key, value in sorted(self.measuring.of(clause.measure).values.items()):
            points = _settled(clause, value)
            if points and self._meant(clause, key):
                given[key] = points
        for key, points in _within_total(clause, given).items():
            if points:
                self._credit(clause.code, clause.category, "settlement", key, points)

    def streak(self, streak: Streak) -> None:
        series = [
            found
            for period, found in self.facts.history.get(streak.measure, ())
            if self._same_run(streak, period)
        ]
        series.append(self.measuring.of(streak.measure))
        courses = courses_of(streak, series)
        for key in sorted(series[-1].values):
            if courses.get(key, START).gives and self._meant(streak, key):
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
        if not has_its_turn(self.scheme, honour, self.period):
            return
        ranked = self.titles.of(honour)
        self.result.honours[honour.code] = ranked
        if honour.gives_points:
            for one in ranked:
                if one.taken:
                    self._credit(
                        honour.code, honour.category or "", "honour", one.key, honour.gives_points
                    )

    def pool(self, pool: Pool) -> None:
        weights: dict[str, int | Fraction] = {}
        for key, value in self.measuring.of(pool.measure).values.items():
            subject = self.facts.subjects.get(key)
            barred = subject is not None and subject.barred_from_pools
            if not barred and self._meant(pool, key):
                weights[key] = value
        figure: Value = 0
        if pool.part_of is not None:
            of = self.measuring.of(pool.part_of.measure)
            figure = of.values.get(self.scheme.organisation, 0)
        self.result.pools[pool.code] = share_pool(pool, weights, figure)

    def _meant(self, clause: Settlement | Streak | Pool, key: str) -> bool:
        return self.titles.means(clause.who, key) and self.titles.passes(clause.gates, key)

    def _credit(self, code: str, category: str, kind: CreditKind, key: str, points: int) -> None:
        if (code, key) in self.facts.withheld:
            return
        subject = self.facts.subjects.get(key)
        standing = standing_of(subject) if subject else None
        credits_ = auto_credits(self.scheme, code, category, key, standing, points)
        self.result.credits.append(AutoCredit(code, kind, key, Points(points), credits_))
        for credit in credits_:
            cells = self.measuring.extra.setdefault(credit.purse, {})
            totals = cells.setdefault((credit.holder, code), Totals())
            members = subject.members_at_end if subject else 0
            totals.add(totals_of(credit.points, members))


def _settled(clause: Settlement, value: Value) -> int:
    if clause.counts == "bands":
        exact = Fraction(value) / 100
        return next((band.points for band in clause.bands if band.holds(exact)), 0)
    return rounded(Fraction(value) * Fraction(clause.factor), clause.rounding, clause.round_to)


def _within_total(clause: Settlement, given: dict[str, int]) -> dict[str, int]:
    """What is added, cut in proportion where all together it would be more than the clause lets."""
    added = {key: points for key, points in given.items() if points > 0}
    if clause.total_max is None or sum(added.values()) <= clause.total_max:
        return given
    units = share_out(clause.total_max // clause.round_to, added)
    return {
        key: units.get(key, 0) * clause.round_to if key in added else points
        for key, points in given.items()
    }


def totals_of(points: int, members: int) -> Totals:
    """One automatic credit as totals: it is an entry, but no act, so it counts no times."""
    per_member = Fraction(points, members) if members else 0
    return Totals(max(points, 0), max(-points, 0), 0, 0, per_member)


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


def false_claim_points(clause: FalseClaim, *, claimed: int, counted: int) -> Points:
    """What a claim confirmed to be false costs whoever is at fault (ZX-03): zero or less.

    `claimed` is its worth before any cap, `counted` what came of it; the clause says which.
    """
    value = claimed if clause.of == "claimed" else counted
    return Points(-rounded(abs(value) * Fraction(clause.times), "half_up"))


def false_claim_credits(
    scheme: Scheme, clause: FalseClaim, payer: str, standing: Standing, points: int
) -> tuple[Credit, ...]:
    """Where the deduction goes: what a resident claimed for its household is the household's to
    pay, where no purse takes it of the resident."""
    found = auto_credits(scheme, FALSE_CLAIM, clause.category, payer, standing, points)
    if found or standing.kind != "resident" or standing.household is None:
        return found
    home = Standing("household", group=standing.group)
    return auto_credits(scheme, FALSE_CLAIM, clause.category, standing.household, home, points)


def counts_within(given_by: PeriodKind, period: PeriodKind) -> bool:
    """Whether what a close of one kind gives on its last day counts in a period of the other kind
    that holds the day: in longer periods, which are still open, never in weeks and the like."""
    return period in LONG and CLOSING_ORDER.index(given_by) < CLOSING_ORDER.index(period)


def clauses_of(scheme: Scheme) -> dict[str, PeriodKind]:
    """The clauses that give points at a close, by code, with the kind of the close; in the order in
    which a close follows them."""
    clauses: list[Settlement | Streak | Honour] = [*scheme.settlements, *scheme.streaks]
    clauses += scheme.honours
    return {one.code: scheme.measure(one.measure).period for one in clauses}


def as_closed(
    scheme: Scheme,
    period: Period,
    facts: PeriodFacts,
    given: Mapping[str, Sequence[tuple[Credit, int]]],
) -> Measuring:
    """The measures of a period as its close found them: `given` is what it gave, by clause (each
    credit with the members of its holder), and `facts` are without it."""
    measuring = measuring_of(scheme, period, facts)
    clauses: list[Settlement | Streak | Honour] = [*scheme.settlements, *scheme.streaks]
    clauses += scheme.honours
    for clause in clauses:
        if scheme.measure(clause.measure).period != period.kind:
            continue
        measuring.of(clause.measure)
        for gate in clause.gates:
            measuring.of(gate.measure)
        for credit, members in given.get(clause.code, ()):
            cells = measuring.extra.setdefault(credit.purse, {})
            totals = cells.setdefault((credit.holder, clause.code), Totals())
            totals.add(totals_of(credit.points, members))
    return measuring


def gives_at(scheme: Scheme, kind: PeriodKind) -> bool:
    """Whether the close of such a period gives, shares out or clears anything that stays."""
    clauses: list[Settlement | Streak | Honour | Pool] = [*scheme.settlements, *scheme.streaks]
    clauses += [*scheme.pools, *(one for one in scheme.honours if one.gives_points)]
    return any(scheme.measure(one.measure).period == kind for one in clauses) or any(
        purse.clearing is not None and purse.clearing.every == kind for purse in scheme.purses
    )


def brings_at(scheme: Scheme, kind: PeriodKind) -> bool:
    """Whether anything follows from the close of such a period: titles, or what `gives_at` says."""
    return gives_at(scheme, kind) or any(
        scheme.measure(one.measure).period == kind for one in scheme.honours
    )


def holders_by_honour(honours: Mapping[str, tuple[Ranked, ...]]) -> dict[str, frozenset[str]]:
    """Who holds which title after a close, for titles inside titles of other periods."""
    return {
        code: frozenset(one.key for one in ranked if one.taken) for code, ranked in honours.items()
    }


__all__ = [
    "FALSE_CLAIM",
    "AutoCredit",
    "Mark",
    "PeriodResult",
    "as_closed",
    "auto_credits",
    "brings_at",
    "clauses_of",
    "close_period",
    "counts_within",
    "false_claim_credits",
    "false_claim_points",
    "measure_period",
    "measuring_of",
    "streak_gives",
    "subject_of",
]
