"""What carries a vote: the floors that law sets, and what a village may ask for beyond them.

Organic Law of the Villagers' Committees: a villagers' assembly needs more than half of the adult
villagers or the representatives of two thirds of the households (art. 22), an assembly of
representatives two thirds of its members (art. 26); each decides by more than half of those
present. A village's own rules may ask for more, never for less.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Meeting(StrEnum):
    """Who voted."""

    REPRESENTATIVES = "representatives"
    VILLAGERS = "villagers"
    HOUSEHOLDS = "households"


class Majority(StrEnum):
    """Of those present: more than half, as law says, or two thirds, where the village says so."""

    HALF = "half"
    TWO_THIRDS = "two_thirds"


@dataclass(frozen=True, slots=True)
class Quorum:
    """`top`/`bottom` of those entitled must be there; `more`: more than that, else at least."""

    top: int
    bottom: int
    more: bool

    def met(self, part: int, whole: int) -> bool:
        left, right = part * self.bottom, whole * self.top
        return left > right if self.more else left >= right


QUORUMS: Mapping[Meeting, Quorum] = {
    Meeting.REPRESENTATIVES: Quorum(2, 3, more=False),
    Meeting.VILLAGERS: Quorum(1, 2, more=True),
    Meeting.HOUSEHOLDS: Quorum(2, 3, more=False),
}
MAJORITIES: Mapping[Majority, Quorum] = {
    Majority.HALF: Quorum(1, 2, more=True),
    Majority.TWO_THIRDS: Quorum(2, 3, more=False),
}


@dataclass(frozen=True, slots=True)
class Vote:
    """What a meeting decided. `meeting` is what the village calls it; `entitled`: how many could
    have come. Who neither said yes nor no abstained."""

    meeting: str
    day: date
    entitled: int
    present: int
    for_: int
    against: int
    abstained: int = 0
    kind: Meeting = Meeting.REPRESENTATIVES
    majority: Majority = Majority.HALF

    @property
    def adds_up(self) -> bool:
        """Nobody voted twice, and nobody who was not there."""
        counted = (self.for_, self.against, self.abstained)
        cast = sum(counted)
        return min(counted) >= 0 and cast <= self.present <= self.entitled and self.entitled > 0

    @property
    def quorate(self) -> bool:
        return QUORUMS[self.kind].met(self.present, self.entitled)

    @property
    def carried(self) -> bool:
        """Enough were there and enough of them said yes."""
        return self.quorate and MAJORITIES[self.majority].met(self.for_, self.present)
