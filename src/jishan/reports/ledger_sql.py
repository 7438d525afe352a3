"""The statements of the 积分台账: each line with its claim and its notice, and who spoke for them.

A page shows fifty lines, an export a hundred thousand: they are streamed from one query instead of
a list of ids for every table behind them.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

_LINES = """
SELECT e.posting_id, e.account_id, e.day, e.kind, e.points, p.memo, p.source_id, p.reverses_id,
  c.version_id, c.category, CASE WHEN c.submitted_kind = 'staff' THEN c.submitted_by END,
  n.notice_id
FROM ledger_entry e
JOIN ledger_posting p ON p.village_id = e.village_id AND p.id = e.posting_id
LEFT JOIN claims_claim c ON c.village_id = p.village_id AND c.id = p.source_id
LEFT JOIN notices_noticerow n ON n.village_id = c.village_id AND n.id = c.notice_row_id
WHERE e.village_id = %s AND e.id BETWEEN %s AND %s AND e.account_id NOT IN ({issuers})
ORDER BY e.id
"""
_VOICES = {
    "postgresql": """
SELECT d.claim_id, STRING_AGG(d.stage || ':' || d.decided_by, ',' ORDER BY d.at, d.id)
FROM claims_decision d
WHERE d.village_id = %s AND d.claim_id BETWEEN %s AND %s AND d.claim_id = ANY(%s::bigint[])
  AND d.accepted
GROUP BY d.claim_id
""",
    "sqlite": """
SELECT s.claim_id, GROUP_CONCAT(s.voice, ',') FROM (
  SELECT d.claim_id, d.stage || ':' || d.decided_by AS voice
  FROM json_each(%s) w CROSS JOIN claims_decision d
  WHERE d.village_id = %s AND d.claim_id = w.value AND d.accepted
  ORDER BY d.claim_id, d.at, d.id
) s
GROUP BY s.claim_id
""",
}
_CHUNK = 5_000
_NOBODY = 0
"""No account's id: PostgreSQL takes no empty list."""


class Line(NamedTuple):
    """One entry. What the claim behind it adds is None where there is none; `recorded_by` is a user
    of the staff."""

    posting_id: int
    account_id: int
    day: date
    kind: str
    points: int
    memo: str
    source_id: int | None
    reverses_id: int | None
    version_id: int | None
    category: str | None
    recorded_by: int | None
    notice_id: int | None


def lines(
    village_id: int, first_id: int, last_id: int, *, issuers: Sequence[int]
) -> Iterator[list[Line]]:
    """The holders' entries between two ids, both included, some thousand at a time.

    Not by a server-side cursor: PostgreSQL plans those for their first rows, and takes three times
    as long for all of them.
    """
    left_out = issuers or [_NOBODY]
    statement = _LINES.format(issuers=", ".join(["%s"] * len(left_out)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [village_id, first_id, last_id, *left_out])
        while rows := cursor.fetchmany(_CHUNK):
            yield list(map(Line._make, rows))


def voices(village_id: int, claim_ids: Sequence[int]) -> dict[int, str]:
    """Who accepted each claim: "stage:user", comma between, in the order they spoke.

    The claims of a stretch of lines were made one after the other: told from which to which, the
    server looks them up in the index instead of reading everybody's decisions.
    """
    if not claim_ids:
        return {}
    asked: list[Any] = [json.dumps(claim_ids), village_id]
    if connection.vendor == "postgresql":
        wanted = ",".join(map(str, claim_ids))
        asked = [village_id, min(claim_ids), max(claim_ids), f"{{{wanted}}}"]
    with connection.cursor() as cursor:
        cursor.execute(_VOICES[connection.vendor], asked)
        return dict(cursor.fetchall())
