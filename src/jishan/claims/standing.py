"""Who the subjects of acts are on a day, read for many claims at once."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Q

from jishan.claims.acts import household_key, owner_key, resident_key, unit_key
from jishan.claims.members import counts
from jishan.claims.models import Bar, Claim
from jishan.claims.places import Places
from jishan.core.scheme.document import Scheme
from jishan.core.scoring import Standing
from jishan.registry.models import Household, Resident, Unit
from jishan.registry.stays import Spans, home_on, nearest_home, spans_of, stay_rows
from jishan.registry.tags import APPROVED, DECLINED, tags_on


@dataclass(frozen=True, slots=True)
class People:
    """Households, their residents, units, and the bars on earning, as the village has them.

    `spans` say who belongs to which household on which day; `homes` who ever belonged to each.
    `bars` by the stored key of whom they bar; `places` knows the villager groups.
    """

    households: dict[int, Household]
    residents: dict[int, Resident]
    spans: Spans
    homes: dict[int, list[Resident]]
    bars: dict[str, list[Bar]]
    places: Places
    units: dict[int, Unit] = field(default_factory=dict)

    def home_of(self, resident_id: int, day: date) -> int:
        """Where somebody belongs on the day; where they belong to none, the last home before."""
        found = nearest_home(self.spans.get(resident_id, ()), day)
        return self.residents[resident_id].household_id if found is None else found

    def belongs(self, resident_id: int, household_id: int, day: date) -> bool:
        return home_on(self.spans.get(resident_id, ()), day) == household_id


def people_of(village_id: int, household_ids: Iterable[int], keys: Iterable[str] = ()) -> People:
    """The people behind these households and behind the keys of others, on whatever day: two
    queries, one more for units, and one more for households in which nobody ever lived."""
    every = tuple(keys)
    ids = set(household_ids) | _numbers(every, "h")
    rows = stay_rows(village_id, _numbers(every, "r"), ids)
    spans = spans_of((row.resident_id, row.household_id, row.since) for row in rows)
    residents = {row.resident_id: row.resident for row in rows if row.resident_id in spans}
    residents = dict(sorted(residents.items()))
    homes: dict[int, list[Resident]] = {}
    for row in residents.values():
        for home in dict.fromkeys(span.household_id for span in spans[row.id]):
            homes.setdefault(home, []).append(row)
    found = {row.household_id: row.household for row in rows if row.household_id is not None}
    ids |= homes.keys() | {row.household_id for row in residents.values()}
    found |= _households(village_id, ids - found.keys())
    unit_ids, org_ids = _numbers(every, "u"), _numbers(every, "gv")
    bars: dict[str, list[Bar]] = {}
    of = Q(household_id__in=ids)
    if unit_ids or org_ids:
        of |= Q(unit_id__in=unit_ids) | Q(org_id__in=org_ids)
    for bar in Bar.objects.filter(of, village_id=village_id):
        bars.setdefault(owner_key(bar), []).append(bar)
    units = _units(village_id, unit_ids)
    return People(found, residents, spans, homes, bars, Places(village_id), units)


def _numbers(keys: Iterable[str], kinds: str) -> set[int]:
    return {int(key[1:]) for key in keys if key[:1] in kinds}


def _households(village_id: int, ids: Collection[int]) -> dict[int, Household]:
    if not ids:
        return {}
    rows = Household.objects.filter(village_id=village_id, id__in=ids)
    return {row.id: row for row in rows.select_related("group")}


def _units(village_id: int, ids: Collection[int]) -> dict[int, Unit]:
    if not ids:
        return {}
    rows = Unit.objects.filter(village_id=village_id, id__in=ids)
    return {row.id: row for row in rows.select_related("group")}


def people_behind(village_id: int, claims: Sequence[Claim]) -> People:
    keys = {key for claim in claims for key in claim.act.get("credited", ())}
    return people_of(village_id, (), keys | {owner_key(claim) for claim in claims})


def subject_of(scheme: Scheme, claim: Claim, places: Places) -> str:
    """Whose act it is, as the core names it: the person's where the item counts for persons, else
    the household's, the unit's, the group's."""
    if claim.resident_id is not None and "resident" in _kinds(scheme, claim.item):
        return resident_key(claim.resident_id)
    return places.inward(owner_key(claim), scheme)


def _kinds(scheme: Scheme, item: str) -> tuple[str, ...]:
    own = scheme.item(item).subjects if scheme.has_item(item) else ()
    return own or scheme.subjects.kinds


def standing_of(people: People, subject: str, scheme: Scheme, claim: Claim) -> Standing:
    """The subject on the day of the act, and everybody else whom the act may credit."""
    keys = [people.places.inward(key, scheme) for key in claim.act.get("credited", ())]
    if subject[:1] == "r" and subject[1:].isdecimal():
        keys.append(household_key(people.home_of(int(subject[1:]), claim.day)))
    if claim.household_id is not None:
        members = member_keys(people, claim.household_id, scheme, claim.day)
        keys += [household_key(claim.household_id), *members]
    elif claim.org_id is not None and _to_members(scheme, claim.item):
        people = _with_households(people, claim)
        keys += [household_key(number) for number in people.households]
    found = ((key, _alone(people, key, scheme, claim.day)) for key in keys)
    others = {key: one for key, one in found if one is not None}
    own = others.get(subject) or _alone(people, subject, scheme, claim.day)
    assert own is not None, "the claim's own household, unit or group was reached"
    if claim.org_id is not None:
        own = own._replace(members=tuple(key for key in others if key[:1] == "h"))
    return own._replace(others=others)


