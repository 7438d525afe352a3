"""Reading the shop: the counter, receipts, the day's list, the stock book, the public catalogue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound, Refusal
from jishan.core.points import Points
from jishan.core.redemption import MovementKind, undo_seconds
from jishan.core.workflow import RedemptionState
from jishan.foundation.reach import reach, within
from jishan.ledger.queries import purse_of
from jishan.orgs.queries import names_of
from jishan.registry.models import Household
from jishan.registry.queries import household_by_code, households_found
from jishan.registry.sheets.names import mask_name
from jishan.schemes.queries import version_in_force
from jishan.shop.models import Product, Redemption, StockMovement
from jishan.shop.terms import terms_on
from jishan.shop.tiles import AtCounter, Offer

FOUND_MAX = 20


@dataclass(frozen=True, slots=True)
class FoundHousehold:
    """A household that a code or a few letters may mean. The name is masked."""

    id: int
    masked: str
    group: str
    number: str


@dataclass(frozen=True, slots=True)
class Counter:
    """A household at the counter: `refusal` stands against everything.

    `others` are the names and balances of other purses that pay for some goods. `redeemed` is the
    redemption that the form's key has made already.
    """

    household: FoundHousehold
    balance: Points
    refusal: Refusal | None
    offers: tuple[Offer, ...]
    redeemed: int | None
    others: tuple[tuple[str, Points], ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """One redemption as it is printed. Points are hundredths; `undo` the seconds that are left.

    `purse` names what paid, where it is not the purse that pays for most.
    """

    id: int
    number: int
    household_id: int
    masked: str
    group: str
    product: str
    spec: str
    unit: str
    quantity: int
    unit_price: Points
    points: Points
    balance: Points
    collected_by: str
    at: datetime
    day: date
    clerk: str
    cancelled_at: datetime | None
    undo: int
    same_day: bool
    purse: str = ""


@dataclass(frozen=True, slots=True)
class RedemptionLine:
    """One line of the 兑换登记表; the signature of whoever collected is given on paper.

    `head` is the full name for whoever may read the roster, otherwise masked. A cancelled line
    keeps its figures and says so.
    """

    id: int
    number: int
    day: date
    at: datetime
    head: str
    group: str
    collected_by: str
    product: str
    spec: str
    unit: str
    quantity: int
    unit_price: Points
    points: Points
    balance: Points
    clerk: str
    cancelled: bool


@dataclass(frozen=True, slots=True)
class MovementLine:
    """One line of the 物资出入库; the supervisor signs on paper."""

    id: int
    day: date
    at: datetime
    product: str
    spec: str
    unit: str
    kind: MovementKind
    came: int
    went: int
    balance: int
    value_fen: int
    clerk: str
    note: str
    redemption: int | None


@dataclass(frozen=True, slots=True)
class ProductLine:
    """One kind of goods as the office lists it."""

    id: int
    name: str
    spec: str
    unit: str
    price: Points
    value_fen: int
    service: bool
    stock: int
    active: bool


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    """What anybody may read on the board: no stock figures, nobody's name."""

    name: str
    spec: str
    unit: str
    price: Points
    service: bool
    in_stock: bool


@dataclass(frozen=True, slots=True)
class DayTotal:
    """A day of the counter, cancelled redemptions left out."""

    times: int
    points: Points
    quantity: int


def counter_search(actor: Actor, text: str) -> tuple[FoundHousehold, ...]:
    """Whom a scanned code, a card, initials or a part of a name may mean; empty when nobody."""
    actor.require(Permission.REDEEM)
    try:
        card = household_by_code(actor.village_id, text)
    except NotFound:
        return tuple(
            _found(household)
            for household in _households(actor).filter(
                id__in=[row.id for row in households_found(actor, text, FOUND_MAX)]
            )
        )
    return (_found(_household(actor, card.id)),)


def _households(actor: Actor) -> QuerySet[Household]:
    rows = Household.objects.select_related("group").order_by("number")
    return within(actor, Permission.REDEEM, rows)


def _household(actor: Actor, household_id: int) -> Household:
    return reach(actor, Permission.REDEEM, _households(actor), household_id)


def _found(household: Household) -> FoundHousehold:
    group = household.group.name if household.group else ""
    return FoundHousehold(household.id, mask_name(household.head_name), group, household.number)


def counter(actor: Actor, household_id: int, *, key: str, now: datetime) -> Counter:
    """What this household has and what it may take now, with the reason where it may not."""
    household = _found(_household(actor, household_id))
    terms = terms_on(actor.village_id, timezone.localdate(now))
    here = AtCounter(terms, household.id)
    redeemed = Redemption.objects.filter(village_id=actor.village_id, key=key)
    products = Product.objects.filter(village_id=actor.village_id, active=True)
    own = here.payer(terms.purse)
    offers = tuple(here.offer(one) for one in products.order_by("position", "name", "spec"))
    others = [code for code in here.payers if code != terms.purse.code]
    return Counter(
        household,
        own.balance,
        here.refusal,
        offers,
        redeemed.values_list("id", flat=True).first(),
        tuple((terms.scheme.purse(code).name, here.payers[code].balance) for code in others),
    )


