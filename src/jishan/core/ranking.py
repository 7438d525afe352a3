"""Who is where, and who gets a title: ties, shares, ranges and draws as the document declares them.

The result does not depend on the order of the rows.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from jishan.core.pools import share_out
from jishan.core.scheme.results import Draw, Honour, Ranks, Seats, Threshold, TopShare
from jishan.core.scheme.rounding import rounded

LOTS_MAX = 1000
"""Nobody has more lots than this in a draw."""

Value = int | Fraction
"""A measure's value: hundredths, whole or an exact fraction of them."""


class Row(NamedTuple):
    """One candidate. `qualified` is false for who fails a gate or is barred, with the `reason`."""

    key: str
    value: Value
    then_by: tuple[Value, ...] = ()
    qualified: bool = True
    scope: str = ""
    reason: str = ""


class Ranked(NamedTuple):
    """`place` is the shared place (1, 1, 3 …), None for who holds none; `taken` says who has
    the title.

    `reason`: taken, not_placed, tied_out, drawn_out, out_of_bounds, over_quota, or why not
    qualified.
    """

    key: str
    scope: str
    place: int | None
    value: Value
    taken: bool
    reason: str


def places(values: Iterable[tuple[str, Value]], *, dense: bool = False) -> dict[str, int]:
    """The place of each key: the highest value has 1; equals share a place."""
    found: dict[str, int] = {}
    place, last = 0, None
    for position, (key, value) in enumerate(sorted(values, key=lambda one: (-one[1], one[0])), 1):
        if value != last:
            place, last = (place + 1 if dense else position), value
        found[key] = place
    return found


def rank(rows: Iterable[Row], rule: Honour) -> tuple[Ranked, ...]:
    """Every candidate of every scope with its place and whether it gets the title."""
    scopes: dict[str, list[Row]] = {}
    for row in rows:
        scopes.setdefault(row.scope, []).append(row)
    seats = _seats(scopes, rule.pick) if isinstance(rule.pick, Seats) else {}
    found: list[Ranked] = []
    for scope in sorted(scopes):
        found.extend(_contest(scopes[scope], rule, seats.get(scope, 0)))
    return tuple(found)


def _seats(scopes: Mapping[str, Sequence[Row]], pick: Seats) -> dict[str, int]:
    """How many places each contest has: in proportion to its size, by largest remainder."""
    sizes = {
        scope: sum(row.qualified or pick.of == "all" for row in rows)
        for scope, rows in scopes.items()
    }
    return share_out(pick.count, sizes)


def lot(seed: str, key: str) -> str:
    """The lot of a candidate in a draw: sha256 of seed and key; the smallest wins."""
    return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()


def _contest(rows: list[Row], rule: Honour, seats: int) -> list[Ranked]:
    standing = [row for row in rows if row.qualified or rule.gaps == "left"]
    ordered = sorted(standing, key=lambda row: (_sort_key(row, rule), row.key))
    pick = rule.pick
    if isinstance(pick, Draw):
        ranked = _drawn([row for row in ordered if row.qualified], pick)
    elif isinstance(pick, Seats):
        ranked = _placed(ordered, rule, 1, seats)
    elif isinstance(pick, Threshold):
        ranked = _within(ordered, rule, pick)
    else:
        ranked = _placed(ordered, rule, *_places_of(pick, rule, len(rows), len(ordered)))
    listed = {row.key for row in ranked}
    ranked += [
        Ranked(row.key, row.scope, None, row.value, taken=False, reason=row.reason or "unqualified")
        for row in sorted(rows, key=lambda row: row.key)
        if row.key not in listed
    ]
    return ranked


def _sort_key(row: Row, rule: Honour) -> tuple[Value, ...]:
    sign = -1 if rule.order == "highest" else 1
    return (sign * row.value, *(-value for value in row.then_by))


