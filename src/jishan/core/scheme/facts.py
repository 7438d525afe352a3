"""The values that go into scoring and come out of it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from jishan.core.points import Points
from jishan.core.scheme.values import Origin, SubjectKind

WindowMeasure = Literal[
    "plus", "minus", "times", "quantity", "running", "largest", "first", "repeats"
]
"""What is counted of a window, and its unit.

`plus`/`minus`: points added or deducted, in hundredths, never negative. `times`, `repeats`,
`first`:
acts. `quantity`, `running`: units in millionths. `largest`: the largest points so far, in
hundredths;
each use is by how much it grew, so the sum of uses is right again.
"""


class JudgeScores(NamedTuple):
    """One judge's form: points of each line by code (`total` alone stands for the whole form).

    None: the line does not apply. `role` is looked up in the weights of the document.
    """

    judge: str
    lines: Mapping[str, Points | None]
    role: str = ""


class Act(NamedTuple):
    """Something that was done, on a day, by or for a subject, under an item.

    `quantity` in units of the item; `points` is the panel's decision where the item leaves one;
    `credited` names others (a team, another person). `evidence` and `origin` of None are not
    judged.
    `event` joins acts that belong together; `document` is the resolution or paper they rest on.
    `claimed` is the day on which it was claimed (None: not judged); `parts` stand beside `credited`
    where the act itself says how a team shares.
    """

    key: str
    day: date
    subject: str
    item: str
    quantity: int | Fraction | Decimal = 1
    level: str | None = None
    outcome: str | None = None
    points: Points | None = None
    origin: Origin | None = None
    evidence: tuple[str, ...] | None = None
    document: str | None = None
    figures: Mapping[str, int | Fraction | Decimal] = {}
    scores: tuple[JudgeScores, ...] = ()
    credited: tuple[str, ...] = ()
    event: str | None = None
    reason: str | None = None
    claimed: date | None = None
    parts: tuple[Fraction, ...] = ()


SAID = slice(Act._fields.index("item"), Act._fields.index("figures"))
"""The fields of an act that say what was done, but for figures and scores: not who, nor when."""


class Standing(NamedTuple):
    """Who the subject is on that day.

    `members` are the residents of a household who count; of a resident, those of its household;
    of a group or the village, its households.
    `others` are the standings of everybody whom the act credits besides the subject. `size` is the
    number of members where they are not listed one by one.
    """

    kind: SubjectKind
    household: str | None = None
    group: str | None = None
    members: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    born: date | None = None
    since: date | None = None
    taking_part: bool = True
    consent: bool = True
    approved: bool = True
    barred: bool = False
    others: Mapping[str, "Standing"] = {}
    size: int | None = None

    @property
    def heads(self) -> int:
        """How many members there are, at least one."""
        return max(len(self.members) if self.size is None else self.size, 1)


HOUSEHOLD = Standing("household")
RESIDENT = Standing("resident")


class CapWindow(NamedTuple):
    """What one cap allows one holder from day to day (`holder` None: everybody together).

    `items` are the codes it counts; `event` narrows it to acts that name this event.
    """

    cap: str
    holder: str | None
    first: date
    last: date
    items: tuple[str, ...]
    measure: WindowMeasure
    event: str | None = None


class Use(NamedTuple):
    """How much an act takes of a window, in the unit of `CapWindow.measure`."""

    window: CapWindow
    amount: int


class Reason(NamedTuple):
    """Why: a code and facts, worded at the face. Points among the facts are whole hundredths."""

    code: str
    facts: Mapping[str, Any]


class Credit(NamedTuple):
    """Signed points for one purse of one holder."""

    purse: str
    holder: str
    points: Points


class Share(NamedTuple):
    """What one credited subject gets of the act, before it goes into purses."""

    holder: str
    points: Points


class Score(NamedTuple):
    """`points` is the sum of the shares, `claimed` the value before overlaps and caps; `raw` is an
    inspection's score before bands."""

    points: Points
    reasons: tuple[Reason, ...]
    credits: tuple[Credit, ...]
    shares: tuple[Share, ...] = ()
    uses: tuple[Use, ...] = ()
    raw: Points | None = None
    claimed: Points = Points(0)
