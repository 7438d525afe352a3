"""The rows of one page of the book: entries with their accounts and postings, newest first."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from jishan.ledger.models import Entry, Posting

PAGE_MAX = 1_000


def entry_values(rows: QuerySet[Entry], count: int) -> list[dict[str, Any]]:
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


def reversals_of(village_id: int, rows: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Which postings of a page were reversed, and by which posting."""
    ids = {row["posting_id"] for row in rows}
    found = Posting.objects.filter(village_id=village_id, reverses_id__in=ids)
    return {
        reverses_id: posting_id
        for reverses_id, posting_id in found.values_list("reverses_id", "id")
        if reverses_id is not None
    }


def next_before(found: Sequence[Mapping[str, Any]], limit: int) -> int | None:
    return int(found[limit - 1]["id"]) if len(found) > limit else None


def resident_of(row: Mapping[str, Any]) -> int | None:
    return row["account__holder_id"] if row["account__holder_kind"] == "resident" else None
