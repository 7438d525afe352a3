"""What the village said: meetings about a draft, opinions with their answers, feedback, reviews."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db.models import Case, QuerySet, When
from django.utils import timezone

from jishan.core.access import Actor, Permission
from jishan.core.periods import Period, period_of
from jishan.core.scheme.document import Periods
from jishan.foundation.files import photograph_path
from jishan.foundation.reach import reach, within
from jishan.schemes.models import Discussion, Feedback, Opinion, Review, SchemeVersion
from jishan.schemes.queries.versions import in_force

LINES = 200
_LONG = "version__document"
"""Of a version these lists need the number only."""
_OPEN_FIRST = Case(When(state="open", then=0), default=1)


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
        for one in opinions.select_related("version")
        .defer(_LONG)
        .order_by(_OPEN_FIRST, "number")[:LINES]
    )
    waiting = sum(one.state == "open" for one in rows)
    return Hearing(
        tuple(
            _meeting(one)
            for one in meetings.select_related("version").defer(_LONG).order_by("day", "id")
        ),
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


@dataclass(frozen=True, slots=True)
class PublicAnswer:
    """What became of an opinion, without the words or the name of whoever gave it."""

    number: int
    item: str
    state: str
    answer: str


def answers_given(village_id: int, version_id: int) -> tuple[PublicAnswer, ...]:
    """For everybody: who gave an opinion without a name finds its answer by the number."""
    rows = Opinion.objects.filter(
        village_id=village_id, version_id__in=_said_of(village_id, version_id)
    ).exclude(state="open")
    columns = rows.order_by("number").values_list("number", "item", "state", "answer")
    return tuple(PublicAnswer(*one) for one in columns[:LINES])


def meeting_paper(actor: Actor, meeting_id: int) -> Path:
    """Where the photograph of a meeting's paper lies."""
    row = reach(actor, Permission.VIEW_OFFICE, Discussion.objects.all(), meeting_id)
    return photograph_path(row.attachment)


def opinions_by(actor: Actor) -> tuple[OpinionRow, ...]:
    """What the card holder's household said under its name, the newest first."""
    rows = within(actor, Permission.GIVE_OPINION, Opinion.objects.all())
    return tuple(
        _opinion(one)
        for one in rows.select_related("version").defer(_LONG).order_by("-number")[:50]
    )


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
