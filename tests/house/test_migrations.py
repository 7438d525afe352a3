"""The tables are what the models say, and every migration has a name that says what it does."""

import re
from pathlib import Path

from django.core.management import call_command

from tests.house.source import PACKAGE, ROOT

_GENERATED = re.compile(r"^\d{4}_(auto_\d|.*_and_more$|.{50,})")


def _migrations() -> list[Path]:
    return sorted(PACKAGE.glob("*/migrations/[0-9]*.py"))


def test_no_migration_is_missing(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_migration_is_named_by_a_person() -> None:
    assert [path.stem for path in _migrations() if _GENERATED.match(path.stem)] == []


def test_no_migration_imports_what_may_change_under_it() -> None:
    """Of the package only `foundation`, whose pieces a migration is made of."""
    found = [
        f"{path.relative_to(ROOT)}: {line}"
        for path in _migrations()
        for line in path.read_text("utf-8").splitlines()
        if re.match(r"(from|import) jishan\.(?!foundation)", line)
    ]
    assert found == []


def test_a_room_numbers_its_migrations_without_gap() -> None:
    for folder in {path.parent for path in _migrations()}:
        numbers = sorted(int(path.name[:4]) for path in folder.glob("[0-9]*.py"))
        assert numbers == list(range(1, len(numbers) + 1)), folder
