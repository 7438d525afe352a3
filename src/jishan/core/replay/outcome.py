"""What a replay yields, line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal, NamedTuple

from jishan.core.closing import PeriodResult
from jishan.core.measuring import MeasureValues
from jishan.core.periods import Period
from jishan.core.points import Points
from jishan.core.replay.book import Book, Lapse
from jishan.core.replay.events import Event, Person
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.facts import Act, Credit, Reason
from jishan.core.scheme.remembering import Uses

ActState = Literal["counted", "refused", "reversed", "withheld"]


def in_force_on(versions: Sequence[Scheme], day: date) -> Scheme:
    """Of versions in order of their days: the last that has begun, before all of them the first."""
    found = versions[0]
    for scheme in versions:
        if scheme.in_force_from <= day:
            found = scheme
    return found


class Shown(NamedTuple):
    """What an act was worth on the board: it was bound in another order than it was done, and
    stands. `quantity` in millionths; `raw` of an inspection."""

    points: Points
    credits: tuple[Credit, ...]
    times: int
    quantity: int
    raw: Points | None


class ActResult(NamedTuple):
    """An act and what became of it. A refused act carries one reason: the refusal."""

    act: Act
    state: ActState
    points: Points
    reasons: tuple[Reason, ...]
    credits: tuple[Credit, ...]
    raw: Points | None
    version: str


AutoKey = tuple[str, str, date]
"""Code of the clause, subject, day of the credit: what the rules give by themselves."""


class AutoResult(NamedTuple):
    """Points that nobody recorded: base, settlement, streak, honour, false claim."""

    code: str
    kind: str
    subject: str
    day: date
    period: str
    points: Points
    credits: tuple[Credit, ...]


class EventResult(NamedTuple):
    """A later event: done, refused (with why), or itself reversed."""

    event: Event
    state: Literal["done", "refused", "reversed"]
    code: str
    facts: Mapping[str, Any]
    points: Points = Points(0)
    purse: str = ""


class Bar(NamedTuple):
    """A veto in force from `first` to `last` (None: until it is lifted)."""

    key: str
    veto: str
    subjects: tuple[str, ...]
    bars: tuple[str, ...]
    first: date
    last: date | None
    lifted: date | None = None

    def on(self, day: date, what: str) -> bool:
        return (
            what in self.bars
            and self.first <= day
            and (self.last is None or day <= self.last)
            and (self.lifted is None or day < self.lifted)
        )


class Voucher(NamedTuple):
    """A voucher that points bought, worth so much; `used` is the day it was handed in."""

    key: str
    holder: str
    day: date
    last: date | None
    fen: int
    used: date | None = None


@dataclass
class Outcome:
    """One run from first to last day."""

    first: date
    last: date
    versions: list[Scheme]
    roster: list[Person]
    book: Book
    acts: list[ActResult] = field(default_factory=list)
    automatic: list[AutoResult] = field(default_factory=list)
    events: list[EventResult] = field(default_factory=list)
    closings: list[PeriodResult] = field(default_factory=list)
    open: list[tuple[Period, dict[str, MeasureValues]]] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    corrections: list["Correction"] = field(default_factory=list)
    vouchers: list[Voucher] = field(default_factory=list)
    lapses: list[Lapse] = field(default_factory=list)
    uses: dict[str, Uses] = field(default_factory=dict)
    """What counted acts take of caps, where `Known.detailed` asks for it."""
    in_order: dict[str, ActResult] = field(default_factory=dict)
    """Of acts that count as the board showed them: what their day alone would have given."""
    prices: dict[str, Points] = field(default_factory=dict)
    """What goods cost whom the document gives a lower price, by key of the redemption."""

    @property
    def scheme(self) -> Scheme:
        return self.versions[-1]

    @cached_property
    def by_days(self) -> Mapping[str, ActResult]:
        """Every act by its key, as its day alone gives it; read when the run is over."""
        return {one.act.key: one for one in self.acts} | self.in_order

    def scheme_on(self, day: date) -> Scheme:
        """The version in force on the day."""
        return in_force_on(self.versions, day)


FigureKind = Literal["measure", "automatic", "honour", "balance"]


class Correction(NamedTuple):
    """A figure that is different because acts were reversed after they had counted."""

    kind: FigureKind
    code: str
    period: str
    subject: str
    before: str
    now: str
