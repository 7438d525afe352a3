"""A claim confirmed to be false (虚报): the household is heard, then it takes the road of a claim.

What the scheme's clause takes is published like any deduction, with the same right to object. Only
when it enters the book is the claim itself reversed, where the clause says so (ZX-03).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db import transaction
from django.utils import timezone

from jishan.claims.actions.moved import KeyTaken, Moved, moved
from jishan.claims.actions.reverse import hold_figures, take_back
from jishan.claims.actions.submit import DayInFuture
from jishan.claims.acts import stored_credits
from jishan.claims.binding import check
from jishan.claims.documents import Documents
from jishan.claims.models import Claim
from jishan.claims.owners import OWNERS
from jishan.claims.road import place_at, road_of
from jishan.claims.standing import people_behind, standing_of, subject_of
from jishan.core.access import Actor, Permission
from jishan.core.closing import FALSE_CLAIM, false_claim_credits, false_claim_points
from jishan.core.errors import Refusal
from jishan.core.points import Points
from jishan.core.scheme.document import FalseClaim, Scheme
from jishan.core.workflow import State
from jishan.foundation.reach import reach
from jishan.orgs.actions import next_number, record
from jishan.schemes.queries import version_in_force

FALSE = "false"
"""The kind of such a claim."""

Fault = Literal["claimant", "proxy"]


class NoFalseClaimClause(Refusal):
    code = "claims.no_false_claim_clause"


class HearingMissing(Refusal):
    code = "claims.hearing_missing"


class FalseNotDecided(Refusal):
    """The claim is still on its road: it is rejected or objected to, not confirmed as false."""

    code = "claims.false_not_decided"


class FalseAlready(Refusal):
    code = "claims.false_already"


@dataclass(frozen=True, slots=True)
class Falsehood:
    """What was found. `fault`: who is to blame; a proxy's mistake costs the household nothing.

    `heard_on` and `said`: when the household was heard and what it said (redlines E.9).
    """

    fault: Fault
    cause: str
    heard_on: date | None = None
    said: str = ""


@transaction.atomic
def confirm_false(
    actor: Actor, claim_id: int, *, found: Falsehood, key: str, now: datetime
) -> Moved:
    """Record that a claim was false. What it costs is published and may be objected to.

    The new claim bears `kind="false"`; the old one stays until it enters the book.
    """
    claims = Claim.objects.select_for_update(of=("self",)).select_related("household")
    claim = reach(actor, Permission.REVERSE_CLAIM, claims, claim_id)
    repeated = _known(actor, key)
    if repeated is not None:
        return repeated
    today = timezone.localdate(now)
    in_force = version_in_force(actor.village_id, today)
    clause = _clause(in_force.scheme, claim, found, today)
    made = _claim(actor, claim, in_force.scheme, clause, found, now=now)
    made.key, made.version_id = key, in_force.version_id
    made.number = next_number(actor.village_id, "claim")
    place_at(made, road_of(in_force.scheme, made), 0)
    made.save(force_insert=True)
    record(actor, "claim.false_confirmed", made.id, now=now, claim=claim.number, fault=found.fault)
    return moved(made)


def _known(actor: Actor, key: str) -> Moved | None:
    row = Claim.objects.filter(village_id=actor.village_id, key=key).first()
    if row is None:
        return None
    if row.kind != FALSE or row.submitted_by != actor.id:
        raise KeyTaken
    return moved(row, repeated=True)


def _clause(scheme: Scheme, claim: Claim, found: Falsehood, today: date) -> FalseClaim:
    """The clause that applies; refuses what it does not allow."""
    clause = scheme.false_claim
    if clause is None or claim.kind != "item":
        raise NoFalseClaimClause
    if claim.state in (State.OPEN, State.WITHDRAWN):
        raise FalseNotDecided(number=claim.number)
    if clause.hearing and (found.heard_on is None or not found.said.strip()):
        raise HearingMissing
    if found.heard_on is not None and found.heard_on > today:
        raise DayInFuture(day=found.heard_on)
    earlier = Claim.objects.filter(village_id=claim.village_id, kind=FALSE, act__touches=claim.id)
    if earlier.exclude(state__in=[State.REJECTED, State.WITHDRAWN, State.REVERSED]).exists():
        raise FalseAlready(number=claim.number)
    return clause


def _claim(
    actor: Actor,
    claim: Claim,
    scheme: Scheme,
    clause: FalseClaim,
    found: Falsehood,
    *,
    now: datetime,
) -> Claim:
    people = people_behind(claim.village_id, [claim])
    payer = subject_of(scheme, claim, people.places)
    points = Points(0)
    if found.fault == "claimant":
        worth = check(claim, scheme, people, photographed=None)
        points = false_claim_points(clause, claimed=worth.claimed, counted=claim.points or 0)
    standing = standing_of(people, payer, scheme, claim)
    credits_ = false_claim_credits(scheme, clause, payer, standing, points)
    return Claim(
        village_id=claim.village_id,
        household_id=claim.household_id,
        unit_id=claim.unit_id,
        org_id=claim.org_id,
        resident_id=claim.resident_id,
        kind=FALSE,
        item=FALSE_CLAIM,
        category=clause.category,
        day=timezone.localdate(now),
        origin="recorded",
        channel="on_site",
        cause=found.cause.strip()[:500],
        submitted_at=now,
        submitted_kind=actor.kind.value,
        submitted_by=actor.id,
        awaiting_since=now,
        act={
            "title": f"虚报：申报 {claim.number} 号",
            "why": FALSE_CLAIM if found.fault == "claimant" else "false_by_proxy",
            "touches": claim.id,
            "points": int(points),
            "credits": stored_credits(credits_, scheme, people.places),
            "facts": {
                "number": claim.number,
                "times": str(clause.times),
                "fault": found.fault,
                "heard_on": found.heard_on.isoformat() if found.heard_on else "",
                "said": found.said.strip()[:500],
            },
        },
    )


def take_back_false(
    actor: Actor, claims: Iterable[Claim], documents: Documents, *, now: datetime
) -> frozenset[int]:
    """Reverse what the false claims among these are about, where their document says so.

    Called before the accounts of the batch are locked: claims are locked first, in one order.
    Returns which claims have another figure because of it.
    """
    about = {
        claim.act["touches"]: claim
        for claim in claims
        if claim.kind == FALSE and _reverses(documents[claim.version_id])
    }
    if not about:
        return frozenset()
    hold_figures(actor.village_id)
    rows = Claim.objects.select_for_update(of=("self",)).select_related(*OWNERS)
    rows = rows.filter(village_id=actor.village_id, id__in=about, state=State.POSTED.value)
    found = list(rows.order_by("id"))
    if not found:
        return frozenset()
    reasons = {one.id: f"虚报，见申报 {about[one.id].number} 号" for one in found}
    return take_back(actor, found, reasons=reasons, now=now)


def _reverses(scheme: Scheme) -> bool:
    return scheme.false_claim is not None and scheme.false_claim.reverses
