"""`jishan scheme list|check|diff|compare|replay|imagine|schema`: the rules on the command line,
without a database."""

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn, TextIO

from jishan.core.errors import Refusal
from jishan.core.replay.cells import TableUnreadable
from jishan.core.scheme.checker import adoptable
from jishan.core.scheme.document import scheme_digest
from jishan.core.scheme.findings import SchemeUnreadable
from jishan.core.scheme.redlines import Redlines, read_redlines
from jishan.entrance.words import worded
from jishan.entrance.words.scheme_findings import finding_line_with_keys
from jishan.entrance.words.scheme_schema import as_text, plan_schema, scheme_schema
from jishan.entrance.words.scheme_sentences import item_sentence
from jishan.management import scheme_diff, scheme_trying
from jishan.management.plan_files import checked_plan, plan_at, plan_rows
from jishan.management.scheme_files import PACKS, bytes_of, load, packs
from jishan.management.scheme_saying import (
    BROKEN,
    FOUND,
    OK,
    finding_data,
    say,
    say_findings,
    say_problems,
)
from jishan.management.table_files import FileUnreadable

__all__ = ["PACKS", "main", "packs", "parser"]


def main(argv: Sequence[str], stdout: TextIO) -> int:
    """Run one subcommand. 0: fine; 1: the document has errors; 2: something could not be read."""
    options = parser().parse_args(list(argv))
    try:
        code: int = options.run(options, stdout)
    except SchemeUnreadable as wrong:
        say_findings(stdout, wrong.findings, as_json=options.json)
        return BROKEN
    except TableUnreadable as wrong:
        say_problems(stdout, wrong, as_json=options.json)
        return BROKEN
    except FileUnreadable as wrong:
        text = f"{wrong.facts['file']}：{wrong.facts['why']}"
        say(stdout, {"error": wrong.code, "text": text}, text, as_json=options.json)
        return BROKEN
    except Refusal as wrong:
        text = worded(wrong).sentence
        say(stdout, {"error": wrong.code, "text": text}, text, as_json=options.json)
        return BROKEN
    return code


class _Parser(argparse.ArgumentParser):
    """Says in Chinese what is wrong with the arguments."""

    def error(self, message: str) -> NoReturn:
        for english, chinese in _ARGUMENTS:
            message = message.replace(english, chinese)
        self.exit(BROKEN, f"{message}\n用法请看：{self.prog} --help\n")


_ARGUMENTS = (
    ("the following arguments are required:", "缺少参数："),
    ("unrecognized arguments:", "不认识的参数："),
    ("argument ", "参数 "),
    ("invalid choice:", "不能是"),
    ("choose from", "可以是"),
    ("expected one argument", "后面要写一个值"),
    ("expected at least one argument", "后面至少写一个值"),
)


def parser() -> argparse.ArgumentParser:
    """What the shell may say after `jishan scheme`."""
    made = _Parser(prog="jishan scheme", description="积分方案：列出、检查、试算")
    commands = made.add_subparsers(required=True, metavar="命令")
    listing = commands.add_parser("list", help="列出随软件提供的方案")
    listing.set_defaults(run=_list)
    checking = commands.add_parser("check", help="检查方案文件")
    checking.add_argument("files", nargs="+", metavar="FILE")
    checking.add_argument("--redlines", metavar="FILE", help="另用一份红线分类文件")
    checking.add_argument("--sentences", action="store_true", help="同时列出村民看到的每一句规则")
    checking.set_defaults(run=_check)
    schema = commands.add_parser("schema", help="打印 JSON Schema，给编辑器补全和检查用")
    schema.add_argument("--plan", action="store_true", help="目标计划的，不写就是积分方案的")
    schema.set_defaults(run=_schema, json=True)
    trying = scheme_trying.add_commands(commands)
    comparing = scheme_diff.add_commands(commands)
    for command in (listing, checking, *trying, *comparing):
        command.add_argument("--json", action="store_true", help="输出 JSON")
    return made


def _schema(options: argparse.Namespace, stdout: TextIO) -> int:
    stdout.write(as_text(plan_schema() if options.plan else scheme_schema()))
    return OK


def _list(options: argparse.Namespace, stdout: TextIO) -> int:
    rows = [
        {
            "pack": name,
            "name": scheme.name,
            "organisation": scheme.organisation,
            "version": scheme.version,
            "items": len(scheme.items),
            "digest": scheme_digest(scheme),
        }
        for name, scheme in packs()
    ]
    plans = plan_rows()
    text = "\n".join(
        [f"{row['pack']:<6}{row['name']}（{row['items']} 项）" for row in rows]
        + [f"{row['pack']:<6}{row['name']}（目标计划，{row['targets']} 个目标）" for row in plans]
    )
    data = {"format": 1, "kind": "schemes", "schemes": rows, "plans": plans}
    say(stdout, data, text, as_json=options.json)
    return OK


def _check(options: argparse.Namespace, stdout: TextIO) -> int:
    redlines = None
    if options.redlines:
        redlines = read_redlines(bytes_of(options.redlines))
    results: list[dict[str, Any]] = []
    lines: list[str] = []
    for name in options.files:
        data, text = _checked(name, redlines, sentences=options.sentences)
        results.append(data)
        lines += text
    say(stdout, {"format": 1, "kind": "check", "files": results}, "\n".join(lines),
         as_json=options.json)  # fmt: skip
    if any(not one["readable"] for one in results):
        return BROKEN
    return OK if all(one["adoptable"] for one in results) else FOUND


def _checked(
    name: str, redlines: Redlines | None, *, sentences: bool
) -> tuple[dict[str, Any], list[str]]:
    try:
        plan = plan_at(name)
        if plan is not None:
            return checked_plan(name, plan, redlines, sentences=sentences)
        scheme, findings = load(name, redlines)
    except SchemeUnreadable as wrong:
        data = {"file": name, "readable": False, "adoptable": False}
        text = [f"{name}：读不了", *map(finding_line_with_keys, wrong.findings)]
        return data | {"findings": [finding_data(one) for one in wrong.findings]}, text
    said = [{"item": item.code, "text": item_sentence(scheme, item)} for item in scheme.items]
    data = {
        "file": name,
        "readable": True,
        "adoptable": adoptable(findings),
        "code": scheme.code,
        "name": scheme.name,
        "digest": scheme_digest(scheme),
        "findings": [finding_data(one) for one in findings],
        "sentences": said,
    }
    counts = {
        severity: sum(one.severity == severity for one in findings)
        for severity in ("error", "warning", "note")
    }
    head = f"{name}：{scheme.name}，错误 {counts['error']}，"
    head += f"提醒 {counts['warning']}，说明 {counts['note']}"
    text = [head, *map(finding_line_with_keys, findings)]
    if sentences:
        text += [f"  {one['text']}" for one in said]
    return data, text
