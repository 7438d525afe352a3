"""A document in 桃源村, acts on a short road into the book, rankings announced, and the same acts
in a replay of tables: what is announced of places, figures and titles is what the core says."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from jishan.claims.actions import Moved, record_claim
from jishan.claims.acts import NewClaim
from jishan.claims.places import Places
from jishan.core.replay.events import Event, Person
from jishan.core.replay.whole import replay
from jishan.core.scheme.document import to_document
from jishan.core.scheme.facts import Act
from jishan.core.scheme.reading import from_plain, read_scheme
from jishan.core.scheme.values import PeriodKind
from jishan.demo.cast import Cast
from jishan.honors.actions import announce_ranking
from jishan.honors.answers import RankingPage
from jishan.honors.queries import ranking
from jishan.registry.models import Resident
from jishan.registry.units import NewUnit, found_unit
from tests.stories.road import adopt, key, published, tick

BEIJING = ZoneInfo("Asia/Shanghai")
FIRST = date(2026, 2, 1)
LAST = date(2026, 12, 31)
AFTER = datetime(2027, 1, 10, 9, tzinfo=BEIJING)
Document = dict[str, Any]
Line = tuple[str, int, int, tuple[str, ...]]
"""The core's key, the place, the figure in hundredths, the names of titles."""

SHORT_ROAD = {"default": [{"kind": "notice", "days": 1, "day_kind": "calendar"}, {"kind": "enter"}]}


def pack(code: str) -> Document:
    """A shipped document."""
    text = files("jishan").joinpath("packs", f"{code}.yaml").read_text("utf-8")
    return to_document(read_scheme(text))


def fixed(code: str, category: str, points: float, **more: Any) -> Document:
    worth = {"shape": "fixed", "points": points}
    return {"code": code, "title": f"做好事{code}", "category": category, "worth": worth, **more}


@dataclass
class Ranked:
    """A year of 桃源村 under a document. `people` is the roster of the replay, `said` its acts."""

    village: Cast
    document: Document
    people: list[Person] = field(default_factory=list)
    said: list[Act | Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.document = deepcopy(self.document)
        self.document |= {"in_force_from": FIRST.isoformat(), "process": SHORT_ROAD}
        self.scheme = from_plain(self.document)
        adopt(self.village, at(FIRST), self._instead)

    def _instead(self, document: Document) -> None:
        document.clear()
        document.update(self.document)

    @property
    def id(self) -> int:
        return self.village.taoyuan.id

    # Who is there -----------------------------------------------------------------------------

    def homes(self) -> None:
        """The three households of the cast, with their people."""
        village = self.village
        cast = ((village.zhang, "一组"), (village.liu_neighbour, "一组"), (village.far, "二组"))
        for home, group in cast:
            self.people.append(Person(f"h{home.id}", "household", group=group))
            self.people += [
                Person(f"r{own}", "resident", household=f"h{home.id}", group=group)
                for own in (home.head_id, home.member_id)
            ]

    def tagged(self, resident_id: int, tag: str) -> None:
        """A status of somebody, as the roster has had it all along."""
        person = Resident.objects.filter(village_id=self.id, id=resident_id)
        person.update(tags=[tag])
        number = next(n for n, one in enumerate(self.people) if one.key == f"r{resident_id}")
        self.people[number] = self.people[number]._replace(tags=frozenset([tag]))

    def unit(self, name: str, kind: str, group_id: int | None = None, *tags: str) -> str:
        new = NewUnit(name, kind, group_id, tags=tags, since=date(2025, 1, 1))
        made = f"u{found_unit(self.village.clerk, new, key=key(), now=at(FIRST))}"
        self.people.append(Person(made, "unit", tags=frozenset(tags)))
        return made

    def groups(self) -> None:
        self.people += [Person(name, "group") for name in Places(self.id).groups.values()]

    # What happens -----------------------------------------------------------------------------

    def act(self, item: str, subject: str, day: date, **act: Any) -> Moved:
        """The clerk writes down what somebody did: `subject` as the core names it."""
        stored = Places(self.id).outward(subject, self.scheme)
        home, person = None, None
        if stored[0] == "r":
            person = int(stored[1:])
            home = Resident.objects.get(village_id=self.id, id=person).household_id
        elif stored[0] == "h":
            home = int(stored[1:])
        new = NewClaim(
            home, item, day, resident_id=person, place="村口", cause="看到",
            subject="" if home else stored, **act,
        )  # fmt: skip
        made = record_claim(
            self.village.clerk, new, origin="recorded", channel="on_site", key=key(),
            now=at(day, 18),
        )  # fmt: skip
        self.said.append(Act(str(len(self.said) + 1), day, subject, item, **act))
        return made

    def enter(self, day: date) -> None:
        published(self.village, at(day, 20))
        tick(self.village, at(day + timedelta(days=3)))

    # What comes of it -------------------------------------------------------------------------

    def announced(
        self, kind: PeriodKind, measure: str, day: date = LAST, *, now: datetime = AFTER
    ) -> int:
        return announce_ranking(
            self.village.clerk, kind, day=day, measure=measure, key=key(), now=now
        ).id

    def page(self, ranking_id: int) -> RankingPage:
        return ranking(self.village.clerk, ranking_id, today=AFTER.date())

    def lines(self, ranking_id: int) -> list[Line]:
        places = Places(self.id)
        found = self.page(ranking_id).lines
        return sorted(
            (places.inward(one.key, self.scheme), one.position, int(one.points), one.titles)
            for one in found
        )

    def core_says(
        self, measure: str, label: str = "2026", without: Sequence[str] = ()
    ) -> list[Line]:
        """The same from the tables alone, without these acts."""
        said = [one for one in self.said if one.key not in without]
        outcome = replay([self.scheme], self.people, said, first=FIRST, until=LAST)
        closing = next(one for one in outcome.closings if one.period.label == label)
        values = closing.measures[measure].values
        titles: dict[str, list[str]] = {one: [] for one in values}
        for honour in self.scheme.honours:
            if honour.measure == measure:
                for one in closing.honours[honour.code]:
                    if one.taken:
                        titles[one.key].append(honour.name)
        order = sorted(values.values(), reverse=True)
        return sorted(
            (one, order.index(value) + 1, int(value), tuple(titles[one]))
            for one, value in values.items()
        )


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=BEIJING)
