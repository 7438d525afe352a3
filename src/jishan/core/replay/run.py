"""One run through the days: acts are scored, periods closed, purses cleared, in the order of
time."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from jishan.core.bases import base_part
from jishan.core.closing import PeriodResult, close_period, holders_by_honour, measuring_of
from jishan.core.errors import Refusal
from jishan.core.measuring import MeasureValues, PeriodFacts, SubjectFacts
from jishan.core.periods import CLOSING_ORDER, ONE_DAY, Period, next_period, period_of
from jishan.core.points import Points
from jishan.core.replay.book import Book
from jishan.core.replay.events import Event, Happening, Person
from jishan.core.replay.happenings import EventRefused, SubjectUnknown, follow
from jishan.core.replay.outcome import (
    ActResult,
    ActState,
    AutoResult,
    EventResult,
    Outcome,
    in_force_on,
)
from jishan.core.replay.people import People
from jishan.core.scheme.adjusting import Assessment
from jishan.core.scheme.assessing import assess
from jishan.core.scheme.compiled import Compiled, Slot, compiled
from jishan.core.scheme.document import Base, EverMeasure, Scheme
from jishan.core.scheme.doer import Doer
from jishan.core.scheme.facts import Act, Credit, Reason, Use
from jishan.core.scheme.refusals import ScoringRefused
from jishan.core.scheme.rounding import MILLION
from jishan.core.scheme.slots import slot_of
from jishan.core.scheme.values import PeriodKind

ALWAYS: tuple[PeriodKind, ...] = ("month", "quarter", "half", "year")


class ItemAutomatic(EventRefused):
    """Base points are granted by themselves; nobody records them."""

    code = "replay.item_automatic"


@dataclass
class Known:
    """What corrections have established: acts that do not count, redemptions that stay as they were
    decided, deductions for false claims."""

    voided: Mapping[str, ActState] = field(default_factory=dict)
    decided: Mapping[str, EventResult] = field(default_factory=dict)
    false_points: Mapping[str, int] = field(default_factory=dict)
    detailed: bool = False
    """Whether the outcome keeps what acts take of caps."""


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
        self._voided = known.voided
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
        self._doers: dict[str, Doer] = {}
        self._moves = 0
        self.assessed: dict[str, Assessment] = {}
        self.noted: dict[str, Act] = {}
        self.counters: dict[object, Any] = {}
        self.vouchers: dict[str, int] = {}
        self.granted: set[tuple[str, str, date]] = set()
        self.false_points: dict[str, int] = {}
        self.bars: dict[str, list[int]] = {}
        self.listed = {person.key: person for person in roster}

    def go(self, happenings: Sequence[Happening]) -> Outcome:
        """Run to the last day and return everything that came about."""
        for kind in self._kinds():
            self.current[kind] = period_of(self.scheme.periods, kind, self.first)
        self._next_end = min(period.last for period in self.current.values())
        self._open_day(self.first, self.current, fresh=True)
        several = len(self.versions) > 1
        self.keep = any(isinstance(one, Event) and one.kind == "false" for one in happenings)
        for one in happenings:
            if one.day > self._next_end:
                self._advance(one.day)
            if several:
                self.adopt_version(one.day)
            if isinstance(one, Act):
                self.act(one)
            else:
                follow(self, one)
        self._advance(self.last + ONE_DAY)
        self._finish()
        return self.out

    def act(self, act: Act) -> None:
        """Score one act and enter its credits."""
        if act.key in self._voided:
            self._note(act, self._voided[act.key], (), None)
            return
        try:
            doer = self._doer(act.subject)
            if self.bars and self.barred(act.subject, act.day, "earning"):
                doer = Doer(act.subject, doer.standing._replace(barred=True))
            if act.item in self.plan.automatic:
                raise ItemAutomatic(item=act.item)
            if act.item in self.plan.looking_back:
                self._look_back(doer, act)
            found = assess(self.plan, act, doer, self.used)
        except Refusal as refusal:
            self._note(act, "refused", (Reason(refusal.code, refusal.facts),), None)
            return
        self.enter(act, found)
        self._note(act, "counted", found.reasons, found)

    def enter(self, act: Act, found: Assessment) -> None:
        """Take what the act uses of caps, and post its credits."""
        used = self.used
        for cap, slot, amount in found.uses:
            used[slot] = used.get(slot, 0) + amount
            if cap.rolling is not None:
                days = self.recent.setdefault((cap.number, slot[1]), deque())
                days.append(act.day.toordinal())
        if self.known.detailed:
            self.out.uses[act.key] = tuple(
                Use(self.plan.window(cap, slot, act.day, act.event), amount)
                for cap, slot, amount in found.uses
            )
        quantity = int(found.quantity * MILLION) if found.times else 0
        self.book.post(
            found.credits, act.item, found.rule.category, act.day,
            origin=act.origin, times=found.times, quantity=quantity,
        )  # fmt: skip
        if found.raw is not None:
            for kind in (*self.current, "ever"):
                scores = self.scores.setdefault(kind, {}).setdefault(act.item, {})
                for holder, _ in found.shares:
                    scores.setdefault(holder, []).append(found.raw)

    def automatic(
        self, code: str, kind: str, subject: str, day: date, period: str, points: int,
        credits_: Sequence[Credit], *, closing: str = "",
    ) -> None:  # fmt: skip
        """Note and enter points that nobody recorded; `closing` names the kind of a close."""
        category = self.plan.categories_of.get(code, "")
        self.book.post(credits_, code, category, day, closing=closing)
        self.out.automatic.append(
            AutoResult(code, kind, subject, day, period, Points(points), tuple(credits_))
        )

    def _members(self, holder: str) -> int:
        return self.people.count(holder) if holder in self.people else 0

    def barred(self, subject: str, day: date, what: str) -> bool:
        return any(self.out.bars[place].on(day, what) for place in self.bars.get(subject, ()))

    def grant_base(self, key: str, day: date, kinds: Mapping[PeriodKind, Period]) -> None:
        """Base points of one subject for periods that begin, or that it joins late: of each period
        only once."""
        if not self.people.here(key):
            return
        for rule in self.plan.rules.values():
            worth = rule.item.worth
            if not isinstance(worth, Base) or worth.per not in kinds:
                continue
            period = kinds[worth.per]
            begun = max(period.first, self.first, self.scheme.in_force_from)
            part = base_part(self.scheme.periods, worth, period, begun=begun, day=day)
            standing = self.people[key]
            granted = (rule.item.code, key, period.first)
            if not part or granted in self.granted or standing.kind not in rule.kinds:
                continue
            act = Act(f"base/{rule.item.code}/{key}/{day}", day, key, rule.item.code, part)
            try:
                found = assess(self.plan, act, Doer(key, standing), self.used)
            except ScoringRefused:
                continue  # a base is for those whom the document means: the others get none
            found.times = 0
            self.granted.add(granted)
            self.enter(act, found)
            points = sum(points for _, points in found.shares)
            self.out.automatic.append(
                AutoResult(
                    rule.item.code, "base", key, day, period.label,
                    Points(points), found.credits,
                )
            )  # fmt: skip

    def _note(
        self, act: Act, state: ActState, reasons: tuple[Reason, ...], found: Assessment | None
    ) -> None:
        if self.keep:
            self.noted[act.key] = act
        if found is None:
            version = self.scheme.version
            self.out.acts.append(ActResult(act, state, Points(0), reasons, (), None, version))
            return
        shares = found.shares
        points = shares[0][1] if len(shares) == 1 else sum(points for _, points in shares)
        self.out.acts.append(
            ActResult(
                act, "counted", Points(points), reasons, found.credits, found.raw,
                self.scheme.version,
            )
        )  # fmt: skip
        if self.keep:
            self.assessed[act.key] = found

    def _doer(self, key: str) -> Doer:
        """The subject as scoring sees it, remembered while nobody moves."""
        if self._moves != self.people.moves:
            self._doers.clear()
            self._moves = self.people.moves
        doer = self._doers.get(key)
        if doer is None:
            standing = self.people.get(key)
            if standing is None:
                raise SubjectUnknown(subject=key)
            doer = self._doers[key] = Doer(key, standing)
        return doer

    def _look_back(self, doer: Doer, act: Act) -> None:
        """How often the item was repeated within its validity, read from the days themselves."""
        rule = self.plan.rules[act.item]
        cap = rule.repeat
        assert cap is not None, "asked only of items that repeat"
        slot = slot_of(self.plan, cap, act, doer.holders(rule, act))
        days = self.recent.get((cap.number, slot[1]))
        if days is None:
            return
        begin = slot[2]
        assert isinstance(begin, int), "a rolling window begins on a day"
        while days and days[0] < begin:
            days.popleft()
        self.used[slot] = len(days)

    def _kinds(self) -> tuple[PeriodKind, ...]:
        used = {measure.period for scheme in self.versions for measure in scheme.measures}
        extra: tuple[PeriodKind, ...] = ("week", "day")
        return (*ALWAYS, *(kind for kind in extra if kind in used))

    def _advance(self, day: date) -> None:
        """Close every period that ends before `day`."""
        while self._next_end < day:
            end = self._next_end
            ended = [k for k in CLOSING_ORDER if k in self.current and self.current[k].last == end]
            for kind in ended:
                self._close(kind, self.current[kind])
            self.book.expire(end + ONE_DAY)
            self.book.clear(ended, end, self.out.lapses)
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
                self.grant_base(key, day, kinds)

    def adopt_version(self, day: date) -> None:
        """Every version that came into force since, up to the day, one after the other."""
        for scheme in self.versions:
            if self.scheme.in_force_from < scheme.in_force_from <= day:
                self._switch(scheme)

    def _switch(self, scheme: Scheme) -> None:
        """From its day on the version's own rules hold; caps keep what is used of them, purses what
        they hold. Base points that it brings anew are granted for the periods that are running."""
        old, self.plan, self.scheme = self.plan, compiled(scheme), scheme
        self._doers.clear()
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
                self.grant_base(key, scheme.in_force_from, {**self.current, "ever": self.ever})

    def facts(self, period: Period, kind: PeriodKind) -> PeriodFacts:
        """Everything that a close looks at."""
        day = period.last
        looks_back = any(isinstance(one, EverMeasure) for one in self.scheme.measures)
        ever = self.book.open_totals("ever") if looks_back else {}
        subjects: dict[str, SubjectFacts] = {}
        for key in self.people:
            if key in self.people.gone:
                continue
            facts = self.people.facts(key, period, self.plan)
            if key in self.bars:
                facts = facts._replace(
                    barred=self.barred(key, day, "honours"),
                    barred_from_pools=self.barred(key, day, "pools"),
                )
            subjects[key] = facts
        return PeriodFacts(
            subjects, self.book.open_totals(kind), ever,
            self.book.balances(), self.scores.get(kind, {}), self.history, self.holding,
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
                closing=period.kind,
            )  # fmt: skip
        for code, values in result.measures.items():
            self.history.setdefault(code, []).append((period, values))
        self.holding |= holders_by_honour(result.honours)
        self.out.closings.append(result)

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
                state.settle_debt()
        self.out.gone = set(self.people.gone)
