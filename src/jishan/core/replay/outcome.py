"""What a replay yields, line by line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from jishan.core.closing import PeriodResult
from jishan.core.measuring import MeasureValues
from jishan.core.periods import Period
from jishan.core.points import Points
from jishan.core.replay.book import Book
from jishan.core.replay.events import Event, Person
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.facts import Act, Credit, Reason

ActState = Literal["counted", "refused", "reversed", "withheld"]


class ActResult(NamedTuple):
    """An act and what became of it. A refused act carries one reason: the refusal."""

    act: Act
    state: ActState
    points: Points
    reasons: tuple[Reason, ...]
    credits: tuple[Credit, ...]
    raw: Points | None
    version: str


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

    @property
    def scheme(self) -> Scheme:
        return self.versions[-1]


class Correction(NamedTuple):
    """A figure that is different because acts were reversed after they had counted."""

    kind: Literal["measure", "automatic", "honour", "balance"]
    code: str
    period: str
    subject: str
    before: str
    now: str
