"""A plan's next version comes while a report waits: the page offers what the step then does."""

from datetime import datetime

import pytest

from jishan.core.errors import Refusal
from jishan.demo.cast import Cast
from jishan.targets.actions import decide_report, grant_award
from jishan.targets.queries import target_page
from tests.stories.planning import (
    TODAY,
    TOWN,
    VILLAGE,
    Town,
    adopted,
    found_town,
    key,
    plan_text,
    report,
    standing,
    written,
)


@pytest.fixture
def town(village: Cast, now: datetime) -> Town:
    return found_town(village, now)


def tap(least: int, version: int) -> str:
    return plan_text(VILLAGE.replace("at_least: 90", f"at_least: {least}"), version=version)


def test_what_is_reached_by_the_goal_in_force_can_be_accepted(village: Cast, now: datetime) -> None:
    """60 of a hundred homes are too few for 90, and enough once the village made it 50."""
    plan = adopted(village.secretary, tap(90, 1), now).plan_id
    made = report(village.clerk, plan, "tap", now, 190, evidence=["record"])
    adopted(village.secretary, tap(50, 2), now)
    assert standing(village.taoyuan, "tap").waiting_id == made

    decide_report(village.township_officer, made, accepted=True, note="", key=key(), now=now)

    assert standing(village.taoyuan, "tap").progress.state.value == "accepted"


def test_what_the_goal_in_force_asks_more_of_is_not_accepted(village: Cast, now: datetime) -> None:
    plan = adopted(village.secretary, tap(50, 1), now).plan_id
    made = report(village.clerk, plan, "tap", now, 190, evidence=["record"])
    adopted(village.secretary, tap(90, 2), now)
    assert standing(village.taoyuan, "tap").waiting_id is None
    before = written()

    with pytest.raises(Refusal) as late:
        decide_report(village.township_officer, made, accepted=True, note="", key=key(), now=now)

    assert (late.value.code, written()) == ("targets.nothing_to_accept", before)


def test_the_award_that_the_page_names_is_the_one_that_is_entered(
    village: Cast, now: datetime, town: Town
) -> None:
    """What was reported under 40 万元 each is paid so, though the next version gives 50 万元."""
    made = report(town.taoyuan, town.plan_id, "beautiful", now, 2, evidence=["document"])
    decide_report(town.in_taoyuan, made, accepted=True, note="", key=key(), now=now)
    dearer = TOWN.replace("yuan_each: 400000", "yuan_each: 500000")
    adopted(town.at_home, plan_text(dearer, name="青石镇", version=2), now)

    page = target_page(
        town.in_taoyuan, village.taoyuan, plan_id=town.plan_id, target="beautiful", day=TODAY
    )
    granted = grant_award(town.in_taoyuan, made, note="", key=key(), now=now)

    assert page.due is not None
    assert (page.due_id, page.due.fen) == (made, granted.fen)
    assert granted.fen == 80_000_000
