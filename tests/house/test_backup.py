"""`jishan backup`: one file from which the whole village comes back.

Tried on a data folder of its own, as an operator does it: a copy of a database that is being
written to waits for the writer, and a test's own transaction would make it wait for ever.
"""

import os
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def _jishan(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "JISHAN_HOME": str(home)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    environment.pop("JISHAN_DATABASE_URL", None)
    command = [sys.executable, "-m", "jishan", *words]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a database, its keys and one photograph."""
    folder = tmp_path_factory.mktemp("home")
    database = sqlite3.connect(folder / "jishan.sqlite3")
    database.execute("CREATE TABLE orgs_organization (name text)")
    database.execute("INSERT INTO orgs_organization VALUES ('桃源村')")
    database.commit()
    database.close()
    (folder / "photographs").mkdir()
    (folder / "photographs" / "lane.jpg").write_bytes(b"a photograph")
    (folder / "redlines.yaml").write_text("format: 1\n")
    return folder


def test_a_backup_holds_database_keys_and_photographs(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "village.tar"
    made = _jishan(home, "backup", str(target))
    assert (made.returncode, made.stderr) == (0, "")
    assert f"备份好了：{target}" in made.stdout
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["village.tar"]

    restored = tmp_path / "restored"
    with tarfile.open(target) as tar:
        tar.extractall(restored, filter="data")
    assert (restored / "photographs" / "lane.jpg").read_bytes() == b"a photograph"
    assert not (restored / "holidays.json").exists()
    for name in ("secret.key", "personal.key", "redlines.yaml"):
        assert (restored / name).read_text() == (home / name).read_text()
    copy = sqlite3.connect(restored / "jishan.sqlite3")
    assert copy.execute("SELECT name FROM orgs_organization").fetchall() == [("桃源村",)]
    copy.close()


def test_a_backup_never_overwrites_one(tmp_path: Path) -> None:
    target = tmp_path / "old.tar"
    target.write_text("yesterday")
    with pytest.raises(CommandError, match="已经有了"):
        call_command("backup", str(target))
    assert target.read_text() == "yesterday"


def test_a_backup_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有备份成"):
        call_command("backup", str(tmp_path / "missing" / "new.tar"))
    assert list(tmp_path.iterdir()) == []


def test_without_a_name_it_lies_in_the_data_folder(home: Path) -> None:
    assert _jishan(home, "backup").returncode == 0
    (made,) = (home / "backups").iterdir()
    assert made.name.startswith("jishan-")
    assert (home / "backups").stat().st_mode & 0o777 == 0o700
