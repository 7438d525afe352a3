"""`racing_db`: a database into which many threads really commit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from jishan.foundation.append_only import AppendOnly
from jishan.foundation.triggers import guard_statements, lower_statements

NAMED = settings.DATABASES["default"]["NAME"]
"""The database of the settings, read before any test database takes its place there."""


@pytest.fixture
def transactional_db(django_db_setup: None) -> None:
    """pytest-django makes a test database only if a test of the run asks for one by a name it
    knows; this is the one for tests that commit. Emptying is the business of `racing_db`."""


@pytest.fixture
def racing_db(
    transactional_db: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> Iterator[None]:
    """SQLite: a file of its own for each test, a copy of the migrated test database.

    PostgreSQL: the test database itself, emptied afterwards; only for that the guards are lowered.
    Threads open and close their connections themselves: `tests.races.racing.together` does it.
    """
    only_in_a_test_database(connection.settings_dict["NAME"])
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            yield from _on_a_file(tmp_path / "racing.sqlite3")
        else:
            yield
            _empty()


def only_in_a_test_database(name: object) -> None:
    """What follows empties tables. It must never be those of `JISHAN_DATABASE_URL`."""
    assert str(name) != str(NAMED), "no test database stands in the place of the real one"


def _on_a_file(path: Path) -> Iterator[None]:
    """Every thread's connection reads the same settings, so the name is changed for all at once."""
    connection.ensure_connection()
    in_memory, name = connection.connection, connection.settings_dict["NAME"]
    connection.connection = None
    connection.settings_dict["NAME"] = str(path)
    try:
        connection.ensure_connection()
        in_memory.backup(connection.connection)
        yield
    finally:
        connections["default"].close()
        connection.settings_dict["NAME"] = name
        connection.connection = in_memory


def _empty() -> None:
    """TRUNCATE every table; the guards are down for exactly this."""
    only_in_a_test_database(connection.settings_dict["NAME"])
    guarded = [model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly)]
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    quoted = ", ".join(connection.ops.quote_name(table) for table in tables)
    with connection.cursor() as cursor:
        for table in guarded:
            for statement in lower_statements(connection.vendor, table):
                cursor.execute(statement)
        cursor.execute(f"TRUNCATE {quoted} RESTART IDENTITY")
        for table in guarded:
            for statement in guard_statements(connection.vendor, table):
                cursor.execute(statement)
