"""What a purse (分账) can be: one balance of an account with its own rules."""

from typing import Literal

from pydantic import Field

from jishan.core.scheme.values import (
    Code,
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
    Whole,
    YesNo,
)


class Clearing(Model):
    """At the end of each period: everything, or only what is positive; part of it may be
    carried over.

    `keep_percent` of a positive balance stays (rounded down to a hundredth), at most `keep_max`.
    """

    every: Literal["week", "ten_days", "half_month", "month", "quarter", "half", "year"]
    what: Literal["all", "positive"]
    keep_percent: Figure | None = Field(default=None, ge=0, le=100)
    keep_max: PointsField | None = Field(default=None, ge=0)


class Expiry(Model):
    """Each credit expires by itself: after a time, or at the end of a period `plus` so many more,
    with `grace_months` and `grace_days`.

    The last day is still good. `origins`/`on` restrict what it applies to; the first rule that fits
    a credit is used, a credit that none fits never expires.
    """

    after: Duration | None = None
    end_of: Literal["month", "quarter", "half", "year"] | None = None
    plus: Whole = Field(default=0, ge=0, le=100)
    grace_months: Whole = Field(default=0, ge=0, le=120)
    grace_days: Whole = Field(default=0, ge=0, le=3660)
    origins: tuple[Origin, ...] = ()
    on: Selector = Selector()


class EarnedMax(Model):
    points: PointsField = Field(ge=0)
    per: PeriodKind


class Unlock(Model):
    """Spending is unlocked by another purse: every point earned there frees `ratio` points here."""

    purse: Code
    ratio: Figure = Field(gt=0)


class Transfer(Model):
    """Points may be handed on: inside a household, or to anybody of the village, within a limit."""

    between: Literal["household", "village"]
    points_max: PointsField | None = Field(default=None, gt=0)
    per: PeriodKind | None = None


class Purse(Model):
    """One balance. `takes`: what is credited to the holder itself (`own`), what its members earn
    (`members`, household purses only), or `both`. `floor`: `zero`, `none`, or the deepest debt in
    points (0 or less); what a deduction would take below it is not taken. `rate`: each credit is
    multiplied by it and rounded to the hundredth.
    """

    code: Code
    name: Text
    holder: SubjectKind
    spendable: YesNo
    takes: Literal["own", "members", "both"] = "own"
    on: Selector = Selector()
    origins: tuple[Origin, ...] = ()
    unit: Text = "分"
    rate: Figure | None = Field(default=None, gt=0)
    rate_rounding: RoundingMode | None = None
    floor: Literal["zero", "none"] | PointsField
    held_max: PointsField | None = Field(default=None, ge=0)
    earned_max: tuple[EarnedMax, ...] = ()
    clearing: Clearing | None = None
    expiry: tuple[Expiry, ...] = ()
    spend_first: Literal["oldest", "newest", "soonest_expiry"] = "oldest"
    locked: PointsField | None = Field(default=None, ge=0)
    unlock: Unlock | None = None
    transfer: Transfer | None = None
    after_correction: Literal["debt", "write_off"] = "debt"
    source: Source | None = None
