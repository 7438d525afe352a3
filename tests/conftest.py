"""The cast of every test. `village` is 桃源村 with everybody in it; `now` is a fixed morning."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from jishan.demo.cast import Cast, found_cast

pytest_plugins = ["tests.house.statements"]


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def village(db: None, now: datetime) -> Cast:
    return found_cast(now=now)
