"""What the counter, the register and the catalogue tell, and to whom."""

from datetime import date, datetime

from jishan.core.points import Points
from jishan.demo.cast import Cast
from jishan.shop import queries
from jishan.shop.actions import cancel_redemption
from jishan.shop.goods import add_product, stock_in
from jishan.shop.models import Product
from tests.departments.counter import take


def test_the_counter_says_what_may_be_taken_and_why_not(
    village: Cast, rice: Product, now: datetime
) -> None:
    cooker = add_product(
        village.clerk, "电饭锅", unit="台", price=Points(300_00), key="cooker", now=now
    )
    stock_in(village.clerk, cooker.id, quantity=1, donated=True, value_fen=0, key="c", now=now)
    add_product(village.clerk, "食盐", unit="袋", price=Points(5_00), key="salt", now=now)
    seen = queries.counter(village.shopkeeper, village.zhang.id, key="k1", now=now)
    assert (seen.household.masked, seen.household.group, seen.balance) == ("张*兰", "一组", 200_00)
    assert (seen.refusal, seen.redeemed) == (None, None)
    assert {offer.name: offer.refusal and offer.refusal.code for offer in seen.offers} == {
        "大米": None,
        "电饭锅": "shop.not_enough_points",
        "食盐": "shop.sold_out",
    }
    redemption = take(village, rice, now=now)
    after = queries.counter(village.shopkeeper, village.zhang.id, key="k1", now=now)
    assert after.redeemed == redemption.id
    poor = queries.counter(village.shopkeeper, village.far.id, key="k9", now=now)
    assert poor.refusal is not None
    assert poor.refusal.code == "shop.below_beginning"


def test_the_counter_finds_by_code_by_initials_and_by_name(village: Cast) -> None:
    code = village.zhang.door_code
    for typed in (code, f" {code[:3].lower()} {code[3:]}", "zgl", "张桂兰"):
        found = queries.counter_search(village.shopkeeper, typed)
        assert [household.masked for household in found] == ["张*兰"]
    for typed in ("没有", "", village.elsewhere.door_code):
        assert queries.counter_search(village.shopkeeper, typed) == ()


def test_the_register_names_the_head_in_full_only_to_readers_of_the_roster(
    village: Cast, rice: Product, now: datetime
) -> None:
    first = take(village, rice, now=now, collected_by="张明")
    take(village, rice, now=now, key="k2")
    cancel_redemption(village.shopkeeper, first.id, now=now)
    today = date(2026, 3, 2)
    masked = queries.redemptions_table(village.shopkeeper, since=today, until=today)
    full = queries.redemptions_table(village.supervisor, since=today, until=today)
    assert [line.head for line in masked] == ["张*兰", "张*兰"]
    assert [(line.number, line.head, line.collected_by, line.cancelled) for line in full] == [
        (1, "张桂兰", "张明", True),
        (2, "张桂兰", "", False),
    ]
    assert [(line.points, line.balance) for line in full] == [(60_00, 140_00), (60_00, 80_00)]
    assert queries.day_total(full) == queries.DayTotal(1, Points(60_00), 1)
    other_day = date(2026, 3, 1)
    assert queries.redemptions_table(village.clerk, since=other_day, until=other_day) == ()
    only = queries.redemptions_table(
        village.clerk, since=today, until=today, household_id=village.far.id
    )
    assert only == ()


def test_the_catalogue_tells_no_stock_figures_and_stock_has_a_value(
    village: Cast, rice: Product
) -> None:
    (line,) = queries.catalogue(village.taoyuan.id)
    assert (line.name, line.spec, line.price, line.in_stock) == ("大米", "5 kg", 60_00, True)
    assert queries.catalogue(village.liushu.id) == ()
    assert queries.stock_value_fen(village.supervisor) == 325_00
    assert [product.stock for product in queries.products_list(village.supervisor)] == [10]
