"""What a close looks at, read from posted claims, the registry and the book."""

import random
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishan.claims.facts import period_facts, plain_purses, wants_of
from jishan.claims.models import CapUse
from jishan.core.closing import close_period
from jishan.core.measuring import Measuring
from jishan.core.periods import Period, period_of
from jishan.core.scheme.document import Scheme
from jishan.demo.cast import Cast
from jishan.registry.models import Resident
from jishan.registry.stays import Begun, begin_stays
from tests.departments.rankings import (
    add_households,
    posted,
    reversed_claim,
    scheme_with,
)

FEBRUARY = date(2026, 2, 10)
TODAY = date(2026, 3, 2)
SPEND = {
    "code": "spend", "name": "兑换分", "holder": "household", "spendable": True,
    "takes": "both", "floor": "zero",
}  # fmt: skip
HONOUR = {
    "code": "honour", "name": "荣誉分", "holder": "household", "spendable": False,
    "takes": "both", "floor": "none",
}  # fmt: skip


def _measure(code: str, shape: str, period: str = "month", **rest: Any) -> dict[str, Any]:
    return {"code": code, "name": code, "shape": shape, "period": period, **rest}


def _month(scheme: Scheme, day: date = FEBRUARY) -> Period:
    return period_of(scheme.periods, "month", day)


def _value(village: Cast, scheme: Scheme, code: str, period: Period | None = None) -> Any:
    """张桂兰's value of a measure, from the facts alone."""
    period = period or period_of(scheme.periods, scheme.measure(code).period, FEBRUARY)
    facts = period_facts(village.taoyuan.id, scheme, period)
    return Measuring(scheme, period, facts).of(code).values[f"h{village.zhang.id}"]


# The claims and the book ------------------------------------------------------------------------


def test_the_ledgers_sums_and_the_claims_give_the_same_measures(
    village: Cast, now: datetime
) -> None:
    """Where every measure takes a purse whole, one sum of the book stands for all its claims."""
    chance = random.Random(7)
    homes = [village.zhang.id, village.liu_neighbour.id, *add_households(village, 12)]
    for _ in range(60):
        claim = posted(
            village.clerk,
            chance.choice(homes),
            chance.choice([-1000, 100, 300, 350, 500]),
            day=date(2026, chance.choice([1, 2, 2, 2]), chance.randint(1, 28)),
            now=now,
            item=chance.choice(["lane-sweep", "yard-sweep", "visit-elder"]),
            reasons=[["counted", {}]],
        )
        if chance.random() < 0.2:
            reversed_claim(village.clerk, claim, day=FEBRUARY, now=now)
    plain = scheme_with()
    by_claim = scheme_with(
        measures=[
            *plain.model_dump(mode="json")["measures"],
            _measure("swept", "points", purse="honour", on={"items": ["lane-sweep"]}),
        ]
    )
    month = _month(plain)

    book = Measuring(plain, month, period_facts(village.taoyuan.id, plain, month))
    claims = Measuring(by_claim, month, period_facts(village.taoyuan.id, by_claim, month))

    assert plain_purses(plain, wants_of(plain)) == frozenset({"honour"})
    assert plain_purses(by_claim, wants_of(by_claim)) is None
    assert book.of("month_total") == claims.of("month_total")
    assert len(set(book.of("month_total").values.values())) > 5


# Single facts -----------------------------------------------------------------------------------


def test_a_reversed_claim_does_not_count_in_the_period_of_its_act(
    village: Cast, now: datetime
) -> None:
    scheme = scheme_with()
    posted(village.clerk, village.zhang.id, 500, day=FEBRUARY, now=now)
    claim = posted(village.clerk, village.zhang.id, 300, day=FEBRUARY, now=now)
    reversed_claim(village.clerk, claim, day=TODAY, now=now)

    assert _value(village, scheme, "month_total") == 500
    assert _value(village, scheme, "month_total", _month(scheme, TODAY)) == 0


