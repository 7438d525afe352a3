"""The databases that benches run on: an SQLite file, and a PostgreSQL server if one can be had."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

SQLITE = "sqlite"
POSTGRESQL = "postgresql"
_SERVERS = Path("/usr/lib/postgresql")
_UNPRIVILEGED = ("postgres", "nobody")


@contextmanager
def postgresql_server() -> Iterator[str | None]:
    """The address of a server: `JISHAN_BENCH_PG`, or one started here, or None.

    Ours runs with the defaults of the distribution (fsync on), in a temporary folder, on the
    loopback, as an unprivileged user where we are root.
    """
    named = os.environ.get("JISHAN_BENCH_PG")
    if named:
        yield named
        return
    programs = sorted(_SERVERS.glob("*/bin"), key=lambda path: int(path.parent.name))
    user = _user()
    if not programs or user is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="jishan-bench-pg-"))
    shutil.chown(folder, user)
    try:
        with _started(programs[-1], folder, user) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str | None:
    """Whom the server runs as: us, or somebody unprivileged where we are root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    there = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in _UNPRIVILEGED if name in there), None)


@contextmanager
def _started(programs: Path, folder: Path, user: str) -> Iterator[str]:
    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [str(programs / program), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            user=user if os.geteuid() == 0 else None,
            cwd=folder,
        )

    data, port = str(folder / "data"), _free_port()
    run("initdb", "-D", data, "-U", "bench", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgres://bench@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", data, "-w", "-m", "fast", "stop")


def _free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port: int = server.getsockname()[1]
        return port


@contextmanager
def fresh_database(engine: str, server: str | None) -> Iterator[dict[str, str]]:
    """The environment of one bench: an empty data folder, and on PostgreSQL an empty database."""
    folder = tempfile.mkdtemp(prefix="jishan-bench-")
    try:
        if engine == SQLITE:
            yield {"JISHAN_HOME": folder, "JISHAN_DATABASE_URL": ""}
        else:
            assert server is not None, "somebody asked whether there is a server"
            with _database(server) as url:
                yield {"JISHAN_HOME": folder, "JISHAN_DATABASE_URL": url}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _database(server: str) -> Iterator[str]:
    import psycopg  # with the extra jishan[postgres] only

    name = f"jishan_bench_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
