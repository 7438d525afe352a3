"""Anybody may object; it stops the row, and an upheld one keeps points out of the ledger."""

from datetime import date, datetime

import pytest

from jishan.claims.actions import (
    Disputed,
    dismiss_objection,
    post_claim,
    publish_claims,
    review_claim,
    uphold_objection,
)
from jishan.claims.models import CapUse
from jishan.claims.queries import todays_work, why
from jishan.core.errors import NotFound
from jishan.core.workflow import Stage, State
from jishan.demo.cast import Cast
from jishan.notices.actions import MadeObjection, NoticeClosed, submit_objection
from jishan.notices.queries import notice_page, objections_of
from tests.stories.road import (
    claimed,
    days,
    decided,
    key,
    on_notice,
    posted,
    published,
    purses,
    recorded,
    row_of,
    stored,
    tick,
    written,
)


def object_to(village: Cast, row_id: int, now: datetime) -> MadeObjection:
    return submit_objection(
        village.neighbour_actor,
        row_id,
        reason="那天是我扫的",
        named="刘长福",
        key=key(),
        now=now,
    )


def test_an_open_objection_stops_the_row_and_no_other(village: Cast, now: datetime) -> None:
    disputed = decided(village, claimed(village, now), now)
    quiet = decided(village, claimed(village, now, "yard-sweep"), now)
    published(village, now)
    object_to(village, row_of(disputed).id, now)

    tick(village, now + days(4))

    assert (stored(disputed).state, stored(quiet).state) == (State.OPEN, State.POSTED)
    assert purses(village.zhang.id) == {"honour": 100, "spend": 100}
    with pytest.raises(Disputed):
        post_claim(village.clerk, disputed.id, now=now + days(4))


def test_an_upheld_objection_keeps_points_out_of_the_ledger(village: Cast, now: datetime) -> None:
    claim = on_notice(village, now)
    objection = object_to(village, row_of(claim).id, now)

    uphold_objection(village.secretary, objection.id, reason="查实是刘家扫的", now=now)
    tick(village, now + days(8))

    line = notice_page(village.taoyuan.id, 1, now).lines[0]
    assert purses(village.zhang.id) == {}
    assert (line.struck, line.struck_why, line.struck_note) == (True, "upheld", "查实是刘家扫的")
    assert (stored(claim).state, stored(claim).stage) == (State.OPEN, Stage.REVIEW)


def test_a_claim_sent_back_needs_new_voices_a_new_figure_and_a_new_notice(
    village: Cast, now: datetime
) -> None:
    claim = on_notice(village, now)
    objection = object_to(village, row_of(claim).id, now)
    uphold_objection(village.secretary, objection.id, reason="再核", now=now)
    assert stored(claim).points is None
    assert CapUse.objects.count() == 0

    for member in village.panel[:2]:
        review_claim(member, claim.id, accepted=True, key=key(), now=now)
    again = publish_claims(village.clerk, key=key(), now=now)
    tick(village, now + days(4))

    road = why(village.clerk, claim.id, now)
    assert again.notices[0].number == 2
    assert [shown.struck for shown in road.lines] == [True, False]
    assert (len(road.earlier), len(road.stages[1].decisions)) == (3, 2)
    assert purses(village.zhang.id)["spend"] == 300


def test_an_upheld_objection_may_end_the_claim_and_the_board_says_so(
    village: Cast, now: datetime
) -> None:
    claim = on_notice(village, now)
    objection = object_to(village, row_of(claim).id, now)

    uphold_objection(village.secretary, objection.id, reason="没有这回事", rejected=True, now=now)

    assert stored(claim).state == State.REJECTED
    retraction = notice_page(village.taoyuan.id, 2, now)
    assert (retraction.notice.kind, retraction.notice.title) == (
        "retraction",
        "第1号公示的更正",
    )
    assert retraction.lines[0].what == "审核未通过：清理公共路段垃圾"


