"""Closing, announcing, handing on and splitting at once: each is done once, on what holds."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import pytest

from jishan.claims.actions import PeriodClosedAlready, close_period, reverse_claim
from jishan.claims.models import Claim, PeriodClose
from jishan.core.errors import Refusal
from jishan.core.points import Points
from jishan.demo.cast import Cast, found_cast
from jishan.honors.actions import AnnouncedRanking, announce_ranking
from jishan.honors.mending import recheck
from jishan.honors.models import Ranking, RankingCorrection
from jishan.ledger.check import prove
from jishan.ledger.queries import balance_of
from jishan.moving.handing import Giving, HandedOn, hand_on
from jishan.moving.households import Changed, change_household
from jishan.moving.models import Transfer
from jishan.registry.changes import NewChange, NotOfHousehold
from jishan.registry.models import Household, Resident, Stay
from jishan.shop.actions import redeem
from jishan.shop.models import Redemption
from tests.races.racing import together
from tests.races.test_shop_races import grant, shelf
from tests.stories.mending import Half, at, given, given_in, replayed
from tests.stories.road import adopt

THREADS = 6


@pytest.fixture
def lane(racing_db: None, now: datetime) -> Cast:
    """桃源村 in a database in which every thread commits."""
    return found_cast(now=now)


def test_two_clerks_close_one_month_at_once(lane: Cast) -> None:
    half = Half(lane)
    for day in (5, 9, 14):
        half.act(lane.zhang.id, "tree", 1, day, quantity=4)
    half.enter(at(1, 31))

    answers = together(
        [
            partial(close_period, actor, "month", at(1, 1).date(), key=f"k{number}", now=at(2, 6))
            for number, actor in enumerate((lane.clerk, lane.secretary) * 3)
        ]
    )

    refused = [one for one in answers if isinstance(one, Refusal)]
    assert [type(one) for one in refused] == [PeriodClosedAlready] * 5
    assert PeriodClose.objects.count() == 1
    assert Claim.objects.filter(origin="rule", item="band").count() == 1


def test_a_month_announced_while_an_act_of_it_is_taken_back(lane: Cast) -> None:
    half = Half(lane)
    act = half.act(lane.zhang.id, "tree", 1, 9, quantity=9)
    half.act(lane.far.id, "tree", 1, 9, quantity=4)
    half.end(1)
    late = at(2, 20)
    announce = partial(
        announce_ranking, lane.clerk, "month", day=at(1, 9).date(), measure="month_deeds", now=late
    )

    def take_back() -> None:
        """As the page does it."""
        reverse_claim(lane.secretary, act.id, reason="记错", now=late)
        recheck(lane.secretary, now=late)

    steps: list[Callable[[], object]] = [
        take_back,
        *(partial(announce, key=f"k{number}") for number in range(3)),
    ]
    answers = together(steps)

    assert sum(isinstance(one, AnnouncedRanking) for one in answers) == 1
    ranking = Ranking.objects.get()
    mended = RankingCorrection.objects.filter(ranking_id=ranking.id).order_by("-number").first()
    holds: Any = mended.places if mended else ranking.places
    points = {home: points for home, _, _, points in holds["rows"]}
    assert (points[lane.zhang.id], points[lane.far.id]) == (0, 12_00)
    assert given(half.id) == given_in(replayed(half.id, late.date()))
    assert prove(half.id).differences == ()


def freely(document: dict[str, Any]) -> None:
    """Goods points may be handed on to any household."""
    document["purses"][0]["transfer"] = {"between": "village"}
    document["redemption"]["begin_at"] = 0


def test_points_handed_on_while_they_are_redeemed_are_there_once(lane: Cast, now: datetime) -> None:
    adopt(lane, now, freely)
    home, other = lane.zhang.id, lane.far.id
    rice = shelf(lane, 20, 3_00, now)
    grant(lane, home, 10_00, now)
    giving = Giving(home, other)
    steps: list[Callable[[], object]] = []
    for number in range(THREADS):
        steps.append(
            partial(
                hand_on, lane.shopkeeper, giving, points=Points(4_00), key=f"t{number}", now=now
            )
        )
        steps.append(
            partial(
                redeem,
                lane.shopkeeper,
                home,
                rice.id,
                quantity=1,
                collected_by="",
                key=f"r{number}",
                now=now,
            )
        )

    answers = together(steps)

    handed = sum(isinstance(one, HandedOn) for one in answers)
    taken = Redemption.objects.count()
    left = balance_of(lane.taoyuan.id, home, "spend")
    assert (Transfer.objects.count(), balance_of(lane.taoyuan.id, other, "spend")) == (
        handed,
        handed * 4_00,
    )
    assert left == 10_00 - handed * 4_00 - taken * 3_00
    assert 0 <= left < 3_00
    assert prove(lane.taoyuan.id).differences == ()


def test_two_clerks_split_one_household_at_once(lane: Cast, now: datetime) -> None:
    """Whoever comes second hears that these people have gone."""
    stays, goes = Resident.objects.filter(household_id=lane.zhang.id).order_by("-head")[:2]
    before = Household.objects.count()
    new = NewChange(
        lane.zhang.id, "split", now.date(), people=(goes.id,), new_head=goes.id, head=stays.id
    )

    answers = together(
        [
            partial(change_household, lane.clerk, new, shares=None, key=f"s{number}", now=now)
            for number in range(THREADS)
        ]
    )

    made = [one for one in answers if isinstance(one, Changed)]
    assert len(made) == 1
    assert {type(one) for one in answers if isinstance(one, Refusal)} == {NotOfHousehold}
    assert Household.objects.count() == before + 1
    assert Resident.objects.get(id=goes.id).household_id == made[0].other_id
    assert Stay.objects.filter(resident_id=goes.id, how="split").count() == 1
    assert prove(lane.taoyuan.id).differences == ()
