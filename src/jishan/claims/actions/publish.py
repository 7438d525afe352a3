"""Putting claims on the board (公示): figures are bound and frozen, many claims to one notice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jishan.claims.binding import BOUND_FIELDS, LeftOut, bind
from jishan.claims.documents import Documents
from jishan.claims.lines import is_public, notice_title, what_of, who_of
from jishan.claims.models import Claim
from jishan.claims.owners import OWNERS, group_of
from jishan.claims.road import road_of
from jishan.claims.saving import save_many
from jishan.core.access import Actor, Permission
from jishan.core.errors import Refusal
from jishan.core.points import Points
from jishan.core.scheme.document import Scheme
from jishan.core.workflow import Stage, State
from jishan.foundation.reach import within
from jishan.notices.actions import NewRow, OpenedNotice, open_notice
from jishan.notices.queries import notices_of_key
from jishan.orgs.actions import next_number, record

KIND = "claims"
BATCH_MAX = 2000
_Length = tuple[str, int]


class NothingToPublish(Refusal):
    code = "claims.nothing_to_publish"


@dataclass(frozen=True, slots=True)
class Published:
    """One notice for each length of notice that the scheme asks for; nearly always one.

    `left_out` are claims that could not be bound, each with the refusal that says why.
    """

    notices: tuple[OpenedNotice, ...]
    claims: int
    left_out: tuple[LeftOut, ...]
    repeated: bool


@transaction.atomic
def publish_claims(
    actor: Actor,
    *,
    key: str,
    now: datetime,
    claim_ids: Sequence[int] | None = None,
    title: str = "",
) -> Published:
    """Publish the chosen claims that await their notice, or all of them.

    Each figure is computed once more, under the lock of the caps, stored with its reasons, and
    shown; from here on it does not change. The same key again returns the same notices.
    """
    actor.require_whole(Permission.PUBLISH_CLAIMS)
    next_number(actor.village_id, "binding")  # before the claims, as whoever mends takes it
    waiting = _waiting(actor, claim_ids)
    known = notices_of_key(actor.village_id, key)
    if known:
        return Published(known, sum(len(one.rows) for one in known), (), repeated=True)
    bound, left_out = bind(actor.village_id, waiting)
    if not bound:
        if left_out:
            raise left_out[0].refusal
        raise NothingToPublish
    documents = Documents()
    notices = []
    for number, (length, claims) in enumerate(_by_length(bound, documents).items()):
        part = key if number == 0 else f"{key}.{number}"
        notices.append(_open(actor, claims, documents, length, title=title, key=part, now=now))
    save_many(bound, [*BOUND_FIELDS, "notice_row_id", "awaiting_since"])
    for notice in notices:
        record(
            actor,
            "claim.published",
            notice.id,
            now=now,
            number=notice.number,
            rows=len(notice.rows),
        )
    return Published(tuple(notices), len(bound), tuple(left_out), repeated=False)


def _waiting(actor: Actor, claim_ids: Sequence[int] | None) -> list[Claim]:
    """The claims that await their notice, their rows locked in the order of their ids."""
    rows = within(actor, Permission.PUBLISH_CLAIMS, Claim.objects.select_for_update(of=("self",)))
    rows = rows.filter(state=State.OPEN, stage=Stage.NOTICE, notice_row_id__isnull=True)
    if claim_ids is not None:
        rows = rows.filter(id__in=list(claim_ids))
    return list(rows.select_related(*OWNERS).order_by("id")[:BATCH_MAX])


def _by_length(claims: Sequence[Claim], documents: Documents) -> Mapping[_Length, list[Claim]]:
    found: dict[_Length, list[Claim]] = {}
    for claim in claims:
        stage = road_of(documents[claim.version_id], claim)[claim.position]
        length = (stage.day_kind or "calendar", stage.days if stage.days is not None else 3)
        found.setdefault(length, []).append(claim)
    return dict(sorted(found.items()))


def _open(
    actor: Actor,
    claims: Sequence[Claim],
    documents: Documents,
    length: _Length,
    *,
    title: str,
    key: str,
    now: datetime,
) -> OpenedNotice:
    day_kind, days = length
    notice = open_notice(
        actor,
        kind=KIND,
        title=(title.strip() or notice_title(claims))[:120],
        rows=[_line(claim, documents[claim.version_id]) for claim in claims],
        days=days,
        day_kind=day_kind,
        key=key,
        now=now,
    )
    for claim in claims:
        claim.notice_row_id = notice.rows[claim.id]
        claim.awaiting_since = now
    return notice


def _line(claim: Claim, scheme: Scheme) -> NewRow:
    assert claim.points is not None, "a claim on the board has its figure"
    return NewRow(
        subject_id=claim.id,
        household_id=claim.household_id,
        who=who_of(scheme, claim),
        group=group_of(claim),
        what=what_of(scheme, claim),
        day=claim.day,
        points=Points(claim.points),
        public=is_public(scheme, claim),
    )
