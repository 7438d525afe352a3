"""Who belonged to the village from day to day, as the roster and the events of a replay."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from jishan.claims.acts import household_key, resident_key, unit_key
from jishan.core.replay.events import Event, Person
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.values import SubjectKind
from jishan.orgs.queries import groups_of
from jishan.registry.changes import merges
from jishan.registry.models import Household, Resident, Unit
from jishan.registry.stays import stays
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
    """In the village; there from `begins` to `ends`."""
    begins: date
    ends: date | None


def roster_of(
    village_id: int, schemes: Iterable[Scheme], first: date, until: date
) -> tuple[Person, ...]:
    """Everybody who was there on one of the days; who came or went in between has the day.

    Groups and the village itself only where one of the documents gives them points.
    """
    people = [
        _person(row, first)
        for row in _rows(village_id, first)
        if row.begins <= until and (row.ends is None or row.ends >= first)
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
    day = max(first, row.begins)
    tags = tags_on(row.tags, day)
    both = tags | tags_on(row.home_tags, day)
    return Person(
        row.key,
        row.kind,
        row.name,
        household=row.household,
        group=row.group if row.kind != "resident" else None,  # a person's is the household's
        tags=tags - {APPROVED, DECLINED},
        born=date(row.birth_year, 1, 1) if row.birth_year else None,
        since=row.since,
        taking_part=row.participating,
        consent=DECLINED not in both,
        approved=APPROVED in both,
        joined=row.begins if row.begins > first else None,
        left=None if row.ends is None else row.ends + _ONE_DAY,
    )


def tag_events(village_id: int, first: date, until: date) -> Iterator[Event]:
    """Tags that began or ended within the days."""
    for row in _rows(village_id, first):
        begin = max(first, row.begins)
        for number, tag in enumerate(tags_of(row.tags) if row.tags else ()):
            key = f"{row.key}/tag{number}"
            if tag.since is not None and begin < tag.since <= until:
                yield Event("tag", key, tag.since, row.key, what=tag.name)
            if tag.until is not None and begin <= tag.until < until:
                yield Event("untag", f"{key}/end", tag.until + _ONE_DAY, row.key, what=tag.name)


def stay_events(village_id: int, first: date, until: date) -> Iterator[Event]:
    """People who moved from one household to another, or came back, and households that merged,
    within the days. The key puts a move after the beginning of the household."""
    for number, spans in stays(village_id).items():
        kept = [one for one in spans if one.until is None or one.until >= first]
        for place, (before, after) in enumerate(pairwise(kept)):
            person, home = resident_key(number), household_key(after.household_id)
            key = f"roster/{home}/stay/{person}/{place}"
            left = (before.until or date.max - _ONE_DAY) + _ONE_DAY
            if left < after.since and left <= until:
                yield Event("leave", f"{key}/away", left, person)
            if after.since <= until:
                yield Event("join", key, after.since, person, other=home)
    for own, merge in merges(village_id).items():
        if first < merge.day <= until:
            into = household_key(merge.into)
            yield Event("merge", f"merge/{own}", merge.day, household_key(own), other=into)


def _rows(village_id: int, first: date) -> Iterator[_Row]:
    """Households in their order, then their people, then units: five queries. People stand where
    they belonged on the first day, or first after it."""
    gone, spans = merges(village_id), stays(village_id)
    found: dict[int, _Row] = {}
    homes = Household.objects.filter(village_id=village_id).order_by("number_order", "id")
    for number, name, group, there, tags, since, until, lived in homes.values_list(
        "id", "head_name", "group__name", "participating", "tags", "since", "until", "lived_since"
    ):
        key = household_key(number)
        if number in gone and gone[number].day > first:
            until = None  # the merge is an event
        found[number] = _Row(
            key, "household", name, None, group, there, tags, (), None, lived or since,
            since, until,
        )  # fmt: skip
    yield from found.values()
    people = Resident.objects.filter(village_id=village_id).order_by("id")
    for number, name, there, tags, born, since in people.values_list(
        "id", "name", "participating", "tags", "birth_year", "since"
    ):
        own = [one for one in spans.get(number, ()) if one.until is None or one.until >= first]
        if not own:
            continue
        home = found[own[0].household_id]
        there = there and home.participating
        yield _Row(
            resident_key(number), "resident", name, home.key, home.group, there, tags,
            home.tags, born, since, own[0].since, own[-1].until,
        )  # fmt: skip
    units = Unit.objects.filter(village_id=village_id).order_by("id")
    for number, name, group, there, tags, since, until in units.values_list(
        "id", "name", "group__name", "participating", "tags", "since", "until"
    ):
        key = unit_key(number)
        yield _Row(key, "unit", name, None, group, there, tags, (), None, since, since, until)
