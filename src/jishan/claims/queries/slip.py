"""The slip that a household gets for points awarded (奖分通知单): ZX-05."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from jishan.claims.acts import credits_of, reasons_of
from jishan.claims.lines import what_of
from jishan.claims.models import Claim
from jishan.claims.owners import group_of, name_of, number_of
from jishan.claims.queries.rows import listed
from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound
from jishan.core.points import Points
from jishan.core.scoring import Reason
from jishan.core.workflow import State
from jishan.foundation.reach import within
from jishan.schemes.queries import scheme_of


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed. `credits` are purse name and points; `objection_until` the last whole day
    on which one may object (None before a notice)."""

    claim_number: int
    household_number: str
    head_name: str
    group: str
    member: str
    what: str
    day: date
    place: str
    cause: str
    points: Points
    credits: tuple[tuple[str, Points], ...]
    reasons: tuple[Reason, ...]
    scheme: str
    source_text: str
    notice_number: int | None
    objection_until: date | None
    posted_on: date | None


def slip(actor: Actor, claim_id: int, now: datetime) -> Slip:
    """The slip of a claim whose figure is bound; before that there is nothing to notify."""
    rows = within(actor, Permission.VIEW_CLAIM, Claim.objects.filter(id=claim_id))
    claim = listed(rows.filter(points__isnull=False), actor.village_id).first()
    if claim is None or claim.points is None:
        raise NotFound
    assert timezone.is_aware(now), "instants are aware"
    scheme = scheme_of(claim.version_id)
    notice_row = claim.notice_row
    source = scheme.item(claim.item).source.text if claim.kind == "item" else ""
    posted = claim.state == State.POSTED and claim.ended_at is not None
    return Slip(
        claim.number,
        number_of(claim),
        name_of(claim),
        group_of(claim),
        claim.resident.name if claim.resident else "",
        what_of(scheme, claim),
        claim.day,
        claim.place,
        claim.cause,
        Points(claim.points),
        tuple((scheme.purse(one.purse).name, one.points) for one in credits_of(claim)),
        reasons_of(claim),
        scheme.name,
        source or "",
        notice_row.notice.number if notice_row else None,
        _last_day(notice_row.notice.closes_at) if notice_row else None,
        timezone.localdate(claim.ended_at) if posted and claim.ended_at else None,
    )


def _last_day(closes_at: datetime) -> date:
    return timezone.localdate(closes_at) - date.resolution
