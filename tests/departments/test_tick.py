"""The only clock: it posts what is due, and says what it did in each village."""

from datetime import datetime
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from jishan.core.workflow import State
from jishan.demo.cast import Cast
from tests.stories.road import on_notice, stored


def test_tick_says_what_it_did_in_each_village(
    village: Cast, now: datetime, tmp_path: Path
) -> None:
    out = StringIO()

    call_command("tick", stdout=out)
    call_command("tick", village="taoyuan", stdout=out)

    assert out.getvalue().splitlines() == [
        "柳树村：公示结束 0 条，入账 0 条",
        "桃源村：公示结束 0 条，入账 0 条",
        "松坪村：公示结束 0 条，入账 0 条",
        "桃源村：公示结束 0 条，入账 0 条",
    ]


def test_tick_posts_what_is_due_by_the_real_clock(village: Cast, now: datetime) -> None:
    claim = on_notice(village, now)
    out = StringIO()

    call_command("tick", village="taoyuan", stdout=out)

    assert out.getvalue() == "桃源村：公示结束 1 条，入账 1 条\n"
    assert stored(claim).state == State.POSTED
