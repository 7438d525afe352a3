"""What the village said: meetings about a draft, opinions with their answers, feedback, reviews."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery, Value
from django.utils import timezone

from jishan.core.access import Actor, Permission
from jishan.core.periods import Period, period_of
from jishan.core.scheme.document import Periods
from jishan.core.workflow import SchemeState
from jishan.foundation.files import photograph_path
from jishan.foundation.reach import reach, within
from jishan.schemes.models import Discussion, Feedback, Opinion, Review, SchemeVersion
from jishan.schemes.queries.versions import in_force, rules_of

LINES = 200


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting about a draft. `number` is the draft's version."""

    id: int
    number: int
    kind: str
    place: str
    day: date
    chair: str
    present: int
    minutes: str
    has_paper: bool


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """`who` is masked, empty where no name was given; `state` is open, taken or declined."""

    id: int
    number: int
    version: int
    item: str
    who: str
    way: str
    text: str
    at: datetime
    state: str
    answer: str


@dataclass(frozen=True, slots=True)
class Hearing:
    """All that was said since the last rules came into force."""

    meetings: tuple[MeetingRow, ...]
    opinions: tuple[OpinionRow, ...]
    open: int


@dataclass(frozen=True, slots=True)
class Heard:
    """How a draft was discussed, in figures for the board; nobody's words."""

    meetings: int
    present: int
    opinions: int
    taken: int
    declined: int


def round_of(village_id: int) -> tuple[int, ...]:
    """The ids of the versions since the last one that was adopted: those that the village is
    talking about now."""
    versions = SchemeVersion.objects.filter(scheme__organization_id=village_id)
    last = versions.filter(in_force_from__isnull=False).order_by("-id").first()
    if last is not None:
        versions = versions.filter(pk__gt=last.pk)
    return tuple(versions.order_by("pk").values_list("pk", flat=True))


def hearing(actor: Actor, version_id: int) -> Hearing:
    """What was said of a version, and of the drafts before it in the same round."""
    actor.require_whole(Permission.VIEW_OFFICE)
    ids = _said_of(actor.village_id, version_id)
    meetings = Discussion.objects.filter(village_id=actor.village_id, version_id__in=ids)
    opinions = Opinion.objects.filter(village_id=actor.village_id, version_id__in=ids)
    rows = tuple(
        _opinion(one)
        for one in opinions.select_related("version").order_by("state", "number")[:LINES]
    )
    waiting = sum(one.state == "open" for one in rows)
    return Hearing(
        tuple(_meeting(one) for one in meetings.select_related("version").order_by("day", "id")),
        rows,
        waiting if len(rows) < LINES else opinions.filter(state="open").count(),
    )


def _said_of(village_id: int, version_id: int) -> tuple[int, ...]:
    """The version and those before it back to the last that was adopted."""
    versions = SchemeVersion.objects.filter(
        scheme__organization_id=village_id, pk__lt=version_id, in_force_from__isnull=False
    )
    last = versions.order_by("-pk").values_list("pk", flat=True).first() or 0
    rows = SchemeVersion.objects.filter(
        scheme__organization_id=village_id, pk__gt=last, pk__lte=version_id
    )
    return tuple(rows.values_list("pk", flat=True))


def heard(village_id: int, version_id: int) -> Heard:
    """The same in figures, for everybody."""
    ids = _said_of(village_id, version_id)
    meetings = Discussion.objects.filter(village_id=village_id, version_id__in=ids)
    present = sum(meetings.values_list("present", flat=True))
    opinions = Opinion.objects.filter(village_id=village_id, version_id__in=ids)
    states = Counter(opinions.values_list("state", flat=True))
    return Heard(meetings.count(), present, states.total(), states["taken"], states["declined"])


def meeting_paper(actor: Actor, meeting_id: int) -> Path:
    """Where the photograph of a meeting's paper lies."""
    row = reach(actor, Permission.VIEW_OFFICE, Discussion.objects.all(), meeting_id)
    return photograph_path(row.attachment)


def opinions_by(actor: Actor) -> tuple[OpinionRow, ...]:
    """What the card holder's household said under its name, the newest first."""
    rows = within(actor, Permission.GIVE_OPINION, Opinion.objects.all())
    return tuple(_opinion(one) for one in rows.select_related("version").order_by("-number")[:50])


def _meeting(row: Discussion) -> MeetingRow:
    return MeetingRow(
        row.id,
        row.version.number,
        row.kind,
        row.place,
        row.day,
        row.chair,
        row.present,
        row.minutes,
        bool(row.attachment),
    )


def _opinion(row: Opinion) -> OpinionRow:
    return OpinionRow(
        row.id,
        row.number,
        row.version.number,
        row.item,
        row.who,
        row.way,
        row.text,
        row.at,
        row.state,
        row.answer,
    )


# Feedback -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answers:
    """One question: how many said yes, how many answered at all."""

    yes: int
    asked: int

    @property
    def percent(self) -> int | None:
        """Whole percents, rounded down; None where nobody answered."""
        return self.yes * 100 // self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class FeedbackSum:
    """A quarter's forms, counted (S0-11, ZX-23). `items` maps an item's code to how often each
    word was said of it."""

    forms: int
    knows: Answers
    uses: Answers
    likes: Answers
    items: Mapping[str, Mapping[str, int]]
    texts: tuple[str, ...]


def feedback_of(actor: Actor, period: Period) -> FeedbackSum:
    """The forms of the quarters that begin within a period, counted."""
    actor.require_whole(Permission.VIEW_OFFICE)
    rows = Feedback.objects.filter(
        village_id=actor.village_id, quarter__range=(period.first, period.last)
    )
    return _counted(rows)


