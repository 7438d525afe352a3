"""Repeatedly near the top (S2-09): the close keeps the mark; household and board read it."""

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from jishan.claims.actions import close_period
from jishan.claims.queries import marks_of_household, marks_on_board
from jishan.core.errors import NotFound
from jishan.demo.cast import Cast
from tests.faces.world import World
from tests.stories.road import adopt, key
from tests.stories.test_period_close import month, streaks


def marked(document: dict[str, Any]) -> None:
    """The same streak, with a mark instead of points."""
    streaks(document)
    rule = document["streaks"][0]
    del rule["points"], rule["category"]
    rule["mark"] = "优先推荐文明家庭"
    document["publicity"]["shows"] = ["honours"]


@pytest.fixture
def closed(village: Cast, now: datetime) -> datetime:
    """Three clean months, each closed; 张桂兰's house has the mark since May."""
    adopt(village, now, marked)
    for number in (3, 4, 5):
        month(village, now, number, 95)
        later = now.replace(month=number + 1, day=5)
        day = date(2026, number, 20)
        close_period(village.clerk, "month", day, key=key(), now=later)
    return now.replace(month=6, day=5)


def test_a_household_reads_its_mark(village: Cast, closed: datetime) -> None:
    found = marks_of_household(village.zhang_actor, village.zhang.id)

    assert [(one.streak, one.mark, one.period.label, one.who) for one in found] == [
        ("连续三月五分", "优先推荐文明家庭", "2026-05", "")
    ]
    assert marks_of_household(village.neighbour_actor, village.liu_neighbour.id) == ()
    with pytest.raises(NotFound):
        marks_of_household(village.neighbour_actor, village.zhang.id)


def test_the_board_masks_who_has_a_mark(village: Cast, closed: datetime) -> None:
    shown = marks_on_board(village.taoyuan.id, day=closed.date())

    assert [(one.who, one.group, one.mark) for one in shown] == [
        ("张*兰", "一组", "优先推荐文明家庭")
    ]
    page = Client().get("/b/taoyuan/rankings/").content.decode()
    assert "张*兰" in page
    assert "张桂兰" not in page
    assert "2026年5月" in page


@pytest.mark.parametrize(("name", "value"), [("ranking", "off"), ("shows", ["totals"])])
def test_a_village_that_shows_no_honours_shows_no_mark(
    village: Cast, now: datetime, closed: datetime, name: str, value: Any
) -> None:
    def change(document: dict[str, Any]) -> None:
        marked(document)
        document["publicity"][name] = value

    adopt(village, now, change)

    assert marks_on_board(village.taoyuan.id, day=closed.date()) == ()


def test_the_passbook_shows_the_mark(village: Cast, closed: datetime) -> None:
    page = World(village, timezone.now()).client("card").get("/my/passbook/").content.decode()

    assert "2026年5月 连续三月五分：优先推荐文明家庭" in page


@pytest.mark.parametrize("holds", [{"below": 60}, {"at_most": 60}, {"last": "alone"}])
def test_who_is_last_is_on_no_board(village: Cast, now: datetime, holds: dict[str, Any]) -> None:
    """Z3-14: three months with little are a mark for help, which only the household reads."""

    def change(document: dict[str, Any]) -> None:
        marked(document)
        rule = document["streaks"][0]
        rule |= {"name": "连续三月分低", "mark": "帮扶", "holds": holds}

    adopt(village, now, change)
    for number in (3, 4, 5):
        month(village, now, number, 81)
        later = now.replace(month=number + 1, day=5)
        day = date(2026, number, 20)
        close_period(village.clerk, "month", day, key=key(), now=later)

    own = marks_of_household(village.zhang_actor, village.zhang.id)
    assert [(one.streak, one.mark) for one in own] == [("连续三月分低", "帮扶")]
    assert marks_on_board(village.taoyuan.id, day=date(2026, 6, 5)) == ()
    assert "帮扶" not in Client().get("/b/taoyuan/rankings/").content.decode()
