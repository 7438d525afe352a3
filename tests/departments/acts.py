"""Acts said at the desk and written down there, for the tests of claims."""

from datetime import datetime
from typing import Any

from jishan.claims.actions import Moved, record_claim
from jishan.claims.acts import NewClaim
from jishan.demo.cast import Cast
from tests.stories.road import key


def proxy(village: Cast, now: datetime, **act: Any) -> NewClaim:
    act.setdefault("day", now.date())
    return NewClaim(village.zhang.id, act.pop("item", "lane-sweep"), **act)


def record(village: Cast, now: datetime, new: NewClaim, **how: str) -> Moved:
    how = {"origin": "proxy", "channel": "oral"} | how
    return record_claim(
        village.clerk, new, origin=how["origin"], channel=how["channel"], key=key(), now=now
    )
