"""The panel at its list: it names the figure that the scheme leaves to it; every step says that it
was done; nobody is sent to a page that is closed to them."""

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from jishan.claims.actions import record_claim, review_claim, verify_claim
from jishan.claims.acts import NewClaim
from jishan.claims.models import Claim, Decision
from jishan.core.points import Points
from jishan.core.scoring import PointsMissing
from jishan.demo.cast import Cast
from tests.faces.test_grid_pages import text
from tests.faces.world import World
from tests.stories.road import adopt, key, written


@pytest.fixture
def now() -> datetime:
    """The pages have their own clock."""
    return timezone.now()


def favour(document: dict[str, Any]) -> None:
    document["items"].append(
        {
            "code": "good-deed", "title": "好人好事", "category": "civility",
            "worth": {"shape": "range", "low": 1, "high": 10},
            "evidence": {"required": ["witness"]},
        }
    )  # fmt: skip


@pytest.fixture
def world(village: Cast, now: datetime) -> World:
    adopt(village, now, favour)
    return World(village, now)


def deed(world: World, *, points: int | None = None, seen: bool = True) -> int:
    """A good deed as it comes before the panel, with what the recorder proposed."""
    new = NewClaim(
        world.cast.zhang.id, "good-deed", world.now.date(), place="村口", cause="看到",
        points=None if points is None else Points(points),
        evidence=("witness",) if seen else (),
    )  # fmt: skip
    made = record_claim(
        world.cast.clerk, new, origin="recorded", channel="on_site", key=key(), now=world.now
    )
    if seen:
        verify_claim(world.cast.grid_worker, made.id, accepted=True, key=key(), now=world.now)
    return made.id


def test_the_panel_names_the_figure_on_its_list(world: World) -> None:
    claim = deed(world)
    panel = world.client("panel")
    page = text(panel.get(reverse("review", args=["taoyuan"])))
    assert "定多少分（1 到 10）" in page
    assert "一起同意" not in page

    form = {"key": "voice-1", "accepted": "1", "points": "8"}
    done = panel.post(reverse("review-one", args=["taoyuan", claim]), form, follow=True)
    assert "记下了您的意见，同意。" in text(done)
    assert Decision.objects.get(claim_id=claim, stage="review").points == 800


def test_what_one_named_stands_in_the_field_of_the_next(world: World) -> None:
    claim = deed(world)
    review_claim(
        world.cast.panel[1], claim, accepted=True, points=Points(700), key=key(), now=world.now
    )
    page = text(world.client("panel").get(reverse("claims-one", args=["taoyuan", claim])))
    assert 'name="points" value="7"' in page
    assert "一起同意" in text(world.client("panel").get(reverse("review", args=["taoyuan"])))


def test_nobody_agrees_to_no_figure(world: World) -> None:
    """It could never be counted, and its period never closed."""
    claim = deed(world)
    before = written()
    with pytest.raises(PointsMissing):
        review_claim(world.cast.panel[0], claim, accepted=True, key=key(), now=world.now)
    assert written() == before
    review_claim(
        world.cast.panel[0], claim, accepted=False, note="没有这事", key=key(), now=world.now
    )


def test_a_proposed_figure_binds_nobody_but_the_first_voice_does(world: World) -> None:
    claim = deed(world, points=500)
    first, second, _third = world.cast.panel
    review_claim(first, claim, accepted=True, points=Points(300), key=key(), now=world.now)
    assert Claim.objects.get(id=claim).act["points"] == 300
    form = {"key": "second", "accepted": "1", "points": "5"}
    refused = world.client("panel")
    assert second != first
    assert refused.post(reverse("review-one", args=["taoyuan", claim]), form).status_code == 409
    assert Claim.objects.get(id=claim).act["points"] == 300


def test_the_desk_adds_what_it_saw_where_it_verifies(village: Cast, now: datetime) -> None:
    def change(document: dict[str, Any]) -> None:
        favour(document)
        document["process"]["default"][0]["role"] = "clerk"

    adopt(village, now, change)
    world = World(village, now)
    claim = deed(world, seen=False)
    client = world.client("clerk")
    assert 'name="evidence"' in text(client.get(reverse("claims-one", args=["taoyuan", claim])))

    form = {"key": "seen", "accepted": "1", "evidence": "witness", "place": "桥头", "cause": ""}
    done = client.post(reverse("claims-verify", args=["taoyuan", claim]), form, follow=True)
    assert "已核实。" in text(done)
    found = Claim.objects.get(id=claim)
    assert (found.stage, found.act["evidence"], found.place) == ("review", ["witness"], "桥头")


@pytest.mark.parametrize(("role", "there"), [("shop", True), ("clerk", False)])
def test_the_counter_is_offered_to_who_hands_goods_out(
    world: World, role: str, there: bool
) -> None:
    page = text(world.client(role).get(reverse("counter-day", args=["taoyuan"])))
    assert (f'href="{reverse("counter", args=["taoyuan"])}"' in page) is there
