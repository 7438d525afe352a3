"""What each shape is worth, before multipliers and caps: one small function for each shape."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from statistics import median
from typing import Any

from jishan.core.points import ONE, Points
from jishan.core.scheme.facts import Act, JudgeScores, Reason
from jishan.core.scheme.refusals import (
    DocumentMissing,
    LevelUnknown,
    OutcomeUnknown,
    PointsMissing,
    PointsOutOfRange,
    QuantityOutOfRange,
    ScoreOutOfBands,
    ScoreOutOfRange,
    ScoresMissing,
)
from jishan.core.scheme.rounding import MILLION, exact_or_rounded, rounded
from jishan.core.scheme.worth import (
    Base,
    Brackets,
    Case,
    Fixed,
    Import,
    Inspection,
    Levels,
    Line,
    Outcome,
    PerUnit,
    Range,
    Steps,
    Worth,
)

TOTAL_LINE = "total"


class Valued:
    """What a shape returns: points in hundredths, the raw score, and reasons."""

    __slots__ = ("points", "raw", "reasons")

    def __init__(
        self, points: int, reasons: tuple[Reason, ...] = (), raw: int | None = None
    ) -> None:
        self.points, self.reasons, self.raw = points, reasons, raw


Value = Callable[[Act, int | Fraction, int], Valued]
"""(act, counted quantity, running total before in millionths) -> value."""


def value_of(worth: Worth) -> Value:
    """The valuing function of one shape, everything looked up beforehand."""
    maker: Callable[[Any], Value] = _MAKERS[type(worth)]
    return maker(worth)


def _whole_times(act: Act, quantity: int | Fraction) -> int:
    if quantity <= 0 or quantity.denominator != 1:
        raise QuantityOutOfRange(item=act.item, quantity=str(act.quantity), low="1", high="")
    return int(quantity)


def _once(act: Act, quantity: int | Fraction) -> None:
    if quantity != 1:
        raise QuantityOutOfRange(item=act.item, quantity=str(act.quantity), low="1", high="1")


def _fixed(worth: Fixed) -> Value:
    points = worth.points
    one = Valued(points)

    def value(act: Act, quantity: int | Fraction, _: int) -> Valued:
        if quantity == 1:
            return one
        return Valued(points * _whole_times(act, quantity))

    return value


def _per_unit(worth: PerUnit) -> Value:
    bundle, points = Fraction(worth.bundle), worth.points
    plain = worth.min is None and worth.max is None and worth.whole and bundle == 1
    low = Fraction(worth.min) if worth.min is not None else None
    high = Fraction(worth.max) if worth.max is not None else None

    def value(act: Act, quantity: int | Fraction, _: int) -> Valued:
        if plain and quantity > 0:
            return Valued(points * int(quantity))
        reasons: tuple[Reason, ...] = ()
        if quantity <= 0 or (low is not None and quantity < low and worth.over == "refuse"):
            raise _quantity(act, low, high)
        if low is not None and quantity < low:
            return Valued(0, (Reason("below_minimum", {"min": str(worth.min)}),))
        if high is not None and quantity > high:
            if worth.over == "refuse":
                raise _quantity(act, low, high)
            quantity = high
            reasons = (Reason("quantity_cut", {"max": str(worth.max), "unit": worth.unit}),)
        if worth.whole:
            return Valued(points * int(quantity / bundle), reasons)
        exact = points * quantity / bundle
        return Valued(exact_or_rounded(exact, worth.rounding, worth.round_to), reasons)

    return value


def _quantity(act: Act, low: Fraction | None, high: Fraction | None) -> QuantityOutOfRange:
    return QuantityOutOfRange(
        item=act.item,
        quantity=str(act.quantity),
        low="" if low is None else str(low),
        high="" if high is None else str(high),
    )


def _range(worth: Range | Case) -> Value:
    step = worth.step if isinstance(worth, Range) else Points(1)
    resolution = isinstance(worth, Case) and worth.resolution

    def value(act: Act, quantity: int | Fraction, _: int) -> Valued:
        _once(act, quantity)
        if act.points is None:
            raise PointsMissing(item=act.item, low_points=worth.low, high_points=worth.high)
        if not worth.low <= act.points <= worth.high or (act.points - worth.low) % step:
            raise PointsOutOfRange(
                item=act.item,
                points=act.points,
                low_points=worth.low,
                high_points=worth.high,
                step_points=step,
            )
        if resolution and not act.document:
            raise DocumentMissing(item=act.item)
        return Valued(act.points, (Reason("decided", {"points": act.points}),))

    return value


def _levels(worth: Levels) -> Value:
    points = {level.level: level.points for level in worth.levels}
    points |= {level.name: level.points for level in worth.levels}

    def value(act: Act, quantity: int | Fraction, _: int) -> Valued:
        found = points.get(act.level or "")
        if found is None:
            known = "、".join(level.name for level in worth.levels)
            raise LevelUnknown(item=act.item, level=act.level or "", known=known)
        return Valued(found * _whole_times(act, quantity), (Reason("level", {"level": act.level}),))

    return value


def _steps(worth: Steps) -> Value:
    ladder = [(int(Fraction(step.at) * MILLION), step.points) for step in worth.steps]

    def reached(total: int) -> int:
        taken = [points for at, points in ladder if total >= at]
        if worth.mode == "add":
            return sum(taken)
        return taken[-1] if taken else 0

    def value(act: Act, quantity: int | Fraction, before: int) -> Valued:
        if quantity <= 0:
            raise _quantity(act, None, None)
        total = before + int(quantity * MILLION)
        facts = {"total": str(Fraction(total, MILLION)), "unit": worth.unit}
        return Valued(reached(total) - reached(before), (Reason("step", facts),))

    return value


def _brackets(worth: Brackets) -> Value:
    edges = [
        (None if one.up_to is None else Fraction(one.up_to), Fraction(one.points) * ONE)
        for one in worth.brackets
    ]

    def worth_of(total: Fraction) -> Fraction:
        value, below = Fraction(0), Fraction(0)
        for edge, points in edges:
            top = total if edge is None else min(edge, total)
            if top > below:
                value += points * (top - below)
                below = top
        return value

    def value(act: Act, quantity: int | Fraction, before: int) -> Valued:
        if quantity <= 0:
            raise _quantity(act, None, None)
        start = Fraction(before, MILLION)
        first = rounded(worth_of(start), worth.rounding, worth.round_to)
        return Valued(rounded(worth_of(start + quantity), worth.rounding, worth.round_to) - first)

    return value


def _base(worth: Base) -> Value:
    def value(act: Act, quantity: int | Fraction, _: int) -> Valued:
        exact = worth.points * quantity
        return Valued(exact_or_rounded(Fraction(exact), worth.rounding, worth.round_to))

    return value


def _import(worth: Import) -> Value:
    factor = Fraction(worth.factor) * ONE
    low = Fraction(worth.min) if worth.min is not None else None
    high = Fraction(worth.max) if worth.max is not None else None

    def value(act: Act, quantity: int | Fraction, _: int) -> Valued:
        if (low is not None and quantity < low) or (high is not None and quantity > high):
            raise _quantity(act, low, high)
        return Valued(rounded(factor * quantity, worth.rounding, worth.round_to))

    return value


def _outcome(worth: Outcome) -> Value:
    found = {one.outcome: one.points for one in worth.outcomes}
    found |= {one.name: one.points for one in worth.outcomes}
    add = worth.points if worth.combine == "add" else 0

    def value(act: Act, quantity: int | Fraction, _: int) -> Valued:
        times = _whole_times(act, quantity)
        if not act.outcome:
            return Valued(worth.points * times)
        points = found.get(act.outcome)
        if points is None:
            known = "、".join(one.name for one in worth.outcomes)
            raise OutcomeUnknown(item=act.item, outcome=act.outcome, known=known)
        facts = {"outcome": act.outcome}
        return Valued((add + points) * times, (Reason("outcome", facts),))

    return value


def _inspection(worth: Inspection) -> Value:
    lines = {line.code: line for line in worth.lines}
    full = sum(line.points for line in worth.lines)

    def value(act: Act, quantity: int | Fraction, _: int) -> Valued:
        _once(act, quantity)
        if len(act.scores) < max(1, worth.judging.judges_min):
            need = max(1, worth.judging.judges_min)
            raise ScoresMissing(item=act.item, line="", judges=len(act.scores), need=need)
        sums = [_form(act, lines, full, judge) for judge in act.scores]
        exact = _combined(worth, act, sums)
        raw = exact_or_rounded(exact, worth.judging.rounding, worth.judging.round_to)
        return _banded(worth, act, raw)

    return value


def _form(act: Act, lines: dict[str, Line], full: int, judge: JudgeScores) -> Fraction:
    """One judge's sum in hundredths, with the lines that do not apply treated as the form says."""
    for code, points in judge.lines.items():
        high = full if code == TOTAL_LINE and code not in lines else None
        high = lines[code].points if code in lines else high
        if high is None:
            raise ScoresMissing(item=act.item, line=code, judges=0, need=0)
        if points is not None and not 0 <= points <= high:
            raise ScoreOutOfRange(item=act.item, line=code, points=points, high_points=high)
    if TOTAL_LINE in judge.lines and TOTAL_LINE not in lines:
        return Fraction(judge.lines[TOTAL_LINE] or 0)
    return _sum_of_lines(act, lines, full, judge)


