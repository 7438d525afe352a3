"""A claim's whole road: what the board showed is what the book says."""

from datetime import date, datetime

import pytest

from jishan.claims.actions import (
    NoticeStillOpen,
    post_claim,
    publish_claims,
    record_claim,
    review_claim,
    submit_claim,
    verify_claim,
    withdraw_claim,
)
from jishan.claims.acts import NewClaim
from jishan.claims.queries import preview, slip, why
from jishan.core.access import clock_actor
from jishan.core.errors import NotFound
from jishan.core.workflow import Stage, State
from jishan.demo.cast import Cast
from jishan.ledger.models import Posting
from jishan.notices.queries import notice_page
from tests.stories.road import (
    claimed,
    days,
    decided,
    key,
    neighbours,
    on_notice,
    posted,
    published,
    purses,
    recorded,
    reviewed,
    row_of,
    stored,
    tick,
    verified,
    written,
)


def test_a_claim_is_verified_reviewed_shown_and_then_posted(village: Cast, now: datetime) -> None:
    claim = claimed(village, now)
    assert (claim.state, claim.stage) == (State.OPEN, Stage.VERIFY)

    assert verified(village, claim, now).stage is Stage.REVIEW
    assert reviewed(village, claim, now).stage is Stage.NOTICE
    published(village, now)
    tick(village, now + days(4))

    assert stored(claim).state == State.POSTED
    assert purses(village.zhang.id) == {"honour": 300, "spend": 300}
    posting = Posting.objects.get(source_id=claim.id)
    assert (posting.kind, posting.day) == ("earning", now.date())


def test_the_preview_the_notice_and_the_book_show_one_figure(village: Cast, now: datetime) -> None:
    new = NewClaim(village.zhang.id, "tree", now.date(), quantity="5")
    shown = preview(village.zhang_actor, new, origin="self", now=now)

    claim = posted(village, now, "tree", quantity="5")

    assert (shown.points, shown.quantity) == (1500, "5 棵")
    assert (row_of(claim).points, row_of(claim).what) == (1500, "参与植树造林 5 棵")
    assert purses(village.zhang.id) == {"honour": 1500, "spend": 1500}


def test_nothing_is_posted_before_the_notice_has_closed(village: Cast, now: datetime) -> None:
    claim = on_notice(village, now)
    before = written()

    tick(village, now + days(3))
    with pytest.raises(NoticeStillOpen) as refusal:
        post_claim(village.clerk, claim.id, now=now + days(3))

    assert refusal.value.facts == {"number": 1, "last_day": date(2026, 3, 5)}
    assert written() == before
    assert stored(claim).stage == Stage.NOTICE


def test_posting_again_posts_nothing(village: Cast, now: datetime) -> None:
    claim = posted(village, now)
    before = written()

    tick(village, now + days(5))
    again = post_claim(village.clerk, claim.id, now=now + days(5))

    assert again.repeated
    assert written() == before


def test_a_button_posts_what_the_clock_would_post(village: Cast, now: datetime) -> None:
    claim = on_notice(village, now)

    done = post_claim(village.clerk, claim.id, now=now + days(4))

    assert done.state is State.POSTED
    assert purses(village.zhang.id)["spend"] == 300


def test_many_claims_hang_on_one_notice(village: Cast, now: datetime) -> None:
    for item in ("lane-sweep", "yard-sweep", "visit-elder"):
        decided(village, claimed(village, now, item), now)

    done = published(village, now)

    page = notice_page(village.taoyuan.id, 1, now)
    assert (len(done.notices), done.claims, page.notice.days_left) == (1, 3, 3)
    assert [(line.who, line.points) for line in page.lines] == [
        ("张*兰", 300),
        ("张*兰", 100),
        ("张*兰", 500),
    ]


@pytest.mark.parametrize("channel", ["oral", "phone", "sms", "wechat", "paper", "on_site"])
def test_word_that_comes_by_any_channel_is_a_claim_like_another(
    village: Cast, now: datetime, channel: str
) -> None:
    new = NewClaim(village.zhang.id, "lane-sweep", now.date(), place="村口", cause="雪后清扫")
    claim = record_claim(
        village.grid_worker, new, origin="proxy", channel=channel, key=key(), now=now
    )

    road = why(village.clerk, claim.id, now)

    assert (road.claim.channel, road.claim.origin, road.recorder) == (channel, "proxy", "李强")
    assert claim.stage is Stage.VERIFY


