"""What a migration after a room's first made, it takes back and makes again: on a real file."""

import pytest
from django.core.management import call_command
from django.db import connection

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the file is a copy; another database would be altered"
)

BEFORE = ("honors", "0003"), ("registry", "0002"), ("schemes", "0001")
"""As far back as each room goes; what rests on it goes back with it."""


def shape() -> list[tuple[str, str, str]]:
    """Every table, index and guard."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name")
        return [(kind, name, sql) for kind, name, sql in cursor.fetchall()]


def guards(table: str) -> list[str]:
    return [name for kind, name, _ in shape() if kind == "trigger" and name.startswith(table)]


def test_migrations_go_back_and_forth(racing_db: None) -> None:
    before = shape()
    titles = guards("honors_conferredtitle")
    assert len(titles) == 2

    for room, name in BEFORE:
        call_command("migrate", room, name, verbosity=0)
        if room == "honors":
            assert guards("honors_conferredtitle") == titles  # it was guarded before as well
    assert shape() != before
    call_command("migrate", verbosity=0)

    assert shape() == before
