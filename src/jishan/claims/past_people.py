"""Who belonged to the village from day to day, as the roster and the events of a replay."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from jishan.claims.acts import household_key, resident_key, unit_key
from jishan.core.replay.events import Event, Person
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.values import SubjectKind
from jishan.orgs.queries import groups_of
from jishan.registry.models import Household, Resident, Unit
from jishan.registry.tags import APPROVED, DECLINED, Stored, tags_of, tags_on

_ONE_DAY = timedelta(days=1)


class _Row(NamedTuple):
    """A household, a person or a unit, as far as rules ask."""

    key: str
    kind: SubjectKind
    name: str
    household: str | None
    group: str | None
    participating: bool
    tags: Stored
    home_tags: Stored
    birth_year: int | None
    since: date
    until: date | None


def roster_of(
    village_id: int, schemes: Iterable[Scheme], first: date, until: date
) -> tuple[Person, ...]:
    """Everybody who was there on one of the days; who came or went in between has the day.

    Groups and the village itself only where one of the documents gives them points.
    """
    people = [
        _person(row, first)
        for row in _rows(village_id)
        if row.since <= until and (row.until is None or row.until >= first)
    ]
    kinds = {kind for scheme in schemes for kind in scheme.subjects.kinds}
    if "group" in kinds:
        groups = groups_of(village_id)
        people += [Person(one.name, "group", one.name, group=one.name) for one in groups]
    if "village" in kinds:
        names = dict.fromkeys(scheme.organisation for scheme in schemes)
        people += [Person(name, "village", name) for name in names]
    return tuple(people)


def _person(row: _Row, first: date) -> Person:
    day = max(first, row.since)
    tags = tags_on(row.tags, day)
    both = tags | tags_on(row.home_tags, day)
    return Person(
        row.key,
        row.kind,
        row.name,
        household=row.household,
        group=row.group,
        tags=tags - {APPROVED, DECLINED},
        born=date(row.birth_year, 1, 1) if row.birth_year else None,
        since=row.since,
        taking_part=row.participating,
        consent=DECLINED not in both,
        approved=APPROVED in both,
        joined=row.since if row.since > first else None,
        left=None if row.until is None else row.until + _ONE_DAY,
    )


def tag_events(village_id: int, first: date, until: date) -> Iterator[Event]:
    """Tags that began or ended within the days."""
    for row in _rows(village_id):
        begin = max(first, row.since)
        for number, tag in enumerate(tags_of(row.tags) if row.tags else ()):
            key = f"{row.key}/tag{number}"
            if tag.since is not None and begin < tag.since <= until:
                yield Event("tag", key, tag.since, row.key, what=tag.name)
            if tag.until is not None and begin <= tag.until < until:
                yield Event("untag", f"{key}/end", tag.until + _ONE_DAY, row.key, what=tag.name)


def _rows(village_id: int) -> Iterator[_Row]:
    """Households in their order, then their people, then units: three queries."""
    found: dict[int, _Row] = {}
    homes = Household.objects.filter(village_id=village_id).order_by("number_order", "id")
    for number, name, group, there, tags, since, until in homes.values_list(
        "id", "head_name", "group__name", "participating", "tags", "since", "until"
    ):
        key = household_key(number)
        found[number] = _Row(
            key, "household", name, None, group, there, tags, (), None, since, until
        )
    yield from found.values()
    people = Resident.objects.filter(village_id=village_id).order_by("id")
    for number, home_id, name, there, tags, born, since, until in people.values_list(
        "id", "household_id", "name", "participating", "tags", "birth_year", "since", "until"
    ):
        home = found[home_id]
        there = there and home.participating
        yield _Row(
            resident_key(number), "resident", name, home.key, home.group, there, tags,
            home.tags, born, since, until,
        )  # fmt: skip
    units = Unit.objects.filter(village_id=village_id).order_by("id")
    for number, name, group, there, tags, since, until in units.values_list(
        "id", "name", "group__name", "participating", "tags", "since", "until"
    ):
        yield _Row(unit_key(number), "unit", name, None, group, there, tags, (), None, since, until)