def test_a_dismissed_objection_lets_the_row_go_on_with_its_answer_beside_it(
    village: Cast, now: datetime
) -> None:
    claim = on_notice(village, now)
    objection = object_to(village, row_of(claim).id, now)

    dismiss_objection(village.secretary, objection.id, reason="有照片为证", now=now + days(2))
    tick(village, now + days(4))

    line = notice_page(village.taoyuan.id, 1, now).lines[0]
    assert purses(village.zhang.id)["spend"] == 300
    assert [(one.number, one.state, one.decision) for one in line.objections] == [
        (1, "dismissed", "有照片为证")
    ]


def test_who_objects_stands_on_no_board(village: Cast, now: datetime) -> None:
    claim = on_notice(village, now)
    object_to(village, row_of(claim).id, now)

    assert "刘长福" not in repr(notice_page(village.taoyuan.id, 1, now))
    assert objections_of(village.secretary, now)[0].named == "刘长福"


def test_the_desk_records_an_objection_that_came_on_paper(village: Cast, now: datetime) -> None:
    claim = on_notice(village, now)

    made = submit_objection(
        village.grid_worker,
        row_of(claim).id,
        reason="扫的不是这一段",
        named="村口老李",
        origin="paper",
        key=key(),
        now=now,
    )

    row = objections_of(village.clerk, now)[0]
    assert (row.number, row.origin, row.answer_by) == (made.number, "paper", date(2026, 3, 9))


def test_a_line_that_is_not_public_is_disputed_only_by_its_own_household(
    village: Cast, now: datetime
) -> None:
    claim = decided(village, recorded(village, now, "lavish-feast"), now)
    published(village, now)
    row = row_of(claim)
    before = written()

    with pytest.raises(NotFound):
        object_to(village, row.id, now)
    assert written() == before

    own = submit_objection(
        village.zhang_actor, row.id, reason="只请了自家人", named="张桂兰", key=key(), now=now
    )
    assert own.number == 1


def test_the_same_objection_sent_twice_is_one(village: Cast, now: datetime) -> None:
    claim = on_notice(village, now)
    row_id = row_of(claim).id
    first = submit_objection(
        village.neighbour_actor, row_id, reason="不对", named="刘", key="o", now=now
    )
    before = written()

    again = submit_objection(
        village.neighbour_actor, row_id, reason="不对", named="刘", key="o", now=now
    )

    assert (again.id, again.repeated) == (first.id, True)
    assert written() == before


def test_after_the_notice_has_closed_it_is_too_late(village: Cast, now: datetime) -> None:
    claim = on_notice(village, now)
    before = written()

    with pytest.raises(NoticeClosed):
        object_to(village, row_of(claim).id, now + days(4))

    assert written() == before


def test_an_objection_that_is_upheld_after_all_was_posted_reverses_it(
    village: Cast, now: datetime
) -> None:
    """It came in the last second before the notice closed, while the clock was posting already."""
    claim = posted(village, now)
    late = submit_objection(
        village.neighbour_actor, row_of(claim).id, reason="不对", named="刘", key="late", now=now
    )

    uphold_objection(village.secretary, late.id, reason="属实", now=now + days(5))

    assert stored(claim).state == State.REVERSED
    assert purses(village.zhang.id) == {"honour": 0, "spend": 0}


def test_objections_that_wait_too_long_are_on_the_desk(village: Cast, now: datetime) -> None:
    claim = on_notice(village, now)
    object_to(village, row_of(claim).id, now)

    work = todays_work(village.clerk, now + days(8))

    assert (work.objections, work.objections_overdue) == (1, 1)


def test_a_claim_rejected_after_its_notice_is_revived_when_the_objection_is_right(
    village: Cast, now: datetime
) -> None:
    claim = on_notice(village, now)
    first = object_to(village, row_of(claim).id, now)
    uphold_objection(village.secretary, first.id, reason="没有", rejected=True, now=now)
    retraction = notice_page(village.taoyuan.id, 2, now).lines[0]
    other = submit_objection(
        village.zhang_actor, retraction.id, reason="我有人证", named="张", key=key(), now=now
    )

    uphold_objection(village.secretary, other.id, reason="人证属实", now=now)

    assert (stored(claim).state, stored(claim).stage) == (State.OPEN, Stage.REVIEW)