def test_a_grid_worker_records_only_in_the_own_group(village: Cast, now: datetime) -> None:
    new = NewClaim(village.far.id, "lane-sweep", now.date())
    before = written()

    with pytest.raises(NotFound):
        record_claim(village.grid_worker, new, origin="proxy", channel="oral", key=key(), now=now)

    assert written() == before


def test_a_household_claims_only_for_itself(village: Cast, now: datetime) -> None:
    new = NewClaim(village.liu_neighbour.id, "lane-sweep", now.date())
    before = written()

    with pytest.raises(NotFound):
        submit_claim(village.zhang_actor, new, key=key(), now=now)

    assert written() == before


def test_what_the_grid_worker_returns_ends_there_with_a_reason(
    village: Cast, now: datetime
) -> None:
    claim = claimed(village, now)

    done = verify_claim(
        village.grid_worker, claim.id, accepted=False, note="那天没扫", key=key(), now=now
    )

    road = why(village.zhang_actor, claim.id, now)
    assert done.state is State.REJECTED
    assert [stage.state for stage in road.stages] == ["stopped", "ahead", "ahead", "ahead"]
    assert road.stages[0].decisions[0].note == "那天没扫"


def test_the_panel_decides_by_majority_once_the_quorum_has_spoken(
    village: Cast, now: datetime
) -> None:
    claim = verified(village, claimed(village, now), now)
    first, second, third = village.panel

    one = review_claim(first, claim.id, accepted=True, key=key(), now=now)
    two = review_claim(second, claim.id, accepted=False, note="不像", key=key(), now=now)
    three = review_claim(third, claim.id, accepted=False, note="没看到", key=key(), now=now)

    assert (one.stage, two.stage, two.state) == (Stage.REVIEW, Stage.REVIEW, State.OPEN)
    assert three.state is State.REJECTED


def test_a_household_does_not_read_which_member_of_the_panel_said_what(
    village: Cast, now: datetime
) -> None:
    claim = decided(village, claimed(village, now), now)

    own = why(village.zhang_actor, claim.id, now).stages[1].decisions
    office = why(village.clerk, claim.id, now).stages[1].decisions

    assert [made.who for made in own] == ["", ""]
    assert [made.who for made in office] == ["陈秀英", "何长根"]


def test_a_withdrawn_claim_goes_no_further(village: Cast, now: datetime) -> None:
    claim = claimed(village, now)

    assert withdraw_claim(village.zhang_actor, claim.id, now=now).state is State.WITHDRAWN
    assert withdraw_claim(village.zhang_actor, claim.id, now=now).repeated


def test_the_slip_says_what_was_awarded_why_and_until_when_one_may_object(
    village: Cast, now: datetime
) -> None:
    claim = on_notice(village, now)

    paper = slip(village.clerk, claim.id, now)

    assert (paper.head_name, paper.what, paper.points) == ("张桂兰", "清理公共路段垃圾", 300)
    assert paper.credits == (("兑换分", 300), ("荣誉分", 300))
    assert (paper.notice_number, paper.objection_until) == (1, date(2026, 3, 5))
    assert paper.source_text == "主动清理公共路段垃圾+3分"


def test_a_village_of_hundreds_is_posted_in_one_run(village: Cast, now: datetime) -> None:
    for household_id in neighbours(village, 30):
        new = NewClaim(household_id, "lane-sweep", now.date(), place="村口", cause="清扫")
        claim = record_claim(
            village.clerk, new, origin="recorded", channel="on_site", key=key(), now=now
        )
        decided(village, claim, now)
    publish_claims(village.clerk, key=key(), now=now)

    tick(village, now + days(4))

    assert Posting.objects.count() == 30
    assert clock_actor(village.taoyuan.id).id == 0


def test_a_person_of_the_household_is_named_with_the_act(village: Cast, now: datetime) -> None:
    claim = recorded(village, now, "lane-sweep", resident_id=village.zhang.member_id)

    decided(village, claim, now)
    published(village, now)
    tick(village, now + days(4))

    assert why(village.clerk, claim.id, now).claim.member == "张明"
    assert purses(village.zhang.id) == {"honour": 300, "spend": 300}