def receipt(actor: Actor, redemption_id: int, *, now: datetime) -> Receipt:
    """One redemption with its names, masked, and how long it can still be undone."""
    rows = Redemption.objects.select_related("household__group", "product")
    row = reach(actor, Permission.VIEW_SHOP, rows, redemption_id)
    cancelled = row.state == RedemptionState.CANCELLED
    return Receipt(
        id=row.id,
        number=row.number,
        household_id=row.household_id,
        masked=mask_name(row.household.head_name),
        group=row.household.group.name if row.household.group else "",
        product=row.product.name,
        spec=row.product.spec,
        unit=row.product.unit,
        quantity=row.quantity,
        unit_price=Points(row.unit_price),
        points=Points(row.points),
        balance=Points(row.balance),
        collected_by=row.collected_by,
        at=row.at,
        day=row.day,
        clerk=names_of({row.actor_id}).get(row.actor_id, ""),
        cancelled_at=row.cancelled_at,
        undo=0 if cancelled else undo_seconds(row.at, now),
        same_day=row.day == timezone.localdate(now),
        purse=_paid_from(row),
    )


def _paid_from(row: Redemption) -> str:
    scheme = version_in_force(row.village_id, row.day).scheme
    code = purse_of(row.village_id, row.posting_id)
    usual = scheme.redemption is None or scheme.redemption.purse == code
    return "" if usual else next((one.name for one in scheme.purses if one.code == code), "")


def redemptions_table(
    actor: Actor, *, since: date, until: date, household_id: int | None = None
) -> tuple[RedemptionLine, ...]:
    """The redemptions of some days, both included, in the order of their numbers."""
    rows = within(actor, Permission.VIEW_SHOP, Redemption.objects.all())
    rows = rows.filter(day__range=(since, until))
    if household_id is not None:
        rows = rows.filter(household_id=household_id)
    found = list(rows.select_related("household__group", "product").order_by("number"))
    clerks = names_of({row.actor_id for row in found})
    full = actor.holds(Permission.VIEW_ROSTER)
    return tuple(_redemption_line(row, clerks, full=full) for row in found)


def _redemption_line(row: Redemption, clerks: dict[int, str], *, full: bool) -> RedemptionLine:
    head = row.household.head_name
    return RedemptionLine(
        id=row.id,
        number=row.number,
        day=row.day,
        at=row.at,
        head=head if full else mask_name(head),
        group=row.household.group.name if row.household.group else "",
        collected_by=row.collected_by,
        product=row.product.name,
        spec=row.product.spec,
        unit=row.product.unit,
        quantity=row.quantity,
        unit_price=Points(row.unit_price),
        points=Points(row.points),
        balance=Points(row.balance),
        clerk=clerks.get(row.actor_id, ""),
        cancelled=row.state == RedemptionState.CANCELLED,
    )


def day_total(lines: Iterable[RedemptionLine]) -> DayTotal:
    """What a list of redemptions comes to."""
    kept = [line for line in lines if not line.cancelled]
    return DayTotal(
        len(kept), Points(sum(line.points for line in kept)), sum(line.quantity for line in kept)
    )


def movements_table(
    actor: Actor,
    *,
    since: date,
    until: date,
    product_id: int | None = None,
    limit: int | None = None,
) -> tuple[MovementLine, ...]:
    """The stock book of some days, both included, oldest first; with `limit` the newest so many."""
    rows = within(actor, Permission.VIEW_SHOP, StockMovement.objects.all())
    rows = rows.filter(day__range=(since, until))
    if product_id is not None:
        rows = rows.filter(product_id=product_id)
    newest = rows.select_related("product").order_by("-at", "-id")
    found = list(newest[:limit])[::-1]
    clerks = names_of({row.actor_id for row in found})
    return tuple(_movement_line(row, clerks) for row in found)


def _movement_line(row: StockMovement, clerks: dict[int, str]) -> MovementLine:
    return MovementLine(
        id=row.id,
        day=row.day,
        at=row.at,
        product=row.product.name,
        spec=row.product.spec,
        unit=row.product.unit,
        kind=MovementKind(row.kind),
        came=max(row.quantity, 0),
        went=max(-row.quantity, 0),
        balance=row.balance,
        value_fen=row.value_fen,
        clerk=clerks.get(row.actor_id, ""),
        note=row.note,
        redemption=row.redemption_id,
    )


def products_list(actor: Actor) -> tuple[ProductLine, ...]:
    """Everything that is or was offered: what is on the shelf first."""
    rows = within(actor, Permission.VIEW_SHOP, Product.objects.all())
    return tuple(_product_line(row) for row in rows.order_by("-active", "position", "name", "spec"))


def product(actor: Actor, product_id: int) -> ProductLine:
    return _product_line(reach(actor, Permission.VIEW_SHOP, Product.objects.all(), product_id))


def _product_line(row: Product) -> ProductLine:
    return ProductLine(
        row.id,
        row.name,
        row.spec,
        row.unit,
        Points(row.price),
        row.value_fen,
        row.service,
        row.stock,
        row.active,
    )


def stock_value_fen(actor: Actor) -> int:
    """What stands on the shelves at what it cost, in fen (T22: goods are counted as money)."""
    return sum(line.stock * line.value_fen for line in products_list(actor))


def catalogue(village_id: int) -> tuple[CatalogueLine, ...]:
    """The published list of goods. No actor: the board shows it to everybody."""
    rows = Product.objects.filter(village_id=village_id, active=True)
    return tuple(
        CatalogueLine(row.name, row.spec, row.unit, Points(row.price), row.service, row.stock > 0)
        for row in rows.order_by("position", "name", "spec")
    )
