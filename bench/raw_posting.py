"""The yardstick of postings: hand-written SQL through the bare driver, for the same rows.

The same tables with all their constraints and triggers, the same durability, the same guarantees:
idempotent by key, guarded by the CHECK on the balance, all or nothing. Nothing is looked up:
whoever calls knows the account's id.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from django.conf import settings

from bench.people import DAY, NOW, BenchVillage

_ONE = """
WITH p AS (
  INSERT INTO ledger_posting (village_id, id, key, kind, day, at, reverses_id, source_id, memo)
  VALUES (%(v)s, %(p)s, %(key)s, 'earning', %(day)s, %(at)s, NULL, %(source)s, %(memo)s)
  ON CONFLICT (village_id, key) DO NOTHING RETURNING id
), e AS (
  INSERT INTO ledger_entry (village_id, id, posting_id, account_id, points, kind, day)
  SELECT %(v)s, n.id, p.id, n.account, n.points, 'earning', %(day)s FROM p, (VALUES
    (%(e1)s::bigint, %(a)s::bigint, %(points)s::bigint), (%(e2)s, %(issuer)s, -%(points)s)
  ) AS n (id, account, points)
), m AS (
  UPDATE ledger_account SET balance = balance + %(points)s FROM p
  WHERE village_id = %(v)s AND ledger_account.id = %(a)s
), n AS (
  INSERT INTO orgs_auditevent
    (village_id, id, at, actor_kind, actor_id, code, object_id, facts)
  SELECT %(v)s, %(audit)s, %(at)s, 'staff', 1, 'claim.posted', %(source)s, %(facts)s FROM p
)
SELECT id FROM p
"""

_POSTING = """
INSERT INTO ledger_posting (village_id, id, key, kind, day, at, reverses_id, source_id, memo)
VALUES (?, ?, ?, 'earning', ?, ?, NULL, ?, ?)
"""
_ENTRY = """
INSERT INTO ledger_entry (village_id, id, posting_id, account_id, points, kind, day)
VALUES (?, ?, ?, ?, ?, 'earning', ?)
"""
_MOVE = "UPDATE ledger_account SET balance = balance + ? WHERE village_id = ? AND id = ?"
_AUDIT = """
INSERT INTO orgs_auditevent (village_id, id, at, actor_kind, actor_id, code, object_id, facts)
VALUES (?, ?, ?, 'staff', 1, 'claim.posted', ?, ?)
"""
_MOVE_MANY = """
UPDATE ledger_account a SET balance = a.balance + w.points
FROM unnest(%s::bigint[], %s::bigint[]) AS w (id, points)
WHERE a.village_id = %s AND a.id = w.id
"""
MEMO = "清扫巷道 ×1（第 5 号公示）"


def connect() -> Any:
    """The bare driver on the database that Django is set up for."""
    found = settings.DATABASES["default"]
    if "sqlite" in found["ENGINE"]:
        connection = sqlite3.connect(found["NAME"], isolation_level=None, timeout=20)
        connection.executescript(found["OPTIONS"]["init_command"])
        return connection
    import psycopg  # with the extra jishan[postgres] only

    return psycopg.connect(
        host=found["HOST"],
        port=found["PORT"],
        user=found["USER"],
        password=found["PASSWORD"] or None,
        dbname=found["NAME"],
        autocommit=True,
    )


class RawPoster:
    """One client. `number` keeps its keys and ids apart from those of the others."""

    def __init__(self, village: BenchVillage, number: int) -> None:
        self.village = village
        self.connection = connect()
        self.ids = count((number + 1) << 40)
        self.at = NOW.strftime("%Y-%m-%d %H:%M:%S")

    def post(self, turn: int, points: int = 100) -> None:
        """One posting with two entries, the balance and the audit line, committed."""
        account = self.village.accounts[turn % len(self.village.accounts)]
        posting = next(self.ids)
        facts = json.dumps({"posting": posting, "points": {"spend": points}})
        if isinstance(self.connection, sqlite3.Connection):
            self._on_sqlite(account, posting, points, facts)
            return
        parameters = {
            "v": self.village.id,
            "p": posting,
            "key": f"raw {posting}",
            "day": DAY,
            "at": NOW,
            "source": turn,
            "memo": MEMO,
            "e1": next(self.ids),
            "e2": next(self.ids),
            "a": account,
            "issuer": self.village.issuer,
            "points": points,
            "audit": next(self.ids),
            "facts": facts,
        }
        self.connection.execute(_ONE, parameters, prepare=True)

    def _on_sqlite(self, account: int, posting: int, points: int, facts: str) -> None:
        village, day, run = self.village.id, DAY.isoformat(), self.connection.execute
        run("BEGIN IMMEDIATE")
        run(_POSTING, (village, posting, f"raw {posting}", day, self.at, posting, MEMO))
        run(_ENTRY, (village, next(self.ids), posting, account, points, day))
        run(_ENTRY, (village, next(self.ids), posting, self.village.issuer, -points, day))
        run(_MOVE, (points, village, account))
        run(_AUDIT, (village, next(self.ids), self.at, posting, facts))
        run("COMMIT")

    def rows(self, size: int, points: int = 100) -> "RawMonth":
        """A month's rows, ready-made, so that only the database is measured."""
        postings, entries, audit, moves = [], [], [], []
        village, day = self.village.id, DAY.isoformat()
        for turn in range(size):
            posting = next(self.ids)
            account = self.village.accounts[turn % len(self.village.accounts)]
            facts = json.dumps({"posting": posting, "points": {"spend": points}})
            postings.append((village, posting, f"raw {posting}", day, self.at, turn, MEMO))
            entries.append((village, next(self.ids), posting, account, points, day))
            entries.append((village, next(self.ids), posting, self.village.issuer, -points, day))
            audit.append((village, next(self.ids), self.at, turn, facts))
            moves.append((points, village, account))
        return RawMonth(postings, entries, audit, moves)

    def post_month(self, month: "RawMonth") -> None:
        """All rows in one transaction: COPY, or executemany on SQLite."""
        if isinstance(self.connection, sqlite3.Connection):
            self.connection.execute("BEGIN IMMEDIATE")
            self.connection.executemany(_POSTING, month.postings)
            self.connection.executemany(_ENTRY, month.entries)
            self.connection.executemany(_AUDIT, month.audit)
            self.connection.executemany(_MOVE, month.moves)
            self.connection.execute("COMMIT")
            return
        with self.connection.transaction(), self.connection.cursor() as cursor:
            for statement, lines in month.copies():
                with cursor.copy(statement) as copy:
                    copy.write(lines)
            ids = [move[2] for move in month.moves]
            cursor.execute(_MOVE_MANY, (ids, [move[0] for move in month.moves], self.village.id))


