"""What follows from entries: measures, streaks, settlements, honours, pools."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from jishan.core.scheme.values import (
    Band,
    Bounds,
    Code,
    Figure,
    Fold,
    Model,
    PeriodKind,
    PointsField,
    RoundingMode,
    Selector,
    Source,
    SubjectKind,
    Text,
    Who,
)
from jishan.core.scheme.worth import HUNDREDTH


class _Measure(Model):
    """What every measure has. `lower`/`upper` hold the result within limits; without `rounding`
    the value stays an exact fraction."""

    code: Code
    name: Text
    period: PeriodKind
    lower: Figure | None = None
    upper: Figure | None = None
    rounding: RoundingMode | None = None
    round_to: PointsField = HUNDREDTH
    source: Source | None = None


class PointsMeasure(_Measure):
    """Points that came into a purse (or left it as deductions) in the period.

    Spending, expiry and clearing are not counted. `value: times` counts acts, `value: quantity`
    adds up their quantities.
    """

    shape: Literal["points"]
    purse: Code
    on: Selector = Selector()
    value: Literal["points", "times", "quantity"] = "points"


class BalanceMeasure(_Measure):
    """What the purse holds at the end of the period, before it is cleared."""

    shape: Literal["balance"]
    purse: Code


class EverMeasure(_Measure):
    """All points that ever came into the purse until the end of the period: the lifetime
    counter."""

    shape: Literal["earned_ever"]
    purse: Code
    on: Selector = Selector()


class InspectionMeasure(_Measure):
    """The raw scores of an inspection item in the period."""

    shape: Literal["inspection"]
    item: Code
    subject: SubjectKind
    how: Fold


class Term(Model):
    measure: Code
    weight: Figure = Decimal(1)
    lower: Figure | None = None
    upper: Figure | None = None


class TotalMeasure(_Measure):
    """A weighted sum of measures of the same period and subject, plus a constant."""

    shape: Literal["total"]
    terms: tuple[Term, ...] = Field(min_length=1)
    constant: Figure = Decimal(0)


class FoldMeasure(_Measure):
    """A measure of shorter periods folded into one longer period. `missing` says what a period
    without an entry counts: left out, or zero. `best_of` keeps only so many of the best."""

    shape: Literal["fold"]
    measure: Code
    how: Fold
    missing: Literal["skip", "zero"]
    best_of: int | None = None


class PerMemberMeasure(_Measure):
    """A household's measure divided by its members: those at the start or the end of the period,
    the mean over its days, or (`each_day`, on a points measure) those of each credit's day."""

    shape: Literal["per_member"]
    measure: Code
    members: Literal["at_start", "at_end", "mean_by_day", "each_day"]


class GatherMeasure(_Measure):
    """A household from its residents, a group or the village from its households."""

    shape: Literal["gather"]
    subject: Literal["household", "group", "village"]
    measure: Code
    how: Literal["sum", "mean", "best", "worst"]


class BandMeasure(_Measure):
    """Another measure turned into points by bands; outside all bands it is 0."""

    shape: Literal["bands"]
    measure: Code
    bands: tuple[Band, ...] = Field(min_length=1)


class RatioMeasure(_Measure):
    """`over` divided by `under`, times `times` (100 for percent).

    Nothing under the line gives `empty`.
    """

    shape: Literal["ratio"]
    over: Code
    under: Code
    times: Figure = Decimal(1)
    empty: Figure


class RankMeasure(_Measure):
    """The place in another measure within the village: 1 is the highest."""

    shape: Literal["rank"]
    measure: Code
    ranking: Literal["standard", "dense"] = "standard"


Measure = Annotated[
    PointsMeasure
    | BalanceMeasure
    | EverMeasure
    | InspectionMeasure
    | TotalMeasure
    | FoldMeasure
    | PerMemberMeasure
    | GatherMeasure
    | BandMeasure
    | RatioMeasure
    | RankMeasure,
    Field(discriminator="shape"),
]


