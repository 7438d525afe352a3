"""Which claims come late: something that their day comes before is in the book already.

A period that holds the day was closed, or a purse with limits moved on since. What only comes in
another order than it was done, and would have moved the same, is not late.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from jishan.claims.acts import credits_of, holder_of
from jishan.claims.documents import Documents
from jishan.claims.models import Claim, PeriodClose
from jishan.core.ledger import AccountRef, Kind
from jishan.core.purses import floor_of
from jishan.core.scheme.document import Purse, Scheme
from jishan.ledger.models import Account
from jishan.ledger.moves import moves_after

_ONE_DAY = date.resolution


def late_among(village_id: int, claims: Sequence[Claim], documents: Documents) -> frozenset[int]:
    """The ids of the claims that come late. `claims` are about to be posted in this order, that of
    their days; a constant number of queries."""
    spans = _closed(village_id) if claims else ()
    purses = _Purses(village_id, claims, documents)
    late: set[int] = set()
    for claim in claims:
        if claim.kind == "veto":
            continue
        closed = claim.kind != "rule" and any(one <= claim.day <= last for one, last in spans)
        if closed or any(purses.moves_otherwise(*one, claim) for one in purses.wanted(claim)):
            late.add(claim.id)
        else:
            purses.follow(claim)
    return frozenset(late)


def _closed(village_id: int) -> tuple[tuple[date, date], ...]:
    rows = PeriodClose.objects.filter(village_id=village_id).values_list("result", flat=True)
    return tuple(
        (date.fromisoformat(one["first"]), date.fromisoformat(one["last"])) for one in rows
    )


def _wanted(claim: Claim, scheme: Scheme) -> list[tuple[AccountRef, int]]:
    """What it moves of purses that know a limit; in others nothing depends on the order."""
    limited = {one.code for one in scheme.purses if _is_limited(one)}
    credits_ = (one for one in credits_of(claim) if one.purse in limited)
    return [(holder_of(one.holder, one.purse), one.points) for one in credits_]


def _is_limited(purse: Purse) -> bool:
    limits = (purse.held_max is not None, purse.clearing is not None, bool(purse.expiry))
    return any(limits) or floor_of(purse) is not None


@dataclass(slots=True)
class _Later:
    """An account with what moved on it, by day, since the first of the claims. `lapses`: the days
    on which points of it were cleared or expired."""

    balance: int = 0
    moves: list[tuple[date, int]] = field(default_factory=list)
    lapses: list[date] = field(default_factory=list)

    def since(self, day: date) -> "_Held | None":
        """What it held from the beginning of the day on; None where nothing moved since."""
        later = sorted((of, points) for of, points in self.moves if of >= day)
        if not later:
            return None
        low = high = held = self.balance - sum(points for _, points in later)
        spared: int | None = None
        for _, points in later:
            held += points
            low, high = min(low, held), max(high, held)
            if points < 0:
                spared = held if spared is None else min(spared, held)
        return _Held(low, high, spared)


class _Held(NamedTuple):
    """The lowest and the highest; `spared`: the lowest right after something was taken, None where
    nothing was."""

    low: int
    high: int
    spared: int | None

    def with_more(self, points: int) -> "_Held":
        spared = None if self.spared is None else self.spared + points
        return _Held(self.low + points, self.high + points, spared)


class _Purses:
    """The accounts that claims are about to move, as the book has them, and then as they follow."""

    def __init__(self, village_id: int, claims: Sequence[Claim], documents: Documents) -> None:
        self.documents = documents
        self.later = _read(village_id, claims, documents)
        self.before: dict[AccountRef, int] = {}

    def moves_otherwise(self, ref: AccountRef, points: int, claim: Claim) -> bool:
        """Whether it would have moved the purse otherwise on its day, or others since then."""
        account = self.later.get(ref)
        if account is None or not points:
            return False
        if any(day > claim.day for day in account.lapses):
            return True
        held = account.since(claim.day)
        if held is None:
            return False
        purse = self.documents[claim.version_id].purse(ref.purse)
        return _otherwise(purse, points, held.with_more(self.before.get(ref, 0)))

    def wanted(self, claim: Claim) -> list[tuple[AccountRef, int]]:
        return _wanted(claim, self.documents[claim.version_id])

    def follow(self, claim: Claim) -> None:
        for ref, points in self.wanted(claim):
            self.before[ref] = self.before.get(ref, 0) + points


def _otherwise(purse: Purse, points: int, held: _Held) -> bool:
    """Whether limits would have said something else. A floor that took nothing away has nothing to
    say of a credit: a purse that was empty and then only filled is not one that was spared."""
    lowest, most = floor_of(purse), purse.held_max
    low, high, spared = held
    if points < 0:
        return (lowest is not None and low + points < lowest) or (most is not None and high >= most)
    stopped = lowest is not None and spared is not None and spared <= lowest
    return stopped or (most is not None and high + points > most)


def _read(
    village_id: int, claims: Iterable[Claim], documents: Documents
) -> Mapping[AccountRef, _Later]:
    refs: set[AccountRef] = set()
    first = date.max
    for claim in claims:
        refs |= {ref for ref, _ in _wanted(claim, documents[claim.version_id])}
        first = min(first, claim.day)
    if not refs:
        return {}
    rows = Account.objects.filter(
        village_id=village_id,
        holder_kind__in={ref.holder_kind for ref in refs},
        holder_id__in={ref.holder_id for ref in refs},
        purse__in={ref.purse for ref in refs},
    )
    found: dict[int, tuple[AccountRef, _Later]] = {}
    for row in rows:
        ref = AccountRef(row.holder_kind, row.holder_id, row.purse)
        if ref in refs:
            found[row.id] = (ref, _Later(row.balance))
    purses = {ref.purse for ref in refs}
    for move in moves_after(village_id, purses, first - _ONE_DAY, accounts=found.keys()):
        later = found[move.account_id][1]
        later.moves.append((move.day, move.points))
        if move.kind is Kind.EXPIRY:
            later.lapses.append(move.day)
    return dict(found.values())
