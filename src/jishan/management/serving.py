"""What comes before the first request: data folder, static files, the server's command."""

import hashlib
import os
import socket
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

_THREADS = 8


def prepare_home(home: Path) -> None:
    """The data folder, readable by its owner only: personal data and keys lie in it."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.MEDIA_ROOT.mkdir(exist_ok=True, mode=0o700)


def migrate() -> None:
    """Bring the tables up to date. Asking first spares every later start a second."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def static_digest() -> str:
    """The static files by name, size and time: cheap, and changes when they do."""
    found = hashlib.sha256()
    for folder in settings.STATICFILES_DIRS:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                stat = path.stat()
                found.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return found.hexdigest()


def collect_static(home: Path) -> bool:
    """Collect the static files when they changed since the last start. Says whether they had."""
    stamp = home / "static.digest"
    digest = static_digest()
    if stamp.exists() and stamp.read_text() == digest and Path(settings.STATIC_ROOT).is_dir():
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest)
    return True


def port_is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def server_command(host: str, port: int) -> list[str]:
    """gunicorn with threads: one process on SQLite, which has one writer; on PostgreSQL several."""
    workers = 1 if connection.vendor == "sqlite" else (os.cpu_count() or 1) + 1
    bound = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "jishan.wsgi",
        f"--bind={bound}",
        f"--workers={workers}",
        "--worker-class=gthread",
        f"--threads={_THREADS}",
        "--timeout=120",
        "--log-level=warning",
        "--no-control-socket",
    ]
