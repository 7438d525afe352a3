"""Whatever is pressed at once: one claim, one notice, one posting, and a cap is shared out once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest

from jishan.claims.actions import (
    Moved,
    NewInspection,
    NothingToPublish,
    close_period,
    post_due_claims,
    publish_claims,
    record_inspections,
    reverse_claim,
    review_claim,
    submit_claim,
    verify_claim,
    withdraw_claim,
)
from jishan.claims.acts import NewClaim
from jishan.claims.models import CapUse, Claim, Decision
from jishan.core.access import clock_actor
from jishan.core.errors import Refusal
from jishan.core.workflow import Stage, State
from jishan.demo.cast import Cast, found_cast
from jishan.ledger.check import prove
from jishan.ledger.models import Posting
from jishan.notices.actions import submit_objection
from jishan.notices.models import Notice, NoticeRow, Objection
from tests.races.racing import together
from tests.stories.mending import Half, at, given, given_in, replayed
from tests.stories.road import (
    adopt,
    claimed,
    days,
    decided,
    on_notice,
    posted,
    published,
    purses,
    row_of,
    stored,
    tick,
    verified,
)
from tests.stories.test_inspections import form, yards

THREADS = 6


@pytest.fixture
def lane(racing_db: None, now: datetime) -> Cast:
    """桃源村 in a database in which every thread commits."""
    return found_cast(now=now)


def done(answers: list[Moved | Refusal]) -> list[Moved]:
    return [answer for answer in answers if isinstance(answer, Moved)]


def test_a_claim_sent_many_times_at_once_is_one_claim(lane: Cast, now: datetime) -> None:
    new = NewClaim(lane.zhang.id, "lane-sweep", now.date())
    step = partial(submit_claim, lane.zhang_actor, new, key="one", now=now)

    answers = done(together([step] * THREADS))

    assert len(answers) == THREADS
    assert len({answer.id for answer in answers}) == 1
    assert sum(not answer.repeated for answer in answers) == 1
    assert Claim.objects.count() == 1


def test_two_clerks_publish_at_once_and_every_claim_hangs_once(lane: Cast, now: datetime) -> None:
    for day in range(5):
        decided(lane, claimed(lane, now, day=now.date() - timedelta(days=day)), now)

    answers = together(
        [partial(publish_claims, lane.clerk, key=f"k{n}", now=now) for n in range(THREADS)]
    )

    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    assert [type(answer) for answer in refused] == [NothingToPublish] * (THREADS - 1)
    shown = Notice.objects.filter(kind="claims")
    lines = NoticeRow.objects.filter(notice__kind="claims")
    assert (shown.count(), lines.count()) == (1, 5)


def test_the_same_notice_sent_at_once_is_one_notice(lane: Cast, now: datetime) -> None:
    decided(lane, claimed(lane, now), now)

    answers = together([partial(publish_claims, lane.clerk, key="k", now=now)] * THREADS)

    assert not any(isinstance(answer, Refusal) for answer in answers)
    assert Notice.objects.filter(kind="claims").count() == 1


def test_two_notices_at_once_do_not_share_out_the_same_room(lane: Cast, now: datetime) -> None:
    """Twelve sweeps at 3 points, 30 a quarter: ten count, however they are published."""
    claims = [
        decided(lane, claimed(lane, now, day=now.date() - timedelta(days=day)), now)
        for day in range(12)
    ]

    together(
        [
            partial(publish_claims, lane.clerk, key=f"k{n}", now=now, claim_ids=[claim.id])
            for n, claim in enumerate(claims)
        ]
    )

    figures = sorted(claim.points or 0 for claim in Claim.objects.all())
    assert figures == [0, 0] + [300] * 10
    assert sum(CapUse.objects.filter(measure="plus").values_list("amount", flat=True)) == 3000


def test_the_clock_runs_twice_and_posts_once(lane: Cast, now: datetime) -> None:
    for item in ("lane-sweep", "yard-sweep", "visit-elder"):
        decided(lane, claimed(lane, now, item), now)
    published(lane, now)
    late = now + days(4)

    together([partial(post_due_claims, clock_actor(lane.taoyuan.id), now=late)] * THREADS)

    assert Posting.objects.count() == 3
    assert purses(lane.zhang.id) == {"honour": 900, "spend": 900}
    assert prove(lane.taoyuan.id).differences == ()


def test_the_panel_speaks_at_once_and_the_claim_moves_one_stage(lane: Cast, now: datetime) -> None:
    claim = verified(lane, claimed(lane, now), now)

    together(
        [
            partial(review_claim, member, claim.id, accepted=True, key=f"v{n}", now=now)
            for n, member in enumerate(lane.panel)
        ]
    )

    assert stored(claim).stage == Stage.NOTICE
    assert Decision.objects.filter(stage="review").count() == 2


def test_withdrawn_and_verified_at_once_is_one_of_the_two(lane: Cast, now: datetime) -> None:
    claim = claimed(lane, now)
    verify = partial(
        verify_claim, lane.grid_worker, claim.id, accepted=False, note="没有", key="v", now=now
    )

    answers = done(together([partial(withdraw_claim, lane.zhang_actor, claim.id, now=now), verify]))

    assert len(answers) == 1
    assert stored(claim).state == answers[0].state


def test_a_reversal_pressed_by_two_is_one_reversal(lane: Cast, now: datetime) -> None:
    claim = posted(lane, now)
    late = now + days(5)

    together(
        [
            partial(reverse_claim, actor, claim.id, reason="记错", now=late)
            for actor in (lane.clerk, lane.secretary) * 2
        ]
    )

    assert stored(claim).state == State.REVERSED
    assert Posting.objects.count() == 2
    assert prove(lane.taoyuan.id).differences == ()


def test_two_acts_reversed_at_once_correct_what_rested_on_both(lane: Cast) -> None:
    half = Half(lane)
    zhang = lane.zhang.id
    acts = [half.act(zhang, "tree", 1, day, quantity=4) for day in (5, 9, 14)]
    half.end(1)

    together(
        [
            partial(reverse_claim, lane.clerk, claim.id, reason="记错", now=at(2, 20))
            for claim in acts[:2] * 2
        ]
    )

    assert purses(zhang) == {"honour": 1700, "spend": 1200}
    assert given(half.id) == given_in(replayed(half.id, at(2, 20).date()))
    assert prove(half.id).differences == ()


def test_a_reversal_and_a_notice_at_once_wait_for_each_other(lane: Cast) -> None:
    """The bonus of January is put on the board while the act behind it is taken back."""
    half = Half(lane)
    act = half.act(lane.zhang.id, "tree", 1, 9, quantity=9)
    half.enter(at(1, 31))
    close_period(lane.clerk, "month", at(1, 1).date(), key="close", now=at(2, 6))

    steps: list[Callable[[], object]] = [
        partial(reverse_claim, lane.clerk, act.id, reason="记错", now=at(2, 7)),
        partial(publish_claims, lane.secretary, key="n", now=at(2, 7)),
    ]
    together(steps)
    half.tick(at(2, 12))
    half.tick(at(2, 17))

    assert purses(lane.zhang.id) == {"honour": 0, "spend": 0}
    assert prove(half.id).differences == ()


def test_objecting_and_posting_at_once_loses_neither(lane: Cast, now: datetime) -> None:
    """In the last minute of the notice: the objection is there, whatever the clock does."""
    claim = on_notice(lane, now)
    last = now.replace(day=5, hour=23, minute=59)
    midnight = now.replace(day=6, hour=0, minute=0)
    row = row_of(claim).id
    object_ = partial(
        submit_objection,
        lane.neighbour_actor,
        row,
        reason="不对",
        named="刘",
        key="o",
        now=last,
    )

    steps: list[Callable[[], object]] = [object_, partial(tick, lane, midnight)]
    together(steps)

    assert Objection.objects.count() == 1
    assert stored(claim).state in {State.OPEN, State.POSTED}
    assert (stored(claim).state == State.POSTED) == (Posting.objects.count() == 1)


def test_a_sheet_sent_many_times_at_once_is_one_sheet(lane: Cast, now: datetime) -> None:
    adopt(lane, now, yards)
    rows = [NewInspection(one, form(55, 36)) for one in (lane.zhang.id, lane.far.id)]
    step = partial(
        record_inspections, lane.clerk, "clean-home", day=now.date(), rows=rows, key="s", now=now
    )

    answers = together([step] * THREADS)

    assert not any(isinstance(answer, Refusal) for answer in answers)
    assert Claim.objects.count() == 2
