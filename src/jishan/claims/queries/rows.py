"""One claim as a row of any list, and its photographs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from jishan.claims.acts import owner_key, reasons_of
from jishan.claims.binding import weigh_many
from jishan.claims.documents import Documents
from jishan.claims.lines import quantity_of, title_of
from jishan.claims.models import Claim, Evidence
from jishan.claims.owners import OWNERS, group_of, name_of, number_of
from jishan.core.access import Actor, Permission
from jishan.core.errors import Refusal
from jishan.core.points import Points
from jishan.core.scheme.document import Scheme
from jishan.core.scoring import Reason
from jishan.core.workflow import Stage, State
from jishan.foundation.files import photograph_path
from jishan.foundation.reach import reach, within
from jishan.notices.models import Objection
from jishan.notices.queries import days_left
from jishan.schemes.queries import bring_digests, digest_in


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim as a list shows it. `head_name` is the full name: for staff and the household itself.

    Where the act is a unit's, a group's or the village's, `head_name` is its name, `household_id`
    None; `subject` is the stored key of whose act it is (`claims.acts`).
    `points` is bound (None before the first notice); `expected` is what it would be worth now
    where the list computes it. `quantity` is text ("5 棵", "×2", "" for once).
    `photographs` are ids for `photograph`. `days_left` is 0 on the last day, None off the board.
    """

    id: int
    number: int
    kind: str
    subject: str
    household_id: int | None
    household_number: str
    head_name: str
    group: str
    member: str
    item_code: str
    item: str
    category: str
    quantity: str
    day: date
    points: Points | None
    expected: Points | None
    refusal: Refusal | None
    state: State
    stage: Stage
    published: bool
    origin: str
    channel: str
    happened: str
    place: str
    cause: str
    document: str
    submitted_at: datetime
    awaiting_since: datetime
    ended_at: datetime | None
    reasons: tuple[Reason, ...]
    photographs: tuple[int, ...]
    notice_number: int | None
    notice_line: int | None
    closes_at: datetime | None
    days_left: int | None
    disputed: bool


def listed(claims: QuerySet[Claim], village_id: int) -> QuerySet[Claim]:
    """The claims with everything that a row shows: two queries however many there are."""
    photographs = Evidence.objects.filter(village_id=village_id).order_by("at", "id")
    disputes = Objection.objects.filter(
        village_id=OuterRef("village_id"), row_id=OuterRef("notice_row_id"), state="open"
    )
    return (
        claims.select_related(*OWNERS, "resident", "notice_row__notice")
        .prefetch_related(Prefetch("evidence", photographs))
        .annotate(disputed=Exists(disputes), digest=digest_in("version_id"))
    )


def rows_of(
    claims: Iterable[Claim], now: datetime, *, expected: bool = False
) -> tuple[ClaimRow, ...]:
    """Rows ready to be shown; `expected` adds what unbound claims would be worth now."""
    every = list(claims)
    digests = ((one.version_id, one.__dict__.get("digest")) for one in every)
    bring_digests({version_id: digest for version_id, digest in digests if digest})
    weighed = {}
    if expected and every:
        open_ = [one for one in every if one.points is None and one.kind == "item"]
        weighed = weigh_many(every[0].village_id, open_) if open_ else {}
    documents = Documents()
    return tuple(_row(one, documents[one.version_id], weighed.get(one.id), now) for one in every)


def _row(claim: Claim, scheme: Scheme, weighed: object, now: datetime) -> ClaimRow:
    notice_row = claim.notice_row
    notice = notice_row.notice if notice_row else None
    on_board = notice is not None and now < notice.closes_at
    return ClaimRow(
        id=claim.id,
        number=claim.number,
        kind=claim.kind,
        subject=owner_key(claim),
        household_id=claim.household_id,
        household_number=number_of(claim),
        head_name=name_of(claim),
        group=group_of(claim),
        member=claim.resident.name if claim.resident else "",
        item_code=claim.item,
        item=title_of(scheme, claim),
        category=category_name(scheme, claim.category),
        quantity=quantity_of(scheme, claim),
        day=claim.day,
        points=None if claim.points is None else Points(claim.points),
        expected=getattr(weighed, "points", None),
        refusal=weighed if isinstance(weighed, Refusal) else None,
        state=State(claim.state),
        stage=Stage(claim.stage),
        published=notice is not None,
        origin=claim.origin,
        channel=claim.channel,
        happened=claim.happened,
        place=claim.place,
        cause=claim.cause,
        document=claim.act.get("document", ""),
        submitted_at=claim.submitted_at,
        awaiting_since=claim.awaiting_since,
        ended_at=claim.ended_at,
        reasons=reasons_of(claim) or tuple(getattr(weighed, "reasons", ())),
        photographs=tuple(one.id for one in claim.evidence.all()),
        notice_number=notice.number if notice else None,
        notice_line=notice_row.line if notice_row else None,
        closes_at=notice.closes_at if notice else None,
        days_left=days_left(notice.closes_at, now) if notice and on_board else None,
        disputed=bool(claim.__dict__.get("disputed")),
    )


def category_name(scheme: Scheme, code: str) -> str:
    return next((one.name for one in scheme.categories if one.code == code), "")


def claims_of_household(
    actor: Actor,
    household_id: int,
    now: datetime,
    *,
    limit: int = 30,
    before_number: int | None = None,
) -> tuple[ClaimRow, ...]:
    """A household's claims, the newest first, from below a number on."""
    rows = within(actor, Permission.VIEW_CLAIM, Claim.objects.all())
    rows = rows.filter(household_id=household_id)
    if before_number is not None:
        rows = rows.filter(number__lt=before_number)
    return rows_of(_page(rows, actor.village_id, limit), now, expected=True)


def _page(rows: QuerySet[Claim], village_id: int, limit: int) -> Sequence[Claim]:
    return list(listed(rows, village_id).order_by("-number")[:limit])


def photograph(actor: Actor, evidence_id: int, *, thumbnail: bool = False) -> Path:
    """Where a photograph lies, for who may see its claim; otherwise `not_found`."""
    evidence = Evidence.objects.filter(village_id=actor.village_id, id=evidence_id).first()
    claim_id = evidence.claim_id if evidence else 0
    reach(actor, Permission.VIEW_CLAIM, Claim.objects.all(), claim_id)
    assert evidence is not None, "no claim has the number 0"
    return photograph_path(evidence.file, thumbnail=thumbnail)
