"""Who holds an account: a household, one of its people, a unit, a villager group, the village."""

from collections.abc import Mapping

from django.db.models import OuterRef, Subquery

from jishan.core.errors import NotFound
from jishan.ledger.bulk.rows import ISSUER, Key, chunks
from jishan.ledger.models import Account
from jishan.orgs.queries import groups_of, place_of
from jishan.registry.models import Household, Resident, Unit

_AT_HOME, _ELSEWHERE = ("household", "resident"), ("unit", "group", "village")


def households_of(village_id: int, accounts: set[Key]) -> dict[Key, int | None]:
    """The household behind each account, None for units, groups and the village; a holder whom
    this village does not have is not found."""
    wanted: dict[str, set[int]] = {kind: set() for kind in (*_AT_HOME, *_ELSEWHERE, ISSUER)}
    for holder_kind, holder_id, _ in accounts:
        wanted[holder_kind].add(holder_id)
    homes: dict[tuple[str, int], int] = {}
    for chunk in chunks(list(wanted["household"]), size=500):
        there = Household.objects.filter(village_id=village_id, id__in=chunk)
        for household_id in there.values_list("id", flat=True):
            homes["household", household_id] = household_id
    for chunk in chunks(list(wanted["resident"]), size=500):
        people = Resident.objects.filter(village_id=village_id, id__in=chunk)
        for resident_id, household_id in people.values_list("id", "household_id"):
            homes["resident", resident_id] = household_id
    _check_elsewhere(village_id, wanted)
    found: dict[Key, int | None] = {}
    for account in accounts:
        home = homes.get(account[:2])
        if home is None and account[0] in _AT_HOME:
            raise NotFound
        found[account] = home
    return found


def follow_people(village_id: int) -> None:
    """The accounts of people belong to the households to which the people belong now; for whoever
    has moved people, in the same step."""
    people = Resident.objects.filter(village_id=village_id, id=OuterRef("holder_id"))
    home = Subquery(people.values("household_id")[:1])
    accounts = Account.objects.filter(village_id=village_id, holder_kind="resident")
    accounts.exclude(household_id=home).update(household_id=home)


def _check_elsewhere(village_id: int, wanted: Mapping[str, set[int]]) -> None:
    """Refuses a unit or a group of another village, and another village."""
    units = wanted["unit"]
    if units:
        units = units - set(
            Unit.objects.filter(village_id=village_id, id__in=units).values_list("id", flat=True)
        )
    groups = wanted["group"]
    if groups:
        groups = groups - {one.id for one in groups_of(village_id)}
    if units or groups or wanted["village"] - {village_id}:
        raise NotFound


def names_of_holders(village_id: int) -> dict[tuple[str, int], str]:
    """The names of a village's units, of its groups and of itself, by kind and id of holder."""
    units = Unit.objects.filter(village_id=village_id).values_list("id", "name")
    found = {("unit", unit_id): name for unit_id, name in units}
    found |= {("group", one.id): one.name for one in groups_of(village_id)}
    return found | {("village", village_id): place_of(village_id).name}


def holders_called(village_id: int, text: str) -> list[tuple[str, int]]:
    """Units, groups and the village in whose name the text occurs."""
    return [holder for holder, name in names_of_holders(village_id).items() if text in name]
