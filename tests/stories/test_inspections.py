"""A round of inspection: many households in one step, each a claim like any (Z3-09..12)."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishan.claims.actions import (
    InspectionRefused,
    InspectionsRecorded,
    NewInspection,
    NotAnInspection,
    TwiceInspected,
    record_inspections,
)
from jishan.claims.models import Claim
from jishan.claims.queries import inspection_items, why
from jishan.core.errors import NotFound
from jishan.core.points import Points
from jishan.core.scoring import JudgeScores, ScoreOutOfRange
from jishan.demo.cast import Cast
from tests.stories.road import adopt, days, key, neighbours, published, purses, tick, written


def yards(document: dict[str, Any]) -> None:
    """Courtyard and hall, a hundred points, bands of 1, 3 and 5; no verification but the visit."""
    document["items"].append(
        {
            "code": "clean-home",
            "title": "清洁户评比",
            "category": "env",
            "worth": {
                "shape": "inspection",
                "lines": [
                    {"code": "yard", "title": "院落", "points": 60, "place": "outdoor"},
                    {"code": "hall", "title": "堂屋", "points": 40, "absent": "scaled"},
                ],
                "judging": {"combine": "mean", "rounding": "half_up"},
                "counts": "bands",
                "bands": [
                    {"at_least": 80, "at_most": 85, "points": 1},
                    {"above": 85, "below": 90, "points": 3},
                    {"at_least": 90, "points": 5},
                ],
            },
            "origins": ["inspection"],
            "subjects": ["household"],
        }
    )
    document["process"] = {
        "default": [{"kind": "notice", "days": 3, "day_kind": "calendar"}, {"kind": "enter"}]
    }


def form(yard: int, hall: int | None) -> tuple[JudgeScores, ...]:
    halls = None if hall is None else Points(hall * 100)
    return (JudgeScores("李强", {"yard": Points(yard * 100), "hall": halls}),)


def inspect(
    village: Cast, now: datetime, rows: list[NewInspection], with_key: str
) -> InspectionsRecorded:
    return record_inspections(
        village.clerk, "clean-home", day=now.date(), rows=rows, key=with_key, now=now
    )


def test_a_round_of_inspection_becomes_points_by_bands(village: Cast, now: datetime) -> None:
    adopt(village, now, yards)
    rows = [
        NewInspection(village.zhang.id, form(55, 36)),
        NewInspection(village.liu_neighbour.id, form(50, 35)),
        NewInspection(village.far.id, form(40, 39)),
    ]

    done = inspect(village, now, rows, "round-1")
    published(village, now)
    tick(village, now + days(4))

    assert (done.count, done.first_number) == (3, 1)
    assert [purses(row.household_id or 0).get("spend", 0) for row in rows] == [500, 100, 0]
    first = Claim.objects.get(number=1)
    assert why(village.clerk, first.id, now).claim.quantity == "得分 91"


def test_what_does_not_apply_is_scaled_as_the_form_says(village: Cast, now: datetime) -> None:
    adopt(village, now, yards)

    inspect(village, now, [NewInspection(village.zhang.id, form(54, None))], "round-1")
    published(village, now)
    tick(village, now + days(4))

    assert purses(village.zhang.id)["spend"] == 500


def test_the_same_sheet_sent_twice_is_recorded_once(village: Cast, now: datetime) -> None:
    adopt(village, now, yards)
    rows = [
        NewInspection(village.zhang.id, form(55, 36)),
        NewInspection(village.far.id, form(1, 1)),
    ]
    first = inspect(village, now, rows, "round-1")
    before = written()

    again = inspect(village, now, rows, "round-1")

    assert (again.count, again.first_number, again.repeated) == (2, first.first_number, True)
    assert written() == before


def test_one_wrong_row_keeps_the_whole_sheet_out(village: Cast, now: datetime) -> None:
    adopt(village, now, yards)
    rows = [
        NewInspection(village.zhang.id, form(55, 36)),
        NewInspection(village.far.id, form(61, 1)),
    ]
    before = written()

    with pytest.raises(InspectionRefused) as refusal:
        inspect(village, now, rows, "round-1")

    assert (refusal.value.facts["row"], refusal.value.facts["household"]) == (2, "TY003")
    assert isinstance(refusal.value.facts["why"], ScoreOutOfRange)
    assert written() == before


def test_a_household_stands_once_on_a_sheet(village: Cast, now: datetime) -> None:
    adopt(village, now, yards)
    rows = [NewInspection(village.zhang.id, form(55, 36))] * 2
    before = written()

    with pytest.raises(TwiceInspected) as refusal:
        inspect(village, now, rows, "round-1")

    assert refusal.value.facts == {"household": "TY001"}
    assert written() == before


def test_a_household_of_another_village_is_not_found(village: Cast, now: datetime) -> None:
    adopt(village, now, yards)
    before = written()

    with pytest.raises(NotFound):
        inspect(village, now, [NewInspection(village.elsewhere.id, form(55, 36))], "round-1")

    assert written() == before


def test_only_an_inspection_is_inspected(village: Cast, now: datetime) -> None:
    rows = [NewInspection(village.zhang.id, form(55, 36))]
    before = written()

    with pytest.raises(NotAnInspection):
        record_inspections(
            village.clerk, "lane-sweep", day=now.date(), rows=rows, key=key(), now=now
        )

    assert written() == before


def test_the_sheet_of_a_whole_village_costs_no_query_a_row(village: Cast, now: datetime) -> None:
    adopt(village, now, yards)
    every = neighbours(village, 205)
    few, many = every[:5], every[5:]

    with CaptureQueriesContext(connection) as small:
        inspect(village, now, [NewInspection(one, form(55, 36)) for one in few], "few")
    with CaptureQueriesContext(connection) as large:
        inspect(village, now, [NewInspection(one, form(55, 36)) for one in many], "many")

    assert _but_the_rows(large) <= _but_the_rows(small)


def _but_the_rows(asked: CaptureQueriesContext) -> int:
    """Statements; SQLite takes some thirty claims with one insert."""
    asked_for = (one["sql"] or "" for one in asked.captured_queries)  # prepared ones have no text
    return sum('INSERT INTO "claims_claim"' not in one for one in asked_for)


def test_the_forms_of_the_scheme_are_ready_for_the_sheet(village: Cast, now: datetime) -> None:
    adopt(village, now, yards)

    (card,) = inspection_items(village.grid_worker, now.date())

    assert (card.code, card.title, card.shape) == ("clean-home", "清洁户评比", "inspection")
