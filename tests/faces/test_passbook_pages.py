"""The passbook by card code: the card opens it, nothing else does, and nothing is kept.

Who guesses has an address of its own in each test: the count outlives a test.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jishan.claims.actions import post_due_claims
from jishan.core.access import clock_actor
from jishan.demo.cast import Cast
from jishan.entrance import throttle
from jishan.entrance.throttle import MISSES_MAX
from jishan.moving.households import change_household, undo_household_change
from jishan.registry.actions import issue_card, reissue_card
from jishan.registry.changes import NewChange
from tests.faces import rows
from tests.faces.world import World

ADDRESS = "passbook"


@pytest.fixture
def now() -> datetime:
    """The pages have their own clock."""
    return timezone.now()


@pytest.fixture
def card(village: Cast, now: datetime) -> str:
    """The code of 张桂兰's card; three points stand in the book."""
    before = now - timedelta(days=10)
    rows.noticed_of(World(village, before), "own")
    posted = post_due_claims(clock_actor(village.taoyuan.id), now=now - timedelta(days=1))
    assert posted.posted == 1
    return issue_card(village.clerk, village.zhang.id, key="card", now=now).code


def look(code: str, **extra: Any) -> Any:
    return Client().post(reverse(ADDRESS), {"code": code}, **extra)


def test_the_card_shows_the_book_and_every_line_says_why(card: str) -> None:
    shown = look(card)
    page = shown.content.decode()
    assert shown.status_code == 200
    assert shown["Cache-Control"] == "no-store"
    for word in ("张*兰", "清理公共路段垃圾", "兑换分余 3 分", "荣誉分余 3 分", "按规定计 3 分"):
        assert word in page
    assert "张桂兰" not in page
    assert card not in page
    assert "card" not in shown.client.session


def test_the_code_may_be_typed_or_scanned(card: str) -> None:
    for typed in (f"{card[:3]} {card[3:]}".lower(), f"HTTP://127.0.0.1:8000/K/{card}"):
        assert "张*兰" in look(typed).content.decode()


def test_a_get_and_an_empty_form_show_nothing(card: str) -> None:
    assert "张*兰" not in Client().get(reverse(ADDRESS), {"code": card}).content.decode()
    assert "张*兰" not in look("").content.decode()


def test_a_door_code_a_dead_card_and_nonsense_are_answered_alike(
    card: str, village: Cast, now: datetime
) -> None:
    reissue_card(village.clerk, village.zhang.id, key="again", now=now)
    answers = {
        (
            answer.status_code,
            answer.content.decode().count("没有"),
            "张*兰" in answer.content.decode(),
        )
        for answer in map(look, (card, village.zhang.door_code, "NOSUCH1", "../etc"))
    }
    assert len(answers) == 1
    assert not next(iter(answers))[2]


def test_guessing_is_stopped_for_that_address_only(card: str) -> None:
    for _ in range(MISSES_MAX):
        assert look("NOSUCH1", REMOTE_ADDR="10.0.0.9").status_code != 429
    stopped = look(card, REMOTE_ADDR="10.0.0.9")
    assert stopped.status_code == 429
    assert "entrance.too_fast" in stopped.content.decode()
    assert "张*兰" not in stopped.content.decode()
    assert look(card, REMOTE_ADDR="10.0.0.8").status_code == 200


def test_found_cards_are_not_counted_and_a_minute_is_enough(now: datetime) -> None:
    counter = throttle.Throttle()
    for _ in range(MISSES_MAX):
        counter.miss("a", now)
    with pytest.raises(throttle.TooFast):
        counter.check("a", now + throttle.WINDOW - timedelta(seconds=1))
    counter.check("a", now + throttle.WINDOW)
    counter.check("b", now)


def test_printed_codes_are_throttled_too(village: Cast) -> None:
    client = Client(REMOTE_ADDR="10.0.0.7")
    for _ in range(MISSES_MAX):
        assert client.get(reverse("door-code", args=["NOSUCH1"])).status_code == 404
    assert client.get(reverse("door-code", args=["NOSUCH1"])).status_code == 429


def test_a_door_leads_everybody_where_they_belong(village: Cast, now: datetime) -> None:
    world = World(village, now)
    address = reverse("door-code", args=[village.zhang.door_code])
    leads = {
        role: world.client(role).get(address)["Location"].partition("?")[0]
        for role in ("nobody", "card", "other_card", "grid", "shop", "panel", "outsider")
    }
    board = reverse("board", args=["taoyuan"])
    assert leads == {
        "nobody": board,
        "card": reverse("my-home"),
        "other_card": board,
        "grid": reverse("grid-record", args=["taoyuan"]),
        "shop": reverse("counter", args=["taoyuan"]),
        "panel": board,
        "outsider": board,
    }


def test_the_grid_worker_stands_before_the_scanned_household(village: Cast, now: datetime) -> None:
    client = World(village, now).client("grid")
    code = village.zhang.door_code
    shown = client.get(reverse("door-code", args=[code]), follow=True)
    home = reverse("grid-record-household", args=["taoyuan", village.zhang.id])
    assert shown.redirect_chain[-1][0] == home
    away = client.get(reverse("door-code", args=[village.far.door_code]), follow=True)
    assert "没有找到这一户" in away.content.decode()


def merged(village: Cast, now: datetime, home: int, into: int) -> int:
    new = NewChange(home, "merged", timezone.localdate(now), other_id=into)
    return change_household(village.clerk, new, key=f"merge-{home}-{into}", now=now).id


def test_the_card_of_a_household_that_merged_says_where_its_points_are(
    card: str, village: Cast, now: datetime
) -> None:
    """Whoever still holds it reads no more of the other household than the board says."""
    merged(village, now, village.zhang.id, village.liu_neighbour.id)
    last = merged(village, now, village.liu_neighbour.id, village.far.id)

    page = look(card).content.decode()

    assert "已并入 欧*春 户" in page
    assert f'href="{reverse(ADDRESS)}"' in page
    for of_others in ("欧阳春", "刘*福", village.far.number):
        assert of_others not in page
    undo_household_change(village.clerk, last, key="undo", now=now)
    assert "已并入 刘*福 户" in look(card).content.decode()


def test_their_own_pages_lead_to_the_other_card(card: str, village: Cast, now: datetime) -> None:
    client = Client()
    rows.show_card(client, village.zhang, World(village, now))
    for name in ("my-home", "my-passbook"):
        assert "已并入" not in client.get(reverse(name)).content.decode()

    merged(village, now, village.zhang.id, village.far.id)

    for name in ("my-home", "my-passbook"):
        page = client.get(reverse(name)).content.decode()
        assert "已并入 欧*春 户" in page
        assert f'href="{reverse("card-login")}"' in page
        assert "欧阳春" not in page
    assert "我要申报" not in client.get(reverse("my-home")).content.decode()
