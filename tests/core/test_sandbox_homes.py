"""Two documents side by side: each household has exactly the figures of a replay of its own."""

# ruff: noqa: E501 - rules read as rows; broken lines would hide the columns

from fractions import Fraction
from itertools import pairwise

import pytest

from jishan.core.replay.whole import replay
from jishan.core.sandbox.comparing import as_of, compared, tried
from jishan.core.sandbox.imagining import imagined, run_in
from tests.core.replaying import YEAR, run, told, village
from tests.core.year_tables import scheme_of

PURSES = """purses:
- {code: main, name: 积分, holder: household, takes: both, spendable: false, floor: none}
- {code: g, name: 组分, holder: group, takes: members, spendable: false, floor: none}
- {code: v, name: 村分, holder: village, takes: members, spendable: false, floor: none}
"""


def test_groups_and_the_village_are_no_households() -> None:
    """They have purses, but stand in no roster."""
    item = "{code: a, title: 甲, category: env, worth: {shape: fixed, points: 4}}"
    scheme = village(f"items: [{item}]", YEAR, purse=PURSES)
    out = run(scheme, "编号,日期,对象,事项\nk,2024-01-05,H1,a\n")

    found = compared(tried(out), tried(out))

    assert [(one.key, one.first.points) for one in found.homes] == [
        ("H1", 400),
        ("H2", 0),
        ("H3", 0),
    ]
    assert (found.village.homes, found.village.none_first) == (3, 2)


@pytest.mark.parametrize(("one", "two"), list(pairwise(("z3", "s0", "ks", "hs", "zp"))))
def test_every_home_has_the_figures_of_its_own_replay(one: str, two: str) -> None:
    """Points, purses, titles, redemptions and shares, from the report that an outsider reads."""
    schemes = [scheme_of(one), scheme_of(two)]
    here = imagined(schemes, seed="比", run=1, households=12)
    found = compared(*(run_in(scheme, here) for scheme in schemes))

    for side, scheme in zip(("first", "second"), schemes, strict=True):
        year = here.cast.year
        out = replay(
            [as_of(scheme, year.first)], here.cast.people,
            here.happenings(as_of(scheme, year.first)), first=year.first, until=year.last,
        )  # fmt: skip
        data, homes = told(out), {p.key: p.household or p.key for p in here.cast.people}
        by_home: dict[tuple[str, str], Fraction] = {}
        for subject in data["subjects"]:
            for purse in subject["purses"]:
                line = (homes.get(subject["key"], subject["key"]), purse["purse"])
                by_home[line] = by_home.get(line, Fraction(0)) + Fraction(purse["balance"])
        titles = sorted(
            (homes[row["subject"]], row["honour"], row["period"])
            for row in data["honours"]
            if row["taken"] and row["subject"] in homes
        )
        held = [(home.key, getattr(home, side)) for home in found.homes]
        assert {(key, purse): Fraction(state.balance, 100)
                for key, home in held for purse, state in home.purses.items()} == by_home  # fmt: skip
        assert sorted({(key, *title) for key, home in held for title in home.titles}) == sorted(
            set(titles)
        )
        assert sum(home.points for _, home in held) == getattr(found.village, side)
        assert sum(home.redeemed for _, home in held) == sum(
            row["type"] == "redeem" and row["state"] == "done" for row in data["events"]
        )
