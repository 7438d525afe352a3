"""`jishan backup`: the whole data folder in one file, taken while the village goes on working."""

import os
import sqlite3
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from jishan.home import home

_KEYS = ("secret.key", "personal.key")
_OWN = ("redlines.yaml", "holidays.json")
"""What the operator may have put in the data folder to replace what ships."""


class Command(BaseCommand):
    help = "备份：数据库、照片、密钥放进一个文件。不用停机。恢复的办法见 docs/operations.md。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="写到哪里（默认放在数据文件夹的 backups 里）")

    def handle(self, **options: Any) -> None:
        target = Path(options["file"]) if options["file"] else _default_target()
        if target.exists():
            raise CommandError(f"{target} 已经有了。备份不覆盖旧的，请换一个名字。")
        try:
            _write_backup(target)
        except (OSError, sqlite3.Error) as error:
            raise CommandError(f"没有备份成：{error}。没有留下半个文件。") from error
        self.stdout.write(f"备份好了：{target}（{target.stat().st_size:,} 字节）")
        self.stdout.write("里面有密钥和村民的资料，请锁好，另存一份到别的机器上。")
        if connection.vendor == "postgresql":
            self.stdout.write(
                "数据库在 PostgreSQL 里，不在这个文件里，"
                "请同时用 pg_dump 备份（docs/operations.md）。"
            )


def _default_target() -> Path:
    folder = home() / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"jishan-{timezone.localtime(timezone.now()):%Y%m%d-%H%M%S}.tar"


def _write_backup(target: Path) -> None:
    """Written under another name, for its owner only, and given its own when it is whole."""
    descriptor, half = tempfile.mkstemp(dir=target.parent, prefix=".backup-", suffix=".half")
    try:
        with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
            if connection.vendor == "sqlite":
                _add_database(tar, target.parent)
            for name in (*_KEYS, *(one for one in _OWN if (home() / one).is_file())):
                tar.add(home() / name, arcname=name)
            photographs = Path(settings.MEDIA_ROOT)
            if photographs.is_dir():
                tar.add(photographs, arcname=photographs.name)
        Path(half).replace(target)
    except BaseException:
        Path(half).unlink(missing_ok=True)
        raise


def _add_database(tar: tarfile.TarFile, folder: Path) -> None:
    """SQLite's own online copy: one moment of the database, whatever is written meanwhile."""
    connection.ensure_connection()
    with tempfile.TemporaryDirectory(dir=folder, prefix=".backup-") as scratch:
        path = Path(scratch) / "jishan.sqlite3"
        copy = sqlite3.connect(path)
        try:
            connection.connection.backup(copy)
            found = copy.execute("PRAGMA quick_check").fetchone()[0]
        finally:
            copy.close()
        if found != "ok":
            raise CommandError(
                f"数据库的副本没有通过检查：{found}。请不要再用这个数据库，先恢复旧备份。"
            )
        tar.add(path, arcname=path.name)
