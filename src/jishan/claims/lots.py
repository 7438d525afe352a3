"""The lots of a purse (批次), read from the book: of every holder, moved as its points moved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from jishan.claims.acts import BEGINS, RULE
from jishan.claims.documents import Documents
from jishan.claims.heirs import Merges, holder_on
from jishan.claims.models import Claim
from jishan.core.ledger import Kind
from jishan.core.lots import Movement, What, lapsing, lots_held
from jishan.core.points import Points
from jishan.core.purses import Lot, last_good_day
from jishan.core.scheme.document import Purse
from jishan.ledger.lots import carried_lots
from jishan.ledger.models import Entry
from jishan.ledger.moves import LAST_OF_DAY
from jishan.registry.changes import merges

SHARED = ("split:", "transfer:")
"""How the keys begin of transfers from one holder to another one of the village."""
EVENLY = "split:"
MERGED = ("merge:", "correct:moved:")
"""How the keys begin of what a merge moved: the lots follow the merge itself, whole."""
IDS_AT_ONCE = 5000


class _Row(NamedTuple):
    day: date
    points: int
    kind: str
    posting_id: int
    key: str
    reverses_id: int | None
    source_id: int | None
    holder_kind: str
    holder_id: int


def lapsing_in(village_id: int, purse: Purse, today: date) -> dict[str, dict[date, Points]]:
    """What of a purse has expired and stands in the book still, by holder (its stored key) and
    last good day."""
    return lapsing(purse, movements(village_id, purse), today)


def lots_in(village_id: int, purse: Purse, day: date) -> dict[str, tuple[Lot, ...]]:
    """What every holder holds of a purse at the end of the day, lot by lot; what is good until that
    day is among it."""
    moved = (one for one in movements(village_id, purse) if one.day <= day)
    return lots_held(purse, moved, day)


def movements(village_id: int, purse: Purse) -> list[Movement]:
    """Everything that moved a purse, of all holders: what was reversed never was, and a correction
    is part of the credit that it corrects."""
    rows = _rows(village_id, purse.code)
    undone = {row.reverses_id for row in rows if row.reverses_id is not None}
    standing = [row for row in rows if row.reverses_id is None and row.posting_id not in undone]
    into = merges(village_id)
    reading = _Reading(purse, into, _claims(village_id, standing), carried_lots(village_id))
    for row in standing:
        reading.add(row)
    found = list(reading.all())
    for own, merge in into.items():
        found.append(Movement(merge.day, f"h{own}", 0, "merge", other=f"h{merge.into}"))
    return found


def _rows(village_id: int, purse: str) -> list[_Row]:
    rows = Entry.objects.filter(village_id=village_id, account__purse=purse)
    columns = (
        "day", "points", "kind", "posting_id", "posting__key", "posting__reverses_id",
        "posting__source_id", "account__holder_kind", "account__holder_id",
    )  # fmt: skip
    kept = rows.exclude(account__holder_kind="issuer").order_by("day", "id")
    return [_Row(*row) for row in kept.values_list(*columns)]


def _claims(village_id: int, rows: Sequence[_Row]) -> dict[int, Claim]:
    earned = (Kind.EARNING.value, Kind.DEDUCTION.value)
    wanted = sorted({row.source_id for row in rows if row.source_id and row.kind in earned})
    claims = Claim.objects.filter(village_id=village_id)
    claims = claims.only("village_id", "id", "item", "category", "origin", "day", "version_id")
    parts = (wanted[at : at + IDS_AT_ONCE] for at in range(0, len(wanted), IDS_AT_ONCE))
    return {one.id: one for part in parts for one in claims.filter(id__in=part)}


@dataclass
class _Reading:
    """Entries on their way to becoming movements."""

    purse: Purse
    into: Merges
    claims: Mapping[int, Claim]
    carried: Mapping[tuple[int, str], tuple[Lot, ...]]
    documents: Documents = field(default_factory=Documents)
    plain: list[Movement] = field(default_factory=list)
    earned: dict[tuple[date, str, int], int] = field(default_factory=dict)
    pairs: dict[int, list[_Row]] = field(default_factory=dict)

    def add(self, row: _Row) -> None:
        match row.kind:
            case Kind.TRANSFER:
                self._transfer(row)
            case Kind.REDEMPTION:
                self.plain.append(Movement(row.day, self._holder(row), row.points, "spent"))
            case Kind.EXPIRY:
                what: What = "cleared" if row.key.startswith(LAST_OF_DAY) else "lapse"
                self.plain.append(Movement(row.day, self._holder(row), row.points, what))
            case _:
                place = (row.day, self._holder(row), row.source_id or 0)
                self.earned[place] = self.earned.get(place, 0) + row.points

    def _transfer(self, row: _Row) -> None:
        if row.key.startswith(MERGED):
            return
        if row.key.startswith(SHARED):
            self.pairs.setdefault(row.posting_id, []).append(row)
            return
        lots = self.carried.get((row.posting_id, self.purse.code), ())
        self.plain.append(Movement(row.day, self._holder(row), row.points, "moved", lots=lots))

    def all(self) -> Iterator[Movement]:
        for (day, holder, source_id), points in self.earned.items():
            claim = self.claims.get(source_id)
            last = self._last_good(claim) if claim and points > 0 else None
            yield Movement(day, holder, points, last_good=last)
        for giver, taker in map(_by_points, self.pairs.values()):
            yield Movement(
                giver.day, self._holder(giver), taker.points, "moved",
                other=self._holder(taker), evenly=giver.key.startswith(EVENLY),
            )  # fmt: skip
        yield from self.plain

    def _holder(self, row: _Row) -> str:
        return holder_on(self.into, f"{BEGINS[row.holder_kind]}{row.holder_id}", row.day)

    def _last_good(self, claim: Claim) -> date | None:
        """Under the version that the claim pinned, as long as it had the purse."""
        scheme = self.documents[claim.version_id]
        code, own = self.purse.code, self.purse.expiry
        rules = next((one.expiry for one in scheme.purses if one.code == code), own)
        return last_good_day(
            scheme.periods,
            rules,
            claim.day,
            code=claim.item,
            category=claim.category,
            origin=None if claim.origin == RULE else claim.origin,
        )


def _by_points(rows: Sequence[_Row]) -> Sequence[_Row]:
    """Giver and taker."""
    return sorted(rows, key=lambda row: row.points)
