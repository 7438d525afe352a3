"""Products, stock movements and redemptions."""

from typing import Any

from django.db import models
from django.db.models import Q

from jishan.foundation.append_only import AppendOnly
from jishan.foundation.tenancy import VillageKey, VillageLink, VillageRow


class Product(VillageRow):
    """Something on the shelf, or a service (免费理发), whose stock is the places that are left.

    `stock` is the sum of its movements, never below 0. `price` is in hundredths of a point;
    `value_fen` is what one costs the village, for the budget, and no price tag.
    """

    key = models.CharField(max_length=64)
    name = models.CharField(max_length=60)
    spec = models.CharField(max_length=40, default="")
    unit = models.CharField(max_length=10, default="件")
    price = models.BigIntegerField()
    value_fen = models.BigIntegerField(default=0)
    service = models.BooleanField(default=False)
    stock = models.BigIntegerField(default=0)
    active = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stock__gte=0), name="stock_not_below_zero"),
            models.CheckConstraint(condition=Q(price__gt=0), name="price_above_zero"),
            models.UniqueConstraint(fields=["village", "name", "spec"], name="product_name"),
            models.UniqueConstraint(fields=["village", "key"], name="product_key"),
        ]

    def __str__(self) -> str:
        return self.name


class Redemption(VillageRow):
    """Points for goods (兑换), over the counter. `points` is the whole sum, hundredths, above zero.

    `balance` is what the household had left right after, as the receipt said.
    """

    HOUSEHOLD_PATH = "household_id"
    GROUP_PATH = "household__group_id"

    number = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    household_id = models.BigIntegerField()
    household: Any = VillageLink("registry.Household", "household_id", related_name="redemptions")
    product_id = models.BigIntegerField()
    product: Any = VillageLink("shop.Product", "product_id", related_name="redemptions")
    quantity = models.PositiveIntegerField()
    unit_price = models.BigIntegerField()
    points = models.BigIntegerField()
    balance = models.BigIntegerField()
    collected_by = models.CharField(max_length=40, default="")
    at = models.DateTimeField()
    day = models.DateField()
    actor_id = models.BigIntegerField()
    state = models.CharField(max_length=10, default="collected")
    posting_id = models.BigIntegerField()
    posting: Any = VillageLink("ledger.Posting", "posting_id", related_name="redemptions")
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            VillageKey(column="household_id", to="registry.Household", name="redeem_household"),
            VillageKey(column="product_id", to="shop.Product", name="redeem_product"),
            VillageKey(column="posting_id", to="ledger.Posting", name="redeem_posting"),
            models.UniqueConstraint(fields=["village", "key"], name="redemption_key"),
            models.UniqueConstraint(fields=["village", "number"], name="redemption_number"),
            models.CheckConstraint(condition=Q(points__gt=0), name="redemption_costs"),
        ]
        indexes = [
            models.Index(fields=["village", "day"], name="redemption_by_day"),
            models.Index(fields=["village", "household_id"], name="redemption_by_household"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class StockMovement(AppendOnly, VillageRow):
    """Goods in or out (出入库); `kind` is a `core.redemption.MovementKind`.

    `quantity` is signed, `balance` the stock right after, `value_fen` what all of a purchase or a
    donation was worth.
    """

    product_id = models.BigIntegerField()
    product: Any = VillageLink("shop.Product", "product_id", related_name="movements")
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=12)
    quantity = models.BigIntegerField()
    balance = models.BigIntegerField()
    value_fen = models.BigIntegerField(default=0)
    day = models.DateField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    redemption_id = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [
            VillageKey(column="product_id", to="shop.Product", name="movement_product"),
            VillageKey(column="redemption_id", to="shop.Redemption", name="movement_redemption"),
            models.UniqueConstraint(fields=["village", "key"], name="movement_key"),
        ]
        indexes = [
            models.Index(fields=["village", "product_id", "at"], name="movement_by_product"),
            models.Index(fields=["village", "day"], name="movement_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.quantity}"
