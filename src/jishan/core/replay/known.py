"""What is known of a past beside what happened: what people had decided, what the book has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from jishan.core.replay.outcome import ActState, AutoKey, EventResult, Shown


@dataclass
class Known:
    """What corrections have established: acts that do not count, redemptions that stay as they were
    decided, deductions for false claims.

    `withheld`: what the rules would give and an objection or a reversal has taken away. `waiting`
    (acts, and what the rules give): has its figure and takes its room under caps, but is not in the
    book yet. `closed`: the periods whose close is in the book, by label, with the day on which it
    was made; None: all that are over, each at its end. `shown`: acts whose figure on the board is
    another one than their day would give, because a cap was full when it was bound.
    """

    voided: Mapping[str, ActState] = field(default_factory=dict)
    decided: Mapping[str, EventResult] = field(default_factory=dict)
    false_points: Mapping[str, int] = field(default_factory=dict)
    withheld: frozenset[AutoKey] = frozenset()
    waiting: frozenset[str | AutoKey] = frozenset()
    closed: Mapping[str, date] | None = None
    shown: Mapping[str, Shown] = field(default_factory=dict)
    detailed: bool = False
    """Whether the outcome keeps what acts take of caps."""
