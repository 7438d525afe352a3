"""What an answer to an objection means for the claim on the line."""

from datetime import datetime

from django.db import transaction

from jishan.claims.actions.decide import reject
from jishan.claims.actions.publish import KIND
from jishan.claims.actions.retract import RETRACTION
from jishan.claims.actions.reverse import take_back
from jishan.claims.binding import unbind
from jishan.claims.models import Claim
from jishan.claims.road import place_at, road_of
from jishan.claims.saving import save_claim
from jishan.core.access import Actor, Permission
from jishan.core.errors import Refusal
from jishan.core.workflow import State
from jishan.notices.actions import DecidedObjection, decide_objection
from jishan.orgs.actions import record
from jishan.schemes.queries import scheme_of


class ReversedForGood(Refusal):
    """What was reversed is not revived: it is recorded anew."""

    code = "claims.reversed_for_good"


@transaction.atomic
def uphold_objection(
    actor: Actor, objection_id: int, *, reason: str, now: datetime, rejected: bool = False
) -> DecidedObjection:
    """The objector is right (异议成立): the line is crossed out.

    The claim goes back to the stage before the notice, its figure unbound, and needs a new notice;
    or it is rejected for good (`rejected`). If it was posted meanwhile, it is reversed.
    """
    actor.require_whole(Permission.DECIDE_OBJECTION)
    decided = decide_objection(actor, objection_id, upheld=True, reason=reason, now=now)
    if decided.repeated or decided.notice_kind not in (KIND, RETRACTION):
        return decided
    claims = Claim.objects.select_for_update(of=("self",)).select_related("household")
    claim = claims.get(village_id=actor.village_id, id=decided.subject_id)
    if decided.notice_kind == RETRACTION:
        _revive(actor, claim, now=now)
    elif claim.notice_row_id == decided.row_id:
        _take_up(actor, claim, reason=reason, rejected=rejected, now=now)
    return decided


def _take_up(actor: Actor, claim: Claim, *, reason: str, rejected: bool, now: datetime) -> None:
    if claim.state == State.POSTED:
        take_back(actor, claim, reason=reason, now=now)
    elif claim.state == State.OPEN and rejected:
        reject(actor, claim, reason=reason, now=now)
    elif claim.state == State.OPEN:
        _send_back(actor, claim, now=now)
    save_claim(claim)


def _send_back(actor: Actor, claim: Claim, *, now: datetime) -> None:
    """To the stage before the notice it was shown on; where none is, to be published anew."""
    road = road_of(scheme_of(claim.version_id), claim)
    notice = max(number for number in range(claim.position + 1) if road[number].kind == "notice")
    unbind(claim)
    claim.notice_row_id = None
    claim.round += 1
    claim.awaiting_since = now
    place_at(claim, road, max(notice - 1, 0))
    record(actor, "claim.sent_back", claim.id, now=now, stage=claim.stage)


def _revive(actor: Actor, claim: Claim, *, now: datetime) -> None:
    """An objection against a rejection was right: the claim is open again."""
    if claim.state != State.REJECTED:
        raise ReversedForGood(number=claim.number)
    claim.state = State.OPEN.value
    claim.ended_at = None
    _send_back(actor, claim, now=now)
    save_claim(claim)


@transaction.atomic
def dismiss_objection(
    actor: Actor, objection_id: int, *, reason: str, now: datetime
) -> DecidedObjection:
    """The line stands (异议不成立), with a reason that the objector reads; the row goes on."""
    actor.require_whole(Permission.DECIDE_OBJECTION)
    return decide_objection(actor, objection_id, upheld=False, reason=reason, now=now)
