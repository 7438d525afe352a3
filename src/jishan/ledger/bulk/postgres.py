"""PostgreSQL: one statement for one posting, COPY for many."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper

from jishan.core.ledger import Entry
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

# Locks come first, in id order, and never touch the issuer's row. Everything after `posting` hangs
# on the row that it returns, so a key that is taken, an account that is missing or one that cannot
# bear its entry leaves nothing behind. Accounts stand in VALUES and not in arrays: the planner then
# knows how many there are, and keeps one plan for all postings.
_POST = """
WITH held AS MATERIALIZED (
  SELECT a.id, a.balance, a.floor, w.points, w.entry
  FROM (VALUES {holders}) AS w (holder_kind, holder_id, purse, points, entry)
  JOIN ledger_account a ON a.village_id = %(village)s
    AND a.holder_kind = w.holder_kind AND a.holder_id = w.holder_id AND a.purse = w.purse
  ORDER BY a.id FOR NO KEY UPDATE OF a
), found AS MATERIALIZED (
  SELECT * FROM held{issuers}
), posting AS (
  INSERT INTO ledger_posting (village_id, id, key, kind, day, at, reverses_id, source_id, memo)
  SELECT %(village)s, %(posting)s, %(key)s, %(kind)s, %(day)s, %(at)s, %(reverses)s, %(source)s,
    %(memo)s
  WHERE (SELECT count(*) FROM found) = %(count)s
    AND NOT EXISTS (SELECT 1 FROM found WHERE points < 0 AND balance + points < floor)
  ON CONFLICT DO NOTHING
  RETURNING id, kind, day
), written AS (
  INSERT INTO ledger_entry (village_id, id, posting_id, account_id, points, kind, day)
  SELECT %(village)s, f.entry, p.id, f.id, f.points, p.kind, p.day FROM found f, posting p
), moved AS (
  UPDATE ledger_account a SET balance = a.balance + h.points FROM held h, posting
  WHERE a.village_id = %(village)s AND a.id = h.id
), noted AS (
  INSERT INTO orgs_auditevent
    (village_id, id, at, actor_kind, actor_id, code, object_id, facts)
  SELECT %(village)s, %(audit)s, %(at)s, %(actor_kind)s, %(actor)s, %(code)s, %(object)s,
    %(facts)s::jsonb
  FROM posting
)
SELECT id FROM posting
"""

_ISSUERS = """
  UNION ALL
  SELECT a.id, 0, NULL, w.points, w.entry
  FROM (VALUES {issuers}) AS w (holder_kind, holder_id, purse, points, entry)
  JOIN ledger_account a ON a.village_id = %(village)s
    AND a.holder_kind = w.holder_kind AND a.holder_id = w.holder_id AND a.purse = w.purse
"""

_WANTED = (
    "(%(kind{0})s::text, %(holder{0})s::bigint, %(purse{0})s::text,"
    " %(points{0})s::bigint, %(entry{0})s::bigint)"
)

_LOCK = """
SELECT a.holder_kind, a.holder_id, a.purse, a.id, a.balance, a.floor
FROM unnest(%s::text[], %s::bigint[], %s::text[]) AS w (holder_kind, holder_id, purse)
JOIN ledger_account a ON a.village_id = %s
  AND a.holder_kind = w.holder_kind AND a.holder_id = w.holder_id AND a.purse = w.purse
