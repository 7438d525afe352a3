"""Writing the book. Nothing else in the project inserts a posting.

The step that calls (a claim, a redemption, a period's close) has reached its own row and asked for
its own permission; here the actor says in whose village the posting stands and who answers for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction

from jishan.core import ledger as book
from jishan.core.access import Actor
from jishan.core.collecting import no_collector
from jishan.core.errors import NotFound, Refusal
from jishan.core.ledger import AccountRef
from jishan.core.points import Points
from jishan.foundation.tenancy import new_id, new_ids
from jishan.ledger.bulk import sqlite
from jishan.ledger.bulk.rows import (
    ISSUER,
    AccountState,
    Draft,
    Key,
    Row,
    Step,
    Writer,
    account_ref,
    chunks,
    holder_key,
)
from jishan.ledger.holders import households_of
from jishan.ledger.models import Account, Entry, Posting

__all__ = [
    "AlreadyReversed",
    "Draft",
    "KeyTaken",
    "NotEnoughPoints",
    "Posted",
    "ReversalNotReversed",
    "post",
    "post_many",
    "reverse_posting",
]

KEY_MAX = 64
_TRIES = 3


class NotEnoughPoints(Refusal):
    """The balance less the points would fall below what the account has to keep."""

    code = "ledger.not_enough_points"


class KeyTaken(Refusal):
    """The key stands in the book for something else."""

    code = "ledger.key_taken"


class AlreadyReversed(Refusal):
    code = "ledger.already_reversed"


class ReversalNotReversed(Refusal):
    """A reversal is not reversed: what was undone is done again by a new posting."""

    code = "ledger.reversal_not_reversed"


class Posted(NamedTuple):
    """A posting that stands in the book. `repeated`: it stood there before this call."""

    id: int
    key: str
    repeated: bool


@dataclass(frozen=True, slots=True)
class _Recorded:
    """A posting as the book has it; its own key is not needed, only what it says."""

    id: int
    kind: str
    day: date
    reverses_id: int | None
    source_id: int | None
    memo: str
    entries: frozenset[tuple[AccountRef, int]]

    def says(self, posting: book.Posting) -> bool:
        """Is it this posting? The source and the memo may differ: a retry makes them anew."""
        told = frozenset((entry.account, int(entry.points)) for entry in posting.entries)
        return (self.kind, self.day, self.entries) == (posting.kind.value, posting.day, told)


def post(
    actor: Actor,
    posting: book.Posting,
    *,
    now: datetime,
    code: str,
    source_id: int | None = None,
    memo: str = "",
    floors: Mapping[str, int | None] | None = None,
) -> Posted:
    """Write a posting, its entries, the balances and one audit line (`code`), or nothing (入账).

    A missing account is opened; `floors` says how deep a purse may fall (0 unless named, None for
    any depth). The same key again returns the first posting. Refuses NotEnoughPoints, KeyTaken.
    """
    assert posting.reverses is None, "a reversal is written by reverse_posting"
    step = Step(actor, now, code)
    return _write(step, Draft(posting, source_id, memo), None, floors or {})


def reverse_posting(
    actor: Actor,
    posting_id: int,
    *,
    key: str,
    day: date,
    now: datetime,
    code: str,
    memo: str = "",
) -> Posted:
    """Write the mirror image of a posting (冲正), once. The same key again returns the first one.

    It bears the source of what it reverses. Refuses NotFound, ReversalNotReversed, AlreadyReversed,
    and NotEnoughPoints where the points have been spent since.
    """
    repeated = _repeated_reversal(actor.village_id, posting_id, key)
    if repeated is not None:
        return repeated
    recorded = _recorded(actor.village_id, [posting_id]).get(posting_id)
    if recorded is None:
        raise NotFound
    if recorded.reverses_id is not None:
        raise ReversalNotReversed
    entries = tuple(
        book.Entry(account, Points(points))
        for account, points in sorted(recorded.entries, key=lambda entry: holder_key(entry[0]))
    )
    original = book.Posting(str(posting_id), book.Kind(recorded.kind), recorded.day, entries)
    mirrored = book.reverse(original, key=key, day=day)
    draft = Draft(mirrored, recorded.source_id, memo)
    return _write(Step(actor, now, code), draft, posting_id, {})


def post_many(
    actor: Actor,
    drafts: Sequence[Draft],
    *,
    now: datetime,
    code: str,
    floors: Mapping[str, int | None] | None = None,
) -> list[Posted]:
    """Write many postings in one step, all or none: what `post` one after the other would write.

    For a month's inspection or the close of a notice. The answers stand in the order of the drafts.
    """
    step = Step(actor, now, code)
    for draft in drafts:
        _check(draft)
        assert draft.posting.reverses is None, "a reversal is written by reverse_posting"
    if not drafts:
        return []
    try:
        with no_collector(), transaction.atomic():
            return _write_many(step, drafts, floors or {})
    except IntegrityError:
        # Somebody else wrote one of the keys, about other accounts, while this step was under way.
        with transaction.atomic():
            return _write_many(step, drafts, floors or {})


def _writer() -> Writer:
    if connection.vendor != "postgresql":
        return sqlite
    from jishan.ledger.bulk import postgres  # psycopg comes with an extra: jishan[postgres]

    return postgres


def _check(draft: Draft) -> None:
    assert 0 < len(draft.posting.key) <= KEY_MAX, "a key has 1 to 64 characters"


def _write(
    step: Step, draft: Draft, reverses_id: int | None, floors: Mapping[str, int | None]
) -> Posted:
    """One statement where nothing stands in the way; otherwise look closely, under the locks."""
    _check(draft)
    writer, key = _writer(), draft.posting.key
    posting_id = writer.write_one(step, draft, reverses_id)
    if posting_id is not None:
        return Posted(posting_id, key, repeated=False)
    keys = {holder_key(entry.account) for entry in draft.posting.entries}
    with transaction.atomic():
        found = writer.lock_accounts(step.village_id, keys)
        standing = _standing(step.village_id, draft.posting, reverses_id)
        if standing is not None:
            return standing
        missing = keys - found.keys()
        unopened = {account: AccountState(0, 0, _floor(account, floors)) for account in missing}
        _follow([(0, draft)], found | unopened)
        _open_missing(step.village_id, missing, floors)
        for _ in range(_TRIES):
            posting_id = writer.write_one(step, draft, reverses_id)
            if posting_id is not None:
                return Posted(posting_id, key, repeated=False)
            standing = _standing(step.village_id, draft.posting, reverses_id)
            if standing is not None:
                return standing
    raise AssertionError("the accounts bear the posting and yet nothing was written")


def _standing(village_id: int, posting: book.Posting, reverses_id: int | None) -> Posted | None:
    """The first posting of this key, or None; refuses a key that stands for something else."""
    if reverses_id is not None:
        repeated = _repeated_reversal(village_id, reverses_id, posting.key)
        if repeated is not None:
            return repeated
    ids = _writer().ids_of_keys(village_id, [posting.key])
    if posting.key not in ids:
        return None
    _refuse_other(village_id, [(ids[posting.key], posting)])
    return Posted(ids[posting.key], posting.key, repeated=True)


def _repeated_reversal(village_id: int, posting_id: int, key: str) -> Posted | None:
    """The reversal that this posting has, if it has this key; another key is refused."""
    found = (
        Posting.objects.filter(village_id=village_id, reverses_id=posting_id)
        .values_list("id", "key")
        .first()
    )
    if found is None:
        return None
    if found[1] != key:
        raise AlreadyReversed
    return Posted(found[0], key, repeated=True)


def _refuse_other(village_id: int, wanted: Sequence[tuple[int, book.Posting]]) -> None:
    """Refuse a posting that the book has under its key with other figures."""
    recorded = _recorded(village_id, sorted({posting_id for posting_id, _ in wanted}))
    for posting_id, posting in wanted:
        if recorded[posting_id].reverses_id is not None or not recorded[posting_id].says(posting):
            raise KeyTaken(key=posting.key)


def _recorded(village_id: int, posting_ids: Sequence[int]) -> dict[int, _Recorded]:
    """Postings with their entries, by id; two queries for every few thousand."""
    found: dict[int, _Recorded] = {}
    for chunk in chunks(posting_ids, size=500):
        entries: dict[int, set[tuple[AccountRef, int]]] = {}
        rows = Entry.objects.filter(village_id=village_id, posting_id__in=chunk).values_list(
            "posting_id", "points", "account__holder_kind", "account__holder_id", "account__purse"
        )
        for posting_id, points, holder_kind, holder_id, purse in rows:
            account = account_ref(holder_kind, holder_id, purse)
            entries.setdefault(posting_id, set()).add((account, points))
        postings = Posting.objects.filter(village_id=village_id, id__in=chunk).values_list(
            "id", "kind", "day", "reverses_id", "source_id", "memo"
        )
        for row in postings:
            found[row[0]] = _Recorded(*row, entries=frozenset(entries.get(row[0], ())))
    return found


def _follow(
    drafts: Sequence[tuple[int, Draft]], found: Mapping[Key, AccountState]
) -> tuple[list[Row], dict[int, int]]:
    """Follow the balances through the drafts in their order; refuse the first to fall too low.

    Returns the rows to write, and how far each holder's balance moves, by account id.
    """
    rows: list[Row] = []
    balances: dict[Key, int] = {}
    for number, draft in drafts:
        entries = []
        for entry in draft.posting.entries:
            key, points = holder_key(entry.account), entry.points
            account_id, balance, floor = found[key]
            entries.append((account_id, int(points)))
            if key[0] == ISSUER:
                continue
            balance = balances.get(key, balance)
            if points < 0 and floor is not None and balance + points < floor:
                raise NotEnoughPoints(
                    balance_points=balance, wanted_points=-points, kept_points=floor
                )
            balances[key] = balance + points
        rows.append(Row(number, draft, entries))
    moves = {found[key].id: total - found[key].balance for key, total in balances.items()}
    return rows, moves


def _floor(account: Key, floors: Mapping[str, int | None]) -> int | None:
    """How deep an account may fall that is not open yet."""
    return None if account[0] == ISSUER else floors.get(account[2], 0)


def _open_missing(village_id: int, missing: set[Key], floors: Mapping[str, int | None]) -> None:
    """Open the accounts that a step needs and the village does not have yet."""
    if not missing:
        return
    households = households_of(village_id, missing)
    rows = [
        Account(
            village_id=village_id,
            id=new_id(),
            holder_kind=account[0],
            holder_id=account[1],
            household_id=households[account],
            purse=account[2],
            floor=_floor(account, floors),
        )
        for account in sorted(missing)
    ]
    Account.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)


def _write_many(
    step: Step, drafts: Sequence[Draft], floors: Mapping[str, int | None]
) -> list[Posted]:
    writer, village_id = _writer(), step.village_id
    keys = {holder_key(entry.account) for draft in drafts for entry in draft.posting.entries}
    found = writer.lock_accounts(village_id, keys)
    if len(found) < len(keys):
        _open_missing(village_id, keys - found.keys(), floors)
        found = writer.lock_accounts(village_id, keys)
    # The keys are looked up under the locks: who wrote the same posting has committed by now.
    taken = writer.ids_of_keys(village_id, [draft.posting.key for draft in drafts])
    fresh: list[tuple[int, Draft]] = []
    repeated: list[tuple[int, book.Posting]] = []
    answers: list[Posted] = []
    for number, draft in zip(new_ids(len(drafts)), drafts, strict=True):
        key = draft.posting.key
        standing = taken.setdefault(key, number)
        answers.append(Posted(standing, key, repeated=standing != number))
        if standing == number:
            fresh.append((number, draft))
        else:
            repeated.append((standing, draft.posting))
    rows, moves = _follow(fresh, found)
    writer.write_many(step, rows)
    writer.move_balances(village_id, dict(sorted(moves.items())))
    _refuse_other(village_id, repeated)
    return answers
