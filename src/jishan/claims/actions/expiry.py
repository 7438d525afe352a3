"""Points that expire by themselves (到期): each credit on its own day, what was spent first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jishan.claims.acts import RULE
from jishan.claims.documents import Documents
from jishan.claims.models import Claim
from jishan.core.access import Actor, Permission
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.periods import ONE_DAY
from jishan.core.points import Points
from jishan.core.purses import Movement, lapsing, last_good_day
from jishan.core.scheme.document import Purse
from jishan.ledger.actions import Draft, post_many
from jishan.ledger.models import Account, Entry
from jishan.orgs.actions import take_turn
from jishan.schemes.queries import in_force

IDS_AT_ONCE = 5000


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
    today = timezone.localdate(now)
    found = in_force(actor.village_id, today)
    purses = [purse for purse in found.scheme.purses if purse.expiry] if found else []
    if not purses or not take_turn(actor.village_id, "lapse", today.toordinal()):
        return Lapsed(0, Points(0))
    drafts = [draft for purse in purses for draft in _lapses(actor.village_id, purse, today)]
    if drafts:
        post_many(actor, drafts, now=now, code="points.lapsed")
    gone = sum(-draft.posting.entries[0].points for draft in drafts)
    holders = {draft.posting.entries[0].account for draft in drafts}
    return Lapsed(len(holders), Points(gone))


def _lapses(village_id: int, purse: Purse, today: date) -> Iterator[Draft]:
    rows = Account.objects.select_for_update().filter(
        village_id=village_id, purse=purse.code, balance__gt=0
    )
    accounts = [one for one in rows.order_by("id") if one.holder_kind != "issuer"]
    moved = _movements(village_id, purse, accounts)
    for account in accounts:
        ref = AccountRef(account.holder_kind, account.holder_id, purse.code)
        left = account.balance - (account.floor or 0)
        for last, points in sorted(lapsing(purse, moved[account.id], today).items()):
            points = Points(min(points, left))
            if points <= 0:
                break
            left -= points
            key = f"lapse:{today.isoformat()}:{last.isoformat()}:{account.id}"
            posting = settle(key, Kind.EXPIRY, last + ONE_DAY, [(ref, Points(-points))])
            yield Draft(posting, None, f"{last.isoformat()} 到期")


def _movements(
    village_id: int, purse: Purse, accounts: Sequence[Account]
) -> dict[int, list[Movement]]:
    """Every entry of these accounts in the order of its days; what was reversed never was."""
    moved: dict[int, list[Movement]] = {account.id: [] for account in accounts}
    rows = list(
        Entry.objects.filter(
            village_id=village_id, account__purse=purse.code, account__balance__gt=0
        )
        .exclude(account__holder_kind="issuer")
        .select_related("posting")
        .order_by("day", "id")
    )
    undone = {row.posting.reverses_id for row in rows if row.posting.reverses_id is not None}
    claims = _claims(village_id, (row.posting.source_id for row in rows if row.points > 0))
    documents = Documents()
    for row in rows:
        if row.posting.reverses_id is not None or row.posting_id in undone:
            continue
        claim = claims.get(row.posting.source_id or 0)
        last = _last_good(documents, purse, claim) if claim and row.points > 0 else None
        lapse = row.kind == Kind.EXPIRY and row.posting.key.startswith("lapse:")
        moved[row.account_id].append(Movement(row.day, row.points, last, lapse))
    return moved


def _claims(village_id: int, ids: Iterable[int | None]) -> dict[int, Claim]:
    wanted = sorted({one for one in ids if one is not None})
    rows = Claim.objects.filter(village_id=village_id)
    rows = rows.only("village_id", "id", "item", "category", "origin", "day", "version_id")
    parts = (wanted[at : at + IDS_AT_ONCE] for at in range(0, len(wanted), IDS_AT_ONCE))
    return {row.id: row for part in parts for row in rows.filter(id__in=part)}


def _last_good(documents: Documents, purse: Purse, claim: Claim) -> date | None:
    """Under the version that the claim pinned, as long as it had the purse."""
    scheme = documents[claim.version_id]
    rules = next((one.expiry for one in scheme.purses if one.code == purse.code), purse.expiry)
    return last_good_day(
        scheme.periods,
        rules,
        claim.day,
        code=claim.item,
        category=claim.category,
        origin=None if claim.origin == RULE else claim.origin,
    )
