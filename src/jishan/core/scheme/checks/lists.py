"""Lists of the last, and places of those who are never ranked (redlines E.1, E.9).

Who stands last can be written in many ways: the lowest of a good figure, the highest of a bad one
(times of deductions, a place), everybody below a line. All of them are found by asking whether
more of the figure is better or worse.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import pairwise

from jishan.core.ranking import NEVER_RANKED
from jishan.core.scheme.checks.bounds import stretch
from jishan.core.scheme.checks.desk import Desk
from jishan.core.scheme.document import (
    Band,
    BandMeasure,
    Bounds,
    Honour,
    Measure,
    MembersMeasure,
    PointsMeasure,
    RankMeasure,
    RatioMeasure,
    Scheme,
    Threshold,
    TopShare,
    TotalMeasure,
)
from jishan.core.scheme.made_of import parts_of, subject_of

HALF = 50
"""A share that begins behind the first half is a share of the last."""


def look(desk: Desk) -> None:
    scheme = desk.scheme
    for place, honour in enumerate(scheme.honours):
        if _of_the_last(scheme, honour):
            desk.error("redline.bottom_list", "honours", place, "order", honour=honour.name)
    for place, streak in enumerate(scheme.streaks):
        placed = streak.holds.last is not None or streak.holds.rank_at_most is not None
        if placed and subject_of(scheme, scheme.measure(streak.measure)) in NEVER_RANKED:
            desk.error("redline.never_ranked", "streaks", place, "holds", name=streak.name)
        if streak.holds.last is not None and (streak.points or 0) < 0:
            desk.warn("last_loses_points", "streaks", place, "points", streak=streak.name)
    for place, pool in enumerate(scheme.pools):
        if subject_of(scheme, scheme.measure(pool.measure)) in NEVER_RANKED:
            desk.error("redline.never_ranked", "pools", place, "measure", name=pool.name)
    _board(desk)


def _board(desk: Desk) -> None:
    """What the board shows: no staff, no last places, and places only where they were voted."""
    scheme = desk.scheme
    for place, code in enumerate(scheme.publicity.measures):
        measure = scheme.measure(code)
        path = ("publicity", "measures", place)
        if subject_of(scheme, measure) == "post":
            desk.error("redline.post_shown", *path, name=measure.name)
        elif isinstance(measure, RankMeasure) and better(scheme, code) > 0:
            desk.error("redline.bottom_list", *path, honour=measure.name)
        elif isinstance(measure, RankMeasure) and scheme.publicity.ranking != "voted":
            desk.error("redline.places_shown", *path, name=measure.name)


def _of_the_last(scheme: Scheme, honour: Honour) -> bool:
    sense = better(scheme, honour.measure)
    picked = -1 if honour.order == "lowest" else 1
    match honour.pick:
        case Threshold() as line:
            return _behind_a_line(line, sense) or (line.quota is not None and sense * picked < 0)
        case TopShare(above_percent=left_out) if left_out >= HALF:
            return True
    same = [gate for gate in honour.gates if gate.measure == honour.measure]
    return sense * picked < 0 or any(_behind_a_line(one, sense) for one in same)


def _behind_a_line(line: Bounds, sense: int) -> bool:
    """Whether the bounds take whoever did badly: below a line of a good figure, or a line of
    nothing at all; above a line of a bad one."""
    low, high = stretch(line)
    if sense < 0:
        return low is not None and low > 0
    return sense > 0 and high is not None and (low is None or low <= 0)


def better(scheme: Scheme, code: str) -> int:
    """1: the more the better; -1: the more the worse; 0: neither, or it cannot be told."""
    return _better(scheme, scheme.measure(code), {})


def _better(scheme: Scheme, measure: Measure, known: dict[str, int | None]) -> int:
    """`known` is what was asked before; None of what is being asked. A figure that is used on many
    ways is asked once."""
    known[measure.code] = None

    def of(code: str) -> int:
        found = known.get(code)
        if found is None:
            found = known[code] = _better(scheme, scheme.measure(code), known)
        return found

    return _sense(scheme, measure, of, {code for code, found in known.items() if found is None})


def _sense(scheme: Scheme, measure: Measure, of: Callable[[str], int], seen: set[str]) -> int:
    """By what the measures behind it say, but for those that are being asked themselves."""
    match measure:
        case PointsMeasure(value="times" | "quantity"):
            return -1 if _counts_deductions(scheme, measure) else 1
        case MembersMeasure():
            return 0
        case RankMeasure():
            return of(measure.measure) * (-1 if measure.order == "highest" else 1)
        case TotalMeasure():
            terms = [one for one in measure.terms if one.weight and one.measure not in seen]
            return _alike(of(one.measure) * (-1 if one.weight < 0 else 1) for one in terms)
        case RatioMeasure():
            return of(measure.over) if measure.over not in seen else 0
        case BandMeasure():
            return of(measure.measure) * _rising(measure.bands)
    behind = parts_of(measure)
    return _alike(of(one) for one in behind if one not in seen) if behind else 1


def _alike(found: Iterable[int]) -> int:
    signs = set(found)
    return signs.pop() if len(signs) == 1 else 0


def _counts_deductions(scheme: Scheme, measure: PointsMeasure) -> bool:
    if measure.on.sign != "any":
        return measure.on.sign == "minus"
    taken = [one for one in scheme.items if measure.on.takes(one.code, one.category)]
    return bool(taken) and all(one.negative for one in taken)


def _rising(bands: tuple[Band, ...]) -> int:
    """Whether more of the figure behind brings more points, or fewer."""
    points = [one.points for one in sorted(bands, key=lambda one: stretch(one).low or Decimal(0))]
    steps = {(later > before) - (later < before) for before, later in pairwise(points)} - {0}
    return _alike(steps)
