"""The registry's own SQL: many rows at once, COPY on PostgreSQL and executemany on SQLite.

Both write the same rows under the same constraints; a test imports one roster on each. Table and
column names come from the models and never from outside.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

CHUNK_ROWS = 5_000

Row = tuple[Any, ...]


def insert_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Row]) -> None:
    """`fields` are attribute names (`village_id`); days come as ISO text, JSON as text."""
    table, columns = _names(model, fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608  # names of models
            for chunk in chunks(rows, CHUNK_ROWS):
                cursor.executemany(sql, chunk)


def update_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Row]) -> None:
    """Each row is the new values of `fields`, then village and id."""
    table, columns = _names(model, fields)
    assignments = ", ".join(f"{column} = %s" for column in columns)
    sql = f"UPDATE {table} SET {assignments} WHERE village_id = %s AND id = %s"  # noqa: S608  # names of models
    with connection.cursor() as cursor:
        for chunk in chunks(rows, CHUNK_ROWS):
            cursor.executemany(sql, chunk)


def chunks(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while chunk := list(islice(waiting, size)):
        yield chunk


def _names(model: type[models.Model], fields: Sequence[str]) -> tuple[str, list[str]]:
    quote = connection.ops.quote_name
    by_attribute = {f.attname: f.column for f in model._meta.concrete_fields if f.column}
    return quote(model._meta.db_table), [quote(by_attribute[name]) for name in fields]
