"""Tables in files, as rows of cells: CSV in whichever encoding WPS and Excel write, and workbooks.

What the file really is decides, never the ending of its name. Every file that cannot be read is
refused with a sentence; all limits are checked before a workbook is parsed.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from itertools import chain
from typing import Any

from jishan.core.errors import Refusal
from jishan.registry.sheets.files import (
    Grid,
    RosterEncrypted,
    RosterOtherFormat,
    RosterTooLarge,
    RosterTooManyRows,
    RosterUnpacksTooLarge,
    RosterUnreadable,
    RosterWebPage,
    open_grids,
)

TEXT_BYTES_MAX = 64 * 1024 * 1024
ROWS_MAX = 1_000_000
_DELIMITERS = ",\t;"
_NAMES = (".xlsx", ".xls", ".et")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_OTHERS = (
    *(b"%PDF", b"{\\rtf", b"<", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\x89PNG"),
    b"\xff\xd8\xff",
)
_TITLE = "请删掉它，让第一行就是列名(日期、户、事项……)"
_FIGURES = re.compile(r"[-+]?[\d.,:/-]+")
_WHY: dict[type[Refusal], str] = {
    RosterEncrypted: "设了打开密码，请在 WPS 里取消密码、保存，再来",
    RosterOtherFormat: "不是表格，或者是别的格式。请用 WPS 打开，另存为 .xlsx 或 CSV",
    RosterTooLarge: "太大了，表格最多 10 MB；行数多的请另存为 CSV",
    RosterTooManyRows: "行数太多，请按年或按组分开；如果没有这么多行，请删掉下面的空行",
    RosterUnpacksTooLarge: "展开以后太大，或者拉得太宽太长。请把内容复制到一张新表里",
    RosterUnreadable: "打不开，可能已经损坏。请用 WPS 打开看看，另存为 .xlsx",
    RosterWebPage: "名字像表格，里面其实是网页。请用 WPS 打开，另存为 .xlsx",
}


class FileUnreadable(Refusal):
    code = "table.file_unreadable"


def rows_of(raw: bytes, name: str) -> Iterator[list[Any]]:
    """The rows of the first sheet that is shown, or of a CSV file; the first row is the header."""
    return _below_no_title(_read(raw, name), name)


def _read(raw: bytes, name: str) -> Iterator[list[Any]]:
    if raw.startswith(_WORKBOOKS):
        return _spreadsheet(raw, name)
    text = _text(raw, name)
    head = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    if name.lower().endswith(_NAMES) and delimiter not in head:
        raise FileUnreadable(file=name, why=_WHY[RosterUnreadable])
    return _text_rows(text, name, delimiter)


def _below_no_title(rows: Iterator[list[Any]], name: str) -> Iterator[list[Any]]:
    """The rows with figures in half width; a title above the header is refused by its words, not
    by columns that nobody knows."""
    first = next(rows, None)
    if first is None:
        return iter(())
    said = {text for cell in first if (text := str(cell or "").strip())}
    if len(said) == 1 and len(first) > 1:
        raise FileUnreadable(file=name, why=f"第一行是标题“{said.pop()}”。{_TITLE}")
    return ([_halved(cell) for cell in row] for row in chain([first], rows))


def _halved(cell: Any) -> Any:
    """`２０２７－０２－０１` and `１０` as Chinese input methods type them; words stay."""
    if not isinstance(cell, str) or cell.isascii():
        return cell
    plain = unicodedata.normalize("NFKC", cell).strip()
    return plain if _FIGURES.fullmatch(plain) else cell


# Workbooks ---------------------------------------------------------------------------------------


def _spreadsheet(raw: bytes, name: str) -> Iterator[list[Any]]:
    """Opened at once, so that a broken file is refused before its first row is asked for."""
    try:
        grids = open_grids(raw, name)
        first = next((grid for grid in grids if not grid.hidden), None)
    except tuple(_WHY) as refused:
        raise FileUnreadable(file=name, why=_WHY[type(refused)]) from None
    if first is None:
        raise FileUnreadable(file=name, why="里面没有表")
    return _filled(first)


def _filled(grid: Grid) -> Iterator[list[Any]]:
    """The rows, with what stands in merged cells in every one of them."""
    start, held = _merges(grid)
    for number, row in enumerate(grid.rows):
        cells = list(chain([""] * grid.first_column, row))
        for merge in start.get(number, ()):
            held[merge] = cells[merge[1]] if merge[1] < len(cells) else ""
        for merge in [merge for merge in held if number <= merge[2]]:
            _fill(cells, merge, held[merge])
        held = {merge: value for merge, value in held.items() if number < merge[2]}
        yield cells


Merge = tuple[int, int, int, int]
"""First row and column, last row and column, from 0."""


def _merges(grid: Grid) -> tuple[dict[int, list[Merge]], dict[Merge, Any]]:
    found: dict[int, list[Merge]] = {}
    for merge in grid.merges:
        found.setdefault(merge[0], []).append(merge)
    return found, {}


def _fill(cells: list[Any], merge: Merge, value: Any) -> None:
    for column in range(merge[1], min(merge[3] + 1, len(cells))):
        cells[column] = value


# Text --------------------------------------------------------------------------------------------


def _text(raw: bytes, name: str) -> str:
    if len(raw) > TEXT_BYTES_MAX:
        why = f"太大了，最多 {TEXT_BYTES_MAX // (1024 * 1024)} MB"
        raise FileUnreadable(file=name, why=why)
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_OTHERS):
        raise FileUnreadable(file=name, why=_WHY[RosterOtherFormat])
    encodings = ["utf-8-sig", "gb18030"]
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise FileUnreadable(file=name, why="编码认不出来，请用 WPS 打开，另存为 UTF-8 的 CSV")


def _text_rows(text: str, name: str, delimiter: str) -> Iterator[list[Any]]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    wrapped = '="' in text
    try:
        for number, row in enumerate(rows):
            if number >= ROWS_MAX:
                raise FileUnreadable(file=name, why=_WHY[RosterTooManyRows])
            yield [_unwrapped(cell) for cell in row] if wrapped else row
    except csv.Error:
        why = "有一格的文字太长，多半是引号没有配对。请用 WPS 打开看看，另存为 .xlsx"
        raise FileUnreadable(file=name, why=why) from None


def _unwrapped(cell: str) -> str:
    """`="5101…"` is how some systems keep Excel from rounding a number in a .csv."""
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell
