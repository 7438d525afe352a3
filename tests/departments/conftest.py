"""What several tests of a department begin with."""

from datetime import date, datetime

import pytest

from jishan.core.points import Points
from jishan.demo.cast import Cast
from jishan.shop.goods import add_product, stock_in
from jishan.shop.models import Product
from tests.departments.book import Book, found_book
from tests.departments.counter import grant
from tests.departments.february import FEBRUARY, FIRST, MODEL, publicity
from tests.departments.rankings import adopt, posted


@pytest.fixture
def book() -> Book:
    return found_book()


@pytest.fixture
def february(village: Cast, now: datetime) -> Cast:
    """张桂兰 35, 刘长福 35, 欧阳春 12.5 points in February, and titles to be won."""
    adopt(village, now, honours=[FIRST, MODEL], publicity=publicity("voted"))
    posted(village.clerk, village.zhang.id, 3000, day=FEBRUARY, now=now)
    posted(village.clerk, village.zhang.id, 500, day=FEBRUARY, now=now, item="visit-elder")
    posted(village.clerk, village.liu_neighbour.id, 3500, day=FEBRUARY, now=now)
    posted(village.clerk, village.far.id, 1250, day=FEBRUARY, now=now)
    posted(village.clerk, village.far.id, 9900, day=date(2026, 3, 1), now=now)
    return village


@pytest.fixture
def rice(village: Cast, now: datetime) -> Product:
    """Ten bags of rice at 60 points; 张桂兰's household has 200."""
    product = add_product(
        village.shopkeeper,
        "大米",
        spec="5 kg",
        unit="袋",
        price=Points(60_00),
        value_fen=32_50,
        key="rice",
        now=now,
    )
    stock_in(
        village.shopkeeper,
        product.id,
        quantity=10,
        donated=False,
        value_fen=325_00,
        note="发票 0012",
        key="rice-in",
        now=now,
    )
    grant(village, village.zhang.id, 200_00, now=now)
    product.refresh_from_db()
    return product
