"""What comes late (迟到入账): its day comes before what is in the book already.

It counts on its own day, as the replay does, and what followed otherwise is corrected as after a
reversal: bands and titles of a closed period, a purse that was cleared since, what a floor spared.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone

from jishan.claims.actions.cascade import follow_up
from jishan.claims.actions.retract import Corrected, announce
from jishan.claims.acts import RULE, credits_of, holder_of, stored_reasons
from jishan.claims.documents import Documents
from jishan.claims.foresight import Foresight
from jishan.claims.lines import what_of
from jishan.claims.models import Claim
from jishan.claims.recompute import PurseMove, recompute
from jishan.core.access import Actor
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.points import Points
from jishan.core.scoring import Reason
from jishan.ledger.actions import Draft
from jishan.orgs.actions import next_number


def come_late(
    actor: Actor,
    claims: Sequence[Claim],
    documents: Documents,
    *,
    now: datetime,
    ahead: Foresight | None = None,
) -> None:
    """Post these claims and correct what follows; the caller saves them. Their rows are locked."""
    next_number(actor.village_id, "closing")
    next_number(actor.village_id, "binding")
    today = timezone.localdate(now)
    found = recompute(actor.village_id, claims, today=today, coming=True, ahead=ahead)
    left = {(one.purse, one.holder, one.day): one for one in found.moves if one.what == "limit"}
    others = tuple(one for one in found.moves if one.what != "limit")
    coming: dict[int, Draft] = {}
    for claim in claims:
        entries = _entries(claim, documents, left)
        if entries:
            kind = Kind.EARNING if (claim.points or 0) >= 0 else Kind.DEDUCTION
            posting = settle(f"claim:{claim.id}", kind, claim.day, entries)
            what = what_of(documents[claim.version_id], claim)
            coming[claim.id] = Draft(posting, claim.id, what)
    rest = replace(found, moves=(*others, *left.values()))
    reason = f"第 {claims[0].number} 号事项补记入账"
    reasons = {claim.id: reason for claim in claims}
    mended = follow_up(actor, claims, rest, reasons=reasons, now=now, coming=coming)
    told = [one for one in mended if _told(claims, one.row.what)]
    if told:
        corrected = [Corrected(one.row, one.claim) for one in told]
        announce(actor, claims, corrected, why="corrected", reasons=reasons, now=now)


def _told(claims: Sequence[Claim], what: str) -> bool:
    """What a purse that was cleared at the close loses of the close's own points is no news: it is
    told in the passbook only."""
    return any(claim.origin != RULE for claim in claims) or what not in ("clearing", "limit")


def _entries(
    claim: Claim, documents: Documents, left: dict[tuple[str, str, date], PurseMove]
) -> list[tuple[AccountRef, Points]]:
    """What the claim itself moves: cut by its purse's limits on its day, with the reason."""
    entries = []
    for credit in credits_of(claim):
        key = (credit.purse, credit.holder, claim.day)
        limit = left.get(key)
        moved = int(credit.points)
        if limit is not None and (limit.points > 0) != (moved > 0) and moved:
            part = min(abs(limit.points), abs(moved))
            part = part if limit.points > 0 else -part
            moved += part
            rest = limit.points - part
            left.pop(key)
            if rest:
                left[key] = limit._replace(points=Points(rest))
            purse = documents[claim.version_id].purse(credit.purse)
            code = "floor_stopped" if credit.points < 0 else "ceiling_stopped"
            reason = Reason(code, {"purse": purse.name, "points": moved})
            claim.reasons = [*claim.reasons, *stored_reasons([reason])]
        if moved:
            entries.append((holder_of(credit.holder, credit.purse), Points(moved)))
    return entries
