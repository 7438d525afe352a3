"""On what terms a village redeems, and who stands at the counter: what the core decides on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Sum

from jishan.claims.queries import barred_households
from jishan.claims.standing import household_standing
from jishan.core.errors import Refusal
from jishan.core.periods import Period
from jishan.core.points import Points
from jishan.core.purses import floor_of
from jishan.core.redemption import (
    NoRedemption,
    Payer,
    PurseNotOfHouseholds,
    Taken,
    goods_period,
    limit_periods,
    price_for,
    unlocked_points,
    why_not,
    why_not_goods,
    why_not_today,
)
from jishan.core.scheme.document import Goods, Purse, Redemption, Scheme
from jishan.core.scheme.facts import HOUSEHOLD, Standing
from jishan.core.workflow import RedemptionState
from jishan.ledger.queries import earned_of, spent_from
from jishan.schemes.queries import version_in_force
from jishan.shop import models as shop


@dataclass(frozen=True, slots=True)
class Terms:
    """What the scheme in force on `day` says of redemption in one village.

    `purse` pays where the catalogue of the document names no other for the goods. `barred` are the
    households that a veto keeps from spending that day; none, and nothing is looked up, where no
    veto of the scheme in force does so.
    """

    village_id: int
    day: date
    scheme: Scheme
    rule: Redemption
    purse: Purse
    barred: frozenset[int]

    @property
    def floors(self) -> Mapping[str, int | None]:
        """The floors with which the ledger opens accounts of the purses."""
        return {purse.code: floor_of(purse) for purse in self.scheme.purses}

    def pays(self, goods: Goods | None) -> Purse:
        """The purse that pays for the goods."""
        return self.scheme.purse(self.rule.purse_for(goods))

    def why_not(self, purse: Purse, payer: Payer, cost: Points) -> Refusal | None:
        return why_not(self.rule, purse, self.scheme.periods, payer=payer, cost=cost, day=self.day)

    def price(self, goods: Goods | None, price: Points, household: Standing) -> Points:
        """What one costs the household."""
        return price_for(self.rule, goods, price, household, self.day)

    @property
    def asks_who(self) -> bool:
        """Whether it matters who the household is, and how many belong to it."""
        return bool(self.rule.prices) or any(one.per_member for one in self.rule.limits)

    @property
    def counts_all(self) -> bool:
        """Whether what everybody has taken stands against what one may take."""
        return any(one.whose == "everyone" for one in self.rule.limits)

    def why_not_today(self, payer: Payer) -> Refusal | None:
        return why_not_today(self.rule, self.scheme.periods, payer=payer, day=self.day)


def terms_on(village_id: int, day: date) -> Terms:
    """Refuses where no scheme is in force, or the one in force sells nothing to households."""
    scheme = version_in_force(village_id, day).scheme
    if scheme.redemption is None:
        raise NoRedemption
    purse = scheme.purse(scheme.redemption.purse)
    if purse.holder != "household":
        raise PurseNotOfHouseholds
    can_bar = any("spending" in veto.bars for veto in scheme.vetoes)
    barred = barred_households(village_id, day, "spending") if can_bar else frozenset()
    return Terms(village_id, day, scheme, scheme.redemption, purse, barred)


def standing_at(terms: Terms, household_id: int) -> Standing:
    """Who the household is, read only where prices or limits ask for it."""
    if not terms.asks_who:
        return HOUSEHOLD
    return household_standing(terms.village_id, household_id, terms.scheme, terms.day)


def payer_of(
    terms: Terms, purse: Purse, household_id: int, *, balance: Points, household: Standing
) -> Payer:
    """The household with what it took in each limit's period. `balance` of the purse that pays is
    read under the lock."""
    periods = limit_periods(terms.rule, terms.scheme.periods, terms.day)
    taken = (
        _taken(terms.village_id, None if limit.whose == "everyone" else household_id, period)
        for limit, period in zip(terms.rule.limits, periods, strict=True)
    )
    by_earned = terms.rule.begin_by == "earned"
    return Payer(
        balance,
        tuple(taken),
        barred=household_id in terms.barred,
        unlocked=_unlocked(terms, purse, household_id),
        members=household.heads,
        earned=_earned(terms, purse.code, household_id) if by_earned else None,
    )


def too_many(
    terms: Terms, goods: Goods | None, household_id: int, product_id: int, quantity: int
) -> Refusal | None:
    """Whether the household takes more of the goods than the document lets one have."""
    if goods is None or goods.per_subject_max is None:
        return None
    period = goods_period(goods, terms.scheme.periods, terms.day)
    rows = _collected(terms.village_id, household_id, period).filter(product_id=product_id)
    taken = rows.aggregate(quantity=Sum("quantity", default=0))["quantity"]
    return why_not_goods(goods, terms.scheme.periods, taken=taken, quantity=quantity, day=terms.day)


def _collected(
    village_id: int, household_id: int | None, period: Period
) -> QuerySet[shop.Redemption]:
    """Redemptions of the period that stand: of one household, or of all."""
    rows = shop.Redemption.objects.filter(
        village_id=village_id,
        state=RedemptionState.COLLECTED.value,
        day__range=(period.first, period.last),
    )
    return rows if household_id is None else rows.filter(household_id=household_id)


def _taken(village_id: int, household_id: int | None, period: Period) -> Taken:
    rows = _collected(village_id, household_id, period)
    sums = rows.aggregate(points=Sum("points", default=0), times=Count("id"))
    return Taken(Points(sums["points"]), sums["times"])


def _unlocked(terms: Terms, purse: Purse, household_id: int) -> Points | None:
    if purse.unlock is None:
        return None
    earned = _earned(terms, purse.unlock.purse, household_id)
    spent = spent_from(terms.village_id, household_id, purse.code)
    return unlocked_points(purse.unlock, earned=earned, spent=spent)


def _earned(terms: Terms, purse: str, household_id: int) -> Points:
    return earned_of(terms.village_id, household_id, purse, until=terms.day)
