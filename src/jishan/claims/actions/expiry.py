"""Points that expire by themselves (到期): each credit on its own day, what was spent first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jishan.claims.acts import holder_of
from jishan.claims.lots import lapsing_in
from jishan.claims.naming import day_words
from jishan.core.access import Actor, Permission
from jishan.core.ledger import Kind, settle
from jishan.core.periods import ONE_DAY
from jishan.core.points import Points
from jishan.core.scheme.document import Purse
from jishan.ledger.actions import Draft, post_many
from jishan.ledger.lots import carrying_purses
from jishan.ledger.models import Account
from jishan.orgs.actions import take_turn
from jishan.schemes.queries import in_force


@dataclass(frozen=True, slots=True)
class Lapsed:
    """How many accounts lost how many points that nobody had spent in time."""

    accounts: int
    points: Points


@transaction.atomic
def lapse_points(actor: Actor, *, now: datetime) -> Lapsed:
    """Post what expired until yesterday, once a day (`jishan tick`). Spent points never expire.

    A posting bears the day after the last good one, also where the clock comes late.
    """
    actor.require_whole(Permission.POST_CLAIM)
    return lapse_before(actor, now=now)


def lapse_before(actor: Actor, *, now: datetime) -> Lapsed:
    """The same for a step that moves points and has asked for its own permission: what has ended
    does not go along."""
    today = timezone.localdate(now)
    purses = expiring(actor.village_id, today)
    if not purses or not take_turn(actor.village_id, "lapse", today.toordinal()):
        return Lapsed(0, Points(0))
    drafts = [draft for purse in purses for draft in _lapses(actor.village_id, purse, today)]
    if drafts:
        post_many(actor, drafts, now=now, code="points.lapsed")
    gone = sum(-draft.posting.entries[0].points for draft in drafts)
    holders = {draft.posting.entries[0].account for draft in drafts}
    return Lapsed(len(holders), Points(gone))


def expiring(village_id: int, day: date) -> list[Purse]:
    """The purses whose credits expire by themselves, and those into which such credits came."""
    found = in_force(village_id, day)
    if found is None:
        return []
    carrying = carrying_purses(village_id)
    return [one for one in found.scheme.purses if one.expiry or one.code in carrying]


def _lapses(village_id: int, purse: Purse, today: date) -> Iterator[Draft]:
    rows = Account.objects.select_for_update().filter(
        village_id=village_id, purse=purse.code, balance__gt=0
    )
    accounts = {
        (one.holder_kind, one.holder_id): one
        for one in rows.order_by("id")
        if one.holder_kind != "issuer"
    }
    for holder, ended in lapsing_in(village_id, purse, today).items():
        ref = holder_of(holder, purse.code)
        account = accounts.get((ref.holder_kind, ref.holder_id or 0))
        left = account.balance - (account.floor or 0) if account else 0
        for last, points in sorted(ended.items()):
            points = Points(min(points, left))
            if account is None or points <= 0:
                break
            left -= points
            key = f"lapse:{today.isoformat()}:{last.isoformat()}:{account.id}"
            posting = settle(key, Kind.EXPIRY, last + ONE_DAY, [(ref, Points(-points))])
            yield Draft(posting, None, f"{day_words(last)}到期")
