"""Floors while a mistake is mended: lifted before the first posting, put back after the last.

A correction may take back more than an account still holds. In between nothing is refused; in the
end the account keeps its floor, or owes what the document lets it owe.
"""

from collections.abc import Collection, Mapping

from django.db.models import QuerySet

from jishan.core.ledger import AccountRef
from jishan.core.points import Points
from jishan.ledger.bulk.rows import holder_key
from jishan.ledger.models import Account


def lift_floors(village_id: int, accounts: Collection[AccountRef]) -> Mapping[int, int]:
    """Lock the accounts that exist, by ascending id, and let them fall; their floors by id."""
    wanted = {holder_key(one) for one in accounts}
    rows = Account.objects.select_for_update().filter(
        village_id=village_id,
        holder_id__in={number for _, number, _ in wanted},
        floor__isnull=False,
    )
    found = {
        row.id: row.floor
        for row in rows.order_by("id")
        if (row.holder_kind, row.holder_id, row.purse) in wanted
    }
    _of(village_id, found).update(floor=None)
    return {number: floor for number, floor in found.items() if floor is not None}


def below_floor(village_id: int, floors: Mapping[int, int]) -> dict[AccountRef, Points]:
    """How much each of these accounts lacks to its floor."""
    return {
        AccountRef(row.holder_kind, row.holder_id, row.purse): Points(floors[row.id] - row.balance)
        for row in _of(village_id, floors).order_by("id")
        if row.balance < floors[row.id]
    }


def put_back(village_id: int, floors: Mapping[int, int]) -> None:
    """Every floor as it was; where a debt stands, as low as the debt."""
    for row in _of(village_id, floors).order_by("id"):
        lowest = min(floors[row.id], row.balance)
        Account.objects.filter(village_id=village_id, id=row.id).update(floor=lowest)


def _of(village_id: int, ids: Collection[int]) -> QuerySet[Account]:
    return Account.objects.filter(village_id=village_id, id__in=list(ids))
