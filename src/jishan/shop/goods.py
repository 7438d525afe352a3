"""What stands on the shelf: products, prices, goods coming in, the stocktake (盘点)."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from jishan.core.access import Actor, Permission
from jishan.core.errors import Refusal
from jishan.core.points import Points
from jishan.core.redemption import MovementKind
from jishan.foundation.reach import reach
from jishan.orgs.actions import record
from jishan.shop.models import Product, StockMovement

Row = TypeVar("Row", Product, StockMovement)

STOCK_MAX = 1_000_000
"""More than any village shelf: a typing error."""


class ProductExists(Refusal):
    code = "shop.product_exists"


class NameWanted(Refusal):
    code = "shop.name_wanted"


class PriceNotPossible(Refusal):
    code = "shop.price_not_possible"


class ValueNotPossible(Refusal):
    code = "shop.value_not_possible"


class SoldOut(Refusal):
    code = "shop.sold_out"


class OutOfStock(Refusal):
    """There is some, but less than was asked for."""

    code = "shop.out_of_stock"


class QuantityNotPossible(Refusal):
    code = "shop.quantity_not_possible"


class NoteWanted(Refusal):
    code = "shop.note_wanted"


def add_product(
    actor: Actor,
    name: str,
    *,
    spec: str = "",
    unit: str,
    price: Points,
    value_fen: int = 0,
    service: bool = False,
    key: str,
    now: datetime,
) -> Product:
    """A new kind of goods or service, with an empty shelf. `value_fen` is what one costs."""
    actor.require_whole(Permission.MANAGE_STOCK)
    name, spec = name.strip(), spec.strip()
    if not name:
        raise NameWanted
    if price <= 0:
        raise PriceNotPossible
    if value_fen < 0:
        raise ValueNotPossible

    def add() -> Product:
        product = Product.objects.create(
            village_id=actor.village_id,
            key=key,
            name=name,
            spec=spec,
            unit=unit.strip(),
            price=price,
            value_fen=value_fen,
            service=service,
        )
        record(actor, "product.added", product.id, now=now, price=price, value_fen=value_fen)
        return product

    def made() -> Product | None:
        return Product.objects.filter(village_id=actor.village_id, key=key).first()

    try:
        return _once(made, add)
    except IntegrityError:
        raise ProductExists(name=name, spec=spec) from None


@transaction.atomic
def change_price(actor: Actor, product_id: int, *, price: Points, now: datetime) -> Product:
    """A new price for new redemptions; what was redeemed keeps the price it had."""
    product = _lock(actor, product_id)
    if price <= 0:
        raise PriceNotPossible
    if price != product.price:
        before = product.price
        product.price = price
        _row(product).update(price=price)
        record(actor, "product.price_changed", product.id, now=now, before=before, price=price)
    return product


@transaction.atomic
def offer_product(actor: Actor, product_id: int, *, active: bool, now: datetime) -> Product:
    """Put on the shelf or take off it (上架、下架). The stock stays in the book either way."""
    product = _lock(actor, product_id)
    if active != product.active:
        product.active = active
        _row(product).update(active=active)
        code = "product.offered" if active else "product.withdrawn"
        record(actor, code, product.id, now=now)
    return product


def stock_in(
    actor: Actor,
    product_id: int,
    *,
    quantity: int,
    donated: bool,
    value_fen: int,
    note: str = "",
    key: str,
    now: datetime,
) -> StockMovement:
    """Goods come in: bought, or `donated` with what they are worth all together (T22)."""
    if not 1 <= quantity <= STOCK_MAX:
        raise QuantityNotPossible(most=STOCK_MAX)
    if value_fen < 0:
        raise ValueNotPossible
    kind = MovementKind.DONATION if donated else MovementKind.PURCHASE

    def receive(product: Product) -> StockMovement:
        return _move(
            actor, product, kind, quantity, value_fen=value_fen, note=note, key=key, now=now
        )

    return _moved_once(actor, product_id, key, receive)


def stocktake(
    actor: Actor, product_id: int, *, counted: int, note: str = "", key: str, now: datetime
) -> StockMovement:
    """What was counted becomes the stock, by a movement that says why it differs (盘点)."""
    if not 0 <= counted <= STOCK_MAX:
        raise QuantityNotPossible(most=STOCK_MAX)

    def count(product: Product) -> StockMovement:
        if counted != product.stock and not note.strip():
            raise NoteWanted(stock=product.stock, counted=counted)
        found = counted - product.stock
        return _move(actor, product, MovementKind.STOCKTAKE, found, note=note, key=key, now=now)

    return _moved_once(actor, product_id, key, count)


def _moved_once(
    actor: Actor, product_id: int, key: str, step: Callable[[Product], StockMovement]
) -> StockMovement:
    """Take the step under the product's lock, unless its key has been here before."""

    def made() -> StockMovement | None:
        return StockMovement.objects.filter(village_id=actor.village_id, key=key).first()

    def move() -> StockMovement:
        product = _lock(actor, product_id)
        return made() or step(product)

    return _once(made, move)


def _once(made: Callable[[], Row | None], step: Callable[[], Row]) -> Row:
    """Two at once with one key: the database lets one in, the other gets what that one made."""
    try:
        with transaction.atomic():
            return step()
    except IntegrityError:
        first = made()
        if first is None:
            raise
        return first


def _lock(actor: Actor, product_id: int) -> Product:
    actor.require_whole(Permission.MANAGE_STOCK)
    rows = Product.objects.select_for_update(of=("self",))
    return reach(actor, Permission.MANAGE_STOCK, rows, product_id)


def _row(product: Product) -> QuerySet[Product]:
    """The locked row, named by its village, as every statement on it is."""
    return Product.objects.filter(village_id=product.village_id, id=product.id)


def _move(
    actor: Actor,
    product: Product,
    kind: MovementKind,
    quantity: int,
    *,
    value_fen: int = 0,
    note: str,
    key: str,
    now: datetime,
) -> StockMovement:
    product.stock += quantity
    _row(product).update(stock=product.stock)
    movement = StockMovement.objects.create(
        village_id=actor.village_id,
        product_id=product.id,
        key=key,
        kind=kind.value,
        quantity=quantity,
        balance=product.stock,
        value_fen=value_fen,
        day=timezone.localdate(now),
        at=now,
        actor_id=actor.id,
        note=note.strip()[:200],
    )
    facts = {"quantity": quantity, "stock": product.stock, "value_fen": value_fen}
    record(actor, f"stock.{kind.value}", product.id, now=now, **facts)
    return movement
