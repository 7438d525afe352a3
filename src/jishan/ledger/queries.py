"""Reading the book: the passbook, the clerk's table, balances, what was earned.

Every answer takes a constant number of queries. Lines stand in the order of booking (their ids
ascend with time), newest first, and are paged by key: hand a page's `next_before_id` back as
`before_id`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When
from django.db.models.functions import TruncMonth

from jishan.core.access import Actor, Permission
from jishan.core.ledger import COUNTS_AS_EARNED, Kind
from jishan.core.points import Points
from jishan.foundation.reach import reach, within
from jishan.ledger.answers import (
    LedgerLine,
    LedgerPage,
    MonthSum,
    Passbook,
    PassbookLine,
    PurseBalance,
    VillageTotals,
)
from jishan.ledger.models import Account, Entry, Posting
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
    "ledger_lines",
    "month_sums",
    "passbook",
    "village_totals",
]

_HOLDERS = ~Q(account__holder_kind="issuer")
_EARNED = Q(kind__in=[kind.value for kind in COUNTS_AS_EARNED])
_PAGE_MAX = 1_000


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
    rows = Entry.objects.filter(_HOLDERS, _EARNED, village_id=village_id, day__range=(since, until))
    if purse is not None:
        rows = rows.filter(account__purse=purse)
    sums = rows.values_list("account__household_id").annotate(total=Sum("points"))
    return {household_id: Points(total) for household_id, total in sums}


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
    limit = min(limit, _PAGE_MAX)
    balances = _purse_balances(actor.village_id, home.id)
    entries = Entry.objects.filter(village_id=actor.village_id, account_id__in=balances.account_ids)
    running = dict(balances.purses)
    rows = entries
    if before_id is not None:
        rows = entries.filter(id__lt=before_id)
        for purse, points in _sums_by_purse(entries.filter(id__gte=before_id)):
            running[purse] -= points
    found = _entry_values(rows, limit + 1)
    reversals = _reversals(actor.village_id, found)
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
    return Passbook(home.id, tuple(lines), purses, _next(found, limit))


@dataclass(frozen=True, slots=True)
class _Balances:
    account_ids: tuple[int, ...]
    purses: Mapping[str, int]


def _purse_balances(village_id: int, household_id: int) -> _Balances:
    ids, purses = [], dict[str, int]()
    rows = Account.objects.filter(village_id=village_id, household_id=household_id)
    for account_id, purse, balance in rows.values_list("id", "purse", "balance"):
        ids.append(account_id)
        purses[purse] = purses.get(purse, 0) + balance
    return _Balances(tuple(ids), purses)


def _sums_by_purse(rows: QuerySet[Entry]) -> list[tuple[str, int]]:
    return list(rows.values_list("account__purse").annotate(total=Sum("points")))


def _earned(entries: QuerySet[Entry], day: date) -> dict[str, tuple[Points, Points]]:
    """Earned in the month and in the year of `day`, by purse."""
    in_month = When(day__gte=day.replace(day=1), day__month=day.month, then=F("points"))
    sums = (
        entries.filter(_EARNED, day__year=day.year)
        .values_list("account__purse")
        .annotate(month=Sum(Case(in_month, default=0)), year=Sum("points"))
    )
    return {purse: (Points(in_month), Points(in_year)) for purse, in_month, in_year in sums}


def _entry_values(rows: QuerySet[Entry], count: int) -> list[dict[str, Any]]:
    values = rows.order_by("-id").values(
        "id",
        "posting_id",
        "day",
        "kind",
        "points",
        "account__purse",
        "account__holder_kind",
        "account__holder_id",
        "account__household_id",
        "posting__key",
        "posting__memo",
        "posting__source_id",
        "posting__reverses_id",
    )
    return [dict(row) for row in values[:count]]


def _reversals(village_id: int, rows: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Which postings of a page were reversed, and by which posting."""
    ids = {row["posting_id"] for row in rows}
    found = Posting.objects.filter(village_id=village_id, reverses_id__in=ids)
    return {
        reverses_id: posting_id
        for reverses_id, posting_id in found.values_list("reverses_id", "id")
        if reverses_id is not None
    }


def _next(found: Sequence[Mapping[str, Any]], limit: int) -> int | None:
    return int(found[limit - 1]["id"]) if len(found) > limit else None


def _resident(row: Mapping[str, Any]) -> int | None:
    return row["account__holder_id"] if row["account__holder_kind"] == "resident" else None


def _passbook_line(
    row: Mapping[str, Any], balance: int, reversals: Mapping[int, int]
) -> PassbookLine:
    return PassbookLine(
        id=row["id"],
        posting_id=row["posting_id"],
        day=row["day"],
        kind=Kind(row["kind"]),
        purse=row["account__purse"],
        resident_id=_resident(row),
        points=Points(row["points"]),
        balance=Points(balance),
        memo=row["posting__memo"],
        source_id=row["posting__source_id"],
        reverses_id=row["posting__reverses_id"],
        reversed_by=reversals.get(row["posting_id"]),
    )


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
    limit = min(limit, _PAGE_MAX)
    found = _entry_values(page, limit + 1)
    reversals = _reversals(actor.village_id, found)
    homes = _homes(actor.village_id, found)
    return LedgerPage(
        tuple(_ledger_line(row, homes, reversals) for row in found[:limit]),
        totals["count"],
        Points(totals["credited"] or 0),
        Points(-(totals["debited"] or 0)),
        _next(found, limit),
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
        condition &= Q(posting__memo__icontains=text) | Q(account__household_id__in=homes)
    return condition


def _homes(village_id: int, rows: Sequence[Mapping[str, Any]]) -> dict[int, tuple[str, str]]:
    ids = {row["account__household_id"] for row in rows}
    found = Household.objects.filter(village_id=village_id, id__in=ids)
    return {
        home_id: (number, head_name)
        for home_id, number, head_name in found.values_list("id", "number", "head_name")
    }


def _ledger_line(
    row: Mapping[str, Any], homes: Mapping[int, tuple[str, str]], reversals: Mapping[int, int]
) -> LedgerLine:
    number, head_name = homes[row["account__household_id"]]
    return LedgerLine(
        id=row["id"],
        posting_id=row["posting_id"],
        key=row["posting__key"],
        day=row["day"],
        kind=Kind(row["kind"]),
        household_id=row["account__household_id"],
        household_number=number,
        head_name=head_name,
        resident_id=_resident(row),
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
            households=Count("account__household_id", distinct=True, filter=_EARNED),
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
