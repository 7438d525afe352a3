"""`python -m bench [P1 P2 …]`: each bench on each database in a process of its own."""

import importlib
import json
import os
import pkgutil
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import bench
from bench.engines import POSTGRESQL, SQLITE, fresh_database, postgresql_server
from bench.harness import Figure, store, table

_ROOT = Path(__file__).resolve().parents[1]
_RUN = "--run"


def _modules() -> dict[str, str]:
    """The benches that are there: P1 → bench.p01_posting."""
    names = (found.name for found in pkgutil.iter_modules(bench.__path__))
    pairs = ((re.match(r"p(\d+)_", name), name) for name in names)
    return {f"P{int(found[1])}": f"bench.{name}" for found, name in pairs if found}


def _run_here(module: str, engine: str) -> None:
    """In the bench's own process: set Django up on its database, print the figures as JSON."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "jishan.settings"
    import django
    from django.core.management import call_command

    django.setup()
    found = importlib.import_module(module)
    if engine not in found.ENGINES:
        return
    print(f"{engine}: {found.TITLE} …", file=sys.stderr, flush=True)
    call_command("migrate", verbosity=0)
    for figure in found.run(engine):
        sys.stdout.write(json.dumps(asdict(figure), ensure_ascii=False) + "\n")
        sys.stdout.flush()


def _run_apart(module: str, engine: str, server: str | None) -> list[Figure]:
    with fresh_database(engine, server) as environment:
        path = os.pathsep.join([str(_ROOT / "src"), str(_ROOT)])
        done = subprocess.run(
            [sys.executable, "-m", "bench", _RUN, module, engine],
            env=os.environ | environment | {"PYTHONPATH": path},
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            check=True,
        )
    return [Figure(**json.loads(line)) for line in done.stdout.splitlines()]


def main(arguments: Sequence[str]) -> int:
    if arguments[:1] == [_RUN]:
        _run_here(*arguments[1:])
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are stopped too
    modules = _modules()
    wanted = [name.upper() for name in arguments] or sorted(modules, key=lambda p: int(p[1:]))
    unknown = [name for name in wanted if name not in modules]
    if unknown:
        print(f"No such bench: {' '.join(unknown)}. There are {' '.join(modules)}.")
        return 2
    figures: list[Figure] = []
    with postgresql_server() as server:
        if server is None:
            print("PostgreSQL figures are left out: no JISHAN_BENCH_PG, and none can be started.")
        for name in wanted:
            for engine in (SQLITE, POSTGRESQL) if server else (SQLITE,):
                found = _run_apart(modules[name], engine, server)
                store(found)
                figures += found
    print(table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
