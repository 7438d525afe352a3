"""A sum shared out by points (分红): published to the last fen, kept for the list of payments."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from jishan.claims.actions import ClosedPeriod, close_period
from jishan.claims.queries.periods import PoolPage, ShareRow, close_page, closed_periods
from jishan.core.errors import NotAllowed, NotFound
from jishan.core.points import Fen
from jishan.demo.cast import Cast
from jishan.notices.queries import notice_page
from jishan.reports.exports import shares_workbook
from tests.stories.road import adopt, days, decided, key, posted, published, recorded, tick


@pytest.fixture
def closed(village: Cast, now: datetime) -> ClosedPeriod:
    """100 yuan for March, shared out by points: 张桂兰 has 3, 刘长福 has 5."""

    def change(document: dict[str, Any]) -> None:
        document["measures"] = [
            {"code": "m", "name": "月积分", "shape": "points", "period": "month", "purse": "honour"}
        ]
        document["pools"] = [
            {
                "code": "dividend", "name": "集体分红", "measure": "m", "yuan": 100,
                "method": "proportional", "safeguards": ["unanimous_vote"],
            }
        ]  # fmt: skip

    adopt(village, now, change)
    posted(village, now)
    other = recorded(village, now, "visit-elder", who=village.liu_neighbour)
    decided(village, other, now + days(5))
    published(village, now + days(5))
    tick(village, now + days(12))
    return close_period(
        village.clerk, "month", date(2026, 3, 1), key=key(), now=now.replace(month=4, day=2)
    )


def test_the_shares_are_published_masked_and_add_up(
    village: Cast, now: datetime, closed: ClosedPeriod
) -> None:
    """3 of 8 points of 100 yuan are 37.50, 5 of 8 are 62.50."""
    april = now.replace(month=4, day=2)
    row = closed_periods(village.clerk)[0]
    page = close_page(village.clerk, closed.id)

    lines = notice_page(village.taoyuan.id, page.pools[0].notice, april).lines
    assert (row.period, row.pools) == ("2026-03", 1)
    assert sorted((line.who, line.what) for line in lines) == [
        ("刘*福", "集体分红：分得 62.50 元"),
        ("张*兰", "集体分红：分得 37.50 元"),
    ]
    assert page.pools == (
        PoolPage(
            "集体分红",
            page.pools[0].shares,
            Fen(10000),
            Fen(0),
            page.pools[0].notice,
        ),
    )
    assert sorted((one.name, one.fen) for one in page.pools[0].shares) == [
        ("刘长福", 6250),
        ("张桂兰", 3750),
    ]


def test_the_list_of_payments_leaves_as_a_sheet(
    village: Cast, now: datetime, closed: ClosedPeriod
) -> None:
    book = shares_workbook(village.clerk, closed.id, village_name="桃源村", now=now)

    rows = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    paid = [(row[1], row[3]) for row in rows if row[1] in ("张桂兰", "刘长福")]
    assert sorted(paid) == [("刘长福", 62.5), ("张桂兰", 37.5)]


def test_a_close_without_a_pool_shares_nothing(village: Cast, now: datetime) -> None:
    done = close_period(
        village.clerk, "month", date(2026, 1, 1), key=key(), now=now.replace(month=4, day=2)
    )

    assert close_page(village.clerk, done.id).pools == ()
    assert ShareRow("张桂兰", "", Fen(1)).fen == 1


def test_strangers_find_no_close(village: Cast, now: datetime, closed: ClosedPeriod) -> None:
    with pytest.raises(NotFound):
        close_page(village.clerk, closed.id + 1)
    with pytest.raises(NotAllowed):
        close_page(village.shopkeeper, closed.id)
