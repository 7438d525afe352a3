"""Points leave one village's book and enter another's, by a code on paper.

A transfer in both books: it counts neither as earned nor as spent, so no rank changes. The village
that hands over names the village that may take over, so that nothing can be taken twice and neither
writes in the other's book.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jishan.claims.actions.expiry import expiring, lapse_before
from jishan.claims.lots import lots_in
from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound, Refusal
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.points import Points
from jishan.core.purses import NEVER, Lot
from jishan.core.scheme.document import Scheme
from jishan.core.transfers import Leaving, received
from jishan.foundation.reach import reach
from jishan.ledger.actions import post
from jishan.ledger.lots import carry_lots
from jishan.ledger.models import Account
from jishan.moving.models import HandOver, TakeOver
from jishan.orgs.queries import Place, place_of, village_place, villages_beside
from jishan.registry.models import Household
from jishan.schemes.queries import version_in_force

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10


class NothingToHandOver(Refusal):
    code = "moving.nothing_to_hand_over"


class NotInTownship(Refusal):
    code = "moving.not_in_township"


class HandOverUnknown(Refusal):
    code = "moving.unknown"


class TakenAlready(Refusal):
    code = "moving.taken_already"


class NoPurseForIt(Refusal):
    """The village that takes over has no purse of the kind."""

    code = "moving.no_purse"


class KeyTaken(Refusal):
    code = "moving.key_taken"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """`code` is what the household takes along: the village's code and ten random signs."""

    id: int
    code: str
    points: Mapping[str, Points]
    repeated: bool


@transaction.atomic
def hand_over(actor: Actor, household_id: int, *, to: str, key: str, now: datetime) -> HandedOver:
    """Close a household's purses for the village of this code; what was in them leaves the book,
    each credit with its days. What has ended stays behind and is gone."""
    home = reach(actor, Permission.MOVE_HOUSEHOLD, Household.objects.all(), household_id)
    here = place_of(actor.village_id)
    known = HandOver.objects.filter(village_id=actor.village_id, key=key).first()
    if known is not None:
        if known.household_id != home.id:
            raise KeyTaken
        return _handed(here, known, repeated=True)
    there = next((one for one in villages_beside(here) if one.code == to), None)
    if there is None:
        raise NotInTownship(village=to)
    lapse_before(actor, now=now)
    purses = {one.code: one for one in _scheme(actor.village_id, now).purses}
    held = Account.objects.select_for_update().filter(
        village_id=actor.village_id, holder_kind="household", holder_id=home.id, balance__gt=0
    )
    leaving = [one for one in held.order_by("id") if one.purse in purses]
    if not leaving:
        raise NothingToHandOver(household=home.number)
    entries = [
        (AccountRef("household", home.id, one.purse), Points(-one.balance)) for one in leaving
    ]
    lots = _lots(actor.village_id, home.id, timezone.localdate(now))
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    posted = post(
        actor,
        settle(f"handover:{code}", Kind.TRANSFER, timezone.localdate(now), entries),
        now=now,
        code="points.handed_over",
        memo=f"转到{there.name}",
    )
    made = HandOver.objects.create(
        village_id=actor.village_id,
        key=key,
        code=code,
        household_id=home.id,
        to_village_id=there.id,
        purses=[
            [
                one.purse,
                purses[one.purse].name,
                purses[one.purse].spendable,
                one.balance,
                lots.get(one.purse, []),
            ]
            for one in leaving
        ],
        posting_id=posted.id,
        at=now,
        handed_by=actor.id,
    )
    return _handed(here, made, repeated=False)


def _lots(village_id: int, household_id: int, day: date) -> dict[str, list[list[Any]]]:
    """What the household holds at the end of the day of purses whose credits expire: `[earned,
    last good day or None, points]`, by purse."""
    found: dict[str, list[list[Any]]] = {}
    for purse in expiring(village_id, day):
        lots = lots_in(village_id, purse, day).get(f"h{household_id}", ())
        found[purse.code] = [
            [_said(one.day), None if one.last == NEVER else _said(one.last), one.points]
            for one in lots
        ]
    return found


def _said(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def _handed(here: Place, row: HandOver, *, repeated: bool) -> HandedOver:
    points = {name: Points(balance) for _, name, _, balance, *_ in row.purses}
    return HandedOver(row.id, f"{here.code}-{row.code}", points, repeated)


@transaction.atomic
def take_over(actor: Actor, household_id: int, *, code: str, now: datetime) -> Mapping[str, Points]:
    """Enter what another village handed over for this one; the points by the purse they went to.

    Points to spend go where goods are redeemed from, others into the first purse of honour; each
    credit keeps its days.
    """
    home = reach(actor, Permission.MOVE_HOUSEHOLD, Household.objects.all(), household_id)
    row = _found(actor, code)
    taken = TakeOver.objects.filter(
        village_id=actor.village_id, from_village_id=row.village_id, code=row.code
    ).first()
    if taken is not None:
        if taken.household_id != home.id:
            raise TakenAlready
        return {}
    scheme = _scheme(actor.village_id, now)
    chosen = scheme.redemption.purse if scheme.redemption else None
    came = received(scheme.purses, chosen, [_leaving(said) for said in row.purses])
    if came is None:
        raise NoPurseForIt
    points = {purse: Points(one.points) for purse, one in came.items()}
    entries = [(AccountRef("household", home.id, purse), one) for purse, one in points.items()]
    origin = place_of(row.village_id)
    key, day = f"takeover:{origin.code}:{row.code}"[:64], timezone.localdate(now)
    posted = post(
        actor,
        settle(key, Kind.TRANSFER, day, entries),
        now=now,
        code="points.taken_over",
        memo=f"从{origin.name}转来",
    )
    for purse, one in came.items():
        carry_lots(actor.village_id, posted.id, purse, one.lots)
    TakeOver.objects.create(
        village_id=actor.village_id,
        from_village_id=row.village_id,
        code=row.code,
        household_id=home.id,
        posting_id=posted.id,
        at=now,
        taken_by=actor.id,
    )
    return points


def _leaving(said: Sequence[Any]) -> Leaving:
    """What a handover says of one purse; one of an earlier release says no lots."""
    _, _, spendable, balance, *lots = said
    return Leaving(spendable, balance, tuple(_lot(*one) for each in lots for one in each))


def _lot(day: str, last: str | None, points: int) -> Lot:
    ends = NEVER if last is None else date.fromisoformat(last).toordinal()
    return Lot(date.fromisoformat(day).toordinal(), ends, points)


def _found(actor: Actor, code: str) -> HandOver:
    """The handover of this code that names the actor's village."""
    village, _, sign = code.strip().rpartition("-")
    try:
        origin = village_place(village.lower())
    except NotFound:
        raise HandOverUnknown from None
    row = HandOver.objects.filter(
        village_id=origin.id, code=sign.upper(), to_village_id=actor.village_id
    ).first()
    if row is None:
        raise HandOverUnknown
    return row


def _scheme(village_id: int, now: datetime) -> Scheme:
    return version_in_force(village_id, timezone.localdate(now)).scheme
