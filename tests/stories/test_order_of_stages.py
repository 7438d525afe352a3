"""The order of the stages is data: the notice may come before the review (ZX-05, T13)."""

from datetime import date, datetime
from typing import Any

import pytest

from jishan.claims.actions import (
    NotYourStage,
    OwnRecord,
    approve_claim,
    record_claim,
    review_claim,
    verify_claim,
    withdraw_claim,
)
from jishan.claims.acts import NewClaim
from jishan.core.workflow import Stage, State, StepNotPossible
from jishan.demo.cast import Cast
from jishan.notices.queries import notice_page
from tests.stories.road import (
    adopt,
    claimed,
    days,
    decided,
    key,
    published,
    purses,
    recorded,
    row_of,
    stored,
    tick,
    verified,
    written,
)

VERIFY = {"kind": "verify", "role": "grid_worker"}
NOTICE = {"kind": "notice", "days": 3, "day_kind": "calendar"}
APPROVE = {"kind": "approve", "role": "secretary"}
ENTER = {"kind": "enter", "role": "clerk"}


def order(*stages: dict[str, Any]) -> Any:
    def change(document: dict[str, Any]) -> None:
        document["process"] = {"default": list(stages)}

    return change


def test_where_the_notice_comes_first_the_figure_is_bound_before_the_review(
    village: Cast, now: datetime
) -> None:
    adopt(village, now, order(VERIFY, NOTICE, APPROVE, ENTER))
    claim = verified(village, claimed(village, now), now)
    assert claim.stage is Stage.NOTICE
    published(village, now)

    tick(village, now + days(4))
    assert (stored(claim).stage, stored(claim).points) == (Stage.APPROVE, 300)

    approve_claim(village.secretary, claim.id, accepted=True, key=key(), now=now + days(4))
    tick(village, now + days(4))
    assert purses(village.zhang.id)["spend"] == 300


def test_a_rejection_after_the_notice_strikes_the_row_and_is_published_itself(
    village: Cast, now: datetime
) -> None:
    adopt(village, now, order(VERIFY, NOTICE, APPROVE, ENTER))
    claim = verified(village, claimed(village, now), now)
    published(village, now)
    tick(village, now + days(4))

    done = approve_claim(
        village.secretary, claim.id, accepted=False, note="不属实", key=key(), now=now + days(4)
    )

    first, second = (notice_page(village.taoyuan.id, number, now) for number in (1, 2))
    assert done.state is State.REJECTED
    assert (first.lines[0].struck, first.lines[0].struck_why) == (True, "rejected")
    assert (second.notice.kind, second.lines[0].public) == ("retraction", True)
    assert purses(village.zhang.id) == {}


def test_what_was_shown_and_is_withdrawn_is_taken_off_the_board(
    village: Cast, now: datetime
) -> None:
    review = {"kind": "review", "role": "panel", "quorum": 2}
    adopt(village, now, order(VERIFY, NOTICE, review, ENTER))
    claim = verified(village, claimed(village, now), now)
    published(village, now)
    tick(village, now + days(4))

    withdraw_claim(village.zhang_actor, claim.id, now=now + days(4))

    assert notice_page(village.taoyuan.id, 1, now).lines[0].struck_why == "withdrawn"


def test_a_notice_of_working_days_leaves_out_weekends_and_holidays(
    village: Cast, now: datetime
) -> None:
    """Put up on Friday 20 February 2026: the holidays last until the 23rd, the 28th is worked."""
    working = {"kind": "notice", "days": 5, "day_kind": "working"}
    adopt(village, now, order(VERIFY, working, ENTER))
    friday = now.replace(month=2, day=20)
    verified(village, claimed(village, friday), friday)

    published(village, friday)

    notice = notice_page(village.taoyuan.id, 1, friday).notice
    assert (notice.last_day, notice.days_left) == (date(2026, 2, 28), 8)


def test_claims_with_notices_of_different_length_hang_on_notices_of_their_own(
    village: Cast, now: datetime
) -> None:
    def change(document: dict[str, Any]) -> None:
        longer = {"kind": "notice", "days": 7, "day_kind": "calendar"}
        document["process"] = {
            "default": [NOTICE, ENTER],
            "items": {"visit-elder": [longer, ENTER]},
        }

    adopt(village, now, change)
    for item in ("lane-sweep", "visit-elder"):
        claimed(village, now, item)

    done = published(village, now)

    pages = [notice_page(village.taoyuan.id, number, now).notice for number in (1, 2)]
    assert done.claims == 2
    assert [page.days for page in pages] == [3, 7]


def test_a_stage_belongs_to_the_role_that_the_scheme_names(village: Cast, now: datetime) -> None:
    adopt(village, now, order({"kind": "verify", "role": "clerk"}, NOTICE, ENTER))
    claim = claimed(village, now)
    before = written()

    with pytest.raises(NotYourStage):
        verified(village, claim, now)

    assert written() == before


def test_no_stage_can_be_taken_before_its_turn(village: Cast, now: datetime) -> None:
    claim = claimed(village, now)
    before = written()

    with pytest.raises(StepNotPossible):
        review_claim(village.panel[0], claim.id, accepted=True, key=key(), now=now)

    assert written() == before
    assert stored(claim).stage == Stage.VERIFY


def grid_record(village: Cast, now: datetime) -> int:
    new = NewClaim(village.zhang.id, "lane-sweep", now.date(), place="村口", cause="清扫")
    made = record_claim(
        village.grid_worker, new, origin="recorded", channel="on_site", key=key(), now=now
    )
    return made.id


def test_who_recorded_a_claim_may_verify_it_where_others_decide_as_well(
    village: Cast, now: datetime
) -> None:
    claim = grid_record(village, now)

    done = verify_claim(village.grid_worker, claim, accepted=True, key=key(), now=now)

    assert done.stage is Stage.REVIEW


def test_who_recorded_a_claim_is_not_its_only_judge(village: Cast, now: datetime) -> None:
    adopt(village, now, order(VERIFY, NOTICE, ENTER))
    claim = grid_record(village, now)
    before = written()

    with pytest.raises(OwnRecord):
        verify_claim(village.grid_worker, claim, accepted=True, key=key(), now=now)

    assert written() == before


def test_a_scheme_may_do_without_recusal(village: Cast, now: datetime) -> None:
    def change(document: dict[str, Any]) -> None:
        document["process"] = {"default": [VERIFY, NOTICE, ENTER], "recusal": False}

    adopt(village, now, change)

    done = verify_claim(
        village.grid_worker, grid_record(village, now), accepted=True, key=key(), now=now
    )

    assert done.stage is Stage.NOTICE


def test_a_scheme_without_a_notice_binds_the_figure_when_it_posts(
    village: Cast, now: datetime
) -> None:
    adopt(village, now, order(VERIFY, ENTER))
    claim = verified(village, claimed(village, now), now)

    tick(village, now)

    assert (stored(claim).state, stored(claim).points) == (State.POSTED, 300)
    assert purses(village.zhang.id)["spend"] == 300


def test_a_claim_keeps_the_version_of_its_day(village: Cast, now: datetime) -> None:
    def change(document: dict[str, Any]) -> None:
        for item in document["items"]:
            if item["code"] == "lane-sweep":
                item["worth"]["points"] = 9

    adopt(village, now, change)
    before = decided(village, claimed(village, now, day=date(2026, 1, 31)), now)
    after = decided(village, recorded(village, now, "lane-sweep"), now)
    published(village, now)

    assert (row_of(before).points, row_of(after).points) == (300, 900)
