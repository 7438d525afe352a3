"""Who sees which claims, in what order, and what the lists cost."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishan.claims.actions import review_claim
from jishan.claims.acts import NewClaim
from jishan.claims.queries import (
    ClaimRow,
    claimable_items,
    claims_awaiting,
    claims_found,
    claims_of_household,
    recordable_items,
    slip,
    todays_work,
    why,
)
from jishan.core.errors import NotFound
from jishan.core.workflow import Stage, State
from jishan.demo.cast import Cast
from tests.departments.acts import record
from tests.stories.road import claimed, days, decided, key, neighbours, on_notice, verified


def test_nothing_of_the_village_is_seen_from_another(village: Cast, now: datetime) -> None:
    claim = on_notice(village, now)

    for ask in (why, slip):
        with pytest.raises(NotFound):
            ask(village.outsider, claim.id, now)
    assert claims_found(village.outsider, now) == ()
    assert todays_work(village.outsider, now).on_notice == 0


def test_a_household_sees_its_own_claims_only(village: Cast, now: datetime) -> None:
    claimed(village, now)

    assert len(claims_of_household(village.zhang_actor, village.zhang.id, now)) == 1
    assert claims_of_household(village.neighbour_actor, village.zhang.id, now) == ()


def test_there_is_no_slip_before_there_is_a_figure(village: Cast, now: datetime) -> None:
    claim = claimed(village, now)

    with pytest.raises(NotFound):
        slip(village.clerk, claim.id, now)


def test_the_desk_counts_what_waits_where(village: Cast, now: datetime) -> None:
    on_notice(village, now)
    decided(village, claimed(village, now, "yard-sweep"), now)
    verified(village, claimed(village, now, "visit-elder"), now)
    claimed(village, now, "tree", quantity="2")

    work = todays_work(village.clerk, now)
    later = todays_work(village.clerk, now + days(4))

    assert (work.to_verify, work.to_review, work.to_publish, work.on_notice) == (1, 1, 1, 1)
    assert (work.to_post, later.to_post, later.on_notice) == (0, 1, 0)
    assert todays_work(village.clerk, now + days(3)).closing_today == 1


def test_a_panel_member_does_not_see_again_what_is_already_said(
    village: Cast, now: datetime
) -> None:
    claim = verified(village, claimed(village, now), now)
    review_claim(village.panel[0], claim.id, accepted=True, key=key(), now=now)

    assert claims_awaiting(village.panel[0], Stage.REVIEW, now) == ()
    assert len(claims_awaiting(village.panel[1], Stage.REVIEW, now)) == 1


def test_the_table_of_the_desk_is_filtered_and_paged(village: Cast, now: datetime) -> None:
    for item in ("lane-sweep", "yard-sweep", "visit-elder"):
        claimed(village, now, item)
    record(village, now, NewClaim(village.far.id, "lane-sweep", now.date()))

    def numbers(**wanted: Any) -> list[int]:
        return [row.number for row in claims_found(village.clerk, now, **wanted)]

    assert numbers() == [4, 3, 2, 1]
    assert numbers(limit=2, before_number=4) == [3, 2]
    assert numbers(items=["lane-sweep"]) == [4, 1]
    assert numbers(categories=["civility"]) == [3]
    assert numbers(origin="proxy") == [4]
    assert numbers(group_id=village.group_two.id) == [4]
    assert numbers(household="桂兰") == [3, 2, 1]
    assert numbers(household="TY003") == [4]
    assert numbers(state=State.POSTED) == []
    assert numbers(day_from=now.date() + timedelta(days=1)) == []


def test_what_a_household_often_claims_stands_first(village: Cast, now: datetime) -> None:
    claimed(village, now, "visit-elder")

    groups = claimable_items(village.taoyuan.id, now.date(), household_id=village.zhang.id)
    staff = recordable_items(village.grid_worker, now.date())

    assert (groups[0].name, groups[0].items[0].code) == ("常用", "visit-elder")
    assert [group.code for group in groups[1:]] == ["env", "civility", "harmony", "industry"]
    offered = {card.code for group in groups for card in group.items}
    recordable = {card.code for group in staff for card in group.items}
    assert recordable - offered == {"lavish-feast", "straw-burning"}
    assert claimable_items(village.liushu.id, now.date()) == ()


def rows_and_queries(village: Cast, now: datetime) -> tuple[tuple[ClaimRow, ...], int]:
    with CaptureQueriesContext(connection) as captured:
        rows = claims_awaiting(village.clerk, Stage.VERIFY, now, limit=500)
    return rows, len(captured)


def test_a_list_costs_the_same_queries_however_long(village: Cast, now: datetime) -> None:
    homes = neighbours(village, 40)
    record(village, now, NewClaim(homes[0], "lane-sweep", now.date()))
    claims_awaiting(village.clerk, Stage.VERIFY, now)
    few, small = rows_and_queries(village, now)
    for home in homes[1:]:
        record(village, now, NewClaim(home, "lane-sweep", now.date()))

    many, large = rows_and_queries(village, now)

    assert (len(few), len(many)) == (1, 40)
    assert large == small
