"""Points handed on (转积分): to somebody of one's household, or to another one of the village."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils import timezone

from jishan.claims.actions.expiry import lapse_before
from jishan.claims.documents import floors_of
from jishan.claims.queries import barred_households
from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound, Refusal
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.periods import period_of
from jishan.core.points import Points
from jishan.core.scheme.document import Purse, Scheme
from jishan.core.transfers import Party, check_transfer, purse_to_transfer
from jishan.foundation.reach import reach
from jishan.foundation.tenancy import new_id
from jishan.ledger.actions import post, reverse_posting
from jishan.ledger.models import Account, Posting
from jishan.moving.models import Transfer
from jishan.registry.models import Household
from jishan.registry.queries import residents_of
from jishan.schemes.queries import version_in_force

KINDS: Mapping[str, str] = {"h": "household", "r": "resident"}


class TransferKeyTaken(Refusal):
    code = "moving.transfer_key_taken"


@dataclass(frozen=True, slots=True)
class Giving:
    """Who gives to whom: a household, or a person of it; both by the household that is here."""

    household_id: int
    to_household_id: int
    resident_id: int | None = None
    to_resident_id: int | None = None


@dataclass(frozen=True, slots=True)
class HandedOn:
    id: int
    purse: str
    points: Points
    repeated: bool


@transaction.atomic
def hand_on(
    actor: Actor,
    giving: Giving,
    *,
    points: Points | None,
    purse: str | None = None,
    key: str,
    now: datetime,
) -> HandedOn:
    """Hand points on as the clause of the purse in force today allows it, those first that would be
    spent first; they keep their days. Counts as neither earned nor spent, so no rank changes. The
    same key: the same transfer."""
    home = _household(actor, giving.household_id)
    other = _household(actor, giving.to_household_id)
    known = Transfer.objects.filter(village_id=actor.village_id, key=key).first()
    if known is not None:
        if (known.household_id, known.points) != (home.id, points):
            raise TransferKeyTaken
        return HandedOn(known.id, known.purse, Points(known.points), repeated=True)
    lapse_before(actor, now=now)
    day = timezone.localdate(now)
    scheme = version_in_force(actor.village_id, day).scheme
    chosen = purse_to_transfer(scheme, purse)
    giver = _party(home, giving.resident_id, day)
    taker = _party(other, giving.to_resident_id, day)
    balance = _balance(actor.village_id, giver, chosen)
    checked = check_transfer(
        chosen,
        giver,
        taker,
        points=points,
        balance=balance,
        moved=_moved(actor.village_id, scheme, chosen, giver, day),
        barred=home.id in barred_households(actor.village_id, day, "spending"),
    )
    return _enter(actor, home, giver, taker, scheme, chosen, checked, key=key, now=now)


def _household(actor: Actor, household_id: int) -> Household:
    rows = Household.objects.filter(until__isnull=True)
    return reach(actor, Permission.REDEEM, rows, household_id)


def _party(home: Household, resident_id: int | None, day: date) -> Party:
    """A household, or somebody who belongs to it on the day."""
    name = f"h{home.id}"
    if resident_id is None:
        return Party(name, "household", name, home.head_name)
    people = {one.id: one.name for one in residents_of(home.village_id, home.id, day)}
    if resident_id not in people:
        raise NotFound
    return Party(f"r{resident_id}", "resident", name, people[resident_id])


def _ref(party: Party, purse: Purse) -> AccountRef:
    return AccountRef(KINDS[party.key[0]], int(party.key[1:]), purse.code)


def _balance(village_id: int, giver: Party, purse: Purse) -> Points:
    ref = _ref(giver, purse)
    rows = Account.objects.select_for_update().filter(
        village_id=village_id,
        holder_kind=ref.holder_kind,
        holder_id=ref.holder_id or 0,
        purse=ref.purse,
    )
    found = rows.first()
    return Points(found.balance if found else 0)


def _moved(village_id: int, scheme: Scheme, purse: Purse, giver: Party, day: date) -> Points:
    """What the giver has handed on of the purse in the clause's period, and not taken back."""
    assert purse.transfer is not None, "only a purse that may be handed on was asked for"
    period = period_of(scheme.periods, purse.transfer.per or "ever", day)
    rows = standing_transfers(village_id).filter(giver=giver.key, purse=purse.code)
    total = rows.filter(day__range=(period.first, period.last)).aggregate(sum=Sum("points"))
    return Points(total["sum"] or 0)


def standing_transfers(village_id: int) -> QuerySet[Transfer]:
    """Transfers that were not taken back."""
    undone = Posting.objects.filter(village_id=village_id, reverses_id=OuterRef("posting_id"))
    return Transfer.objects.filter(~Exists(undone), village_id=village_id)


def _enter(
    actor: Actor,
    home: Household,
    giver: Party,
    taker: Party,
    scheme: Scheme,
    purse: Purse,
    points: Points,
    *,
    key: str,
    now: datetime,
) -> HandedOn:
    own_id, day = new_id(), timezone.localdate(now)
    entries = [(_ref(giver, purse), -points), (_ref(taker, purse), int(points))]
    posted = post(
        actor,
        settle(f"transfer:{own_id}", Kind.TRANSFER, day, entries),
        now=now,
        code="points.handed_on",
        memo="转积分",
        floors=floors_of(scheme),
    )
    made = Transfer.objects.create(
        village_id=actor.village_id,
        id=own_id,
        key=key,
        household_id=home.id,
        giver=giver.key,
        taker=taker.key,
        purse=purse.code,
        points=points,
        day=day,
        posting_id=posted.id,
        at=now,
        entered_by=actor.id,
    )
    return HandedOn(made.id, purse.code, points, repeated=False)


@transaction.atomic
def take_back_transfer(actor: Actor, transfer_id: int, *, now: datetime) -> None:
    """Reverse a transfer that was a mistake; refuses where the points have been spent since."""
    row = reach(actor, Permission.CANCEL_REDEMPTION, Transfer.objects.all(), transfer_id)
    reverse_posting(
        actor,
        row.posting_id,
        key=f"undo:{row.posting_id}",
        day=timezone.localdate(now),
        now=now,
        code="points.handed_back",
        memo="撤销转积分",
    )
