"""One run through the days: acts are scored, periods closed, purses cleared, in the order of
time."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from jishan.core.closing import PeriodResult, close_period, holders_by_honour, measuring_of
from jishan.core.measuring import MeasureValues, PeriodFacts
from jishan.core.periods import ACROSS, CLOSING_ORDER, ONE_DAY, Period, next_period, period_of
from jishan.core.points import Points
from jishan.core.replay.acting import live
from jishan.core.replay.book import Book
from jishan.core.replay.clearing import clear
from jishan.core.replay.events import (
    Course,
    Person,
)
from jishan.core.replay.granting import grant_base
from jishan.core.replay.known import Known
from jishan.core.replay.outcome import (
    AutoResult,
    Outcome,
    in_force_on,
)
from jishan.core.replay.people import People
from jishan.core.scheme.adjusting import Assessment
from jishan.core.scheme.compiled import Compiled, Slot, compiled
from jishan.core.scheme.document import Base, EverMeasure, Scheme
from jishan.core.scheme.facts import Act, Credit
from jishan.core.scheme.remembering import Uses
from jishan.core.scheme.values import PeriodKind

ALWAYS: tuple[PeriodKind, ...] = ("month", "quarter", "half", "year")


class Run:
    """The state of one run. `go` walks the happenings, which must be in order."""

    def __init__(
        self,
        versions: Sequence[Scheme],
        roster: Sequence[Person],
        *,
        first: date,
        last: date,
        known: Known,
    ) -> None:
        self.versions = sorted(versions, key=lambda scheme: scheme.in_force_from)
        self.apart = {*known.voided, *known.waiting}
        self.known, self.first, self.last = known, first, last
        self.ever = Period(first, last, "ever", "ever")
        self.plan: Compiled = compiled(in_force_on(self.versions, first))
        self.scheme = self.plan.scheme
        here = [one for one in roster if one.joined is None or one.joined <= first]
        self.people = People(here, plan=self.plan, first=first)
        self.book = Book([self.scheme, *self.versions], self._members)
        self.used: dict[Slot, int] = {}
        self.recent: dict[tuple[int, str], deque[int]] = {}
        self.scores: dict[str, dict[str, dict[str, list[int]]]] = {}
        self.history: dict[str, list[tuple[Period, MeasureValues]]] = {}
        self.holding: dict[str, frozenset[str]] = {}
        self.current: dict[PeriodKind, Period] = {}
        self.out = Outcome(first, last, list(self.versions), list(roster), self.book)
        self.keep = False
        self.noted: dict[str, tuple[str, int, int]] = {}
        """Of acts, where claims may turn out to be false: whose, claimed and counted points."""
        self.counters: dict[object, Any] = {}
        self.vouchers: dict[str, int] = {}
        self.granted: set[tuple[str, str, date]] = set()
        self.false_points: dict[str, int] = {}
        self.bars: dict[str, list[int]] = {}
        self.cleared: dict[tuple[str, str], tuple[int, date]] = {}
        self.listed = {person.key: person for person in roster}

    def go(self, course: Course) -> Outcome:
        """Run to the last day and return everything that came about."""
        for kind in self._kinds():
            self.current[kind] = period_of(self.scheme.periods, kind, self.first)
        self._next_end = min(period.last for period in self.current.values())
        self._open_day(self.first, self.current, fresh=True)
        several = len(self.versions) > 1
        for day, of_the_day in course:
            if day > self._next_end:
                self._advance(day)
            if several:
                self.adopt_version(day)
            live(self, day, of_the_day)
        self._advance(self.last + ONE_DAY)
        self._finish()
        return self.out

    def enter(self, act: Act, found: Assessment, *, waiting: bool) -> None:
        """Take what base points use of caps, and post their credits; what waits is not posted
        yet."""
        self.use(act, found.uses)
        if not waiting:
            self.book.post(found.credits, act.item, found.rule.category, act.day, act.origin)

    def use(self, act: Act, uses: Uses) -> None:
        used = self.used
        for cap, slot, amount in uses:
            used[slot] = used.get(slot, 0) + amount
            if cap.rolling is not None:
                days = self.recent.setdefault((cap.number, slot[1]), deque())
                days.append(act.day.toordinal())
        if uses and self.known.detailed:
            self.out.uses[act.key] = uses

    def automatic(
        self, code: str, kind: str, subject: str, day: date, period: str, points: int,
        credits_: Sequence[Credit], *, closing: str = "", waiting: bool = False,
    ) -> None:  # fmt: skip
        """Note and enter points that nobody recorded; `closing` names the kind of a close."""
        if (code, subject, day) in self.known.withheld:
            return
        if not waiting and (code, subject, day) not in self.known.waiting:
            category = self.plan.categories_of.get(code, "")
            self.book.post(credits_, code, category, day, closing=closing)
        self.out.automatic.append(
            AutoResult(code, kind, subject, day, period, Points(points), tuple(credits_))
        )

    def _members(self, holder: str) -> int:
        return self.people.count(holder) if holder in self.people else 0

    def barred(self, subject: str, day: date, what: str) -> bool:
        return any(self.out.bars[place].on(day, what) for place in self.bars.get(subject, ()))

    def _kinds(self) -> tuple[PeriodKind, ...]:
        used = {measure.period for scheme in self.versions for measure in scheme.measures}
        for scheme in self.versions:
            used |= {one.clearing.every for one in scheme.purses if one.clearing is not None}
        return (*ALWAYS, *(kind for kind in ACROSS if kind in used))

    def _advance(self, day: date) -> None:
        """Close every period that ends before `day`."""
        while self._next_end < day:
            end = self._next_end
            ended = [k for k in CLOSING_ORDER if k in self.current and self.current[k].last == end]
            for kind in ended:
                self._close(kind, self.current[kind])
            self.book.expire(end + ONE_DAY)
            clear(self, ended, end)
            begun: dict[PeriodKind, Period] = {}
            calendar = in_force_on(self.versions, end + ONE_DAY).periods
            for kind in ended:
                following = next_period(calendar, self.current[kind])
                self.current[kind] = begun[kind] = replace(following, first=end + ONE_DAY)
            self._next_end = min(period.last for period in self.current.values())
            if end < self.last:
                self._open_day(end + ONE_DAY, begun, fresh=False)

    def _open_day(self, day: date, begun: Mapping[PeriodKind, Period], *, fresh: bool) -> None:
        """The first day of a period: a new version may come into force, base points are granted."""
        self.adopt_version(day)
        kinds = dict(begun)
        if fresh:
            kinds["ever"] = self.ever
        if any(isinstance(item.worth, Base) for item in self.scheme.items):
            for key in sorted(self.people):
                grant_base(self, key, day, kinds)

    def adopt_version(self, day: date) -> None:
        """Every version that came into force since, up to the day, one after the other."""
        for scheme in self.versions:
            if self.scheme.in_force_from < scheme.in_force_from <= day:
                self._switch(scheme)

    def _switch(self, scheme: Scheme) -> None:
        """From its day on the version's own rules hold; caps keep what is used of them, purses what
        they hold. Base points that it brings anew are granted for the periods that are running."""
        old, self.plan, self.scheme = self.plan, compiled(scheme), scheme
        self.people.doers.clear()
        numbers = old.renumbering(self.plan)
        self.used = {
            (numbers[number], holder, start): amount
            for (number, holder, start), amount in self.used.items()
            if number in numbers
        }
        self.recent = {
            (numbers[number], holder): days
            for (number, holder), days in self.recent.items()
            if number in numbers
        }
        self.book.adopt(scheme)
        self.people.adopt(scheme.in_force_from, self.plan)
        if any(isinstance(item.worth, Base) for item in scheme.items):
            for key in sorted(self.people):
                grant_base(self, key, scheme.in_force_from, {**self.current, "ever": self.ever})

    def facts(self, period: Period, kind: PeriodKind) -> PeriodFacts:
        """Everything that a close looks at."""
        day = period.last
        looks_back = any(isinstance(one, EverMeasure) for one in self.scheme.measures)
        ever = self.book.open_totals("ever") if looks_back else {}
        subjects = self.people.all_facts(period, self.plan)
        barred = {
            key: subjects[key]._replace(
                barred=self.barred(key, day, "honours"),
                barred_from_pools=self.barred(key, day, "pools"),
            )
            for key in self.bars
            if key in subjects
        }
        return PeriodFacts(
            {**subjects, **barred} if barred else subjects, self.book.open_totals(kind), ever,
            self.book.balances(), self.scores.get(kind, {}), self.history, self.holding,
            frozenset((code, key) for code, key, of in self.known.withheld if of == day),
        )  # fmt: skip

    def _close(self, kind: PeriodKind, period: Period) -> None:
        self.adopt_version(period.last)
        used = any(measure.period == kind for measure in self.scheme.measures)
        if used:
            result = close_period(self.scheme, period, self.facts(period, kind))
            self._follow(result)
        self.book.close(kind)
        self.scores.pop(kind, None)

    def _follow(self, result: PeriodResult) -> None:
        """Enter what the close credits, and remember its figures."""
        period = result.period
        day = min(period.last, self.last)
        for one in result.credits:
            self.automatic(
                one.code, one.kind, one.subject, day, period.label, one.points, one.credits,
                closing=period.kind, waiting=not self.in_the_book(period),
            )  # fmt: skip
        for code, values in result.measures.items():
            self.history.setdefault(code, []).append((period, values))
        self.holding |= holders_by_honour(result.honours)
        self.out.closings.append(result)

    def in_the_book(self, period: Period) -> bool:
        """Whether what the close of the period brings is in the book."""
        return self.known.closed is None or period.label in self.known.closed

    def _finish(self) -> None:
        """Measures without end are closed on the last day; periods still open are shown as
        they stand."""
        self.book.expire(self.last + ONE_DAY)
        if any(measure.period == "ever" for measure in self.scheme.measures):
            self._follow(close_period(self.scheme, self.ever, self.facts(self.ever, "ever")))
        for kind, period in self.current.items():
            if period.first <= self.last and any(m.period == kind for m in self.scheme.measures):
                so_far = Period(period.first, self.last, kind, period.label)
                measuring = measuring_of(self.scheme, so_far, self.facts(so_far, kind))
                values = {
                    m.code: measuring.of(m.code) for m in self.scheme.measures if m.period == kind
                }
                self.out.open.append((so_far, values))
        for states in self.book.states.values():
            for state in states.values():
                state.settle_debt(self.last.toordinal())
        self.out.gone = set(self.people.gone)
