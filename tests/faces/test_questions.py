"""How many questions a page asks the database: at most twelve, however much lies behind it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jishan.claims.actions import submit_claim
from jishan.claims.acts import NewClaim
from jishan.core.access import villager_actor
from jishan.demo.cast import found_cast
from jishan.demo.targets import tell_targets
from jishan.schemes.actions import NewOpinion, give_opinion
from jishan.schemes.queries import in_force, one_reading, rules_of
from tests.faces import desk_rows, rows
from tests.faces.world import World

MOST = 12
HERE = {"village": "taoyuan"}


@pytest.fixture
def world(db: None) -> World:
    now = timezone.now()
    return World(found_cast(now=now), now)


def asked(client: Client, name: str, **kwargs: Any) -> int:
    """The questions of a page that was opened before."""
    address = reverse(name, kwargs=kwargs)
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    return len(caught)


def claims(world: World, count: int, *, first: int = 0) -> None:
    """Claims of two households, some waiting for the panel and some to be published."""
    for number in range(first, first + count):
        home = world.cast.far if number % 2 else world.cast.zhang
        new = NewClaim(home.id, "lane-sweep", timezone.localdate(world.now) - timedelta(number))
        made = submit_claim(
            villager_actor(home.id, home.village_id), new, key=f"q{number}", now=world.now
        )
        if number % 3:
            rows.decide(world, "own", made.id)


def test_the_desk_with_plans_drafts_and_the_year_to_look_back_on(world: World) -> None:
    tell_targets(world.cast.users, now=world.now)
    claims(world, 2)
    clerk = world.client("clerk")
    before = asked(clerk, "desk", **HERE)
    claims(world, 7, first=2)
    rows.version_in(world, "filed")

    assert asked(clerk, "desk", **HERE) == before
    assert before <= MOST
    version = rows.version_in(world, "discussed")
    give_opinion(world.cast.clerk, version, NewOpinion("太低", "mouth"), key="o", now=world.now)
    assert asked(clerk, "desk", **HERE) <= MOST


@pytest.mark.parametrize(
    ("role", "name"), [("panel", "review"), ("grid", "grid"), ("clerk", "claims")]
)
def test_lists_of_claims(world: World, role: str, name: str) -> None:
    claims(world, 3)
    client = world.client(role)
    before = asked(client, name, **HERE)
    claims(world, 12, first=3)

    assert asked(client, name, **HERE) == before
    assert before <= MOST


def test_a_household_s_page_asks_for_the_staff_once(world: World) -> None:
    number = world.cast.zhang.id

    assert asked(world.client("clerk"), "roster-one", household_id=number, **HERE) <= MOST


def test_groups_and_villages_come_with_their_township_at_once(world: World) -> None:
    clerk, officer = world.client("clerk"), world.client("township")

    assert asked(clerk, "roster", **HERE) <= MOST
    assert asked(officer, "overview", place="qingshi") <= MOST
    assert asked(officer, "area-targets", place="qingshi") <= MOST


def test_a_claim_s_whole_road(world: World) -> None:
    """Waiting, in the book, and with the team that it names."""
    clerk, grid = world.client("clerk"), world.client("grid")
    waits = rows.record_of(world, "own")

    assert asked(clerk, "claims-one", claim=waits, **HERE) <= MOST
    assert asked(grid, "grid-claim", claim_id=waits, **HERE) <= MOST
    assert asked(grid, "grid-withdraw", claim_id=waits, **HERE) <= MOST
    posted = desk_rows.posted_of(world, "own")
    assert asked(clerk, "claims-one", claim=posted, **HERE) <= MOST
    assert asked(grid, "grid-claim", claim_id=posted, **HERE) <= MOST


def test_notices_the_book_and_the_year(world: World) -> None:
    clerk = world.client("clerk")
    desk_rows.objection_of(world, "own")
    claims(world, 6)
    before = asked(clerk, "notices", **HERE)
    claims(world, 9, first=6)
    assert asked(clerk, "notices", **HERE) == before
    assert before <= MOST

    desk_rows.posted_of(world, "own")
    assert asked(clerk, "ledger-export", **HERE) <= MOST
    assert asked(clerk, "report", **HERE) <= MOST


def test_rules_are_read_once_for_a_page_and_anew_for_the_next(world: World) -> None:
    village, today = world.cast.taoyuan.id, timezone.localdate(world.now)
    known = in_force(village, today)
    with CaptureQueriesContext(connection) as caught, one_reading():
        assert in_force(village, today) == in_force(village, today) == known
    assert len(caught) == 1

    other = world.cast.elsewhere.village_id
    with one_reading():
        assert rules_of(other).versions == ()
    rows.rules_for(world, "village")
    with one_reading():
        assert rules_of(other).on(today) is not None
