"""A ranking that many corrections changed at once says so, and names no act that is none."""

import copy
import re
from datetime import datetime

from jishan.claims.models import Claim, Recomputation
from jishan.demo.cast import Cast
from jishan.foundation.tenancy import new_id
from jishan.honors.mending import _why
from tests.stories.road import posted


def test_a_cause_is_not_cut_in_the_middle_of_a_number(village: Cast, now: datetime) -> None:
    posted(village, now, "lane-sweep")
    one = Claim.objects.filter(village_id=village.taoyuan.id).order_by("-id")[0]
    many = [copy.copy(one) for _ in range(60)]
    for place, claim in enumerate(many):
        claim.id, claim.key, claim.number = new_id(), f"many-{place}", 20_260_001 + place
    Claim.objects.bulk_create(many)
    pending = [Recomputation(causes=[claim.id for claim in many], reason="点错了")]

    cause, note = _why(village.taoyuan.id, pending)

    assert note == "点错了"
    assert len(cause) <= 200
    named = {int(number) for number in re.findall(r"\d{4,}", cause)}
    assert named < {claim.number for claim in many}
    assert cause.endswith(f"等 {len(many)} 项事项更正")
    few, _note = _why(village.taoyuan.id, [Recomputation(causes=[one.id], reason="")])
    assert few == f"因第 {one.number} 号事项更正"
