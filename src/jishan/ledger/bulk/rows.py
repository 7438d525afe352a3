"""What the SQL writes and reads: plain rows, the same for both databases."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple, Protocol, TypeVar

from jishan.core.access import Actor
from jishan.core.ledger import AccountRef, Posting

ISSUER = "issuer"
CHUNK = 5_000
MEMO_MAX = 120

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Step:
    """Who writes, when, and under which audit code."""

    actor: Actor
    now: datetime
    code: str

    @property
    def village_id(self) -> int:
        return self.actor.village_id


class Draft(NamedTuple):
    """A posting to be written, with what the core does not know.

    `source_id` is the claim or redemption behind it and becomes the object of the audit line;
    `memo` is what the passbook shows and is cut to 120 characters.
    """

    posting: Posting
    source_id: int | None = None
    memo: str = ""


Key = tuple[str, int, str]
"""An account by its columns: (holder_kind, holder_id, purse); the issuer's holder is 0."""


class AccountState(NamedTuple):
    """An account as it stood under the lock. The issuer's balance is not kept and reads 0."""

    id: int
    balance: int
    floor: int | None


class Row(NamedTuple):
    """A draft with the id of its posting, its entries as (account id, points)."""

    id: int
    draft: Draft
    entries: list[tuple[int, int]]


class Writer(Protocol):
    """What `postgres` and `sqlite` both do."""

    def write_one(self, step: Step, draft: Draft, reverses_id: int | None) -> int | None:
        """Write one posting with its entries, balances and audit line; the posting's id.

        None when nothing at all was written: an account is missing or could not bear its entry, or
        the key, or the reversal, was there before.
        """

    def lock_accounts(self, village_id: int, keys: Collection[Key]) -> dict[Key, AccountState]:
        """The accounts that exist, holders' rows locked in id order until the end of the step."""

    def ids_of_keys(self, village_id: int, keys: Sequence[str]) -> dict[str, int]:
        """Which of the keys are taken, and by which posting."""

    def write_many(self, step: Step, rows: Sequence[Row]) -> None:
        """Write postings whose accounts are locked, exist and bear them."""

    def move_balances(self, village_id: int, moves: Mapping[int, int]) -> None:
        """Add to the balances of locked accounts, by account id."""


def holder_key(account: AccountRef) -> Key:
    return account.holder_kind, account.holder_id or 0, account.purse


def account_ref(holder_kind: str, holder_id: int, purse: str) -> AccountRef:
    return AccountRef(holder_kind, holder_id or None, purse)


def audit_facts(posting_id: int, posting: Posting) -> str:
    """What the audit line says: the posting, and what went to holders in each purse."""
    points: dict[str, int] = {}
    for entry in posting.entries:
        kind, _, purse = entry.account
        if kind != ISSUER:
            points[purse] = points.get(purse, 0) + entry.points
    told = ", ".join([f"{_quoted(purse)}: {total}" for purse, total in points.items()])
    return f'{{"posting": {posting_id}, "points": {{{told}}}}}'


@cache
def _quoted(purse: str) -> str:
    return json.dumps(purse, ensure_ascii=False)


def chunks(items: Sequence[Item], size: int = CHUNK) -> Iterator[Sequence[Item]]:
    """Stretches of at most `size`, so that a bulk step never holds all its rows twice."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
