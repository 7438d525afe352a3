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
from jishan.core.scheme.values import in_points

NEVER_RANKED = ("village", "post")
"""The village and its posts have facts, never a place or a title (redlines E.1)."""

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
    qualified. `lot` names the lot that was compared with the others' where it came to a draw:
    the key, or `key#n` for the best of several; `lot()` of it can be worked out by anybody.
    """

    key: str
    scope: str
    place: int | None
    value: Value
    taken: bool
    reason: str
    lot: str = ""


def places(values: Iterable[tuple[str, Value]], *, dense: bool = False) -> dict[str, int]:
    """The place of each key: the highest value has 1; equals share a place."""
    found: dict[str, int] = {}
    place, last = 0, None
    for position, (key, value) in enumerate(sorted(values, key=lambda one: (-one[1], one[0])), 1):
        if value != last:
            place, last = (place + 1 if dense else position), value
        found[key] = place
    return found


def rank(rows: Iterable[Row], rule: Honour, period: str = "") -> tuple[Ranked, ...]:
    """Every candidate of every scope with its place and whether it gets the title.

    `period` is its label: a draw falls differently in each.
    """
    scopes: dict[str, list[Row]] = {}
    for row in rows:
        scopes.setdefault(row.scope, []).append(row)
    seats = _seats(scopes, rule.pick) if isinstance(rule.pick, Seats) else {}
    found: list[Ranked] = []
    for scope in sorted(scopes):
        found.extend(_contest(scopes[scope], rule, seats.get(scope, 0), period))
    return tuple(found)


def _seats(scopes: Mapping[str, Sequence[Row]], pick: Seats) -> dict[str, int]:
    """How many places each contest has: in proportion to its size, by largest remainder."""
    sizes = {
        scope: sum(row.qualified or pick.of == "all" for row in rows)
        for scope, rows in scopes.items()
    }
    return share_out(pick.count, sizes)


def lot(seed: str, key: str) -> str:
    """The lot of a candidate in a draw: sha256 of seed, blank, key; the smallest wins."""
    return hashlib.sha256(f"{seed} {key}".encode()).hexdigest()


def seed_of(rule: Honour, period: str) -> str:
    """What is drawn with in a period: the seed that the document publishes, and the period's label,
    so that nobody wins every time."""
    seed = rule.pick.seed if isinstance(rule.pick, Draw) else rule.seed or ""
    return f"{seed} {period}" if period else seed


def _contest(rows: list[Row], rule: Honour, seats: int, period: str) -> list[Ranked]:
    standing = [row for row in rows if row.qualified or rule.gaps == "left"]
    ordered = sorted(standing, key=lambda row: (_sort_key(row, rule), row.key))
    pick, seed = rule.pick, seed_of(rule, period)
    if isinstance(pick, Draw):
        ranked = _drawn([row for row in ordered if row.qualified], pick, seed)
    elif isinstance(pick, Seats):
        ranked = _placed(ordered, rule, 1, seats, seed)
    elif isinstance(pick, Threshold):
        ranked = _within(ordered, rule, pick, seed)
    else:
        ranked = _placed(ordered, rule, *_places_of(pick, rule, len(rows), len(ordered)), seed)
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


def _placed(ordered: list[Row], rule: Honour, first: int, last: int, seed: str) -> list[Ranked]:
    """Positions first to last. A group of equals goes in or out together, or is drawn.

    `all_in` looks at the group's best position, `all_out` at its worst, so that adjoining ranges
    (1–10, 11–20) never give two titles for one place, nor none.
    """
    if rule.ties == "draw":
        ordered = sorted(ordered, key=lambda row: (_sort_key(row, rule), lot(seed, row.key)))
    ranked: list[Ranked] = []
    for begin, group in _groups(ordered, rule):
        end = begin + len(group) - 1
        drawn = rule.ties == "draw" and _why_out(rule, first, last, begin, end) == "drawn_out"
        for position, row in enumerate(group, begin):
            decisive = {"all_in": begin, "all_out": end, "draw": position}[rule.ties]
            inside = first <= decisive <= last
            reason = "taken" if inside else _why_out(rule, first, last, begin, end)
            taken = inside and row.qualified
            if not row.qualified:
                reason = row.reason or "unqualified"
            named = row.key if drawn and row.qualified else ""
            ranked.append(Ranked(row.key, row.scope, begin, row.value, taken, reason, named))
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


def _within(ordered: list[Row], rule: Honour, pick: Threshold, seed: str) -> list[Ranked]:
    inside = [row for row in ordered if pick.holds(in_points(row.value))]
    quota = len(inside) if pick.quota is None else pick.quota
    by_key = {one.key: one for one in _placed(inside, rule, 1, quota, seed)}
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


def _drawn(qualified: list[Row], pick: Draw, seed: str) -> list[Ranked]:
    lots = [(*_best_lot(row, pick, seed), row) for row in qualified]
    drawn = sorted((one for one in lots if one[0]), key=lambda one: (one[0], one[2].key))
    ranked = [
        Ranked(
            row.key,
            row.scope,
            position,
            row.value,
            position <= pick.count,
            "taken" if position <= pick.count else "drawn_out",
            named,
        )
        for position, (_, named, row) in enumerate(drawn, 1)
    ]
    without = sorted((row for lot_, _, row in lots if not lot_), key=lambda row: row.key)
    return ranked + [
        Ranked(row.key, row.scope, None, row.value, taken=False, reason="out_of_bounds")
        for row in without
    ]


def _best_lot(row: Row, pick: Draw, seed: str) -> tuple[str, str]:
    """The smallest of a candidate's lots and its name: one, or one for so many points; both are
    empty if it has none."""
    if pick.points_per_lot is None:
        return lot(seed, row.key), row.key
    count = min(int(row.value // pick.points_per_lot), LOTS_MAX)
    names = (f"{row.key}#{number + 1}" for number in range(count))
    return min(((lot(seed, name), name) for name in names), default=("", ""))
