"""Goods: registered once, counted, priced, put on the shelf and taken off it."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from jishan.core.points import Points
from jishan.core.redemption import MovementKind
from jishan.demo.cast import Cast
from jishan.foundation.append_only import WrittenOnce
from jishan.orgs.models import AuditEvent
from jishan.shop import queries
from jishan.shop.goods import add_product, change_price, offer_product, stock_in, stocktake
from jishan.shop.models import Product, StockMovement
from tests.departments.counter import everything, refused, take


def test_stock_is_the_sum_of_its_movements(village: Cast, rice: Product, now: datetime) -> None:
    take(village, rice, now=now, quantity=2)
    stock_in(
        village.clerk, rice.id, quantity=5, donated=True, value_fen=100_00, key="gift", now=now
    )
    stocktake(village.shopkeeper, rice.id, counted=12, note="破了一袋", key="count", now=now)
    lines = queries.movements_table(
        village.supervisor, since=date(2026, 3, 2), until=date(2026, 3, 2)
    )
    assert [(line.kind, line.came, line.went, line.balance, line.value_fen) for line in lines] == [
        (MovementKind.PURCHASE, 10, 0, 10, 325_00),
        (MovementKind.REDEMPTION, 0, 2, 8, 0),
        (MovementKind.DONATION, 5, 0, 13, 100_00),
        (MovementKind.STOCKTAKE, 0, 1, 12, 0),
    ]
    assert [line.clerk for line in lines] == ["孙店主", "孙店主", "赵会计", "孙店主"]
    assert [line.note for line in lines] == ["发票 0012", "", "", "破了一袋"]
    rice.refresh_from_db()
    assert rice.stock == sum(line.came - line.went for line in lines) == 12


def test_goods_steps_are_idempotent_by_key(village: Cast, rice: Product, now: datetime) -> None:
    again = add_product(
        village.shopkeeper, "大米", spec="5 kg", unit="袋", price=Points(1), key="rice", now=now
    )
    assert (again.id, again.price) == (rice.id, 60_00)
    before = everything(village)
    first = StockMovement.objects.get(key="rice-in")
    second = stock_in(
        village.shopkeeper, rice.id, quantity=10, donated=False, value_fen=0, key="rice-in", now=now
    )
    assert second.id == first.id
    counted = stocktake(village.shopkeeper, rice.id, counted=3, key="rice-in", now=now)
    assert counted.id == first.id
    assert everything(village) == before


def test_one_kind_of_goods_is_registered_once(village: Cast, rice: Product, now: datetime) -> None:
    def again() -> None:
        add_product(
            village.clerk, " 大米", spec="5 kg ", unit="袋", price=Points(1), key="x", now=now
        )

    no = refused(village, again)
    assert no.code == "shop.product_exists"
    assert no.facts == {"name": "大米", "spec": "5 kg"}


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"name": "  "}, "shop.name_wanted"),
        ({"price": Points(0)}, "shop.price_not_possible"),
        ({"value_fen": -1}, "shop.value_not_possible"),
    ],
)
def test_a_product_needs_a_name_a_price_and_no_negative_value(
    village: Cast, now: datetime, wanted: dict[str, Any], code: str
) -> None:
    fields: dict[str, Any] = {"unit": "件", "price": Points(1_00), "key": "p", **wanted}
    name = fields.pop("name", "食盐")
    no = refused(village, lambda: add_product(village.clerk, name, now=now, **fields))
    assert no.code == code


def test_what_cannot_be_counted_is_refused(village: Cast, rice: Product, now: datetime) -> None:
    def receive(quantity: int, value_fen: int) -> None:
        stock_in(
            village.clerk,
            rice.id,
            quantity=quantity,
            donated=False,
            value_fen=value_fen,
            key="bad",
            now=now,
        )

    def count(counted: int) -> None:
        stocktake(village.clerk, rice.id, counted=counted, key="bad", now=now)

    assert refused(village, lambda: receive(0, 0)).code == "shop.quantity_not_possible"
    assert refused(village, lambda: receive(1, -1)).code == "shop.value_not_possible"
    assert refused(village, lambda: count(-1)).code == "shop.quantity_not_possible"
    no = refused(village, lambda: count(9))
    assert (no.code, no.facts) == ("shop.note_wanted", {"stock": 10, "counted": 9})
    no = refused(village, lambda: change_price(village.clerk, rice.id, price=Points(0), now=now))
    assert no.code == "shop.price_not_possible"


def test_a_stocktake_that_agrees_is_written_down_too(
    village: Cast, rice: Product, now: datetime
) -> None:
    movement = stocktake(village.shopkeeper, rice.id, counted=10, key="count", now=now)
    assert (movement.kind, movement.quantity, movement.balance) == ("stocktake", 0, 10)


def test_a_new_price_is_for_new_redemptions_only(
    village: Cast, rice: Product, now: datetime
) -> None:
    first = take(village, rice, now=now)
    change_price(village.clerk, rice.id, price=Points(50_00), now=now)
    change_price(village.clerk, rice.id, price=Points(50_00), now=now)
    second = take(village, rice, now=now, key="k2")
    first.refresh_from_db()
    assert (first.unit_price, first.points) == (60_00, 60_00)
    assert (second.unit_price, second.points) == (50_00, 50_00)
    events = AuditEvent.objects.filter(code="product.price_changed")
    assert [event.facts for event in events] == [{"before": 60_00, "price": 50_00}]


def test_a_redeemed_price_that_was_not_shown_is_not_taken(
    village: Cast, rice: Product, now: datetime
) -> None:
    no = refused(village, lambda: take(village, rice, now=now, shown_price=50_00))
    assert (no.code, no.facts["price_points"]) == ("shop.price_changed", 60_00)
    assert take(village, rice, now=now, shown_price=60_00).points == 60_00


def test_what_is_off_the_shelf_is_not_sold_and_not_in_the_catalogue(
    village: Cast, rice: Product, now: datetime
) -> None:
    assert [line.name for line in queries.catalogue(village.taoyuan.id)] == ["大米"]
    offer_product(village.clerk, rice.id, active=False, now=now)
    assert refused(village, lambda: take(village, rice, now=now)).code == "shop.off_shelf"
    assert queries.catalogue(village.taoyuan.id) == ()
    offer_product(village.clerk, rice.id, active=True, now=now)
    assert take(village, rice, now=now).points == 60_00


def test_the_database_itself_keeps_stock_above_zero_and_movements_as_written(
    village: Cast, rice: Product
) -> None:
    shelf = Product.objects.filter(village_id=village.taoyuan.id, id=rice.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        shelf.update(stock=F("stock") - 11)
    with pytest.raises(IntegrityError), transaction.atomic():
        shelf.update(price=0)
    with pytest.raises(WrittenOnce):
        StockMovement.objects.get(key="rice-in").delete()