def _places_of(
    pick: TopShare | Ranks, rule: Honour, everybody: int, standing: int
) -> tuple[int, int]:
    """First and last position that get the title."""
    if isinstance(pick, Ranks):
        return pick.first, pick.last
    count = everybody if pick.of == "all" else standing
    first = rounded(count * Fraction(pick.above_percent) / 100, pick.rounding) + 1
    last = rounded(count * Fraction(pick.percent) / 100, pick.rounding)
    return first, max(last, first - 1 + pick.at_least)


def _placed(ordered: list[Row], rule: Honour, first: int, last: int) -> list[Ranked]:
    """Positions first to last. A group of equals goes in or out together, or is drawn.

    `all_in` looks at the group's best position, `all_out` at its worst, so that adjoining ranges
    (1–10, 11–20) never give two titles for one place, nor none.
    """
    if rule.ties == "draw":
        ordered = sorted(
            ordered, key=lambda row: (_sort_key(row, rule), lot(rule.seed or "", row.key))
        )
    ranked: list[Ranked] = []
    for begin, group in _groups(ordered, rule):
        end = begin + len(group) - 1
        for position, row in enumerate(group, begin):
            decisive = {"all_in": begin, "all_out": end, "draw": position}[rule.ties]
            inside = first <= decisive <= last
            reason = "taken" if inside else _why_out(rule, first, last, begin, end)
            taken = inside and row.qualified
            if not row.qualified:
                reason = row.reason or "unqualified"
            ranked.append(Ranked(row.key, row.scope, begin, row.value, taken, reason))
    return ranked


def _why_out(rule: Honour, first: int, last: int, begin: int, end: int) -> str:
    if begin <= last < end or begin < first <= end:
        return "drawn_out" if rule.ties == "draw" else "tied_out"
    return "not_placed"


def _groups(ordered: list[Row], rule: Honour) -> list[tuple[int, list[Row]]]:
    groups: list[tuple[int, list[Row]]] = []
    last_key = None
    for position, row in enumerate(ordered, 1):
        key = _sort_key(row, rule)
        if key != last_key:
            groups.append((position, []))
            last_key = key
        groups[-1][1].append(row)
    return groups


def _within(ordered: list[Row], rule: Honour, pick: Threshold) -> list[Ranked]:
    inside = [row for row in ordered if pick.holds(Fraction(row.value) / 100)]
    quota = len(inside) if pick.quota is None else pick.quota
    by_key = {one.key: one for one in _placed(inside, rule, 1, quota)}
    ranked: list[Ranked] = []
    for begin, group in _groups(ordered, rule):
        for row in group:
            one = by_key.get(row.key)
            if one is None:
                reason = "out_of_bounds" if row.qualified else row.reason or "unqualified"
                ranked.append(
                    Ranked(row.key, row.scope, begin, row.value, taken=False, reason=reason)
                )
            else:
                reason = "over_quota" if one.reason == "not_placed" else one.reason
                ranked.append(one._replace(place=begin, reason=reason))
    return ranked


def _drawn(qualified: list[Row], pick: Draw) -> list[Ranked]:
    lots = [(_best_lot(row, pick), row.key, row) for row in qualified]
    drawn = sorted(one for one in lots if one[0])
    ranked = [
        Ranked(
            row.key,
            row.scope,
            position,
            row.value,
            position <= pick.count,
            "taken" if position <= pick.count else "drawn_out",
        )
        for position, (_, _, row) in enumerate(drawn, 1)
    ]
    without = sorted(row.key for lot_, _, row in lots if not lot_)
    by_key = {row.key: row for row in qualified}
    return ranked + [
        Ranked(key, by_key[key].scope, None, by_key[key].value, taken=False, reason="out_of_bounds")
        for key in without
    ]


def _best_lot(row: Row, pick: Draw) -> str:
    """The smallest of a candidate's lots: one, or one for so many points; empty if it has none."""
    if pick.points_per_lot is None:
        return lot(pick.seed, row.key)
    count = min(int(row.value // pick.points_per_lot), LOTS_MAX)
    return min((lot(pick.seed, f"{row.key}#{number + 1}") for number in range(count)), default="")
