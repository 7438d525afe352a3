"""What the board shows of a ranking: as much as the village voted."""

from datetime import datetime

import pytest

from jishan.core.errors import NotFound
from jishan.demo.cast import Cast
from jishan.honors.queries import board_ranking, board_rankings
from tests.departments.february import FEBRUARY, FIRST, MODEL, TODAY, announced, publicity
from tests.departments.rankings import adopt, posted


def test_where_the_village_voted_the_board_shows_places_and_figures(
    february: Cast, now: datetime
) -> None:
    made = announced(february, now)

    shown = board_ranking(february.taoyuan.id, made.id, day=TODAY)
    assert shown.figures is True
    assert [(one.who, one.group, one.position, one.points) for one in shown.lines] == [
        ("张*兰", "一组", 1, 3500),
        ("刘*福", "一组", 1, 3500),
        ("欧*春", "二组", 3, 1250),
    ]
    assert [one.id for one in board_rankings(february.taoyuan.id, day=TODAY)] == [made.id]


def test_honours_only_names_holders_without_place_or_figure(village: Cast, now: datetime) -> None:
    adopt(village, now, honours=[FIRST, MODEL], publicity=publicity("honours_only"))
    posted(village.clerk, village.liu_neighbour.id, 4000, day=FEBRUARY, now=now)
    posted(village.clerk, village.zhang.id, 3000, day=FEBRUARY, now=now)
    made = announced(village, now)

    shown = board_ranking(village.taoyuan.id, made.id, day=TODAY)

    assert shown.figures is False
    assert [(one.who, one.position, one.points, one.titles) for one in shown.lines] == [
        ("张*兰", None, None, ("文明户",)),
        ("刘*福", None, None, ("积分之星", "文明户")),
    ]


def test_off_shows_nothing_also_when_it_was_switched_off_afterwards(
    february: Cast, now: datetime
) -> None:
    made = announced(february, now)
    adopt(february, now, honours=[FIRST, MODEL], publicity=publicity("off"))

    assert board_rankings(february.taoyuan.id, day=TODAY) == ()
    with pytest.raises(NotFound):
        board_ranking(february.taoyuan.id, made.id, day=TODAY)
    with pytest.raises(NotFound):
        board_ranking(february.liushu.id, made.id, day=TODAY)


def test_a_village_that_shows_codes_shows_no_names(village: Cast, now: datetime) -> None:
    adopt(village, now, honours=[FIRST], publicity=publicity("voted", names="code"))
    posted(village.clerk, village.zhang.id, 3000, day=FEBRUARY, now=now)

    shown = board_ranking(village.taoyuan.id, announced(village, now).id, day=TODAY)
    assert [one.who for one in shown.lines] == [village.zhang.door_code]
