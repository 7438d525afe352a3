"""Each of a team has times of its own: on the board, in the book, after a reversal."""

from datetime import date, datetime
from typing import Any

from jishan.claims.actions import reverse_claim
from jishan.claims.actions.moved import Moved
from jishan.claims.models import CapUse
from jishan.demo.cast import Cast
from tests.stories.mending import balances, balances_in, replayed
from tests.stories.road import adopt, days, decided, published, stored, tick
from tests.stories.test_stated_shares import ditch, own_points, teams


def once(document: dict[str, Any]) -> None:
    """Digging brings everybody of the team 10 points, once a month each."""
    teams(document)
    item = document["items"][-1]
    item["team"], item["caps"] = {"split": "each"}, [{"per": "month", "times": 1}]
    item["caps"][0]["whose"] = "account"


def dug(village: Cast, now: datetime, *who: int) -> Moved:
    claim: Moved = ditch(village, now, who=who)
    decided(village, claim, now)
    published(village, now)
    tick(village, now + days(4))
    return claim


def same(village: Cast) -> None:
    out = replayed(village.taoyuan.id, date(2026, 4, 1))
    assert balances(village.taoyuan.id) == balances_in(out)


def test_who_was_in_one_team_has_no_time_left_in_the_next(village: Cast, now: datetime) -> None:
    adopt(village, now, once)
    head, member = village.zhang.head_id, village.zhang.member_id
    first = dug(village, now, member)
    both = dug(village, now + days(5), head, member)

    assert own_points(village) == {head: 1000, member: 1000}
    assert stored(both).points == 1000
    assert "times_capped" in {one[0] for one in stored(both).reasons}
    uses = CapUse.objects.filter(village_id=village.taoyuan.id, measure="times")
    assert sorted(uses.values_list("holder", "amount")) == sorted(
        [(f"r{member}", 1), (f"r{head}", 1)]
    )
    assert balances(village.taoyuan.id) == balances_in(
        replayed(village.taoyuan.id, date(2026, 4, 1))
    )

    reverse_claim(village.clerk, first.id, reason="查无此事", now=now + days(12))

    assert own_points(village) == {head: 1000, member: 1000}
    assert stored(both).points == 2000
    assert balances(village.taoyuan.id) == balances_in(
        replayed(village.taoyuan.id, date(2026, 4, 1))
    )
