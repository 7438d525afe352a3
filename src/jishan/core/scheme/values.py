"""The values a scheme document is made of: points, figures, codes, periods, bounds."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from jishan.core.points import ONE, POINTS_MAX, Points, PointsUnreadable, parse_points


class Model(BaseModel):
    """A frozen part of the document. A field nobody knows is an error, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _read_points(value: Any) -> Points:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str | float):
        raise PydanticCustomError("points_unreadable", "{text}", {"text": str(value)})
    try:
        return parse_points(_plain(value))
    except PointsUnreadable:
        raise PydanticCustomError("points_unreadable", "{text}", {"text": str(value)}) from None


def _read_figure(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str | float):
        raise PydanticCustomError("figure_unreadable", "{text}", {"text": str(value)})
    written = _plain(value)
    if not _FIGURE.fullmatch(written) or abs(figure := Decimal(written)) > POINTS_MAX:
        raise PydanticCustomError("figure_unreadable", "{text}", {"text": str(value)})
    return figure


_FIGURE = re.compile(r"[+-]?\d+(\.\d{1,6}0*)?")
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""The days that a document can hold: far enough from the ends of the calendar to reckon with."""
ANSWERS: Mapping[str, bool] = {
    "true": True, "yes": True, "on": True, "是": True,
    "false": False, "no": False, "off": False, "否": False, "不是": False,
}  # fmt: skip
"""Words that are true or false where nothing else can stand."""


def _plain(value: float | Decimal | str) -> str:
    """The number as it was typed. A JSON reader hands over floats; their shortest form is meant."""
    if isinstance(value, float):
        value = Decimal(str(value))
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value).strip()


def _read_whole(value: Any) -> Any:
    """A whole number, or its digits; true is not 1."""
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    if isinstance(value, bool | str):
        raise PydanticCustomError("int_unreadable", "{text}", {"text": str(value)})
    return value


def _read_yes_no(value: Any) -> Any:
    """True or false, or one of the words for them; 1 is not true."""
    found = ANSWERS.get(value.strip().lower()) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise PydanticCustomError("bool_unreadable", "{text}", {"text": str(value)})
    return found


def _read_day(value: Any) -> Any:
    """A day that a document can hold, or its text; a number is no day, and no moment either."""
    text = value.isoformat() if type(value) is date else value
    written = _DAY.fullmatch(text.strip()) if isinstance(text, str) else None
    if written:
        with suppress(ValueError):  # 2024-02-30
            day = date(*map(int, written.groups()))
            if FIRST_DAY <= day <= LAST_DAY:
                return day
    raise PydanticCustomError("date_unreadable", "{text}", {"text": str(value)})


def plain_number(value: Decimal | Fraction | int) -> int | str:
    """A whole number stays a number, anything else becomes exact decimal text ("2.5")."""
    if value == int(value):
        return int(value)
    assert not isinstance(value, Fraction), "a document holds decimals only"
    return format(Decimal(value).normalize(), "f")


def exact(figure: Decimal | Fraction | int) -> int | Fraction:
    """The number to reckon with: an int where it is whole, because that is quicker."""
    if isinstance(figure, int):
        return figure
    found = Fraction(figure)
    return found.numerator if found.denominator == 1 else found


def in_points(value: Fraction | int) -> Fraction | int:
    """Hundredths as points, an int where they are whole: the unit of bounds and bands."""
    if type(value) is int and not value % 100:
        return value // 100
    return Fraction(value) / 100


def _write_points(value: int) -> int | str:
    return plain_number(Decimal(value) / ONE)


def _read_text(value: Any) -> Any:
    """Unquoted numbers are taken as they were typed: `version: 2.10`, `code: 1.1`; days as JSON
    writes them."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _plain(value)
    return str(value) if type(value) is date else value


PointsField = Annotated[
    Points, BeforeValidator(_read_points), PlainSerializer(_write_points, when_used="json")
]
"""Written as a number with at most two decimals, held as whole hundredths."""

Figure = Annotated[
    Decimal, BeforeValidator(_read_figure), PlainSerializer(plain_number, when_used="json")
]
"""Any other number of the document: quantities, percentages, weights, yuan. At most 6 decimals."""

Whole = Annotated[int, BeforeValidator(_read_whole)]
"""A whole number: of times, days, places, persons."""

