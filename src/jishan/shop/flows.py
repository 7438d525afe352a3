"""What came in and went out of the shop, for the board: goods and what they cost, nobody's name."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum

from jishan.core.redemption import MovementKind
from jishan.shop.models import StockMovement

_CAME = (MovementKind.PURCHASE.value, MovementKind.DONATION.value)
_WENT = (MovementKind.REDEMPTION.value, MovementKind.CANCELLATION.value)


@dataclass(frozen=True, slots=True)
class GoodsFlow:
    """One product over some days. `came` was bought or given and was worth `value_fen`,
    `exchanged` went to households and was not brought back; `stock` stands on the shelf now."""

    name: str
    spec: str
    unit: str
    came: int
    value_fen: int
    exchanged: int
    stock: int


def goods_flows(village_id: int, *, since: date, until: date) -> tuple[GoodsFlow, ...]:
    """The goods that moved on these days, both included. No actor: the board shows it to everybody
    where the scheme says so (HS-27)."""
    came, went = Q(kind__in=_CAME), Q(kind__in=_WENT)
    rows = (
        StockMovement.objects.filter(village_id=village_id, day__range=(since, until))
        .values(
            "product_id", "product__name", "product__spec", "product__unit",
            "product__stock", "product__position",
        )
        .annotate(
            came=Sum("quantity", filter=came, default=0),
            value=Sum("value_fen", filter=came, default=0),
            exchanged=Sum("quantity", filter=went, default=0),
        )
        .order_by("product__position", "product__name", "product__spec")
    )  # fmt: skip
    return tuple(
        GoodsFlow(
            row["product__name"],
            row["product__spec"],
            row["product__unit"],
            row["came"],
            row["value"],
            -row["exchanged"],
            row["product__stock"],
        )
        for row in rows
        if row["came"] or row["exchanged"]
    )