WHERE (w.holder_kind = 'issuer') = %s
ORDER BY a.id
"""

_PREPARE_AFTER = 2
_NULL = "\\N"

_KEYS = "SELECT key, id FROM ledger_posting WHERE village_id = %s AND key = ANY(%s)"

_MOVE = """
UPDATE ledger_account a SET balance = a.balance + w.points
FROM unnest(%s::bigint[], %s::bigint[]) AS w (id, points)
WHERE a.village_id = %s AND a.id = w.id
"""


def _cursor() -> CursorWrapper:
    """A cursor that binds on the server and prepares: planning costs more than running it.

    Django's own cursors fill the parameters in on this side and cannot. An operator behind a pooler
    that cannot carry prepared statements sets the database option `prepare_threshold` to None.
    """
    connection.ensure_connection()
    if "prepare_threshold" not in connection.settings_dict["OPTIONS"]:
        connection.connection.prepare_threshold = _PREPARE_AFTER
    raw: Any = psycopg.Cursor(connection.connection)
    if connection.queries_logged:
        return connection.make_debug_cursor(raw)
    return connection.make_cursor(raw)


@cache
def _statement(holders: int, issuers: int) -> str:
    """The statement for a posting of so many holders' and issuers' entries, in this order."""
    wanted = [_WANTED.format(number) for number in range(holders + issuers)]
    union = _ISSUERS.format(issuers=", ".join(wanted[holders:])) if issuers else ""
    return _POST.format(holders=", ".join(wanted[:holders]), issuers=union)


def _parameters(
    step: Step, draft: Draft, entries: Sequence[Entry], reverses_id: int | None
) -> dict[str, Any]:
    posting, posting_id = draft.posting, new_id()
    found: dict[str, Any] = {
        "village": step.village_id,
        "count": len(entries),
        "posting": posting_id,
        "key": posting.key,
        "kind": posting.kind.value,
        "day": posting.day,
        "at": step.now,
        "reverses": reverses_id,
        "source": draft.source_id,
        "memo": draft.memo[:MEMO_MAX],
        "audit": new_id(),
        "actor_kind": step.actor.kind.value,
        "actor": step.actor.id,
        "code": step.code,
        "object": posting_id if draft.source_id is None else draft.source_id,
        "facts": audit_facts(posting_id, posting),
    }
    for number, entry in enumerate(entries):
        kind, holder, purse = holder_key(entry.account)
        found[f"kind{number}"] = kind
        found[f"holder{number}"] = holder
        found[f"purse{number}"] = purse
        found[f"points{number}"] = entry.points
        found[f"entry{number}"] = new_id()
    return found


def _states(rows: Iterable[Sequence[Any]]) -> dict[Key, AccountState]:
    return {(row[0], row[1], row[2]): AccountState(row[3], row[4], row[5]) for row in rows}


def write_one(step: Step, draft: Draft, reverses_id: int | None) -> int | None:
    """Write one posting with its entries, balances and audit line, or nothing."""
    holders = [e for e in draft.posting.entries if e.account.holder_kind != ISSUER]
    issuers = [e for e in draft.posting.entries if e.account.holder_kind == ISSUER]
    statement = _statement(len(holders), len(issuers))
    with _cursor() as cursor:
        cursor.execute(statement, _parameters(step, draft, [*holders, *issuers], reverses_id))
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def lock_accounts(village_id: int, keys: Collection[Key]) -> dict[Key, AccountState]:
    """The accounts that exist, holders' rows locked in id order until the end of the step."""
    lists = [list(column) for column in zip(*keys, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [*lists, village_id, True])
        found = _states(cursor.fetchall())
        cursor.execute(f"{_LOCK} FOR NO KEY UPDATE OF a", [*lists, village_id, False])
        return found | _states(cursor.fetchall())


def ids_of_keys(village_id: int, keys: Sequence[str]) -> dict[str, int]:
    """Which of the keys are taken, and by which posting."""
    with connection.cursor() as cursor:
        cursor.execute(_KEYS, [village_id, list(keys)])
        return dict(cursor.fetchall())


def _text(value: str) -> str:
    """Escape a free text for COPY's text format."""
    if "\\" in value or "\t" in value or "\n" in value or "\r" in value:
        value = value.replace("\\", "\\\\").replace("\t", "\\t")
        return value.replace("\n", "\\n").replace("\r", "\\r")
    return value


def _copy(table: str, columns: str, blocks: Iterable[str]) -> None:
    statement = f"COPY {table} ({columns}) FROM STDIN"
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(statement) as copy,
    ):
        for block in blocks:
            copy.write(block)


def write_many(step: Step, rows: Sequence[Row]) -> None:
    """See `Writer`."""
    _copy(
        "ledger_posting",
        "village_id, id, key, kind, day, at, source_id, memo",
        (_postings(step, chunk) for chunk in chunks(rows)),
    )
    _copy(
        "ledger_entry",
        "village_id, id, posting_id, account_id, points, kind, day",
        (_entries(step, chunk) for chunk in chunks(rows)),
    )
    _copy(
        "orgs_auditevent",
        "village_id, id, at, actor_kind, actor_id, code, object_id, facts",
        (_audit(step, chunk) for chunk in chunks(rows)),
    )


def _postings(step: Step, rows: Sequence[Row]) -> str:
    village, at = step.village_id, step.now.isoformat()
    lines = []
    for number, (posting, source_id, memo), _ in rows:
        source = _NULL if source_id is None else source_id
        lines.append(
            f"{village}\t{number}\t{_text(posting.key)}\t{posting.kind}\t{posting.day}\t{at}\t"
            f"{source}\t{_text(memo[:MEMO_MAX])}\n"
        )
    return "".join(lines)


def _entries(step: Step, rows: Sequence[Row]) -> str:
    village, numbers = step.village_id, iter(new_ids(sum([len(row.entries) for row in rows])))
    lines = []
    for number, (posting, _, _), entries in rows:
        told = f"{posting.kind}\t{posting.day}\n"
        for account_id, points in entries:
            lines.append(f"{village}\t{next(numbers)}\t{number}\t{account_id}\t{points}\t{told}")
    return "".join(lines)


def _audit(step: Step, rows: Sequence[Row]) -> str:
    village, at = step.village_id, step.now.isoformat()
    actor = f"{step.actor.kind.value}\t{step.actor.id}\t{_text(step.code)}"
    lines = []
    for audit_id, (number, (posting, source_id, _), _) in zip(
        new_ids(len(rows)), rows, strict=True
    ):
        source = number if source_id is None else source_id
        facts = _text(audit_facts(number, posting))
        lines.append(f"{village}\t{audit_id}\t{at}\t{actor}\t{source}\t{facts}\n")
    return "".join(lines)


def move_balances(village_id: int, moves: Mapping[int, int]) -> None:
    """Add to the balances of locked accounts, by account id."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [list(moves), list(moves.values()), village_id])
