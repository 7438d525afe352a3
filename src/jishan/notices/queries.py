"""What the board and the desk read of notices and objections."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.utils import timezone

from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound
from jishan.core.points import Points
from jishan.foundation.reach import within
from jishan.notices.actions import OpenedNotice
from jishan.notices.models import Notice, NoticeRow, Objection, Strike


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """One notice. `days_left` are the days after today until `last_day`; 0 on the last day itself.

    Whether it still hangs says `open`; `lines_hidden` are only counted on the board.
    """

    id: int
    number: int
    kind: str
    title: str
    opens_at: datetime
    closes_at: datetime
    last_day: date
    days: int
    day_kind: str
    days_left: int
    open: bool
    lines: int
    lines_hidden: int


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of a notice about a subject: the first showing, a new one, or a retraction."""

    id: int
    notice_number: int
    notice_kind: str
    opens_at: datetime
    closes_at: datetime
    days_left: int
    line: int
    points: Points
    struck: bool
    struck_why: str
    struck_note: str


@dataclass(frozen=True, slots=True)
class ObjectionMark:
    """An objection as anybody may read it: never who, never in which words."""

    number: int
    state: str
    at: datetime
    answer_by: date
    decision: str


@dataclass(frozen=True, slots=True)
class PublicObjection:
    """An objection on the board: its number and how it stands. `line` is None for a line that only
    its own household reads; no words of anybody."""

    number: int
    notice_number: int
    line: int | None
    state: str
    at: datetime
    answer_by: date


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One line as it was frozen. `own`: it is the asking household's."""

    id: int
    line: int
    subject_id: int
    who: str
    group: str
    what: str
    day: date | None
    points: Points
    public: bool
    own: bool
    struck: bool
    struck_why: str
    struck_note: str
    objections: tuple[ObjectionMark, ...]


