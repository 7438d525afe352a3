"""Who gains and who loses: homes told apart by age, absence, group, disability and status."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jishan.core.periods import years_between
from jishan.core.points import Points, round_half_up
from jishan.core.replay.outcome import Outcome
from jishan.core.sandbox.figures import HomeFigures
from jishan.core.sandbox.homes import (
    Home,
    absence_of,
    age_band,
    age_of,
    alone_of,
    disability_of,
    size_of,
)

TAGS_MAX = 20
WAYS: dict[str, Callable[[Home, date], str]] = {
    "group": lambda home, _: home.group,
    "oldest": age_of,
    "alone": alone_of,
    "absence": lambda home, _: absence_of(home),
    "size": lambda home, _: size_of(home),
    "disability": lambda home, _: disability_of(home),
}
"""Ways to tell homes apart in which each home is in exactly one class. `tag` comes on top: there a
home is in as many classes as it bears tags."""
_ORDER = (
    "under_18", "18_44", "45_59", "60_69", "70_79", "80_up", "alone", "not_alone", "here",
    "some_away", "all_away", "1", "2", "3_4", "5_up", "with", "without", "unknown",
)  # fmt: skip


@dataclass(frozen=True)
class ClassFigures:
    """The homes of one class. `first` and `second` are points; of one run alone both are the same.

    `none_*`: homes without a point. `titles_*`: titles. `gained`, `lost`: homes whose points rose
    or fell.
    """

    way: str
    name: str
    homes: int
    first: Points
    second: Points
    gained: int
    lost: int
    none_first: int
    none_second: int
    titles_first: int
    titles_second: int

    @property
    def mean_first(self) -> Points:
        return _mean(self.first, self.homes)

    @property
    def mean_second(self) -> Points:
        return _mean(self.second, self.homes)


def _mean(points: int, homes: int) -> Points:
    """Points for each home, halves upwards to the hundredth."""
    return Points(round_half_up(points, homes) if homes else 0)


Pair = tuple[HomeFigures, HomeFigures]
"""One home under the first document and under the second."""


def compared_homes(
    first: Mapping[str, HomeFigures], second: Mapping[str, HomeFigures]
) -> list[Pair]:
    """The homes that classes are made of: households, or every holder where there are none."""
    pairs = [(one, second[key]) for key, one in first.items() if key in second]
    households = [pair for pair in pairs if pair[0].home.kind == "household"]
    return households or pairs


def classes_of(pairs: Sequence[Pair], day: date) -> list[ClassFigures]:
    """Every class of every way, as the homes stand on `day`; classes without homes are left out."""
    found: list[ClassFigures] = []
    for way, name_of in WAYS.items():
        members: dict[str, list[Pair]] = {}
        for pair in pairs:
            members.setdefault(name_of(pair[0].home, day), []).append(pair)
        if len(members) > 1:
            found += [_class(way, name, members[name]) for name in sorted(members, key=_place)]
    tags: dict[str, list[Pair]] = {}
    for pair in pairs:
        for tag in pair[0].home.tags:
            tags.setdefault(tag, []).append(pair)
    often = sorted(tags, key=lambda tag: (-len(tags[tag]), tag))[:TAGS_MAX]
    return found + [_class("tag", tag, tags[tag]) for tag in often]


def people_classes(first: Outcome, second: Outcome, day: date) -> list[ClassFigures]:
    """The residents of the roster by their age, with the points of what each did himself (whoever
    was credited). Empty where nobody is named in an act; `homes` counts people here."""
    residents = [one for one in first.roster if one.kind == "resident"]
    before, after = _brought(first), _brought(second)
    if not any(one.key in before or one.key in after for one in residents):
        return []
    bands: dict[str, list[tuple[int, int]]] = {}
    for one in residents:
        band = "unknown" if one.born is None else age_band(years_between(one.born, day))
        both = (before.get(one.key, 0), after.get(one.key, 0))
        bands.setdefault(band, []).append(both)
    return [_people("age", name, bands[name]) for name in sorted(bands, key=_place)]


def _brought(out: Outcome) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in out.acts:
        if one.state == "counted":
            found[one.act.subject] = found.get(one.act.subject, 0) + one.points
    return found


def _people(way: str, name: str, both: Sequence[tuple[int, int]]) -> ClassFigures:
    return ClassFigures(
        way,
        name,
        len(both),
        Points(sum(one for one, _ in both)),
        Points(sum(two for _, two in both)),
        sum(two > one for one, two in both),
        sum(two < one for one, two in both),
        sum(one == 0 for one, _ in both),
        sum(two == 0 for _, two in both),
        0,
        0,
    )


def whole(pairs: Sequence[Pair]) -> ClassFigures:
    """All homes as one class."""
    return _class("village", "", pairs)


def _place(name: str) -> int:
    """Known classes in their order; groups as they first appear among the homes."""
    return _ORDER.index(name) if name in _ORDER else 0


def _class(way: str, name: str, pairs: Iterable[Pair]) -> ClassFigures:
    both = list(pairs)
    return ClassFigures(
        way,
        name,
        len(both),
        Points(sum(one.points for one, _ in both)),
        Points(sum(two.points for _, two in both)),
        sum(two.points > one.points for one, two in both),
        sum(two.points < one.points for one, two in both),
        sum(one.points == 0 for one, _ in both),
        sum(two.points == 0 for _, two in both),
        sum(len(one.titles) for one, _ in both),
        sum(len(two.titles) for _, two in both),
    )
