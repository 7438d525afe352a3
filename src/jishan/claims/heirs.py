"""Households that merged into others (并户): where their figures and their points are since then.

What is dated before the merge and comes into the book after it is credited where it was earned and
handed on at once, as the whole balance was on the day of the merge.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Exists, OuterRef

from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.periods import Period
from jishan.ledger.actions import Draft
from jishan.ledger.models import Entry, Posting
from jishan.registry.changes import Merge, merges

Merges = Mapping[int, Merge]


def heir_on(found: Merges, household_id: int, day: date) -> int:
    """Where the figures of a household are on the day."""
    while (merge := found.get(household_id)) is not None and merge.day <= day:
        household_id = merge.into
    return household_id


def holder_on(found: Merges, key: str, day: date) -> str:
    """The same by the core's key: a household's, or what no merge concerns."""
    if not found or key[:1] != "h" or not key[1:].isdecimal():
        return key
    return f"h{heir_on(found, int(key[1:]), day)}"


def merged_on(found: Merges, key: str) -> date | None:
    """The day on which the household of this key merged, or another one merged into it last."""
    days = [merge.day for own, merge in found.items() if key in (f"h{own}", f"h{merge.into}")]
    return max(days, default=None)


def heir_of(found: Merges, ref: AccountRef) -> AccountRef:
    """The account that bears what this one would."""
    if ref.holder_kind != "household" or ref.holder_id is None:
        return ref
    return AccountRef("household", heir_on(found, ref.holder_id, date.max), ref.purse)


def brought(village_id: int, purse: str, period: Period) -> dict[int, int]:
    """What households that merged until the end of the period had earned in it, by where they went:
    what the book says, as `claims.sums` asks it."""
    found = merges(village_id)
    gone = [own for own in found if heir_on(found, own, period.last) != own]
    if not gone:
        return {}
    undone = Posting.objects.filter(village_id=village_id, reverses_id=OuterRef("posting_id"))
    rows = Entry.objects.filter(
        ~Exists(undone),
        village_id=village_id,
        account__holder_kind="household",
        account__holder_id__in=gone,
        account__purse=purse,
        day__range=(period.first, period.last),
        kind__in=[Kind.EARNING.value, Kind.DEDUCTION.value],
        posting__reverses_id__isnull=True,
    )
    sums: dict[int, int] = {}
    for own, points in rows.values_list("account__holder_id", "points"):
        heir = heir_on(found, own, period.last)
        sums[heir] = sums.get(heir, 0) + points
    return sums


def handed_on(village_id: int, drafts: Iterable[Draft]) -> tuple[list[Draft], list[Draft]]:
    """What goes between households that merged and those where they went: what has to be posted
    before these drafts, so that no account falls, and what after them."""
    found = merges(village_id)
    before: list[Draft] = []
    after: list[Draft] = []
    for draft in drafts if found else ():
        for number, entry in enumerate(draft.posting.entries):
            ref, heir = entry.account, heir_of(found, entry.account)
            if heir != ref and ref.holder_id is not None:
                merge = found[ref.holder_id]
                key = f"merge:{merge.change_id}:{draft.source_id}:{number}"
                moved = [(ref, -entry.points), (heir, int(entry.points))]
                posting = settle(key, Kind.TRANSFER, merge.day, moved)
                (after if entry.points > 0 else before).append(Draft(posting, None, "并户转入"))
    return before, after
