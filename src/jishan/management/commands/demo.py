"""`jishan demo`: fill an empty database with the demo county."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from jishan.demo.county import load_demo
from jishan.orgs.models import Organization


class Command(BaseCommand):
    help = "建立演示县：三个村、三套方案、一年的事"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--months", type=int, default=12, help="几个月的事（默认 12）")

    def handle(self, *args: Any, **options: Any) -> None:
        if Organization.objects.exists():
            raise CommandError("库里已经有村了，演示县只能建在空库里。")
        with transaction.atomic():
            load_demo(now=timezone.now(), say=self.stdout.write, months=options["months"])
        self.stdout.write("演示县建好了。")
