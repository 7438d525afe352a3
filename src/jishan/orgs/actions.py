"""Writing to the tree and to the audit log."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from jishan.core.access import LEVELS, Actor, Level, Role
from jishan.core.errors import Refusal
from jishan.foundation.cursors import statement_cursor
from jishan.orgs.models import Appointment, AuditEvent, Counter, Organization, User


class RoleNotAtLevel(Refusal):
    code = "orgs.role_not_at_level"


def record(actor: Actor, code: str, object_id: int, *, now: datetime, **facts: Any) -> None:
    """One line of the audit log, inside the action's own transaction."""
    AuditEvent.objects.create(
        village_id=actor.village_id,
        at=now,
        actor_kind=actor.kind.value,
        actor_id=actor.id,
        code=code,
        object_id=object_id,
        facts=facts,
    )


@transaction.atomic
def found_organization(
    name: str, code: str, *, level: Level, parent: Organization | None, position: int = 0
) -> Organization:
    """Add a place to the tree. An installer's step: `demo`, and `jishan org add`."""
    path = f"{parent.path if parent else '/'}{code}/"
    place = Organization(
        name=name, code=code, level=level.value, parent=parent, path=path, position=position
    )
    if parent is not None:
        place.county_id = parent.county_id or parent.pk
        if parent.level in (Level.TOWNSHIP, Level.VILLAGE):
            place.township_id = parent.township_id or parent.pk
    place.save()
    return place


@transaction.atomic
def appoint(user: User, place: Organization, *, role: Role, since: date) -> Appointment:
    """Give somebody a role at a place. Saying it twice changes nothing."""
    if Level(place.level) not in LEVELS.get(role, frozenset()):
        raise RoleNotAtLevel(role=role.value, level=place.level)
    appointment, _ = Appointment.objects.get_or_create(
        user=user, organization=place, role=role.value, since=since
    )
    return appointment


@transaction.atomic
def end_appointment(appointment: Appointment, *, until: date) -> None:
    """The role ends after `until`; what was done under it stays in the books."""
    appointment.until = until
    appointment.save(update_fields=["until"])


_COUNT = """
INSERT INTO orgs_counter (village_id, name, last) VALUES (%s, %s, %s)
ON CONFLICT (village_id, name) DO UPDATE SET last = orgs_counter.last + excluded.last
RETURNING last
"""


def next_number(village_id: int, name: str, *, count: int = 1) -> int:
    """The first of `count` running numbers of the village; locked until the commit."""
    assert count > 0, "somebody wants a number"
    with statement_cursor() as cursor:
        cursor.execute(_COUNT, [village_id, name, count])
        last: int = cursor.fetchone()[0]
    return last - count + 1


def take_turn(village_id: int, name: str, turn: int) -> bool:
    """Whether nobody has taken this turn or a later one yet; locked until the commit.

    For what happens once a day whoever comes first: the turn is the day's ordinal.
    """
    Counter.objects.get_or_create(village_id=village_id, name=name)
    rows = Counter.objects.filter(village_id=village_id, name=name, last__lt=turn)
    return bool(rows.update(last=turn))