def _sum_of_lines(act: Act, lines: dict[str, Line], full: int, judge: JudgeScores) -> Fraction:
    total, left_out = 0, 0
    for code, line in lines.items():
        points = judge.lines.get(code)
        if points is not None:
            total += points
        elif line.absent == "refuse":
            raise ScoresMissing(item=act.item, line=line.title, judges=0, need=0)
        elif line.absent == "full":
            total += line.points
        elif line.absent == "scaled":
            left_out += line.points
    if left_out == full:
        raise ScoresMissing(item=act.item, line="", judges=0, need=0)
    return Fraction(total * full, full - left_out)


def _combined(worth: Inspection, act: Act, sums: list[Fraction]) -> Fraction:
    how = worth.judging.combine
    if how == "single" and len(sums) != 1:
        raise ScoresMissing(item=act.item, line="", judges=len(sums), need=1)
    if how == "weights":
        weights = [
            Fraction(worth.judging.weights.get(judge.role or judge.judge, 0))
            for judge in act.scores
        ]
        if not sum(weights):
            raise ScoresMissing(item=act.item, line="", judges=0, need=1)
        return sum((w * s for w, s in zip(weights, sums, strict=True)), Fraction(0)) / sum(weights)
    if how == "trimmed_mean" and len(sums) > 2:
        sums = sorted(sums)[1:-1]
    return fold(sums, "mean" if how == "trimmed_mean" else how)


