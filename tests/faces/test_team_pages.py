"""A team of several households, written down by the desk and the grid worker; never guessed by a
villager."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jishan.claims.actions import submit_claim
from jishan.claims.acts import NewClaim, resident_key
from jishan.claims.models import Claim
from jishan.core.errors import NotFound
from jishan.demo.cast import Cast
from jishan.registry.models import Resident
from tests.faces.test_grid_pages import key_of, text
from tests.faces.world import World
from tests.stories.road import adopt, key, written
from tests.stories.subjects import everybody, of_unit, shop


@pytest.fixture
def now() -> datetime:
    """The pages have their own clock."""
    return timezone.now()


@pytest.fixture
def world(village: Cast, now: datetime) -> World:
    adopt(village, now, teams)
    return World(village, now)


def teams(document: dict[str, Any]) -> None:
    """Mending the road: equal parts; digging a ditch: as the team says; a unit's volunteers."""
    everybody(document)
    for code, title, split, who in (
        ("road", "修路队", "equal", "household"),
        ("ditch", "合伙修渠", "stated", "household"),
        ("vests", "志愿队出工", "each", "unit"),
    ):
        document["items"].append(
            {
                "code": code,
                "title": title,
                "category": "env",
                "credited_to": "team",
                "team": {"split": split},
                "worth": {"shape": "fixed", "points": 12},
                "subjects": [who],
                "origins": ["self", "recorded"] if who != "unit" else ["recorded"],
            }
        )


def named(world: World, home: str, *, head: bool = True) -> tuple[str, str]:
    """The key and the name of somebody of a household of the cast."""
    found = getattr(world.cast, home)
    own = found.head_id if head else found.member_id
    return resident_key(own), Resident.objects.get(id=own).name


def opened(client: Client, world: World, item: str) -> tuple[str, dict[str, Any]]:
    address = reverse("grid-record-item", args=["taoyuan", world.cast.zhang.id, item])
    page = text(client.get(address))
    day = timezone.localdate().isoformat()
    said = {"origin": "recorded", "channel": "on_site", "place": "村口", "cause": "看到"}
    return address, {"key": key_of(page), "day": day, "happened": "", **said}


def test_somebody_of_another_household_joins_the_team(world: World) -> None:
    client = world.client("grid")
    address, form = opened(client, world, "road")
    own, _ = named(world, "zhang")
    other, name = named(world, "liu_neighbour")

    looked_up = form | {"credited": own, "find": name, "seek": "1"}
    page = text(client.post(address, looked_up))
    assert f"{name}加上了。" in page
    for one in (own, other):
        assert f'value="{one}"' in page
        assert "checked" in page.split(f'value="{one}"')[1].split(">")[0]
    assert key_of(page) == form["key"]
    assert 'value="村口"' in page
    assert "还不能提交" not in page
    assert not Claim.objects.exists()

    done = client.post(address, form | {"credited": [own, other], "find": "", "send": "1"})
    assert done.status_code == 302
    assert Claim.objects.get().act["credited"] == [own, other]


def test_a_name_in_the_search_is_looked_up_before_anything_is_saved(world: World) -> None:
    client = world.client("clerk")
    address, form = opened(client, world, "road")
    own, _ = named(world, "zhang")
    page = text(client.post(address, form | {"credited": own, "find": "没这人", "send": "1"}))
    assert "没有找到“没这人”，看看有没有写错。" in page
    assert not Claim.objects.exists()


@pytest.mark.parametrize("by", ["name", "number", "door"])
def test_people_are_found_as_households_are(world: World, by: str) -> None:
    home = world.cast.far
    typed = {"name": named(world, "far")[1], "number": home.number, "door": home.door_code}[by]
    client = world.client("clerk")
    address, form = opened(client, world, "ditch")
    page = text(client.post(address, form | {"find": typed, "seek": "1"}))
    assert f'name="share:{named(world, "far")[0]}"' in page
    both = 1 if by == "name" else 2
    assert page.count('name="share:') == 2 + both


def test_a_grid_worker_finds_the_own_group_only(world: World) -> None:
    client = world.client("grid")
    address, form = opened(client, world, "road")
    other, name = named(world, "far")
    page = text(client.post(address, form | {"find": name, "seek": "1"}))
    assert f"没有找到“{name}”。别的组的人，请经办人登记。" in page
    assert other not in page
    refused = client.post(address, form | {"credited": other, "send": "1"})
    assert "勾的人里有一位查不到，请重新查。" in text(refused)
    assert name not in text(refused)
    assert not Claim.objects.exists()


def test_shares_of_several_households_are_kept_while_somebody_is_looked_up(world: World) -> None:
    client = world.client("clerk")
    address, form = opened(client, world, "ditch")
    own, other = named(world, "zhang")[0], named(world, "far")[0]
    page = text(client.post(address, form | {f"share:{own}": "40", "find": named(world, "far")[1]}))
    assert 'value="40"' in page
    shares = {f"share:{own}": "40", f"share:{other}": "60"}
    done = client.post(address, form | shares | {"send": "1"})
    assert done.status_code == 302
    claim = Claim.objects.get()
    assert (claim.act["credited"], claim.act["parts"]) == ([own, other], ["40", "60"])


def test_a_unit_names_its_people(world: World) -> None:
    team = shop(world.cast, world.now, "红马甲")
    client = world.client("clerk")
    address = reverse("grid-subject-item", args=["taoyuan", of_unit(team), "vests"])
    page = text(client.get(address))
    assert "先在下面查出人来，再勾上。" in page
    own, name = named(world, "far")
    form = {
        "key": key_of(page), "day": timezone.localdate().isoformat(), "origin": "recorded",
        "channel": "on_site", "place": "村口", "cause": "看到", "happened": "",
    }  # fmt: skip
    assert f"{name}加上了。" in text(client.post(address, form | {"find": name}))
    done = client.post(address, form | {"credited": own, "send": "1"})
    assert done.status_code == 302
    assert Claim.objects.get().act["credited"] == [own]


def test_a_villager_is_offered_the_own_people_only(world: World) -> None:
    client = world.client("card")
    address = reverse("my-claim-new", args=["road"])
    page = text(client.get(address))
    other, name = named(world, "liu_neighbour")
    assert 'name="find"' not in page
    form = {"key": key_of(page), "day": timezone.localdate().isoformat(), "find": name, "seek": "1"}
    for told in (form, form | {"credited": other, "send": "1"}):
        answer = text(client.post(address, told))
        assert name not in answer
    assert not Claim.objects.exists()


def test_nobody_is_credited_beyond_ones_reach(world: World, now: datetime) -> None:
    """Whatever a page sends: the step itself looks who is named."""
    before = written()
    for credited in (named(world, "liu_neighbour")[0], "r999", "x1", "r"):
        new = NewClaim(
            world.cast.zhang.id,
            "road",
            now.date(),
            place="村口",
            cause="看到",
            credited=(credited,),
        )
        with pytest.raises(NotFound):
            submit_claim(world.cast.zhang_actor, new, key=key(), now=now)
    assert written() == before
