"""A cursor for a statement written by hand and sent again and again, on either database."""

from django.db import connection
from django.db.backends.utils import CursorWrapper


def statement_cursor() -> CursorWrapper:
    """On PostgreSQL it binds on the server and prepares; the caller closes it."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    from jishan.foundation.prepared import prepared_cursor  # psycopg comes with an extra

    return prepared_cursor()
