"""Who stands in a ranking, by name: households, their people, units, villager groups."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from jishan.honors.models import Ranking
from jishan.honors.snapshot import Standing, key_of
from jishan.orgs.queries import groups_of
from jishan.registry.models import Household, Resident, Unit
from jishan.registry.sheets.names import mask_name

_IDS_AT_ONCE = 500


class Holder(NamedTuple):
    """One of a ranking. `head` is the household's head, the unit's or the group's name; `person`
    is empty where no person is ranked; `order` sorts equals."""

    number: str
    head: str
    person: str
    group_id: int | None
    group: str
    order: str
    door_code: str
    private: bool = True


def in_order(holder: Holder) -> tuple[str, str]:
    """What sorts equals: the household's number, then the person."""
    return holder.order, holder.person


Holders = Mapping[str, Holder]
"""By the stored key of who it is."""


def holders_of(village_id: int, rows: Collection[Standing], *, everybody: bool) -> Holders:
    """The names of all who have one of these rows; `everybody`: nearly all households do.

    A query for each kind of subject that the rows name.
    """
    found: dict[str, Holder] = {}
    others = {one.other for one in rows if one.other}
    if len(others) < len(rows):
        ids = {one.household_id for one in rows if one.household_id is not None}
        homes = _homes(village_id, None if everybody else ids)
        persons = _persons(village_id, rows)
        for one in rows:
            home = homes.get(one.household_id or 0)
            if home is not None:
                person = persons.get(one.resident_id or 0, "")
                found[key_of(one)] = home._replace(person=person) if person else home
    if any(key[:1] == "u" for key in others):
        found |= _units(village_id)
    if any(key[:1] == "g" for key in others):
        found |= _groups(village_id)
    return found


def _homes(village_id: int, ids: Iterable[int] | None) -> dict[int, Holder]:
    rows = Household.objects.filter(village_id=village_id)
    if ids is not None:
        rows = rows.filter(id__in=ids)
    columns = rows.values_list(
        "id", "number", "head_name", "group_id", "group__name", "number_order", "door_code"
    )
    return {
        own: Holder(number, head, "", group_id, group or "", order or number, door)
        for own, number, head, group_id, group, order, door in columns
    }


def _persons(village_id: int, rows: Iterable[Standing]) -> dict[int, str]:
    ids = {one.resident_id for one in rows if one.resident_id is not None}
    return names_of_people(village_id, ids) if ids else {}


def names_of_people(village_id: int, ids: Collection[int]) -> dict[int, str]:
    people = Resident.objects.filter(village_id=village_id)
    if len(ids) <= _IDS_AT_ONCE:
        people = people.filter(id__in=ids)
    return dict(people.values_list("id", "name"))


def _units(village_id: int) -> dict[str, Holder]:
    columns = Unit.objects.filter(village_id=village_id).values_list(
        "id", "name", "group_id", "group__name", "door_code"
    )
    return {
        f"u{own}": Holder("", name, "", group_id, group or "", name, door, private=False)
        for own, name, group_id, group, door in columns
    }


def _groups(village_id: int) -> dict[str, Holder]:
    return {
        f"g{one.id}": Holder(
            "", one.name, "", one.id, one.name, f"{number:04d}", one.name, private=False
        )
        for number, one in enumerate(groups_of(village_id))
    }


def on_board(row: Ranking, holder: Holder) -> str:
    """How the board names somebody: persons and households masked, never by a full name; units and
    groups, which are no persons, by their names. Door codes where the village shows codes."""
    if row.rules["names"] == "code":
        return holder.door_code
    return mask_name(holder.person or holder.head) if holder.private else holder.head
