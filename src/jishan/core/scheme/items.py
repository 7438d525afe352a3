"""The acts that count: items with their caps, conditions, evidence, and who is credited."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from jishan.core.points import Points
from jishan.core.scheme.values import (
    Bounds,
    CalendarMonth,
    Code,
    Day,
    DayOfMonth,
    Duration,
    Figure,
    Model,
    Origin,
    PeriodKind,
    PointsField,
    RoundingMode,
    Selector,
    Source,
    SubjectKind,
    Text,
    Weekday,
    Who,
    Whole,
    YesNo,
)
from jishan.core.scheme.worth import HUNDREDTH, Worth, points_of

EvidenceKind = Literal[
    "time_place_cause", "photo", "witness", "document", "figure", "reported", "notified", "record"
]
CreditedTo = Literal["doer", "household", "members", "named", "team"]
Whose = Literal["account", "household", "everyone"]


class Cap(Model):
    """At most so many points, times, or units within a period.

    `whose`: of one account, of the whole household, or of everybody together. A cap on points
    limits additions and deductions each for itself. Exactly one of the three limits is written.
    `per_member`: so much for each member of the household (of a group: for each household), as
    many as there are on the day of the act, at least one.
    """

    per: Literal["event"] | PeriodKind
    points: PointsField | None = None
    times: Whole | None = None
    quantity: Figure | None = None
    whose: Whose | None = None
    per_member: YesNo = False
    source: Source | None = None


class SharedCap(Cap):
    """A cap over a group of items, categories, or everything (the village's total issue)."""

    code: Code
    on: Selector = Selector()


class Category(Model):
    code: Code
    name: Text
    weight: Figure | None = Field(default=None, ge=0)
    full: PointsField | None = None
    caps: tuple[Cap, ...] = ()
    source: Source | None = None


class Condition(Bounds):
    """A figure that the act must state and that must lie within the bounds."""

    figure: Code
    name: Text
    unit: Text


class Repeat(Model):
    """Again within its validity: from the `from_time`-th time on, worth `factor` times as much.

    `growing` multiplies the k-th time by k; `factors` names the factor of the first, second, third
    time …, the last of them holds on. `within` rolls from day to day, `per` is a calendar period.
    """

    factor: Figure = Field(default=Decimal(2), ge=0)
    from_time: Whole = Field(default=2, ge=1)
    growing: YesNo = False
    factors: tuple[Annotated[Figure, Field(ge=0)], ...] = ()
    within: Duration | None = None
    per: PeriodKind | None = None


class Evidence(Model):
    """Kinds of evidence: all of `required`, and at least one of `any_of` if any is written."""

    required: tuple[EvidenceKind, ...] = ()
    any_of: tuple[EvidenceKind, ...] = ()


class Need(Model):
    """What must have been done before: acts of `items`, so many `times` in all, counted within the
    period of the act."""

    items: tuple[Code, ...] = Field(min_length=1)
    times: Whole = Field(default=1, ge=1)
    per: PeriodKind
    whose: Literal["account", "household"] = "account"


class Team(Model):
    """How a team's points are divided: each the whole, equal parts, or by the parts that the act
    states (`stated`)."""

    split: Literal["each", "equal", "stated"]
    members_max: Whole | None = Field(default=None, ge=1)


class RuleItem(Model):
    """One line of the scheme (积分事项).

    `days_of_month`: only acts of these days, ends included. `months`: only acts of these calendar
    months. `claim_days`: claimed so many days after the act at the latest. `needs`: what must have
    been done before.
    """

    code: Code
    title: Text
    category: Code
    worth: Worth
    caps: tuple[Cap, ...] = ()
    subjects: tuple[SubjectKind, ...] = ()
    who: Who | None = None
    conditions: tuple[Condition, ...] = ()
    conditions_need: Literal["all", "any"] = "all"
    unmet_points: PointsField | None = None
    origins: tuple[Origin, ...] = Field(default=("self", "proxy", "recorded"), min_length=1)
    evidence: Evidence = Evidence()
    credited_to: CreditedTo = "doer"
    team: Team | None = None
    repeat: Repeat | None = None
    purses: tuple[Code, ...] = ()
    active_from: Day | None = None
    active_until: Day | None = None
    days_of_month: tuple[DayOfMonth, DayOfMonth] | None = None
    months: tuple[CalendarMonth, ...] = ()
    claim_days: Whole | None = Field(default=None, ge=0)
    needs: tuple[Need, ...] = ()
    needs_phone: YesNo = False
    needs_presence: YesNo = False
    source: Source = Source()
    note: Text | None = None

    @property
    def negative(self) -> bool:
        """Whether the item takes points away (扣分)."""
        return min(points_of(self.worth)) < 0

    @property
    def largest(self) -> Points:
        """The largest figure written in the item, by size."""
        return max(points_of(self.worth), key=abs)


class Overlap(Model):
    """Several items match one act: all count, only the largest, or only the first.

    `within: event` compares acts that name the same event; a period compares all acts in it: of
    the account, of its household, or of everybody (`whose`).
    """

    code: Code
    items: tuple[Code, ...] = Field(min_length=1)
    rule: Literal["all", "largest", "first"]
    within: Literal["event"] | PeriodKind
    whose: Whose = "account"
    source: Source | None = None


class Multiplier(Model):
    """Worth `factor` times as much for whom, on what, between which days.

    Several that apply at once multiply or, with `largest`, only the largest factor counts.
    """

    code: Code
    name: Text
    factor: Figure = Field(ge=0)
    on: Selector = Selector()
    who: Who | None = None
    first_day: Day | None = None
    last_day: Day | None = None
    months: tuple[CalendarMonth, ...] = ()
    weekdays: tuple[Weekday, ...] = ()
    source: Source | None = None


class Multiplying(Model):
    """All multipliers of a scheme, how they combine, how the result is rounded."""

    combine: Literal["all", "largest"]
    rounding: RoundingMode
    round_to: PointsField = Field(default=HUNDREDTH, gt=0)
    rules: tuple[Multiplier, ...]


class FalseClaim(Model):
    """A claim confirmed to be false: `times` the points are deducted from whoever is at fault.

    `of`: what was claimed before any cap, or what had been counted. `reverses`: whether the claim
    itself is taken back as well. `proxy_pays`: whether a proxy at fault pays for it (else nobody).
    """

    times: Figure = Field(ge=0)
    of: Literal["claimed", "counted"]
    reverses: YesNo
    proxy_pays: YesNo
    category: Code
    hearing: YesNo = True
    source: Source | None = None
