"""What an answer to an objection means for the claim on the line."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone

from jishan.claims.actions.decide import OwnHousehold, reject
from jishan.claims.actions.publish import KIND
from jishan.claims.actions.retract import RETRACTION
from jishan.claims.actions.reverse import hold_figures, take_back, withhold
from jishan.claims.binding import unbind
from jishan.claims.foresight import Foresight, confirm, foresee, foreseeing
from jishan.claims.models import Claim
from jishan.claims.owners import OWNERS
from jishan.claims.queries.objections import objection_role, scheme_on
from jishan.claims.recompute import recompute
from jishan.claims.road import place_at, road_of
from jishan.claims.roles import ROLES
from jishan.claims.saving import save_claim
from jishan.core.access import Actor, Permission
from jishan.core.errors import Refusal
from jishan.core.workflow import State
from jishan.foundation.reach import reach
from jishan.notices.actions import DecidedObjection, decide_objection
from jishan.notices.models import Objection
from jishan.orgs.actions import record
from jishan.registry.queries import own_households
from jishan.schemes.queries import scheme_of


class ReversedForGood(Refusal):
    """What was reversed is not revived: it is recorded anew."""

    code = "claims.reversed_for_good"


class CorrectionFollows(Refusal):
    """The line shows what follows from the rules: object to what it rests on."""

    code = "claims.correction_follows"


class NotYourObjection(Refusal):
    """The scheme gives objections to another role."""

    code = "claims.not_your_objection"


def uphold_objection(
    actor: Actor, objection_id: int, *, reason: str, now: datetime, rejected: bool = False
) -> DecidedObjection:
    """The objector is right (异议成立): the line is crossed out.

    The claim goes back to the stage before the notice, its figure unbound, and needs a new notice;
    or it is rejected for good (`rejected`). If it was posted meanwhile, it is reversed.
    """

    def look() -> Foresight | None:
        actor.require_whole(Permission.DECIDE_OBJECTION)
        objections = Objection.objects.select_related("row")
        row = reach(actor, Permission.DECIDE_OBJECTION, objections, objection_id).row
        claims = Claim.objects.filter(village_id=actor.village_id, id=row.subject_id)
        claim = claims.filter(notice_row_id=row.id, points__isnull=False).first()
        if claim is None or claim.state not in (State.OPEN, State.POSTED):
            return None
        return foresee(actor.village_id, [claim], today=timezone.localdate(now))

    step = partial(_uphold, actor, objection_id, reason=reason, rejected=rejected, now=now)
    return foreseeing(look, step)


@transaction.atomic
def _uphold(
    actor: Actor,
    objection_id: int,
    ahead: Foresight | None,
    *,
    reason: str,
    rejected: bool,
    now: datetime,
) -> DecidedObjection:
    hold_figures(actor.village_id)
    confirm(ahead)
    _check_decider(actor, objection_id, now=now)
    decided = decide_objection(actor, objection_id, upheld=True, reason=reason, now=now)
    if decided.repeated or decided.notice_kind not in (KIND, RETRACTION):
        return decided
    claims = Claim.objects.select_for_update(of=("self",)).select_related(*OWNERS)
    claim = claims.filter(village_id=actor.village_id, id=decided.subject_id).first()
    if claim is None:
        raise CorrectionFollows
    if claim.notice_row_id == decided.row_id:
        _take_up(actor, claim, ahead, reason=reason, rejected=rejected, now=now)
    elif decided.notice_kind == RETRACTION:
        _revive(actor, claim, now=now)
    return decided


def _take_up(
    actor: Actor,
    claim: Claim,
    ahead: Foresight | None,
    *,
    reason: str,
    rejected: bool,
    now: datetime,
) -> None:
    """What had taken room under a cap gives it back: others may get more for it."""
    if claim.state == State.POSTED:
        take_back(actor, [claim], reasons={claim.id: reason}, now=now, ahead=ahead)
    if claim.state != State.OPEN:
        return
    today = timezone.localdate(now)
    found = recompute(actor.village_id, [claim], today=today, ahead=ahead)
    if rejected:
        reject(actor, claim, reason=reason, now=now)
    else:
        _send_back(actor, claim, now=now)
    save_claim(claim)
    withhold(actor, claim, found, reason=reason, now=now)


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
    _check_decider(actor, objection_id, now=now)
    return decide_objection(actor, objection_id, upheld=False, reason=reason, now=now)


def _check_decider(actor: Actor, objection_id: int, *, now: datetime) -> None:
    """Refuses whoever is not meant by the scheme, and whoever belongs to the household."""
    actor.require_whole(Permission.DECIDE_OBJECTION)
    objections = Objection.objects.select_related("row__notice")
    row = reach(actor, Permission.DECIDE_OBJECTION, objections, objection_id).row
    claim = None
    if row.notice.kind in (KIND, RETRACTION):
        claims = Claim.objects.filter(village_id=actor.village_id, id=row.subject_id)
        claim = claims.first()
    day = timezone.localdate(now)
    scheme = scheme_of(claim.version_id) if claim else scheme_on(actor.village_id, day)
    role = objection_role(actor.village_id, scheme, day)
    if ROLES[role] not in actor.roles:
        raise NotYourObjection(role=role)
    recused = scheme is not None and scheme.process.recusal
    if recused and row.household_id in own_households(actor):
        raise OwnHousehold
