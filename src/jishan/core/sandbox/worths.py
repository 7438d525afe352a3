"""What an imagined act states: quantities, levels, scores, figures, the panel's decision."""

from decimal import Decimal
from fractions import Fraction

from jishan.core.points import ONE, Points
from jishan.core.sandbox.lots import Lots
from jishan.core.scheme.document import (
    Brackets,
    Case,
    Condition,
    Import,
    Inspection,
    Levels,
    Line,
    Outcome,
    PerUnit,
    Range,
    RuleItem,
    Steps,
)
from jishan.core.scheme.facts import Act, JudgeScores

QUANTITIES: dict[str, tuple[int, int]] = {
    "小时": (1, 6), "棵": (1, 5), "株": (1, 5), "亩": (1, 8), "分地": (1, 8), "公斤": (1, 20),
    "千克": (1, 20), "斤": (1, 30), "元": (50, 1000), "毫升": (200, 400), "天": (1, 5),
    "个百分点": (60, 100),
}  # fmt: skip
"""Least and most of one act, by unit; any other unit: 1 to 3."""
WITHIN_BOUNDS = 85
"""Percent of acts whose figures keep the conditions of the item."""
NOT_THERE = 12
"""Percent of inspections in which a line that may be left out does not apply."""


def filled(lot: Lots, item: RuleItem, act: Act, zeal: int) -> Act:
    """The act with what its shape asks for.

    `zeal` (percent) decides how well an inspection goes.
    """
    if item.conditions:
        act = act._replace(figures={one.figure: _figure(lot, one) for one in item.conditions})
    match item.worth:
        case PerUnit() if item.worth.grades:
            grade = item.worth.grades[lot.below(len(item.worth.grades))]
            return act._replace(quantity=_quantity(lot, item.worth), level=grade.level)
        case PerUnit() | Steps() | Brackets() | Import():
            return act._replace(quantity=_quantity(lot, item.worth))
        case Range() | Case():
            return act._replace(points=_decided(lot, item.worth), document="村民代表会议决议")
        case Levels():
            return act._replace(level=_level(lot, item.worth))
        case Outcome():
            outcomes = [None, *(one.outcome for one in item.worth.outcomes)]
            return act._replace(outcome=outcomes[lot.below(len(outcomes))])
        case Inspection():
            return act._replace(scores=_scores(lot, item.worth, zeal))
    return act


def _quantity(lot: Lots, worth: PerUnit | Steps | Brackets | Import) -> int | Fraction:
    """A plausible amount of the unit, within the bounds of the document."""
    low, high = QUANTITIES.get(worth.unit, (1, 3))
    bundle = 1
    if isinstance(worth, PerUnit):
        bundle = max(int(worth.bundle), 1)
        low, high = low if bundle <= low else bundle, max(high, bundle * 3)
    if isinstance(worth, PerUnit | Import):
        low = max(low, -int(-worth.min // 1)) if worth.min is not None else low
        high = min(high, int(worth.max)) if worth.max is not None else high
    if high < low:
        return _nearest(worth)
    return (low + lot.below(high - low + 1)) // bundle * bundle or low


def _nearest(worth: PerUnit | Steps | Brackets | Import) -> int | Fraction:
    """Where no whole number fits, what the document itself names as the most."""
    most = getattr(worth, "max", None)
    return Fraction(most) if most else 1


def _decided(lot: Lots, worth: Range | Case) -> Points:
    """The panel decides; more often low than high."""
    step = worth.step if isinstance(worth, Range) else Points(ONE)
    steps = (worth.high - worth.low) // step + 1
    return Points(worth.low + min(lot.below(steps), lot.below(steps)) * step)


def _level(lot: Lots, worth: Levels) -> str:
    """The one worth least is the likeliest: three draws, the lowest of them."""
    levels = sorted(worth.levels, key=lambda one: abs(one.points))
    return levels[min(lot.below(len(levels)) for _ in range(3))].level


def _scores(lot: Lots, worth: Inspection, zeal: int) -> tuple[JudgeScores, ...]:
    """Each judge's form: about as good as the home is eager, a little different each time."""
    good = 72 + min(zeal, 200) * 22 // 200
    absent = {line.code: lot.chance(NOT_THERE) for line in worth.lines}
    roles = list(worth.judging.weights) or [""] * max(worth.judging.judges_min, 1)
    return tuple(
        JudgeScores(
            f"评委{number}",
            {line.code: _score(lot, line, good, missing=absent[line.code]) for line in worth.lines},
            role,
        )
        for number, role in enumerate(roles, 1)
    )


def _score(lot: Lots, line: Line, good: int, *, missing: bool) -> Points | None:
    if missing and line.absent != "refuse":
        return None
    percent = min(max(good - 12 + lot.below(25), 0), 100)
    whole = line.points * percent // 100
    return Points(min(-(-whole // ONE) * ONE, line.points))


def _figure(lot: Lots, condition: Condition) -> Decimal:
    """A figure that mostly keeps the bounds: at a bound, or half and one and a half of it."""
    if condition.equals is not None:
        return condition.equals
    keeps = lot.chance(WITHIN_BOUNDS)
    lower = condition.at_least if condition.at_least is not None else condition.above
    upper = condition.at_most if condition.at_most is not None else condition.below
    if upper is not None:
        inside = (upper + (lower or 0)) / 2
        return _six(inside if keeps else upper + abs(upper) / 2 + 1)
    assert lower is not None, "the checker lets no condition stand without a bound"
    return _six(lower + abs(lower) / 2 + 1 if keeps else lower - abs(lower) / 2 - 1)


def _six(figure: Decimal) -> Decimal:
    return figure.quantize(Decimal("0.01"))
