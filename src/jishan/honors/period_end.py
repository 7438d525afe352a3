"""The end of a period in one step: it is closed, and its rankings are announced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jishan.claims.actions import close_period
from jishan.claims.actions.periods import ClosedPeriod
from jishan.claims.sums import Sums
from jishan.core.access import Actor
from jishan.core.errors import Refusal
from jishan.core.scheme.values import PeriodKind
from jishan.honors.actions import AnnouncedRanking, announce_ranking


class PointsStillCome(Refusal):
    """The close gives points that must be on a notice first; a ranking would miss them."""

    code = "honors.points_still_come"


@dataclass(frozen=True, slots=True)
class EndedPeriod:
    closed: ClosedPeriod
    rankings: tuple[AnnouncedRanking, ...]


@transaction.atomic
def end_period(
    actor: Actor,
    kind: PeriodKind,
    day: date,
    *,
    measures: Sequence[str],
    key: str,
    now: datetime,
) -> EndedPeriod:
    """Close the period that holds the day, and announce its rankings by these measures (J7).

    Both or nothing. A close that gives points refuses the rankings: they are announced when the
    points stand in the book. The same key: the same close and the same rankings.
    """
    sums = Sums(actor.village_id)
    closed = close_period(actor, kind, day, key=key, now=now, sums=sums)
    if measures and closed.claims:
        raise PointsStillCome(count=closed.claims)
    rankings = tuple(
        announce_ranking(
            actor, kind, day=day, measure=measure, key=f"{key}:{number}", now=now, sums=sums
        )
        for number, measure in enumerate(measures)
    )
    return EndedPeriod(closed, rankings)
