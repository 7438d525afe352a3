"""Who gets which title at the close of a period, each decided once, when it is first asked for."""

from collections.abc import Collection, Sequence

from jishan.core.measuring import Measuring
from jishan.core.period_facts import PeriodFacts, SubjectFacts
from jishan.core.periods import Period, next_period, period_of
from jishan.core.ranking import Ranked, Row, rank
from jishan.core.scheme.document import Gate, Honour, Scheme, Who
from jishan.core.scheme.values import in_points


class Titles:
    """The titles of one close. `decided` holds those that were asked for."""

    def __init__(self, measuring: Measuring) -> None:
        self.measuring, self.facts = measuring, measuring.facts
        self.decided: dict[str, tuple[Ranked, ...]] = {}

    def of(self, honour: Honour) -> tuple[Ranked, ...]:
        """Every candidate of a title, and whether it gets it; nobody where it is not its turn."""
        if not has_its_turn(self.measuring.scheme, honour, self.measuring.period):
            return ()
        if honour.code not in self.decided:
            self.decided[honour.code] = rank(
                self._rows(honour), honour, self.measuring.period.label
            )
        return self.decided[honour.code]

    def holders(self, code: str) -> Collection[str]:
        """Who gets the title at this close."""
        honour = next(one for one in self.measuring.scheme.honours if one.code == code)
        return {one.key for one in self.of(honour) if one.taken}

    def passes(self, gates: Sequence[Gate], key: str) -> bool:
        """Whether the subject fulfils every condition on other measures."""
        for gate in gates:
            value = self.measuring.of(gate.measure).values.get(key)
            if value is None or not gate.holds(in_points(value)):
                return False
        return True

    def means(self, who: Who | None, key: str) -> bool:
        """Whether a clause is meant for the subject."""
        subject = self.facts.subjects.get(key)
        if who is None:
            return True
        return subject is not None and self.measuring.meant_by(who, subject)

    def _rows(self, honour: Honour) -> list[Row]:
        values = self.measuring.of(honour.measure).values
        rows: list[Row] = []
        for key in sorted(values):
            subject = self.facts.subjects.get(key)
            scope = _scope(honour, subject)
            if scope is None or not self.means(honour.who, key):
                continue
            then_by = tuple(self.measuring.of(code).values.get(key, 0) for code in honour.then_by)
            reason = self._unqualified(honour, key, subject)
            rows.append(Row(key, values[key], then_by, not reason, scope, reason))
        return rows

    def _unqualified(self, honour: Honour, key: str, subject: SubjectFacts | None) -> str:
        if honour.barred == "out" and subject is not None and subject.barred:
            return "barred"
        if not self.passes(honour.gates, key):
            return "gate"
        if honour.inside is not None and key not in self._held(honour.inside):
            return "not_inside"
        if any(key in self._held(other) for other in honour.not_with):
            return "has_other"
        return ""

    def _held(self, code: str) -> Collection[str]:
        """Who has a title that was decided at this close, or else at an earlier one."""
        ranked = self.decided.get(code)
        if ranked is None:
            return self.facts.holding.get(code, frozenset())
        return frozenset(one.key for one in ranked if one.taken)


def _scope(honour: Honour, subject: SubjectFacts | None) -> str | None:
    """The contest a subject belongs to; None if to none."""
    if honour.scope == "village":
        return ""
    if subject is None:
        return None
    if honour.scope == "group":
        return subject.group
    return next((tag for tag in honour.classes if tag in subject.tags), None)


_DAYS = {"day": 1, "week": 7}
"""Periods that are all of one length."""


def has_its_turn(scheme: Scheme, honour: Honour, period: Period) -> bool:
    """Whether the title is given at the close of this period at all."""
    turns = honour.turns
    if turns is None or period.kind == "ever":
        return True
    one = period_of(scheme.periods, period.kind, turns.first)
    if period.kind in _DAYS:  # of these there may be tens of thousands
        days = (period.last - one.last).days
        return days >= 0 and days % (_DAYS[period.kind] * turns.every) == 0
    passed = 0
    while one.last < period.last:
        passed, one = passed + 1, next_period(scheme.periods, one)
    return one.last == period.last and passed % turns.every == 0


def titles_of(scheme: Scheme, period: Period, facts: PeriodFacts) -> Titles:
    """The measures and titles of a period, each computed when it is first asked for."""
    measuring = Measuring(scheme, period, facts)
    titles = Titles(measuring)
    measuring.holders = titles.holders
    return titles


def measuring_of(scheme: Scheme, period: Period, facts: PeriodFacts) -> Measuring:
    """The measures of a period, with its titles where a measure asks for them."""
    return titles_of(scheme, period, facts).measuring
