"""Passbooks (存折): the lines of a household, a unit, a villager group or the village."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Sum, When

from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound
from jishan.core.ledger import COUNTS_AS_EARNED, Kind
from jishan.core.points import Points
from jishan.foundation.reach import reach
from jishan.ledger.answers import Passbook, PassbookLine, PurseBalance
from jishan.ledger.models import Account, Entry
from jishan.ledger.pages import PAGE_MAX, entry_values, next_before, resident_of, reversals_of
from jishan.orgs.queries import groups_of
from jishan.registry.models import Household, Unit

EARNED = Q(kind__in=[kind.value for kind in COUNTS_AS_EARNED])


def passbook(
    actor: Actor,
    household_id: int,
    *,
    limit: int = 50,
    before_id: int | None = None,
    day: date | None = None,
) -> Passbook:
    """A household's lines, newest first, each with the balance of its purse after it (存折).

    With `day` (today) the purses also say what was earned in its month and its year.
    """
    home = reach(actor, Permission.VIEW_PASSBOOK, Household.objects.all(), household_id)
    accounts = Account.objects.filter(village_id=actor.village_id, household_id=home.id)
    return _passbook(actor, home.id, accounts, limit=limit, before_id=before_id, day=day)


def unit_passbook(
    actor: Actor,
    unit_id: int,
    *,
    limit: int = 50,
    before_id: int | None = None,
    day: date | None = None,
) -> Passbook:
    """The lines of a unit, as of a household."""
    unit = reach(actor, Permission.VIEW_PASSBOOK, Unit.objects.all(), unit_id)
    accounts = _held(actor.village_id, "unit", unit.id)
    return _passbook(actor, None, accounts, limit=limit, before_id=before_id, day=day)


def place_passbook(
    actor: Actor,
    org_id: int,
    *,
    limit: int = 50,
    before_id: int | None = None,
    day: date | None = None,
) -> Passbook:
    """The lines of a villager group, or of the village itself, for who may read the whole book."""
    actor.require_whole(Permission.VIEW_PASSBOOK)
    kind = "village" if org_id == actor.village_id else "group"
    if kind == "group" and org_id not in {one.id for one in groups_of(actor.village_id)}:
        raise NotFound
    accounts = _held(actor.village_id, kind, org_id)
    return _passbook(actor, None, accounts, limit=limit, before_id=before_id, day=day)


def _held(village_id: int, holder_kind: str, holder_id: int) -> QuerySet[Account]:
    return Account.objects.filter(
        village_id=village_id, holder_kind=holder_kind, holder_id=holder_id
    )


def _passbook(
    actor: Actor,
    household_id: int | None,
    accounts: QuerySet[Account],
    *,
    limit: int,
    before_id: int | None,
    day: date | None,
) -> Passbook:
    limit = min(limit, PAGE_MAX)
    balances = _purse_balances(accounts)
    entries = Entry.objects.filter(village_id=actor.village_id, account_id__in=balances.account_ids)
    running = dict(balances.purses)
    rows = entries
    if before_id is not None:
        rows = entries.filter(id__lt=before_id)
        for purse, points in _sums_by_purse(entries.filter(id__gte=before_id)):
            running[purse] -= points
    found = entry_values(rows, limit + 1)
    reversals = reversals_of(actor.village_id, found)
    lines = []
    for row in found[:limit]:
        purse = row["account__purse"]
        balance = running[purse]
        running[purse] -= row["points"]
        lines.append(_passbook_line(row, balance, reversals))
    earned = _earned(entries, day) if day is not None else None
    purses = tuple(
        PurseBalance(
            purse,
            Points(balance),
            None if earned is None else earned.get(purse, (Points(0), Points(0)))[0],
            None if earned is None else earned.get(purse, (Points(0), Points(0)))[1],
        )
        for purse, balance in sorted(balances.purses.items())
    )
    return Passbook(household_id, tuple(lines), purses, next_before(found, limit))


@dataclass(frozen=True, slots=True)
class _Balances:
    account_ids: tuple[int, ...]
    purses: Mapping[str, int]


def _purse_balances(accounts: QuerySet[Account]) -> _Balances:
    ids, purses = [], dict[str, int]()
    for account_id, purse, balance in accounts.values_list("id", "purse", "balance"):
        ids.append(account_id)
        purses[purse] = purses.get(purse, 0) + balance
    return _Balances(tuple(ids), purses)


def _sums_by_purse(rows: QuerySet[Entry]) -> list[tuple[str, int]]:
    return list(rows.values_list("account__purse").annotate(total=Sum("points")))


def _earned(entries: QuerySet[Entry], day: date) -> dict[str, tuple[Points, Points]]:
    """Earned in the month and in the year of `day`, by purse."""
    in_month = When(day__gte=day.replace(day=1), day__month=day.month, then=F("points"))
    sums = (
        entries.filter(EARNED, day__year=day.year)
        .values_list("account__purse")
        .annotate(month=Sum(Case(in_month, default=0)), year=Sum("points"))
    )
    return {purse: (Points(in_month), Points(in_year)) for purse, in_month, in_year in sums}


def _passbook_line(
    row: Mapping[str, Any], balance: int, reversals: Mapping[int, int]
) -> PassbookLine:
    return PassbookLine(
        id=row["id"],
        posting_id=row["posting_id"],
        day=row["day"],
        kind=Kind(row["kind"]),
        purse=row["account__purse"],
        resident_id=resident_of(row),
        points=Points(row["points"]),
        balance=Points(balance),
        memo=row["posting__memo"],
        source_id=row["posting__source_id"],
        reverses_id=row["posting__reverses_id"],
        reversed_by=reversals.get(row["posting_id"]),
        correction=row["posting__key"].startswith("correct:"),
    )
