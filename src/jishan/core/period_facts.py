"""What a period's measures are computed from: who was there, what was credited, what was scored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from jishan.core.periods import Period
from jishan.core.ranking import Value
from jishan.core.scheme.facts import Standing
from jishan.core.scheme.values import SubjectKind


class Totals:
    """What came into one purse of one holder under one code: points in hundredths, acts,
    quantity in
    millionths; `per_member` adds up credits each divided by the members of its day."""

    __slots__ = ("minus", "per_member", "plus", "quantity", "times")

    def __init__(
        self,
        plus: int = 0,
        minus: int = 0,
        times: int = 0,
        quantity: int = 0,
        per_member: Fraction | int = 0,
    ) -> None:
        self.plus, self.minus, self.times = plus, minus, times
        self.quantity, self.per_member = quantity, per_member

    def copy(self) -> "Totals":
        return Totals(self.plus, self.minus, self.times, self.quantity, self.per_member)

    def add(self, other: "Totals") -> None:
        self.plus += other.plus
        self.minus += other.minus
        self.times += other.times
        self.quantity += other.quantity
        self.per_member += other.per_member


Cells = Mapping[str, Mapping[tuple[str, str], Totals]]
"""purse -> (holder, code) -> totals"""


class SubjectFacts(NamedTuple):
    """A subject at the close of a period. `members_mean` is the mean number over its days."""

    key: str
    kind: SubjectKind
    household: str | None = None
    group: str | None = None
    tags: frozenset[str] = frozenset()
    born: date | None = None
    since: date | None = None
    members_at_start: int = 0
    members_at_end: int = 0
    members_mean: Fraction = Fraction(0)
    taking_part: bool = True
    barred: bool = False
    barred_from_pools: bool = False
    name: str = ""
    """Of a unit: the tag that those bear who belong to it."""


def standing_of(subject: SubjectFacts) -> Standing:
    """The subject as scoring sees it."""
    return Standing(
        subject.kind,
        subject.household,
        subject.group,
        tags=subject.tags,
        born=subject.born,
        since=subject.since,
        taking_part=subject.taking_part,
    )


@dataclass
class MeasureValues:
    """The values of one measure.

    `absent` names subjects that have a value without having an entry. `courses` is where
    `core.streaks` keeps how far a streak has come with this period.
    """

    values: dict[str, Value] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    courses: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


History = Mapping[str, Sequence[tuple[Period, MeasureValues]]]


@dataclass
class PeriodFacts:
    """Everything that happened in a period, as the ledger or the replay adds it up.

    `totals` of the period, `ever` since the beginning until its end; `balances` purse -> holder ->
    hundredths; `scores` item -> subject -> raw scores in order; `history` earlier (and shorter)
    periods; `withheld` (code, subject): what the close itself would give and an objection took
    away.
    """

    subjects: Mapping[str, SubjectFacts]
    totals: Cells = field(default_factory=dict)
    ever: Cells = field(default_factory=dict)
    balances: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    scores: Mapping[str, Mapping[str, Sequence[int]]] = field(default_factory=dict)
    history: History = field(default_factory=dict)
    holding: Mapping[str, frozenset[str]] = field(default_factory=dict)
    withheld: frozenset[tuple[str, str]] = frozenset()
