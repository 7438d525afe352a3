"""When an entry counts for what a purse held on a day.

A reversal is booked when the mistake is found; what it takes back was never held, so it counts on
the day of what it reverses. A clearing is the last thing of its day: what was held that day is
what stood before it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from jishan.core.ledger import Kind
from jishan.ledger.models import Entry, Posting

LAST_OF_DAY = ("clear:", "correct:clear:")
"""How the keys of clearings begin, and of corrections of a clearing."""


class Move(NamedTuple):
    """What an entry moved on a holder's account, and the day from which it counts. `source_id`: the
    claim or the redemption."""

    account_id: int
    purse: str
    holder_kind: str
    holder_id: int
    day: date
    points: int
    source_id: int | None
    kind: Kind


def moves_after(
    village_id: int,
    purses: Iterable[str],
    day: date,
    *,
    accounts: Collection[int] | None = None,
) -> Iterator[Move]:
    """Every move of these purses that counts only after the day: what to take off a balance of
    today to know that of the day. In the order of booking; only of some `accounts` if they are
    given."""
    rows = Entry.objects.filter(
        village_id=village_id, day__gte=day, account__purse__in=sorted(purses)
    ).exclude(account__holder_kind="issuer")
    if accounts is not None:
        rows = rows.filter(account_id__in=list(accounts))
    found = list(rows.select_related("posting", "account").order_by("id"))
    reversals = {one.posting.reverses_id for one in found} - {None}
    reversed_on = _days(village_id, reversals)
    for one in found:
        counts = reversed_on.get(one.posting.reverses_id, one.day)
        if one.kind == Kind.EXPIRY and one.posting.key.startswith(LAST_OF_DAY):
            counts += timedelta(days=1)
        if counts > day:
            of = one.account
            yield Move(
                of.id, of.purse, of.holder_kind, of.holder_id, counts, one.points,
                one.posting.source_id, Kind(one.kind),
            )  # fmt: skip


def _days(village_id: int, ids: Collection[int | None]) -> Mapping[int | None, date]:
    rows = Posting.objects.filter(village_id=village_id, id__in=ids)
    return {one.id: one.day for one in rows.only("village_id", "id", "day")}
