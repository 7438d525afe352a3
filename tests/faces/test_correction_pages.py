"""Who asks why a figure changed finds it: at the desk, on the phone, in the book, on the board."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jishan.claims.actions import Moved, post_due_claims, publish_claims
from jishan.claims.models import Claim
from jishan.core.access import clock_actor
from jishan.demo.cast import Cast
from jishan.registry.actions import issue_card
from tests.faces import rows
from tests.faces.world import World
from tests.stories.road import claimed, decided, key

TREES = "参与植树造林 10 棵"


@pytest.fixture
def now() -> datetime:
    """The pages have their own clock."""
    return timezone.now()


@pytest.fixture
def two(village: Cast, now: datetime) -> tuple[Moved, Moved]:
    """48 trees, and 10 more of which the year's cap leaves two; both in the book."""
    before = now - timedelta(days=4)
    made = []
    for trees in (48, 10):
        claim = claimed(village, before, "tree", quantity=trees, day=before.date())
        made.append(decided(village, claim, before))
    publish_claims(village.clerk, key=key(), now=before)
    post_due_claims(clock_actor(village.taoyuan.id), now=now)
    assert [one.points for one in Claim.objects.order_by("number")] == [14400, 600]
    return made[0], made[1]


@pytest.fixture
def clerk(village: Cast) -> Client:
    client = Client()
    client.force_login(village.users["clerk"])
    return client


def reversed_(clerk: Client, claim: Moved) -> str:
    """The page that the clerk sees after pressing 冲正."""
    address = reverse("claims-reverse", args=["taoyuan", claim.id])
    shown = clerk.post(address, {"key": key(), "reason": "记错了户"}, follow=True)
    assert shown.status_code == 200
    return shown.content.decode()


def test_a_road_with_corrections_asks_no_more_than_twelve_questions(
    clerk: Client, two: tuple[Moved, Moved]
) -> None:
    reversed_(clerk, two[0])
    for one in two:
        address = reverse("claims-one", args=["taoyuan", one.id])
        with CaptureQueriesContext(connection) as caught:
            assert clerk.get(address).status_code == 200
        assert len(caught) <= 12


def test_the_desk_says_what_followed_and_leads_there(
    clerk: Client, two: tuple[Moved, Moved]
) -> None:
    page = reversed_(clerk, two[0])

    other = reverse("claims-one", args=["taoyuan", two[1].id])
    assert "因为这一条更正的" in page
    assert "跟着它变的也更正了" in page
    assert f'<a href="{other}">{TREES}</a>：原 6 分，现 30 分' in page
    changed = clerk.get(other).content.decode()
    assert "后来更正过" in changed
    assert f"原 6 分，现 30 分，因第 {two[0].number} 号事项更正：记错了户" in changed
    today = timezone.localdate()
    assert f"{today.year} 年 {today.month} 月 {today.day} 日更正，原 6 分" in changed


def test_the_household_reads_it_on_its_phone_without_what_staff_wrote(
    clerk: Client, village: Cast, now: datetime, two: tuple[Moved, Moved]
) -> None:
    reversed_(clerk, two[0])
    client = Client()
    rows.show_card(client, village.zhang, World(village, now))

    page = client.get(reverse("my-claim-one", args=[two[1].id])).content.decode()
    book = client.get(reverse("my-passbook")).content.decode()

    assert f"原 6 分，现 30 分，因第 {two[0].number} 号事项更正" in page
    assert "记错了户" not in page.split("公示过的")[0]
    assert f"更正：{TREES}（因第 {two[0].number} 号事项更正）" in book


def test_the_passbook_by_code_calls_it_a_correction(
    clerk: Client, village: Cast, now: datetime, two: tuple[Moved, Moved]
) -> None:
    code = issue_card(village.clerk, village.zhang.id, key="card", now=now).code
    reversed_(clerk, two[0])

    page = Client().post(reverse("passbook"), {"code": code}).content.decode()

    assert f"更正：{TREES}" in page
    assert "兑换分余 30 分" in page


def test_the_board_crosses_out_the_old_line_and_shows_the_new(
    clerk: Client, two: tuple[Moved, Moved]
) -> None:
    reversed_(clerk, two[0])

    old = Client().get(reverse("board-notice", args=["taoyuan", 1])).content.decode()
    told = Client().get(reverse("board-notice", args=["taoyuan", 2])).content.decode()

    assert "已更正，见更正公示" in old
    because = f"因第 {two[0].number} 号事项更正"
    assert f"更正：{TREES}（原 6 分，现 30 分，{because}）" in told
    assert "记错了户" not in told
