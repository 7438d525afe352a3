"""What has been closed, for steps that must not change the past (结算以后不往回改)."""

from datetime import date

from jishan.claims.models import PeriodClose
from jishan.core.periods import CLOSING_ORDER, ONE_DAY, period_of
from jishan.schemes.queries import in_force


def closed_through(village_id: int) -> date | None:
    """The last day of the period that was closed and ends last; None where none was."""
    results = PeriodClose.objects.filter(village_id=village_id).values_list("result", flat=True)
    days = [date.fromisoformat(one["last"]) for one in results]
    return max(days, default=None)


def clearing_awaited(village_id: int, day: date) -> str | None:
    """The label of a period that ended before the day, clears purses and is not closed yet."""
    found = in_force(village_id, day)
    if found is None:
        return None
    closed = PeriodClose.objects.filter(village_id=village_id)
    labels = set(closed.values_list("period", flat=True))
    kinds = {one.clearing.every for one in found.scheme.purses if one.clearing is not None}
    for kind in CLOSING_ORDER:
        begun = period_of(found.scheme.periods, kind, day).first
        if kind not in kinds or begun <= found.scheme.in_force_from:
            continue
        label = period_of(found.scheme.periods, kind, begun - ONE_DAY).label
        if label not in labels:
            return label
    return None
