"""Whose act it is, found through the door: a household, a unit, a villager group, the village."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from jishan.claims.acts import NewClaim, owner_columns
from jishan.claims.models import Bar, Claim, Correction
from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound
from jishan.foundation.reach import reach, within
from jishan.orgs.queries import groups_of, place_of
from jishan.registry.models import Household, Resident, Unit

OWNERS = ("household__group", "unit__group", "org")
"""What `select_related` is told so that whose row it is costs no query of its own."""

_NAMED: dict[str, type[Household] | type[Resident] | type[Unit]] = {
    "h": Household,
    "r": Resident,
    "u": Unit,
}


class Owner(NamedTuple):
    """The three columns of whose claim it is; one is set."""

    household_id: int | None
    unit_id: int | None
    org_id: int | None


def reached_owner(actor: Actor, permission: Permission, new: NewClaim) -> Owner:
    """Whose act it is, or `not_found` for "not yours" and "not there" alike; of whom it credits by
    name as well."""
    owner = Owner(**owner_columns(new.household_id, new.subject))
    if owner.household_id is not None:
        reach(actor, permission, Household.objects.all(), owner.household_id)
    elif owner.unit_id is not None:
        reach(actor, permission, Unit.objects.all(), owner.unit_id)
    else:
        _reach_place(actor, permission, owner.org_id or 0)
    _reach_named(actor, permission, new.credited)
    return owner


def _reach_named(actor: Actor, permission: Permission, keys: Iterable[str]) -> None:
    ids: dict[str, set[int]] = {}
    for key in keys:
        ids.setdefault(key[:1], set()).add(int(key[1:]) if key[1:].isdecimal() else 0)
    for org_id in ids.pop("g", set()) | ids.pop("v", set()):
        _reach_place(actor, permission, org_id)
    for kind, wanted in ids.items():
        rows = _NAMED[kind].objects.filter(id__in=wanted) if kind in _NAMED else None
        if rows is None or within(actor, permission, rows).count() != len(wanted):
            raise NotFound


def _reach_place(actor: Actor, permission: Permission, org_id: int) -> None:
    if org_id not in places_of(actor, permission):
        raise NotFound


def places_of(actor: Actor, permission: Permission) -> dict[int, str]:
    """The village and its groups for who holds the permission over all of it, a group for who
    holds it there; by their names."""
    actor.require(permission)
    groups = {one.id: one.name for one in groups_of(actor.village_id)}
    if permission in actor.whole:
        return {actor.village_id: place_of(actor.village_id).name} | groups
    held = actor.grouped.get(permission, frozenset())
    return {org_id: name for org_id, name in groups.items() if org_id in held}


def named_owners(
    actor: Actor, permission: Permission, owners: Collection[Owner]
) -> dict[Owner, str]:
    """Of these, the ones within reach: households by their number, others by their name."""
    homes = {one.household_id for one in owners if one.household_id is not None}
    units = {one.unit_id for one in owners if one.unit_id is not None}
    numbers: dict[int, str] = {}
    names: dict[int, str] = {}
    if homes:
        reached = within(actor, permission, Household.objects.filter(id__in=homes))
        numbers = dict(reached.values_list("id", "number"))
    if units:
        names = dict(
            within(actor, permission, Unit.objects.filter(id__in=units)).values_list("id", "name")
        )
    places = places_of(actor, permission) if any(one.org_id for one in owners) else {}
    found = {Owner(number, None, None): name for number, name in numbers.items()}
    found |= {Owner(None, number, None): name for number, name in names.items()}
    return found | {Owner(None, None, number): name for number, name in places.items()}


def name_of(row: Claim | Bar | Correction) -> str:
    """The head's full name, or that of the unit or the place: for staff and the household."""
    if row.household_id is not None:
        return str(row.household.head_name)
    return str(row.org.name if row.unit_id is None else row.unit.name)


def number_of(row: Claim | Bar) -> str:
    """The household's number; nobody else has one."""
    return "" if row.household_id is None else str(row.household.number)


def group_of(row: Claim | Bar) -> str:
    """The villager group; empty where there is none, and for the village itself."""
    if row.org_id is not None:
        return "" if row.org_id == row.village_id else str(row.org.name)
    owner = row.unit if row.household_id is None else row.household
    return str(owner.group.name) if owner.group else ""
