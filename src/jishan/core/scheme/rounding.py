"""The one place where fractions become points: every division names its rounding."""

from decimal import Decimal
from fractions import Fraction

from jishan.core.points import ONE, Points
from jishan.core.scheme.values import RoundingMode

MILLION = 10**6
"""Quantities are counted in millionths where they are added up."""

Number = int | Fraction | Decimal


def rounded(value: int | Fraction, mode: RoundingMode, unit: int = 1) -> int:
    """`value` in hundredths as a whole multiple of `unit` hundredths.

    `down` drops what is left over (towards zero), `up` adds one unit for anything left over (away
    from zero), `half_up` rounds halves away from zero.
    """
    if unit == 1 and type(value) is int:
        return value
    top, bottom = abs(value.numerator), value.denominator * unit
    whole, rest = divmod(top, bottom)
    if (mode == "up" and rest) or (mode == "half_up" and rest * 2 >= bottom):
        whole += 1
    return (whole if value >= 0 else -whole) * unit


def exact_or_rounded(value: int | Fraction, mode: RoundingMode | None, unit: int) -> int:
    """Whole hundredths as they are; anything else by the rounding that the document names."""
    if mode is None:
        return rounded(value, "down", 1)
    return rounded(value, mode, unit)


def hundredths(value: Number) -> Fraction:
    """A plain number as hundredths."""
    return Fraction(value) * ONE


def millionths(value: Number) -> int:
    """A quantity in millionths; what is finer is not counted."""
    return int(Fraction(value) * MILLION)


def as_points(value: Fraction) -> Points:
    """A fraction of points, shown: rounded half up to the hundredth."""
    return Points(rounded(value * ONE, "half_up"))


def decimal_text(value: Fraction) -> str:
    """A fraction as a message says it: "12.5", "3"; repeating decimals end after 28 digits."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return format(exact.normalize(), "f")
