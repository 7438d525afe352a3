"""What a close asks of the village before it begins: what was closed, what is still on its road."""

from jishan.core.periods import Period
from jishan.core.workflow import State
from jishan.foundation.cursors import statement_cursor

_CLOSED = "SELECT key, period FROM claims_periodclose WHERE village_id = %s"
_WAITING = """
SELECT count(*) FROM claims_claim
WHERE village_id = %s AND state = %s AND day BETWEEN %s AND %s
"""


def closed_periods(village_id: int) -> dict[str, str]:
    """The label of every period that was closed, by the key of its close."""
    with statement_cursor() as cursor:
        cursor.execute(_CLOSED, [village_id])
        return dict(cursor.fetchall())


def waiting_claims(village_id: int, period: Period) -> int:
    """How many acts of the period are still on their road."""
    with statement_cursor() as cursor:
        cursor.execute(_WAITING, [village_id, State.OPEN.value, period.first, period.last])
        return int(cursor.fetchone()[0])
