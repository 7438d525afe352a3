"""What the board shows of a ranking: as much as the village voted."""

from datetime import datetime

import pytest

from jishan.core.errors import NotFound
from jishan.demo.cast import Cast
from jishan.honors.board import board_ranking, board_rankings, board_sums
from jishan.honors.models import Ranking, RankingCorrection
from jishan.registry.models import Household
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


def test_named_figures_are_listed_without_places(village: Cast, now: datetime) -> None:
    """The document names the measure: who has more than nothing stands there, in village order."""
    said = publicity("honours_only", measures=["month_total"])
    adopt(village, now, honours=[FIRST, MODEL], publicity=said)
    posted(village.clerk, village.liu_neighbour.id, 4000, day=FEBRUARY, now=now)
    posted(village.clerk, village.zhang.id, 3000, day=FEBRUARY, now=now)
    made = announced(village, now)

    shown = board_ranking(village.taoyuan.id, made.id, day=TODAY)

    assert (shown.figures, shown.ranked) == (True, False)
    assert [(one.who, one.position, one.points, one.titles) for one in shown.lines] == [
        ("张*兰", None, 3000, ("文明户",)),
        ("刘*福", None, 4000, ("积分之星", "文明户")),
    ]


def test_a_correction_names_nobody_beside_nothing(village: Cast, now: datetime) -> None:
    """Who had less than nothing, and has, was not on the board and is not in what was corrected."""
    said = publicity("honours_only", measures=["month_total"])
    adopt(village, now, honours=[FIRST, MODEL], publicity=said)
    posted(village.clerk, village.zhang.id, 3000, day=FEBRUARY, now=now)
    posted(village.clerk, village.liu_neighbour.id, -500, day=FEBRUARY, now=now)
    made = Ranking.objects.get(pk=(village.taoyuan.id, announced(village, now).id))
    lighter, higher = {-500: -300}, {3000: 3100}
    places = made.places | {
        "rows": [
            [*row[:3], (lighter | higher).get(row[3], row[3]), *row[4:]]
            for row in made.places["rows"]
        ]
    }
    RankingCorrection.objects.create(
        village_id=village.taoyuan.id, ranking_id=made.id, number=1, cause="因", at=now,
        places=places,
    )  # fmt: skip

    (told,) = board_ranking(village.taoyuan.id, made.id, day=TODAY).mended
    assert [(one.who, one.points_was, one.points) for one in told.lines] == [("张*兰", 3000, 3100)]


def test_titles_need_their_word(february: Cast, now: datetime) -> None:
    made = announced(february, now)
    adopt(february, now, honours=[FIRST, MODEL], publicity=publicity("voted", shows=["totals"]))

    shown = board_ranking(february.taoyuan.id, made.id, day=TODAY)
    assert [(one.position, one.points, one.titles) for one in shown.lines] == [
        (1, 3500, ()), (1, 3500, ()), (3, 1250, ()),
    ]  # fmt: skip


@pytest.mark.parametrize("shows", [["flows"], ["positive_acts"], ["averages"]])
def test_other_words_show_no_ranking(february: Cast, now: datetime, shows: list[str]) -> None:
    made = announced(february, now)
    adopt(february, now, honours=[FIRST, MODEL], publicity=publicity("voted", shows=shows))

    assert board_rankings(february.taoyuan.id, day=TODAY) == ()
    with pytest.raises(NotFound):
        board_ranking(february.taoyuan.id, made.id, day=TODAY)


def test_the_sum_of_all_names_nobody(february: Cast, now: datetime) -> None:
    announced(february, now)
    said = publicity("off", shows=["totals", "averages"], measures=["month_total"])
    adopt(february, now, honours=[FIRST, MODEL], publicity=said)

    (one,) = board_sums(february.taoyuan.id, day=TODAY)
    assert (one.span, one.subject, one.count, one.total, one.average) == (
        "2026年2月", "household", 3, 8250, 2750,
    )  # fmt: skip


def test_of_two_no_sum_is_told(village: Cast, now: datetime) -> None:
    """Each would know what the other has."""
    said = publicity("off", measures=["month_total"])
    adopt(village, now, honours=[FIRST], publicity=said)
    Household.objects.filter(id=village.far.id).update(participating=False)
    posted(village.clerk, village.zhang.id, 3000, day=FEBRUARY, now=now)
    announced(village, now)
    assert board_sums(village.taoyuan.id, day=TODAY) == ()
