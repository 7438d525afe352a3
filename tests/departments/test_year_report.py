"""The year in figures, from the book and without typing: villages in the order of the tree."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from jishan.claims.actions import reverse_claim
from jishan.core.errors import NotAllowed
from jishan.core.points import Fen, Points
from jishan.demo.cast import Cast
from jishan.honors.actions import announce_ranking
from jishan.reports.exports import year_workbook
from jishan.reports.year import YearFacts, year_facts
from jishan.shop.actions import cancel_redemption, redeem
from jishan.shop.goods import add_product, stock_in
from tests.stories.road import adopt, days, decided, key, posted, published, recorded, tick


@pytest.fixture
def busy(village: Cast, now: datetime) -> Cast:
    """March: four claims of 张桂兰 (one reversed), a deduction, three of 刘长福. Soap is handed
    out three times on two days, one of them is cancelled."""
    for number in range(3):
        posted(village, now + days(number), "visit-elder")
    wrong = posted(village, now + days(4))
    reverse_claim(village.clerk, wrong.id, reason="记错了户", now=now + days(9))
    for item in ("visit-elder", "lane-sweep", "tree"):
        other = recorded(village, now + days(5), item, who=village.liu_neighbour)
        decided(village, other, now + days(5))
    feast = recorded(village, now + days(5), "lavish-feast")
    decided(village, feast, now + days(5))
    published(village, now + days(5))
    tick(village, now + days(12))
    return village


def shop(village: Cast, now: datetime) -> None:
    keeper = village.shopkeeper
    soap = add_product(
        keeper, "肥皂", unit="块", price=Points(100), value_fen=250, key="soap", now=now
    )
    stock_in(keeper, soap.id, quantity=9, donated=False, value_fen=2250, key="in", now=now)
    stock_in(keeper, soap.id, quantity=1, donated=True, value_fen=250, key="gift", now=now)
    for number, day in enumerate((now, now, now + days(1))):
        done = redeem(
            keeper,
            village.liu_neighbour.id,
            soap.id,
            quantity=1,
            collected_by="刘长福",
            key=f"r{number}",
            now=day,
        )
        if number == 1:
            cancel_redemption(keeper, done.id, now=day)


def facts_of(village: Cast, year: int) -> tuple[YearFacts, ...]:
    return year_facts((village.taoyuan, village.liushu), year)


def test_the_figures_are_those_of_the_book(busy: Cast, now: datetime) -> None:
    shop(busy, now + days(13))

    own, other = facts_of(busy, 2026)

    assert own == YearFacts(
        busy.taoyuan,
        households=2,
        acts={"乡风文明": 5, "人居环境": 2},
        issued=Points(2600),
        deducted=Points(1500),
        redemptions=2,
        sessions=2,
        served=1,
        redeemed=Points(200),
        worth=Fen(500),
        bought=Fen(2250),
        donated=Fen(250),
        titles={},
    )
    assert own.acts_all == 7
    assert other == YearFacts(
        busy.liushu, 0, {}, Points(0), Points(0), 0, 0, 0, Points(0), Fen(0), Fen(0), Fen(0)
    )
    assert facts_of(busy, 2025)[0].acts == {}


def test_titles_are_counted_by_name(village: Cast, now: datetime) -> None:
    def change(document: dict[str, Any]) -> None:
        document["honours"] = [
            {
                "code": "star", "name": "五星户", "measure": "month_total", "ties": "all_in",
                "pick": {"shape": "ranks", "last": 1}, "scope": "village",
            }
        ]  # fmt: skip

    adopt(village, now, change)
    posted(village, now)
    announce_ranking(
        village.clerk, "month", day=date(2026, 3, 1), measure="month_total", key=key(),
        now=now.replace(month=4, day=5),
    )  # fmt: skip

    assert facts_of(village, 2026)[0].titles == {"五星户": 1}
    assert facts_of(village, 2025)[0].titles == {}


def test_it_leaves_as_a_sheet_and_is_written_down(busy: Cast, now: datetime) -> None:
    book = year_workbook(
        busy.clerk, (busy.taoyuan, busy.liushu), 2026, place="青石镇", now=now + days(20)
    )

    sheet = load_workbook(BytesIO(book)).active
    assert sheet is not None
    rows: list[Any] = [list(row) for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert [row[:5] for row in rows[:2]] == [
        ["桃源村", "2026", 2, 7, "乡风文明 5、人居环境 2"],
        ["柳树村", "2026", 0, 0, None],
    ]
    with pytest.raises(NotAllowed):
        year_workbook(busy.shopkeeper, (busy.taoyuan,), 2026, place="桃源村", now=now)


def test_the_pages_take_any_year(busy: Cast) -> None:
    client = Client()
    client.force_login(busy.users["secretary"])
    address = reverse("report", args=["taoyuan"])

    assert "乡风文明" in client.get(address, {"year": "2026"}).content.decode()
    for year in ("2025", "1", "x", ""):
        assert client.get(address, {"year": year}).status_code == 200
