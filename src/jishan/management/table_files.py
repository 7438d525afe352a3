"""Tables on disk, as rows of cells."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jishan.trials.table_files import FileUnreadable, rows_of

__all__ = ["FileUnreadable", "read_table"]


def read_table(path: Path) -> Iterator[list[Any]]:
    """The rows of the first sheet, or of a CSV file; the first row is the header."""
    if not path.is_file():
        raise FileUnreadable(file=str(path), why="没有这个文件")
    return rows_of(path.read_bytes(), str(path))
