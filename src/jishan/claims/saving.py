"""Saving changed claims: every statement names the village and so finds one node (scale.md)."""

from collections.abc import Sequence

from django.db import connection

from jishan.claims.models import Claim
from jishan.foundation.cursors import statement_cursor

_CHANGING = (
    "act", "place", "cause", "state", "stage", "position", "round", "awaiting_since", "ended_at",
    "points", "credits", "reasons", "notice_row_id", "posting_id",
)  # fmt: skip


def save_claim(claim: Claim) -> None:
    """Save what a step may change of a claim whose row it has locked."""
    rows = Claim.objects.filter(village_id=claim.village_id, id=claim.id)
    rows.update(**{name: getattr(claim, name) for name in _CHANGING})


def save_many(claims: Sequence[Claim], fields: Sequence[str]) -> None:
    """Save these columns of claims of one village, whose rows the caller has locked: one statement,
    sent for all of them. An update of the ORM spells out every case and takes twenty times as long.
    """
    columns = [one for one in Claim._meta.concrete_fields if one.name in fields]
    assert len(columns) == len(fields), "columns are named as the model names them"
    names = [connection.ops.quote_name(one.column) for one in columns]
    assigned = ", ".join(f"{name} = %s" for name in names)
    sql = f"UPDATE claims_claim SET {assigned} WHERE village_id = %s AND id = %s"  # noqa: S608  # names of the model
    rows = [
        (
            *(one.get_db_prep_save(getattr(claim, one.attname), connection) for one in columns),
            claim.village_id,
            claim.id,
        )
        for claim in claims
    ]
    if rows:
        with statement_cursor() as cursor:
            cursor.executemany(sql, rows)
