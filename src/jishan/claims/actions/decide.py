"""Verifying (核实), reviewing (评议) and approving (审定): who says yes or no, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jishan.claims.actions.moved import KeyTaken, Moved, moved
from jishan.claims.actions.retract import take_off_the_board
from jishan.claims.binding import bind, check, release
from jishan.claims.models import Claim, Decision, Evidence
from jishan.claims.road import place_at, road_of
from jishan.claims.roles import ROLES
from jishan.claims.saving import save_claim
from jishan.claims.standing import people_behind
from jishan.core import workflow
from jishan.core.access import Actor, ActorKind, Permission
from jishan.core.errors import Refusal
from jishan.core.points import Points
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.document import Stage as SchemeStage
from jishan.core.workflow import Stage, State, Step
from jishan.foundation.reach import reach
from jishan.orgs.actions import next_number, record
from jishan.registry.queries import own_households
from jishan.schemes.queries import scheme_of


class ReasonMissing(Refusal):
    code = "claims.reason_missing"


class NotYourStage(Refusal):
    """The scheme gives this stage to another role."""

    code = "claims.not_your_stage"


class OwnRecord(Refusal):
    """Whoever recorded a claim may not also decide it alone (回避)."""

    code = "claims.own_record"


class OwnHousehold(Refusal):
    """Whoever belongs to the household decides nothing about it (回避)."""

    code = "claims.own_household"


class AlreadySpoken(Refusal):
    code = "claims.already_spoken"


class FigureDiffers(Refusal):
    """The panel's voices name different figures."""

    code = "claims.figure_differs"


class CountsAfterAll(Refusal):
    """The claim can go on the board; only what cannot be counted any more is sent back there."""

    code = "claims.counts_after_all"


@dataclass(frozen=True, slots=True)
class _Voice:
    accepted: bool
    note: str
    key: str
    points: Points | None = None


@transaction.atomic
def verify_claim(
    actor: Actor,
    claim_id: int,
    *,
    accepted: bool,
    key: str,
    now: datetime,
    note: str = "",
    evidence: Sequence[str] = (),
    place: str = "",
    cause: str = "",
) -> Moved:
    """The first review (初审): it happened, there and for that reason, or not (退回, and why).

    `evidence` lists the kinds that the verifier has seen; place and cause may be completed (ZX-07).
    What the item requires has to be there now.
    """
    claim = _reached(actor, Permission.VERIFY_CLAIM, claim_id)
    repeated = _known(actor, claim, key)
    if repeated is not None:
        return repeated
    road = _at_stage(actor, claim, Step.VERIFY)
    if accepted:
        _complete(claim, evidence, place, cause)
    return _say(actor, claim, road, _Voice(accepted, note, key), now=now)


@transaction.atomic
def review_claim(
    actor: Actor,
    claim_id: int,
    *,
    accepted: bool,
    key: str,
    now: datetime,
    note: str = "",
    points: Points | None = None,
) -> Moved:
    """One voice of the panel (评议). With the quorum of the scheme present, the majority decides.

    `points` is the figure where the item leaves it to the panel; all who agree name the same.
    """
    claim = _reached(actor, Permission.REVIEW_CLAIM, claim_id)
    repeated = _known(actor, claim, key)
    if repeated is not None:
        return repeated
    road = _at_stage(actor, claim, Step.REVIEW)
    if accepted and points is not None:
        _name_figure(claim, points)
    elif accepted and claim.kind == "item":
        _figure_is_named(claim)
    return _say(actor, claim, road, _Voice(accepted, note, key, points), now=now)


@transaction.atomic
def approve_claim(
    actor: Actor, claim_id: int, *, accepted: bool, key: str, now: datetime, note: str = ""
) -> Moved:
    """The approval (审定) where the scheme has one, before the notice or after it."""
    claim = _reached(actor, Permission.APPROVE_CLAIM, claim_id)
    repeated = _known(actor, claim, key)
    if repeated is not None:
        return repeated
    road = _at_stage(actor, claim, Step.APPROVE)
    return _say(actor, claim, road, _Voice(accepted, note, key), now=now)


@transaction.atomic
def return_claim(actor: Actor, claim_id: int, *, reason: str, key: str, now: datetime) -> Moved:
    """Send back (退回) what awaits its notice and cannot be counted any more: what its item asks
    for fell away, or a bar began since. Otherwise it would keep its period open for ever.

    Nobody judges anything here, so nobody has to step aside (回避).
    """
    actor.require_whole(Permission.PUBLISH_CLAIMS)
    next_number(actor.village_id, "binding")  # before the claim, as publishing takes it
    claim = _reached(actor, Permission.PUBLISH_CLAIMS, claim_id)
    repeated = _known(actor, claim, key)
    if repeated is not None:
        return repeated
    workflow.check_step(State(claim.state), Stage(claim.stage), Step.PUBLISH)
    if claim.notice_row_id is not None or bind(claim.village_id, [claim])[0]:
        raise CountsAfterAll(number=claim.number)
    road = road_of(scheme_of(claim.version_id), claim)
    return _say(actor, claim, road, _Voice(accepted=False, note=reason, key=key), now=now)


def _reached(actor: Actor, permission: Permission, claim_id: int) -> Claim:
    return reach(actor, permission, Claim.objects.select_for_update(of=("self",)), claim_id)


def _known(actor: Actor, claim: Claim, key: str) -> Moved | None:
    """What this key decided before; the claim's row is locked, so nobody is deciding beside us."""
    decision = Decision.objects.filter(village_id=claim.village_id, key=key).first()
    if decision is None:
        return None
    if (decision.claim_id, decision.decided_by) != (claim.id, actor.id):
        raise KeyTaken
    return moved(claim, repeated=True)


