"""The tiles of the counter: what one household pays for what is on the shelf, from which purse."""

from dataclasses import dataclass

from jishan.core.errors import Refusal
from jishan.core.points import Points
from jishan.core.redemption import Payer
from jishan.core.scheme.document import Purse
from jishan.ledger.queries import balance_of
from jishan.shop.goods import SoldOut
from jishan.shop.models import Product
from jishan.shop.terms import Terms, payer_of, standing_at, too_many


@dataclass(frozen=True, slots=True)
class Offer:
    """A tile of the counter. `price` is what this household pays; `purse` names what pays, where it
    is not the purse that pays for most. `refusal` says why it may not take one; None: it may."""

    product_id: int
    name: str
    spec: str
    unit: str
    price: Points
    stock: int
    refusal: Refusal | None
    purse: str = ""


class AtCounter:
    """What one household pays, and from which purse; each purse is read once."""

    def __init__(self, terms: Terms, household_id: int) -> None:
        self.terms, self.household_id = terms, household_id
        self.standing = standing_at(terms, household_id)
        self.payers: dict[str, Payer] = {}

    def payer(self, purse: Purse) -> Payer:
        if purse.code not in self.payers:
            balance = balance_of(self.terms.village_id, self.household_id, purse.code)
            self.payers[purse.code] = payer_of(
                self.terms, purse, self.household_id, balance=balance, household=self.standing
            )
        return self.payers[purse.code]

    def offer(self, product: Product) -> Offer:
        terms = self.terms
        goods = terms.rule.goods(product.name)
        purse, price = terms.pays(goods), Points(product.price)
        price = terms.price(goods, price, self.standing)
        refusal = (
            _empty(product)
            or terms.why_not(purse, self.payer(purse), price)
            or too_many(terms, goods, self.household_id, product.id, 1)
        )
        named = "" if purse.code == terms.purse.code else purse.name
        return Offer(
            product.id,
            product.name,
            product.spec,
            product.unit,
            price,
            product.stock,
            refusal,
            named,
        )

    @property
    def refusal(self) -> Refusal | None:
        """What stands against everything: it does so whichever purse would pay."""
        found = [self.terms.why_not_today(payer) for payer in self.payers.values()]
        return found[0] if all(found) else None


def _empty(product: Product) -> Refusal | None:
    return None if product.stock > 0 else SoldOut(name=product.name)
