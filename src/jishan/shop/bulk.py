"""The counter's own SQL: one look at product and purses, then stock, number, redemption, movement.

On PostgreSQL the second is one statement, because the product's row is what a whole market queues
for; elsewhere the same step by step. A test holds the two equal.
"""

from collections.abc import Mapping

from django.db import connection
from django.db.models import F

from jishan.core.points import Points
from jishan.core.redemption import MovementKind
from jishan.foundation.cursors import statement_cursor
from jishan.foundation.tenancy import new_id
from jishan.orgs.actions import next_number
from jishan.shop.models import Product, Redemption, StockMovement

NUMBERS = "redemption"
"""The village's counter that redemptions are numbered from."""

_LOOK = """
SELECT p.name, p.spec, p.unit, p.price, p.stock, p.active, a.purse, a.balance
FROM shop_product p
JOIN ledger_account a ON a.village_id = p.village_id
  AND a.holder_kind = 'household' AND a.holder_id = %(household)s
WHERE p.village_id = %(village)s AND p.id = %(product)s
ORDER BY a.id
"""
_LOCKED = "FOR NO KEY UPDATE OF a"

# Everything hangs on `sold`: without the goods, at this price, on the shelf, nothing is written.
_SELL = """
WITH sold AS (
  UPDATE shop_product SET stock = stock - %(quantity)s
  WHERE village_id = %(village)s AND id = %(product)s AND active
    AND price = %(shelf_price)s
    AND stock >= %(quantity)s
  RETURNING stock
), numbered AS (
  INSERT INTO orgs_counter (village_id, name, last) SELECT %(village)s, %(numbers)s, 1 FROM sold
  ON CONFLICT (village_id, name) DO UPDATE SET last = orgs_counter.last + 1
  RETURNING last
), made AS (
  INSERT INTO shop_redemption (village_id, id, number, key, household_id, product_id, quantity,
    unit_price, points, balance, collected_by, at, day, actor_id, state, posting_id)
  SELECT %(village)s, %(id)s, last, %(key)s, %(household)s, %(product)s, %(quantity)s, %(price)s,
    %(points)s, %(balance)s, %(collected_by)s, %(at)s, %(day)s, %(actor)s, %(state)s, %(posting)s
  FROM numbered
), moved AS (
  INSERT INTO shop_stockmovement (village_id, id, product_id, key, kind, quantity, balance,
    value_fen, day, at, actor_id, redemption_id, note)
  SELECT %(village)s, %(movement)s, %(product)s, %(movement_key)s, %(kind)s, -%(quantity)s, stock,
    0, %(day)s, %(at)s, %(actor)s, %(id)s, ''
  FROM sold
)
SELECT last FROM numbered
"""


def look(
    village_id: int, household_id: int, product_id: int
) -> tuple[Product, Mapping[str, Points]] | None:
    """The product as it stands on the shelf, and what the household can spend from each purse: its
    accounts are locked, in the order of their ids. None where the village has not both.
    """
    lock = _LOCKED if connection.features.has_select_for_no_key_update else ""
    wanted = {"village": village_id, "household": household_id, "product": product_id}
    with statement_cursor() as cursor:
        cursor.execute(_LOOK + lock, wanted)
        rows = cursor.fetchall()
    if not rows:
        return None
    name, spec, unit, price, stock, active, _, _ = rows[0]
    product = Product(
        village_id=village_id,
        id=product_id,
        name=name,
        spec=spec,
        unit=unit,
        price=price,
        stock=stock,
        active=active,
    )
    return product, {purse: Points(balance) for *_, purse, balance in rows}


def sell(redemption: Redemption, shelf_price: int) -> bool:
    """Take the goods and write the redemption, which gets its number; False: the shelf says no.

    The guard is in the UPDATE: enough there, still offered, still at `shelf_price` (what this
    household pays may be less).
    """
    if connection.vendor == "postgresql":
        return sell_at_once(redemption, shelf_price)
    return sell_stepwise(redemption, shelf_price)


def sell_at_once(redemption: Redemption, shelf_price: int) -> bool:
    with statement_cursor() as cursor:
        cursor.execute(
            _SELL,
            {
                "village": redemption.village_id,
                "id": redemption.id,
                "numbers": NUMBERS,
                "key": redemption.key,
                "household": redemption.household_id,
                "product": redemption.product_id,
                "quantity": redemption.quantity,
                "price": redemption.unit_price,
                "shelf_price": shelf_price,
                "points": redemption.points,
                "balance": redemption.balance,
                "collected_by": redemption.collected_by,
                "at": redemption.at,
                "day": redemption.day,
                "actor": redemption.actor_id,
                "state": redemption.state,
                "posting": redemption.posting_id,
                "movement": new_id(),
                "movement_key": movement_key(redemption, MovementKind.REDEMPTION),
                "kind": MovementKind.REDEMPTION.value,
            },
        )
        row = cursor.fetchone()
    if row is None:
        return False
    redemption.number = row[0]
    return True


def sell_stepwise(redemption: Redemption, shelf_price: int) -> bool:
    shelf = Product.objects.filter(village_id=redemption.village_id, id=redemption.product_id)
    offered = shelf.filter(active=True, price=shelf_price, stock__gte=redemption.quantity)
    if not offered.update(stock=F("stock") - redemption.quantity):
        return False
    redemption.number = next_number(redemption.village_id, NUMBERS)
    redemption.save(force_insert=True)
    StockMovement.objects.create(
        village_id=redemption.village_id,
        product_id=redemption.product_id,
        key=movement_key(redemption, MovementKind.REDEMPTION),
        kind=MovementKind.REDEMPTION.value,
        quantity=-redemption.quantity,
        balance=shelf.values_list("stock", flat=True).get(),
        day=redemption.day,
        at=redemption.at,
        actor_id=redemption.actor_id,
        redemption_id=redemption.id,
    )
    return True


def movement_key(redemption: Redemption, kind: MovementKind) -> str:
    return f"{kind.value}:{redemption.id}"
