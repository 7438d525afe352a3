"""The parts of a compiled scheme: caps, ways to purses, items with all that scoring needs."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from fractions import Fraction

from jishan.core.scheme.document import Multiplier, Purse, RuleItem, Who
from jishan.core.scheme.facts import WindowMeasure
from jishan.core.scheme.rounding import rounded
from jishan.core.scheme.valued import Value
from jishan.core.scheme.values import Duration

EVERYONE = "*"
Slot = tuple[int, str, Hashable]
"""Number of the cap (negative for deductions), holder, start of the period or name of the event."""


@dataclass(slots=True)
class CapRule:
    """One cap, ready to be looked up. `limit` is in the unit of its measure."""

    number: int
    name: str
    measure: WindowMeasure
    limit: int
    per: str
    whose: str
    items: tuple[str, ...]
    sign: str = "any"
    rolling: Duration | None = None
    overlap: str = ""
    per_member: bool = False

    @property
    def counts(self) -> tuple[object, ...]:
        """What stays the same when a new version moves only its limit, or its place in a list."""
        stem, _, number = self.name.rpartition("/")
        numbered = stem and number.isdigit() and not stem.endswith("/need")
        name = stem if numbered else self.name
        return (name, self.measure, self.per, self.whose, self.sign, self.overlap)

    @property
    def kept_as(self) -> str:
        """The same as text, for a book that outlives versions; the measure stands beside it."""
        name, _, per, whose, sign, overlap = self.counts
        return ":".join(str(one) for one in (name, per, whose, sign, overlap) if one)


@dataclass(slots=True)
class PurseWay:
    """How points reach a purse: as the holder's `own`, or through its household, group, village.

    A `picky` purse does not take every sign or origin."""

    purse: Purse
    through: str
    caps: tuple[CapRule, ...]
    picky: bool = False
    code: str = ""
    rated: bool = False

    def __post_init__(self) -> None:
        self.code, self.rated = self.purse.code, self.purse.rate is not None

    def part(self, points: int) -> int:
        """What a share becomes in this purse."""
        purse = self.purse
        if purse.rate is None:
            return points
        return rounded(points * Fraction(purse.rate), purse.rate_rounding or "half_up")


@dataclass(slots=True)
class Rule:
    """An item with everything that scoring needs.

    `counts`: times or quantities are looked up before it is valued. `adjusted`: something may
    change its value before caps. `dated`: it has days of its own. `direct` names, by kind of doer,
    the one purse that takes the points as they are, where nothing has a say but what an act says
    itself (see `remembering`).
    """

    item: RuleItem
    value: Value
    counts_times: bool
    event_limit: int | None = None
    times: tuple[CapRule, ...] = ()
    quantities: tuple[CapRule, ...] = ()
    points: tuple[CapRule, ...] = ()
    overlaps: tuple[CapRule, ...] = ()
    running: CapRule | None = None
    repeat: CapRule | None = None
    needs: tuple[CapRule, ...] = ()
    feeds: tuple[CapRule, ...] = ()
    multipliers: tuple[Multiplier, ...] = ()
    ways: dict[str, tuple[PurseWay, ...]] = field(default_factory=dict)
    direct: dict[str, str] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()
    dated: bool = False
    to: str = "doer"
    who: Who | None = None
    counts: bool = False
    conditional: bool = False
    documented: bool = False
    category: str = ""
    origins: frozenset[str] = frozenset()
    adjusted: bool = False
