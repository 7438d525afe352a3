"""What left with whom and what came with whom, as the desk reads it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet

from jishan.core.access import Actor, Permission
from jishan.core.points import Points
from jishan.foundation.reach import within
from jishan.moving.models import HandOver, TakeOver
from jishan.orgs.queries import Place, place_of, villages_beside

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class MoveRow:
    """`code` only where points left; `points` by the names of the purses, empty where they came."""

    head_name: str
    number: str
    out: bool
    village: str
    code: str
    points: tuple[tuple[str, Points], ...]
    at: datetime


def moves(actor: Actor, *, limit: int = 50) -> tuple[MoveRow, ...]:
    """Handovers and takeovers, the newest first."""
    here = place_of(actor.village_id)
    gone = within(actor, Permission.MOVE_HOUSEHOLD, HandOver.objects.all())
    come = within(actor, Permission.MOVE_HOUSEHOLD, TakeOver.objects.all())
    rows = [_gone(here, one) for one in _latest(gone, "to_village", limit)]
    rows += [_come(one) for one in _latest(come, "from_village", limit)]
    return tuple(sorted(rows, key=lambda one: one.at, reverse=True)[:limit])


def _latest(rows: QuerySet[Row], village: str, limit: int) -> QuerySet[Row]:
    return rows.select_related("household", village).order_by("-at")[:limit]


def _gone(here: Place, row: HandOver) -> MoveRow:
    return MoveRow(
        head_name=row.household.head_name,
        number=row.household.number,
        out=True,
        village=row.to_village.name,
        code=f"{here.code}-{row.code}",
        points=tuple((name, Points(balance)) for _, name, _, balance, *_ in row.purses),
        at=row.at,
    )


def _come(row: TakeOver) -> MoveRow:
    return MoveRow(
        head_name=row.household.head_name,
        number=row.household.number,
        out=False,
        village=row.from_village.name,
        code="",
        points=(),
        at=row.at,
    )


def villages_to_move_to(actor: Actor) -> tuple[Place, ...]:
    """The other villages of the township."""
    actor.require(Permission.MOVE_HOUSEHOLD)
    return villages_beside(place_of(actor.village_id))
