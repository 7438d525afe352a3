"""Who belongs where on which day: dated membership of residents in households."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from jishan.core.measuring import SubjectFacts
from jishan.core.periods import Period
from jishan.core.replay.events import Person
from jishan.core.scheme.admission import takes_part
from jishan.core.scheme.compiled import Compiled
from jishan.core.scheme.doer import Doer
from jishan.core.scheme.facts import Standing

ZERO = Fraction(0)


class People(Mapping[str, Standing]):
    """The subjects as they stand today. Reading a key gives its standing.

    Members of a household count who take part and whom the rules let take part, or all.
    """

    def __init__(self, roster: Iterable[Person], *, plan: Compiled, first: date) -> None:
        self._rules(plan)
        self._today = first
        self._people: dict[str, Person] = {}
        self._members: dict[str, dict[str, None]] = {}
        self._counts: dict[str, tuple[list[int], list[int]]] = {}
        self._cache: dict[str, Standing] = {}
        self._facts: dict[str, tuple[Compiled, SubjectFacts]] = {}
        self._all: tuple[Compiled, dict[str, SubjectFacts]] | None = None
        self._moved_on = 0
        self.gone: set[str] = set()
        self.doers: dict[str, Doer] = {}
        self._wide: list[str] = []
        self.arrived: dict[str, date] = {}
        for person in roster:
            self.enter(person, first)

    def _rules(self, plan: Compiled) -> None:
        self._plan = plan
        self._count_all = plan.scheme.subjects.members == "all"
        self._asked = plan.eligible.get("resident", ())

    def __getitem__(self, key: str) -> Standing:
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = self._standing(key)
        return found

    def get(self, key: str, default: Any = None) -> Any:
        """As of a dict, without the cost of an exception."""
        found = self._cache.get(key)
        if found is None and key in self._people:
            return self[key]
        return found or default

    def __iter__(self) -> Iterator[str]:
        return iter(self._people)

    def __len__(self) -> int:
        return len(self._people)

    def person(self, key: str) -> Person:
        return self._people[key]

    def doer(self, key: str) -> Doer | None:
        """The subject as scoring sees it, remembered in `doers` while nobody moves; None where
        nobody knows it."""
        standing = self.get(key)
        if standing is None:
            return None
        found = self.doers[key] = Doer(key, standing)
        if self._plan.timeless:
            found.takes_part(self._plan, self._today)
        return found

    def here(self, key: str) -> bool:
        """Whether the subject is known and has not left."""
        return key in self._people and key not in self.gone

    def enter(self, person: Person, day: date) -> None:
        """A subject appears, or moves to another household; an unknown household appears
        with it."""
        self._today = day
        before = self._people.get(person.key)
        if before is not None and before.kind == "resident" and before.household:
            self._members.get(before.household, {}).pop(person.key, None)
            self._changed(before.household, day)
        self._people[person.key] = person
        if person.kind in ("group", "village") and before is None:
            self._wide.append(person.key)
        self.gone.discard(person.key)
        self.arrived.setdefault(person.key, day)
        if person.kind == "household":
            self._changed(person.key, day)
        elif person.kind == "resident" and person.household:
            if person.household not in self._people:
                home = Person(person.household, "household", "", None, person.group)
                self.enter(home, day)
            self._members.setdefault(person.household, {})[person.key] = None
            self._changed(person.household, day)
        self._forget(person.key)

    def leave(self, key: str, day: date) -> None:
        """The subject (a household with its members) leaves from this day on; its figures stay."""
        self._today = day
        for member in tuple(self._members.get(key, ())):
            self.leave(member, day)
        person = self._people[key]
        self.gone.add(key)
        if person.kind == "resident" and person.household:
            self._members.get(person.household, {}).pop(key, None)
            self._changed(person.household, day)
        self._forget(key)

    def adopt(self, day: date, plan: Compiled) -> None:
        """From the day on members are counted as another version of the rules says."""
        before = (self._count_all, self._asked)
        self._rules(plan)
        self._today = day
        if before == (self._count_all, self._asked):
            return
        for household in tuple(self._counts):
            self._changed(household, day)

    def change(self, person: Person, day: date) -> None:
        """Replace what is known of a subject (tags and the like)."""
        self._people[person.key] = person
        self._forget(person.key)
        self.recount(person.key, day)

    def recount(self, key: str, day: date) -> None:
        """Somebody may count as a member from this day on, or no longer: by age, months or tags."""
        self._today = day
        person = self._people.get(key)
        if self._asked and person is not None and person.kind == "resident" and person.household:
            self._forget(key)
            self._changed(person.household, day)

    def members(self, household: str) -> tuple[str, ...]:
        """The residents of a household who count, in order of their keys."""
        return tuple(
            key
            for key in sorted(self._members.get(household, ()))
            if self._count_all or self._counts_today(self._people[key])
        )

    def _counts_today(self, person: Person) -> bool:
        if not self._asked:
            return person.taking_part
        taking_part, consent = self._asked_with_home(person)
        standing = Standing(
            person.kind, person.household, self._group(person), (),
            person.tags, person.born, person.since,
            taking_part, consent, person.approved,
        )  # fmt: skip
        return takes_part(self._plan, standing, self._today)

    def residents(self, household: str) -> tuple[str, ...]:
        """All residents of a household, those who take no part as well."""
        return tuple(sorted(self._members.get(household, ())))

    def count(self, household: str) -> int:
        """How many count today: those listed, else the number the roster states."""
        if household in self._members:
            return len(self.members(household))
        return self._people[household].members or 0

    def all_facts(self, period: Period, plan: Compiled) -> dict[str, SubjectFacts]:
        """Of everybody who is here. Where nobody has moved since an earlier close, its answer
        still holds."""
        settled = plan.timeless and self._moved_on <= period.first.toordinal()
        if self._all is not None and settled and self._all[0] is plan:
            return self._all[1]
        found = {key: self.facts(key, period, plan) for key in self._people if key not in self.gone}
        self._all = (plan, found) if settled else None
        return found

    def facts(self, key: str, period: Period, plan: Compiled) -> SubjectFacts:
        """The subject at the end of a period under these rules, bars aside.

        Where neither the subject nor its number of members has changed, the facts of an earlier
        close still hold.
        """
        days = self._counts[key][0] if key in self._counts else None
        settled = not days or days[-1] <= period.first.toordinal()
        known = self._facts.get(key) if settled else None
        if known is not None and known[0] is plan:
            return known[1]
        person = self._people[key]
        start, end, mean = self._over(key, period) if person.kind == "household" else (0, 0, ZERO)
        found = SubjectFacts(
            key, person.kind, self._household(person), self._group(person), person.tags,
            person.born, person.since, start, end, mean, takes_part(plan, self[key], period.last),
        )  # fmt: skip
        if settled and plan.timeless:
            self._facts[key] = (plan, found)
        return found

    def _over(self, key: str, period: Period) -> tuple[int, int, Fraction]:
        """Members at the start, at the end, and their mean over the days of the period."""
        days, counts = self._counts[key]
        begin, end = period.first.toordinal(), period.last.toordinal()
        at = max(bisect_right(days, begin) - 1, 0)
        first = counts[at] if days[at] <= begin else 0
        total, here, since = 0, first, begin
        for day, count in zip(days[at:], counts[at:], strict=True):
            if begin < day <= end:
                total += here * (day - since)
                here, since = count, day
        total += here * (end - since + 1)
        return first, here, Fraction(total, end - begin + 1)

    def _changed(self, household: str, day: date) -> None:
        self._forget(household)
        if household not in self._people:
            return
        days, counts = self._counts.setdefault(household, ([], []))
        ordinal, count = day.toordinal(), self.count(household)
        self._moved_on = max(self._moved_on, ordinal)
        if days and days[-1] == ordinal:
            counts[-1] = count
        else:
            days.append(ordinal)
            counts.append(count)

    def _forget(self, key: str) -> None:
        self.doers.clear()
        self._all = None
        person = self._people.get(key)
        home = (person.household,) if person is not None and person.household else ()
        for one in (key, *home, *self._members.get(key, ()), *self._wide):
            self._cache.pop(one, None)
            self._facts.pop(one, None)

    def _standing(self, key: str) -> Standing:
        person = self._people[key]
        home = self._household(person)
        listed = home is not None and home in self._people
        taking_part, consent = self._asked_with_home(person)
        return Standing(
            person.kind, home, self._group(person),
            self._belonging(person),
            person.tags, person.born, person.since,
            taking_part and key not in self.gone, consent, person.approved,
            others=self, size=self.count(home) if listed and home else None,
        )  # fmt: skip

    def _asked_with_home(self, person: Person) -> tuple[bool, bool]:
        """Whether somebody takes part and agreed: what the household was asked, its people were
        asked with it."""
        home = self._people.get(person.household) if person.household else None
        if home is None:
            return person.taking_part, person.consent
        return person.taking_part and home.taking_part, person.consent and home.consent

    def _belonging(self, person: Person) -> tuple[str, ...]:
        """Residents of a household; households of a group, or of the village."""
        if person.kind in ("group", "village"):
            return tuple(
                key
                for key, one in sorted(self._people.items())
                if one.kind == "household"
                and key not in self.gone
                and (person.kind == "village" or one.group == person.key)
            )
        home = self._household(person)
        return self.members(home) if home and home in self._people else ()

    def _household(self, person: Person) -> str | None:
        return person.key if person.kind == "household" else person.household

    def _group(self, person: Person) -> str | None:
        if person.kind == "group":
            return person.key
        if person.group is None and person.household in self._people and person.household:
            return self._people[person.household].group
        return person.group
