"""Two versions side by side: who wins, who loses, what it costs, which titles move."""

from fractions import Fraction
from typing import Any

from jishan.core.points import format_points, round_half_up
from jishan.core.replay.events import natural
from jishan.core.replay.outcome import Outcome


def compare(first: Outcome, second: Outcome) -> dict[str, Any]:
    """Differences of the same acts under two documents; figures as exact text."""
    return {
        "subjects": _subjects(first, second),
        "titles": _titles(first, second),
        "refused": {"first": _refused(first), "second": _refused(second)},
        "cost": {"first": cost(first), "second": cost(second)},
    }


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


def _nominal(out: Outcome, key: str) -> int:
    """All that a subject earned less deductions, in the purse that counts it first."""
    for states in out.book.states.values():
        if key in states:
            return states[key].earned - states[key].deducted
    return 0


def _subjects(first: Outcome, second: Outcome) -> list[dict[str, Any]]:
    keys = {key for out in (first, second) for held in out.book.states.values() for key in held}
    found: list[dict[str, Any]] = []
    for key in sorted(keys, key=natural):
        one, two = _nominal(first, key), _nominal(second, key)
        if one != two:
            found.append(
                {
                    "subject": key,
                    "first": format_points(one),
                    "second": format_points(two),
                    "difference": format_points(two - one, signed=True),
                }
            )
    return found


def _held(out: Outcome) -> set[tuple[str, str, str]]:
    return {
        (code, closing.period.label, one.key)
        for closing in out.closings
        for code, ranked in closing.honours.items()
        for one in ranked
        if one.taken
    }


def _titles(first: Outcome, second: Outcome) -> list[dict[str, str]]:
    one, two = _held(first), _held(second)
    return [
        {"honour": code, "period": period, "subject": key,
         "change": "gained" if (code, period, key) in two else "lost"}
        for code, period, key in sorted(one ^ two)
    ]  # fmt: skip


def _refused(out: Outcome) -> int:
    return sum(one.state == "refused" for one in out.acts)
