"""The grid worker's day: verify, send back, record for somebody, a pile of paper slips."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jishan.claims.models import Claim, Decision
from jishan.demo.cast import Cast
from jishan.registry.actions import issue_card
from tests.faces import rows
from tests.faces.world import World


@pytest.fixture
def now() -> datetime:
    """The pages have their own clock."""
    return timezone.now()


@pytest.fixture
def world(village: Cast, now: datetime) -> World:
    return World(village, now)


@pytest.fixture
def grid(world: World) -> Client:
    return world.client("grid")


def at(name: str, *args: Any, **query: str) -> str:
    return reverse(name, args=["taoyuan", *args], query=query or None)


def text(response: Any) -> str:
    written: str = response.content.decode()
    return written


def key_of(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found
    return found[1]


def record_form(grid: Client, world: World, item: str, **typed: Any) -> tuple[str, dict[str, Any]]:
    address = at("grid-record-item", world.cast.zhang.id, item)
    page = text(grid.get(address))
    day = timezone.localdate().isoformat()
    form = {"key": key_of(page), "day": day, "origin": "recorded", "channel": "oral", "send": "1"}
    return address, form | typed


def test_one_press_verifies_and_the_list_goes_on(grid: Client, world: World) -> None:
    claim_id = rows.claim_of(world, "own")
    rows.claim_of(world, "household")
    page = text(grid.get(at("grid")))
    assert "张桂兰" in page
    assert "欧阳春" not in page
    done = grid.post(
        at("grid-verify", claim_id), {"key": key_of(page), "accepted": "1"}, follow=True
    )
    assert "号已核实。" in text(done)
    assert Claim.objects.get(id=claim_id).stage == "review"


def test_a_return_names_its_reason(grid: Client, world: World) -> None:
    claim_id = rows.claim_of(world, "own")
    address = at("grid-verify", claim_id)
    form = {"key": "back", "accepted": "0"}
    refused = grid.post(address, form | {"common": "other", "note": " "})
    assert refused.status_code == 400
    assert "claims.reason_missing" in text(refused)
    assert not Decision.objects.exists()
    done = grid.post(
        address, form | {"common": "日期不对，请改好再报", "note": "是初三"}, follow=True
    )
    assert "号已退回" in text(done)
    assert Decision.objects.get().note == "日期不对，请改好再报；是初三"
    assert Claim.objects.get().state == "rejected"
    home = world.client("card")
    assert "日期不对，请改好再报；是初三" in text(
        home.get(reverse("my-claim-one", args=[claim_id]))
    )


@pytest.mark.parametrize("typed", ["TY001", "张桂兰", "zgl", "door", "card"])
def test_a_household_is_found_by_what_one_has(grid: Client, world: World, typed: str) -> None:
    world.client("card")
    home = issue_card(
        world.cast.clerk, world.cast.zhang.id, key=f"show-{world.cast.zhang.id}", now=world.now
    )
    text_ = {"door": home.door_code, "card": f"http://127.0.0.1/K/{home.code}"}.get(typed, typed)
    found = grid.get(at("grid-record", code=text_))
    assert found["Location"] == at("grid-record-household", world.cast.zhang.id)


def test_other_groups_are_not_found(grid: Client, world: World) -> None:
    for typed in ("欧阳春", world.cast.far.door_code):
        assert "没有找到这一户" in text(grid.get(at("grid-record", code=typed)))
    away = at("grid-record-item", world.cast.far.id, "tree")
    assert grid.post(away, {"send": "1"}).status_code == 404
    assert not Claim.objects.exists()


def test_recording_for_somebody_says_who_how_and_where(grid: Client, world: World) -> None:
    address, form = record_form(
        grid, world, "tree", quantity="4", origin="proxy", channel="phone",
        happened="下午三点", place="后山", cause="护林", who=str(world.cast.zhang.member_id),
    )  # fmt: skip
    done = grid.post(address, form, follow=True)
    assert "记下了：张桂兰，参与植树造林" in text(done)
    assert "给哪一户登记？" in text(done)
    claim = Claim.objects.get()
    assert (claim.origin, claim.channel, claim.happened, claim.place, claim.cause) == (
        "proxy", "phone", "下午三点", "后山", "护林",
    )  # fmt: skip
    assert claim.resident_id == world.cast.zhang.member_id
    grid.post(address, form)
    assert Claim.objects.count() == 1


def test_a_deduction_wants_place_and_cause(grid: Client, world: World) -> None:
    address, form = record_form(grid, world, "lavish-feast")
    assert "还不能提交" in text(grid.post(address, form))
    assert not Claim.objects.exists()
    grid.post(address, form | {"place": "村口", "cause": "办了四十桌"})
    assert Claim.objects.get().item == "lavish-feast"


def test_what_scoring_refuses_is_said_in_the_schemes_words(grid: Client, world: World) -> None:
    address, form = record_form(grid, world, "tree", quantity="900")
    refused = grid.post(address, form)
    assert refused.status_code == 409
    assert "“参与植树造林”的数量 900 不在规定范围内" in text(refused)
    assert not Claim.objects.exists()


def test_the_clerk_records_for_every_group(world: World) -> None:
    clerk = world.client("clerk")
    away = at("grid-record-item", world.cast.far.id, "tree")
    key = key_of(text(clerk.get(away)))
    day = timezone.localdate().isoformat()
    form = {"key": key, "day": day, "origin": "recorded", "channel": "paper", "quantity": "1"}
    clerk.post(away, form | {"send": "1"})
    assert Claim.objects.get().household_id == world.cast.far.id


def slip(grid: Client, **typed: str) -> Any:
    page = text(grid.get(at("grid-paper")))
    form = {"key": key_of(page), "day": timezone.localdate().isoformat(), "number": "1"}
    return grid.post(at("grid-paper"), form | typed, follow=True)


def number_of(grid: Client, title: str) -> str:
    listed = re.findall(r"<li>([^<]+)</li>", text(grid.get(at("grid-paper"))))
    return str(listed.index(title) + 1)


def test_a_pile_of_slips_keeps_what_stays_the_same(grid: Client) -> None:
    tree = number_of(grid, "参与植树造林")
    done = slip(grid, code="TY001", number=tree, quantity="3", place="后山", cause="植树节")
    assert "记下了：张桂兰，参与植树造林" in text(done)
    assert 'value="后山"' in text(done)
    assert 'value="植树节"' in text(done)
    claim = Claim.objects.get()
    assert (claim.channel, claim.origin, claim.act["quantity"]) == ("paper", "proxy", "3")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"code": "TY999"}, "没有找到这一户"),
        ({"code": "TY003"}, "没有找到这一户"),
        ({"code": "TY001", "number": "99"}, "没有这个号"),
        ({"code": "TY001", "number": "x"}, "还不能提交"),
    ],
)
def test_a_slip_that_cannot_be_read_is_not_recorded(
    grid: Client, typed: dict[str, str], said: str
) -> None:
    assert said in text(slip(grid, **typed))
    assert not Claim.objects.exists()


def test_a_name_that_several_have_is_asked_for(world: World, grid: Client) -> None:
    assert "有好几户" in text(slip(grid, code="一组"))
    assert not Claim.objects.exists()


def test_what_was_recorded_can_be_taken_back(grid: Client, world: World) -> None:
    claim_id = rows.record_of(world, "own")
    assert "参与植树造林" in text(grid.get(at("grid-claims")))
    assert "撤回张桂兰的“参与植树造林”？" in text(grid.get(at("grid-withdraw", claim_id)))
    grid.post(at("grid-withdraw", claim_id))
    assert Claim.objects.get().state == "withdrawn"


def test_a_households_own_claim_is_not_the_grid_workers_to_withdraw(
    grid: Client, world: World
) -> None:
    claim_id = rows.claim_of(world, "own")
    refused = grid.post(at("grid-withdraw", claim_id))
    assert refused.status_code == 409
    assert "claims.not_your_record" in text(refused)
    assert Claim.objects.get().state == "open"
