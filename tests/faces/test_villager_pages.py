"""What a household does on its phone, without JavaScript: look, claim, take back, object."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jishan.claims.models import Claim, Evidence
from jishan.demo.cast import Cast
from jishan.notices.models import Objection
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
def phone(world: World) -> Client:
    """张桂兰's phone after card and PIN."""
    return world.client("card")


def text(response: Any) -> str:
    written: str = response.content.decode()
    return written


def key_of(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found
    return found[1]


def claim_page(phone: Client, item: str) -> tuple[str, str]:
    address = reverse("my-claim-new", args=[item])
    return address, text(phone.get(address))


def sent(phone: Client, item: str, **typed: Any) -> Any:
    """The form as it stands, sent with what was typed."""
    address, page = claim_page(phone, item)
    day = timezone.localdate().isoformat()
    return phone.post(address, {"key": key_of(page), "day": day, "send": "1", **typed}, follow=True)


def test_a_claim_takes_three_presses(phone: Client) -> None:
    home = text(phone.get(reverse("my-home")))
    assert reverse("my-claim") in home
    items = text(phone.get(reverse("my-claim")))
    address, page = claim_page(phone, "lane-sweep")
    assert address in items
    assert f'value="{timezone.localdate().isoformat()}"' in page
    assert "按现在算：" in page
    assert "+3</span>" in page
    arrived = text(sent(phone, "lane-sweep"))
    claim = Claim.objects.get()
    assert f"收到了，编号 {claim.number}。" in arrived
    assert "网格员核实" in arrived
    assert (claim.origin, claim.channel, claim.item) == ("self", "card", "lane-sweep")


def test_the_same_form_sent_twice_is_one_claim(phone: Client) -> None:
    address, page = claim_page(phone, "lane-sweep")
    form = {"key": key_of(page), "day": timezone.localdate().isoformat(), "send": "1"}
    first, second = phone.post(address, form), phone.post(address, form)
    assert first["Location"] == second["Location"]
    assert Claim.objects.count() == 1


def test_counting_first_sends_nothing(phone: Client) -> None:
    address, page = claim_page(phone, "tree")
    form = {"key": key_of(page), "day": timezone.localdate().isoformat(), "quantity": "5"}
    shown = text(phone.post(address, form | {"count": "1"}))
    assert "5 棵" in shown
    assert "+15</span>" in shown
    assert key_of(shown) == form["key"]
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("item", "typed", "code"),
    [
        ("tree", {"quantity": "五"}, "claims.number_unreadable"),
        ("tree", {"quantity": "900"}, "scoring.quantity_out_of_range"),
        ("simple-wedding", {}, None),
        ("lane-sweep", {"day": "2099-01-01"}, None),
        ("lane-sweep", {"day": ""}, None),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(
    phone: Client, item: str, typed: dict[str, str], code: str | None
) -> None:
    response = sent(phone, item, **typed)
    if code:
        assert response.status_code >= 400
        assert code in text(response)
    assert not Claim.objects.exists()


def test_an_item_that_is_not_for_claiming_is_not_found(phone: Client) -> None:
    assert phone.get(reverse("my-claim-new", args=["lavish-feast"])).status_code == 404
    assert phone.get(reverse("my-claim-new", args=["no-such"])).status_code == 404


def test_a_photograph_may_come_along(phone: Client) -> None:
    photo = SimpleUploadedFile("a.jpg", rows.picture(), "image/jpeg")
    sent(phone, "lane-sweep", photo=photo)
    evidence = Evidence.objects.get()
    for small in ("", "?small=1"):
        shown = phone.get(reverse("my-photo", args=[evidence.id]) + small)
        assert shown["Content-Type"] == "image/jpeg"
        assert shown["Cache-Control"] == "no-store"


def test_what_is_no_photograph_stops_the_claim(phone: Client) -> None:
    response = sent(phone, "lane-sweep", photo=SimpleUploadedFile("a.jpg", b"no picture"))
    assert "files.not_a_photograph" in text(response)
    assert not Claim.objects.exists()


def test_taking_back_asks_once_more(phone: Client, world: World) -> None:
    claim_id = rows.claim_of(world, "own")
    address = reverse("my-withdraw", args=[claim_id])
    assert "撤回以后就不算了" in text(phone.get(address))
    assert Claim.objects.get().state == "open"
    assert "已经撤回。" in text(phone.post(address, follow=True))
    assert Claim.objects.get().state == "withdrawn"


def test_what_others_recorded_cannot_be_taken_back(phone: Client, world: World) -> None:
    claim_id = rows.record_of(world, "own")
    assert reverse("my-withdraw", args=[claim_id]) not in text(
        phone.get(reverse("my-claim-one", args=[claim_id]))
    )
    refused = phone.post(reverse("my-withdraw", args=[claim_id]))
    assert refused.status_code == 409
    assert "claims.not_your_record" in text(refused)
    assert Claim.objects.get().state == "open"


def test_an_objection_takes_three_presses_and_gets_a_receipt(phone: Client, world: World) -> None:
    number, row_id = rows.line_of(world, "household")
    address = reverse("my-object", args=[number, row_id])
    page = text(phone.get(address))
    assert "欧*" in page
    done = phone.post(
        address, {"key": key_of(page), "common": "日期不对", "words": ""}, follow=True
    )
    made = Objection.objects.get()
    assert f"收到了：{made.number} 号异议，" in text(done)
    assert f"{made.answer_by.month}月{made.answer_by.day}日以前答复您。" in text(done)
    assert (made.reason, made.named) == ("日期不对", "张桂兰")


def test_an_objection_without_a_reason_is_not_taken(phone: Client, world: World) -> None:
    number, row_id = rows.line_of(world, "household")
    address = reverse("my-object", args=[number, row_id])
    key = key_of(text(phone.get(address)))
    refused = phone.post(address, {"key": key, "common": "other", "words": " "})
    assert refused.status_code == 400
    assert "notices.reason_missing" in text(refused)
    assert not Objection.objects.exists()


def test_only_the_household_itself_reads_its_deduction(phone: Client, world: World) -> None:
    number, row_id = rows.line_of(world, "household", "lavish-feast")
    other = world.client("other_card")
    address = reverse("my-notice", args=[number])
    assert "大操大办" in text(other.get(address))
    assert "只有您家看得到" in text(other.get(address))
    assert "大操大办" not in text(phone.get(address))
    assert phone.get(reverse("my-object", args=[number, row_id])).status_code == 404


def test_the_slip_carries_what_was_decided(phone: Client, world: World) -> None:
    claim_id = rows.noticed_of(world, "own")
    slip = text(phone.get(reverse("my-slip", args=[claim_id])))
    for shown in ("奖分通知单", "张桂兰", "清理公共路段垃圾", "+3", "按规定计 3 分", "兑换分"):
        assert shown in slip
    unpublished = rows.claim_of(world, "own", key="other")
    assert phone.get(reverse("my-slip", args=[unpublished])).status_code == 404


def test_every_page_is_light_and_needs_no_script(phone: Client, world: World) -> None:
    rows.noticed_of(world, "own")
    for name in ("my-home", "my-passbook", "my-claim", "my-claims", "my-notices", "my-objections"):
        page = phone.get(reverse(name))
        assert page.status_code == 200
        assert len(page.content) < 30_000
        assert "onclick" not in text(page)
