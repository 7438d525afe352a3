"""Tables on disk, as rows of cells."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jishan.trials.table_files import TEXT_BYTES_MAX, FileUnreadable, rows_of

__all__ = ["FileUnreadable", "read_table"]


def read_table(path: Path) -> Iterator[list[Any]]:
    """The rows of the first sheet, or of a CSV file; the first row is the header."""
    if not path.is_file():
        raise FileUnreadable(file=str(path), why="没有这个文件")
    try:
        with path.open("rb") as file:
            raw = file.read(TEXT_BYTES_MAX + 1)
    except OSError:
        raise FileUnreadable(file=str(path), why="打不开这个文件") from None
    return rows_of(raw, str(path))
