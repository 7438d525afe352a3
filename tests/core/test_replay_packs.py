"""A small year of each shipped scheme. The expected figures were worked out by hand, line by line."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

import pytest

from jishan.core.replay.outcome import Outcome
from tests.core.replaying import (
    SCHEMES,
    automatic,
    balances,
    measure,
    pack,
    points,
    run,
    titles,
)


def year(name: str) -> Outcome:
    folder = SCHEMES / name
    acts = (folder / "acts.csv").read_text()
    return run(pack(name), acts, (folder / "roster.csv").read_text())


def test_z3_bands_of_every_month() -> None:
    """乙家: 84.5 → 1, 85 and 89.99 → 3, 90 → 5, 79 → 0 (70 to 79 is no band), 80 → 1, then 90s."""
    found = points(year("z3"))

    assert [found[f"B{month}"] for month in range(1, 13)] == [
        "1", "3", "3", "5", "0", "1", "5", "5", "5", "5", "5", "5",
    ]  # fmt: skip


def test_z3_lines_that_do_not_apply_are_scaled_and_one_inspection_counts_a_month() -> None:
    """丙家 in January: 48 of 55 points that could be seen = 87.27 → 3. In April two judges:
    (88 + 85.99) / 2 = 86.995, rounded to 87.00 → 3."""
    found = points(year("z3"))

    assert found["C1"] == "3"
    assert found["C2"] == "scoring.day_not_allowed"
    assert found["C3"] == "5"
    assert found["C4"] == "0"
    assert found["C5"] == "3"
    assert found["D1"] == "scoring.not_taking_part"


def test_z3_three_months_at_five_bring_five_more_each_month_used_once() -> None:
    """甲家 has twelve 5s: four rewards, 80 in all, as the register of mechanisms says is the most.
    戊家 was not seen in September, which breaks; 丙家's three months go over the end of the year."""
    out = year("z3")

    assert automatic(out) == [
        ("three_months", "Z01", "2024-03-31", "5"),
        ("three_months", "Z01", "2024-06-30", "5"),
        ("three_months", "Z01", "2024-09-30", "5"),
        ("three_months", "Z02", "2024-09-30", "5"),
        ("three_months", "Z01", "2024-12-31", "5"),
        ("three_months", "Z02", "2024-12-31", "5"),
        ("three_months", "Z05", "2024-12-31", "5"),
        ("three_months", "Z03", "2025-01-31", "5"),
    ]
    assert measure(out, "year_points", "2024")["Z01"] == "80"


@pytest.mark.parametrize("name", ["z3"])
def test_the_order_of_rows_changes_nothing(name: str) -> None:
    folder = SCHEMES / name
    lines = (folder / "acts.csv").read_text().splitlines()
    scheme = pack(name)
    backwards = "\n".join([lines[0], *reversed(lines[1:])])

    there = run(scheme, "\n".join(lines), (folder / "roster.csv").read_text())
    back = run(scheme, backwards, (folder / "roster.csv").read_text())

    assert points(there) == points(back)
    assert balances(there, scheme.purses[0].code) == balances(back, scheme.purses[0].code)
    assert titles(there) == titles(back)
