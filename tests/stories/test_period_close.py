"""The close of a period: streaks go on a notice before they are posted, purses lapse (Z3-13)."""

from datetime import date, datetime
from typing import Any

import pytest

from jishan.claims.actions import (
    NewInspection,
    PeriodClosedAlready,
    PeriodNotOver,
    PeriodOpenClaims,
    PeriodShorterFirst,
    close_period,
    grant_base,
    record_inspections,
)
from jishan.claims.models import Claim, PeriodClose
from jishan.core.points import Points
from jishan.core.scoring import JudgeScores
from jishan.core.workflow import Stage
from jishan.demo.cast import Cast
from jishan.notices.queries import notice_page
from tests.stories.road import adopt, claimed, days, key, posted, published, purses, tick, written
from tests.stories.test_inspections import yards


def streaks(document: dict[str, Any]) -> None:
    yards(document)
    document["measures"].append(
        {
            "code": "clean",
            "name": "清洁分",
            "shape": "points",
            "period": "month",
            "purse": "honour",
            "on": {"items": ["clean-home"]},
        }
    )
    document["streaks"] = [
        {
            "code": "three-fives",
            "name": "连续三月五分",
            "measure": "clean",
            "holds": {"at_least": 5},
            "length": 3,
            "counting": "consecutive",
            "windows": "separate",
            "restart": "ever",
            "missing": "breaks",
            "points": 5,
            "category": "env",
        }
    ]


def month(village: Cast, now: datetime, number: int, score: int) -> None:
    """The inspection of one month, shown and posted."""
    day = now.replace(month=number, day=20)
    sheet = (JudgeScores("李强", {"yard": Points(6000), "hall": Points((score - 60) * 100)}),)
    record_inspections(
        village.clerk,
        "clean-home",
        day=day.date(),
        rows=[NewInspection(village.zhang.id, sheet)],
        key=key(),
        now=day,
    )
    published(village, day)
    tick(village, day + days(4))


def test_three_months_at_five_bring_five_more_but_only_after_a_notice(
    village: Cast, now: datetime
) -> None:
    adopt(village, now, streaks)
    for number in (2, 3, 4):
        month(village, now, number, 95)
    may = now.replace(month=5, day=2)
    for number in (2, 3):
        done = close_period(village.clerk, "month", date(2026, number, 1), key=key(), now=may)
        assert done.claims == 0

    done = close_period(village.clerk, "month", date(2026, 4, 1), key=key(), now=may)

    bonus = Claim.objects.get(origin="rule")
    assert (done.period, done.claims, bonus.stage) == ("2026-04", 1, Stage.NOTICE)
    assert purses(village.zhang.id) == {"honour": 1500, "spend": 1500}
    published(village, may)
    assert notice_page(village.taoyuan.id, 4, may).lines[0].what == "连续三月五分（2026年4月）"
    tick(village, may + days(4))
    assert purses(village.zhang.id) == {"honour": 2000, "spend": 2000}


def test_a_broken_run_brings_nothing(village: Cast, now: datetime) -> None:
    adopt(village, now, streaks)
    for number, score in ((2, 95), (3, 84), (4, 95)):
        month(village, now, number, score)

    may = now.replace(month=5, day=2)
    done = close_period(village.clerk, "month", date(2026, 4, 1), key=key(), now=may)

    assert done.claims == 0


def test_a_period_is_closed_once(village: Cast, now: datetime) -> None:
    adopt(village, now, streaks)
    april = now.replace(month=4, day=2)
    first = close_period(village.clerk, "month", date(2026, 3, 1), key="close", now=april)
    before = written()

    again = close_period(village.clerk, "month", date(2026, 3, 9), key="close", now=april)
    with pytest.raises(PeriodClosedAlready):
        close_period(village.clerk, "month", date(2026, 3, 9), key="other", now=april)

    assert (again.id, again.repeated) == (first.id, True)
    assert written() == before
    assert PeriodClose.objects.count() == 1


