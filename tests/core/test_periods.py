"""The village's calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishan.core.periods import (
    Period,
    after,
    last_notice_day,
    months_between,
    next_period,
    period_of,
    periods_within,
    shift_months,
    years_between,
)
from jishan.core.scheme.document import Duration, Periods

PLAIN = Periods()


@pytest.mark.parametrize(
    ("rules", "kind", "day", "label", "first", "last"),
    [
        ({}, "month", "2024-02-29", "2024-02", "2024-02-01", "2024-02-29"),
        ({}, "quarter", "2024-05-01", "2024Q2", "2024-04-01", "2024-06-30"),
        ({}, "half", "2024-07-01", "2024H2", "2024-07-01", "2024-12-31"),
        ({}, "year", "2024-07-01", "2024", "2024-01-01", "2024-12-31"),
        ({}, "week", "2024-03-03", "W2024-02-26", "2024-02-26", "2024-03-03"),
        ({"week_begins": 7}, "week", "2024-03-03", "W2024-03-03", "2024-03-03", "2024-03-09"),
        ({}, "day", "2024-03-03", "2024-03-03", "2024-03-03", "2024-03-03"),
        ({"month_ends_on": 25}, "month", "2024-01-26", "2024-02", "2024-01-26", "2024-02-25"),
        ({"month_ends_on": 25}, "year", "2023-12-26", "2024", "2023-12-26", "2024-12-25"),
        ({"month_ends_on": 30}, "month", "2024-02-29", "2024-02", "2024-01-31", "2024-02-29"),
        ({"year_begins_in": 7}, "year", "2024-06-30", "2023/2024", "2023-07-01", "2024-06-30"),
        ({"year_begins_in": 7}, "quarter", "2024-08-01", "2024/2025Q1", "2024-07-01", "2024-09-30"),
    ],
)
def test_the_period_of_a_day(
    rules: dict[str, int], kind: str, day: str, label: str, first: str, last: str
) -> None:
    period = period_of(Periods(**rules), kind, date.fromisoformat(day))  # type: ignore[arg-type]

    assert period == Period(date.fromisoformat(first), date.fromisoformat(last), kind, label)  # type: ignore[arg-type]


@given(
    st.dates(date(1990, 1, 1), date(2090, 12, 31)),
    st.sampled_from(["day", "week", "month", "quarter", "half", "year"]),
    st.integers(1, 31),
    st.integers(1, 12),
)
def test_periods_follow_one_another_without_gap(day: date, kind: str, end: int, begin: int) -> None:
    rules = Periods(month_ends_on=end, year_begins_in=begin)
    period = period_of(rules, kind, day)  # type: ignore[arg-type]
    following = next_period(rules, period)

    assert day in period
    assert following.first == period.last + timedelta(days=1)
    assert following.label != period.label
    assert period_of(rules, kind, period.first) == period_of(rules, kind, period.last) == period  # type: ignore[arg-type]


def test_a_year_has_four_quarters_and_twelve_months() -> None:
    rules = Periods(month_ends_on=20, year_begins_in=3)
    year = period_of(rules, "year", date(2024, 5, 5))

    assert len(periods_within(rules, "month", year)) == 12
    assert len(periods_within(rules, "quarter", year)) == 4


def test_durations_ages_and_months() -> None:
    assert shift_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert after(date(2024, 1, 31), Duration(months=1)) == date(2024, 2, 29)
    assert after(date(2024, 2, 29), Duration(years=1)) == date(2025, 2, 28)
    assert after(date(2024, 2, 29), Duration(days=1)) == date(2024, 3, 1)
    assert years_between(date(1964, 3, 2), date(2024, 3, 1)) == 59
    assert years_between(date(1964, 3, 1), date(2024, 3, 1)) == 60
    assert months_between(date(2024, 1, 31), date(2024, 2, 29)) == 1
    assert months_between(date(2024, 1, 15), date(2024, 7, 14)) == 5


def test_a_notice_of_working_days_leaves_out_weekends_and_holidays() -> None:
    friday = date(2024, 9, 27)

    assert last_notice_day(friday, 3) == date(2024, 9, 30)
    assert last_notice_day(friday, 3, working=True) == date(2024, 10, 2)
    holidays = [date(2024, 10, day) for day in range(1, 8)]
    assert last_notice_day(friday, 3, working=True, holidays=holidays) == date(2024, 10, 9)
    worked = [date(2024, 9, 29)]
    assert last_notice_day(friday, 2, working=True, holidays=holidays, workdays=worked) == date(
        2024, 9, 30
    )
