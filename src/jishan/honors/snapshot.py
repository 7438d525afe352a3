"""Everybody's place as it is frozen: plain data that is read again without today's rules.

`rows` are `[household, person or None, position, points]`, best first; the row of a unit or a
villager group is `[None, None, position, points, stored key]` (`u12`, `g7`). `runs` say of so
many rows one after another which titles they have and why or why not:
`[size, titles, [[code, reason]]]`.
`draws`, only where lots were drawn: title → what was drawn with, and everybody's lot.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from jishan.claims.acts import household_key, resident_key
from jishan.core.points import Points
from jishan.honors.standings import Drawn, Place, Reasons

Row = list[Any]


class Run(NamedTuple):
    """So many rows, one after another, to whom the same is said."""

    size: int
    titles: tuple[str, ...]
    reasons: Reasons


class Snapshot(NamedTuple):
    rows: Sequence[Row]
    runs: Sequence[Run]
    draws: Sequence[Drawn] = ()


class Standing(NamedTuple):
    """One row of a ranking, as the queries show it. `other` is the stored key of who is no
    household and none of its people."""

    household_id: int | None
    resident_id: int | None
    position: int
    points: Points
    titles: Sequence[str]
    reasons: Sequence[Sequence[str]]
    other: str = ""


Owner = tuple[int | None, int | None, int | None, int | None]
"""The columns of who has a title: household, person, unit, group; a person has a household too."""


def key_of(one: Standing) -> str:
    """The stored key of who holds the place."""
    if one.other:
        return one.other
    if one.resident_id is not None:
        return resident_key(one.resident_id)
    assert one.household_id is not None, "a row is somebody's"
    return household_key(one.household_id)


def owner_of(row: Row) -> Owner:
    """Whose row it is."""
    if len(row) == _OF_A_HOUSEHOLD:
        return row[0], row[1], None, None
    number = int(row[4][1:])
    return (None, None, number, None) if row[4][0] == "u" else (None, None, None, number)


_OF_A_HOUSEHOLD = 4
"""As many columns has the row of a household or of one of its people."""


def snapshot_of(
    places: Sequence[Place], homes: Mapping[str, str | None], draws: Sequence[Drawn] = ()
) -> Snapshot:
    """Of places with stored keys. `homes` names the household of a person's key."""
    rows: list[Row] = []
    for place in places:
        kind, number = place.key[0], int(place.key[1:])
        if kind == "h":
            rows.append([number, None, place.position, place.points])
        elif kind == "r":
            home = homes[place.key] or place.key
            rows.append([int(home[1:]), number, place.position, place.points])
        else:
            rows.append([None, None, place.position, place.points, place.key])
    runs = [
        Run(len(list(group)), *said)
        for said, group in groupby(places, key=lambda place: (place.titles, place.reasons))
    ]
    return Snapshot(rows, runs, draws)


def plain(snapshot: Snapshot) -> dict[str, Any]:
    found: dict[str, Any] = {"rows": snapshot.rows, "runs": snapshot.runs}
    if snapshot.draws:
        found["draws"] = {one.honour: [one.seed, one.lots] for one in snapshot.draws}
    return found


def standings_in(stored: Mapping[str, Any]) -> Iterator[Standing]:
    """The rows of a stored snapshot, or of one not stored yet."""
    rows = iter(stored["rows"])
    for size, titles, reasons in stored["runs"]:
        for _ in range(size):
            household_id, resident_id, position, points, *other = next(rows)
            yield Standing(
                household_id, resident_id, position, Points(points), titles, reasons, *other
            )


def draws_in(stored: Mapping[str, Any]) -> tuple[Drawn, ...]:
    """The draws of a stored snapshot."""
    return tuple(
        Drawn(honour, seed, tuple((key, named) for key, named in lots))
        for honour, (seed, lots) in stored.get("draws", {}).items()
    )


def titled(snapshot: Snapshot) -> Iterator[tuple[Row, tuple[str, ...]]]:
    """The rows that have a title, with their titles."""
    start = 0
    for run in snapshot.runs:
        if run.titles:
            for row in snapshot.rows[start : start + run.size]:
                yield row, run.titles
        start += run.size
