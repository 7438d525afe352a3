"""A small year of each shipped scheme. The expected figures were worked out by hand, line by line."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

import pytest

from jishan.core.replay.outcome import Outcome
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.reading import read_scheme
from jishan.management.scheme_cli import PACKS
from tests.core.replaying import (
    SCHEMES,
    automatic,
    balances,
    events,
    pack,
    points,
    run,
    titles,
)


def year(name: str, scheme: Scheme | None = None) -> Outcome:
    folder = SCHEMES / name
    acts = (folder / "acts.csv").read_text()
    return run(scheme or pack(name), acts, (folder / "roster.csv").read_text())


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
    """甲家 has twelve 5s: four rewards, 80 in all, as the register of mechanisms says is the most."""
    out = year("z3")

    assert automatic(out) == [
        ("three_months", "Z01", "2024-03-31", "5"),
        ("three_months", "Z01", "2024-06-30", "5"),
        ("three_months", "Z01", "2024-09-30", "5"),
        ("three_months", "Z02", "2024-09-30", "5"),
        ("three_months", "Z01", "2024-12-31", "5"),
        ("three_months", "Z02", "2024-12-31", "5"),
    ]
    assert balances(out, "points") == {"Z01": "80", "Z02": "53", "Z03": "11"}


def test_s0_every_item_of_the_report() -> None:
    assert points(year("s0")) == {
        "1": "1",  # R1 sweeps on 5 January
        "2": "0",  # R2 too: once a day for the household
        "3": "1",
        "4": "6",  # two acts of 3
        "5": "2",  # the monthly call
        "6": "0",  # again in January
        "7": "2",  # February
        "8": "5",
        "9": "5",  # attended a mediation
        "10": "15",  # attended (5) and settled (10)
        "11": "20",  # 80,000 yuan and 15 tables: just within
        "12": "scoring.condition_unmet",  # 80,001 yuan
        "13": "-15",
        "14": "scoring.evidence_missing",  # not reported and verified
        "16": "6",  # two whole trees
        "17": "scoring.item_not_in_force",  # the item begins on 1 July
        "18": "6.65",  # 1.33 mu of 5
        "19": "20",
        "20": "-10",
        "21": "scoring.origin_not_allowed",  # straw burning needs an official notice
        "24": "scoring.not_taking_part",
    }


def test_s0_balances_redemptions_and_titles() -> None:
    """甲家 33 + 6, less 30 redeemed while the trees of act 15 still counted; 乙家 50.65; 丙家 cannot
    fall below zero. 10 % of four households is 0.4: at least one."""
    out = year("s0")

    assert balances(out, "points") == {"H1": "9", "H2": "50.65", "H3": "0"}
    assert events(out) == {
        "22": "done",
        "23": "shop.not_enough_points",
        "25": "done",
        "26": "shop.not_enough_points",
    }
    assert titles(out) == [
        ("models", "2025", "H2"),
        ("top50", "2025", "H2"),
        ("top50", "2025", "H1"),
    ]


def hs_village() -> Scheme:
    """A village's own scheme: the township's document with the list filled in."""
    text = (PACKS / "hs.yaml").read_text()
    items = (SCHEMES / "hs" / "items.yaml").read_text()
    assert text.count("\nitems: []\n") == 1, "the list is the village's to fill"
    return read_scheme(text.replace("\nitems: []\n", f"\n{items}\n"))


def test_hs_personal_points_fill_the_family_and_are_cleared_each_year() -> None:
    """Family 甲: 6 of meetings (capped), 30 + 30, 50 of the award = 116; redeems 16 and 1; next year 32."""
    out = year("hs", hs_village())

    assert balances(out, "family") == {"F1": "131", "F2": "12"}
    assert balances(out, "personal") == {"P1": "0", "P2": "0", "P3": "0", "P4": "0"}


def test_hs_a_hundred_opens_redemption_and_need_not_stay() -> None:
    assert events(year("hs", hs_village())) == {
        "13": "done",
        "14": "done",
        "15": "shop.below_beginning",
    }


def test_hs_newcomers_after_six_months_and_with_consent() -> None:
    found = points(year("hs", hs_village()))

    assert found["9"] == "scoring.not_taking_part"  # four months
    assert found["10"] == "2"  # six months, approved
    assert found["11"] == "scoring.not_taking_part"  # not approved


def test_hs_redeeming_lowers_no_rank() -> None:
    out = year("hs", hs_village())

    assert titles(out) == [
        ("family_first", "2022", "F1"),
        ("personal_first", "2022", "P2"),
        ("personal_first", "2022", "P3"),
        ("personal_first", "2022", "P1"),
        ("family_first", "2023", "F1"),
        ("personal_first", "2023", "P1"),
    ]


@pytest.mark.parametrize("name", ["s0", "z3", "hs"])
def test_the_order_of_rows_changes_nothing(name: str) -> None:
    folder = SCHEMES / name
    lines = (folder / "acts.csv").read_text().splitlines()
    scheme = hs_village() if name == "hs" else pack(name)
    backwards = "\n".join([lines[0], *reversed(lines[1:])])

    there = run(scheme, "\n".join(lines), (folder / "roster.csv").read_text())
    back = run(scheme, backwards, (folder / "roster.csv").read_text())

    assert points(there) == points(back)
    assert balances(there, scheme.purses[0].code) == balances(back, scheme.purses[0].code)
    assert titles(there) == titles(back)
