"""PostgreSQL: a cursor that binds on the server and prepares. Imported where psycopg is there."""

from typing import Any, Self

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper


class _Prepared(psycopg.Cursor[Any]):
    """Prepares at once: planning a long statement costs more than running it."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        return super().execute(query, params, prepare=True, **options)


def prepared_cursor() -> CursorWrapper:
    """Django's own cursors fill the parameters in on this side and cannot prepare.

    An operator behind a pooler that cannot carry prepared statements sets the database option
    `prepare_threshold` to None.
    """
    connection.ensure_connection()
    able = connection.settings_dict["OPTIONS"].get("prepare_threshold", 0) is not None
    raw: Any = (_Prepared if able else psycopg.Cursor)(connection.connection)
    if connection.queries_logged:
        return connection.make_debug_cursor(raw)
    return connection.make_cursor(raw)
