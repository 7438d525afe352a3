"""SQLite: a few statements in one IMMEDIATE transaction, executemany for many.

A writer holds the whole file, so what was read stays true until the commit and no row is locked.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from jishan.foundation.tenancy import new_id, new_ids
from jishan.ledger.bulk.rows import (
    ISSUER,
    MEMO_MAX,
    AccountState,
    Draft,
    Key,
    Row,
    Step,
    audit_facts,
    chunks,
    holder_key,
)

_POSTING = """
INSERT INTO ledger_posting (village_id, id, key, kind, day, at, reverses_id, source_id, memo)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""

_ENTRY = """
INSERT INTO ledger_entry (village_id, id, posting_id, account_id, points, kind, day) VALUES
"""

_ENTRY_VALUES = "(%s, %s, %s, %s, %s, %s, %s)"

_MOVE = "UPDATE ledger_account SET balance = balance + %s WHERE village_id = %s AND id = %s"

_AUDIT = """
INSERT INTO orgs_auditevent (village_id, id, at, actor_kind, actor_id, code, object_id, facts)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""

_ACCOUNT = "SELECT holder_kind, holder_id, purse, id, balance, floor FROM ledger_account WHERE "

_ONE_ACCOUNT = "(village_id = %s AND holder_kind = %s AND holder_id = %s AND purse = %s)"

_MANY_ACCOUNTS = """
SELECT holder_id, id, balance, floor FROM ledger_account
WHERE village_id = %s AND holder_kind = %s AND purse = %s
  AND holder_id IN (SELECT value FROM json_each(%s))
"""

_KEYS = """
SELECT key, id FROM ledger_posting
WHERE village_id = %s AND key IN (SELECT value FROM json_each(%s))
"""


def _at(step: Step) -> Any:
    """The instant as Django stores it on SQLite: UTC, without a zone."""
    return connection.ops.adapt_datetimefield_value(step.now)


def _states(rows: Iterable[Sequence[Any]]) -> dict[Key, AccountState]:
    return {(row[0], row[1], row[2]): AccountState(row[3], row[4], row[5]) for row in rows}


def _posting_row(
    village_id: int, number: int, draft: Draft, reverses_id: int | None, at: Any
) -> tuple[Any, ...]:
    posting = draft.posting
    return (
        village_id,
        number,
        posting.key,
        posting.kind.value,
        posting.day.isoformat(),
        at,
        reverses_id,
        draft.source_id,
        draft.memo[:MEMO_MAX],
    )


def _entry_rows(village_id: int, row: Row) -> list[tuple[Any, ...]]:
    kind, day = row.draft.posting.kind.value, row.draft.posting.day.isoformat()
    return [
        (village_id, new_id(), row.id, account_id, points, kind, day)
        for account_id, points in row.entries
    ]


def _audit_row(step: Step, number: int, draft: Draft, at: Any) -> tuple[Any, ...]:
    return (
        step.village_id,
        new_id(),
        at,
        step.actor.kind.value,
        step.actor.id,
        step.code,
        number if draft.source_id is None else draft.source_id,
        audit_facts(number, draft.posting),
    )


def _find(cursor: CursorWrapper, village_id: int, draft: Draft) -> dict[Key, AccountState]:
    parameters: list[Any] = []
    for entry in draft.posting.entries:
        parameters += [village_id, *holder_key(entry.account)]
    wanted = " OR ".join([_ONE_ACCOUNT] * len(draft.posting.entries))
    cursor.execute(_ACCOUNT + wanted, parameters)
    return _states(cursor.fetchall())


def _borne(draft: Draft, found: Mapping[Key, AccountState]) -> list[tuple[int, int]] | None:
    """The entries as (account id, points), if every account is there and can bear its own."""
    entries = []
    for entry in draft.posting.entries:
        state, points = found.get(holder_key(entry.account)), int(entry.points)
        if state is None:
            return None
        if points < 0 and state.floor is not None and state.balance + points < state.floor:
            return None
        entries.append((state.id, points))
    return entries


def write_one(step: Step, draft: Draft, reverses_id: int | None) -> int | None:
    """See `Writer`; nothing is written before everything is known."""
    village_id, at = step.village_id, _at(step)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        borne = _borne(draft, _find(cursor, village_id, draft))
        if borne is None:
            return None
        row = Row(new_id(), draft, borne)
        posting = _posting_row(village_id, row.id, draft, reverses_id, at)
        cursor.execute(_POSTING + "ON CONFLICT DO NOTHING", posting)
        if cursor.rowcount == 0:
            return None
        entries = _entry_rows(village_id, row)
        cursor.execute(
            _ENTRY + ", ".join([_ENTRY_VALUES] * len(entries)),
            [value for entry in entries for value in entry],
        )
        for entry, (account_id, points) in zip(draft.posting.entries, borne, strict=True):
            if entry.account.holder_kind != ISSUER:
                cursor.execute(_MOVE, [points, village_id, account_id])
        cursor.execute(_AUDIT, _audit_row(step, row.id, draft, at))
    return row.id


def lock_accounts(village_id: int, keys: Collection[Key]) -> dict[Key, AccountState]:
    """The accounts that exist. The transaction holds the file, so nothing more is locked."""
    holders: dict[tuple[str, str], list[int]] = {}
    for kind, holder, purse in keys:
        holders.setdefault((kind, purse), []).append(holder)
    found: dict[Key, AccountState] = {}
    with connection.cursor() as cursor:
        for (kind, purse), ids in holders.items():
            for chunk in chunks(ids):
                cursor.execute(_MANY_ACCOUNTS, [village_id, kind, purse, json.dumps(chunk)])
                for holder, *state in cursor.fetchall():
                    found[kind, holder, purse] = AccountState._make(state)
    return found


def ids_of_keys(village_id: int, keys: Sequence[str]) -> dict[str, int]:
    """Which of the keys are taken, and by which posting."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for chunk in chunks(keys):
            cursor.execute(_KEYS, [village_id, json.dumps(chunk, ensure_ascii=False)])
            found.update(cursor.fetchall())
    return found


def write_many(step: Step, rows: Sequence[Row]) -> None:
    """See `Writer`."""
    village_id, at, code = step.village_id, _at(step), step.code
    actor_kind, actor_id = step.actor.kind.value, step.actor.id
    iso = cache(date.isoformat)
    with connection.cursor() as cursor:
        for chunk in chunks(rows):
            postings, entries, audit = [], [], []
            ids = iter(new_ids(len(chunk) + sum([len(row.entries) for row in chunk])))
            for number, (posting, source_id, memo), lines in chunk:
                key, kind, day = posting.key, posting.kind.value, iso(posting.day)
                memo = memo[:MEMO_MAX]
                postings.append((village_id, number, key, kind, day, at, None, source_id, memo))
                for account_id, points in lines:
                    entries.append((village_id, next(ids), number, account_id, points, kind, day))
                facts = audit_facts(number, posting)
                source = number if source_id is None else source_id
                audit.append((village_id, next(ids), at, actor_kind, actor_id, code, source, facts))
            cursor.executemany(_POSTING, postings)
            cursor.executemany(_ENTRY + _ENTRY_VALUES, entries)
            cursor.executemany(_AUDIT, audit)


def move_balances(village_id: int, moves: Mapping[int, int]) -> None:
    """Add to the balances of locked accounts, by account id."""
    with connection.cursor() as cursor:
        cursor.executemany(
            _MOVE, [(points, village_id, account_id) for account_id, points in moves.items()]
        )
