"""What is known of a past beside what happened: what people had decided, what the book has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from jishan.core.replay.outcome import ActState, AutoKey, EventResult, Outcome, Shown


@dataclass
class Known:
    """What corrections have established: acts that do not count, redemptions that stay as they were
    decided, deductions for false claims.

    `withheld`: what the rules would give and an objection or a reversal has taken away. `waiting`
    (acts, and what the rules give): has its figure and takes its room under caps, but is not in the
    book yet. `closed`: the periods whose close is in the book, by label, with the day on which it
    was made; None: all that are over, each at its end. `shown`: what acts are worth on the board.
    It stands also where their day alone would give another figure, because a cap was full when it
    was bound.
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
    before: Outcome | None = None
    """A run of the same past that knew less: where an act's day gives another figure than it gave
    there, that is what counts, and no longer what was shown."""
    freed: frozenset[str] = frozenset()
    """Acts that share a cap with one that went: its room is given anew in the order of the days,
    what was shown of them no longer stands."""
