"""On what terms a village redeems, and who stands at the counter: what the core decides on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from jishan.claims.queries import barred_households
from jishan.core.errors import Refusal
from jishan.core.ledger import AccountRef
from jishan.core.periods import Period
from jishan.core.points import Points
from jishan.core.purses import floor_of
from jishan.core.redemption import (
    NoRedemption,
    Payer,
    PurseNotOfHouseholds,
    Taken,
    limit_periods,
    unlocked_points,
    why_not,
    why_not_today,
)
from jishan.core.scheme.document import Purse, Redemption, Scheme
from jishan.core.workflow import RedemptionState
from jishan.ledger.queries import earned_by_household
from jishan.schemes.queries import version_in_force
from jishan.shop import models as shop


@dataclass(frozen=True, slots=True)
class Terms:
    """What the scheme in force on `day` says of redemption in one village.

    `barred` are the households that a veto keeps from spending that day; none, and nothing is
    looked up, where no veto of the scheme in force does so.
    """

    village_id: int
    day: date
    scheme: Scheme
    rule: Redemption
    purse: Purse
    barred: frozenset[int]

    def account(self, household_id: int) -> AccountRef:
        return AccountRef("household", household_id, self.purse.code)

    @property
    def floors(self) -> Mapping[str, int | None]:
        """The floor with which the ledger opens an account of the purse."""
        return {self.purse.code: floor_of(self.purse)}

    def why_not(self, payer: Payer, cost: Points) -> Refusal | None:
        return why_not(
            self.rule, self.purse, self.scheme.periods, payer=payer, cost=cost, day=self.day
        )

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


def payer_of(terms: Terms, household_id: int, balance: Points) -> Payer:
    """The household with what it took in each limit's period. `balance` is read under the lock."""
    periods = limit_periods(terms.rule, terms.scheme.periods, terms.day)
    return Payer(
        balance,
        tuple(_taken(terms.village_id, household_id, period) for period in periods),
        barred=household_id in terms.barred,
        unlocked=_unlocked(terms, household_id),
    )


def _taken(village_id: int, household_id: int, period: Period | None) -> Taken:
    rows = shop.Redemption.objects.filter(
        village_id=village_id,
        household_id=household_id,
        state=RedemptionState.COLLECTED.value,
    )
    if period is not None:
        rows = rows.filter(day__range=(period.first, period.last))
    sums = rows.aggregate(points=Sum("points", default=0), times=Count("id"))
    return Taken(Points(sums["points"]), sums["times"])


def _unlocked(terms: Terms, household_id: int) -> Points | None:
    unlock = terms.purse.unlock
    if unlock is None:
        return None
    earned = earned_by_household(
        terms.village_id, purse=unlock.purse, since=date.min, until=terms.day
    )
    spent = _taken(terms.village_id, household_id, None).points
    return unlocked_points(unlock, earned=earned.get(household_id, Points(0)), spent=spent)
