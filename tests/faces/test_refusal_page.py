"""The page of a refusal leads back to where the person came from, in this house only."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jishan.demo.cast import Cast

BACK = "回到刚才那一页"
SCORING = "/v/taoyuan/scoring/"
HOST = "http://testserver"


@pytest.fixture
def now() -> datetime:
    """The pages have their own clock."""
    return timezone.now()


@pytest.fixture
def clerk(village: Cast) -> Client:
    client = Client()
    client.force_login(village.users["clerk"])
    return client


def refused(client: Client, referer: str, *, post: bool = False) -> str:
    """A page that a clerk is not let into, asked for from `referer`."""
    ask = client.post if post else client.get
    page = ask(SCORING, headers={"referer": referer} if referer else {})
    assert page.status_code in (403, 405)
    return page.content.decode()


def test_it_offers_the_page_before_and_the_own_desk(clerk: Client) -> None:
    page = refused(clerk, f"{HOST}/v/taoyuan/claims/?state=open&page=2")

    assert f'href="/v/taoyuan/claims/?state=open&amp;page=2">{BACK}' in page
    assert f'href="{reverse("my-posts")}">回首页' in page


@pytest.mark.parametrize(
    "referer",
    [
        "",
        "http://elsewhere.example/v/taoyuan/claims/",
        "//elsewhere.example/",
        "http://testserver@elsewhere.example/",
        "http://testserver//elsewhere.example/",
        "javascript:alert(1)",
        "https:elsewhere.example",
        f"{HOST}{SCORING}",
    ],
)
def test_it_leads_to_no_other_house_and_not_in_a_circle(clerk: Client, referer: str) -> None:
    page = refused(clerk, referer)

    assert BACK not in page
    assert "elsewhere" not in page


def test_whoever_is_nobody_yet_is_sent_to_the_front(db: None) -> None:
    page = Client().get("/b/no-such-village/")

    assert page.status_code == 404
    assert f'href="{reverse("front")}">回首页' in page.content.decode()
