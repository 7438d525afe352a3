"""Mending what was posted: reversal (冲正), and lifting a bar."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.utils import timezone

from jishan.claims.actions.cascade import follow_up
from jishan.claims.actions.decide import ReasonMissing
from jishan.claims.actions.moved import Moved, moved
from jishan.claims.actions.retract import Corrected, announce
from jishan.claims.binding import release
from jishan.claims.foresight import Foresight, confirm, foresee, foreseeing
from jishan.claims.models import Bar, Claim
from jishan.claims.owners import OWNERS
from jishan.claims.recompute import Found, recompute
from jishan.claims.saving import save_claim
from jishan.core import workflow
from jishan.core.access import Actor, Permission
from jishan.core.errors import Refusal
from jishan.core.workflow import Stage, State, Step
from jishan.foundation.reach import reach
from jishan.orgs.actions import next_number, record


class NotStanding(Refusal):
    """The bar has ended or been lifted already."""

    code = "claims.bar_not_standing"


def reverse_claim(actor: Actor, claim_id: int, *, reason: str, now: datetime) -> Moved:
    """Undo a posted claim by a correcting posting, and say so on the board. Twice is once.

    Everything that rested on it is corrected in the same step (`actions.cascade`). Goods already
    handed over are not taken back: whether a debt remains or is written off says the document.
    """

    def look() -> Foresight | None:
        claim = reach(actor, Permission.REVERSE_CLAIM, Claim.objects.all(), claim_id)
        if claim.state != State.POSTED or not reason.strip():
            return None
        return foresee(actor.village_id, [claim], today=timezone.localdate(now))

    return foreseeing(look, partial(_reverse, actor, claim_id, reason=reason, now=now))


@transaction.atomic
def _reverse(
    actor: Actor, claim_id: int, ahead: Foresight | None, *, reason: str, now: datetime
) -> Moved:
    hold_figures(actor.village_id)
    confirm(ahead)
    claims = Claim.objects.select_for_update(of=("self",)).select_related(*OWNERS)
    claim = reach(actor, Permission.REVERSE_CLAIM, claims, claim_id)
    if claim.state == State.REVERSED:
        return moved(claim, repeated=True)
    workflow.check_step(State(claim.state), Stage(claim.stage), Step.REVERSE)
    if not reason.strip():
        raise ReasonMissing
    take_back(actor, [claim], reasons={claim.id: reason.strip()}, now=now, ahead=ahead)
    return moved(claim)


def hold_figures(village_id: int) -> None:
    """Nobody binds a figure or closes a period in this village until the commit.

    Taken before the rows of claims, as whoever publishes does.
    """
    next_number(village_id, "closing")
    next_number(village_id, "binding")


def take_back(
    actor: Actor,
    claims: Sequence[Claim],
    *,
    reasons: Mapping[int, str],
    now: datetime,
    ahead: Foresight | None = None,
) -> frozenset[int]:
    """Take claims that are in the book out of it, with all that followed from them, and save them.

    Their rows are locked and the figures held. Bars that they brought never stood; the caps are
    free again; the board says what changed. Returns which other claims have another figure now.
    """
    today = timezone.localdate(now)
    found = recompute(actor.village_id, claims, today=today, ahead=ahead)
    mended = follow_up(actor, claims, found, reasons=reasons, now=now)
    for claim in claims:
        if claim.posting_id is None:
            record(actor, "claim.reversed", claim.id, now=now, points=0)
        for bar in Bar.objects.filter(village_id=claim.village_id, claim_id=claim.id):
            _lift(actor, bar, reason=reasons[claim.id], day=bar.since, now=now)
        release(claim)
    corrected = [Corrected(one.row, one.claim) for one in mended]
    if corrected or any(claim.notice_row_id is not None for claim in claims):
        announce(actor, claims, corrected, why="reversed", reasons=reasons, now=now)
    for claim in claims:
        claim.state = State.REVERSED.value
        claim.ended_at = now
        save_claim(claim)
    return frozenset(one.claim.id for one in mended if one.claim is not None)


def withhold(actor: Actor, claim: Claim, found: Found, *, reason: str, now: datetime) -> None:
    """Correct what followed from a claim that no longer counts and was never in the book.

    `found` was worked out while its figure still took its room.
    """
    if not (found.claims or found.moves or found.marks or found.pools):
        return
    reasons = {claim.id: reason}
    mended = follow_up(actor, [claim], found, reasons=reasons, now=now)
    corrected = [Corrected(one.row, one.claim) for one in mended]
    if corrected:
        announce(actor, [claim], corrected, why="corrected", reasons=reasons, now=now)


@transaction.atomic
def lift_bar(actor: Actor, bar_id: int, *, reason: str, now: datetime) -> None:
    """End a bar before its day (解除), with a reason: the way back that E.3 asks for."""
    bars = Bar.objects.select_for_update(of=("self",))
    bar = reach(actor, Permission.REVERSE_CLAIM, bars, bar_id)
    if not reason.strip():
        raise ReasonMissing
    if bar.lifted_on is not None or bar.until < timezone.localdate(now):
        raise NotStanding
    _lift(actor, bar, reason=reason.strip(), day=timezone.localdate(now), now=now)


def _lift(actor: Actor, bar: Bar, *, reason: str, day: date, now: datetime) -> None:
    if bar.lifted_on is None or bar.lifted_on > day:
        bar.lifted_on = day
        bar.lifted_why = reason[:500]
        rows = Bar.objects.filter(village_id=bar.village_id, id=bar.id)
        rows.update(lifted_on=bar.lifted_on, lifted_why=bar.lifted_why)
        record(actor, "claim.bar_lifted", bar.id, now=now)