def household_standing(village_id: int, household_id: int, scheme: Scheme, day: date) -> Standing:
    """Who a household is on a day, with its members; it was reached before."""
    people = people_of(village_id, (household_id,))
    found = _household(people, people.households.get(household_id), scheme, day)
    assert found is not None, "the household was reached"
    return found


def _to_members(scheme: Scheme, item: str) -> bool:
    return scheme.has_item(item) and scheme.item(item).credited_to == "members"


def _with_households(people: People, claim: Claim) -> People:
    """With the households of a group, or of the whole village: an act of the group may credit
    each of them."""
    rows = Household.objects.filter(village_id=claim.village_id, since__lte=claim.day)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gte=claim.day))
    if claim.org_id != claim.village_id:
        rows = rows.filter(group_id=claim.org_id)
    found = {row.id: row for row in rows.select_related("group").order_by("number_order", "id")}
    return replace(people, households=found)


def _alone(people: People, key: str, scheme: Scheme, day: date) -> Standing | None:
    kind, number = key[:1], int(key[1:]) if key[1:].isdecimal() else 0
    if number and kind == "r":
        return _resident(people, people.residents.get(number), scheme, day)
    if number and kind == "u":
        return _unit(people, people.units.get(number), day)
    if number and kind == "h":
        return _household(people, people.households.get(number), scheme, day)
    stored = people.places.outward(key, scheme)
    barred = _barred(people, stored, day)
    if stored[:1] == "v":
        return Standing("village", barred=barred)
    return Standing("group", group=key, barred=barred)


def _household(people: People, row: Household | None, scheme: Scheme, day: date) -> Standing | None:
    if row is None:
        return None
    tags = tags_on(row.tags, day)
    return Standing(
        "household",
        group=row.group.name if row.group else None,
        members=member_keys(people, row.id, scheme, day),
        tags=tags,
        since=row.lived_since or row.since,
        taking_part=row.participating and _there(row, day),
        consent=DECLINED not in tags,
        approved=APPROVED in tags,
        barred=_barred(people, household_key(row.id), day),
    )


def _unit(people: People, row: Unit | None, day: date) -> Standing | None:
    if row is None:
        return None
    tags = tags_on(row.tags, day)
    return Standing(
        "unit",
        group=row.group.name if row.group else None,
        tags=tags,
        since=row.since,
        taking_part=row.participating and _there(row, day),
        consent=DECLINED not in tags,
        approved=APPROVED in tags,
        barred=_barred(people, unit_key(row.id), day),
    )


def _resident(people: People, row: Resident | None, scheme: Scheme, day: date) -> Standing | None:
    """What the household was asked, its people were asked with it."""
    if row is None:
        return None
    home = people.households[people.home_of(row.id, day)]
    tags = tags_on(row.tags, day)
    both = tags | tags_on(home.tags, day)
    return Standing(
        "resident",
        household=household_key(home.id),
        group=home.group.name if home.group else None,
        members=member_keys(people, home.id, scheme, day),
        tags=tags,
        born=date(row.birth_year, 1, 1) if row.birth_year else None,
        since=row.since,
        taking_part=row.participating
        and home.participating
        and people.belongs(row.id, home.id, day),
        consent=DECLINED not in both,
        approved=APPROVED in both,
        barred=_person_barred(people, row, day),
    )


def member_keys(people: People, household_id: int, scheme: Scheme, day: date) -> tuple[str, ...]:
    home = people.households[household_id]
    group = home.group.name if home.group else None
    return tuple(
        resident_key(row.id)
        for row in people.homes.get(household_id, ())
        if people.belongs(row.id, household_id, day) and counts(scheme, row, home, day, group=group)
    )


def _there(row: Household | Unit, day: date) -> bool:
    return row.since <= day and (row.until is None or day <= row.until)


def _barred(people: People, key: str, day: date) -> bool:
    """Barred from earning: only a clause that says so does more than keep from honours; a bar of
    one person is not the household's."""
    return any(
        "earning" in bar.bars and stands(bar, day) and bar.resident_id is None
        for bar in people.bars.get(key, ())
    )


def _person_barred(people: People, row: Resident, day: date) -> bool:
    """Barred from earning: by a bar of one's own, or with the household that one belonged to when
    the bar began."""
    return any(
        "earning" in bar.bars
        and stands(bar, day)
        and bar.resident_id in (None, row.id)
        and people.belongs(row.id, bar.household_id or 0, bar.since)
        for home in dict.fromkeys(span.household_id for span in people.spans.get(row.id, ()))
        for bar in people.bars.get(household_key(home), ())
    )


def stands(bar: Bar, day: date) -> bool:
    lifted = bar.lifted_on is not None and day >= bar.lifted_on
    return bar.since <= day <= bar.until and not lifted
