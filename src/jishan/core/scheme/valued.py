"""What valuing an act yields, and what several values become."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from statistics import median

from jishan.core.scheme.facts import Act, Reason
from jishan.core.scheme.refusals import QuantityOutOfRange


class Valued:
    """What a shape returns: points in hundredths, the raw score, and reasons."""

    __slots__ = ("points", "raw", "reasons")

    def __init__(
        self, points: int, reasons: tuple[Reason, ...] = (), raw: int | None = None
    ) -> None:
        self.points, self.reasons, self.raw = points, reasons, raw


Value = Callable[[Act, int | Fraction, int], Valued]
"""(act, counted quantity, running total before in millionths) -> value."""


def once(act: Act, quantity: int | Fraction) -> None:
    if quantity != 1:
        raise QuantityOutOfRange(item=act.item, quantity=str(act.quantity), low="1", high="1")


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
