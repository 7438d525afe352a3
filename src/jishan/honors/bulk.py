"""Writing the titles of a ranking, a whole village in one statement: COPY, or executemany."""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import connection

from jishan.foundation.tenancy import new_ids
from jishan.honors.snapshot import Row, owner_of

_INSERT = """INSERT INTO honors_conferredtitle
(village_id, id, ranking_id, household_id, resident_id, unit_id, org_id, honours)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"""
_COPY = """COPY honors_conferredtitle
(village_id, id, ranking_id, household_id, resident_id, unit_id, org_id, honours) FROM STDIN"""
_NULL = "\\N"


def write_titles(
    village_id: int, ranking_id: int, titled: Iterable[tuple[Row, tuple[str, ...]]]
) -> None:
    """One row for each holder; codes and numbers only, so that COPY's text needs no escaping."""
    held = list(titled)
    if not held:
        return
    said = cache(json.dumps)
    rows = [
        (village_id, own, ranking_id, *owner_of(row), said(titles))
        for own, (row, titles) in zip(new_ids(len(held)), held, strict=True)
    ]
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(_INSERT, rows)
            return
        with connection.wrap_database_errors, cursor.copy(_COPY) as copy:
            copy.write("".join(map(_line, rows)))


def _line(row: tuple[Any, ...]) -> str:
    return "\t".join([_NULL if value is None else str(value) for value in row]) + "\n"
