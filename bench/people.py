"""A village of many households with open accounts, made quickly: the ground of the benches."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import connection

from jishan.core.access import Actor, Held, Level, Role, staff_actor
from jishan.core.ledger import AccountRef
from jishan.foundation.tenancy import new_id
from jishan.ledger.models import Account
from jishan.orgs.actions import found_organization
from jishan.registry.models import Household

PURSE = "spend"
DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class BenchVillage:
    """Its clerk, its households, the ids of their accounts (same order) and of the issuer's."""

    clerk: Actor
    households: tuple[int, ...]
    accounts: tuple[int, ...]
    issuer: int

    @property
    def id(self) -> int:
        return self.clerk.village_id

    def account(self, number: int) -> AccountRef:
        return AccountRef("household", self.households[number % len(self.households)], PURSE)


def found_village(code: str, households: int, *, balance: int = 0) -> BenchVillage:
    """`balance` is put into the rows only: for benches that spend what nobody earned."""
    village = found_organization(code, code, level=Level.VILLAGE, parent=None)
    homes, accounts = [], []
    for number in range(households):
        homes.append(
            Household(
                village=village,
                id=new_id(),
                number=f"{number:06d}",
                head_name="户主",
                door_code=f"{code[:4]}{number:07d}",
                since=DAY,
            )
        )
        accounts.append(
            Account(
                village=village,
                id=new_id(),
                holder_kind="household",
                holder_id=homes[-1].id,
                household_id=homes[-1].id,
                purse=PURSE,
                floor=0,
                balance=balance,
            )
        )
    Household.objects.bulk_create(homes, batch_size=2_000)
    Account.objects.bulk_create(accounts, batch_size=2_000)
    issuer = Account.objects.create(village=village, holder_kind="issuer", purse=PURSE, floor=None)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what autovacuum does within a minute
    clerk = staff_actor(1, village.pk, (Held(Role.CLERK, above=True),))
    return BenchVillage(
        clerk,
        tuple(home.id for home in homes),
        tuple(account.id for account in accounts),
        issuer.id,
    )
