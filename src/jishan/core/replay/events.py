"""What a replay is fed with: the roster, acts, and later events that name what they touch."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from operator import attrgetter
from typing import Literal, NamedTuple

from jishan.core.errors import Refusal
from jishan.core.points import Points
from jishan.core.purses import Lot
from jishan.core.scheme.facts import Act
from jishan.core.scheme.values import SubjectKind

EventKind = Literal[
    "join", "leave", "split", "merge", "tag", "untag", "bar", "lift", "false",
    "transfer", "moved", "opening", "recount", "redeem", "use", "reverse", "uphold",
]  # fmt: skip

PHASES: dict[str, int] = {
    "recount": 0, "opening": 0,
    "leave": 0, "split": 1, "merge": 2, "join": 3, "tag": 4, "untag": 4, "bar": 5, "lift": 6,
    "act": 7, "false": 8, "transfer": 9, "moved": 9, "redeem": 10, "use": 11,
}  # fmt: skip
"""Order within one day; acts and events of one phase go by their keys."""


class EventRefused(Refusal):
    """An event that cannot take place; nothing changes."""

    code = "replay.event_refused"


class SubjectUnknown(EventRefused):
    code = "replay.subject_unknown"


class Person(NamedTuple):
    """One line of the roster: anything that can hold an account. `members` counts the people of a
    household that are not listed one by one; `joined`/`left` bound its taking part."""

    key: str
    kind: SubjectKind
    name: str = ""
    household: str | None = None
    group: str | None = None
    tags: frozenset[str] = frozenset()
    born: date | None = None
    since: date | None = None
    taking_part: bool = True
    consent: bool = True
    approved: bool = True
    joined: date | None = None
    left: date | None = None
    members: int | None = None


class Event(NamedTuple):
    """Something that is not an act. `touches` names an earlier key; `other` a second subject;
    `what` goods, a veto clause, a tag or a purse. `moved`: points that came (below zero: went) by
    what people had decided before, as `lots` or to `other` (`evenly`: of each lot the same part);
    `opening`: what a purse held when the first day began. No table of a village says either."""

    kind: EventKind
    key: str
    day: date
    subject: str = ""
    touches: str | None = None
    other: str | None = None
    what: str | None = None
    quantity: Fraction = Fraction(1)
    points: Points | None = None
    members: tuple[str, ...] = ()
    fault: Literal["claimant", "proxy", None] = None
    document: str | None = None
    reason: str | None = None
    paid_fen: int = 0
    lots: tuple[Lot, ...] = ()
    evenly: bool = False


Happening = Act | Event

Course = Sequence[tuple[date, Sequence[Happening]]]
"""Everything that happened, day after day, in order."""

_KEY = attrgetter("key")


def natural(key: str) -> tuple[int, str]:
    """Keys in the order people expect: 2 before 10."""
    return (len(key), key)


def by_day(happenings: Iterable[Happening]) -> defaultdict[date, list[Happening]]:
    """What happened on each day."""
    found: defaultdict[date, list[Happening]] = defaultdict(list)
    for one in happenings:
        found[one.day].append(one)
    return found


def events_among(happenings: Sequence[Happening]) -> list[Event]:
    """Those that are not acts."""
    if Event not in set(map(type, happenings)):
        return []
    return [one for one in happenings if isinstance(one, Event)]


def in_order(happenings: Sequence[Happening]) -> list[Happening]:
    """What happened on one day, by phase and key: the same order whatever the order of entry."""
    if events_among(happenings):
        return sorted(happenings, key=_within_the_day)
    by_text = sorted(happenings, key=_KEY)
    lengths = list(map(len, map(_KEY, by_text)))
    if lengths == sorted(lengths):
        return by_text
    places = sorted(range(len(lengths)), key=lengths.__getitem__)
    return [by_text[place] for place in places]


def _within_the_day(one: Happening) -> tuple[int, int, str]:
    phase = PHASES.get(one.kind, 12) if isinstance(one, Event) else PHASES["act"]
    return (phase, *natural(one.key))
