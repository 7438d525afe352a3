"""A mistake is mended by adding: the reversal, a line on the board, and nothing rubbed out."""

from datetime import date, datetime

import pytest

from jishan.claims.actions import ReasonMissing, ReversedForGood, reverse_claim, uphold_objection
from jishan.core.errors import NotAllowed, NotFound
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.workflow import State, StepNotPossible
from jishan.demo.cast import Cast
from jishan.ledger.actions import post
from jishan.ledger.models import Posting
from jishan.ledger.queries import earned_by_household
from jishan.notices.actions import submit_objection
from jishan.notices.queries import notice_page
from tests.stories.road import days, key, on_notice, posted, purses, row_of, stored, written


def test_a_reversal_takes_back_the_points_and_says_so_on_the_board(
    village: Cast, now: datetime
) -> None:
    claim = posted(village, now)

    done = reverse_claim(village.clerk, claim.id, reason="记错了户", now=now + days(5))

    struck = notice_page(village.taoyuan.id, 1, now).lines[0]
    told = notice_page(village.taoyuan.id, 2, now + days(5)).lines[0]
    assert done.state is State.REVERSED
    assert purses(village.zhang.id) == {"honour": 0, "spend": 0}
    assert (struck.struck_why, struck.struck_note) == ("reversed", "记错了户")
    assert (told.what, told.points, told.public) == ("冲正：清理公共路段垃圾", -300, True)
    assert Posting.objects.count() == 2


def test_reversing_twice_reverses_once(village: Cast, now: datetime) -> None:
    claim = posted(village, now)
    reverse_claim(village.clerk, claim.id, reason="记错", now=now + days(5))
    before = written()

    again = reverse_claim(village.clerk, claim.id, reason="记错", now=now + days(5))

    assert again.repeated
    assert written() == before


def spend(village: Cast, points: int, now: datetime) -> None:
    account = AccountRef("household", village.zhang.id, "spend")
    posting = settle(key(), Kind.REDEMPTION, now.date(), [(account, -points)])
    post(village.shopkeeper, posting, now=now, code="redemption.collected")


def test_goods_already_handed_over_are_not_taken_back(village: Cast, now: datetime) -> None:
    claim = posted(village, now)
    spend(village, 200, now + days(5))

    reverse_claim(village.clerk, claim.id, reason="记错", now=now + days(6))

    year = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
    assert purses(village.zhang.id) == {"honour": 0, "spend": 0}
    assert earned_by_household(village.taoyuan.id, purse="spend", **year) == {village.zhang.id: 0}
    assert list(Posting.objects.order_by("id").values_list("kind", flat=True)) == [
        "earning",
        "redemption",
        "earning",
        "transfer",
    ]


def test_what_is_not_posted_is_not_reversed(village: Cast, now: datetime) -> None:
    claim = on_notice(village, now)
    before = written()

    with pytest.raises(StepNotPossible):
        reverse_claim(village.clerk, claim.id, reason="记错", now=now)

    assert written() == before


def test_a_reversal_has_a_reason(village: Cast, now: datetime) -> None:
    claim = posted(village, now)
    before = written()

    with pytest.raises(ReasonMissing):
        reverse_claim(village.clerk, claim.id, reason="  ", now=now + days(5))

    assert written() == before
    assert stored(claim).state == State.POSTED


def test_nobody_of_another_village_or_role_reverses(village: Cast, now: datetime) -> None:
    claim = posted(village, now)
    before = written()

    with pytest.raises(NotFound):
        reverse_claim(village.outsider, claim.id, reason="记错", now=now + days(5))
    with pytest.raises(NotAllowed):
        reverse_claim(village.supervisor, claim.id, reason="记错", now=now + days(5))

    assert written() == before


def test_what_was_reversed_is_not_revived_but_recorded_anew(village: Cast, now: datetime) -> None:
    claim = posted(village, now)
    reverse_claim(village.clerk, claim.id, reason="记错", now=now + days(5))
    line = notice_page(village.taoyuan.id, 2, now + days(5)).lines[0]
    objection = submit_objection(
        village.zhang_actor, line.id, reason="没记错", named="张", key=key(), now=now + days(6)
    )
    before = written()

    with pytest.raises(ReversedForGood):
        uphold_objection(village.secretary, objection.id, reason="属实", now=now + days(6))

    assert written() == before
    assert row_of(claim).points == 300
