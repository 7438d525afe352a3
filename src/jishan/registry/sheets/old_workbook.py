"""Old workbooks (.xls, most .et) are read in a process of their own.

In an .xls the sizes of things are numbers anywhere in the file. A damaged or crafted one makes the
fast reader ask for gigabytes at once, which ends the process; so that process is a small one with
a limit, and never the one that serves the village. This file is both sides: imported it is the
caller, run as a script it is the reader, which is why it needs nothing of the package.
"""

import io
import json
import subprocess  # fixed arguments, no shell
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import python_calamine as calamine

MEMORY_BYTES_MAX = 1536 * 1024 * 1024
SECONDS_MAX = 60

Cell = int | float | str | bool | time | date | datetime | timedelta
Merge = tuple[int, int, int, int]


class CannotRead(Exception):
    """The reader gave up, was stopped, or died."""


@dataclass(frozen=True, slots=True)
class OldSheet:
    """One sheet; `rows` begins with the sheet's first row, `first_column` is 0-based."""

    name: str
    hidden: bool
    first_column: int
    merges: tuple[Merge, ...]
    rows: list[list[Cell]]


def read_old_workbook(content: bytes) -> list[OldSheet]:
    """All sheets of an .xls; `CannotRead` for whatever goes wrong in reading it."""
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter on this very file
            [sys.executable, "-P", str(Path(__file__))],
            input=content,
            capture_output=True,
            timeout=SECONDS_MAX,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise CannotRead from None
    return list(_received(io.BytesIO(done.stdout)))


def _received(lines: BinaryIO) -> Iterator[OldSheet]:
    for line in lines:
        sheet = json.loads(line)
        yield OldSheet(
            name=sheet["name"],
            hidden=sheet["hidden"],
            first_column=sheet["first_column"],
            merges=tuple((t, le, b, r) for t, le, b, r in sheet["merges"]),
            rows=[[_restored(c) for c in json.loads(next(lines))] for _ in range(sheet["height"])],
        )


def _restored(cell: Any) -> Cell:
    if isinstance(cell, list):
        return datetime.fromisoformat(cell[0])
    assert isinstance(cell, str | float | int), "the reader sends nothing else"
    return cell


def _send(content: bytes, target: BinaryIO) -> None:
    """The reader's side: a line about each sheet, then a line for each of its rows."""
    workbook = calamine.load_workbook(io.BytesIO(content))
    for known in workbook.sheets_metadata:
        if known.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(known.name)
        rows = list(sheet.iter_rows()) if sheet.start else []
        about = {
            "name": known.name,
            "hidden": known.visible != calamine.SheetVisibleEnum.Visible,
            "first_column": sheet.start[1] if sheet.start else 0,
            "merges": [(*a, *b) for a, b in sheet.merged_cell_ranges or ()],
            "height": len(rows),
        }
        target.write(json.dumps(about).encode() + b"\n")
        for row in rows:
            target.write(json.dumps([_sendable(c) for c in row]).encode() + b"\n")


def _sendable(cell: Cell) -> Any:
    if isinstance(cell, datetime | date):
        return [cell.isoformat()]
    return str(cell) if isinstance(cell, time | timedelta) else cell


def _limit_this_process() -> None:
    if sys.platform != "win32":
        import resource  # there is no such module on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_MAX, SECONDS_MAX))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit_this_process()
    _send(sys.stdin.buffer.read(), sys.stdout.buffer)
