"""Tables in files: CSV (UTF-8 or GB 18030) and spreadsheets, as rows of cells."""

import csv
import io
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from jishan.core.errors import Refusal

SPREADSHEETS = {".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".et"}


class FileUnreadable(Refusal):
    code = "table.file_unreadable"


def rows_of(raw: bytes, name: str) -> Iterator[list[Any]]:
    """The rows of the first sheet, or of a CSV file; the first row is the header. The end of the
    name says which."""
    if PurePath(name).suffix.lower() in SPREADSHEETS:
        return _spreadsheet(raw, name)
    text = _text(raw, name)
    head = text.partition("\n")[0]
    delimiter = max(",\t;", key=head.count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _spreadsheet(raw: bytes, name: str) -> Iterator[list[Any]]:
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0)
        return iter(sheet.to_python(skip_empty_area=False))
    except (CalamineError, OSError, IndexError):
        raise FileUnreadable(file=name, why="不是能打开的表格文件") from None


def _text(raw: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileUnreadable(file=name, why="编码认不出来，请另存为 UTF-8 的 CSV")