DayOfMonth = Annotated[Whole, Field(ge=1, le=31)]
Weekday = Annotated[Whole, Field(ge=1, le=7)]
CalendarMonth = Annotated[Whole, Field(ge=1, le=12)]

YesNo = Annotated[bool, BeforeValidator(_read_yes_no)]

Day = Annotated[date, BeforeValidator(_read_day)]

Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=4000),
    BeforeValidator(_read_text),
]
Code = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[\w.\-]{1,40}$"),
    BeforeValidator(_read_text),
]
"""A short name unique in its list: letters (Chinese too), digits, dot, hyphen, underscore."""

SubjectKind = Literal["household", "resident", "unit", "group", "village", "post"]
Origin = Literal["self", "proxy", "recorded", "document", "inspection", "import"]
PeriodKind = Literal[
    "day", "week", "ten_days", "half_month", "month", "quarter", "half", "year", "ever"
]
"""`ten_days` (旬) and `half_month` are parts of the village's month: days 1–10, 11–20 and the rest;
days 1–15 and the rest."""
RoundingMode = Literal["down", "half_up", "up"]
Sign = Literal["plus", "minus", "any"]
Fold = Literal["sum", "mean", "median", "first", "last", "best", "worst"]


class Bounds(Model):
    """A condition on one number.

    `above`/`below` leave the number itself out, the others take it in.
    """

    at_least: Figure | None = None
    above: Figure | None = None
    at_most: Figure | None = None
    below: Figure | None = None
    equals: Figure | None = None

    def holds(self, value: Fraction | int) -> bool:
        """Whether the number satisfies every bound that is written."""
        at_least, above, at_most, below, equals = self._exact
        return (
            (at_least is None or value >= at_least)
            and (above is None or value > above)
            and (at_most is None or value <= at_most)
            and (below is None or value < below)
            and (equals is None or value == equals)
        )

    @cached_property
    def _exact(self) -> tuple[int | Fraction | None, ...]:
        written = (self.at_least, self.above, self.at_most, self.below, self.equals)
        return tuple(None if bound is None else exact(bound) for bound in written)

    @property
    def empty(self) -> bool:
        return all(
            bound is None
            for bound in (self.at_least, self.above, self.at_most, self.below, self.equals)
        )


class Band(Bounds):
    """One band (分档): numbers inside the bounds become `points`."""

    points: PointsField
    name: Text | None = None


class Duration(Model):
    """How long something lasts, from the day itself: exactly one of the fields is written."""

    days: Whole | None = Field(default=None, ge=1, le=36600)
    months: Whole | None = Field(default=None, ge=1, le=1200)
    years: Whole | None = Field(default=None, ge=1, le=100)


class Source(Model):
    """Where a rule comes from: register ids and the sentence that was adopted."""

    ids: tuple[Text, ...] = ()
    text: Text | None = None


class Who(Model):
    """Which subjects are meant. Everything written must hold; nothing written means everybody."""

    kinds: tuple[SubjectKind, ...] = ()
    tags_any: tuple[Text, ...] = ()
    tags_all: tuple[Text, ...] = ()
    tags_none: tuple[Text, ...] = ()
    groups: tuple[Text, ...] = ()
    age_min: Whole | None = Field(default=None, ge=0, le=150)
    age_max: Whole | None = Field(default=None, ge=0, le=150)
    months_min: Whole | None = Field(default=None, ge=0, le=1200)

    @property
    def timeless(self) -> bool:
        """Whether nobody comes to be meant, or ceases to be, by the day alone."""
        return self.age_min is None and self.age_max is None and self.months_min is None


class Selector(Model):
    """Which entries are meant: by item (or streak, settlement) code, category, sign.

    Nothing written means all. `items` and `categories` together mean either.
    """

    items: tuple[Code, ...] = ()
    categories: tuple[Code, ...] = ()
    not_items: tuple[Code, ...] = ()
    not_categories: tuple[Code, ...] = ()
    sign: Sign = "any"

    def takes(self, code: str, category: str) -> bool:
        """Whether an entry of this code and category is meant, its sign aside."""
        if code in self.not_items or category in self.not_categories:
            return False
        if not self.items and not self.categories:
            return True
        return code in self.items or category in self.categories
