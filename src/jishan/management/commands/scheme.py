"""`jishan scheme …`: list, check, replay and imagine schemes, print their schema. Needs no
database."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand

from jishan.management.scheme_cli import main


class Command(BaseCommand):
    """Hands its arguments to `scheme_cli`, and its answer to the shell."""

    help = "积分方案：list 列出，check 检查，replay 试算，imagine 设想，schema 格式"
    requires_system_checks: list[str] = []

    def run_from_argv(self, argv: list[str]) -> None:
        try:
            code = main(argv[2:], sys.stdout)
            sys.stdout.flush()
        except BrokenPipeError:  # the reader, `head` for example, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 0
        if code:
            sys.exit(code)

    def handle(self, *args: Any, **options: Any) -> None:
        main([str(arg) for arg in args], sys.stdout)
