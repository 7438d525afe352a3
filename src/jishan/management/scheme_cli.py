"""`jishan scheme list|check|replay`: the sandbox on the command line, without a database."""

import argparse
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, TextIO

from jishan.core.errors import Refusal
from jishan.core.replay.cells import TableUnreadable
from jishan.core.replay.compare import compare
from jishan.core.replay.outcome import Outcome
from jishan.core.replay.report import report
from jishan.core.replay.tables import read_happenings, read_roster
from jishan.core.replay.whole import replay
from jishan.core.scheme.checker import adoptable, check, computable
from jishan.core.scheme.document import Scheme, scheme_digest
from jishan.core.scheme.findings import Finding, SchemeUnreadable
from jishan.core.scheme.reading import read_with_lines
from jishan.core.scheme.redlines import Redlines, read_redlines
from jishan.entrance.words.scheme import WORDS, problem_text, reason_text
from jishan.entrance.words.scheme_findings import finding_line, finding_text
from jishan.entrance.words.scheme_sentences import item_sentence
from jishan.management.replay_text import replay_lines
from jishan.management.table_files import FileUnreadable, read_table

PACKS = Path(__file__).resolve().parents[1] / "packs"
OK, FOUND, BROKEN = 0, 1, 2


def main(argv: Sequence[str], stdout: TextIO) -> int:
    """Run one subcommand. 0: fine; 1: the document has errors; 2: something could not be read."""
    options = _parser().parse_args(list(argv))
    try:
        code: int = options.run(options, stdout)
    except SchemeUnreadable as wrong:
        _say_findings(stdout, wrong.findings, as_json=options.json)
        return BROKEN
    except TableUnreadable as wrong:
        _say_problems(stdout, wrong, as_json=options.json)
        return BROKEN
    except FileUnreadable as wrong:
        text = f"{wrong.facts['file']}:{wrong.facts['why']}"
        _say(stdout, {"error": wrong.code, "text": text}, text, as_json=options.json)
        return BROKEN
    except Refusal as wrong:
        text = WORDS[wrong.code][1].format_map(wrong.facts)
        _say(stdout, {"error": wrong.code, "text": text}, text, as_json=options.json)
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


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="jishan scheme", description="积分方案：列出、检查、试算")
    commands = parser.add_subparsers(required=True, metavar="命令")
    listing = commands.add_parser("list", help="列出随软件提供的方案")
    listing.set_defaults(run=_list)
    checking = commands.add_parser("check", help="检查方案文件")
    checking.add_argument("files", nargs="+", metavar="FILE")
    checking.add_argument("--redlines", metavar="FILE", help="另用一份红线分类文件")
    checking.add_argument("--sentences", action="store_true", help="同时列出村民看到的每一句规则")
    checking.set_defaults(run=_check)
    trying = commands.add_parser("replay", help="用名册和行为表试算一年")
    trying.add_argument("files", nargs="+", metavar="FILE", help="方案；有几版就按先后都写上")
    trying.add_argument("--roster", required=True, metavar="FILE", help="名册(CSV 或表格)")
    trying.add_argument("--acts", required=True, metavar="FILE", help="行为表(CSV 或表格)")
    trying.add_argument("--from", dest="first", type=_day, metavar="DAY", help="从哪天起")
    trying.add_argument("--until", type=_day, metavar="DAY", help="算到哪天(含)")
    trying.add_argument("--against", metavar="FILE", help="再用另一份方案算一遍，比较差别")
    trying.set_defaults(run=_replay)
    for command in (listing, checking, trying):
        command.add_argument("--json", action="store_true", help="输出 JSON")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"日期“{text}”读不懂，请写成 2024-03-01") from None


def load(name: str) -> tuple[Scheme, tuple[Finding, ...]]:
    """A document by path, or by the name of a shipped pack, with its findings."""
    return _load(name, None)


def _load(name: str, redlines: Redlines | None) -> tuple[Scheme, tuple[Finding, ...]]:
    scheme, lines = read_with_lines(_bytes(name))
    return scheme, check(scheme, lines, redlines)


def _bytes(name: str) -> bytes:
    path = Path(name)
    if not path.is_file() and (PACKS / f"{name}.yaml").is_file():
        path = PACKS / f"{name}.yaml"
    if not path.is_file():
        raise FileUnreadable(file=name, why="没有这个文件")
    try:
        return path.read_bytes()
    except OSError:
        raise FileUnreadable(file=name, why="打不开这个文件") from None


def packs() -> list[tuple[str, Scheme]]:
    """Every shipped scheme with its pack name, in order of names."""
    found: list[tuple[str, Scheme]] = []
    for path in sorted(PACKS.glob("*.yaml")):
        raw = path.read_bytes()
        if path.stem != "redlines" and b"\nkind: targets" not in raw:
            found.append((path.stem, read_with_lines(raw)[0]))
    return found


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
    text = "\n".join(f"{row['pack']:<6}{row['name']}({row['items']} 项)" for row in rows)
    _say(stdout, {"format": 1, "kind": "schemes", "schemes": rows}, text, as_json=options.json)
    return OK


