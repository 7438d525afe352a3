"""The quick way to a county's rankings says exactly what the core says."""

import random
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jishan.claims.models import Bar
from jishan.claims.sums import Sums, plain_titles, plan_of
from jishan.core.closing import close_period
from jishan.core.measuring import PeriodFacts, SubjectFacts, Totals
from jishan.core.periods import period_of
from jishan.core.ranking import places
from jishan.demo.cast import Cast
from jishan.honors.actions import announce_ranking
from jishan.honors.models import ConferredTitle, Ranking
from jishan.honors.quick import placed, quick_standings
from jishan.honors.snapshot import plain, standings_in
from jishan.honors.standings import standings
from jishan.registry.models import Household
from tests.departments.rankings import (
    add_households,
    adopt,
    posted,
    reversed_claim,
    scheme_with,
)

FEBRUARY = date(2026, 2, 10)

_PICKS = st.one_of(
    st.builds(
        lambda first, more: {"shape": "ranks", "first": first, "last": first + more},
        st.integers(1, 6),
        st.integers(0, 6),
    ),
    st.builds(
        lambda low, more, rounding, of, least: {
            "shape": "top_share", "percent": min(low + more, 100), "above_percent": low, "of": of,
            "rounding": rounding, "at_least": least,
        },
        st.integers(0, 99), st.integers(1, 100), st.sampled_from(["up", "down", "half_up"]),
        st.sampled_from(["all", "qualified"]), st.integers(0, 2),
    ),
    st.builds(
        lambda bounds, quota: {"shape": "threshold", "quota": quota, **bounds},
        st.dictionaries(
            st.sampled_from(["at_least", "above", "at_most", "below", "equals"]),
            st.one_of(st.integers(-2, 6), st.sampled_from([-0.5, 1.005, 2.5, 3.99])),
            max_size=2,
        ),
        st.one_of(st.none(), st.integers(1, 6)),
    ),
)  # fmt: skip
_TITLES = st.lists(
    st.fixed_dictionaries(
        {
            "pick": _PICKS,
            "ties": st.sampled_from(["all_in", "all_out"]),
            "gaps": st.sampled_from(["filled", "left"]),
            "barred": st.sampled_from(["out", "stays"]),
        }
    ),
    max_size=3,
)


def _honours(titles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "code": f"t{number}",
            "name": f"称号{number}",
            "measure": "month_total",
            "scope": "village",
            **title,
        }
        for number, title in enumerate(titles)
    ]


@given(
    points=st.dictionaries(st.integers(1, 40), st.integers(-3, 6), min_size=1, max_size=20),
    barred=st.frozensets(st.integers(1, 40), max_size=8),
    titles=_TITLES,
)
@settings(deadline=None, max_examples=100)
def test_plain_titles_fall_to_whom_the_core_gives_them(
    points: dict[int, int], barred: frozenset[int], titles: list[dict[str, Any]]
) -> None:
    scheme = scheme_with(honours=_honours(titles))
    month = period_of(scheme.periods, "month", FEBRUARY)
    subjects = {
        f"h{home}": SubjectFacts(f"h{home}", "household", f"h{home}", barred=home in barred)
        for home in points
    }
    earned = {
        (f"h{home}", "lane-sweep"): Totals(max(value, 0) * 100, max(-value, 0) * 100)
        for home, value in points.items()
    }
    slow, _ = standings(scheme, month, PeriodFacts(subjects, {"honour": earned}), "month_total")

    plan = plan_of(scheme, "month_total")
    assert plan is not None
    ranked = sorted(((home, value * 100) for home, value in points.items()), key=lambda r: -r[1])
    out = frozenset(number for number, (home, _) in enumerate(ranked) if home in barred)
    quick = placed(ranked, out, plan.honours)

    expected = sorted((place.key, *place[1:]) for place in slow)
    found = standings_in(plain(quick))
    assert [run.size for run in quick.runs if not run.size] == []
    assert (
        sorted(
            (f"h{one.household_id}", one.position, one.points, one.titles, one.reasons)
            for one in found
        )
        == expected
    )


