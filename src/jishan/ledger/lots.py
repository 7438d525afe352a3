"""Lots that came from another village's book: kept beside the posting by which they came.

Of all other points the lots are read from the entries themselves (`claims.lots`).
"""

from collections.abc import Iterable
from datetime import date

from jishan.core.purses import NEVER, Lot
from jishan.foundation.tenancy import new_id
from jishan.ledger.models import CarriedLot


def carry_lots(village_id: int, posting_id: int, purse: str, lots: Iterable[Lot]) -> None:
    """Keep the days of points that a posting brings into a purse."""
    CarriedLot.objects.bulk_create(
        [
            CarriedLot(
                village_id=village_id,
                id=new_id(),
                posting_id=posting_id,
                purse=purse,
                day=date.fromordinal(one.day),
                last_good=None if one.last == NEVER else date.fromordinal(one.last),
                points=one.points,
            )
            for one in lots
        ],
        batch_size=500,
    )


def carried_lots(village_id: int) -> dict[tuple[int, str], tuple[Lot, ...]]:
    """What came into the village's purses lot by lot, by posting and purse."""
    rows = CarriedLot.objects.filter(village_id=village_id).order_by("id")
    columns = "posting_id", "purse", "day", "last_good", "points"
    found: dict[tuple[int, str], tuple[Lot, ...]] = {}
    for posting_id, purse, day, last, points in rows.values_list(*columns):
        lot = Lot(day.toordinal(), NEVER if last is None else last.toordinal(), points)
        found[posting_id, purse] = (*found.get((posting_id, purse), ()), lot)
    return found


def carrying_purses(village_id: int) -> frozenset[str]:
    """The purses into which points came that end on a day of their own."""
    rows = CarriedLot.objects.filter(village_id=village_id, last_good__isnull=False)
    return frozenset(rows.values_list("purse", flat=True).distinct())
