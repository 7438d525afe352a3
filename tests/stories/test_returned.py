"""What cannot be counted any more is sent back before its notice, and its period can be closed."""

from datetime import datetime
from typing import Any

import pytest

from jishan.claims.actions import (
    CountsAfterAll,
    Moved,
    ReasonMissing,
    publish_claims,
    return_claim,
    verify_claim,
)
from jishan.claims.models import Decision
from jishan.core.errors import NotAllowed
from jishan.core.scheme.refusals import NeedUnmet
from jishan.core.workflow import State, StepNotPossible
from jishan.demo.cast import Cast
from tests.stories.road import adopt, claimed, decided, key, published, stored


def asking(document: dict[str, Any]) -> None:
    """Sweeping the lane counts only in a month in which a tree was planted."""
    lane = next(one for one in document["items"] if one["code"] == "lane-sweep")
    lane["needs"] = [{"items": ["tree"], "per": "month"}]


def stuck(village: Cast, now: datetime) -> Moved:
    """The panel has agreed to the lane; then the tree turns out not to have been planted."""
    adopt(village, now, asking)
    tree = claimed(village, now, "tree", quantity=2)
    lane = decided(village, claimed(village, now), now)
    verify_claim(village.grid_worker, tree.id, accepted=False, note="没有栽", key=key(), now=now)
    return lane


def returned(village: Cast, claim: Moved, now: datetime, **more: Any) -> Moved:
    given = {"reason": "本月没有栽树", "key": key(), **more}
    return return_claim(village.clerk, claim.id, now=now, **given)


def test_what_no_longer_counts_is_sent_back_with_its_reason(village: Cast, now: datetime) -> None:
    lane = stuck(village, now)
    with pytest.raises(NeedUnmet):
        publish_claims(village.clerk, key=key(), now=now)

    returned(village, lane, now)

    assert stored(lane).state == State.REJECTED
    said = Decision.objects.get(claim_id=lane.id, stage="notice")
    assert (said.accepted, said.note, said.decided_by) == (False, "本月没有栽树", village.clerk.id)


def test_sent_back_twice_with_one_key_is_sent_back_once(village: Cast, now: datetime) -> None:
    lane = stuck(village, now)
    returned(village, lane, now, key="once")

    assert returned(village, lane, now, key="once").repeated
    assert Decision.objects.filter(claim_id=lane.id, stage="notice").count() == 1


def test_what_counts_goes_on_the_board_instead(village: Cast, now: datetime) -> None:
    lane = decided(village, claimed(village, now), now)
    with pytest.raises(CountsAfterAll):
        returned(village, lane, now)
    assert stored(lane).state == State.OPEN
    assert stored(lane).points is None
    published(village, now)
    with pytest.raises(CountsAfterAll):
        returned(village, lane, now)
    assert stored(lane).notice_row_id is not None


def test_it_needs_a_reason_a_post_and_the_right_stage(village: Cast, now: datetime) -> None:
    lane = stuck(village, now)
    with pytest.raises(ReasonMissing):
        returned(village, lane, now, reason=" ")
    with pytest.raises(NotAllowed):
        return_claim(village.grid_worker, lane.id, reason="不记", key=key(), now=now)
    early = claimed(village, now, "visit-elder")
    with pytest.raises(StepNotPossible):
        returned(village, early, now)
    assert stored(lane).state == stored(early).state == State.OPEN
