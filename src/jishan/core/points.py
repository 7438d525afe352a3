"""Points: whole hundredths, an int. Money is the same in fen (分)."""

import re
from decimal import Decimal, InvalidOperation
from typing import NewType

from jishan.core.errors import Refusal

Points = NewType("Points", int)
"""Hundredths of a point. `Points(300)` is 3 points. Never a float, never a Decimal."""

Fen = NewType("Fen", int)
"""Hundredths of a yuan."""

ONE = 100
POINTS_MAX = 10**11  # a thousand million points: a typing error, not a village
_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?")


class PointsUnreadable(Refusal):
    code = "points.unreadable"


def parse_points(text: str | int) -> Points:
    """Read "3", "+2.5" or "-10" (a whole `int` counts whole points).

    Refuses more than two decimals, because they could not be written in the book.
    """
    written = str(text).strip()
    try:
        if not _PLAIN.fullmatch(written):
            raise InvalidOperation
        hundredths = Decimal(written) * ONE
    except InvalidOperation:
        raise PointsUnreadable(text=written) from None
    if hundredths != hundredths.to_integral_value() or abs(hundredths) > POINTS_MAX:
        raise PointsUnreadable(text=written)
    return Points(int(hundredths))


def format_points(points: int, *, signed: bool = False) -> str:
    """`300` is "3", `-1050` is "-10.5"; signed, `300` is "+3"."""
    whole, rest = divmod(abs(points), ONE)
    digits = f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)
    sign = "-" if points < 0 else "+" if signed and points > 0 else ""
    return sign + digits


def format_fen(fen: int) -> str:
    """Fen as yuan: 1250 is "12.50"."""
    whole, rest = divmod(abs(fen), ONE)
    return f"{'-' if fen < 0 else ''}{whole}.{rest:02d}"


def floor_div(dividend: int, divisor: int) -> int:
    """Whole quotient, rounded down (towards minus infinity)."""
    return dividend // divisor


def round_half_up(dividend: int, divisor: int) -> int:
    """Whole quotient, halves rounded away from zero, as a village treasurer rounds."""
    assert divisor > 0, "a divisor is positive"
    quotient, rest = divmod(abs(dividend), divisor)
    if rest * 2 >= divisor:
        quotient += 1
    return quotient if dividend >= 0 else -quotient