def _counted(rows: QuerySet[Feedback]) -> FeedbackSum:
    forms = list(rows.order_by("id"))
    items: dict[str, Counter[str]] = {}
    for form in forms:
        for one in form.items:
            items.setdefault(one["item"], Counter())[one["says"]] += form.forms
    return FeedbackSum(
        sum(form.forms for form in forms),
        _answers([(form.knows, form.forms) for form in forms]),
        _answers([(form.uses, form.forms) for form in forms]),
        _answers([(form.likes, form.forms) for form in forms]),
        items,
        tuple(form.text for form in forms if form.text)[:LINES],
    )


def _answers(given: list[tuple[bool | None, int]]) -> Answers:
    yes = sum(count for answer, count in given if answer)
    return Answers(yes, sum(count for answer, count in given if answer is not None))


def has_given_feedback(actor: Actor, now: datetime) -> bool:
    """Whether the card holder's household has its form of this quarter in."""
    found = in_force(actor.village_id, timezone.localdate(now))
    periods = found.scheme.periods if found else Periods()
    quarter = period_of(periods, "quarter", timezone.localdate(now))
    rows = within(actor, Permission.GIVE_OPINION, Feedback.objects.all())
    return rows.filter(quarter=quarter.first).exists()


# Reviews ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A yearly review as it was recorded."""

    id: int
    year: date
    meeting: str
    day: date
    decision: str
    reason: str
    figures: Any
    draft_id: int | None


def reviews_of(actor: Actor) -> tuple[ReviewRow, ...]:
    """The village's reviews, the newest first."""
    actor.require_whole(Permission.VIEW_OFFICE)
    rows = Review.objects.filter(village_id=actor.village_id).order_by("-year")
    return tuple(
        ReviewRow(
            row.id,
            row.year,
            row.meeting,
            row.day,
            row.decision,
            row.reason,
            row.figures,
            row.draft_id,
        )
        for row in rows
    )


# What waits ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RuleTask:
    """What the desk should do about the rules: a word for it and how many wait. `version_id` is
    the version that it is about."""

    what: str
    count: int
    version_id: int | None = None


FEEDBACK_FROM_MONTH = 3
"""From the last month of a quarter on, a quarter without feedback is due."""


def rule_tasks(actor: Actor, now: datetime) -> tuple[RuleTask, ...]:
    """What is due: opinions to answer, a vote to file, a notice to hang, a day to set, the
    quarter's feedback, last year's review."""
    actor.require_whole(Permission.VIEW_OFFICE)
    today = timezone.localdate(now)
    waiting = SchemeVersion.objects.filter(
        scheme__organization_id=actor.village_id,
        state__in=[
            SchemeState.DISCUSSED.value,
            SchemeState.VOTED.value,
            SchemeState.FILED.value,
            SchemeState.PUBLISHED.value,
        ],
    ).order_by("pk")
    opinions = Opinion.objects.filter(
        village_id=actor.village_id, version_id=OuterRef("pk"), state="open"
    )
    counted = opinions.order_by().values("version_id").annotate(n=Count("id")).values("n")
    asked = waiting.annotate(unanswered=Subquery(counted))
    found = [task for version in asked if (task := _task_of(version, now)) is not None]
    return (*found, *_yearly(actor.village_id, today))


def _task_of(version: Any, now: datetime) -> RuleTask | None:
    """`version` is a row with how many opinions on it are `unanswered`."""
    match SchemeState(version.state):
        case SchemeState.DISCUSSED:
            unanswered = version.unanswered
            return RuleTask("opinions", unanswered, version.pk) if unanswered else None
        case SchemeState.VOTED:
            return RuleTask("to_file", 1, version.pk)
        case SchemeState.FILED:
            return RuleTask("to_publish", 1, version.pk)
    if now >= datetime.fromisoformat(version.notice["closes_at"]):
        return RuleTask("to_adopt", 1, version.pk)
    return None


def _yearly(village_id: int, today: date) -> tuple[RuleTask, ...]:
    found = in_force(village_id, today)
    if found is None:
        return ()
    tasks: list[RuleTask] = []
    periods = found.scheme.periods
    quarter = period_of(periods, "quarter", today)
    last_month = period_of(periods, "month", quarter.last)
    ended = _year_ended(village_id, today)
    given = Feedback.objects.filter(village_id=village_id, quarter=quarter.first)
    done = Review.objects.filter(village_id=village_id, year=ended.first if ended else today)
    was = set(_named(given, "feedback").union(_named(done, "review")))
    if today >= last_month.first and "feedback" not in was:
        tasks.append(RuleTask("feedback", 1))
    if ended is not None and "review" not in was:
        tasks.append(RuleTask("review", 1))
    return tuple(tasks)


def _named(rows: QuerySet[Any], name: str) -> QuerySet[Any, str]:
    """The name if there is any such row."""
    return rows.order_by().values_list(Value(name, CharField()), flat=True)


def review_due(village_id: int, today: date) -> Period | None:
    """The year that has ended under adopted rules and was not reviewed, or None."""
    ended = _year_ended(village_id, today)
    if ended is None:
        return None
    done = Review.objects.filter(village_id=village_id, year=ended.first)
    return None if done.exists() else ended


def _year_ended(village_id: int, today: date) -> Period | None:
    """The last year, if it ended under adopted rules."""
    rules = rules_of(village_id)
    found = rules.on(today)
    if found is None:
        return None
    this_year = period_of(found.scheme.periods, "year", today)
    last_year = period_of(found.scheme.periods, "year", this_year.first - date.resolution)
    return last_year if rules.on(last_year.last) else None