def fold(values: Iterable[Fraction], how: str) -> Fraction:
    """Sum, mean, median, best, worst, first or last of at least one value."""
    found = list(values)
    match how:
        case "sum":
            return sum(found, Fraction(0))
        case "mean":
            return sum(found, Fraction(0)) / len(found)
        case "median":
            return Fraction(median(found))
        case "best":
            return max(found)
        case "worst":
            return min(found)
        case "first" | "single":
            return found[0]
    return found[-1]


def _banded(worth: Inspection, act: Act, raw: int) -> Valued:
    if worth.counts == "score_only":
        return Valued(0, (Reason("score", {"score": raw}),), raw)
    if worth.counts == "score":
        exact = raw * Fraction(worth.factor)
        points = exact_or_rounded(exact, worth.rounding, worth.round_to)
        return Valued(points, (Reason("score", {"score": raw}),), raw)
    for band in worth.bands:
        if band.holds(Fraction(raw, ONE)):
            return Valued(
                band.points, (Reason("band", {"score": raw, "points": band.points}),), raw
            )
    if worth.below_bands == "refuse":
        raise ScoreOutOfBands(item=act.item, score_points=raw)
    return Valued(0, (Reason("outside_bands", {"score": raw}),), raw)


_MAKERS: dict[type, Callable[[Any], Value]] = {
    Fixed: _fixed,
    PerUnit: _per_unit,
    Range: _range,
    Case: _range,
    Levels: _levels,
    Steps: _steps,
    Brackets: _brackets,
    Inspection: _inspection,
    Base: _base,
    Import: _import,
    Outcome: _outcome,
}
