"""From bytes to grids of cells: which kind of file it really is, and what is too much.

The ending of the file's name is never believed: WPS writes .et with the inside of an .xls or of an
.xlsx, and many an office system writes web pages called .xls. All limits are checked before
the file is parsed.
"""

import csv
import io
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_calamine as calamine

from jishan.core.errors import Refusal
from jishan.registry.sheets import old_workbook, package
from jishan.registry.sheets.old_workbook import Cell

FILE_BYTES_MAX = 10 * 1024 * 1024
ROWS_MAX = 200_000

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK_BEGINS = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_PASSWORD_RECORD = 0x2F
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


class RosterTooLarge(Refusal):
    """The file has more bytes than a roster can have."""

    code = "roster.too_large"


class RosterUnreadable(Refusal):
    """The file is no spreadsheet, or a broken one."""

    code = "roster.unreadable"


class RosterEncrypted(Refusal):
    """The file opens only with a password."""

    code = "roster.encrypted"


class RosterWebPage(Refusal):
    """A web page (or the XML of Excel 2003) that was given the name of a spreadsheet."""

    code = "roster.web_page"


class RosterOtherFormat(Refusal):
    """A document of another program: .ods, .docx, .xlsb, .pdf."""

    code = "roster.other_format"


class RosterUnpacksTooLarge(Refusal):
    """A small file that would unpack to more than a roster can hold (zip bomb)."""

    code = "roster.unpacks_too_large"


class RosterTooManyRows(Refusal):
    """More rows than a county has people in one file."""

    code = "roster.too_many_rows"


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: rows of cells, and what the file says beside the cells.

    `rows` starts at the first row of the sheet; each row's first cell is column `first_column`.
    Row and column numbers elsewhere are 0-based. `struck` holds (row, column) of cells in a
    struck-through style; only .xlsx can tell.
    """

    name: str
    rows: Iterator[Sequence[Cell]]
    first_column: int = 0
    merges: tuple[tuple[int, int, int, int], ...] = ()
    hidden_columns: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    hidden: bool = False


def open_grids(source: str | Path | bytes, filename: str) -> Iterator[Grid]:
    """The sheets of a roster in order; a refusal says why the file cannot be read at all."""
    content = _content(source)
    if content.startswith(_ZIP):
        return _workbook_grids(content, _xlsx_details(content))
    if content.startswith(_OLE):
        if _ENCRYPTED_STREAM in content or _has_password_record(content):
            raise RosterEncrypted
        return _old_grids(content)
    return iter([_text_grid(content, filename)])


def _content(source: str | Path | bytes) -> bytes:
    if isinstance(source, bytes):
        content = source
    else:
        with Path(source).open("rb") as file:
            content = file.read(FILE_BYTES_MAX + 1)
    if len(content) > FILE_BYTES_MAX:
        raise RosterTooLarge(limit_mb=FILE_BYTES_MAX // (1024 * 1024))
    return content


def _has_password_record(content: bytes) -> bool:
    """An .xls with a password says so right after its first record; the reader calls it broken."""
    at = content.find(_WORKBOOK_BEGINS)
    for _ in range(4):
        if at < 0 or at + 4 > len(content):
            return False
        kind, length = struct.unpack_from("<HH", content, at)
        if kind == _PASSWORD_RECORD:
            return True
        at += 4 + length
    return False


def _xlsx_details(content: bytes) -> dict[str, package.SheetDetails]:
    try:
        return package.inspect(content, rows_max=ROWS_MAX)
    except package.NotAWorkbook:
        raise RosterOtherFormat from None
    except package.TooMuchInside:
        raise RosterUnpacksTooLarge(limit_mb=package.UNPACKED_BYTES_MAX // (1024 * 1024)) from None
    except package.TooManyRows:
        raise RosterTooManyRows(rows_max=ROWS_MAX) from None
    except package.Broken:
        raise RosterUnreadable from None


def _old_grids(content: bytes) -> Iterator[Grid]:
    try:
        sheets = old_workbook.read_old_workbook(content)
    except old_workbook.CannotRead:
        raise RosterUnreadable from None
    return (Grid(s.name, iter(s.rows), s.first_column, s.merges, hidden=s.hidden) for s in sheets)


def _workbook_grids(content: bytes, details: dict[str, package.SheetDetails]) -> Iterator[Grid]:
    """Opened at once, so that a broken file is refused before the first sheet is asked for."""
    try:
        workbook = calamine.load_workbook(io.BytesIO(content))
    except calamine.CalamineError:
        raise RosterUnreadable from None
    return _sheets(workbook, details)


def _sheets(
    workbook: calamine.CalamineWorkbook, details: dict[str, package.SheetDetails]
) -> Iterator[Grid]:
    for known in workbook.sheets_metadata:
        if known.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        try:
            sheet = workbook.get_sheet_by_name(known.name)
        except calamine.CalamineError:
            raise RosterUnreadable from None
        if sheet.total_height > ROWS_MAX:
            raise RosterTooManyRows(rows_max=ROWS_MAX)
        beside = details.get(known.name, package.SheetDetails())
        yield Grid(
            name=known.name,
            rows=iter(sheet.iter_rows()) if sheet.start else iter(()),
            first_column=sheet.start[1] if sheet.start else 0,
            merges=tuple((*a, *b) for a, b in sheet.merged_cell_ranges or ()),
            hidden_columns=beside.hidden_columns,
            struck=beside.struck,
            hidden=known.visible != calamine.SheetVisibleEnum.Visible,
        )


def _text_grid(content: bytes, filename: str) -> Grid:
    """A .csv in whichever encoding WPS and Excel write; anything else is refused here."""
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta", b"<head")):
        raise RosterWebPage
    if head.startswith((b"%pdf", b"{\\rtf", b"pk")):
        raise RosterOtherFormat
    text = _decoded(content)
    if text is None or not text.strip():
        raise RosterUnreadable
    # A sheet name that a person recognises: the file itself.
    return Grid(name=Path(filename).stem, rows=_text_rows(text))


def _decoded(content: bytes) -> str | None:
    encodings = ["utf-8-sig", "gb18030"]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content:
        return None
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _text_rows(text: str) -> Iterator[list[Any]]:
    first = text[:4096]
    delimiter = max(",\t;", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, row in enumerate(rows):
            if number >= ROWS_MAX:
                raise RosterTooManyRows(rows_max=ROWS_MAX)
            yield [_unwrapped(cell) for cell in row]
    except csv.Error:
        raise RosterUnreadable from None


def _unwrapped(cell: str) -> str:
    """`="5101…"` is how some systems keep Excel from rounding a number in a .csv."""
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell
