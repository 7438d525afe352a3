"""What a run issued, and what that would cost in goods."""

from fractions import Fraction

from jishan.core.points import format_points, round_half_up
from jishan.core.replay.outcome import Outcome


def cost(out: Outcome) -> dict[str, str]:
    """What was issued and what it would cost in goods, at the value of a point."""
    redemption = out.scheme.redemption
    purse = redemption.purse if redemption else None
    states = out.book.states.get(purse or "", {}).values()
    issued = sum(state.earned for state in states)
    held = sum(max(state.balance, 0) for state in states)
    spent = sum(state.spent for state in states)
    fen = redemption.fen_per_point if redemption else None
    yuan = "" if fen is None else format_points(_fen(held + spent, Fraction(fen)))
    return {
        "issued": format_points(issued),
        "held": format_points(held),
        "spent": format_points(spent),
        "yuan": yuan,
    }


def _fen(points: int, fen_per_point: Fraction) -> int:
    """What so many hundredths of a point cost, in whole fen, halves upwards."""
    exact = points * fen_per_point / 100
    return round_half_up(exact.numerator, exact.denominator)
