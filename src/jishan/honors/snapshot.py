"""Everybody's place as it is frozen: plain data that is read again without today's rules.

`rows` are `[household, person or None, position, points]`, best first; `runs` say of so many rows
one after another which titles they have and why or why not: `[size, titles, [[code, reason]]]`.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from jishan.claims.acts import household_key, resident_key
from jishan.core.points import Points
from jishan.honors.standings import Place, Reasons

Row = list[int | None]


class Run(NamedTuple):
    """So many rows, one after another, to whom the same is said."""

    size: int
    titles: tuple[str, ...]
    reasons: Reasons


class Snapshot(NamedTuple):
    rows: Sequence[Row]
    runs: Sequence[Run]


class Standing(NamedTuple):
    """One row of a ranking, as the queries show it."""

    household_id: int
    resident_id: int | None
    position: int
    points: Points
    titles: Sequence[str]
    reasons: Sequence[Sequence[str]]


def key_of(one: Standing) -> str:
    """The stored key of who holds the place."""
    if one.resident_id is not None:
        return resident_key(one.resident_id)
    return household_key(one.household_id)


def snapshot_of(places: Sequence[Place], homes: Mapping[str, str | None]) -> Snapshot:
    """`homes` names the household of a person's key."""
    rows: list[Row] = []
    for place in places:
        number = int(place.key[1:])
        if place.key[0] == "h":
            rows.append([number, None, place.position, place.points])
        else:
            home = homes[place.key] or place.key
            rows.append([int(home[1:]), number, place.position, place.points])
    runs = [
        Run(len(list(group)), *said)
        for said, group in groupby(places, key=lambda place: (place.titles, place.reasons))
    ]
    return Snapshot(rows, runs)


def plain(snapshot: Snapshot) -> dict[str, Any]:
    return {"rows": snapshot.rows, "runs": snapshot.runs}


def standings_in(stored: Mapping[str, Any]) -> Iterator[Standing]:
    """The rows of a stored snapshot, or of one not stored yet."""
    rows = iter(stored["rows"])
    for size, titles, reasons in stored["runs"]:
        for _ in range(size):
            household_id, resident_id, position, points = next(rows)
            yield Standing(household_id, resident_id, position, Points(points), titles, reasons)


def titled(snapshot: Snapshot) -> Iterator[tuple[Row, tuple[str, ...]]]:
    """The rows that have a title, with their titles."""
    start = 0
    for run in snapshot.runs:
        if run.titles:
            for row in snapshot.rows[start : start + run.size]:
                yield row, run.titles
        start += run.size
