"""A cap is shared out once: what is on notice has taken its room already."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from jishan.claims.actions import NothingToPublish, publish_claims, reverse_claim
from jishan.claims.acts import NewClaim
from jishan.claims.models import CapUse
from jishan.claims.queries import claims_awaiting, preview, why
from jishan.core.scoring import ConditionUnmet, FigureMissing
from jishan.core.workflow import Stage, State
from jishan.demo.cast import Cast
from jishan.ledger.models import Posting
from tests.stories.road import (
    adopt,
    claimed,
    days,
    decided,
    key,
    on_notice,
    posted,
    published,
    purses,
    row_of,
    stored,
    tick,
    written,
)


def test_the_eleventh_sweep_of_a_quarter_brings_nothing(village: Cast, now: datetime) -> None:
    claims = [
        decided(village, claimed(village, now, day=now.date() - timedelta(days=n)), now)
        for n in range(11)
    ]
    published(village, now)
    tick(village, now + days(4))

    figures = [row_of(claim).points for claim in claims]
    assert figures == [0] + [300] * 10  # by day: the latest act finds the cap full
    assert purses(village.zhang.id) == {"honour": 3000, "spend": 3000}
    assert {stored(claim).state for claim in claims} == {State.POSTED.value}


def test_a_claim_that_brings_nothing_ends_posted_without_a_posting_and_says_why(
    village: Cast, now: datetime
) -> None:
    posted(village, now)
    second = posted(village, now)

    road = why(village.clerk, second.id, now)

    assert Posting.objects.count() == 1
    assert (road.claim.points, road.claim.state, road.posting_id) == (0, State.POSTED, None)
    codes = [reason.code for reason in road.claim.reasons]
    assert codes == ["times_capped", "nothing_to_post"]


def test_the_preview_knows_what_is_already_on_the_board(village: Cast, now: datetime) -> None:
    on_notice(village, now)
    new = NewClaim(village.zhang.id, "lane-sweep", now.date())

    shown = preview(village.zhang_actor, new, origin="self", now=now)

    assert (shown.points, shown.same_day) == (0, 1)


def test_a_reversal_frees_the_room_that_it_took(village: Cast, now: datetime) -> None:
    claim = posted(village, now)
    assert CapUse.objects.count() == 2

    reverse_claim(village.clerk, claim.id, reason="记错了户", now=now + days(5))

    assert CapUse.objects.count() == 0
    assert row_of(on_notice(village, now)).points == 300


def test_the_cap_of_a_year_cuts_the_last_act(village: Cast, now: datetime) -> None:
    first = on_notice(village, now, "tree", quantity="40")
    second = on_notice(village, now, "tree", quantity="20")

    assert (row_of(first).points, row_of(second).points) == (12000, 3000)


def test_caps_are_counted_in_the_period_of_the_act_not_of_the_notice(
    village: Cast, now: datetime
) -> None:
    old = on_notice(village, now, "visit-elder", day=date(2026, 2, 27))
    fresh = on_notice(village, now, "visit-elder", day=date(2026, 3, 1))

    assert (row_of(old).points, row_of(fresh).points) == (500, 500)


def test_the_panel_sees_the_figure_that_it_would_become(village: Cast, now: datetime) -> None:
    on_notice(village, now)
    claim = claimed(village, now)

    (row,) = claims_awaiting(village.clerk, Stage.VERIFY, now)

    assert (row.id, row.points, row.expected) == (claim.id, None, 0)


def test_an_outcome_adds_to_taking_part(village: Cast, now: datetime) -> None:
    plain = on_notice(village, now, "mediation")
    signed = on_notice(village, now, "mediation", outcome="signed")

    assert (row_of(plain).points, row_of(signed).points) == (500, 1500)
    assert row_of(signed).what == "参与邻里纠纷调解 签订和解协议"


def test_a_figure_outside_the_bounds_is_refused_at_once(village: Cast, now: datetime) -> None:
    before = written()

    with pytest.raises(ConditionUnmet):
        claimed(village, now, "simple-wedding", figures={"bride_price": "80001", "tables": "15"})
    with pytest.raises(FigureMissing):
        claimed(village, now, "simple-wedding", figures={"tables": "15"})

    assert written() == before


def test_figures_within_the_bounds_count(village: Cast, now: datetime) -> None:
    claim = on_notice(
        village, now, "simple-wedding", figures={"bride_price": "80000", "tables": "15"}
    )

    assert row_of(claim).points == 2000


def test_with_nothing_waiting_there_is_nothing_to_publish(village: Cast, now: datetime) -> None:
    before = written()

    with pytest.raises(NothingToPublish):
        publish_claims(village.clerk, key=key(), now=now)

    assert written() == before


def test_a_purse_takes_no_more_than_it_may_hold(village: Cast, now: datetime) -> None:
    """At most four points to spend: of three and five, one more comes in; all count as earned."""

    def change(document: dict[str, Any]) -> None:
        document["purses"][0]["held_max"] = 4

    adopt(village, now, change)
    posted(village, now)
    second = posted(village, now + days(1), "visit-elder")

    assert purses(village.zhang.id) == {"honour": 800, "spend": 400}
    assert stored(second).reasons[-1] == ["ceiling_stopped", {"purse": "兑换分", "points": 100}]