def test_members_are_counted_as_the_document_says(village: Cast, now: datetime) -> None:
    """Two members; one more from the 15th to the 20th of a February of 28 days."""
    one = Resident.objects.create(
        village_id=village.taoyuan.id, household_id=village.zhang.id, name="张小",
        since=date(2026, 2, 15), until=date(2026, 2, 20),
    )  # fmt: skip
    begun = [Begun(one.id, village.zhang.id, one.since), Begun(one.id, None, date(2026, 2, 21))]
    begin_stays(village.taoyuan.id, begun, how="roster")
    base = _measure("total", "points", purse="honour")
    scheme = scheme_with(
        measures=[base]
        + [
            _measure(when, "per_member", measure="total", members=when)
            for when in ("at_start", "at_end", "mean_by_day", "each_day")
        ]
    )
    posted(village.clerk, village.zhang.id, 600, day=FEBRUARY, now=now)
    posted(village.clerk, village.zhang.id, 600, day=date(2026, 2, 16), now=now)

    assert _value(village, scheme, "at_start") == 600
    assert _value(village, scheme, "at_end") == 600
    assert _value(village, scheme, "mean_by_day") == Fraction(1200 * 28, 2 * 28 + 6)
    assert _value(village, scheme, "each_day") == 300 + 200


def test_times_and_quantities_are_those_that_counted(village: Cast, now: datetime) -> None:
    scheme = scheme_with(
        measures=[
            _measure("often", "points", purse="honour", value="times"),
            _measure("much", "points", purse="honour", value="quantity", on={"items": ["tree"]}),
        ]
    )
    tree: dict[str, Any] = {"item": "tree", "day": FEBRUARY, "now": now}
    posted(village.clerk, village.zhang.id, 1500, act={"quantity": "5"}, **tree)
    posted(village.clerk, village.zhang.id, 900, act={"quantity": "3"}, **tree)
    swept = posted(village.clerk, village.zhang.id, 300, day=FEBRUARY, now=now)
    cap = {cap.kept_as for cap in _times_caps(scheme, "lane-sweep")}.pop()
    CapUse.objects.create(
        village_id=village.taoyuan.id, claim_id=swept.id, cap=cap, measure="times", day=FEBRUARY,
        holder=f"h{village.zhang.id}", amount=1,
    )  # fmt: skip

    assert _value(village, scheme, "often") == 300
    assert _value(village, scheme, "much") == 800


def _times_caps(scheme: Scheme, item: str) -> Any:
    from jishan.core.scheme.compiled import compiled

    return compiled(scheme).rules[item].times


def test_an_inspection_is_measured_by_its_raw_scores(village: Cast, now: datetime) -> None:
    scheme = scheme_with(
        measures=[
            _measure("mean", "inspection", item="lane-sweep", subject="household", how="mean")
        ]
    )
    for day, raw in ((3, 8000), (17, 9500)):
        posted(
            village.clerk, village.zhang.id, 100, day=date(2026, 2, day), now=now,
            reasons=[["inspected", {"raw_points": raw}]],
        )  # fmt: skip

    assert _value(village, scheme, "mean") == 8750


def test_a_year_is_folded_from_its_months(village: Cast, now: datetime) -> None:
    """A month without an entry is left out, a running month is not folded in."""
    scheme = scheme_with(
        measures=[
            _measure("m", "points", purse="honour"),
            _measure("y", "fold", "year", measure="m", how="mean", missing="skip"),
        ]
    )
    for day, points in ((date(2025, 3, 1), 300), (date(2025, 3, 2), 100), (date(2025, 7, 1), 200)):
        posted(village.clerk, village.zhang.id, points, day=day, now=now)

    year = period_of(scheme.periods, "year", date(2025, 5, 1))
    assert _value(village, scheme, "y", year) == 300


