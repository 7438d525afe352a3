"""`jishan run`: everything that one village needs, in one command and one data folder."""

import signal
import subprocess
import sys
from types import FrameType
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from jishan.home import home
from jishan.management.logins import demo_logins
from jishan.management.serving import (
    collect_static,
    migrate,
    port_is_free,
    prepare_home,
    server_command,
)
from jishan.orgs.models import Organization

_FIRST_TICK_AFTER = 20


class Command(BaseCommand):
    requires_system_checks = ()  # `migrate` runs them whenever there is something to migrate
    help = "启动积善：建好数据文件夹和数据库，没有数据就装入示范县，然后开门。按 Ctrl-C 停下。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="在哪个地址上开门（默认只有本机）")
        parser.add_argument("--port", type=int, default=8000, help="端口（默认 8000）")
        parser.add_argument("--no-demo", action="store_true", help="数据库是空的也不装示范县")
        parser.add_argument("--no-tick", action="store_true", help="不带定时（另有 cron 时）")
        parser.add_argument(
            "--tick-every", type=int, default=300, metavar="秒", help="多少秒定时一次（默认 300）"
        )

    def handle(self, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if not port_is_free(host, port):
            raise CommandError(
                f"{host} 的 {port} 端口用不了，多半是积善已经在运行。"
                f"换一个端口：jishan run --port {port + 1}"
            )
        prepare_home(home())
        migrate()
        collect_static(home())
        if not options["no_demo"] and not Organization.objects.exists():
            self.stdout.write("数据库还是空的，先装入示范县（云岭县），要等一会儿……")
            call_command("demo", stdout=self.stdout)
        self._greet(f"http://{host}:{port}")
        connection.close()
        every = None if options["no_tick"] else options["tick_every"]
        sys.exit(serve(server_command(host, port), tick_every=every))

    def _greet(self, address: str) -> None:
        for line in demo_logins(address):
            self.stdout.write(line)
        self.stdout.write(f"积善开门了：{address}    数据都在 {home()}    停下按 Ctrl-C")
        self.stdout.flush()


def serve(command: list[str], *, tick_every: int | None) -> int:
    """Run the server and, every `tick_every` seconds, `jishan tick` beside it.

    Each is a process of its own; both end when a signal comes or the server ends by itself.
    """
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, _stop)
    server = subprocess.Popen(command)  # noqa: S603  # our own interpreter and arguments
    pause = None if tick_every is None else min(_FIRST_TICK_AFTER, tick_every)
    try:
        while True:
            try:
                return server.wait(timeout=pause)
            except subprocess.TimeoutExpired:
                tick = [sys.executable, "-m", "jishan", "tick"]
                subprocess.run(tick, check=False)  # noqa: S603  # it says itself what went wrong
                pause = tick_every
    except KeyboardInterrupt:
        return 0
    finally:
        if server.poll() is None:
            server.terminate()
        server.wait()


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
