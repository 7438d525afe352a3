"""One run through the days: acts are scored, periods closed, purses cleared, in the order of
time."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from jishan.core.closing import PeriodResult, close_period, holders_by_honour
from jishan.core.errors import Refusal
from jishan.core.measuring import MeasureValues, Measuring, PeriodFacts, SubjectFacts
from jishan.core.periods import CLOSING_ORDER, ONE_DAY, Period, next_period, period_of
from jishan.core.points import Points
from jishan.core.replay.book import Book
from jishan.core.replay.events import Event, Happening, Person
from jishan.core.replay.happenings import EventRefused, SubjectUnknown, follow
from jishan.core.replay.outcome import ActResult, ActState, AutoResult, Outcome
from jishan.core.replay.people import People
from jishan.core.scheme.adjusting import Assessment
from jishan.core.scheme.admission import takes_part
from jishan.core.scheme.assessing import Lane, assess
from jishan.core.scheme.compiled import Compiled, Rule, Slot, compiled
from jishan.core.scheme.document import Base, EverMeasure, Scheme
from jishan.core.scheme.facts import Act, Credit, Reason
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
    decided: Mapping[str, bool] = field(default_factory=dict)
    false_points: Mapping[str, int] = field(default_factory=dict)


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
        self.known, self.first, self.last = known, first, last
        self.plan: Compiled = compiled(self._in_force(first))
        self.scheme = self.plan.scheme
        count_all = self.scheme.subjects.members == "all"
        here = [one for one in roster if one.joined is None or one.joined <= first]
        self.people = People(here, count_all=count_all, first=first)
        self.book = Book(self.scheme)
        self.used: dict[Slot, int] = {}
        self.recent: dict[tuple[int, str], deque[int]] = {}
        self.scores: dict[str, dict[str, dict[str, list[int]]]] = {}
        self.history: dict[str, list[tuple[Period, MeasureValues]]] = {}
        self.holding: dict[str, frozenset[str]] = {}
        self.current: dict[PeriodKind, Period] = {}
        self.out = Outcome(first, last, list(self.versions), list(roster), self.book)
        self.keep = False
        self._lanes: dict[tuple[str, str], Lane] = {}
        self._moves = 0
        self.assessed: dict[str, Assessment] = {}
        self.noted: dict[str, Act] = {}
        self.counters: dict[object, int] = {}
        self.false_points: dict[str, int] = {}

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
        voided = self.known.voided.get(act.key)
        if voided is not None:
            self._note(act, voided, (), None)
            return
        if self._moves != self.people.moves:
            self._lanes.clear()
            self._moves = self.people.moves
        try:
            lane = self._lanes.get((act.item, act.subject)) or self._lane(act)
            standing = lane.standing
            if self.out.bars and self.barred(act.subject, act.day, "earning"):
                standing = standing._replace(barred=True)
            repeat = lane.rule.repeat
            if repeat is not None and repeat.rolling is not None:
                self._look_back(lane, act)
            found = assess(self.plan, act, standing, self.used, lane)
        except Refusal as refusal:
            self._note(act, "refused", (Reason(refusal.code, refusal.facts),), None)
            return
        self.enter(act, lane.rule, found)
        self._note(act, "counted", tuple(found.reasons), found)

    def enter(self, act: Act, rule: Rule, found: Assessment) -> None:
        """Take what the act uses of caps, and post its credits."""
        used = self.used
        for cap, slot, amount in found.uses:
            used[slot] = used.get(slot, 0) + amount
            if cap.rolling is not None:
                days = self.recent.setdefault((cap.number, slot[1]), deque())
                days.append(act.day.toordinal())
        exact = found.quantity if found.times else 0
        quantity = MILLION * exact.numerator // exact.denominator
        self.post_all(
            found.credits, act.item, rule.item.category, act.day,
            origin=act.origin, times=found.times, quantity=quantity,
        )  # fmt: skip
        if found.raw is not None:
            for kind in (*self.current, "ever"):
                scores = self.scores.setdefault(kind, {}).setdefault(act.item, {})
                for share in found.shares:
                    scores.setdefault(share.holder, []).append(found.raw)

    def post_all(
        self,
        credits_: Sequence[Credit],
        code: str,
        category: str,
        day: date,
        *,
        origin: str | None = None,
        times: int = 0,
        quantity: int = 0,
        closing: str = "",
    ) -> None:
        book = self.book
        for credit in credits_:
            members = 0
            if book.per_member and credit.holder in self.people:
                members = self.people.count(credit.holder)
            book.post(
                credit, code, day,
                origin=origin, category=category, times=times, quantity=quantity, members=members,
                closing=closing,
            )  # fmt: skip

    def automatic(
        self, code: str, kind: str, subject: str, day: date, period: str, points: int,
        credits_: Sequence[Credit], *, closing: str = "",
    ) -> None:  # fmt: skip
        """Note and enter points that nobody recorded; `closing` names the kind of a close."""
        category = self.plan.categories_of.get(code, "")
        self.post_all(credits_, code, category, day, closing=closing)
        self.out.automatic.append(
            AutoResult(code, kind, subject, day, period, Points(points), tuple(credits_))
        )

    def barred(self, subject: str, day: date, what: str) -> bool:
        return any(subject in bar.subjects and bar.on(day, what) for bar in self.out.bars)

    def grant_base(self, key: str, day: date, kinds: Mapping[PeriodKind, Period]) -> None:
        """Base points of one subject for periods that begin, or that it joins late."""
        for rule in self.plan.rules.values():
            worth = rule.item.worth
            if not isinstance(worth, Base) or worth.per not in kinds:
                continue
            part = self._part(worth, kinds[worth.per], day)
            standing = self.people[key]
            if not part or standing.kind not in rule.kinds or not self.people.here(key):
                continue
            act = Act(f"base/{rule.item.code}/{key}/{day}", day, key, rule.item.code, part)
            try:
                found = assess(self.plan, act, standing, self.used)
            except ScoringRefused:
                continue  # a base is for those whom the document means: the others get none
            found.times = 0
            self.enter(act, rule, found)
            points = sum(share.points for share in found.shares)
            self.out.automatic.append(
                AutoResult(
                    rule.item.code, "base", key, day, kinds[worth.per].label,
                    Points(points), tuple(found.credits),
                )
            )  # fmt: skip

    def _part(self, worth: Base, period: Period, day: date) -> Fraction | int:
        """How much of the base a subject gets that comes on `day`."""
        begin = max(period.first, self.first)
        if day <= begin or worth.joiners == "full":
            return 1
        if worth.joiners == "none":
            return 0
        if worth.joiners == "by_day":
            return Fraction((period.last - day).days + 1, period.days)
        months, month = 0, period_of(self.scheme.periods, "month", day)
        while month.last <= period.last:
            months, month = months + 1, next_period(self.scheme.periods, month)
        whole, month = 0, period_of(self.scheme.periods, "month", period.first)
        while month.last <= period.last:
            whole, month = whole + 1, next_period(self.scheme.periods, month)
        return Fraction(months, whole)

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
        points = shares[0].points if len(shares) == 1 else Points(sum(s.points for s in shares))
        self.out.acts.append(
            ActResult(
                act, "counted", points, reasons, tuple(found.credits), found.raw,
                self.scheme.version,
            )
        )  # fmt: skip
        if self.keep:
            self.assessed[act.key] = found

    def _lane(self, act: Act) -> Lane:
        """What is the same for all acts of this item and subject, while nobody moves."""
        standing = self.people.get(act.subject)
        if standing is None:
            raise SubjectUnknown(subject=act.subject)
        lane = Lane(self.plan, act, standing)
        if isinstance(lane.rule.item.worth, Base):
            raise ItemAutomatic(item=act.item)
        if lane.keeps:
            self._lanes[act.item, act.subject] = lane
        return lane

    def _look_back(self, lane: Lane, act: Act) -> None:
        """How often the item was repeated within its validity, read from the days themselves."""
        cap = lane.rule.repeat
        assert cap is not None, "asked only of items that repeat"
        slot = slot_of(self.plan, cap, act, lane.holders)
        days = self.recent.get((cap.number, slot[1]))
        if days is None:
            return
        while days and days[0] < slot[2]:  # type: ignore[operator]
            days.popleft()
        self.used[slot] = len(days)

    def _kinds(self) -> tuple[PeriodKind, ...]:
        used = {measure.period for scheme in self.versions for measure in scheme.measures}
        extra: tuple[PeriodKind, ...] = ("week", "day")
        return (*ALWAYS, *(kind for kind in extra if kind in used))

    def _in_force(self, day: date) -> Scheme:
        found = self.versions[0]
        for scheme in self.versions:
            if scheme.in_force_from <= day:
                found = scheme
        return found

    def _advance(self, day: date) -> None:
        """Close every period that ends before `day`."""
        while self._next_end < day:
            end = self._next_end
            ended = [k for k in CLOSING_ORDER if k in self.current and self.current[k].last == end]
            for kind in ended:
                self._close(kind, self.current[kind])
            self.book.expire(end + ONE_DAY)
            self.book.clear(ended)
            begun: dict[PeriodKind, Period] = {}
            for kind in ended:
                self.current[kind] = begun[kind] = next_period(
                    self.scheme.periods, self.current[kind]
                )
            self._next_end = min(period.last for period in self.current.values())
            if end < self.last:
                self._open_day(end + ONE_DAY, begun, fresh=False)

    def _open_day(self, day: date, begun: Mapping[PeriodKind, Period], *, fresh: bool) -> None:
        """The first day of a period: a new version may come into force, base points are granted."""
        self.adopt_version(day)
        kinds = dict(begun)
        if fresh:
            kinds["ever"] = Period(self.first, self.last, "ever", "ever")
        if any(isinstance(item.worth, Base) for item in self.scheme.items):
            for key in sorted(self.people):
                self.grant_base(key, day, kinds)

    def adopt_version(self, day: date) -> None:
        """Switch to the version in force on the day; caps keep what is used, by their names."""
        scheme = self._in_force(day)
        if scheme is self.scheme:
            return
        old, self.plan, self.scheme = self.plan, compiled(scheme), scheme
        self._lanes.clear()
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

    def facts(self, period: Period, kind: PeriodKind) -> PeriodFacts:
        """Everything that a close looks at."""
        day = period.last
        looks_back = any(isinstance(one, EverMeasure) for one in self.scheme.measures)
        ever = self.book.open_totals("ever") if looks_back else {}
        subjects: dict[str, SubjectFacts] = {}
        for key in self.people:
            if key in self.people.gone:
                continue
            subjects[key] = self.people.facts(
                key, period,
                taking_part=takes_part(self.plan, self.people[key], day),
                barred=bool(self.out.bars) and self.barred(key, day, "honours"),
            )  # fmt: skip
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
        if kind == "month":
            self.book.merge_month()
        else:
            self.book.empty(kind)
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
            ever = Period(self.first, self.last, "ever", "ever")
            self._follow(close_period(self.scheme, ever, self.facts(ever, "ever")))
        for kind, period in self.current.items():
            if period.first <= self.last and any(m.period == kind for m in self.scheme.measures):
                so_far = Period(period.first, self.last, kind, period.label)
                measuring = Measuring(self.scheme, so_far, self.facts(so_far, kind))
                values = {
                    m.code: measuring.of(m.code) for m in self.scheme.measures if m.period == kind
                }
                self.out.open.append((so_far, values))
        for states in self.book.states.values():
            for state in states.values():
                state.settle_debt()
        self.out.gone = set(self.people.gone)
