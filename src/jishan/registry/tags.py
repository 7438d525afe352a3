"""Dated tags (标签): what the rules may ask of a household, a unit or a person, from day to day.

A stored tag is `[name, since, until]`, days as text and None for an open end, or only its name: for
ever. Two names say what somebody decided: `APPROVED` (两委 consented to newcomers, HS-07) and
`DECLINED` (the household, the unit or the person does not agree to take part).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

APPROVED = "两委批准"
DECLINED = "不同意参加"

TAG_MAX = 20
TAGS_MAX = 20

Stored = Sequence[str | list[str | None]]


class Tag(NamedTuple):
    """A tag and the days on which it holds, both included."""

    name: str
    since: date | None
    until: date | None

    def holds(self, day: date) -> bool:
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or day <= self.until)


def tags_of(stored: Stored) -> tuple[Tag, ...]:
    return tuple(_read(one) for one in stored)


def _read(one: str | list[str | None]) -> Tag:
    if isinstance(one, str):
        return Tag(one, None, None)
    name, since, until = one
    assert name, "a tag has a name"
    return Tag(name, _day(since), _day(until))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def tags_on(stored: Stored, day: date) -> frozenset[str]:
    """The names that hold on a day."""
    return frozenset(tag.name for tag in tags_of(stored) if tag.holds(day)) if stored else _NONE


_NONE: frozenset[str] = frozenset()


def standing(stored: Stored) -> tuple[str, ...]:
    """The names that have no end."""
    return tuple(tag.name for tag in tags_of(stored) if tag.until is None)


def retagged(stored: Stored, wanted: Iterable[str], *, since: date) -> list[list[str | None]]:
    """What to store so that from a day on exactly the wanted names hold, and before it nothing
    changes."""
    names = list(dict.fromkeys(name.strip() for name in wanted if name.strip()))
    kept: list[Tag] = []
    for tag in tags_of(stored):
        if tag.name in names and tag.holds(since):
            kept.append(tag._replace(until=None))
            names.remove(tag.name)
        elif tag.since is None or tag.since < since:
            kept.append(tag._replace(until=_before(tag.until, since)))
    kept += [Tag(name, since, None) for name in names]
    return [[tag.name, _text(tag.since), _text(tag.until)] for tag in kept]


def _before(until: date | None, since: date) -> date:
    day_before = date.fromordinal(since.toordinal() - 1)
    return day_before if until is None else min(until, day_before)


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
