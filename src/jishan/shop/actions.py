"""The counter: goods for points, and taking that back. Goods on the shelf are `shop.goods`."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from jishan.core.access import Actor, Permission
from jishan.core.errors import Refusal
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.points import Points
from jishan.core.redemption import MovementKind, check_cancel
from jishan.core.workflow import RedemptionState
from jishan.foundation.reach import reach
from jishan.foundation.tenancy import new_id
from jishan.ledger.actions import post, reverse_posting
from jishan.orgs.actions import next_number
from jishan.registry.models import Household
from jishan.shop.bulk import look, movement_key, sell
from jishan.shop.goods import OutOfStock, QuantityNotPossible, SoldOut
from jishan.shop.models import Product, Redemption, StockMovement
from jishan.shop.terms import Terms, payer_of, standing_at, terms_on, too_many

QUANTITY_MAX = 99
LIMITS = "redemption.limit"
"""Taken by whoever counts what all have redeemed, so that two counters do not count at once."""


NOTHING = Points(0)


class OffShelf(Refusal):
    code = "shop.off_shelf"


class PriceChanged(Refusal):
    code = "shop.price_changed"


def redeem(
    actor: Actor,
    household_id: int,
    product_id: int,
    *,
    quantity: int,
    collected_by: str,
    key: str,
    now: datetime,
    shown_price: int | None = None,
) -> Redemption:
    """Goods over the counter for points of the purse that the scheme names (兑换).

    `shown_price` is the price of one (hundredths) that the person at the counter read; if it has
    changed since, nothing is taken. The same key returns the first redemption.
    """
    actor.require(Permission.REDEEM)
    try:
        with transaction.atomic():
            return _redeem(
                actor,
                household_id,
                product_id,
                quantity=quantity,
                collected_by=collected_by,
                key=key,
                now=now,
                shown_price=shown_price,
            )
    except (Refusal, IntegrityError):
        # Nothing was written. Perhaps because this key has been here before.
        rows = Redemption.objects.filter(village_id=actor.village_id, key=key)
        first = rows.first()
        if first is None:
            raise
        return first


def _redeem(
    actor: Actor,
    household_id: int,
    product_id: int,
    *,
    quantity: int,
    collected_by: str,
    key: str,
    now: datetime,
    shown_price: int | None,
) -> Redemption:
    product, balances = _at_counter(actor, household_id, product_id)
    _check_offer(product, quantity)
    terms = terms_on(actor.village_id, timezone.localdate(now))
    if terms.counts_all:
        next_number(actor.village_id, LIMITS)
    purse, balance, price = _charged(
        terms, product, household_id, balances, quantity=quantity, shown_price=shown_price
    )
    cost = Points(price * quantity)
    redemption = Redemption(
        village_id=actor.village_id,
        id=new_id(),
        key=key,
        household_id=household_id,
        product_id=product.id,
        quantity=quantity,
        unit_price=price,
        points=cost,
        balance=balance - cost,
        collected_by=collected_by.strip(),
        at=now,
        day=terms.day,
        actor_id=actor.id,
    )
    posted = post(
        actor,
        settle(
            f"redeem:{redemption.id}",
            Kind.REDEMPTION,
            terms.day,
            [(AccountRef("household", household_id, purse), -cost)],
        ),
        now=now,
        code="redemption.collected",
        source_id=redemption.id,
        memo=_memo(product, quantity),
        floors=terms.floors,
    )
    redemption.posting_id = posted.id
    if not sell(redemption, product.price):
        raise _why_unsold(redemption, product.price)
    return redemption


def _at_counter(
    actor: Actor, household_id: int, product_id: int
) -> tuple[Product, Mapping[str, Points]]:
    """The product, and what the household can spend, its accounts locked: the door to both.

    A household that has no account yet has nothing.
    """
    if Permission.REDEEM in actor.whole:
        found = look(actor.village_id, household_id, product_id)
        if found is not None:
            return found
    product = reach(actor, Permission.REDEEM, Product.objects.all(), product_id)
    reach(actor, Permission.REDEEM, Household.objects.all(), household_id)
    return product, {}


def _charged(
    terms: Terms,
    product: Product,
    household_id: int,
    balances: Mapping[str, Points],
    *,
    quantity: int,
    shown_price: int | None,
) -> tuple[str, Points, Points]:
    """The purse that pays, its balance (locked), and what one costs this household; refuses what
    the document does not let it take today."""
    goods = terms.rule.goods(product.name)
    purse = terms.pays(goods)
    balance = balances.get(purse.code, NOTHING)
    household = standing_at(terms, household_id)
    price = terms.price(goods, Points(product.price), household)
    if shown_price is not None and shown_price != price:
        raise PriceChanged(name=product.name, price_points=price)
    payer = payer_of(terms, purse, household_id, balance=balance, household=household)
    refusal = terms.why_not(purse, payer, Points(price * quantity)) or too_many(
        terms, goods, household_id, product.id, quantity
    )
    if refusal is not None:
        raise refusal
    return purse.code, balance, price


def cancel_redemption(
    actor: Actor, redemption_id: int, *, now: datetime, reason: str = ""
) -> Redemption:
    """Undo (撤销): points back by a reversal, goods back on the shelf.

    Within ten seconds without a word, later that day with a reason. Twice changes nothing.
    """
    with transaction.atomic():
        rows = Redemption.objects.select_for_update(of=("self",))
        redemption = reach(actor, Permission.CANCEL_REDEMPTION, rows, redemption_id)
        if redemption.state == RedemptionState.CANCELLED:
            return redemption
        today = timezone.localdate(now)
        check_cancel(redemption.at, now=now, same_day=redemption.day == today, reason=reason)

        reverse_posting(
            actor,
            redemption.posting_id,
            key=f"cancel:{redemption.id}",
            day=today,
            now=now,
            code="redemption.cancelled",
            memo=reason.strip()[:120],
        )
        shelf = Product.objects.filter(village_id=actor.village_id, id=redemption.product_id)
        shelf.update(stock=F("stock") + redemption.quantity)
        stock = shelf.values_list("stock", flat=True).get()
        redemption.state = RedemptionState.CANCELLED.value
        redemption.cancelled_at = now
        Redemption.objects.filter(village_id=actor.village_id, id=redemption.id).update(
            state=redemption.state, cancelled_at=now
        )
        StockMovement.objects.create(
            village_id=redemption.village_id,
            product_id=redemption.product_id,
            key=movement_key(redemption, MovementKind.CANCELLATION),
            kind=MovementKind.CANCELLATION.value,
            quantity=redemption.quantity,
            balance=stock,
            day=today,
            at=now,
            actor_id=actor.id,
            redemption_id=redemption.id,
            note=reason.strip()[:200],
        )
        return redemption


def _check_offer(product: Product, quantity: int) -> None:
    """Is this a quantity, on the shelf, and is there enough?"""
    if not 1 <= quantity <= QUANTITY_MAX:
        raise QuantityNotPossible(most=QUANTITY_MAX)
    if not product.active:
        raise OffShelf(name=product.name)
    if not product.stock:
        raise SoldOut(name=product.name)
    if product.stock < quantity:
        raise OutOfStock(
            name=product.name, stock=product.stock, unit=product.unit, quantity=quantity
        )


def _why_unsold(redemption: Redemption, shelf_price: int) -> Refusal:
    """What stands on the shelf after the guarded UPDATE found nothing to take."""
    product = Product.objects.get(village_id=redemption.village_id, id=redemption.product_id)
    _check_offer(product, redemption.quantity)
    if product.price != shelf_price:
        return PriceChanged(name=product.name, price_points=product.price)
    return SoldOut(name=product.name)  # and has come back this very moment


def _memo(product: Product, quantity: int) -> str:
    return " ".join(part for part in (product.name, product.spec, f"×{quantity}") if part)[:120]
