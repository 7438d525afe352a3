"""Award money goes with the last report that was accepted, whatever page is still open."""

from datetime import datetime

import pytest

from jishan.core.errors import Refusal
from jishan.core.points import Fen
from jishan.demo.cast import Cast
from jishan.targets.actions import decide_report, grant_award
from tests.stories.planning import Town, found_town, key, report, standing, written


@pytest.fixture
def town(village: Cast, now: datetime) -> Town:
    return found_town(village, now)


def accepted(town: Town, now: datetime, figure: int) -> int:
    made = report(town.taoyuan, town.plan_id, "beautiful", now, figure, evidence=["document"])
    decide_report(town.in_taoyuan, made, accepted=True, note="", key=key(), now=now)
    return made


def test_a_page_that_stayed_open_takes_no_money_back(
    village: Cast, now: datetime, town: Town
) -> None:
    """One officer has the award for two open while another accepts five and pays for them."""
    two = accepted(town, now, 2)
    five = accepted(town, now, 5)
    grant_award(town.in_taoyuan, five, note="", key=key(), now=now)
    before = written()

    with pytest.raises(Refusal) as late:
        grant_award(town.in_taoyuan, two, note="", key=key(), now=now)

    assert (late.value.code, written()) == ("targets.award_overtaken", before)
    assert standing(village.taoyuan, "beautiful").awarded == Fen(200_000_000)


def test_what_was_paid_for_is_not_paid_a_second_time(
    village: Cast, now: datetime, town: Town
) -> None:
    two = accepted(town, now, 2)
    grant_award(town.in_taoyuan, two, note="", key=key(), now=now)
    five = accepted(town, now, 5)
    assert grant_award(town.in_taoyuan, five, note="", key=key(), now=now).count == 3
    before = written()

    with pytest.raises(Refusal) as late:
        grant_award(town.in_taoyuan, two, note="", key=key(), now=now)

    assert (late.value.code, written()) == ("targets.award_overtaken", before)
