"""Base points of those who come later: the exact part, rounded once, as the document says."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jishan.core.bases import base_part
from jishan.core.periods import period_of
from jishan.core.scheme.conduct import Periods
from jishan.core.scheme.document import Base
from jishan.core.scheme.rounding import rounded
from jishan.core.scoring import Act, Standing, score
from tests.core.replaying import automatic, balances, run, village
from tests.core.rows import row, table


def base(joiners: str, per: str, *, points: int = 100, rounding: str = "half_up") -> str:
    return f"""
items:
- code: base
  title: 基础分
  category: env
  subjects: [household]
  worth: {{shape: base, points: {points}, per: {per}, joiners: {joiners}, rounding: {rounding}}}
caps: [{{code: many, on: {{categories: [env]}}, per: year, quantity: 5}}]
"""


@pytest.mark.parametrize(
    ("joiners", "rounding", "day", "expected"),
    [
        ("by_month", "half_up", "2024-06-15", "58.33"),  # 7 of 12 months
        ("by_month", "up", "2024-06-15", "58.34"),
        ("by_month", "half_up", "2024-05-01", "66.67"),
        ("by_month", "down", "2024-05-01", "66.66"),
        ("by_day", "half_up", "2024-12-25", "1.91"),  # 7 of 366 days
        ("by_day", "down", "2024-12-25", "1.91"),
        ("by_day", "up", "2024-12-25", "1.92"),
    ],
)
def test_parts_that_no_decimal_can_write(
    joiners: str, rounding: str, day: str, expected: str
) -> None:
    scheme = village(base(joiners, "year", rounding=rounding))
    out = run(scheme, table(row(1, day, "H9", "", event="加入")))

    assert balances(out)["H9"] == expected


def test_an_exact_part_is_scored_as_it_is() -> None:
    """What the server posts for a newcomer: the part as a fraction, one rounding."""
    scheme = village(base("by_day", "year"))
    found = score(
        scheme,
        Act("b", date(2024, 12, 25), "H9", "base", Fraction("1/7")),
        {},
        Standing("household"),
    )

    assert (found.points, found.uses) == (1429, ())


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["month", "quarter", "half", "year"]), st.sampled_from(["by_month", "by_day"]),
    st.sampled_from(["down", "half_up", "up"]), st.integers(0, 365), st.integers(1, 31),
    st.integers(1, 12),
)  # fmt: skip
def test_the_part_lies_between_nothing_and_all_and_falls_with_the_days(
    per: str, joiners: str, rounding: str, later: int, ends: int, begins: int
) -> None:
    calendar = Periods(month_ends_on=ends, year_begins_in=begins)
    worth = Base.model_validate(
        {"shape": "base", "points": 100, "per": per, "joiners": joiners, "rounding": rounding}
    )
    day = date(2024, 1, 1) + timedelta(days=later)
    period = period_of(calendar, per, day)  # type: ignore[arg-type]
    part = base_part(calendar, worth, period, begun=period.first, day=day)
    next_day = base_part(
        calendar, worth, period, begun=period.first, day=min(day + timedelta(1), period.last)
    )

    assert 0 < part <= 1
    assert next_day <= part
    assert 0 <= rounded(worth.points * part, worth.rounding or "down") <= worth.points


def test_who_moves_or_comes_back_gets_no_second_base() -> None:
    scheme = village(base("full", "year").replace("subjects: [household]", "subjects: [resident]"))
    acts = table(
        row(1, "2024-03-01", "R1", "", event="加入", other="H2"),
        row(2, "2024-04-01", "R2", "", event="退出"),
        row(3, "2024-05-01", "R2", "", event="加入", other="H1"),
        row(4, "2024-06-01", "R9", "", event="加入", other="H9"),
    )

    assert [one[1:] for one in automatic(run(scheme, acts))] == [
        ("R1", "2024-01-01", "100"), ("R2", "2024-01-01", "100"), ("R3", "2024-01-01", "100"),
        ("R9", "2024-06-01", "100"),
    ]  # fmt: skip


def test_a_base_for_ever_is_granted_to_newcomers_once() -> None:
    acts = table(
        row(1, "2024-03-01", "H9", "", event="加入"),
        row(2, "2024-04-01", "H9", "", event="退出"),
        row(3, "2024-05-01", "H9", "", event="加入"),
        row(4, "2024-06-01", "R9", "", event="加入", other="H8"),
    )
    found = automatic(run(village(base("full", "ever")), acts))

    assert [one[1:3] for one in found] == [
        ("H1", "2024-01-01"), ("H2", "2024-01-01"), ("H3", "2024-01-01"),
        ("H9", "2024-03-01"), ("H8", "2024-06-01"),
    ]  # fmt: skip
