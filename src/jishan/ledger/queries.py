"""Reading the book: the passbook, the clerk's table, balances, what was earned.

Every answer takes a constant number of queries. Lines stand in the order of booking (their ids
ascend with time), newest first, and are paged by key: hand a page's `next_before_id` back as
`before_id`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from jishan.core.access import Actor, Permission
from jishan.core.ledger import COUNTS_AS_EARNED, Kind
from jishan.core.points import Points
from jishan.foundation.reach import within
from jishan.ledger.answers import (
    LedgerLine,
    LedgerPage,
    MonthSum,
    Passbook,
    PassbookLine,
    PurseBalance,
    VillageTotals,
)
from jishan.ledger.holders import holders_called, names_of_holders
from jishan.ledger.models import Account, Entry
from jishan.ledger.pages import PAGE_MAX, entry_values, next_before, resident_of, reversals_of
from jishan.ledger.passbooks import EARNED, passbook, place_passbook, unit_passbook
from jishan.registry.models import Household

__all__ = [
    "LedgerLine",
    "LedgerPage",
    "LineFilter",
    "MonthSum",
    "Passbook",
    "PassbookLine",
    "PurseBalance",
    "VillageTotals",
    "balance_of",
    "balances_by_household",
    "balances_of_village",
    "earned_by_household",
    "earned_of",
    "ledger_lines",
    "month_sums",
    "passbook",
    "place_passbook",
    "purse_of",
    "spent_from",
    "unit_passbook",
    "village_totals",
]

_HOLDERS = ~Q(account__holder_kind="issuer")


class LineFilter(TypedDict, total=False):
    """What the clerk's table can be filtered by; the days are both included."""

    since: date | None
    until: date | None
    kind: Kind | None
    household_id: int | None
    purse: str | None
    text: str


def balance_of(village_id: int, household_id: int, purse: str) -> Points:
    """What a household has in a purse: its own account and its members'."""
    rows = Account.objects.filter(village_id=village_id, household_id=household_id, purse=purse)
    return Points(rows.aggregate(total=Sum("balance"))["total"] or 0)


def balances_of_village(actor: Actor, purse: str | None = None) -> dict[int, Points]:
    """Balances by household, one purse or all purses together; without an account: not named."""
    rows = within(actor, Permission.VIEW_LEDGER, Account.objects.all())
    return _balances(rows, purse)


def balances_by_household(village_id: int, purse: str | None = None) -> dict[int, Points]:
    """The same for rooms above, that have asked for their own permission."""
    return _balances(Account.objects.filter(village_id=village_id), purse)


def _balances(rows: QuerySet[Account], purse: str | None) -> dict[int, Points]:
    rows = rows.filter(household_id__isnull=False)
    if purse is not None:
        rows = rows.filter(purse=purse)
    sums = rows.values_list("household_id").annotate(total=Sum("balance"))
    return {household_id: Points(total) for household_id, total in sums if household_id}


def earned_by_household(
    village_id: int, *, purse: str | None, since: date, until: date
) -> dict[int, Points]:
    """What each household earned in a period (both days included): what a ranking measures.

    Deductions and opening points count, spending, expiry and transfers never do.
    """
    rows = Entry.objects.filter(_HOLDERS, EARNED, village_id=village_id, day__range=(since, until))
    if purse is not None:
        rows = rows.filter(account__purse=purse)
    rows = rows.filter(account__household_id__isnull=False)
    sums = rows.values_list("account__household_id").annotate(total=Sum("points"))
    return {household_id: Points(total) for household_id, total in sums}


def earned_of(village_id: int, household_id: int, purse: str, *, until: date) -> Points:
    """What one household, with its people, has earned in a purse until a day (included)."""
    rows = Entry.objects.filter(
        _HOLDERS,
        EARNED,
        village_id=village_id,
        account__household_id=household_id,
        account__purse=purse,
        day__lte=until,
    )
    return Points(rows.aggregate(total=Sum("points", default=0))["total"])


def spent_from(village_id: int, household_id: int, purse: str) -> Points:
    """What one household has redeemed from a purse; what was taken back is not spent."""
    rows = Entry.objects.filter(
        village_id=village_id,
        kind=Kind.REDEMPTION.value,
        account__holder_kind="household",
        account__household_id=household_id,
        account__purse=purse,
    )
    return Points(-rows.aggregate(total=Sum("points", default=0))["total"])


def purse_of(village_id: int, posting_id: int) -> str:
    """The purse of the holder whom a posting moved."""
    rows = Entry.objects.filter(_HOLDERS, village_id=village_id, posting_id=posting_id)
    return rows.values_list("account__purse", flat=True)[0]