Rows = Sequence[tuple[Any, ...]]


class RawMonth:
    """Rows of a month; for COPY they are text before the clock starts."""

    def __init__(self, postings: Rows, entries: Rows, audit: Rows, moves: Rows) -> None:
        self.postings, self.entries, self.audit, self.moves = postings, entries, audit, moves
        self._copies: list[tuple[str, str]] | None = None

    def copies(self) -> list[tuple[str, str]]:
        if self._copies is None:
            self._copies = [
                (
                    "COPY ledger_posting (village_id, id, key, kind, day, at, source_id, memo)"
                    " FROM STDIN",
                    _lines((*r[:3], "earning", r[3], f"{r[4]}+00", *r[5:]) for r in self.postings),
                ),
                (
                    "COPY ledger_entry (village_id, id, posting_id, account_id, points, kind, day)"
                    " FROM STDIN",
                    _lines((*r[:5], "earning", r[5]) for r in self.entries),
                ),
                (
                    "COPY orgs_auditevent (village_id, id, at, actor_kind, actor_id, code,"
                    " object_id, facts) FROM STDIN",
                    _lines(
                        (r[0], r[1], f"{r[2]}+00", "staff", 1, "claim.posted", r[3], r[4])
                        for r in self.audit
                    ),
                ),
            ]
        return self._copies


def _lines(rows: Iterable[tuple[Any, ...]]) -> str:
    return "".join("\t".join(map(str, row)) + "\n" for row in rows)
