"""The village's people with the days of their membership, as a period's close counts them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from jishan.claims.acts import household_key, resident_key
from jishan.claims.models import Bar
from jishan.core.measuring import SubjectFacts
from jishan.core.periods import Period
from jishan.core.scheme.admission import takes_part
from jishan.core.scheme.compiled import compiled
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.facts import Standing
from jishan.registry.models import Household, Resident


class Home(NamedTuple):
    id: int
    group: str | None
    participating: bool
    since: date
    until: date | None


class Person(NamedTuple):
    id: int
    household_id: int
    participating: bool
    tags: list[str]
    birth_year: int | None
    since: date
    until: date | None


class BarRow(NamedTuple):
    """A bar from honours. `resident_id` None: the household with everybody in it."""

    household_id: int
    resident_id: int | None
    since: date
    until: date
    lifted_on: date | None

    def stands(self, day: date) -> bool:
        lifted = self.lifted_on is not None and day >= self.lifted_on
        return self.since <= day <= self.until and not lifted


@dataclass(frozen=True, slots=True)
class Roll:
    """Plain rows: `people` by household and empty where the scheme asks nothing of persons."""

    homes: tuple[Home, ...]
    people: dict[int, list[Person]]
    bars: tuple[BarRow, ...]

    def members_on(self, household_id: int, day: date) -> int:
        return sum(_there(one, day) for one in self.people.get(household_id, ()))


def read_roll(village_id: int, scheme: Scheme, *, people: bool) -> Roll:
    """Everybody who ever belonged to the village: two queries, three with `people`.

    `members` of the scheme says who counts as a member: those who take part, or all.
    """
    homes = Household.objects.filter(village_id=village_id).values_list(
        "id", "group__name", "participating", "since", "until"
    )
    found: dict[int, list[Person]] = {}
    if people:
        rows = Resident.objects.filter(village_id=village_id).values_list(
            "id", "household_id", "participating", "tags", "birth_year", "since", "until"
        )
        for row in rows.order_by("id"):
            found.setdefault(row[1], []).append(Person(*row))
    bars = Bar.objects.filter(village_id=village_id).values_list(
        "household_id", "resident_id", "since", "until", "lifted_on", "bars"
    )
    return Roll(
        tuple(map(Home._make, homes)),
        found,
        tuple(BarRow(*row[:5]) for row in bars if "honours" in row[5]),
    )


def subjects_at(roll: Roll, scheme: Scheme, period: Period) -> dict[str, SubjectFacts]:
    """Every household and person who is there on the period's last day."""
    day = period.last
    every = scheme.subjects.members == "all"
    barred_homes, barred_people = _barred(roll, day)
    asked = any(one.kind == "household" for one in scheme.subjects.eligible)
    found: dict[str, SubjectFacts] = {}
    for home in roll.homes:
        if not _there(home, day):
            continue
        key = household_key(home.id)
        taking_part = home.participating
        if asked and taking_part:
            standing = Standing("household", key, home.group, since=home.since)
            taking_part = takes_part(compiled(scheme), standing, day)
        people = roll.people.get(home.id, ())
        counted = [one for one in people if every or one.participating] if people else []
        start, end, mean = _members(counted, period) if counted else (0, 0, Fraction(0))
        barred = home.id in barred_homes
        found[key] = SubjectFacts(
            key, "household", key, home.group, frozenset(), None, home.since,
            start, end, mean, taking_part, barred,
        )  # fmt: skip
        for one in people:
            if _there(one, day):
                facts = _person(scheme, one, home, day)
                barred_too = barred or one.id in barred_people
                found[facts.key] = facts._replace(barred=barred_too)
    return found


def _person(scheme: Scheme, one: Person, home: Home, day: date) -> SubjectFacts:
    key, home_key, tags = resident_key(one.id), household_key(home.id), frozenset(one.tags)
    born = date(one.birth_year, 1, 1) if one.birth_year else None
    taking_part = one.participating and home.participating
    standing = Standing(
        "resident", home_key, home.group, tags=tags, born=born, since=one.since,
        taking_part=taking_part,
    )  # fmt: skip
    return SubjectFacts(
        key, "resident", home_key, home.group, tags, born, one.since,
        taking_part=takes_part(compiled(scheme), standing, day),
    )  # fmt: skip


def _there(row: Home | Person, day: date) -> bool:
    return row.since <= day and (row.until is None or day <= row.until)


def _barred(roll: Roll, day: date) -> tuple[set[int], set[int]]:
    """Households and persons barred from honours on the day."""
    standing = [bar for bar in roll.bars if bar.stands(day)]
    homes = {bar.household_id for bar in standing if bar.resident_id is None}
    return homes, {bar.resident_id for bar in standing if bar.resident_id is not None}


def _members(counted: list[Person], period: Period) -> tuple[int, int, Fraction]:
    """Members on the first day, on the last, and their mean over the days."""
    start = sum(_there(one, period.first) for one in counted)
    end = sum(_there(one, period.last) for one in counted)
    return start, end, Fraction(sum(_days_in(counted, period)), period.days)


def _days_in(counted: list[Person], period: Period) -> Iterator[int]:
    for one in counted:
        first = max(one.since, period.first)
        last = period.last if one.until is None else min(one.until, period.last)
        yield max((last - first).days + 1, 0)
