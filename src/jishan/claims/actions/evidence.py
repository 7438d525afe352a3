"""Photographs of a claim (佐证), and taking a claim back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jishan.claims.actions.moved import Moved, moved
from jishan.claims.actions.retract import take_off_the_board
from jishan.claims.binding import release
from jishan.claims.models import Claim, Evidence
from jishan.claims.saving import save_claim
from jishan.core import workflow
from jishan.core.access import Actor, ActorKind, Permission
from jishan.core.errors import Refusal
from jishan.core.workflow import Stage, State, Step
from jishan.foundation.files import Photograph, discard, kept, prepared
from jishan.foundation.reach import reach
from jishan.orgs.actions import record

PHOTOGRAPHS_MAX = 6


class NotYourRecord(Refusal):
    code = "claims.not_your_record"


class EvidenceClosed(Refusal):
    code = "claims.evidence_closed"


class TooManyPhotographs(Refusal):
    code = "claims.too_many_photographs"


@dataclass(frozen=True, slots=True)
class AttachedEvidence:
    id: int
    file: str
    repeated: bool


def attach_evidence(
    actor: Actor, claim_id: int, photograph: bytes, *, now: datetime
) -> AttachedEvidence:
    """Add a photograph (佐证) to a claim that is not yet decided. The same one twice is one."""
    pictures = prepared_all([photograph])
    with kept(pictures) as names, transaction.atomic():
        permission = (
            Permission.SUBMIT_CLAIM if actor.kind is ActorKind.VILLAGER else Permission.RECORD_CLAIM
        )
        claims = Claim.objects.select_for_update(of=("self",))
        claim = reach(actor, permission, claims, claim_id)
        if claim.state != State.OPEN or claim.points is not None:
            raise EvidenceClosed
        if actor.kind is ActorKind.VILLAGER and claim.submitted_kind != ActorKind.VILLAGER:
            raise NotYourRecord
        fresh = keep_evidence(actor, claim.id, pictures, names, now=now)
        rows = Evidence.objects.filter(village_id=claim.village_id, claim_id=claim.id)
        kept_row = rows.get(digest=pictures[0].digest)
        return AttachedEvidence(kept_row.id, kept_row.file, repeated=not fresh)


def keep_evidence(
    actor: Actor,
    claim_id: int,
    pictures: Sequence[Photograph],
    names: Sequence[str],
    *,
    now: datetime,
) -> int:
    """Name the photographs that are new to the claim, take the others away; how many are new."""
    if not pictures:
        return 0
    rows = Evidence.objects.filter(village_id=actor.village_id, claim_id=claim_id)
    there = set(rows.values_list("digest", flat=True))
    fresh = []
    for picture, name in zip(pictures, names, strict=True):
        if picture.digest in there:
            discard(name)
            continue
        there.add(picture.digest)
        fresh.append(name)
        Evidence.objects.create(
            village_id=actor.village_id,
            claim_id=claim_id,
            file=name,
            digest=picture.digest,
            at=now,
        )
    if len(there) > PHOTOGRAPHS_MAX:
        raise TooManyPhotographs(most=PHOTOGRAPHS_MAX)
    if fresh:
        record(actor, "claim.evidence_attached", claim_id, now=now, count=len(fresh))
    return len(fresh)


def prepared_all(photographs: Sequence[bytes]) -> list[Photograph]:
    if len(photographs) > PHOTOGRAPHS_MAX:
        raise TooManyPhotographs(most=PHOTOGRAPHS_MAX)
    return [prepared(raw) for raw in photographs]


@transaction.atomic
def withdraw_claim(actor: Actor, claim_id: int, *, now: datetime) -> Moved:
    """Take a claim back (撤回) before it is decided: a household its own, staff what staff wrote.

    A household cannot withdraw what others recorded against it; it objects instead.
    """
    claims = Claim.objects.select_for_update(of=("self",))
    claim = reach(actor, Permission.WITHDRAW_CLAIM, claims, claim_id)
    if (claim.submitted_kind == ActorKind.VILLAGER) != (actor.kind is ActorKind.VILLAGER):
        raise NotYourRecord
    if claim.state == State.WITHDRAWN:
        return moved(claim, repeated=True)
    workflow.check_step(State(claim.state), Stage(claim.stage), Step.WITHDRAW)
    claim.state = State.WITHDRAWN.value
    claim.ended_at = now
    if claim.notice_row_id is not None:
        release(claim)
        take_off_the_board(actor, claim, why="withdrawn", reason="", now=now)
    save_claim(claim)
    record(actor, "claim.withdrawn", claim.id, now=now)
    return moved(claim)