def test_a_balance_is_that_of_the_periods_last_day(village: Cast, now: datetime) -> None:
    scheme = scheme_with(
        purses=[SPEND], measures=[_measure("b", "balance", purse="spend")], honours=[]
    )
    posted(village.clerk, village.zhang.id, 700, day=FEBRUARY, now=now, purses=("spend",))
    posted(village.clerk, village.zhang.id, 300, day=TODAY, now=now, purses=("spend",))

    assert _value(village, scheme, "b") == 700
    assert _value(village, scheme, "b", _month(scheme, TODAY)) == 1000


def test_all_that_was_ever_earned_ends_with_the_period(village: Cast, now: datetime) -> None:
    scheme = scheme_with(measures=[_measure("e", "earned_ever", purse="honour")])
    for day in (date(2025, 3, 1), FEBRUARY, TODAY):
        posted(village.clerk, village.zhang.id, 100, day=day, now=now)

    assert _value(village, scheme, "e") == 200


def test_what_the_close_itself_gave_is_not_counted_twice(village: Cast, now: datetime) -> None:
    """A title gave 20 points at the close of February; the ranking of February computes it anew."""
    title = {
        "code": "star", "name": "积分之星", "measure": "month_total", "scope": "village",
        "pick": {"shape": "ranks", "last": 1}, "ties": "all_in", "gives_points": 20,
        "category": "civility",
    }  # fmt: skip
    scheme = scheme_with(honours=[title])
    posted(village.clerk, village.zhang.id, 300, day=FEBRUARY, now=now)
    given: dict[str, Any] = {"kind": "rule", "item": "star", "category": "civility", "now": now}
    posted(village.clerk, village.zhang.id, 2000, day=date(2026, 2, 28), **given)

    facts = period_facts(village.taoyuan.id, scheme, _month(scheme))
    result = close_period(scheme, _month(scheme), facts)
    assert result.measures["month_total"].values[f"h{village.zhang.id}"] == 300
    assert [one.points for one in result.credits] == [2000]
    year = period_of(scheme.periods, "year", FEBRUARY)
    assert _value(village, scheme, "year_total", year) == 2300


def test_a_run_of_months_is_seen(village: Cast, now: datetime) -> None:
    streak = {
        "code": "run", "name": "连续三月", "measure": "month_total", "holds": {"at_least": 1},
        "length": 3, "counting": "consecutive", "windows": "rolling", "restart": "ever",
        "missing": "breaks", "points": 5, "category": "civility",
    }  # fmt: skip
    scheme = scheme_with(streaks=[streak])
    for day in (date(2025, 12, 30), date(2026, 1, 2), FEBRUARY):
        posted(village.clerk, village.zhang.id, 100, day=day, now=now)
    posted(village.clerk, village.liu_neighbour.id, 100, day=FEBRUARY, now=now)

    facts = period_facts(village.taoyuan.id, scheme, _month(scheme))
    credits_ = close_period(scheme, _month(scheme), facts).credits
    assert [(one.subject, one.points) for one in credits_] == [(f"h{village.zhang.id}", 500)]


def test_the_number_of_queries_depends_on_the_document_alone(village: Cast, now: datetime) -> None:
    scheme = scheme_with(
        purses=[SPEND, HONOUR],
        measures=[
            _measure("m", "points", purse="honour", value="times"),
            _measure("b", "balance", purse="spend"),
            _measure("a", "per_member", measure="m", members="at_end"),
            _measure("y", "fold", "year", measure="m", how="sum", missing="zero"),
        ],
    )
    year = period_of(scheme.periods, "year", date(2025, 5, 1))
    asked = []
    for households in (1, 30):
        for home in add_households(village, households) if households > 1 else [village.zhang.id]:
            posted(village.clerk, home, 100, day=date(2025, 5, 1), now=now)
        with CaptureQueriesContext(connection) as queries:
            period_facts(village.taoyuan.id, scheme, year)
        asked.append(len(queries))

    assert asked == [9, 9]