@dataclass(frozen=True, slots=True)
class NoticePage:
    """`hidden` counts the lines that only their own households read."""

    notice: NoticeCard
    lines: tuple[NoticeLine, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection as those who decide it read it."""

    id: int
    number: int
    notice_number: int
    line: int
    row_id: int
    subject_id: int
    who: str
    what: str
    points: Points
    named: str
    origin: str
    reason: str
    at: datetime
    answer_by: date
    overdue: bool
    state: str
    decision: str
    decided_by: int | None
    decided_at: datetime | None


def notices_open(village_id: int, now: datetime, *, limit: int = 50) -> tuple[NoticeCard, ...]:
    """What hangs on the board, the first to close first."""
    rows = _counted(village_id).filter(opens_at__lte=now, closes_at__gt=now)
    return tuple(_card(notice, now) for notice in rows.order_by("closes_at", "number")[:limit])


def closed_notices(
    village_id: int, kind: str | None, now: datetime, *, limit: int = 50
) -> tuple[NoticeCard, ...]:
    """What hung on the board, the last to close first."""
    rows = _counted(village_id).filter(closes_at__lte=now)
    if kind is not None:
        rows = rows.filter(kind=kind)
    return tuple(_card(notice, now) for notice in rows.order_by("-closes_at", "-number")[:limit])


def notices_of(village_id: int, now: datetime, *, closed: int) -> tuple[NoticeCard, ...]:
    """What hangs on the board, the first to close first; then the `closed` that hung there last.
    One question."""
    every = _counted(village_id)
    past = Notice.objects.filter(village_id=village_id, closes_at__lte=now)
    last = past.order_by("-closes_at", "-number").values("id")[:closed]
    hangs = Q(opens_at__lte=now, closes_at__gt=now)
    cards = [_card(one, now) for one in every.filter(hangs | Q(id__in=last))]
    cards.sort(key=lambda one: (one.closes_at, one.number))
    return (
        *(one for one in cards if one.open),
        *(one for one in reversed(cards) if not one.open),
    )


def notice_page(
    village_id: int, number: int, now: datetime, *, household_id: int | None = None
) -> NoticePage:
    """One notice with its public lines, and those of the asking household, or `not_found`."""
    notice = _counted(village_id).filter(number=number).first()
    if notice is None:
        raise NotFound
    shown = Q(public=True)
    if household_id is not None:
        shown |= Q(household_id=household_id)
    return _page(notice, shown, now, household_id)


def notice_for_office(actor: Actor, number: int, now: datetime) -> NoticePage:
    """One notice with every line, for the desk, to print and to answer questions."""
    actor.require_whole(Permission.VIEW_OFFICE)
    notice = _counted(actor.village_id).filter(number=number).first()
    if notice is None:
        raise NotFound
    return _page(notice, Q(), now, None)


def objections_of(
    actor: Actor, now: datetime, *, answered: int = 0, limit: int = 200
) -> tuple[ObjectionRow, ...]:
    """The village's open objections, the most urgent first, then the `answered` newest of those
    that have their answer; for the desk and for who decides. One question."""
    actor.require_whole(Permission.VIEW_OFFICE)
    rows = Objection.objects.filter(village_id=actor.village_id)
    done = rows.exclude(state="open").order_by("-number").values("id")[:answered]
    waits = Case(When(state="open", then=F("answer_by")))
    shown = rows.filter(Q(state="open") | Q(id__in=done)) if answered else rows.filter(state="open")
    ordered = shown.order_by(waits.asc(nulls_last=True), "number")
    return tuple(_objection(row, now) for row in ordered.select_related("row__notice")[:limit])


def objections_by(actor: Actor, now: datetime, *, limit: int = 50) -> tuple[ObjectionRow, ...]:
    """What the card holder's household has objected to, the newest first."""
    rows = within(actor, Permission.VIEW_PASSBOOK, Objection.objects.all())
    rows = rows.select_related("row__notice").order_by("-number")
    return tuple(_objection(row, now) for row in rows[:limit])


def objections_public(village_id: int, *, limit: int = 50) -> tuple[PublicObjection, ...]:
    """The village's objections by number and state, the newest first; for everybody."""
    rows = Objection.objects.filter(village_id=village_id).select_related("row__notice")
    return tuple(
        PublicObjection(
            one.number,
            one.row.notice.number,
            one.row.line if one.row.public else None,
            one.state,
            one.at,
            one.answer_by,
        )
        for one in rows.order_by("-number")[:limit]
    )


def _counted(village_id: int) -> QuerySet[Notice]:
    return Notice.objects.filter(village_id=village_id).annotate(
        lines=Count("rows"), lines_hidden=Count("rows", filter=Q(rows__public=False))
    )


def days_left(closes_at: datetime, now: datetime) -> int:
    """Days after today on which the notice still hangs: 0 on its last day, and ever after."""
    return max((timezone.localdate(closes_at) - timezone.localdate(now)).days - 1, 0)


def _card(notice: Notice, now: datetime) -> NoticeCard:
    closes_on = timezone.localdate(notice.closes_at)
    counted = notice.__dict__
    return NoticeCard(
        notice.id,
        notice.number,
        notice.kind,
        notice.title,
        notice.opens_at,
        notice.closes_at,
        closes_on - date.resolution,
        notice.days,
        notice.day_kind,
        days_left(notice.closes_at, now),
        now < notice.closes_at,
        counted["lines"],
        counted["lines_hidden"],
    )


def _page(notice: Notice, shown: Q, now: datetime, household_id: int | None) -> NoticePage:
    rows = (
        NoticeRow.objects.filter(shown, village_id=notice.village_id, notice_id=notice.id)
        .prefetch_related(*_marks(notice.village_id))
        .order_by("line")
    )
    card = _card(notice, now)
    lines = tuple(_line(row, household_id) for row in rows)
    hidden = card.lines_hidden - sum(not line.public for line in lines)
    return NoticePage(card, lines, hidden)


def _marks(village_id: int) -> "tuple[Prefetch[str], ...]":
    """What was said about a line afterwards: its strike and its objections."""
    return (
        Prefetch("strikes", Strike.objects.filter(village_id=village_id)),
        Prefetch("objections", Objection.objects.filter(village_id=village_id).order_by("number")),
    )


def _line(row: NoticeRow, household_id: int | None) -> NoticeLine:
    struck = next(iter(row.strikes.all()), None)
    marks = tuple(
        ObjectionMark(one.number, one.state, one.at, one.answer_by, one.decision)
        for one in row.objections.all()
    )
    return NoticeLine(
        row.id,
        row.line,
        row.subject_id,
        row.who,
        row.group,
        row.what,
        row.day,
        Points(row.points),
        row.public,
        household_id is not None and row.household_id == household_id,
        struck is not None,
        struck.why if struck else "",
        struck.note if struck else "",
        marks,
    )


def _objection(objection: Objection, now: datetime) -> ObjectionRow:
    row = objection.row
    overdue = objection.state == "open" and objection.answer_by < timezone.localdate(now)
    return ObjectionRow(
        objection.id,
        objection.number,
        row.notice.number,
        row.line,
        row.id,
        row.subject_id,
        row.who,
        row.what,
        Points(row.points),
        objection.named,
        objection.origin,
        objection.reason,
        objection.at,
        objection.answer_by,
        overdue,
        objection.state,
        objection.decision,
        objection.decided_by,
        objection.decided_at,
    )


def struck_or_disputed(village_id: int, row_ids: Iterable[int]) -> frozenset[int]:
    """Of these lines, those that are struck or under an objection not yet answered or upheld."""
    ids = list(row_ids)
    struck = Strike.objects.filter(village_id=village_id, row_id__in=ids)
    disputed = Objection.objects.filter(
        village_id=village_id, row_id__in=ids, state__in=["open", "upheld"]
    )
    return frozenset(struck.values_list("row_id", flat=True)) | frozenset(
        disputed.values_list("row_id", flat=True)
    )


def notices_of_key(village_id: int, key: str) -> tuple[OpenedNotice, ...]:
    """The notices that a step with this key opened: `key` itself, then `key.1`, `key.2` …"""
    rows = Notice.objects.filter(
        Q(key=key) | Q(key__startswith=f"{key}."), village_id=village_id
    ).prefetch_related(Prefetch("rows", NoticeRow.objects.filter(village_id=village_id)))
    return tuple(
        OpenedNotice(
            notice.id,
            notice.number,
            notice.opens_at,
            notice.closes_at,
            {row.subject_id: row.id for row in notice.rows.all()},
            repeated=True,
        )
        for notice in rows.order_by("number")
    )


def lines_about(village_id: int, subject_id: int, now: datetime) -> tuple[ShownLine, ...]:
    """The lines of a subject in the order in which they were shown, each with its notice."""
    struck = Strike.objects.filter(village_id=village_id, row_id=OuterRef("id"))
    found = (
        NoticeRow.objects.filter(village_id=village_id, subject_id=subject_id)
        .select_related("notice")
        .annotate(why=Subquery(struck.values("why")[:1]), note=Subquery(struck.values("note")[:1]))
        .order_by("notice__number", "line")
    )
    return tuple(_shown(row, now) for row in found)


def _shown(row: NoticeRow, now: datetime) -> ShownLine:
    notice, said = row.notice, row.__dict__
    return ShownLine(
        row.id,
        notice.number,
        notice.kind,
        notice.opens_at,
        notice.closes_at,
        days_left(notice.closes_at, now),
        row.line,
        Points(row.points),
        said["why"] is not None,
        said["why"] or "",
        said["note"] or "",
    )
