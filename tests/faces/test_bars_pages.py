"""Vetoes and false claims at the desk: what is typed stays, what is refused is said."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jishan.claims.actions.moved import moved
from jishan.claims.models import Bar, Claim
from jishan.demo.cast import Cast
from tests.stories.road import decided, posted, published, stored, tick


@pytest.fixture
def now() -> datetime:
    """The pages have their own clock."""
    return timezone.now()


def desk(village: Cast, username: str = "clerk") -> Client:
    client = Client()
    client.force_login(village.users[username])
    return client


def address(name: str, *ids: int) -> str:
    return reverse(name, args=["taoyuan", *ids])


def typed(village: Cast, now: datetime, **changed: Any) -> dict[str, Any]:
    said = {
        "key": "veto-1",
        "household": village.zhang.number,
        "clause": "crime",
        "day": timezone.localdate(now).isoformat(),
        "document_kind": "判决书",
        "document": "(2026)云01刑初3号",
        "cause": "",
    }
    return said | changed


def test_a_veto_is_recorded_and_bars_after_its_notice(village: Cast, now: datetime) -> None:
    client = desk(village)

    answer = client.post(address("bars-new"), typed(village, now))
    again = client.post(address("bars-new"), typed(village, now))

    assert (answer.status_code, again.status_code) == (302, 302)
    claim = Claim.objects.get(kind="veto")
    assert (claim.household_id, claim.act["document"]) == (
        village.zhang.id,
        "判决书 (2026)云01刑初3号",
    )
    assert "现在没有哪一户被否决" in client.get(address("bars")).content.decode()
    decided(village, moved(claim), now)
    published(village, now)
    tick(village, now + timedelta(days=12))
    Bar.objects.update(since=timezone.localdate(now))  # the page reads the clock of today
    page = client.get(address("bars")).content.decode()
    assert "经查有刑事犯罪" in page
    assert "评优" in page

    bar = Bar.objects.get()
    client.post(address("bars-lift", bar.id), {"reason": "改判无罪"})

    assert Bar.objects.get().lifted_why == "改判无罪"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"household": "查无此人"}, "没有找到这一户。"),
        ({"household": ""}, "必填"),
        ({"document": ""}, "必填"),
        ({"day": "2999-01-01"}, "日期 2999年1月1日 还没有到"),
    ],
)
def test_what_cannot_be_recorded_is_said_and_stays_typed(
    village: Cast, now: datetime, changed: dict[str, Any], sentence: str
) -> None:
    answer = desk(village).post(address("bars-new"), typed(village, now, **changed))

    assert sentence in answer.content.decode()
    assert "判决书" in answer.content.decode()
    assert not Claim.objects.exists()


def test_the_page_of_a_claim_offers_the_false_claim_only_once_it_is_decided(
    village: Cast, now: datetime
) -> None:
    claim = posted(village, now)
    client = desk(village)
    page = client.get(address("claims-one", claim.id)).content.decode()

    answer = client.post(
        address("claims-false", claim.id),
        {
            "key": "false-1",
            "fault": "claimant",
            "cause": "邻居证明当天没有扫",
            "heard_on": timezone.localdate(now).isoformat(),
            "said": "记错了日子",
        },
    )

    assert "查明是虚报？" in page
    false = Claim.objects.get(kind="false")
    assert answer["Location"] == address("claims-one", false.id)
    shown = client.get(answer["Location"]).content.decode()
    assert f"虚报：申报 {claim.number} 号" in shown
    assert "查明是虚报？" not in shown
    assert stored(claim).state == "posted"
