"""Opening notices, striking lines, objecting and answering.

What may be published, and what an upheld objection means for the thing on the line, the room above
decides (claims, honours): it calls these steps and asks afterwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jishan.core.access import Actor, ActorKind, Permission
from jishan.core.errors import NotFound, Refusal
from jishan.core.points import Points
from jishan.foundation.reach import reach
from jishan.notices.calendar import office_calendar
from jishan.notices.models import Notice, NoticeRow, Objection, Strike
from jishan.orgs.actions import next_number, record

ANSWER_DAYS = 7
"""Within how many calendar days an objection is answered; no source says it (T14), so we do."""

_NOTHING = Points(0)


class NoticeClosed(Refusal):
    code = "notices.closed"


class LineStruck(Refusal):
    code = "notices.line_struck"


class ReasonMissing(Refusal):
    code = "notices.reason_missing"


class NameMissing(Refusal):
    code = "notices.name_missing"


class AlreadyDecided(Refusal):
    code = "notices.already_decided"


class KeyTaken(Refusal):
    code = "notices.key_taken"


@dataclass(frozen=True, slots=True)
class NewRow:
    """A line to be frozen. `who` is masked already; `subject_id` is what the line stands for."""

    subject_id: int
    who: str
    what: str
    household_id: int | None = None
    group: str = ""
    day: date | None = None
    points: Points = _NOTHING
    public: bool = True


@dataclass(frozen=True, slots=True)
class OpenedNotice:
    """`rows` maps each subject to the id of its line; `repeated`: the key was known already."""

    id: int
    number: int
    opens_at: datetime
    closes_at: datetime
    rows: Mapping[int, int]
    repeated: bool


@dataclass(frozen=True, slots=True)
class MadeObjection:
    id: int
    number: int
    row_id: int
    answer_by: date
    repeated: bool


@dataclass(frozen=True, slots=True)
class DecidedObjection:
    id: int
    row_id: int
    subject_id: int
    notice_kind: str
    upheld: bool
    repeated: bool


@transaction.atomic
def open_notice(
    actor: Actor,
    *,
    kind: str,
    title: str,
    rows: Sequence[NewRow],
    days: int,
    day_kind: str,
    key: str,
    now: datetime,
    by_year: bool = False,
) -> OpenedNotice:
    """Put lines on the board for `days` calendar or working days; the whole last day still counts.

    Called by the room whose things are shown, which has asked for its own permission. One line a
    subject. The same key again returns the notice that it made. `by_year`: numbered in a series of
    the year (2026001) and not among the running notices.
    """
    assert rows, "a notice shows something"
    known = Notice.objects.filter(village_id=actor.village_id, key=key)
    if known.exists():
        return _opened(known.get(), repeated=True)
    number = _next_number(actor.village_id, now if by_year else None)
    if known.exists():  # somebody else was quicker; the counter made us wait for the commit
        return _opened(known.get(), repeated=True)
    first = timezone.localdate(now)
    last = office_calendar().last_day(first, days, working=day_kind == "working")
    closes_at = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
    notice = Notice.objects.create(
        village_id=actor.village_id,
        number=number,
        kind=kind,
        title=title,
        key=key,
        opens_at=now,
        closes_at=closes_at,
        days=days,
        day_kind=day_kind,
    )
    NoticeRow.objects.bulk_create(_lines(actor.village_id, notice.id, rows), batch_size=500)
    record(actor, "notice.opened", notice.id, now=now, number=number, kind=kind, rows=len(rows))
    return _opened(notice, repeated=False)


def _next_number(village_id: int, at: datetime | None) -> int:
    if at is None:
        return next_number(village_id, "notice")
    year = timezone.localdate(at).year
    return year * 1000 + next_number(village_id, f"notice-{year}")


def _lines(village_id: int, notice_id: int, rows: Sequence[NewRow]) -> list[NoticeRow]:
    return [
        NoticeRow(
            village_id=village_id,
            notice_id=notice_id,
            line=line,
            subject_id=row.subject_id,
            household_id=row.household_id,
            who=row.who,
            group=row.group,
            what=row.what,
            day=row.day,
            points=row.points,
            public=row.public,
        )
        for line, row in enumerate(rows, 1)
    ]


def _opened(notice: Notice, *, repeated: bool) -> OpenedNotice:
    rows = NoticeRow.objects.filter(village_id=notice.village_id, notice_id=notice.id)
    return OpenedNotice(
        notice.id,
        notice.number,
        notice.opens_at,
        notice.closes_at,
        dict(rows.values_list("subject_id", "id")),
        repeated,
    )


@transaction.atomic
def strike_row(actor: Actor, row_id: int, *, why: str, note: str, now: datetime) -> None:
    """Cross a line out; it stays readable. Called by the room that owns the line's subject."""
    Strike.objects.get_or_create(
        village_id=actor.village_id,
        row_id=row_id,
        defaults={"why": why, "note": note[:500], "at": now},
    )
    record(actor, "notice.row_struck", row_id, now=now, why=why)


