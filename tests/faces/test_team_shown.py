"""Who is in a team and with which share: before those who decide, and as far as the board would on
a villager's page."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from jishan.claims.actions import record_claim, verify_claim
from jishan.claims.acts import NewClaim
from jishan.claims.queries import Credited, Team, teams_of
from jishan.core.access import villager_actor
from jishan.demo.cast import Cast
from tests.faces.test_grid_pages import text
from tests.faces.test_team_pages import named, teams
from tests.faces.world import World
from tests.stories.road import adopt, claimed, key, verified


@pytest.fixture
def now() -> datetime:
    """The pages have their own clock."""
    return timezone.now()


@pytest.fixture
def world(village: Cast, now: datetime) -> World:
    adopt(village, now, teams)
    return World(village, now)


def told(world: World, item: str, *parts: str, homes: tuple[str, ...] = ("zhang", "far")) -> int:
    """A team's act as the clerk wrote it down; it comes before the panel."""
    new = NewClaim(
        world.cast.zhang.id, item, world.now.date() - timedelta(days=1), place="村口", cause="看到",
        credited=tuple(named(world, home)[0] for home in homes), parts=parts,
    )  # fmt: skip
    made = record_claim(
        world.cast.clerk, new, origin="recorded", channel="on_site", key=key(), now=world.now
    )
    verify_claim(world.cast.grid_worker, made.id, accepted=True, key=key(), now=world.now)
    return made.id


def test_the_panel_sees_whom_it_decides_about(world: World) -> None:
    claim = told(world, "ditch", "62.5", "37.5")
    panel = world.client("panel")

    listed = text(panel.get(reverse("review", args=["taoyuan"])))
    assert "张桂兰（一组 TY001）" in listed
    assert "占 62.5%" in listed
    assert "欧阳春（二组 TY003）" in listed
    assert "占 37.5%" in listed
    one = text(panel.get(reverse("claims-one", args=["taoyuan", claim])))
    assert "欧阳春（二组 TY003）" in one
    assert "占 37.5%" in one


@pytest.mark.parametrize(
    ("item", "homes", "said"),
    [
        ("road", ("zhang", "far"), "大家平分"),
        ("road", ("zhang",), ""),
    ],
)
def test_how_a_team_shares_is_said_where_there_is_a_team(
    world: World, item: str, homes: tuple[str, ...], said: str
) -> None:
    told(world, item, homes=homes)
    page = text(world.client("panel").get(reverse("review", args=["taoyuan"])))
    assert ("大家平分" in page) == bool(said)


def test_a_household_sees_the_others_as_the_board_names_them(world: World) -> None:
    claim = told(world, "ditch", "62.5", "37.5")
    page = text(world.client("card").get(reverse("my-claim-one", args=[claim])))
    assert "张桂兰" in page
    assert "占 62.5%" in page
    assert "欧*春" in page
    assert "欧阳春" not in page
    assert "TY003" not in page


def test_a_grid_worker_sees_people_of_other_groups_as_the_board_names_them(world: World) -> None:
    claim = told(world, "road")
    page = text(world.client("grid").get(reverse("grid-claim", args=["taoyuan", claim])))
    assert "张桂兰（一组 TY001）" in page
    assert "欧*春" in page
    assert "欧阳春" not in page


def test_a_board_that_shows_no_acts_names_nobody_else(village: Cast, now: datetime) -> None:
    def quiet(document: dict[str, Any]) -> None:
        teams(document)
        document["publicity"]["shows"] = ["totals"]

    adopt(village, now, quiet)
    claim = told(World(village, now), "road")
    own = villager_actor(village.zhang.id, village.taoyuan.id)
    members = (Credited("张桂兰", "", ""), Credited("", "", ""))
    assert teams_of(own, [claim]) == {claim: Team("equal", members)}


def test_who_names_nobody_has_no_team(world: World) -> None:
    claim = verified(world.cast, claimed(world.cast, world.now), world.now)
    assert teams_of(world.cast.clerk, [claim.id]) == {}
    page = text(world.client("panel").get(reverse("review", args=["taoyuan"])))
    assert "分记给" not in page


def test_another_village_finds_no_team(world: World) -> None:
    claim = told(world, "road")
    assert teams_of(world.cast.outsider, [claim]) == {}
