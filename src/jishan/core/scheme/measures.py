"""The figures that a period produces: the closed set of measures."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from jishan.core.scheme.values import (
    Band,
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
    Whole,
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
    round_to: PointsField = Field(default=HUNDREDTH, gt=0)
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
    """The raw scores of an inspection item in the period, so many of the lowest and highest left
    out (but never all)."""

    shape: Literal["inspection"]
    item: Code
    subject: SubjectKind
    how: Fold
    drop_lowest: Whole = Field(default=0, ge=0)
    drop_highest: Whole = Field(default=0, ge=0)


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
    without an entry counts: left out, or zero. `best_of` keeps only so many of the best;
    `drop_lowest` and `drop_highest` leave out so many (but never all)."""

    shape: Literal["fold"]
    measure: Code
    how: Fold
    missing: Literal["skip", "zero"]
    best_of: Whole | None = Field(default=None, ge=1)
    drop_lowest: Whole = Field(default=0, ge=0)
    drop_highest: Whole = Field(default=0, ge=0)


class PerMemberMeasure(_Measure):
    """A household's measure divided by its members: those at the start or the end of the period,
    the mean over its days, or (`each_day`, on a points measure) those of each credit's day."""

    shape: Literal["per_member"]
    measure: Code
    members: Literal["at_start", "at_end", "mean_by_day", "each_day"]


class GatherMeasure(_Measure):
    """A household from its residents, a group or the village from its households, a unit from
    those who bear its name as a tag. `who`: only those are gathered."""

    shape: Literal["gather"]
    subject: Literal["household", "group", "unit", "village"]
    measure: Code
    how: Literal["sum", "mean", "best", "worst"]
    who: Who | None = None


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
    """The place in another measure, in the village or in the subject's group: 1 is the highest, or
    the lowest."""

    shape: Literal["rank"]
    measure: Code
    ranking: Literal["standard", "dense"] = "standard"
    within: Literal["village", "group"] = "village"
    order: Literal["highest", "lowest"] = "highest"


class HoldingMeasure(_Measure):
    """How many of these titles the subject gets at the close of the period."""

    shape: Literal["holding"]
    honours: tuple[Code, ...] = Field(min_length=1)


class EarlierMeasure(_Measure):
    """Another measure `back` periods ago (the last one: 1); `empty` where it had no value."""

    shape: Literal["earlier"]
    measure: Code
    back: Whole = Field(default=1, ge=1, le=120)
    empty: Figure


class TrailingMeasure(_Measure):
    """Another measure over the last `periods` periods, this one among them: a window that rolls
    along. `missing` says what a period without an entry counts: left out, or zero."""

    shape: Literal["trailing"]
    measure: Code
    periods: Whole = Field(ge=2, le=400)
    how: Fold
    missing: Literal["skip", "zero"]


class SpreadMeasure(_Measure):
    """The figure of a household, unit, group or village for each of those who belong to it."""

    shape: Literal["spread"]
    subject: Literal["resident", "household", "group", "unit", "post"]
    measure: Code


class CombineMeasure(_Measure):
    """Several measures of one period and subject: the best or worst of them, their sum, mean or
    product; with `best_of`, only of so many of the best."""

    shape: Literal["combine"]
    measures: tuple[Code, ...] = Field(min_length=2)
    how: Literal["best", "worst", "sum", "mean", "median", "product"]
    best_of: Whole | None = Field(default=None, ge=1)


class MembersMeasure(_Measure):
    """How many members a household has."""

    shape: Literal["members"]
    members: Literal["at_start", "at_end", "mean_by_day"]


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
    | RankMeasure
    | HoldingMeasure
    | EarlierMeasure
    | TrailingMeasure
    | SpreadMeasure
    | CombineMeasure
    | MembersMeasure,
    Field(discriminator="shape"),
]