def ledger_lines(
    actor: Actor,
    *,
    since: date | None = None,
    until: date | None = None,
    kind: Kind | None = None,
    household_id: int | None = None,
    purse: str | None = None,
    text: str = "",
    limit: int = 50,
    before_id: int | None = None,
) -> LedgerPage:
    """The clerk's table (台账): holders' lines in the order of booking, newest first.

    `text` is looked for in the memo, the household's number, the head's name and its initials.
    """
    wanted = LineFilter(
        since=since, until=until, kind=kind, household_id=household_id, purse=purse, text=text
    )
    entries = within(actor, Permission.VIEW_LEDGER, Entry.objects.filter(_HOLDERS))
    entries = entries.filter(_matching(actor.village_id, wanted))
    totals = entries.aggregate(
        count=Count("id"),
        credited=Sum("points", filter=Q(points__gt=0)),
        debited=Sum("points", filter=Q(points__lt=0)),
    )
    page = entries if before_id is None else entries.filter(id__lt=before_id)
    limit = min(limit, PAGE_MAX)
    found = entry_values(page, limit + 1)
    reversals = reversals_of(actor.village_id, found)
    homes = _homes(actor.village_id, found)
    homeless = any(row["account__household_id"] is None for row in found)
    others = names_of_holders(actor.village_id) if homeless else {}
    return LedgerPage(
        tuple(_ledger_line(row, homes, others, reversals) for row in found[:limit]),
        totals["count"],
        Points(totals["credited"] or 0),
        Points(-(totals["debited"] or 0)),
        next_before(found, limit),
    )


def _matching(village_id: int, wanted: LineFilter) -> Q:
    """The condition of a filter on entries; what is empty filters nothing."""
    exact = {
        "day__gte": wanted["since"],
        "day__lte": wanted["until"],
        "kind": wanted["kind"].value if wanted["kind"] else None,
        "account__household_id": wanted["household_id"],
        "account__purse": wanted["purse"],
    }
    condition = Q(**{name: value for name, value in exact.items() if value is not None})
    text = wanted["text"].strip()
    if text:
        homes = Household.objects.filter(
            Q(number__icontains=text) | Q(head_name__contains=text) | Q(initials__istartswith=text),
            village_id=village_id,
        ).values("id")
        said = Q(posting__memo__icontains=text) | Q(account__household_id__in=homes)
        for kind, holder_id in holders_called(village_id, text):
            said |= Q(account__holder_kind=kind, account__holder_id=holder_id)
        condition &= said
    return condition


def _homes(village_id: int, rows: Sequence[Mapping[str, Any]]) -> dict[int, tuple[str, str]]:
    ids = {row["account__household_id"] for row in rows}
    found = Household.objects.filter(village_id=village_id, id__in=ids)
    return {
        home_id: (number, head_name)
        for home_id, number, head_name in found.values_list("id", "number", "head_name")
    }


def _ledger_line(
    row: Mapping[str, Any],
    homes: Mapping[int, tuple[str, str]],
    others: Mapping[tuple[str, int], str],
    reversals: Mapping[int, int],
) -> LedgerLine:
    holder = (row["account__holder_kind"], row["account__holder_id"])
    home = homes.get(row["account__household_id"])
    number, head_name = home if home is not None else ("", others[holder])
    return LedgerLine(
        id=row["id"],
        posting_id=row["posting_id"],
        key=row["posting__key"],
        day=row["day"],
        kind=Kind(row["kind"]),
        household_id=row["account__household_id"],
        household_number=number,
        head_name=head_name,
        resident_id=resident_of(row),
        purse=row["account__purse"],
        points=Points(row["points"]),
        memo=row["posting__memo"],
        source_id=row["posting__source_id"],
        reverses_id=row["posting__reverses_id"],
        reversed_by=reversals.get(row["posting_id"]),
    )


def _sum_of(*kinds: Kind) -> Sum:
    return Sum("points", filter=Q(kind__in=[kind.value for kind in kinds]), default=0)


def month_sums(village_id: int, *, since: date, until: date) -> tuple[MonthSum, ...]:
    """A village's months for the board, oldest first; a month without a posting is not named."""

    sums = (
        Entry.objects.filter(_HOLDERS, village_id=village_id, day__range=(since, until))
        .annotate(month=TruncMonth("day"))
        .values("month", "account__purse")
        .annotate(
            earned=_sum_of(Kind.EARNING, Kind.OPENING),
            deducted=_sum_of(Kind.DEDUCTION),
            redeemed=_sum_of(Kind.REDEMPTION),
            expired=_sum_of(Kind.EXPIRY),
            households=Count("account__household_id", distinct=True, filter=EARNED),
        )
        .order_by("month", "account__purse")
    )
    return tuple(
        MonthSum(
            row["month"],
            row["account__purse"],
            Points(row["earned"]),
            Points(-row["deducted"]),
            Points(-row["redeemed"]),
            Points(-row["expired"]),
            row["households"],
        )
        for row in sums
    )


def village_totals(village_id: int) -> tuple[VillageTotals, ...]:
    """Since the first posting: what was issued, and where it is now, purse by purse."""

    sums = (
        Entry.objects.filter(_HOLDERS, village_id=village_id)
        .values("account__purse")
        .annotate(
            issued=_sum_of(*COUNTS_AS_EARNED),
            held=Sum("points"),
            redeemed=_sum_of(Kind.REDEMPTION),
            expired=_sum_of(Kind.EXPIRY),
        )
        .order_by("account__purse")
    )
    return tuple(
        VillageTotals(
            row["account__purse"],
            Points(row["issued"]),
            Points(row["held"]),
            Points(-row["redeemed"]),
            Points(-row["expired"]),
        )
        for row in sums
    )
