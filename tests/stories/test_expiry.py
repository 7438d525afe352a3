"""Points that expire by themselves: each credit on its own day, nothing that was spent."""

from datetime import datetime
from typing import Any

import pytest

from jishan.claims.actions import Lapsed, lapse_points, reverse_claim
from jishan.core.access import clock_actor
from jishan.core.errors import NotAllowed
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.points import Points
from jishan.demo.cast import Cast
from jishan.ledger.actions import post
from jishan.ledger.models import Posting
from tests.stories.road import adopt, days, key, posted, purses, written


@pytest.fixture
def expiring(village: Cast, now: datetime) -> None:
    """桃源村's document; points to spend are good for twenty days from the act."""

    def change(document: dict[str, Any]) -> None:
        document["purses"][0]["expiry"] = [{"after": {"days": 20}}]

    adopt(village, now, change)


def lapse(village: Cast, now: datetime) -> Lapsed:
    return lapse_points(clock_actor(village.taoyuan.id), now=now)


def spend(village: Cast, points: int, now: datetime) -> None:
    account = AccountRef("household", village.zhang.id, "spend")
    posting = settle(key(), Kind.REDEMPTION, now.date(), [(account, -points)])
    post(village.shopkeeper, posting, now=now, code="redemption.collected")


def test_what_was_not_spent_expires_the_day_after_its_last_good_one(
    village: Cast, now: datetime, expiring: None
) -> None:
    posted(village, now)
    spend(village, 100, now + days(6))

    on_the_last_day = lapse(village, now + days(19))
    the_day_after = lapse(village, now + days(20))
    again = lapse(village, now + days(20))

    assert (on_the_last_day.points, the_day_after, again.points) == (0, Lapsed(1, Points(200)), 0)
    assert purses(village.zhang.id) == {"honour": 300, "spend": 0}
    posting = Posting.objects.get(kind="expiry")
    assert (posting.day, posting.memo) == ((now + days(20)).date(), "2026年3月21日到期")


def test_where_the_clock_comes_late_the_posting_bears_the_right_day(
    village: Cast, now: datetime, expiring: None
) -> None:
    posted(village, now)
    posted(village, now + days(1), "visit-elder")

    lapse(village, now + days(60))

    assert list(Posting.objects.filter(kind="expiry").order_by("day").values_list("day")) == [
        ((now + days(20)).date(),),
        ((now + days(21)).date(),),
    ]
    assert purses(village.zhang.id)["spend"] == 0


def test_what_was_reversed_cannot_expire(village: Cast, now: datetime, expiring: None) -> None:
    claim = posted(village, now)
    reverse_claim(village.clerk, claim.id, reason="记错了户", now=now + days(6))
    before = written()

    assert lapse(village, now + days(60)) == Lapsed(0, Points(0))
    assert written() == before


def test_a_purse_without_expiry_keeps_everything(village: Cast, now: datetime) -> None:
    posted(village, now)

    assert lapse(village, now + days(400)) == Lapsed(0, Points(0))
    assert purses(village.zhang.id) == {"honour": 300, "spend": 300}


def test_nobody_but_who_posts_may_let_points_expire(
    village: Cast, now: datetime, expiring: None
) -> None:
    posted(village, now)
    before = written()

    with pytest.raises(NotAllowed):
        lapse_points(village.shopkeeper, now=now + days(60))

    assert written() == before
