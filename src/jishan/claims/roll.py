"""The village's people with the days of their membership, as a period's close counts them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import starmap
from typing import NamedTuple

from django.db.models import F
from django.db.models.functions import Coalesce

from jishan.claims.acts import household_key, owner_key, resident_key, unit_key
from jishan.claims.members import Counted, counted, counts
from jishan.claims.models import Bar
from jishan.claims.places import Places
from jishan.core.measuring import SubjectFacts
from jishan.core.periods import Period
from jishan.core.scheme.admission import takes_part
from jishan.core.scheme.compiled import compiled
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.facts import Standing
from jishan.core.scheme.values import SubjectKind
from jishan.registry.models import Household, Resident, Unit
from jishan.registry.stays import stays
from jishan.registry.tags import APPROVED, DECLINED, Stored, tags_on

NOBODY = Counted(0, 0, Fraction(0))


class Home(NamedTuple):
    """A household; a unit reads the same, and has its name. It is there `since`, and has `lived` in
    the village from then on, or longer: where it split off from another one."""

    id: int
    group: str | None
    participating: bool
    tags: Stored
    since: date
    until: date | None
    lived: date
    name: str = ""


class Person(NamedTuple):
    """Somebody as long as they belonged to one household: from `begins` to `ends`; they have been
    in the village `since`. Who moved stands in each of the households."""

    id: int
    household_id: int
    participating: bool
    tags: Stored
    birth_year: int | None
    since: date
    begins: date
    ends: date | None

    def there(self, day: date) -> bool:
        return self.begins <= day and (self.ends is None or day <= self.ends)


class BarRow(NamedTuple):
    """A bar on the `owner` of a stored key; `resident_id` None: with everybody. `bars`: from what
    (honours, pools …)."""

    owner: str
    resident_id: int | None
    bars: tuple[str, ...]
    since: date
    until: date
    lifted_on: date | None

    def stands(self, day: date) -> bool:
        lifted = self.lifted_on is not None and day >= self.lifted_on
        return self.since <= day <= self.until and not lifted


@dataclass(frozen=True, slots=True)
class Roll:
    """Plain rows: `people` by household and empty where the scheme asks nothing of persons.

    `units` and `groups` (their names by id) are empty where the scheme knows no such subjects.
    """

    homes: tuple[Home, ...]
    people: dict[int, list[Person]]
    bars: tuple[BarRow, ...]
    places: Places
    units: tuple[Home, ...] = ()
    groups: Mapping[int, str] = field(default_factory=dict)
    by_id: Mapping[int, Home] = field(default_factory=dict)

    def members_on(self, scheme: Scheme, household_id: int, day: date) -> int:
        home = self.by_id[household_id]
        people = self.people.get(household_id, ())
        return sum(
            one.there(day) and counts(scheme, one, home, day, group=home.group) for one in people
        )


def read_roll(village_id: int, scheme: Scheme, *, people: bool) -> Roll:
    """Everybody who ever belonged to the village: two queries, four with `people`, one more for
    units and for groups each.

    `members` of the scheme says who counts as a member: those who take part, or all.
    """
    columns = ("id", "group__name", "participating", "tags", "since", "until")
    lived = Coalesce("lived_since", "since")
    homes = Household.objects.filter(village_id=village_id).values_list(*columns, lived)
    found = _people(village_id) if people else {}
    kinds, places = subject_kinds(scheme), Places(village_id)
    units = Unit.objects.filter(village_id=village_id).values_list(*columns, F("since"), "name")
    listed = tuple(starmap(Home, homes))
    return Roll(
        listed,
        found,
        tuple(_bars(village_id)),
        places,
        tuple(starmap(Home, units)) if "unit" in kinds else (),
        places.groups if "group" in kinds else {},
        {home.id: home for home in listed} if people else {},
    )


def _people(village_id: int) -> dict[int, list[Person]]:
    found: dict[int, list[Person]] = {}
    spans = stays(village_id)
    rows = Resident.objects.filter(village_id=village_id).order_by("id")
    columns = "id", "participating", "tags", "birth_year", "since"
    for number, joins, tags, born, since in rows.values_list(*columns):
        for home, begins, ends in spans.get(number, ()):
            one = Person(number, home, joins, tags, born, since, begins, ends)
            found.setdefault(home, []).append(one)
    return found


def _bars(village_id: int) -> Iterator[BarRow]:
    for bar in Bar.objects.filter(village_id=village_id):
        yield BarRow(
            owner_key(bar),
            bar.resident_id,
            tuple(bar.bars),
            bar.since,
            bar.until,
            bar.lifted_on,
        )


def subject_kinds(scheme: Scheme) -> frozenset[str]:
    """Every kind of subject that the document speaks of: who acts, and who has a purse."""
    known: frozenset[str] | None = scheme.memory.get("claims.subject_kinds")
    if known is None:
        said: set[str] = {*scheme.subjects.kinds, *(one.holder for one in scheme.purses)}
        for item in scheme.items:
            said |= set(item.subjects)
        known = scheme.memory["claims.subject_kinds"] = frozenset(said)
    return known


def subjects_at(roll: Roll, scheme: Scheme, period: Period) -> dict[str, SubjectFacts]:
    """Everybody who is there on the period's last day: households and people, units, the groups
    and the village itself where the scheme speaks of them."""
    day = period.last
    asked = {one.kind for one in scheme.subjects.eligible}
    found: dict[str, SubjectFacts] = {}
    for home in roll.homes:
        if not _there(home, day):
            continue
        key = household_key(home.id)
        taking_part, tags = _part(scheme, home, "household", day, asked)
        people = roll.people.get(home.id, ())
        start, end, mean = (
            counted(scheme, people, home, period, group=home.group) if people else NOBODY
        )
        found[key] = SubjectFacts(
            key, "household", key, home.group, tags, None, home.lived,
            start, end, mean, taking_part,
        )  # fmt: skip
        for one in people:
            if one.there(day):
                facts = _person(scheme, one, home, day)
                found[facts.key] = facts
    for facts in _others(roll, scheme, day, asked):
        found[facts.key] = facts
    _bar(found, roll, scheme, day)
    return found


def _bar(found: dict[str, SubjectFacts], roll: Roll, scheme: Scheme, day: date) -> None:
    """Say of everybody who is barred on the day from what."""
    for bar in roll.bars:
        for key in _whom(bar, roll, scheme) if bar.stands(day) else ():
            facts = found.get(key)
            if facts is not None:
                found[key] = facts._replace(
                    barred=facts.barred or "honours" in bar.bars,
                    barred_from_pools=facts.barred_from_pools or "pools" in bar.bars,
                )


def _whom(bar: BarRow, roll: Roll, scheme: Scheme) -> list[str]:
    """The person, or the household with those who belonged to it when the bar began, or the unit,
    the group, the village."""
    if bar.resident_id is not None:
        return [resident_key(bar.resident_id)]
    if bar.owner[:1] != "h":
        return [roll.places.inward(bar.owner, scheme)]
    people = roll.people.get(int(bar.owner[1:]), ())
    return [bar.owner, *(resident_key(one.id) for one in people if one.there(bar.since))]


def _part(
    scheme: Scheme, row: Home, kind: SubjectKind, day: date, asked: Collection[str]
) -> tuple[bool, frozenset[str]]:
    """Whether a household or a unit takes part on the day, and its tags."""
    tags = tags_on(row.tags, day)
    if kind not in asked or not row.participating:
        return row.participating, tags
    standing = Standing(
        kind, group=row.group, tags=tags, since=row.lived,
        consent=DECLINED not in tags, approved=APPROVED in tags,
    )  # fmt: skip
    return takes_part(compiled(scheme), standing, day), tags


def _others(
    roll: Roll, scheme: Scheme, day: date, asked: Collection[str]
) -> Iterator[SubjectFacts]:
    for unit in roll.units:
        if _there(unit, day):
            taking_part, tags = _part(scheme, unit, "unit", day, asked)
            yield SubjectFacts(
                unit_key(unit.id), "unit", None, unit.group, tags, None, unit.since,
                taking_part=taking_part, name=unit.name,
            )  # fmt: skip
    for name in roll.groups.values():
        yield SubjectFacts(name, "group", None, name)
    if "village" in subject_kinds(scheme):
        yield SubjectFacts(scheme.organisation, "village")


def _person(scheme: Scheme, one: Person, home: Home, day: date) -> SubjectFacts:
    key, home_key, tags = resident_key(one.id), household_key(home.id), tags_on(one.tags, day)
    born = date(one.birth_year, 1, 1) if one.birth_year else None
    both = tags | tags_on(home.tags, day)
    standing = Standing(
        "resident", home_key, home.group, tags=tags, born=born, since=one.since,
        taking_part=one.participating and home.participating,
        consent=DECLINED not in both, approved=APPROVED in both,
    )  # fmt: skip
    return SubjectFacts(
        key, "resident", home_key, home.group, tags, born, one.since,
        taking_part=takes_part(compiled(scheme), standing, day),
    )  # fmt: skip


def _there(row: Home, day: date) -> bool:
    return row.since <= day and (row.until is None or day <= row.until)
