"""What an item can be worth: the closed set of shapes."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from jishan.core.points import Points
from jishan.core.scheme.values import (
    Band,
    Code,
    Figure,
    Model,
    PeriodKind,
    PointsField,
    RoundingMode,
    Text,
    Whole,
    YesNo,
)

HUNDREDTH = Points(1)


class Fixed(Model):
    """The same points each time."""

    shape: Literal["fixed"]
    points: PointsField
    unit: Text = "次"


class Grade(Model):
    """A grade of what was done (技工 1.5 倍): the points of a unit times `factor`."""

    level: Code
    name: Text
    factor: Figure = Field(ge=0)


class Start(Model):
    """What reaching so many units is worth; the bundles are counted from there on."""

    at: Figure = Field(ge=0)
    points: PointsField


class PerUnit(Model):
    """Points for each `bundle` units (每 200 毫升 2 分): times, trees, mu, hours, yuan.

    `whole` says whether only whole bundles count; if not, `rounding` says how the result is
    rounded to `round_to` points. A quantity below `min` or above `max` is refused unless `over` is
    `cut`. With `grades` the act names one of them. `per`: bundles are counted in each act alone
    (`event`), or on the running total of a period. `least`: an act is worth at least so much, or
    costs it. `start`: nothing below so many units, then its points, then bundles of what is more.
    """

    shape: Literal["per_unit"]
    points: PointsField
    unit: Text
    bundle: Figure = Field(default=Decimal(1), gt=0)
    whole: YesNo
    rounding: RoundingMode | None = None
    round_to: PointsField = Field(default=HUNDREDTH, gt=0)
    min: Figure | None = Field(default=None, ge=0)
    max: Figure | None = Field(default=None, gt=0)
    over: Literal["refuse", "cut"] = "refuse"
    grades: tuple[Grade, ...] = ()
    per: Literal["event"] | PeriodKind = "event"
    start: Start | None = None
    least: PointsField | None = Field(default=None, gt=0)


class Range(Model):
    """The panel decides between two figures, ends included, and writes down why."""

    shape: Literal["range"]
    low: PointsField
    high: PointsField
    step: PointsField = Field(default=HUNDREDTH, gt=0)
    unit: Text = "次"


class Case(Model):
    """Decided as a whole (一事一议) within limits, on a resolution that the act names."""

    shape: Literal["case"]
    low: PointsField
    high: PointsField
    resolution: YesNo = True
    unit: Text = "次"


class Level(Model):
    level: Code
    name: Text
    points: PointsField


class Levels(Model):
    """More the higher the level: village, township, county, city, province, nation; or grades."""

    shape: Literal["levels"]
    levels: tuple[Level, ...] = Field(min_length=1)
    unit: Text = "次"


class Step(Model):
    at: Figure = Field(ge=0)
    points: PointsField


class Steps(Model):
    """Points for a running total of quantities within `per` (`event`: of one act alone): reaching
    `at` replaces what a lower step gave, or adds to it."""

    shape: Literal["steps"]
    unit: Text
    per: Literal["event"] | PeriodKind
    mode: Literal["replace", "add"]
    steps: tuple[Step, ...] = Field(min_length=1)


class Bracket(Model):
    """`points` for each unit: a rate, which may be finer than a hundredth."""

    up_to: Figure | None = Field(default=None, gt=0)
    points: Figure


class Brackets(Model):
    """Progressive: each unit is worth what its bracket says. `per: event` looks at one act alone,
    any other period at the running total."""

    shape: Literal["brackets"]
    unit: Text
    per: Literal["event"] | PeriodKind
    brackets: tuple[Bracket, ...] = Field(min_length=1)
    rounding: RoundingMode
    round_to: PointsField = Field(default=HUNDREDTH, gt=0)


class Line(Model):
    """One line of an inspection form. `absent` says what counts where it does not apply:
    `refuse` (must be scored), `zero`, `full`, or `scaled` (the other lines are scaled up).
    `door_consent`: asked at the door each time, and left out without loss if refused."""

    code: Code
    title: Text
    points: PointsField = Field(gt=0)
    category: Code | None = None
    absent: Literal["refuse", "zero", "full", "scaled"] = "refuse"
    place: Literal["outdoor", "indoor", "none"] = "none"
    door_consent: YesNo = False


class Judging(Model):
    """How several judges become one score.

    `weights` maps a judge's role to a weight: of each judge (`weights`), or of the mean of all
    judges of the role (`roles`, where every role must have judged).
    """

    combine: Literal[
        "single", "mean", "median", "trimmed_mean", "sum", "best", "worst", "weights", "roles"
    ]
    weights: dict[str, Annotated[Figure, Field(gt=0)]] = Field(default_factory=dict)
    judges_min: Whole = Field(default=1, ge=1)
    rounding: RoundingMode | None = None
    round_to: PointsField = Field(default=HUNDREDTH, gt=0)


class Inspection(Model):
    """A form of scored lines; the score becomes points by `bands`, by `factor`, or not at all
    (`counts: score_only`, for measures that read the raw score)."""

    shape: Literal["inspection"]
    lines: tuple[Line, ...] = Field(min_length=1)
    judging: Judging
    counts: Literal["bands", "score", "score_only"]
    bands: tuple[Band, ...] = ()
    below_bands: Literal["zero", "refuse"] = "zero"
    factor: Figure = Decimal(1)
    rounding: RoundingMode | None = None
    round_to: PointsField = Field(default=HUNDREDTH, gt=0)
    unit: Text = "次"


class Base(Model):
    """Granted by itself at the start of every `per`; `joiners` says what a newcomer gets."""

    shape: Literal["base"]
    points: PointsField
    per: Literal["month", "quarter", "half", "year", "ever"]
    joiners: Literal["full", "none", "by_month", "by_day"]
    rounding: RoundingMode | None = None
    round_to: PointsField = Field(default=HUNDREDTH, gt=0)
    unit: Text = "户"


class Import(Model):
    """A figure from outside times `factor` points."""

    shape: Literal["import"]
    unit: Text
    factor: Figure
    rounding: RoundingMode
    round_to: PointsField = Field(default=HUNDREDTH, gt=0)
    min: Figure | None = None
    max: Figure | None = None


class OutcomePoints(Model):
    outcome: Code
    name: Text
    points: PointsField


class Outcome(Model):
    """`points` for taking part; a better outcome replaces them or comes on top."""

    shape: Literal["outcome"]
    points: PointsField
    outcomes: tuple[OutcomePoints, ...] = Field(min_length=1)
    combine: Literal["replace", "add"]
    unit: Text = "次"


Worth = Annotated[
    Fixed
    | PerUnit
    | Range
    | Case
    | Levels
    | Steps
    | Brackets
    | Inspection
    | Base
    | Import
    | Outcome,
    Field(discriminator="shape"),
]


def points_of(worth: Worth) -> tuple[Points, ...]:
    """Every figure of points written in the shape, for signs and bounds."""
    match worth:
        case PerUnit(start=Start() as start):
            return (worth.points, start.points)
        case Range() | Case():
            return (worth.low, worth.high)
        case Brackets():
            return tuple(_shown_rate(one.points) for one in worth.brackets)
        case Inspection():
            return tuple(one.points for one in (worth.bands or worth.lines))
        case Import():
            return (_shown_rate(worth.factor),)
        case Levels() | Steps():
            rows = worth.levels if isinstance(worth, Levels) else worth.steps
            return tuple(one.points for one in rows)
        case Outcome():
            return (worth.points, *(one.points for one in worth.outcomes))
    return (worth.points,)


def _shown_rate(rate: Decimal) -> Points:
    """A rate in whole hundredths, keeping its sign however small it is."""
    whole = int(rate * 100)
    return Points(whole or (0 if not rate else 1 if rate > 0 else -1))
