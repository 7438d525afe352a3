"""Points are whole hundredths; reading and writing them loses nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishan.core.points import (
    POINTS_MAX,
    Points,
    PointsUnreadable,
    floor_div,
    format_points,
    parse_points,
    round_half_up,
)


@given(st.integers(-POINTS_MAX, POINTS_MAX))
def test_what_is_written_is_read_back(hundredths: int) -> None:
    assert parse_points(format_points(hundredths)) == hundredths
    assert parse_points(format_points(hundredths, signed=True)) == hundredths


@pytest.mark.parametrize(
    ("text", "points"),
    [("3", 300), ("+2.5", 250), ("-10", -1000), (" 0.01 ", 1), (7, 700), ("-0", 0)],
)
def test_a_clerk_writes_points_in_the_usual_ways(text: str | int, points: int) -> None:
    assert parse_points(text) == Points(points)


@pytest.mark.parametrize(
    "text",
    ["", "三", "1.005", "1e3", "NaN", "Infinity", "1,000", "--1", "1 2", "0x10", "9" * 30, "٣a"],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(PointsUnreadable) as refused:
        parse_points(text)
    assert refused.value.code == "points.unreadable"


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_halves_round_away_from_zero(dividend: int, divisor: int) -> None:
    rounded = round_half_up(dividend, divisor)

    assert abs(rounded * divisor - dividend) * 2 <= divisor
    assert round_half_up(-dividend, divisor) == -rounded
    if abs(dividend) * 2 == (2 * (abs(dividend) // divisor) + 1) * divisor:
        assert abs(rounded) == abs(dividend) // divisor + 1


def test_floor_division_goes_down_below_zero() -> None:
    assert (floor_div(-1, 2), floor_div(1, 2)) == (-1, 0)