def _check(options: argparse.Namespace, stdout: TextIO) -> int:
    redlines = None
    if options.redlines:
        redlines = read_redlines(_bytes(options.redlines))
    results: list[dict[str, Any]] = []
    lines: list[str] = []
    for name in options.files:
        data, text = _checked(name, redlines, sentences=options.sentences)
        results.append(data)
        lines += text
    _say(stdout, {"format": 1, "kind": "check", "files": results}, "\n".join(lines),
         as_json=options.json)  # fmt: skip
    if any(not one["readable"] for one in results):
        return BROKEN
    return OK if all(one["adoptable"] for one in results) else FOUND


def _checked(
    name: str, redlines: Redlines | None, *, sentences: bool
) -> tuple[dict[str, Any], list[str]]:
    try:
        scheme, findings = _load(name, redlines)
    except SchemeUnreadable as wrong:
        data = {"file": name, "readable": False, "adoptable": False}
        text = [f"{name}:读不了", *map(finding_line, wrong.findings)]
        return data | {"findings": [finding_data(one) for one in wrong.findings]}, text
    data = {
        "file": name,
        "readable": True,
        "adoptable": adoptable(findings),
        "code": scheme.code,
        "name": scheme.name,
        "digest": scheme_digest(scheme),
        "findings": [finding_data(one) for one in findings],
        "sentences": [
            {"item": item.code, "text": item_sentence(scheme, item)} for item in scheme.items
        ],
    }
    counts = {
        severity: sum(one.severity == severity for one in findings)
        for severity in ("error", "warning", "note")
    }
    head = f"{name}：{scheme.name}，错误 {counts['error']}，"
    head += f"提醒 {counts['warning']}，说明 {counts['note']}"
    text = [head, *map(finding_line, findings)]
    if sentences:
        text += [f"  {one['text']}" for one in data["sentences"]]  # type: ignore[attr-defined]
    return data, text


def finding_data(finding: Finding) -> dict[str, Any]:
    """A finding for JSON, with its sentence."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "path": finding.path,
        "line": finding.line,
        "facts": {name: _plain(value) for name, value in finding.facts.items()},
        "text": finding_text(finding),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value if isinstance(value, int | str | bool) else str(value)


def _replay(options: argparse.Namespace, stdout: TextIO) -> int:
    loaded = [load(name) for name in options.files]
    against = load(options.against) if options.against else None
    wrong = [
        one
        for _, findings in [*loaded, *([against] if against else [])]
        if not computable(findings)
        for one in findings
        if one.severity == "error"
    ]
    if wrong:
        _say_findings(stdout, tuple(wrong), as_json=options.json)
        return FOUND
    out = _run(options, [scheme for scheme, _ in loaded])
    data = report(out, reason_text)
    data["findings"] = [finding_data(one) for _, findings in loaded for one in findings]
    lines = replay_lines(data, out)
    if against:
        data["against"] = compare(out, _run(options, [against[0]]))
        lines += _against_lines(data["against"])
    _say(stdout, data, "\n".join(lines), as_json=options.json)
    return OK


def _run(options: argparse.Namespace, versions: list[Scheme]) -> Outcome:
    roster = read_roster(read_table(Path(options.roster)))
    acts = read_happenings(read_table(Path(options.acts)), versions)
    return replay(versions, roster, acts, first=options.first, until=options.until)


def _against_lines(found: dict[str, Any]) -> list[str]:
    lines = ["", "两份方案比较:"]
    lines += [
        f"  {one['subject']}:{one['first']} → {one['second']}({one['difference']})"
        for one in found["subjects"]
    ]
    change = {"gained": "得到", "lost": "失去"}
    lines += [
        f"  {one['subject']} {change[one['change']]}“{one['honour']}”({one['period']})"
        for one in found["titles"]
    ]
    cost = found["cost"]
    lines.append(f"  共发 {cost['first']['issued']} 分 → {cost['second']['issued']} 分")
    return lines


def _say(stdout: TextIO, data: Any, text: str, *, as_json: bool) -> None:
    if as_json:
        json.dump(data, stdout, ensure_ascii=False, indent=1)
        stdout.write("\n")
    else:
        stdout.write(text + "\n")


def _say_findings(stdout: TextIO, findings: tuple[Finding, ...], *, as_json: bool) -> None:
    data = {
        "format": 1,
        "kind": "refusal",
        "error": "scheme.has_errors",
        "findings": [finding_data(one) for one in findings],
    }
    text = "\n".join(["方案有错误，没有试算:", *map(finding_line, findings)])
    _say(stdout, data, text, as_json=as_json)


def _say_problems(stdout: TextIO, wrong: TableUnreadable, *, as_json: bool) -> None:
    rows = [one._asdict() | {"sentence": problem_text(*one)} for one in wrong.problems]
    text = "\n".join(["表格有读不了的地方，没有试算:", *(problem_text(*p) for p in wrong.problems)])
    data = {"format": 1, "kind": "refusal", "error": wrong.code, "problems": rows}
    _say(stdout, data, text, as_json=as_json)
