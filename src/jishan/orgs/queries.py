"""Reading the tree: where somebody may stand, and as what actor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from jishan.core.access import (
    ROLE_PERMISSIONS,
    Actor,
    ActorKind,
    Held,
    Level,
    Permission,
    Role,
    staff_actor,
)
from jishan.core.errors import NotFound
from jishan.orgs.models import Appointment, AuditEvent, Organization, User, Wording


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the tree, ready to be shown."""

    id: int
    code: str
    name: str
    level: Level
    path: str
    township: str


def village_place(code: str) -> Place:
    """The village of this code, or `not_found`."""
    return _one(Organization.objects.filter(code=code, level=Level.VILLAGE))


def place_of(place_id: int) -> Place:
    return _one(Organization.objects.filter(pk=place_id))


def _one(rows: QuerySet[Organization]) -> Place:
    found = _places(rows[:1])
    if not found:
        raise NotFound
    return found[0]


def _places(rows: QuerySet[Organization]) -> tuple[Place, ...]:
    """Places with the name of their township: one question however many."""
    township = Organization.objects.filter(pk=OuterRef("township_id")).values("name")
    found = rows.annotate(township_name=Subquery(township)).values_list(
        "pk", "code", "name", "level", "path", "township_name"
    )
    return tuple(
        Place(own, code, name, Level(level), path, township or "")
        for own, code, name, level, path, township in found
    )


def _appointments(user_id: int, day: date) -> list[Appointment]:
    current = Q(until__isnull=True) | Q(until__gte=day)
    rows = Appointment.objects.filter(current, user_id=user_id, since__lte=day)
    return list(rows.select_related("organization__parent").order_by("id"))


def actor_in_village(user_id: int, village: Place, *, day: date) -> Actor:
    """Who the user is in this village. Without an appointment that reaches it: `not_found`."""
    return _standing(user_id, village, _appointments(user_id, day))


def _standing(user_id: int, here: Place, appointments: Sequence[Appointment]) -> Actor:
    held = []
    for appointment in appointments:
        place = appointment.organization
        if here.path.startswith(place.path):
            held.append(Held(Role(appointment.role), above=True))
        elif place.path.startswith(here.path):
            held.append(Held(Role(appointment.role), above=False, group_id=place.pk))
    if not held:
        raise NotFound
    return staff_actor(user_id, here.id, tuple(held))


def role_is_held(village_id: int, role: Role, day: date) -> bool:
    """Whether somebody holds the role in the village, or above it."""
    village = Organization.objects.filter(pk=village_id).values("path")
    current = Q(until__isnull=True) | Q(until__gte=day)
    rows = Appointment.objects.filter(current, role=role.value, since__lte=day)
    here = rows.annotate(village_path=Subquery(village))
    return here.filter(village_path__startswith=F("organization__path")).exists()


def staff_of(village_id: int, day: date) -> tuple[tuple[int, str], ...]:
    """Who works for the village (id, name): appointed there, in a group of it, or above it."""
    village = Organization.objects.get(pk=village_id)
    above = [village.path[: place + 1] for place, one in enumerate(village.path) if one == "/"]
    current = Q(until__isnull=True) | Q(until__gte=day)
    where = Q(organization__path__in=above) | Q(organization__path__startswith=village.path)
    rows = Appointment.objects.filter(current, where, since__lte=day)
    return tuple(rows.order_by("user__name").values_list("user_id", "user__name").distinct())


@dataclass(frozen=True, slots=True)
class StaffPost:
    """Somebody's role at the village or in one of its groups."""

    user_id: int
    name: str
    role: Role
    place: str


def posts_in(village_id: int, *, since: date, until: date) -> tuple[StaffPost, ...]:
    """Who held which post of the village within these days, by place, role and name."""
    village = Organization.objects.get(pk=village_id)
    rows = Appointment.objects.filter(
        Q(until__isnull=True) | Q(until__gte=since),
        organization__path__startswith=village.path,
        since__lte=until,
    ).select_related("user", "organization")
    found = {
        StaffPost(one.user_id, one.user.name, Role(one.role), one.organization.name): None
        for one in rows.order_by("organization__path", "role", "user__name")
    }
    return tuple(found)


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One step as the audit log shows it. `who` is a user's name, "" for a card or the clock."""

    id: int
    at: datetime
    actor_kind: str
    who: str
    code: str
    object_id: int
    facts: dict[str, Any]


