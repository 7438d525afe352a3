"""What each shape is worth, before multipliers and caps: one small function for each shape."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from jishan.core.points import ONE, Points
from jishan.core.scheme.facts import Act, Reason
from jishan.core.scheme.judging import inspection
from jishan.core.scheme.refusals import (
    DocumentMissing,
    LevelMissing,
    LevelUnknown,
    OutcomeUnknown,
    PointsMissing,
    PointsOutOfRange,
    QuantityOutOfRange,
)
from jishan.core.scheme.rounding import MILLION, exact_or_rounded, rounded
from jishan.core.scheme.valued import Value, Valued, once
from jishan.core.scheme.values import exact
from jishan.core.scheme.worth import (
    Base,
    Brackets,
    Case,
    Fixed,
    Grade,
    Import,
    Inspection,
    Level,
    Levels,
    Outcome,
    PerUnit,
    Range,
    Steps,
    Worth,
)


def value_of(worth: Worth) -> Value:
    """The valuing function of one shape, everything looked up beforehand."""
    maker: Callable[[Any], Value] = _MAKERS[type(worth)]
    return maker(worth)


def _whole_times(act: Act, quantity: int | Fraction) -> int:
    if quantity <= 0 or quantity.denominator != 1:
        raise QuantityOutOfRange(item=act.item, quantity=str(act.quantity), low="1", high="")
    return int(quantity)


def _fixed(worth: Fixed) -> Value:
    points = worth.points
    one = Valued(points)

    def value(act: Act, quantity: int | Fraction, _: int) -> Valued:
        if quantity == 1:
            return one
        return Valued(points * _whole_times(act, quantity))

    return value


def _per_unit(worth: PerUnit) -> Value:
    bundle, points = exact(worth.bundle), worth.points
    low, high = _bound(worth.min), _bound(worth.max)
    plain = worth.min is None and worth.max is None and worth.whole and bundle == 1
    plain = plain and not worth.grades and worth.per == "event" and worth.least is None
    plain = plain and worth.start is None
    begin, given = (exact(worth.start.at), worth.start.points) if worth.start else (0, 0)
    factors: dict[str, int | Fraction] = {one.level: exact(one.factor) for one in worth.grades}
    factors |= {one.name: exact(one.factor) for one in worth.grades}
    rounding = worth.rounding if worth.grades or not worth.whole else None

    def worth_of(quantity: int | Fraction, factor: int | Fraction) -> int:
        if quantity < begin:
            return 0
        more = quantity - begin
        bundles = more if bundle == 1 else Fraction(more) / bundle
        value = given * factor + points * factor * (int(bundles) if worth.whole else bundles)
        return exact_or_rounded(value, rounding, worth.round_to)

    def value(act: Act, quantity: int | Fraction, before: int) -> Valued:
        if plain and quantity > 0:
            return Valued(points * int(quantity))
        quantity, reasons = _counted_quantity(worth, low, high, act, quantity)
        factor = factors.get(act.level or "") if factors else 1
        if factor is None:
            raise _level(act, worth.grades)
        if factors:
            reasons += (Reason("level", {"level": act.level}),)
        if before:
            start = Fraction(before, MILLION)
            found = worth_of(start + quantity, factor) - worth_of(start, factor)
        else:
            found = worth_of(quantity, factor)
        return Valued(_at_least(worth, found, quantity), reasons)

    return value


def _at_least(worth: PerUnit, points: int, quantity: int | Fraction) -> int:
    if worth.least is None or not quantity:
        return points
    return max(points, worth.least) if worth.points > 0 else min(points, -worth.least)


def _bound(figure: Decimal | None) -> int | Fraction | None:
    return None if figure is None else exact(figure)


def _counted_quantity(
    worth: PerUnit,
    low: int | Fraction | None,
    high: int | Fraction | None,
    act: Act,
    quantity: int | Fraction,
) -> tuple[int | Fraction, tuple[Reason, ...]]:
    """The quantity within the limits of one act, or zero below the least; refuses if so written."""
    too_little = low is not None and quantity < low
    too_much = high is not None and quantity > high
    if quantity <= 0 or ((too_little or too_much) and worth.over == "refuse"):
        raise _quantity(act, low, high)
    if too_little:
        return 0, (Reason("below_minimum", {"min": str(worth.min)}),)
    if too_much and high is not None:
        return high, (Reason("quantity_cut", {"max": str(worth.max), "unit": worth.unit}),)
    return quantity, ()


def _quantity(
    act: Act, low: int | Fraction | None, high: int | Fraction | None
) -> QuantityOutOfRange:
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
        once(act, quantity)
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
            raise _level(act, worth.levels)
        return Valued(found * _whole_times(act, quantity), (Reason("level", {"level": act.level}),))

    return value


def _level(act: Act, levels: Iterable[Level | Grade]) -> LevelUnknown:
    known = "、".join(level.name for level in levels)
    if not act.level:
        return LevelMissing(item=act.item, known=known)
    return LevelUnknown(item=act.item, level=act.level, known=known)


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
        return Valued(exact_or_rounded(worth.points * quantity, worth.rounding, worth.round_to))

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


_MAKERS: dict[type, Callable[[Any], Value]] = {
    Fixed: _fixed,
    PerUnit: _per_unit,
    Range: _range,
    Case: _range,
    Levels: _levels,
    Steps: _steps,
    Brackets: _brackets,
    Inspection: inspection,
    Base: _base,
    Import: _import,
    Outcome: _outcome,
}
