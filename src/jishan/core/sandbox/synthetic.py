"""A village that nobody lives in: households as they are found in villages today, drawn by lot.

Many old people, many of working age away, sizes from one to six. Everything comes from the given
lots, whole numbers only, so a seed gives the same village on every machine. How often what is
drawn stands in the tables below; they are estimates, not a count of any real village.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from jishan.core.replay.events import Event, Person
from jishan.core.sandbox.lots import Lots
from jishan.core.scheme.document import Scheme, Who

SIZES = ((1, 18), (2, 30), (3, 19), (4, 17), (5, 11), (6, 5))
"""Listed members of a household, in percent."""
LIVES_ALONE_OLD = 75
"""Of those who live alone, how many percent are 60 or older."""
AWAY = ((20, 55), (45, 40), (60, 8))
"""Up to which age (below) how many percent are away; from 60 on nobody is. Children: see below."""
ALL_AWAY = 14
"""Of homes without anybody of 60 or older, how many percent are away with everybody."""
COME_BACK = 20
"""Of those away, how many percent come home for good in the course of the year."""
DISABLED = 5
PARTY_MEMBER = 6
POOR_HOUSEHOLD = 8
CONSENTS, CONSENTS_AWAY = 92, 55
"""Percent of households that take part; of those that are all away."""
GROUPS = ("一组", "二组", "三组", "四组", "五组", "六组")
OTHER_TAG = 6
"""Percent of those a document means by a tag of its own who bear it."""
AWAY_TAG = "外出务工"
KNOWN_TAGS = ("党员", "残疾", "独居", "低保户", AWAY_TAG)
UNITS, POSTS = 5, 4


def imagined_village(
    lot: Lots, schemes: Sequence[Scheme], households: int, day: date
) -> list[Person]:
    """A roster as it stands on `day`: households with listed members, and whatever else the
    documents give an account. Keys are made from numbers: `H001`, `H001-1`."""
    people: list[Person] = []
    for number in range(1, households + 1):
        people += _household(lot, f"H{number:03}", GROUPS[(number - 1) % len(GROUPS)], day)
    people += _others(schemes)
    return _with_tags(lot, schemes, people)


def comings_home(lot: Lots, people: Sequence[Person], day: date) -> list[Event]:
    """Some of those who are away on `day` come back for good within the year that begins then."""
    return [
        Event("untag", f"back/{one.key}", day + timedelta(days=30 + lot.below(300)), one.key,
              what=AWAY_TAG)
        for one in people
        if AWAY_TAG in one.tags and lot.chance(COME_BACK)
    ]  # fmt: skip


def _household(lot: Lots, key: str, group: str, day: date) -> list[Person]:
    size = lot.drawn(SIZES)
    ages = list(_ages(lot, size))
    old = min(ages) >= 60
    members = [
        _resident(lot, f"{key}-{number}", key, group, age, day)
        for number, age in enumerate(ages, 1)
    ]
    if size == 1 and old:
        members[0] = members[0]._replace(tags=members[0].tags | {"独居"})
    if not old and max(ages) < 60 and lot.chance(ALL_AWAY):
        members = [one._replace(tags=one.tags | {AWAY_TAG}) for one in members]
    away = all(AWAY_TAG in one.tags for one in members)
    tags = {"低保户"} if lot.chance(POOR_HOUSEHOLD) else set()
    consent = lot.chance(CONSENTS_AWAY if away else CONSENTS)
    home = Person(
        key, "household", f"第{int(key[1:])}户", None, group, frozenset(tags), consent=consent
    )
    return [home, *members]


def _ages(lot: Lots, size: int) -> Iterator[int]:
    """One alone, an old or younger couple, parents with children, three generations."""
    if size == 1:
        yield 60 + lot.below(30) if lot.chance(LIVES_ALONE_OLD) else 25 + lot.below(35)
        return
    old = lot.chance(60) if size == 2 else False
    parent = 60 + lot.below(24) if old else 28 + lot.below(30)
    yield parent
    yield max(parent - 5 + lot.below(8), 22)
    grandparents = 0 if size < 5 else size - 4 + (size == 5 and lot.below(2))
    for _ in range(size - 2 - min(grandparents, 2)):
        yield max(parent - 24 - lot.below(8), lot.below(6))
    for _ in range(min(grandparents, 2)):
        yield parent + 23 + lot.below(8)


def _resident(lot: Lots, key: str, household: str, group: str, age: int, day: date) -> Person:
    born = day.replace(year=day.year - age, day=1) - timedelta(days=lot.below(365))
    tags: set[str] = set()
    if age >= 18:
        percent = next((percent for limit, percent in AWAY if age < limit), 0)
        if lot.chance(percent):
            tags.add(AWAY_TAG)
        if lot.chance(PARTY_MEMBER):
            tags.add("党员")
    if lot.chance(DISABLED):
        tags.add("残疾")
        tags.discard(AWAY_TAG)
    return Person(
        key, "resident", f"{key}号", household, group, frozenset(tags), born, max(born, EARLIEST)
    )


EARLIEST = date(1970, 1, 1)


def _others(schemes: Sequence[Scheme]) -> list[Person]:
    """Groups, the village, units, posts: those that hold accounts, or that points gather in."""
    scheme = schemes[-1]
    kinds: set[str] = set()
    for one in schemes:
        kinds |= {*one.subjects.kinds, *(purse.holder for purse in one.purses)}
    found: list[Person] = []
    if "group" in kinds:
        found += [Person(name, "group", name) for name in GROUPS]
    if "village" in kinds:
        found.append(Person(scheme.organisation, "village", scheme.organisation))
    if "unit" in kinds:
        found += [Person(f"U{n}", "unit", f"第{n}家单位", group=GROUPS[n]) for n in range(UNITS)]
    if "post" in kinds:
        found += [Person(f"P{n}", "post", f"第{n}个岗位") for n in range(1, POSTS + 1)]
    return found


def _with_tags(lot: Lots, schemes: Sequence[Scheme], people: list[Person]) -> list[Person]:
    """Statuses that only this document knows are given to some of those whom it could mean."""
    own: dict[str, frozenset[str]] = {}
    for scheme in schemes:
        for tag, kinds in _own_tags(scheme).items():
            own[tag] = own.get(tag, frozenset()) | kinds
    for tag, kinds in sorted(own.items()):
        people = [
            one._replace(tags=one.tags | {tag})
            if one.kind in kinds and lot.chance(OTHER_TAG)
            else one
            for one in people
        ]
    return people


def _own_tags(scheme: Scheme) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for who in whos(scheme):
        kinds = frozenset(who.kinds or scheme.subjects.kinds)
        for tag in (*who.tags_any, *who.tags_all, *who.tags_none):
            if tag not in KNOWN_TAGS:
                found[tag] = found.get(tag, frozenset()) | kinds
    for honour in scheme.honours:
        for tag in honour.classes:
            found.setdefault(tag, frozenset(("household",)))
    return found


def whos(scheme: Scheme) -> list[Who]:
    """Every clause of the document that says whom it means."""
    named: list[Who | None] = [item.who for item in scheme.items]
    named += [one.who for one in scheme.settlements]
    named += [one.who for one in scheme.honours]
    named += [one.who for one in scheme.pools]
    if scheme.multiplying is not None:
        named += [one.who for one in scheme.multiplying.rules]
    return [*scheme.subjects.eligible, *(who for who in named if who is not None)]
