"""One statement for the 积分台账: each line with its claim, its notice and who spoke for it.

A page shows fifty lines, an export a hundred thousand: they are streamed from one query instead of
a list of ids for every table behind them.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

_JOINED = {
    "postgresql": "STRING_AGG(s.voice, ',' ORDER BY s.at, s.id)",
    "sqlite": "GROUP_CONCAT(s.voice, ',')",
}
_LINES = """
SELECT e.posting_id, e.account_id, e.day, e.kind, e.points, p.memo, p.reverses_id, c.version_id,
  c.category, CASE WHEN c.submitted_kind = 'staff' THEN c.submitted_by END, n.notice_id, v.voices
FROM ledger_entry e
JOIN ledger_posting p ON p.village_id = e.village_id AND p.id = e.posting_id
LEFT JOIN claims_claim c ON c.village_id = p.village_id AND c.id = p.source_id
LEFT JOIN notices_noticerow n ON n.village_id = c.village_id AND n.id = c.notice_row_id
LEFT JOIN (
  SELECT s.claim_id, {joined} AS voices FROM (
    SELECT d.claim_id, d.stage || ':' || d.decided_by AS voice, d.at, d.id
    FROM claims_decision d
    WHERE d.village_id = %s AND d.accepted
    ORDER BY d.claim_id, d.at, d.id
  ) s
  GROUP BY s.claim_id
) v ON v.claim_id = c.id
WHERE e.village_id = %s AND e.id BETWEEN %s AND %s AND e.account_id NOT IN ({issuers})
ORDER BY e.id
"""
_CHUNK = 2_000


class Line(NamedTuple):
    """One entry. What the claim behind it adds is None where there is none; `recorded_by` is a user
    of the staff; `voices` are "stage:user", comma between, in the order they were given."""

    posting_id: int
    account_id: int
    day: date
    kind: str
    points: int
    memo: str
    reverses_id: int | None
    version_id: int | None
    category: str | None
    recorded_by: int | None
    notice_id: int | None
    voices: str | None


def lines(
    village_id: int, first_id: int, last_id: int, *, issuers: Sequence[int]
) -> Iterator[list[Line]]:
    """The holders' entries between two ids, both included, some thousand at a time."""
    statement = _LINES.format(
        joined=_JOINED[connection.vendor], issuers=", ".join(["%s"] * len(issuers))
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, [village_id, village_id, first_id, last_id, *issuers])
        while rows := cursor.fetchmany(_CHUNK):
            yield list(map(Line._make, rows))
