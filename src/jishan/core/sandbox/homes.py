"""The homes of a replay: who lives in each, how they are to be told apart, who is away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from jishan.core.periods import years_between
from jishan.core.replay.events import Person, natural
from jishan.core.replay.outcome import Outcome

AWAY = ("外出", "在外", "务工", "不常住", "非常住", "空挂")
"""A tag with one of these in it says that its bearer does not live in the village."""
DISABLED = ("残疾", "残障")
ALONE = ("独居", "空巢", "孤寡")
OLD = 60


@dataclass
class Home:
    """A household with the people listed for it, or any other holder of an account by itself.

    `away`: of those who could be away, how many were for the whole time; `parts`: for a part of it.
    """

    key: str
    kind: str
    group: str = ""
    tags: frozenset[str] = frozenset()
    people: list[Person] = field(default_factory=list)
    stated: int = 0
    taking_part: bool = True
    away: int = 0
    parts: int = 0

    @property
    def members(self) -> int:
        """How many live there: those listed, else the number that the roster states."""
        return len(self.people) or self.stated


def homes_of(out: Outcome) -> dict[str, Home]:
    """Every home that the roster, later events or the book know, in the order of their keys."""
    people = {person.key: person for person in out.roster}
    for one in out.events:
        event = one.event
        if event.kind == "join" and event.other:
            joined = Person(event.subject, "resident", household=event.other)
            people.setdefault(event.subject, joined)
    homes = {
        person.key: Home(
            person.key, person.kind, person.group or "", person.tags,
            stated=person.members or 0, taking_part=person.taking_part and person.consent,
        )
        for person in people.values()
        if not _lives_with_others(person)
    }  # fmt: skip
    for person in people.values():
        if _lives_with_others(person):
            key = str(person.household)
            home = homes.setdefault(key, Home(key, "household", person.group or ""))
            home.people.append(person)
            home.tags |= person.tags
    for purse in (purse for scheme in out.versions for purse in scheme.purses):
        for key in out.book.states.get(purse.code, ()):
            if key not in people:
                homes.setdefault(key, Home(key, purse.holder))
    _who_was_away(out, homes)
    return dict(sorted(homes.items(), key=lambda pair: natural(pair[0])))


def _lives_with_others(person: Person) -> bool:
    return person.kind == "resident" and person.household is not None


def home_keys(homes: Mapping[str, Home]) -> dict[str, str]:
    """The home of every holder: of a resident its household, else itself."""
    found = {key: key for key in homes}
    for home in homes.values():
        found |= {person.key: home.key for person in home.people}
    return found


def _who_was_away(out: Outcome, homes: Mapping[str, Home]) -> None:
    """By tags of the roster and tags that came and went; who joined or left was here in part."""
    changed = {
        one.event.subject
        for one in out.events
        if one.state == "done"
        and (one.event.kind in ("join", "leave") or one.event.kind in ("tag", "untag"))
        and (one.event.kind in ("join", "leave") or _is_away((one.event.what or "",)))
    }
    for home in homes.values():
        bearers = home.people or [Person(home.key, "household", tags=home.tags)]
        for one in bearers:
            if one.key in changed or home.key in changed:
                home.parts += 1
            elif _is_away(one.tags) or _is_away(_own_tags(home)):
                home.away += 1


def _own_tags(home: Home) -> frozenset[str]:
    """Tags of the household itself, those of its people left out."""
    lent = frozenset(tag for person in home.people for tag in person.tags)
    return home.tags - lent


def _is_away(tags: Iterable[str]) -> bool:
    return any(word in tag for tag in tags for word in AWAY)


def absence_of(home: Home) -> str:
    """`here`, `some_away` (one of them, or part of the time), `all_away`."""
    count = len(home.people) or 1
    if home.away >= count:
        return "all_away"
    return "some_away" if home.away or home.parts else "here"


def age_of(home: Home, day: date) -> str:
    """The age of the oldest who is listed with a day of birth."""
    known = [years_between(one.born, day) for one in home.people if one.born is not None]
    return "unknown" if not known else age_band(max(known))


def age_band(age: int) -> str:
    """`under_18`, `18_44`, `45_59`, `60_69`, `70_79`, `80_up`"""
    bands = ((18, "under_18"), (45, "18_44"), (60, "45_59"), (70, "60_69"), (80, "70_79"))
    return next((name for limit, name in bands if age < limit), "80_up")


def alone_of(home: Home, day: date) -> str:
    """Whether somebody old lives by himself there: by tag, or as the only one listed."""
    if any(word in tag for tag in home.tags for word in ALONE):
        return "alone"
    if len(home.people) == 1:
        born = home.people[0].born
        if born is not None and years_between(born, day) >= OLD:
            return "alone"
    return "not_alone"


def disability_of(home: Home) -> str:
    return "with" if any(word in tag for tag in home.tags for word in DISABLED) else "without"


def size_of(home: Home) -> str:
    """`1`, `2`, `3_4`, `5_up`, `unknown`"""
    count = home.members
    bands = ((1, "unknown"), (2, "1"), (3, "2"), (5, "3_4"))
    return next((name for limit, name in bands if count < limit), "5_up")


__all__ = [
    "Home",
    "absence_of",
    "age_band",
    "age_of",
    "alone_of",
    "disability_of",
    "home_keys",
    "homes_of",
    "size_of",
]
