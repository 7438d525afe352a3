"""Award money for what was accepted (以奖代补), to the fen (P6-10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from jishan.core.errors import Refusal
from jishan.core.points import ONE, Fen
from jishan.core.targets.document import Target


class NoAward(Refusal):
    """The plan gives no money for this target."""

    code = "targets.no_award"


class NothingDue(Refusal):
    """What was accepted has been awarded already."""

    code = "targets.nothing_due"


@dataclass(frozen=True, slots=True)
class Awarded:
    """So many accepted items, and their money. Below zero it is taken back."""

    count: int
    fen: Fen


def fen_each(target: Target) -> Fen:
    """What one accepted item brings; the checker saw to it that it is whole fen."""
    if target.award is None:
        raise NoAward(target=target.title)
    fen = Fraction(target.award.yuan_each) * ONE
    assert fen.denominator == 1, "yuan have at most two decimals"
    return Fen(fen.numerator)


def award_due(target: Target, accepted: Fraction, *, awarded: int) -> Awarded:
    """What is still due for `accepted` items when `awarded` of them have had their money.

    Where a corrected report accepts fewer than were paid for, the difference is below zero.
    Refuses with `targets.nothing_due` when the two agree.
    """
    each = fen_each(target)
    assert accepted.denominator == 1, "awards go with whole numbers"
    count = accepted.numerator - awarded
    if not count:
        raise NothingDue(target=target.title)
    return Awarded(count, Fen(count * each))


def fen_total(awards: Iterable[Awarded]) -> Fen:
    return Fen(sum(one.fen for one in awards))
