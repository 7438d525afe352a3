"""Proves the book from its entries alone; nothing kept beside them is believed.

Each rule names what differs: a code, the row, and the two figures that ought to agree.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from jishan.ledger.models import Account, Entry, Posting

_ISSUER = "issuer"


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that ought to agree and does not. `row` is the posting's key, or the account.

    `kept` is what the book says, `proved` what follows from the entries; both in hundredths, except
    for the codes that are not about points, where both are 0.
    """

    code: str
    row: str
    purse: str
    kept: int
    proved: int


@dataclass(frozen=True, slots=True)
class Proof:
    """What was read of one village's book, and everything that differs."""

    village_id: int
    postings: int
    entries: int
    accounts: int
    differences: tuple[Difference, ...]


def prove(village_id: int) -> Proof:
    """Add up one village's book. A constant number of queries; reads every entry a few times."""
    return Proof(
        village_id,
        Posting.objects.filter(village_id=village_id).count(),
        Entry.objects.filter(village_id=village_id).count(),
        Account.objects.filter(village_id=village_id).count(),
        tuple(found for rule in _RULES for found in rule(village_id)),
    )


def _postings_sum_to_zero(village_id: int) -> Iterator[Difference]:
    sums = (
        Entry.objects.filter(village_id=village_id)
        .values_list("posting__key", "account__purse")
        .annotate(total=Sum("points"))
        .exclude(total=0)
    )
    for key, purse, total in sums.order_by("posting__key", "account__purse"):
        yield Difference("posting_not_zero", key, purse, 0, total)


def _postings_have_entries(village_id: int) -> Iterator[Difference]:
    counted = (
        Entry.objects.filter(village_id=village_id, posting_id=OuterRef("id"))
        .order_by()
        .values("posting_id")
        .annotate(count=Count("id"))
        .values("count")
    )
    rows = Posting.objects.filter(village_id=village_id).annotate(
        count=Coalesce(Subquery(counted), 0)
    )
    for key in rows.filter(count__lt=2).values_list("key", flat=True):
        yield Difference("posting_without_entries", key, "", 0, 0)


def _entries_repeat_their_posting(village_id: int) -> Iterator[Difference]:
    rows = Entry.objects.filter(village_id=village_id).exclude(
        kind=F("posting__kind"), day=F("posting__day")
    )
    for key in rows.values_list("posting__key", flat=True).distinct():
        yield Difference("entry_unlike_posting", key, "", 0, 0)


def _balances_follow(village_id: int) -> Iterator[Difference]:
    sums = dict(
        Entry.objects.filter(village_id=village_id)
        .values_list("account_id")
        .annotate(total=Sum("points"))
    )
    accounts = Account.objects.filter(village_id=village_id)
    for account in accounts.exclude(holder_kind=_ISSUER).order_by("id").iterator():
        proved = sums.get(account.id, 0)
        if account.balance != proved:
            yield Difference(
                "balance_wrong", _name(account), account.purse, account.balance, proved
            )


def _name(account: Account) -> str:
    return f"{account.holder_kind} {account.holder_id}"


def _floors_hold(village_id: int) -> Iterator[Difference]:
    low = Account.objects.filter(village_id=village_id, balance__lt=F("floor"))
    for account in low.order_by("id"):
        yield Difference(
            "below_floor", _name(account), account.purse, account.balance, account.floor or 0
        )


def _issuer_mirrors_holders(village_id: int) -> Iterator[Difference]:
    """What the issuer gave is what all others have; its own row is never moved."""
    held: dict[str, int] = {}
    accounts = Account.objects.filter(village_id=village_id).exclude(holder_kind=_ISSUER)
    for purse, total in accounts.values_list("purse").annotate(total=Sum("balance")):
        held[purse] = total
    issued: dict[str, int] = {}
    entries = Entry.objects.filter(village_id=village_id, account__holder_kind=_ISSUER)
    for purse, total in entries.values_list("account__purse").annotate(total=Sum("points")):
        issued[purse] = -total
    for purse in sorted(held.keys() | issued.keys()):
        if held.get(purse, 0) != issued.get(purse, 0):
            yield Difference(
                "issuer_not_held", _ISSUER, purse, held.get(purse, 0), issued.get(purse, 0)
            )
    moved = Account.objects.filter(village_id=village_id, holder_kind=_ISSUER).exclude(balance=0)
    for purse, balance in moved.values_list("purse", "balance"):
        yield Difference("issuer_moved", _ISSUER, purse, balance, 0)


def _reversals_mirror(village_id: int) -> Iterator[Difference]:
    """A reversal turns every sign of what it reverses, under the same kind, once."""
    rows = list(
        Posting.objects.filter(village_id=village_id, reverses_id__isnull=False)
        .order_by("id")
        .values_list("id", "key", "kind", "reverses_id")
    )
    there = Q(posting__reverses_id__isnull=False)
    reversals = _entries(Entry.objects.filter(there, village_id=village_id))
    reversed_ids = Posting.objects.filter(village_id=village_id, reverses_id__isnull=False).values(
        "reverses_id"
    )
    originals = _entries(Entry.objects.filter(village_id=village_id, posting_id__in=reversed_ids))
    for posting_id, key, kind, reverses_id in rows:
        assert reverses_id is not None, "only reversals were asked for"
        turned = {(kind, account, -points) for _, account, points in reversals.get(posting_id, ())}
        if turned != originals.get(reverses_id, set()) or reverses_id in reversals:
            yield Difference("reversal_no_mirror", key, "", 0, 0)


def _entries(rows: QuerySet[Entry]) -> dict[int, set[tuple[str, int, int]]]:
    found: dict[int, set[tuple[str, int, int]]] = {}
    for posting_id, kind, account_id, points in rows.values_list(
        "posting_id", "kind", "account_id", "points"
    ):
        found.setdefault(posting_id, set()).add((kind, account_id, points))
    return found


_RULES: tuple[Callable[[int], Iterator[Difference]], ...] = (
    _postings_sum_to_zero,
    _postings_have_entries,
    _entries_repeat_their_posting,
    _balances_follow,
    _floors_hold,
    _issuer_mirrors_holders,
    _reversals_mirror,
)