def test_a_period_that_runs_or_has_open_claims_is_not_closed(village: Cast, now: datetime) -> None:
    claimed(village, now)
    before = written()

    with pytest.raises(PeriodNotOver):
        close_period(village.clerk, "month", now.date(), key=key(), now=now)
    with pytest.raises(PeriodOpenClaims) as refusal:
        close_period(village.clerk, "month", now.date(), key=key(), now=now.replace(month=4, day=1))

    assert refusal.value.facts == {"period": "2026-03", "count": 1}
    assert written() == before


def test_what_a_purse_does_not_keep_lapses_with_the_year(village: Cast, now: datetime) -> None:
    def change(document: dict[str, Any]) -> None:
        yards(document)
        document["purses"][0]["clearing"] = {
            "every": "month",
            "what": "positive",
            "keep_percent": 50,
        }

    adopt(village, now, change)
    month(village, now, 3, 95)

    april = now.replace(month=4, day=2)
    done = close_period(village.clerk, "month", date(2026, 3, 1), key=key(), now=april)

    assert done.cleared == 250
    assert purses(village.zhang.id) == {"honour": 500, "spend": 250}


def test_base_points_are_given_once_a_year_and_shown_first(village: Cast, now: datetime) -> None:
    def change(document: dict[str, Any]) -> None:
        yards(document)
        document["items"].append(
            {
                "code": "base",
                "title": "年度基础分",
                "category": "civility",
                "worth": {"shape": "base", "points": 60, "per": "year", "joiners": "full"},
                "subjects": ["household"],
            }
        )

    adopt(village, now, change)

    first = grant_base(village.clerk, day=now.date(), now=now)
    again = grant_base(village.clerk, day=now.date(), now=now)
    published(village, now)
    tick(village, now + days(4))

    assert (first.claims, again.claims) == (3, 0)
    assert purses(village.zhang.id) == {"honour": 6000, "spend": 6000}


def test_a_quarter_waits_for_its_months(village: Cast, now: datetime) -> None:
    adopt(village, now, streaks)
    may = now.replace(month=5, day=2)
    close_period(village.clerk, "month", date(2026, 2, 1), key=key(), now=may)
    before = written()

    with pytest.raises(PeriodShorterFirst) as refused:
        close_period(village.clerk, "quarter", date(2026, 2, 1), key=key(), now=may)

    assert refused.value.facts["shorter"] in {"2026-01", "2026-03"}
    assert written() == before
    for number in (1, 3):
        close_period(village.clerk, "month", date(2026, number, 1), key=key(), now=may)
    done = close_period(village.clerk, "quarter", date(2026, 2, 1), key=key(), now=may)
    assert done.period == "2026Q1"


def titles(document: dict[str, Any]) -> None:
    """The first of the month gets five points only who was first of the month before as well."""
    document["measures"] = [
        {"code": "m", "name": "月积分", "shape": "points", "period": "month", "purse": "honour"},
        {"code": "q", "name": "季积分", "shape": "points", "period": "quarter", "purse": "honour"},
    ]
    first = {"pick": {"shape": "ranks", "last": 1}, "scope": "village", "ties": "all_in"}
    document["honours"] = [
        first | {"code": "month-star", "name": "月之星", "measure": "m"},
        first
        | {
            "code": "quarter-star",
            "name": "季之星",
            "measure": "q",
            "inside": "month-star",
            "gives_points": 5,
            "category": "env",
        },
    ]


def test_a_title_inside_one_of_another_period_looks_at_who_holds_it(
    village: Cast, now: datetime
) -> None:
    adopt(village, now, titles)
    posted(village, now)
    may = now.replace(month=5, day=2)
    for number in (2, 3):
        close_period(village.clerk, "month", date(2026, number, 1), key=key(), now=may)

    done = close_period(village.clerk, "quarter", date(2026, 3, 1), key=key(), now=may)

    given = Claim.objects.get(kind="rule")
    assert (done.claims, given.household_id, given.act["points"]) == (1, village.zhang.id, 500)
