"""The book: postings of entries that sum to zero, and reversals. See house.md 6.3.

An entry is a signed number of points on one account. A posting is two or more entries that sum to
zero within each purse, with a key, a kind and a day. Points come from the village's issuing account
of that purse and go back to it, so at any moment, per village and purse,
issued = held + redeemed + expired.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from jishan.core.points import Points


class Kind(StrEnum):
    EARNING = "earning"
    DEDUCTION = "deduction"
    REDEMPTION = "redemption"
    EXPIRY = "expiry"
    OPENING = "opening"
    TRANSFER = "transfer"


COUNTS_AS_EARNED = frozenset({Kind.EARNING, Kind.DEDUCTION, Kind.OPENING})
"""The kinds that a ranking measures. Spending, expiry and transfers never lower a rank."""


class AccountRef(NamedTuple):
    """An account by its meaning: whose it is and which purse. `holder_id` is None for the
    issuer."""

    holder_kind: str
    holder_id: int | None
    purse: str


class Entry(NamedTuple):
    account: AccountRef
    points: Points


@dataclass(frozen=True, slots=True)
class Posting:
    """`key` makes the posting idempotent; `reverses` names the key of the posting it undoes."""

    key: str
    kind: Kind
    day: date
    entries: tuple[Entry, ...]
    reverses: str | None = None

    def __post_init__(self) -> None:
        assert len(self.entries) >= 2, "a posting has two entries or more"
        sums: dict[str, int] = {}
        for (_, _, purse), points in self.entries:
            assert points != 0, "an entry is not zero"
            sums[purse] = sums.get(purse, 0) + points
        assert not any(sums.values()), "a posting sums to zero in each purse"
        assert len({entry.account for entry in self.entries}) == len(self.entries), "no twins"


@lru_cache(maxsize=256)
def issuer(purse: str) -> AccountRef:
    return AccountRef("issuer", None, purse)


def settle(key: str, kind: Kind, day: date, credited: Iterable[tuple[AccountRef, int]]) -> Posting:
    """A posting that credits (or, below zero, debits) holders against the village's issuer.

    Several credits to one account become one entry; a credit that comes to nothing is left out.
    """
    sums: dict[AccountRef, int] = {}
    for account, points in credited:
        sums[account] = sums.get(account, 0) + points
    entries: list[Entry] = []
    issued: dict[str, int] = {}
    for account, points in sums.items():
        if points:
            entries.append(Entry(account, Points(points)))
            purse = account.purse
            issued[purse] = issued.get(purse, 0) - points
    entries += [Entry(issuer(purse), Points(total)) for purse, total in issued.items() if total]
    return Posting(key, kind, day, tuple(entries))


def reverse(posting: Posting, *, key: str, day: date) -> Posting:
    """The mirror image (冲正): the same kind and accounts, every sign turned.

    It counts under the kind of what it reverses, so that reversing an earning lowers what was
    earned, and reversing a redemption raises the balance, and neither does the other.
    """
    mirrored = tuple(Entry(entry.account, Points(-entry.points)) for entry in posting.entries)
    return Posting(key, posting.kind, day, mirrored, reverses=posting.key)


def balances(postings: Iterable[Posting]) -> Mapping[AccountRef, Points]:
    """Every account's balance from the entries alone."""
    sums: dict[AccountRef, int] = {}
    for posting in postings:
        for entry in posting.entries:
            sums[entry.account] = sums.get(entry.account, 0) + entry.points
    return {account: Points(total) for account, total in sums.items()}
