"""Periods that were closed (结算), for the desk."""

from dataclasses import dataclass
from datetime import datetime

from jishan.claims.models import PeriodClose
from jishan.core.access import Actor, Permission


@dataclass(frozen=True, slots=True)
class CloseRow:
    period: str
    at: datetime


def closed_periods(actor: Actor, *, limit: int = 24) -> tuple[CloseRow, ...]:
    """What was closed, the newest first."""
    actor.require_whole(Permission.VIEW_OFFICE)
    rows = PeriodClose.objects.filter(village_id=actor.village_id).order_by("-at")[:limit]
    return tuple(CloseRow(row.period, row.at) for row in rows)