def audit_lines(
    actor: Actor, *, limit: int = 100, before_id: int | None = None
) -> tuple[AuditLine, ...]:
    """The village's steps, the newest first, from below an id on."""
    actor.require_whole(Permission.VIEW_AUDIT)
    rows = AuditEvent.objects.filter(village_id=actor.village_id)
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    found = list(rows.order_by("-id")[:limit])
    names = names_of({row.actor_id for row in found if row.actor_kind == ActorKind.STAFF})
    return tuple(
        AuditLine(
            row.id,
            row.at,
            row.actor_kind,
            names.get(row.actor_id, "") if row.actor_kind == ActorKind.STAFF else "",
            row.code,
            row.object_id,
            row.facts,
        )
        for row in found
    )


@dataclass(frozen=True, slots=True)
class Post:
    """One of somebody's appointments: the role and where (`village_code` is "" above a village)."""

    role: Role
    place: str
    level: Level
    code: str
    village_code: str


def posts_of(user_id: int, *, day: date) -> tuple[Post, ...]:
    """All that somebody holds on a day: for the entrance to send them where they work."""
    posts = []
    for appointment in _appointments(user_id, day):
        place = appointment.organization
        level = Level(place.level)
        village_code = ""
        if level is Level.VILLAGE:
            village_code = place.code
        elif level is Level.GRID:
            assert place.parent is not None, "a grid lies in a village"
            village_code = place.parent.code
        posts.append(Post(Role(appointment.role), place.name, level, place.code, village_code))
    return tuple(posts)


def area_for(user_id: int, code: str, permission: Permission, *, day: date) -> tuple[Place, Actor]:
    """A place above the villages and who the user is there, if one of the posts there (or above
    it) holds the permission."""
    found = _one(Organization.objects.filter(code=code))
    appointments = _appointments(user_id, day)
    held = (
        ROLE_PERMISSIONS[Role(appointment.role)]
        for appointment in appointments
        if found.path.startswith(appointment.organization.path)
    )
    if not any(permission in permissions for permissions in held):
        raise NotFound
    return found, _standing(user_id, found, appointments)


def villages_under(path: str) -> tuple[Place, ...]:
    """The villages beneath a place of the tree, in the tree's order."""
    rows = Organization.objects.filter(path__startswith=path, level=Level.VILLAGE)
    return _places(rows.order_by("path"))


def villages_beside(place: Place) -> tuple[Place, ...]:
    """The other villages of a village's township, in the tree's order."""
    township = place.path.rstrip("/").rpartition("/")[0] + "/"
    return tuple(one for one in villages_under(township) if one.id != place.id)


def groups_of(village_id: int) -> tuple[Place, ...]:
    """The villager groups (grids) of a village, in their own order."""
    rows = Organization.objects.filter(parent_id=village_id, level=Level.GRID)
    return _places(rows.order_by("position", "id"))


def names_of(user_ids: set[int]) -> dict[int, str]:
    """The display names of users, for the "who" column of a table."""
    return dict(User.objects.filter(pk__in=user_ids).values_list("pk", "name"))


def name_in(column: str) -> Subquery:
    """For `annotate`: the display name of the user whose number stands in the column."""
    return Subquery(User.objects.filter(pk=OuterRef(column)).values("name")[:1])


def wordings_of(place: Place) -> dict[str, str]:
    """This place's own words, the nearest place upwards winning."""
    rows = Wording.objects.filter(
        organization__path__in=[place.path[: i + 1] for i, c in enumerate(place.path) if c == "/"]
    ).select_related("organization")
    ordered = sorted(rows, key=lambda row: len(row.organization.path))
    return {row.key: row.text for row in ordered}
