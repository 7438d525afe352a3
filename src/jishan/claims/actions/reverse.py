"""Mending what was posted: reversal (冲正), and lifting a bar."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jishan.claims.actions.decide import ReasonMissing
from jishan.claims.actions.moved import Moved, moved
from jishan.claims.actions.retract import take_off_the_board
from jishan.claims.binding import release
from jishan.claims.models import Bar, Claim
from jishan.claims.saving import save_claim
from jishan.core import workflow
from jishan.core.access import Actor, Permission
from jishan.core.errors import Refusal
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.points import Points
from jishan.core.workflow import Stage, State, Step
from jishan.foundation.reach import reach
from jishan.ledger.actions import post, reverse_posting
from jishan.ledger.models import Account, Entry
from jishan.orgs.actions import record


class NotStanding(Refusal):
    """The bar has ended or been lifted already."""

    code = "claims.bar_not_standing"


@transaction.atomic
def reverse_claim(actor: Actor, claim_id: int, *, reason: str, now: datetime) -> Moved:
    """Undo a posted claim by a correcting posting, and say so on the board. Twice is once.

    Goods already handed over are not taken back: what has been spent since is written off beside
    the reversal, so that no balance falls below its floor.
    """
    claims = Claim.objects.select_for_update(of=("self",)).select_related("household")
    claim = reach(actor, Permission.REVERSE_CLAIM, claims, claim_id)
    if claim.state == State.REVERSED:
        return moved(claim, repeated=True)
    workflow.check_step(State(claim.state), Stage(claim.stage), Step.REVERSE)
    if not reason.strip():
        raise ReasonMissing
    take_back(actor, claim, reason=reason.strip(), now=now)
    save_claim(claim)
    return moved(claim)


def take_back(actor: Actor, claim: Claim, *, reason: str, now: datetime) -> None:
    """Reverse the posting, lift the bar, free the caps, tell the board. The caller saves."""
    day = timezone.localdate(now)
    if claim.posting_id is not None:
        _write_off(actor, claim, now=now)
        reverse_posting(
            actor,
            claim.posting_id,
            key=f"reverse:{claim.id}",
            day=day,
            now=now,
            code="claim.reversed",
            memo=reason[:120],
        )
    else:
        record(actor, "claim.reversed", claim.id, now=now, points=0)
    for bar in Bar.objects.filter(village_id=claim.village_id, claim_id=claim.id):
        _lift(actor, bar, reason=reason, now=now)
    release(claim)
    if claim.notice_row_id is not None:
        back = -(claim.points or 0)
        take_off_the_board(actor, claim, why="reversed", reason=reason, now=now, back=back)
    claim.state = State.REVERSED.value
    claim.ended_at = now


def _write_off(actor: Actor, claim: Claim, *, now: datetime) -> None:
    """Give back first what the reversal could not take: points that bought goods already gone.

    A transfer of its own, so that it counts neither as earned nor as spent.
    """
    assert claim.posting_id is not None, "only what was posted is reversed"
    entries = Entry.objects.filter(village_id=claim.village_id, posting_id=claim.posting_id)
    taken = {entry.account_id: entry.points for entry in entries if entry.points > 0}
    accounts = Account.objects.select_for_update().filter(
        village_id=claim.village_id, id__in=taken, floor__isnull=False
    )
    missing: list[tuple[AccountRef, Points]] = []
    for account in accounts.order_by("id"):
        assert account.floor is not None, "only accounts with a floor were asked for"
        short = account.floor - (account.balance - taken[account.id])
        if short > 0 and account.holder_kind != "issuer":
            ref = AccountRef(account.holder_kind, account.holder_id, account.purse)
            missing.append((ref, Points(short)))
    if missing:
        day = timezone.localdate(now)
        posting = settle(f"writeoff:{claim.id}", Kind.TRANSFER, day, missing)
        post(
            actor,
            posting,
            now=now,
            code="claim.written_off",
            source_id=claim.id,
            memo="已兑换，免追回",
        )


@transaction.atomic
def lift_bar(actor: Actor, bar_id: int, *, reason: str, now: datetime) -> None:
    """End a bar before its day (解除), with a reason: the way back that E.3 asks for."""
    bars = Bar.objects.select_for_update(of=("self",))
    bar = reach(actor, Permission.REVERSE_CLAIM, bars, bar_id)
    if not reason.strip():
        raise ReasonMissing
    if bar.lifted_on is not None or bar.until < timezone.localdate(now):
        raise NotStanding
    _lift(actor, bar, reason=reason.strip(), now=now)


def _lift(actor: Actor, bar: Bar, *, reason: str, now: datetime) -> None:
    if bar.lifted_on is None:
        bar.lifted_on = timezone.localdate(now)
        bar.lifted_why = reason[:500]
        rows = Bar.objects.filter(village_id=bar.village_id, id=bar.id)
        rows.update(lifted_on=bar.lifted_on, lifted_why=bar.lifted_why)
        record(actor, "claim.bar_lifted", bar.id, now=now)
