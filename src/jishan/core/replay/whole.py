"""The replay as a whole: as many runs as corrections need, and a trace of what they changed.

A run knows which acts do not count in the end. Redemptions are decided with what was known on
their day:
goods that were handed over stay handed over, even if an act behind them is reversed later.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import zip_longest

from jishan.core.closing import PeriodResult
from jishan.core.collecting import no_collector
from jishan.core.periods import birthday, period_of, shift_months
from jishan.core.points import format_points
from jishan.core.replay.events import (
    Course,
    Event,
    Happening,
    Person,
    by_day,
    events_among,
    in_order,
)
from jishan.core.replay.known import Known
from jishan.core.replay.outcome import (
    ActState,
    Correction,
    EventResult,
    FigureKind,
    Outcome,
    in_force_on,
)
from jishan.core.replay.run import Run
from jishan.core.scheme.document import Eligible, Scheme


def replay(
    versions: Sequence[Scheme],
    roster: Sequence[Person],
    happenings: Iterable[Happening],
    *,
    first: date | None = None,
    until: date | None = None,
    known: Known | None = None,
) -> Outcome:
    """Run acts and events through the scheme (its versions by their day in force).

    Begins at the start of the scheme's year of the first happening (never before the scheme is in
    force) and ends at the end of the year of the last one, unless days are given. Happenings after
    `until` are left out, and so are those before a given `first`, but for who is there. With
    `known`, what corrections establish is handed in: one run, and no corrections come of it.
    """
    days = by_day(happenings)
    versions = sorted(versions, key=lambda one: one.in_force_from)
    scheme = versions[0]
    earliest = min(days, default=scheme.in_force_from)
    begin = first or max(
        scheme.in_force_from,
        period_of(scheme.periods, "year", max(earliest, scheme.in_force_from)).first,
    )
    latest = max(*days, begin) if days else begin
    end = until or period_of(in_force_on(versions, latest).periods, "year", latest).last
    for day in sorted(days):
        if day > end:
            del days[day]
        elif first is not None and day < first:
            days[day] = [one for one in days[day] if _moves(one)]
    for one in _joining(roster, begin, end) + _recounting(versions, roster, begin, end):
        days[one.day].append(one)
    course = [(day, in_order(days[day])) for day in sorted(days)]
    with no_collector():
        setting = _Setting(versions, roster, course, begin, end)
        return _corrected(setting) if known is None else setting.run(known).out


def _moves(one: Happening) -> bool:
    """Whether it only says who is there: such rows before the first day still hold."""
    return isinstance(one, Event) and one.kind in (
        "join",
        "leave",
        "split",
        "merge",
        "tag",
        "untag",
        "bar",
        "lift",
    )


def _recounting(
    versions: Sequence[Scheme], roster: Sequence[Person], begin: date, end: date
) -> list[Event]:
    """The days on which residents come of an age or a time of residence that the rules ask for."""
    asked = {
        clause
        for scheme in versions
        for clause in scheme.subjects.eligible
        if clause.kind == "resident"
    }
    found: list[Event] = []
    for one in roster if asked else ():
        if one.kind == "resident":
            days = {day for clause in asked for day in _turning_days(clause, one)}
            found += [
                Event("recount", f"roster/{one.key}/recount/{day}", day, one.key)
                for day in sorted(days)
                if begin < day <= end
            ]
    return found


def _turning_days(clause: Eligible, one: Person) -> Iterator[date]:
    if one.born is not None:
        ages = (clause.age_min, None if clause.age_max is None else clause.age_max + 1)
        for age in ages:
            if age is not None:
                yield birthday(one.born, age)
    if one.since is not None and clause.months_min is not None:
        yield shift_months(one.since, clause.months_min)


def _joining(roster: Sequence[Person], begin: date, end: date) -> list[Event]:
    """Roster lines with a day of joining or leaving within the run become events."""
    found = [
        Event("join", f"roster/{one.key}/join", one.joined, one.key)
        for one in roster
        if one.joined is not None and begin < one.joined <= end
    ]
    found += [
        Event("leave", f"roster/{one.key}/leave", one.left, one.key)
        for one in roster
        if one.left is not None and one.left <= end
    ]
    return found


class _Setting:
    """What all runs of one replay share."""

    def __init__(
        self,
        versions: Sequence[Scheme],
        roster: Sequence[Person],
        course: Course,
        begin: date,
        end: date,
    ) -> None:
        self.versions, self.roster, self.course = versions, roster, course
        self.begin, self.end = begin, end
        self.events = [one for _, of_the_day in course for one in events_among(of_the_day)]

    def spends_between(self, day: date, next_day: date) -> bool:
        """Whether anything is decided in between that depends on what was known then."""
        return any(
            one.kind in ("redeem", "transfer", "false")
            for one in self.events
            if day <= one.day < next_day
        )

    def run(self, known: Known) -> Run:
        run = Run(self.versions, self.roster, first=self.begin, last=self.end, known=known)
        run.keep = any(one.kind == "false" for one in self.events)
        run.go(self.course)
        return run


def _corrected(setting: _Setting) -> Outcome:
    corrections = [one for one in setting.events if _corrects(one, setting)]
    voided: dict[str, ActState] = {}
    for one in corrections:
        if one.kind == "uphold" and one.touches:
            voided[one.touches] = "withheld"
    known = Known(dict(voided))
    before = run = setting.run(known)
    later = [one for one in corrections if one.kind != "uphold"]
    days = sorted({one.day for one in later})
    for day, next_day in zip_longest(days, days[1:]):
        for one in later:
            if one.day == day and one.touches:
                voided[one.touches] = "reversed"
        if next_day is not None and not setting.spends_between(day, next_day):
            continue
        decided = {**known.decided, **_decided(run.out, day)}
        known = Known(dict(voided), decided, {**known.false_points, **run.false_points})
        run = setting.run(known)
    if later:
        run.out.corrections = differences(before.out, run.out)
    course = setting.course if corrections else ()
    keys = {one.key for _, of_the_day in course for one in of_the_day}
    run.out.events += [_corrected_event(one, keys) for one in corrections if one.kind != "false"]
    return run.out


def _corrects(event: Event, setting: _Setting) -> bool:
    """Reversals, upheld objections, and false claims where the document takes the claim back."""
    if event.kind in ("reverse", "uphold"):
        return True
    clause = in_force_on(setting.versions, event.day).false_claim
    return event.kind == "false" and clause is not None and clause.reverses


def _decided(out: Outcome, day: date) -> dict[str, EventResult]:
    return {
        one.event.key: one
        for one in out.events
        if one.event.kind == "redeem" and one.event.day < day and one.state != "reversed"
    }


def _corrected_event(event: Event, keys: set[str]) -> EventResult:
    if event.touches in keys:
        return EventResult(event, "done", "", {})
    return EventResult(event, "refused", "replay.act_unknown", {"touches": event.touches or ""})


_Figure = tuple[FigureKind, str, str, str]
Figures = dict[_Figure, str]


def differences(before: Outcome, now: Outcome) -> list[Correction]:
    """Every figure that followed otherwise: measures, automatic credits, titles, balances."""
    old, new = _figures(before), _figures(now)
    return [
        Correction(*key, old.get(key, ""), new.get(key, ""))
        for key in sorted(old.keys() | new.keys())
        if old.get(key, "") != new.get(key, "")
    ]


def exact_text(value: int | Fraction) -> str:
    """Hundredths as exact text: decimal where that is exact, else a fraction."""
    exact = Fraction(value) / 100
    if 100 % exact.denominator == 0:
        return format_points(int(exact * 100))
    return f"{exact.numerator}/{exact.denominator}"


def _figures(out: Outcome) -> Figures:
    found: Figures = {}
    for closing in out.closings:
        found |= _figures_of(closing)
    for auto in out.automatic:
        found["automatic", auto.code, auto.period, auto.subject] = format_points(auto.points)
    for purse, states in out.book.states.items():
        for key, state in states.items():
            found["balance", purse, out.last.isoformat(), key] = format_points(state.balance)
    return found


def _figures_of(closing: PeriodResult) -> Figures:
    label = closing.period.label
    found: Figures = {
        ("measure", code, label, key): exact_text(value)
        for code, measure in closing.measures.items()
        for key, value in measure.values.items()
    }
    for code, ranked in closing.honours.items():
        for one in ranked:
            if one.taken:
                found["honour", code, label, one.key] = f"{one.place}"
    return found