def _at_stage(actor: Actor, claim: Claim, step: Step) -> tuple[SchemeStage, ...]:
    """The road, if this step may be taken here by this person."""
    workflow.check_step(State(claim.state), Stage(claim.stage), step)
    scheme = scheme_of(claim.version_id)
    road = road_of(scheme, claim)
    role = road[claim.position].role or _UNNAMED.get(step)
    if role is not None and ROLES[role] not in actor.roles:
        raise NotYourStage(role=role)
    if scheme.process.recusal:
        _recuse(actor, claim, road, step)
    return road


_UNNAMED = {Step.APPROVE: "secretary"}
"""Whose stage it is where the scheme names nobody and the permission reaches further."""


def _recuse(actor: Actor, claim: Claim, road: Sequence[SchemeStage], step: Step) -> None:
    """Two pairs of eyes: whoever recorded it, or belongs to the household (T20), verifies only
    where others decide as well, never reviews, and approves only what somebody else has accepted
    before."""
    recorder = claim.submitted_kind == ActorKind.STAFF and claim.submitted_by == actor.id
    if not recorder and claim.household_id not in own_households(actor):
        return
    if step is Step.VERIFY:
        allowed = any(stage.kind in ("review", "approve") for stage in road)
    elif step is Step.APPROVE:
        voices = Decision.objects.filter(
            village_id=claim.village_id, claim_id=claim.id, round=claim.round, accepted=True
        )
        allowed = voices.exclude(decided_by=actor.id).exists()
    else:
        allowed = False
    if not allowed:
        raise OwnRecord if recorder else OwnHousehold


def _complete(claim: Claim, evidence: Sequence[str], place: str, cause: str) -> None:
    """Take down what the verifier adds; refuse while what the item asks for is missing."""
    claim.place = place.strip()[:120] or claim.place
    claim.cause = cause.strip()[:500] or claim.cause
    if evidence:
        seen = set(claim.act.get("evidence", ())) | set(evidence)
        claim.act = {**claim.act, "evidence": sorted(seen)}
    if claim.kind != "item":
        return
    rows = Evidence.objects.filter(village_id=claim.village_id, claim_id=claim.id)
    scheme = scheme_of(claim.version_id)
    people = people_behind(claim.village_id, [claim])
    if not _awaits_figure(scheme, claim):
        check(claim, scheme, people, photographed=rows.exists())


def _awaits_figure(scheme: Scheme, claim: Claim) -> bool:
    """Whether the panel has still to say how many points."""
    shape = scheme.item(claim.item).worth.shape
    return shape in ("range", "case") and claim.act.get("points") is None


def _name_figure(claim: Claim, points: Points) -> None:
    """The first who agrees names the figure; what the recorder proposed binds nobody."""
    agreed = Decision.objects.filter(
        village_id=claim.village_id,
        claim_id=claim.id,
        round=claim.round,
        position=claim.position,
        accepted=True,
    )
    named = claim.act.get("points")
    if named not in (None, points) and agreed.exists():
        raise FigureDiffers(points=named)
    claim.act = {**claim.act, "points": int(points)}
    scheme = scheme_of(claim.version_id)
    check(claim, scheme, people_behind(claim.village_id, [claim]), photographed=None)


def _figure_is_named(claim: Claim) -> None:
    """Who agrees to what nobody has put a figure on would send it on to where it cannot count."""
    scheme = scheme_of(claim.version_id)
    if _awaits_figure(scheme, claim):
        check(claim, scheme, people_behind(claim.village_id, [claim]), photographed=None)


def _say(
    actor: Actor, claim: Claim, road: tuple[SchemeStage, ...], voice: _Voice, *, now: datetime
) -> Moved:
    """Write the voice down, and move the claim if that settles it."""
    if not voice.accepted and not voice.note.strip():
        raise ReasonMissing
    here = Decision.objects.filter(
        village_id=claim.village_id,
        claim_id=claim.id,
        round=claim.round,
        position=claim.position,
    )
    if here.filter(decided_by=actor.id).exists():
        raise AlreadySpoken
    Decision.objects.create(
        village_id=claim.village_id,
        claim_id=claim.id,
        key=voice.key,
        stage=claim.stage,
        position=claim.position,
        round=claim.round,
        decided_by=actor.id,
        accepted=voice.accepted,
        points=voice.points,
        note=voice.note.strip()[:500],
        at=now,
    )
    settled = _settled(road[claim.position], list(here.values_list("accepted", flat=True)))
    code = {
        "verify": "claim.verified",
        "review": "claim.reviewed",
        "notice": "claim.returned",
    }.get(claim.stage)
    record(actor, code or "claim.approved", claim.id, now=now, accepted=voice.accepted)
    if settled is True:
        place_at(claim, road, claim.position + 1)
        claim.awaiting_since = now
    elif settled is False:
        reject(actor, claim, reason=voice.note.strip(), now=now)
    save_claim(claim)
    return moved(claim)


def _settled(stage: SchemeStage, voices: Sequence[bool]) -> bool | None:
    """None while the stage is open: too few voices, or as many against as for."""
    if stage.kind != "review":
        return voices[-1]
    agreed = sum(voices)
    against = len(voices) - agreed
    if len(voices) < (stage.quorum or 1) or agreed == against:
        return None
    return agreed > against


def reject(actor: Actor, claim: Claim, *, reason: str, now: datetime) -> None:
    """End the claim as rejected (驳回); what the board showed already is crossed out and said so.

    The caller saves the claim.
    """
    claim.state = State.REJECTED.value
    claim.ended_at = now
    release(claim)
    if claim.notice_row_id is not None:
        take_off_the_board(actor, claim, why="rejected", reason=reason, now=now)
    record(actor, "claim.rejected", claim.id, now=now, stage=claim.stage)
