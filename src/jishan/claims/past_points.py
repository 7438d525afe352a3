"""Points that no act brought, as the events of a replay: what changed hands, and what purses held
before."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from jishan.claims.acts import BEGINS
from jishan.claims.lots import EVENLY, SHARED, lots_in
from jishan.claims.places import Places
from jishan.core.ledger import Kind
from jishan.core.periods import ONE_DAY
from jishan.core.points import Points
from jishan.core.purses import Lot
from jishan.core.replay.events import Event
from jishan.core.scheme.document import Scheme
from jishan.ledger.lots import carried_lots, carrying_purses
from jishan.ledger.models import Entry, Posting

DECIDED = (*SHARED, "handover:", "takeover:")
"""How the keys of transfers begin that people had decided. A merge the replay makes itself."""


def standing_entries(village_id: int, kind: Kind, first: date, until: date) -> QuerySet[Entry]:
    """Entries of a kind on holders' accounts that were not taken back."""
    undone = Posting.objects.filter(village_id=village_id, reverses_id=OuterRef("posting_id"))
    return Entry.objects.filter(
        ~Exists(undone),
        village_id=village_id,
        kind=kind.value,
        day__range=(first, until),
        posting__reverses_id__isnull=True,
    ).exclude(account__holder_kind="issuer")


def moved_points(village_id: int, first: date, until: date) -> Iterator[Event]:
    """Points that changed hands, and that came from or went to another village's book; each with
    its days."""
    begins = [Q(posting__key__startswith=one) for one in DECIDED]
    rows = standing_entries(village_id, Kind.TRANSFER, first, until).filter(reduce(or_, begins))
    columns = (
        "id", "day", "points", "account__purse", "account__holder_kind", "account__holder_id",
        "posting_id", "posting__key",
    )  # fmt: skip
    moved = list(rows.order_by("points", "id").values_list(*columns))
    carried = carried_lots(village_id) if moved else {}
    givers: dict[tuple[int, str], str] = {}
    for number, day, points, purse, kind, holder, posting_id, key in moved:
        subject, shared = f"{BEGINS[kind]}{holder}", key.startswith(SHARED)
        if shared and points < 0:
            givers[posting_id, purse] = subject
            continue
        event = Event("moved", f"m{number}", day, subject, what=purse, points=Points(points))
        if shared:
            giver, evenly = givers[posting_id, purse], key.startswith(EVENLY)
            yield event._replace(subject=giver, other=subject, evenly=evenly)
        else:
            yield event._replace(lots=carried.get((posting_id, purse), ()))


def brought_over(places: Places, versions: Sequence[Scheme], first: date) -> Iterator[Event]:
    """What the purses held when the first day began, as the book has it."""
    undone = Posting.objects.filter(
        village_id=places.village_id, reverses_id=OuterRef("posting_id")
    )
    rows = Entry.objects.filter(
        ~Exists(undone),
        village_id=places.village_id,
        day__lt=first,
        posting__reverses_id__isnull=True,
    ).exclude(account__holder_kind="issuer")
    columns = "account_id", "account__purse", "account__holder_kind", "account__holder_id"
    sums = rows.values_list(*columns).annotate(held=Sum("points")).order_by("account_id")
    held = [row for row in sums if row[-1]]
    lots = _lots(places.village_id, versions, first) if held else {}
    for number, purse, kind, holder, points in held:
        key = f"{BEGINS[kind]}{holder}"
        yield Event(
            "opening", f"o{number}", first, places.inward(key, versions[-1]), what=purse,
            points=Points(points), lots=lots.get((purse, key), ()) if points > 0 else (),
        )  # fmt: skip


def _lots(
    village_id: int, versions: Sequence[Scheme], first: date
) -> dict[tuple[str, str], tuple[Lot, ...]]:
    """What was held of purses whose credits expire, lot by lot, by purse and holder."""
    carrying = carrying_purses(village_id)
    purses = {one.code: one for version in versions for one in version.purses}
    return {
        (purse.code, holder): lots
        for purse in purses.values()
        if purse.expiry or purse.code in carrying
        for holder, lots in lots_in(village_id, purse, first - ONE_DAY).items()
    }
