"""Who the subjects of acts are on a day, read for many claims at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from jishan.claims.acts import household_key, resident_key
from jishan.claims.models import Bar, Claim
from jishan.core.scheme.document import Scheme
from jishan.core.scoring import Standing
from jishan.registry.models import Household, Resident


@dataclass(frozen=True, slots=True)
class People:
    """Households, their residents, and the bars on earning, as the village has them."""

    households: dict[int, Household]
    residents: dict[int, Resident]
    homes: dict[int, list[Resident]]
    bars: dict[int, list[Bar]]


def people_of(village_id: int, household_ids: Iterable[int], keys: Iterable[str] = ()) -> People:
    """The people behind these households and behind the keys of others credited: three queries."""
    ids = set(household_ids) | {int(key[1:]) for key in keys if key[:1] == "h"}
    named = {int(key[1:]) for key in keys if key[:1] == "r"}
    rows = Resident.objects.filter(
        Q(household_id__in=ids) | Q(id__in=named), village_id=village_id
    ).order_by("id")
    residents = {row.id: row for row in rows}
    ids |= {row.household_id for row in residents.values()}
    households = Household.objects.filter(village_id=village_id, id__in=ids)
    homes: dict[int, list[Resident]] = {}
    for row in residents.values():
        homes.setdefault(row.household_id, []).append(row)
    bars: dict[int, list[Bar]] = {}
    for bar in Bar.objects.filter(village_id=village_id, household_id__in=ids):
        bars.setdefault(bar.household_id, []).append(bar)
    found = {row.id: row for row in households.select_related("group")}
    return People(found, residents, homes, bars)


def people_behind(village_id: int, claims: Sequence[Claim]) -> People:
    keys = {key for claim in claims for key in claim.act.get("credited", ())}
    return people_of(village_id, {claim.household_id for claim in claims}, keys)


def subject_of(scheme: Scheme, claim: Claim) -> str:
    """Whose act it is: the person's where the item counts for persons, else the household's."""
    if claim.resident_id is not None and "resident" in _kinds(scheme, claim.item):
        return resident_key(claim.resident_id)
    return household_key(claim.household_id)


def _kinds(scheme: Scheme, item: str) -> tuple[str, ...]:
    own = scheme.item(item).subjects if scheme.has_item(item) else ()
    return own or scheme.subjects.kinds


def standing_of(people: People, subject: str, scheme: Scheme, claim: Claim) -> Standing:
    """The subject on the day of the act, and everybody else whom the act may credit."""
    others = {
        key: one
        for key in claim.act.get("credited", ())
        if (one := _alone(people, key, scheme, claim.day)) is not None
    }
    home = household_key(claim.household_id)
    members = _member_keys(people, claim.household_id, scheme, claim.day)
    for key in (home, *members):
        if (one := _alone(people, key, scheme, claim.day)) is not None:
            others[key] = one
    own = others.get(subject) or _alone(people, subject, scheme, claim.day)
    assert own is not None, "the claim's own household was reached"
    return own._replace(others=others)


def _alone(people: People, key: str, scheme: Scheme, day: date) -> Standing | None:
    if key[:1] == "r":
        return _resident(people, people.residents.get(int(key[1:])), scheme, day)
    return _household(people, people.households.get(int(key[1:])), scheme, day)


def _household(people: People, row: Household | None, scheme: Scheme, day: date) -> Standing | None:
    if row is None:
        return None
    return Standing(
        "household",
        group=row.group.name if row.group else None,
        members=_member_keys(people, row.id, scheme, day),
        since=row.since,
        taking_part=row.participating and _there(row, day),
        barred=_barred(people, row.id, day),
    )


def _resident(people: People, row: Resident | None, scheme: Scheme, day: date) -> Standing | None:
    if row is None:
        return None
    home = people.households[row.household_id]
    return Standing(
        "resident",
        household=household_key(home.id),
        group=home.group.name if home.group else None,
        members=_member_keys(people, home.id, scheme, day),
        tags=frozenset(row.tags),
        born=date(row.birth_year, 1, 1) if row.birth_year else None,
        since=row.since,
        taking_part=row.participating and home.participating and _there(row, day),
        barred=_barred(people, home.id, day),
    )


def _member_keys(people: People, household_id: int, scheme: Scheme, day: date) -> tuple[str, ...]:
    every = scheme.subjects.members == "all"
    return tuple(
        resident_key(row.id)
        for row in people.homes.get(household_id, ())
        if (every or row.participating) and _there(row, day)
    )


def _there(row: Household | Resident, day: date) -> bool:
    return row.since <= day and (row.until is None or day <= row.until)


def _barred(people: People, household_id: int, day: date) -> bool:
    """Barred from earning: only a clause that says so does more than keep from honours."""
    return any(
        "earning" in bar.bars and stands(bar, day) for bar in people.bars.get(household_id, ())
    )


def stands(bar: Bar, day: date) -> bool:
    lifted = bar.lifted_on is not None and day >= bar.lifted_on
    return bar.since <= day <= bar.until and not lifted