class StreakCondition(Bounds):
    """Bounds on the value, or on the place: among the first so many, or (tied) last."""

    rank_at_most: int | None = None
    last: Literal["tied_too", "alone"] | None = None


class Streak(Model):
    """A condition over `length` periods of a measure gives points or a mark.

    `counting`: one after another, or so many within the `restart` period. `windows`: `separate`
    uses each
    period once, `rolling` gives again in every further period. `restart`: the count starts anew
    with each such period (`ever`: never). `missing`: a period without a value breaks or is skipped.
    """

    code: Code
    name: Text
    measure: Code
    holds: StreakCondition
    length: int = Field(ge=1)
    counting: Literal["consecutive", "total"]
    windows: Literal["rolling", "separate"]
    restart: Literal["quarter", "half", "year", "ever"]
    missing: Literal["breaks", "skipped"]
    points: PointsField | None = None
    mark: Text | None = None
    category: Code | None = None
    times_max: int | None = None
    source: Source | None = None


class Settlement(Model):
    """A measure becomes points at the end of its period: as it is, times a factor, or by bands."""

    code: Code
    name: Text
    measure: Code
    category: Code
    counts: Literal["value", "bands"]
    factor: Figure = Decimal(1)
    bands: tuple[Band, ...] = ()
    rounding: RoundingMode
    round_to: PointsField = HUNDREDTH
    who: Who | None = None
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
    yuan: Figure | None = None
    safeguards: tuple[Safeguard, ...] = ()
    measure: Code | None = None
    when: Bounds | None = None
    source: Source | None = None


class TopShare(Model):
    """The first `percent` of `of` (all in the contest, or those who pass the gates)."""

    shape: Literal["top_share"]
    percent: Figure
    above_percent: Figure = Decimal(0)
    of: Literal["all", "qualified"]
    rounding: RoundingMode
    at_least: int = 0


class Ranks(Model):
    """Places `first` to `last`; the first N are `first: 1, last: N`."""

    shape: Literal["ranks"]
    first: int = Field(default=1, ge=1)
    last: int = Field(ge=1)


class Threshold(Bounds):
    """Everybody whose value lies within the bounds, at most `quota`."""

    shape: Literal["threshold"]
    quota: int | None = None


class Draw(Model):
    """So many drawn among the qualified; `seed` is published before, so that anybody can redraw."""

    shape: Literal["draw"]
    count: int = Field(ge=1)
    seed: Text


Pick = Annotated[TopShare | Ranks | Threshold | Draw, Field(discriminator="shape")]


class Gate(Bounds):
    """A condition on another measure; it must be of the honour's period and subject."""

    measure: Code


class Honour(Model):
    """A title from a measure. `ties`: who shares the last place that counts is all in, all
    out, decided
    by further measures and then in or out, or drawn by `seed`. `scope`: one contest for the
    village,
    or one in each group, or one in each class (`classes` are tags). `gaps`: whether the places of
    those who do not qualify are filled by the next, or left empty."""

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
    brings: tuple[Benefit, ...] = ()
    gives_points: PointsField | None = None
    category: Code | None = None
    source: Source | None = None


class Pool(Model):
    """A sum shared out after a period by a measure, to the last fen by largest remainder.

    `proportional`: the whole sum; `per_point`: `fen_per_point` each, all cut in proportion
    where the sum does not suffice. `share_max_percent` holds one share to that part of the sum;
    what is cut off
    is shared among the others or kept.
    """

    code: Code
    name: Text
    measure: Code
    yuan: Figure
    fund: Code | None = None
    method: Literal["proportional", "per_point"]
    fen_per_point: Figure | None = None
    share_max_percent: Figure | None = None
    cut_off: Literal["others", "kept"] = "others"
    who: Who | None = None
    gates: tuple[Gate, ...] = ()
    safeguards: tuple[Safeguard, ...] = ()
    source: Source | None = None
