"""Measures that look at earlier periods, at titles, at groups and at household sizes: on the server
they come out as the document says, from posted claims alone."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from jishan.claims.facts import period_facts
from jishan.claims.looking import looks_back
from jishan.core.closing import measuring_of
from jishan.core.periods import period_of
from jishan.core.scheme.document import Scheme
from jishan.demo.cast import Cast
from tests.departments.rankings import posted, scheme_with

JANUARY, FEBRUARY, MARCH = date(2026, 1, 12), date(2026, 2, 10), date(2026, 3, 10)


def _measure(code: str, shape: str, period: str = "month", **rest: Any) -> dict[str, Any]:
    return {"code": code, "name": code, "shape": shape, "period": period, **rest}


MEASURES = [
    _measure("total", "points", purse="honour"),
    _measure("last", "earlier", measure="total", empty=0),
    _measure("gain", "total", terms=[{"measure": "total"}, {"measure": "last", "weight": -1}]),
    _measure("won", "holding", honours=["first"]),
    _measure("wins", "fold", "year", measure="won", how="sum", missing="zero"),
    _measure("mean", "gather", subject="village", measure="total", how="mean"),
    _measure("mean_here", "spread", subject="household", measure="mean"),
    _measure("people", "members", members="at_end"),
    _measure("by_size", "combine", measures=["total", "people"], how="product"),
    _measure("old", "total", terms=[{"measure": "total"}, {"measure": "older", "weight": 0.5}]),
    _measure("older", "earlier", measure="old", empty=0),
]
FIRST = {
    "code": "first", "name": "月冠军", "measure": "total", "pick": {"shape": "ranks", "last": 1},
    "scope": "village", "ties": "all_in", "gates": [{"measure": "total", "above": 0}],
}  # fmt: skip


def _values(village: Cast, scheme: Scheme, code: str, day: date) -> dict[str, Any]:
    period = period_of(scheme.periods, scheme.measure(code).period, day)
    facts = period_facts(village.taoyuan.id, scheme, period)
    return dict(measuring_of(scheme, period, facts).of(code).values)


def test_earlier_months_titles_the_village_and_its_households(village: Cast, now: datetime) -> None:
    scheme = scheme_with(measures=MEASURES, honours=[FIRST])
    zhang, liu = f"h{village.zhang.id}", f"h{village.liu_neighbour.id}"
    for day, home, points in (
        (JANUARY, village.zhang, 800),
        (JANUARY, village.liu_neighbour, 200),
        (FEBRUARY, village.zhang, 300),
        (FEBRUARY, village.liu_neighbour, 500),
        (MARCH, village.liu_neighbour, 100),
    ):
        posted(village.clerk, home.id, points, day=day, now=now)

    def of(code: str, day: date) -> tuple[Any, Any]:
        found = _values(village, scheme, code, day)
        return found[zhang], found[liu]

    assert of("last", FEBRUARY) == (800, 200)
    assert of("gain", FEBRUARY) == (-500, 300)
    assert of("gain", JANUARY) == (800, 200), "before the first claim there is nothing"
    assert of("won", JANUARY) == (100, 0)
    assert of("won", FEBRUARY) == (0, 100)
    assert of("wins", MARCH) == (100, 200)
    assert of("old", MARCH) == (350, 400), "0 + (300 + 800/2)/2 and 100 + (500 + 200/2)/2"
    everybody = _values(village, scheme, "total", FEBRUARY)
    assert of("mean_here", FEBRUARY) == (Fraction(800, len(everybody)),) * 2
    people = _values(village, scheme, "people", FEBRUARY)
    assert people[zhang] == 200
    assert of("by_size", FEBRUARY)[0] == 300 * 2


def test_nothing_is_looked_for_before_the_first_claim(village: Cast, now: datetime) -> None:
    scheme = scheme_with(measures=MEASURES, honours=[FIRST])
    posted(village.clerk, village.zhang.id, 100, day=JANUARY, now=now)
    march = period_of(scheme.periods, "month", MARCH)
    needed = looks_back(village.taoyuan.id, scheme, march)

    assert sorted(one.label for one in needed) == ["2026-01", "2026-02"]
    assert {code for codes in needed.values() for code in codes} == {"total", "old"}
