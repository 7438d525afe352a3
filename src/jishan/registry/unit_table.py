"""Reading units: the clerk's list, one unit, and whom somebody may write an act down for."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from jishan.core.access import Actor, Permission
from jishan.foundation.reach import reach, within
from jishan.registry.models import Unit
from jishan.registry.tags import Tag, tags_of

_LOOKING = (Permission.VIEW_ROSTER, Permission.RECORD_CLAIM, Permission.VERIFY_CLAIM)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit for staff. `contact` is empty for readers who have no business with the roster."""

    id: int
    name: str
    kind: str
    group_id: int | None
    group: str
    contact: str
    address: str
    door_code: str
    participating: bool
    since: date
    until: date | None
    tags: tuple[Tag, ...]


def units(
    actor: Actor, *, text: str = "", closed: bool = False, limit: int = 500
) -> tuple[UnitRow, ...]:
    """The units within the actor's reach, by name; those that have ended only if asked for."""
    rows = within(actor, _looking(actor), _with_group()).filter(until__isnull=not closed)
    if text.strip():
        typed = text.strip()
        rows = rows.filter(Q(name__icontains=typed) | Q(door_code__iexact=typed))
    return tuple(_row(actor, row) for row in rows.order_by("name", "id")[:limit])


def unit(actor: Actor, unit_id: int) -> UnitRow:
    """One unit, or `not_found`."""
    return _row(actor, reach(actor, _looking(actor), _with_group(), unit_id))


def _looking(actor: Actor) -> Permission:
    held = [one for one in _LOOKING if actor.holds(one)]
    whole = [one for one in held if one in actor.whole]
    return (whole or held or [Permission.VIEW_ROSTER])[0]


def _with_group() -> QuerySet[Unit]:
    return Unit.objects.select_related("group")


def _row(actor: Actor, row: Unit) -> UnitRow:
    return UnitRow(
        row.id,
        row.name,
        row.kind,
        row.group_id,
        row.group.name if row.group else "",
        row.contact if actor.holds(Permission.VIEW_ROSTER) else "",
        row.address,
        row.door_code,
        row.participating,
        row.since,
        row.until,
        tags_of(row.tags),
    )
