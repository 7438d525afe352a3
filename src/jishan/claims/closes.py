"""What a close asks of the village before it begins: what was closed, what is still on its road."""

from collections.abc import Collection

from jishan.core.closing import gives_at
from jishan.core.periods import CLOSING_ORDER, Period, periods_within
from jishan.core.workflow import State
from jishan.foundation.cursors import statement_cursor
from jishan.schemes.queries import Rules

_CLOSED = "SELECT key, period FROM claims_periodclose WHERE village_id = %s"
_WAITING = """
SELECT count(*) FROM claims_claim
WHERE village_id = %s AND state = %s AND day BETWEEN %s AND %s
"""


def closed_by_key(village_id: int) -> dict[str, str]:
    """The label of every period that was closed, by the key of its close."""
    with statement_cursor() as cursor:
        cursor.execute(_CLOSED, [village_id])
        return dict(cursor.fetchall())


def waiting_claims(village_id: int, period: Period) -> int:
    """How many acts of the period are still on their road."""
    with statement_cursor() as cursor:
        cursor.execute(_WAITING, [village_id, State.OPEN.value, period.first, period.last])
        return int(cursor.fetchone()[0])


def shorter_open(rules: Rules, period: Period, closed: Collection[str]) -> Period | None:
    """The first shorter period within that gives or clears something by its own rules and has not
    been closed: what it gives counts in the longer one."""
    found = rules.on(period.last)
    if found is None:
        return None
    for kind in CLOSING_ORDER[: CLOSING_ORDER.index(period.kind)]:
        for shorter in periods_within(found.scheme.periods, kind, period):
            of_day = rules.on(shorter.last)
            if of_day and gives_at(of_day.scheme, kind) and shorter.label not in closed:
                return shorter
    return None
