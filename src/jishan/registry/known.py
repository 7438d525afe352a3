"""The registry of one village as `matching` compares it with a roster: read whole, phones open."""

from collections.abc import Iterator

from jishan.orgs.models import Organization
from jishan.registry.models import Household, Resident
from jishan.registry.planned import KnownHousehold, KnownResident
from jishan.registry.seal import phone_about, unseal
from jishan.registry.sheets.groups import group_key
from jishan.registry.tags import standing


def known_households(village_id: int) -> list[KnownHousehold]:
    """All households ever, closed ones too, in the order in which they were founded."""
    names = dict(Organization.objects.filter(parent_id=village_id).values_list("pk", "name"))
    keys = {pk: group_key(name) for pk, name in names.items()}
    columns = ("id", "number", "head_name", "group_id", "address", "until", "tags")
    rows = Household.objects.filter(village_id=village_id).order_by("id").values_list(*columns)
    found = {
        row_id: KnownHousehold(
            row_id,
            number,
            head,
            keys.get(group, ""),
            address,
            until is not None,
            frozenset(standing(tags)),
        )
        for row_id, number, head, group, address, until, tags in rows.iterator()
    }
    for person in _residents(village_id):
        found[person.household_id].residents.append(person)
    return list(found.values())


def known_groups(village_id: int) -> frozenset[str]:
    rows = Organization.objects.filter(parent_id=village_id).values_list("name", flat=True)
    return frozenset(group_key(name) for name in rows)


def _residents(village_id: int) -> Iterator[KnownResident]:
    columns = (
        "id", "household_id", "name", "head", "relation", "sex", "birth_year", "identity_hash",
        "phone_sealed", "resident", "until",
    )  # fmt: skip
    rows = Resident.objects.filter(village_id=village_id).order_by("id").values_list(*columns)
    for row in rows.iterator():
        own_id, home, name, head, relation, sex, born, hashed, sealed, resident, until = row
        phone = unseal(sealed, about=phone_about(village_id, own_id)) if sealed else ""
        yield KnownResident(
            own_id,
            home,
            name,
            head,
            relation,
            sex,
            born,
            hashed,
            phone,
            resident,
            until is not None,
        )
