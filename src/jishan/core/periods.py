"""The village's calendar: days, weeks, months with a cut-off, quarters, halves, years; notice
periods.

Everything is computed from days that are handed in. A day belongs to exactly one period of each
kind.
"""

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from jishan.core.scheme.conduct import Periods
from jishan.core.scheme.values import Duration, PeriodKind

ONE_DAY = timedelta(days=1)
MONTHS_IN: dict[str, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
PARTS: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = {
    "ten_days": ((0, 10, 20), ("上旬", "中旬", "下旬")),
    "half_month": ((0, 15), ("上半月", "下半月")),
}
"""Parts of a month: how many days after its first day each begins, and what it is called."""
CLOSING_ORDER: tuple[PeriodKind, ...] = (
    "day", "week", "ten_days", "half_month", "month", "quarter", "half", "year", "ever",
)  # fmt: skip
"""Periods that end on the same day are closed from the shortest to the longest."""

ACROSS: tuple[PeriodKind, ...] = ("day", "week", "ten_days", "half_month")
"""Periods that longer ones need not hold as a whole; they are kept only where a scheme asks."""


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of days, both ends included.

    `label` is what people call it: 2024, 2024Q1, 2024-03, 2024-03上旬.
    """

    first: date
    last: date
    kind: PeriodKind
    label: str

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def period_of(calendar_: Periods, kind: PeriodKind, day: date) -> Period:
    """The period of this kind that the day belongs to."""
    match kind:
        case "day":
            return Period(day, day, kind, day.isoformat())
        case "week":
            first = day - timedelta(days=(day.isoweekday() - calendar_.week_begins) % 7)
            return Period(first, first + timedelta(days=6), kind, f"W{first.isoformat()}")
        case "ten_days" | "half_month":
            return _part_of_month(calendar_, kind, day)
        case "ever":
            return Period(date.min, date.max, kind, "ever")
    return _of_months(calendar_, kind, day)


def next_period(calendar_: Periods, period: Period) -> Period:
    """The period of the same kind that begins the day after."""
    return period_of(calendar_, period.kind, period.last + ONE_DAY)


def periods_within(calendar_: Periods, kind: PeriodKind, longer: Period) -> tuple[Period, ...]:
    """The periods of a shorter kind that end within a longer period, in order."""
    found: list[Period] = []
    period = period_of(calendar_, kind, longer.first)
    while period.last <= longer.last:
        found.append(period)
        period = next_period(calendar_, period)
    return tuple(found)


def _part_of_month(calendar_: Periods, kind: PeriodKind, day: date) -> Period:
    """The last part of a month has the days that are left of it."""
    month = _of_months(calendar_, "month", day)
    begins, names = PARTS[kind]
    number = max(place for place, after_ in enumerate(begins) if (day - month.first).days >= after_)
    last = month.last
    if number + 1 < len(begins):
        last = month.first + timedelta(days=begins[number + 1] - 1)
    first = month.first + timedelta(days=begins[number])
    return Period(first, last, kind, month.label + names[number])


def _of_months(calendar_: Periods, kind: PeriodKind, day: date) -> Period:
    """Quarters, halves and years are three, six and twelve of the village's months."""
    year, month = _village_month(calendar_, day)
    size = MONTHS_IN[kind]
    since_start = (month - calendar_.year_begins_in) % 12
    start_year = year if month >= calendar_.year_begins_in else year - 1
    number = since_start // size
    first_month = _plus_months(start_year, calendar_.year_begins_in, number * size)
    last_month = _plus_months(start_year, calendar_.year_begins_in, (number + 1) * size - 1)
    before = _plus_months(*first_month, -1)
    first = _cut_off(calendar_, *before) + ONE_DAY
    last = _cut_off(calendar_, *last_month)
    return Period(first, last, kind, _label(calendar_, kind, start_year, number, first_month))


def _label(
    calendar_: Periods, kind: PeriodKind, start_year: int, number: int, month: tuple[int, int]
) -> str:
    if kind == "month":
        return f"{month[0]}-{month[1]:02d}"
    plain = calendar_.year_begins_in == 1
    year = str(start_year) if plain else f"{start_year}/{start_year + 1}"
    return year + {"quarter": f"Q{number + 1}", "half": f"H{number + 1}"}.get(kind, "")


def _village_month(calendar_: Periods, day: date) -> tuple[int, int]:
    if day <= _cut_off(calendar_, day.year, day.month):
        return day.year, day.month
    return _plus_months(day.year, day.month, 1)


def _plus_months(year: int, month: int, months: int) -> tuple[int, int]:
    years, month0 = divmod(year * 12 + month - 1 + months, 12)
    return years, month0 + 1


def _cut_off(calendar_: Periods, year: int, month: int) -> date:
    """The last day of the village's month; in a shorter month the last there is."""
    return date(year, month, min(calendar_.month_ends_on, calendar.monthrange(year, month)[1]))


def shift_months(day: date, months: int) -> date:
    """The same day so many months on, or the last day of that month if it is shorter."""
    year, month = _plus_months(day.year, day.month, months)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def after(day: date, duration: Duration) -> date:
    """The first day on which something that lasts so long from `day` no longer holds."""
    months = (duration.months or 0) + 12 * (duration.years or 0)
    return shift_months(day, months) + timedelta(days=duration.days or 0)


def years_between(born: date, day: date) -> int:
    """Full years of age on the day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def birthday(born: date, age: int) -> date:
    """The first day on which somebody is so many years old."""
    year = born.year + age
    if (born.month, born.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 3, 1)
    return born.replace(year=year)


def months_between(since: date, day: date) -> int:
    """Full months from one day to another."""
    months = (day.year - since.year) * 12 + day.month - since.month
    return months - (shift_months(since, months) > day)


def last_notice_day(
    first: date,
    days: int,
    *,
    working: bool = False,
    holidays: Collection[date] = (),
    workdays: Collection[date] = (),
) -> date:
    """The last day of a public notice that is put up on `first` and runs `days` days.

    The day after it is put up counts as the first. Of working days, `holidays` are left out and
    `workdays` (weekends that are worked) count, as the yearly statutory list says.
    """
    assert days >= 0, "a notice does not run backwards"
    if not working:
        return first + timedelta(days=days)
    day = first
    while days:
        day += ONE_DAY
        rests = day in holidays or (day.isoweekday() > 5 and day not in workdays)
        days -= not rests
    return day
