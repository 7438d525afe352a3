"""What follows from measures: streaks, settlements, honours, pools."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from jishan.core.scheme.values import (
    Band,
    Bounds,
    Code,
    Day,
    Figure,
    Model,
    PointsField,
    RoundingMode,
    Source,
    Text,
    Who,
    Whole,
)
from jishan.core.scheme.worth import HUNDREDTH


class Gate(Bounds):
    """A condition on another measure; it must be of the clause's period and subject."""

    measure: Code


class StreakCondition(Bounds):
    """Bounds on the value, or on the place: among the first so many, or (tied) last."""

    rank_at_most: Whole | None = Field(default=None, ge=1)
    last: Literal["tied_too", "alone"] | None = None


class Streak(Model):
    """A condition over `length` periods of a measure gives points or a mark, to those of `who` who
    pass the `gates` in the last of them.

    `counting`: one after another, or so many within the `restart` period. `windows`: `separate`
    uses each
    period once, `rolling` gives again in every further period. `restart`: the count starts anew
    with each such period (`ever`: never). `missing`: a period without an entry breaks, is skipped,
    or is looked at like any other (`counted`: nothing done is a value of 0).
    """

    code: Code
    name: Text
    measure: Code
    holds: StreakCondition
    length: Whole = Field(ge=1, le=400)
    counting: Literal["consecutive", "total"]
    windows: Literal["rolling", "separate"]
    restart: Literal["week", "ten_days", "half_month", "month", "quarter", "half", "year", "ever"]
    missing: Literal["breaks", "skipped", "counted"]
    points: PointsField | None = None
    mark: Text | None = None
    category: Code | None = None
    times_max: Whole | None = Field(default=None, ge=1)
    who: Who | None = None
    gates: tuple[Gate, ...] = ()
    source: Source | None = None


class Settlement(Model):
    """A measure becomes points at the end of its period: as it is, times a factor, or by bands.

    `total_max`: what is added to all together is at most this; more is cut in proportion, in whole
    `round_to`, by largest remainder.
    """

    code: Code
    name: Text
    measure: Code
    category: Code
    counts: Literal["value", "bands"]
    factor: Figure = Decimal(1)
    bands: tuple[Band, ...] = ()
    rounding: RoundingMode
    round_to: PointsField = Field(default=HUNDREDTH, gt=0)
    who: Who | None = None
    gates: tuple[Gate, ...] = ()
    total_max: PointsField | None = Field(default=None, ge=0)
    source: Source | None = None


Safeguard = Literal[
    "consent",
    "published_quota",
    "fallback",
    "reference_only",
    "household_initiated",
    "unanimous_vote",
    "discretionary_part",
    "capped_share",
    "department_consent",
    "final_document",
    "time_limited",
    "route_back",
    "hearing",
    "base_points",
    "recorded_vote",
    "door_consent",
]
BenefitKind = Literal[
    "title",
    "plaque",
    "photo",
    "goods",
    "service",
    "training",
    "points",
    "money",
    "recommendation",
    "party",
    "army",
    "homestead",
    "housing",
    "care_home",
    "medical",
    "check_up",
    "condolence",
    "policy",
    "project",
    "loan",
    "dividend",
    "welfare",
    "employment",
    "exposure",
    "blacklist",
    "appraisal",
    "help",
    "other",
]


class Benefit(Model):
    """What a title or a number of points brings, or costs; the checker classifies it."""

    kind: BenefitKind
    text: Text
    points: PointsField | None = None
    yuan: Figure | None = Field(default=None, ge=0)
    safeguards: tuple[Safeguard, ...] = ()
    measure: Code | None = None
    when: Bounds | None = None
    source: Source | None = None


class TopShare(Model):
    """The first `percent` of `of` (all in the contest, or those who pass the gates)."""

    shape: Literal["top_share"]
    percent: Figure = Field(gt=0, le=100)
    above_percent: Figure = Field(default=Decimal(0), ge=0, lt=100)
    of: Literal["all", "qualified"]
    rounding: RoundingMode
    at_least: Whole = Field(default=0, ge=0)


class Ranks(Model):
    """Places `first` to `last`; the first N are `first: 1, last: N`."""

    shape: Literal["ranks"]
    first: Whole = Field(default=1, ge=1)
    last: Whole = Field(ge=1)


class Threshold(Bounds):
    """Everybody whose value lies within the bounds, at most `quota`."""

    shape: Literal["threshold"]
    quota: Whole | None = Field(default=None, ge=1)


class Draw(Model):
    """So many drawn among the qualified; `seed` is published before, so that anybody can redraw.

    With `points_per_lot` everybody has one lot for so many points, else one.
    """

    shape: Literal["draw"]
    count: Whole = Field(ge=1)
    seed: Text
    points_per_lot: PointsField | None = Field(default=None, gt=0)


class Seats(Model):
    """So many places in all, shared out among the contests (groups, classes) by their size: all in
    the contest, or those who qualify; by largest remainder."""

    shape: Literal["seats"]
    count: Whole = Field(ge=1)
    of: Literal["all", "qualified"]


Pick = Annotated[TopShare | Ranks | Threshold | Draw | Seats, Field(discriminator="shape")]


class Turns(Model):
    """Only every so many-th period, counted from the one that holds `first`."""

    every: Whole = Field(ge=2, le=100)
    first: Day


class PartOf(Model):
    """So many percent of a figure of the whole village, in yuan (本年集体收益的 10%)."""

    measure: Code
    percent: Figure


class Honour(Model):
    """A title from a measure. `ties`: who shares the last place that counts is all in, all
    out, decided
    by further measures and then in or out, or drawn by `seed`. `scope`: one contest for the
    village,
    or one in each group, or one in each class (`classes` are tags). `gaps`: whether the places of
    those who do not qualify are filled by the next, or left empty. `turns`: not in every period."""

    code: Code
    name: Text
    measure: Code
    pick: Pick
    order: Literal["highest", "lowest"] = "highest"
    scope: Literal["village", "group", "class"]
    classes: tuple[Text, ...] = ()
    who: Who | None = None
    gates: tuple[Gate, ...] = ()
    barred: Literal["out", "stays"] = "out"
    gaps: Literal["filled", "left"] = "filled"
    ties: Literal["all_in", "all_out", "draw"]
    then_by: tuple[Code, ...] = ()
    seed: Text | None = None
    inside: Code | None = None
    not_with: tuple[Code, ...] = ()
    turns: Turns | None = None
    brings: tuple[Benefit, ...] = ()
    gives_points: PointsField | None = None
    category: Code | None = None
    source: Source | None = None


class Pool(Model):
    """A sum shared out after a period by a measure, to the last fen by largest remainder.

    `proportional`: the whole sum; `per_point`: `fen_per_point` each, all cut in proportion
    where the sum does not suffice. `share_max_percent` holds one share to that part of the sum;
    what is cut off
    is shared among the others or kept. `part_of`: the sum is that part of a figure of the village,
    rounded down to the fen, and `yuan` is the most it can be.
    """

    code: Code
    name: Text
    measure: Code
    yuan: Figure = Field(ge=0)
    part_of: PartOf | None = None
    fund: Code | None = None
    method: Literal["proportional", "per_point"]
    fen_per_point: Figure | None = Field(default=None, gt=0)
    share_max_percent: Figure | None = Field(default=None, gt=0, le=100)
    cut_off: Literal["others", "kept"] = "others"
    who: Who | None = None
    gates: tuple[Gate, ...] = ()
    safeguards: tuple[Safeguard, ...] = ()
    source: Source | None = None
