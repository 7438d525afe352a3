"""A month of points in 桃源村 and the titles to be won in it, for the tests of rankings."""

from datetime import date, datetime
from typing import Any

from jishan.demo.cast import Cast
from jishan.honors.actions import AnnouncedRanking, announce_ranking
from jishan.honors.models import ConferredTitle, Ranking
from jishan.orgs.models import AuditEvent

FEBRUARY = date(2026, 2, 10)
TODAY = date(2026, 3, 2)
FIRST = {
    "code": "first",
    "name": "积分之星",
    "measure": "month_total",
    "pick": {"shape": "ranks", "last": 1},
    "scope": "village",
    "ties": "all_in",
}
MODEL = {
    "code": "model",
    "name": "文明户",
    "measure": "month_total",
    "pick": {"shape": "threshold", "at_least": 20},
    "scope": "village",
    "ties": "all_in",
}
VOTED = {"shows": ["totals", "honours"], "names": "masked", "deductions": "household_only"}


def publicity(ranking: str, **changes: Any) -> dict[str, Any]:
    return {**VOTED, "ranking": ranking, **changes}


def announced(village: Cast, now: datetime, key: str = "k1") -> AnnouncedRanking:
    return announce_ranking(
        village.clerk, "month", day=FEBRUARY, measure="month_total", key=key, now=now
    )


def rows_kept(village: Cast) -> tuple[int, int, int]:
    rows = (Ranking, ConferredTitle, AuditEvent)
    counts = [model.objects.filter(village_id=village.taoyuan.id).count() for model in rows]
    return counts[0], counts[1], counts[2]
