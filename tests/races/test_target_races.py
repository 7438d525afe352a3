"""A plan drafted, adopted or counted by several at once: one plan, one set of targets in force."""

from datetime import datetime
from functools import partial

import pytest

from jishan.core.errors import Refusal
from jishan.core.workflow import StepNotPossible
from jishan.demo.cast import Cast, found_cast
from jishan.targets.actions import adopt_plan, draft_plan, report_count
from jishan.targets.models import PlanVersion, TargetReport
from tests.races.racing import together
from tests.stories.planning import MEETING, VILLAGE, adopted, plan_text


@pytest.fixture
def village(racing_db: None, now: datetime) -> Cast:
    """桃源村 in a database in which every thread commits."""
    return found_cast(now=now)


def versions(village: Cast) -> list[tuple[int, str]]:
    rows = PlanVersion.objects.filter(plan__organization_id=village.taoyuan.id)
    return list(rows.order_by("number").values_list("number", "state"))


def test_plans_brought_at_once_are_numbered_one_after_the_other(
    village: Cast, now: datetime
) -> None:
    texts = [plan_text(VILLAGE, version=number) for number in range(1, 7)]
    outcomes = together([partial(draft_plan, village.secretary, text, now=now) for text in texts])
    assert [one for one in outcomes if isinstance(one, Refusal)] == []
    assert versions(village) == [(number, "draft") for number in range(1, 7)]


def test_of_two_plans_adopted_at_once_one_replaces_the_other(village: Cast, now: datetime) -> None:
    drafts = [
        draft_plan(village.secretary, plan_text(VILLAGE, version=number), now=now).pk
        for number in (1, 2)
    ]
    steps = [
        partial(adopt_plan, village.secretary, one, decision=MEETING, answers={}, now=now)
        for one in drafts * 4
    ]
    outcomes = together(steps)
    refused = [one for one in outcomes if isinstance(one, Refusal)]
    assert len(refused) == 6
    assert {type(one) for one in refused} == {StepNotPossible}
    assert sorted(state for _number, state in versions(village)) == ["adopted", "replaced"]


def test_a_count_sent_ten_times_at_once_is_one_report(village: Cast, now: datetime) -> None:
    plan = adopted(village.secretary, plan_text(VILLAGE), now).plan_id
    outcomes = together(
        [partial(report_count, village.clerk, plan, "part", key="count", now=now)] * 10
    )
    assert [one for one in outcomes if isinstance(one, Refusal)] == []
    assert TargetReport.objects.filter(village_id=village.taoyuan.id).count() == 1