@transaction.atomic
def submit_objection(
    actor: Actor,
    row_id: int,
    *,
    reason: str,
    named: str,
    key: str,
    now: datetime,
    origin: str = "self",
    household_id: int | None = None,
) -> MadeObjection:
    """Object to a line (异议) while its notice is open: any public one, or one's own.

    A card holder objects for the own household; the desk or a grid worker records for somebody
    who came, telephoned or wrote (`origin`), naming them, and the household where it is known.
    """
    actor.require(Permission.SUBMIT_OBJECTION)
    if actor.kind is ActorKind.VILLAGER:
        household_id = actor.household_id
    row = _row_open_to(actor, row_id, household_id)
    known = Objection.objects.filter(village_id=actor.village_id, key=key)
    if known.exists():
        return _known_objection(actor, known.get(), row)
    _check_objection(row, reason=reason, named=named, now=now)
    number = next_number(actor.village_id, "objection")
    if known.exists():  # the same request arrived twice at once
        return _known_objection(actor, known.get(), row)
    made = Objection.objects.create(
        village_id=actor.village_id,
        number=number,
        key=key,
        row_id=row.id,
        household_id=household_id,
        named=named.strip()[:40],
        origin=origin,
        reason=reason.strip()[:500],
        at=now,
        submitted_kind=actor.kind.value,
        submitted_by=actor.id,
        answer_by=timezone.localdate(now) + timedelta(days=ANSWER_DAYS),
    )
    record(actor, "objection.submitted", made.id, now=now, row=row.id, origin=origin)
    return MadeObjection(made.id, number, row.id, made.answer_by, repeated=False)


def _row_open_to(actor: Actor, row_id: int, household_id: int | None) -> NoticeRow:
    """A public line, or a hidden one of the household that objects; only the desk brings the
    objection of somebody else, or of a unit or a group, against a line that is not public."""
    shown = Q(public=True)
    if household_id is not None and (
        actor.kind is ActorKind.VILLAGER or Permission.SUBMIT_OBJECTION in actor.whole
    ):
        shown |= Q(household_id=household_id)
    if actor.kind is ActorKind.STAFF and Permission.SUBMIT_OBJECTION in actor.whole:
        shown |= Q(household_id__isnull=True)
    rows = NoticeRow.objects.filter(shown, village_id=actor.village_id, id=row_id)
    row = rows.select_related("notice").first()
    if row is None:
        raise NotFound
    return row


def _known_objection(actor: Actor, known: Objection, row: NoticeRow) -> MadeObjection:
    mine = (known.submitted_kind, known.submitted_by) == (actor.kind.value, actor.id)
    if not mine or known.row_id != row.id:
        raise KeyTaken
    return MadeObjection(known.id, known.number, known.row_id, known.answer_by, repeated=True)


def _check_objection(row: NoticeRow, *, reason: str, named: str, now: datetime) -> None:
    if not reason.strip():
        raise ReasonMissing
    if not named.strip():
        raise NameMissing
    if now >= row.notice.closes_at:
        raise NoticeClosed(number=row.notice.number)
    if Strike.objects.filter(village_id=row.village_id, row_id=row.id).exists():
        raise LineStruck(number=row.notice.number, line=row.line)


@transaction.atomic
def decide_objection(
    actor: Actor, objection_id: int, *, upheld: bool, reason: str, now: datetime
) -> DecidedObjection:
    """Uphold or dismiss, in words that the objector will read. An upheld one strikes the line.

    Deciding the same again changes nothing; deciding otherwise afterwards is refused.
    """
    rows = Objection.objects.select_for_update(of=("self",)).select_related("row__notice")
    objection = reach(actor, Permission.DECIDE_OBJECTION, rows, objection_id)
    state = "upheld" if upheld else "dismissed"
    if objection.state == state:
        return _decided(objection, repeated=True)
    if objection.state != "open":
        raise AlreadyDecided(number=objection.number)
    if not reason.strip():
        raise ReasonMissing
    objection.state = state
    objection.decision = reason.strip()[:500]
    objection.decided_by = actor.id
    objection.decided_at = now
    Objection.objects.filter(village_id=objection.village_id, id=objection.id).update(
        state=objection.state, decision=objection.decision, decided_by=actor.id, decided_at=now
    )
    if upheld:
        strike_row(actor, objection.row_id, why="upheld", note=reason.strip(), now=now)
    record(actor, f"objection.{state}", objection.id, now=now)
    return _decided(objection, repeated=False)


def _decided(objection: Objection, *, repeated: bool) -> DecidedObjection:
    return DecidedObjection(
        objection.id,
        objection.row_id,
        objection.row.subject_id,
        objection.row.notice.kind,
        objection.state == "upheld",
        repeated,
    )
