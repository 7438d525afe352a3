"""The one door to a row.

Every tenant row that a page, an export or an action shows or changes comes through here. What lies
outside the actor's reach is not forbidden, it is not found.
"""

from typing import TypeVar

from django.db.models import Q, QuerySet

from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound
from jishan.foundation.tenancy import VillageRow

Row = TypeVar("Row", bound=VillageRow)


def within(actor: Actor, permission: Permission, rows: QuerySet[Row]) -> QuerySet[Row]:
    """The rows of this actor: one village always, one group or one household where that is all
    that the permission reaches. Refuses with `not_allowed` when it is held nowhere.
    """
    actor.require(permission)
    rows = rows.filter(village_id=actor.village_id)
    if permission in actor.whole:
        return rows
    reached = Q()
    groups = actor.grouped.get(permission)
    paths = rows.model.GROUP_PATH or ()
    for path in (paths,) if isinstance(paths, str) else paths:
        if groups:
            reached |= Q(**{f"{path}__in": groups})
    if permission in actor.own and rows.model.HOUSEHOLD_PATH:
        reached |= Q(**{rows.model.HOUSEHOLD_PATH: actor.household_id})
    return rows.filter(reached) if reached else rows.none()


def reach(actor: Actor, permission: Permission, rows: QuerySet[Row], row_id: int) -> Row:
    """The one row, or `not_found` for "not yours" and "not there" alike."""
    row = within(actor, permission, rows).filter(id=row_id).first()
    if row is None:
        raise NotFound
    return row