@pytest.mark.parametrize("seed", range(10))
def test_what_is_announced_is_what_the_core_makes_of_the_same_entries(
    seed: int, village: Cast, now: datetime
) -> None:
    """From the book's sums to the written rows, by whichever way, against `core.closing`."""
    chance = random.Random(seed)
    scheme = adopt(village, now, honours=_honours(_titles(chance, plain=seed % 2 == 0)))
    assert (plan_of(scheme, "month_total") is not None) is (seed % 2 == 0)
    homes = [village.zhang.id, village.liu_neighbour.id, village.far.id]
    homes += add_households(village, chance.randint(0, 25))
    earned: dict[tuple[str, str], Totals] = {}
    for _ in range(chance.randint(0, 60)):
        home, points = chance.choice(homes), chance.choice([-500, 100, 200, 300])
        claim = posted(village.clerk, home, points, day=FEBRUARY, now=now)
        if chance.random() < 0.1:
            reversed_claim(village.clerk, claim, day=FEBRUARY, now=now)
            continue
        totals = earned.setdefault((f"h{home}", "lane-sweep"), Totals())
        totals.add(Totals(max(points, 0), max(-points, 0), 1))
    barred = _bar(village, now, chance.choice(homes))
    groups = dict(Household.objects.filter(id__in=homes).values_list("id", "group__name"))
    subjects = {
        f"h{home}": SubjectFacts(
            f"h{home}", "household", f"h{home}", groups[home], barred=home == barred
        )
        for home in homes
    }
    month = period_of(scheme.periods, "month", FEBRUARY)
    expected = close_period(scheme, month, PeriodFacts(subjects, {"honour": earned}))
    closed = plain_titles(Sums(village.taoyuan.id), scheme, month)
    assert closed == (
        {
            code: sorted(one.key for one in ranked if one.taken)
            for code, ranked in expected.honours.items()
        }
        if seed % 2 == 0
        else None
    )

    made = announce_ranking(
        village.clerk, "month", day=FEBRUARY, measure="month_total", key="k", now=now
    )

    ranking = Ranking.objects.get(village_id=village.taoyuan.id, id=made.id)
    found = {f"h{row.household_id}": row for row in standings_in(ranking.places)}
    titled = ConferredTitle.objects.filter(village_id=village.taoyuan.id, ranking_id=made.id)
    assert {(f"h{row.household_id}", *row.honours) for row in titled} == {
        (key, *row.titles) for key, row in found.items() if row.titles
    }
    values = expected.measures["month_total"].values
    assert {key: row.points for key, row in found.items()} == values
    assert {key: row.position for key, row in found.items()} == places(values.items())
    for code, ranked in expected.honours.items():
        assert {one.key for one in ranked if one.taken} == {
            key for key, row in found.items() if code in row.titles
        }
        for one in ranked:
            assert [code, one.reason] in found[one.key].reasons


def _titles(chance: random.Random, *, plain: bool) -> list[dict[str, Any]]:
    picks: list[dict[str, Any]] = [
        {"shape": "ranks", "first": 1, "last": chance.randint(1, 5)},
        {
            "shape": "top_share", "percent": chance.randint(5, 60), "of": "all",
            "rounding": chance.choice(["up", "down", "half_up"]),
        },
        {"shape": "threshold", "at_least": chance.randint(-2, 6), "quota": chance.randint(1, 6)},
    ]  # fmt: skip
    if not plain:
        picks.append({"shape": "draw", "count": chance.randint(1, 4), "seed": "桃源村"})
    return [
        {
            "pick": pick,
            "scope": "village" if plain else chance.choice(["village", "group"]),
            "ties": chance.choice(["all_in", "all_out"] if plain else ["all_in", "draw"]),
            "seed": "桃源村",
        }
        for pick in picks
    ]


def _bar(village: Cast, now: datetime, household_id: int) -> int:
    claim = posted(village.clerk, household_id, 0, day=FEBRUARY, now=now, kind="veto")
    Bar.objects.create(
        village_id=village.taoyuan.id, household_id=household_id, claim_id=claim.id,
        clause="crime", bars=["honours"], since=date(2026, 2, 1), until=date(2027, 1, 31),
    )  # fmt: skip
    return household_id


def test_a_document_that_asks_for_more_is_left_to_the_core(village: Cast, now: datetime) -> None:
    title = _honours([{"pick": {"shape": "ranks", "last": 3}, "ties": "all_in"}])[0]
    other = {"name": "结余", "period": "month", "purse": "honour"}
    plain = scheme_with().model_dump(mode="json")
    measures = plain["measures"]
    full = [one | ({"held_max": 100} if one["code"] == "honour" else {}) for one in plain["purses"]]
    asks_more: list[dict[str, Any]] = [
        {"honours": [{**title, "scope": "group"}]},
        {"honours": [{**title, "gates": [{"measure": "month_total", "at_least": 1}]}]},
        {"honours": [{**title, "then_by": ["month_total"]}]},
        {"honours": [{**title, "gives_points": 5, "category": "civility"}]},
        {"measures": [{**measures[0], "on": {"sign": "plus"}}, measures[1]]},
        {"measures": [{**measures[0], "value": "times"}, measures[1]]},
        {"measures": [{**measures[0], "lower": 0}, measures[1]]},
        {"measures": [{**measures[0], "purse": "spend"}, measures[1]]},
        {"measures": [{**other, "shape": "balance", "code": "month_total"}, measures[1]]},
        {"purses": full},
    ]
    assert plan_of(scheme_with(honours=[title]), "month_total") is not None
    assert [plan_of(scheme_with(**one), "month_total") for one in asks_more] == [None] * 10


def test_households_that_left_or_do_not_take_part_are_not_ranked(
    village: Cast, now: datetime
) -> None:
    scheme = scheme_with()
    homes = Household.objects.filter(village_id=village.taoyuan.id)
    homes.filter(id=village.zhang.id).update(participating=False)
    homes.filter(id=village.far.id).update(until=date(2026, 2, 20))
    plan = plan_of(scheme, "month_total")
    assert plan is not None

    found = quick_standings(
        Sums(village.taoyuan.id), plan, period_of(scheme.periods, "month", FEBRUARY)
    )
    assert list(found.rows) == [[village.liu_neighbour.id, None, 1, 0]]
