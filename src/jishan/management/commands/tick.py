"""`jishan tick`: the only clock. Closes notices that are due, posts what nobody disputes,
lets points expire on their day, looks again at announced rankings after a reversal, and throws
away roster uploads that nobody confirmed within a day.

For cron or a timer, every few minutes; running it twice, or stopping it half-way, changes nothing.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from jishan.claims.actions import Lapsed, PostedDue, lapse_points, post_due_claims
from jishan.core.access import clock_actor
from jishan.core.errors import Refusal
from jishan.core.points import format_points
from jishan.entrance.words import worded
from jishan.honors.mending import recheck
from jishan.orgs.queries import Place, village_place, villages_under
from jishan.registry.incoming import sweep_uploads


class Command(BaseCommand):
    help = "到点办理：公示到期、没有异议的，逐村入账。可以反复运行，不会记重。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--village", metavar="CODE", help="只办这一个村（村代码）")

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["village"]
        troubled = False
        for place in (village_place(code),) if code else villages_under("/"):
            try:
                done = post_due_claims(clock_actor(place.id), now=timezone.now())
                lapsed = lapse_points(clock_actor(place.id), now=timezone.now())
                recheck(clock_actor(place.id), now=timezone.now())
            except Refusal as refusal:
                # One village's trouble must not keep the others waiting; cron sees the exit code.
                self.stderr.write(f"{place.name}:{worded(refusal).sentence} [{refusal.code}]")
                troubled = True
            else:
                self.stdout.write(_line(place, done, lapsed))
        sweep_uploads(now=timezone.now())
        if troubled:
            raise SystemExit(1)


def _line(place: Place, done: PostedDue, lapsed: Lapsed) -> str:
    parts = [f"{place.name}：公示结束 {done.closed} 条", f"入账 {done.posted} 条"]
    if done.disputed:
        parts.append(f"有异议暂缓 {done.disputed} 条")
    if lapsed.points:
        parts.append(f"到期 {format_points(lapsed.points)} 分")
    return "，".join(parts)
