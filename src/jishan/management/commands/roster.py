"""`jishan roster import FILE --village CODE`: the import from the shell, with a progress bar."""

import hashlib
import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from jishan.core.access import Actor, Held, Role, staff_actor
from jishan.core.errors import Refusal
from jishan.entrance.words import worded
from jishan.entrance.words.problems import Said, said
from jishan.entrance.words.roster import FIELDS, SKIPPED
from jishan.moving.rosters import import_roster
from jishan.orgs.queries import village_place
from jishan.registry.planned import Plan
from jishan.registry.rosters import NothingToImport, plan_of
from jishan.registry.sheets.preview import RosterPreview
from jishan.registry.sheets.roster import read_roster

COUNTS = {
    "households_new": "新增户",
    "households_changed": "有变化的户",
    "households_same": "没变的户",
    "residents_new": "新增人",
    "residents_changed": "有变化的人",
    "residents_same": "没变的人",
    "residents_closed": "已故、迁出的人",
}


class Command(BaseCommand):
    help = "名册：把户籍表（Excel、WPS）导入一个村。先列出问题，确认以后才写入。"

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        bring = steps.add_parser("import", help="导入一份户籍表")
        bring.add_argument("file", type=Path, help="表格文件（.xlsx、.xls、.et、.csv）")
        bring.add_argument("--village", required=True, help="村的代号，网址里那一段")
        bring.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="列=内容",
            help="改正猜错的列，如 C=name、'一组!D=identity'；内容写 - 就不用这一列",
        )
        bring.add_argument(
            "--day", type=date.fromisoformat, metavar="日子",
            help="名册是哪一天的情况，如 2026-03-01；换户、来去从这天起算，不写就是今天",
        )  # fmt: skip
        bring.add_argument("--yes", action="store_true", help="不再问，直接导入")
        bring.add_argument("--json", action="store_true", help="结果写成 JSON；不加 --yes 只看不写")

    def handle(self, **options: Any) -> None:
        try:
            self._import(**options)
        except Refusal as refusal:
            words = worded(refusal)
            raise CommandError(f"{words.sentence}（{words.code}）") from refusal
        except OSError as error:
            raise CommandError(f"这个文件打不开：{options['file']}（{error.strerror}）") from error

    def _import(
        self,
        *,
        file: Path,
        village: str,
        column: list[str],
        day: date | None,
        yes: bool,
        **options: Any,
    ) -> None:
        place = village_place(village)
        now = timezone.now()
        content = file.read_bytes()
        preview = read_roster(
            content, filename=file.name, mapping=_mapping(column), today=timezone.localdate(now)
        )
        lines = [said(p) for p in (*preview.errors, *preview.warnings)]
        plan = plan_of(place.id, preview) if preview.households else None
        if not options["json"]:
            self._show(preview, lines, plan)
        if plan is None and not options["json"]:
            raise NothingToImport
        agreed = yes or (not options["json"] and self._agreed())
        if agreed:
            with _bar(preview.resident_count) as bar:
                import_roster(
                    _clerk(place.id),
                    preview,
                    day=day,
                    key=_key(content, now.isoformat()),
                    filename=file.name,
                    digest=hashlib.sha256(content).hexdigest(),
                    now=now,
                    advance=bar.update,
                )
        if options["json"]:
            self.stdout.write(_as_json(preview, lines, plan, imported=agreed))
        else:
            self.stdout.write("导入好了。" if agreed else "没有导入，什么都没有写。")

    def _show(self, preview: RosterPreview, lines: list[Said], plan: Plan | None) -> None:
        for sheet in preview.sheets:
            columns = "、".join(f"{at}={FIELDS[field]}" for at, field in sheet.mapping.items())
            skipped = SKIPPED[sheet.skipped] if sheet.skipped else ""
            self.stdout.write(f"表“{sheet.name}”：{skipped or columns}")
        for line in lines:
            mark = "不导入" if line.error else "请看一眼"
            self.stdout.write(f"[{mark}] {line.place}：{line.sentence}")
        for name, count in (plan.counts() if plan else {}).items():
            self.stdout.write(f"{COUNTS[name]}：{count}")
        for member in plan.identity_changed if plan else ():
            self.stdout.write(f"身份证号和名册里的不一样，以表为准：{member.row.name}")
        self.stdout.write(f"不导入的行：{len(preview.refused_rows)}")

    def _agreed(self) -> bool:
        if not sys.stdin.isatty():
            return False
        self.stdout.write("确认导入请输入 y 或 是：")
        return sys.stdin.readline().strip().lower() in {"y", "yes", "是"}


def _mapping(columns: list[str]) -> dict[str, str | None]:
    pairs = [column.partition("=") for column in columns]
    return {where: None if what == "-" else what for where, _, what in pairs}


def _clerk(village_id: int) -> Actor:
    """Whoever has the shell acts as clerk; the audit log shows user 0."""
    return staff_actor(0, village_id, (Held(Role.CLERK, above=True),))


def _key(content: bytes, moment: str) -> str:
    return hashlib.sha256(content + moment.encode()).hexdigest()


def _bar(people: int) -> "tqdm[Any]":
    return tqdm(total=people, desc="写入名册", unit="人", file=sys.stderr, disable=None)


def _as_json(
    preview: RosterPreview, lines: list[Said], plan: Plan | None, *, imported: bool
) -> str:
    answer = {
        "imported": imported,
        "counts": plan.counts() if plan else {},
        "rows_refused": len(preview.refused_rows),
        "sheets": [
            {"name": s.name, "columns": s.mapping, "rows": s.row_count, "skipped": s.skipped}
            for s in preview.sheets
        ],
        "problems": [asdict(line) for line in lines],
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)
