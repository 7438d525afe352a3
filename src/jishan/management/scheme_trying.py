"""`jishan scheme replay|imagine`: a year of a village in memory, two documents side by side, and
villages that are drawn by lot."""

import argparse
import csv
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from tqdm import tqdm

from jishan.core.collecting import no_collector
from jishan.core.replay.outcome import Outcome
from jishan.core.replay.report import report
from jishan.core.replay.tables import read_happenings, read_roster
from jishan.core.replay.whole import replay
from jishan.core.sandbox.comparing import as_of, compared, tried
from jishan.core.sandbox.imagining import HOUSEHOLDS, RUNS, SEED, imagine, imagined
from jishan.core.sandbox.telling import comparison_data, imagined_data
from jishan.core.sandbox.written import acts_table, roster_table
from jishan.core.scheme.checker import computable
from jishan.core.scheme.document import Scheme, scheme_digest
from jishan.core.scheme.findings import Finding
from jishan.entrance.words.scheme import reason_text
from jishan.management.replay_text import comparison_lines, imagined_lines, replay_lines
from jishan.management.scheme_files import load
from jishan.management.scheme_saying import FOUND, OK, finding_data, say, say_findings
from jishan.management.table_files import FileUnreadable, read_table

HOUSEHOLDS_MAX, RUNS_MAX = 5_000, 1_000


def add_commands(commands: Any) -> tuple[argparse.ArgumentParser, ...]:
    """The commands that try a document out; each gets `--json` from its caller."""
    return _replay_options(commands), _imagine_options(commands)


def _replay_options(commands: Any) -> argparse.ArgumentParser:
    trying: argparse.ArgumentParser = commands.add_parser("replay", help="用名册和行为表试算一年")
    trying.add_argument("files", nargs="+", metavar="FILE", help="方案；有几版就按先后都写上")
    trying.add_argument("--roster", required=True, metavar="FILE", help="名册（CSV 或表格）")
    trying.add_argument("--acts", required=True, metavar="FILE", help="行为表（CSV 或表格）")
    trying.add_argument("--from", dest="first", type=_day, metavar="DAY", help="从哪天起")
    trying.add_argument("--until", type=_day, metavar="DAY", help="算到哪天（含）")
    trying.add_argument("--against", metavar="FILE", help="再用另一份方案算一遍，比较差别")
    trying.set_defaults(run=_replay)
    return trying


def _imagine_options(commands: Any) -> argparse.ArgumentParser:
    trying: argparse.ArgumentParser = commands.add_parser(
        "imagine", help="没有往年的表时，在抽签抽出来的村里试算"
    )
    trying.add_argument("files", nargs="+", metavar="FILE", help="方案；几份就在同样的村里比")
    trying.add_argument(
        "--households",
        type=_count(HOUSEHOLDS_MAX),
        default=HOUSEHOLDS,
        metavar="N",
        help="每村几户",
    )
    trying.add_argument(
        "--runs", type=_count(RUNS_MAX), default=RUNS, metavar="N", help="设想几个村"
    )
    trying.add_argument("--seed", default=SEED, metavar="TEXT", help="种子：一样的种子，一样的村")
    trying.add_argument(
        "--write-tables",
        metavar="DIR",
        help="第一个村的名册和行为表写到这里，可用 replay 算",
    )
    trying.set_defaults(run=_imagine)
    return trying


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"日期“{text}”读不懂，请写成 2024-03-01") from None


def _count(most: int) -> Any:
    """A whole number from 1 to `most`."""

    def read(text: str) -> int:
        if not text.isdecimal() or not 1 <= int(text[:9]) <= most:
            raise argparse.ArgumentTypeError(f"“{text}”要是 1 到 {most} 的整数")
        return int(text)

    return read


Loaded = list[tuple[Scheme, tuple[Finding, ...]]]


def _wrong(loaded: Loaded) -> tuple[Finding, ...]:
    """Errors of the documents that cannot be computed."""
    return tuple(
        one
        for _, findings in loaded
        if not computable(findings)
        for one in findings
        if one.severity == "error"
    )


def _replay(options: argparse.Namespace, stdout: TextIO) -> int:
    loaded = [load(name) for name in options.files]
    against = [load(options.against)] if options.against else []
    wrong = _wrong([*loaded, *against])
    if wrong:
        say_findings(stdout, wrong, as_json=options.json)
        return FOUND
    with no_collector():
        out = _run(options, [scheme for scheme, _ in loaded])
    data = report(out, reason_text)
    data["findings"] = [finding_data(one) for _, findings in loaded for one in findings]
    lines = replay_lines(data, out)
    for scheme, _ in against:
        options.first, options.until = out.first, out.last
        other = _run(options, [as_of(scheme, out.first)])
        first, second = tried(out), tried(other)
        data["against"] = comparison_data(first, second)
        lines += comparison_lines(compared(first, second))
    say(stdout, data, "\n".join(lines), as_json=options.json)
    return OK


def _run(options: argparse.Namespace, versions: list[Scheme]) -> Outcome:
    roster = read_roster(read_table(Path(options.roster)))
    acts = read_happenings(read_table(Path(options.acts)), versions)
    return replay(versions, roster, acts, first=options.first, until=options.until)


def _imagine(options: argparse.Namespace, stdout: TextIO) -> int:
    loaded = [load(name) for name in options.files]
    wrong = _wrong(loaded)
    if wrong:
        say_findings(stdout, wrong, as_json=options.json)
        return FOUND
    schemes = [scheme for scheme, _ in loaded]
    if options.write_tables:
        _write_tables(options, schemes)
    found = imagine(
        schemes, households=options.households, runs=options.runs, seed=options.seed, tick=_ticking
    )
    data = {
        "format": 1,
        "kind": "imagine",
        "seed": options.seed,
        "schemes": [
            {"code": scheme.code, "name": scheme.name, "version": scheme.version,
             "digest": scheme_digest(scheme)} | imagined_data(one)
            for scheme, one in zip(schemes, found, strict=True)
        ],
    }  # fmt: skip
    lines: list[str] = []
    for scheme, one in zip(schemes, found, strict=True):
        lines += imagined_lines(scheme, one)
    say(stdout, data, "\n".join(lines), as_json=options.json)
    return OK


def _ticking(runs: range) -> Iterable[int]:
    return tqdm(runs, desc="设想", unit="村", file=sys.stderr, disable=None)


def _write_tables(options: argparse.Namespace, schemes: list[Scheme]) -> None:
    """Roster and acts of the first imagined village, as tables that `replay` reads."""
    village = imagined(schemes, seed=options.seed, run=1, households=options.households)
    folder = Path(options.write_tables)
    tables = {
        "roster.csv": roster_table(village.cast.people),
        "acts.csv": acts_table(village.happenings(schemes[-1])),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in tables.items():
            with (folder / name).open("w", encoding="utf-8-sig", newline="") as stream:
                csv.writer(stream).writerows(rows)
    except OSError:
        raise FileUnreadable(file=str(folder), why="这个文件夹写不进去") from None
