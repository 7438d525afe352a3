"""The zip package of an .xlsx, looked through before it is parsed.

Two purposes. The fast reader lays a sheet out as one dense block from its first to its last cell
and unpacks whatever the zip holds, so a few hundred bytes could ask for gigabytes: here every part
is unpacked in small pieces and counted first. And it does not tell which columns are hidden nor
which cells are struck through; that is picked up on the way.
"""

import html
import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

UNPACKED_BYTES_MAX = 256 * 1024 * 1024
SMALL_PART_BYTES_MAX = 8 * 1024 * 1024
PARTS_MAX = 2_000
COLUMNS_MAX = 200
CELLS_MAX = 8_000_000

_PIECE = 1024 * 1024
_LOCAL_HEADER = struct.Struct("<26xHH")

# Tags are bounded and never cross a `<`, so that no crafted part makes a pattern run for hours.
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^<>]{0,2000}>")
_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]{0,2000}>")
_ATTRIBUTE = re.compile(rb"""([\w:]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^<>]{0,500}>")
_FAR = re.compile(
    rb"""r(?<=\sr)\s?=\s?["'](?:([A-Za-z]{2,3})([0-9]{1,7})|([A-Za-z]?)([0-9]{6,7}))["'][^<>]*>"""
)
_UNPLACED = re.compile(rb"<(?:\w+:)?c(?![^<>]*\sr\s*=)[\s>]")
_FONT = re.compile(rb"<(?:\w+:)?font[\s/>]")
_STRIKE = re.compile(rb"""<(?:\w+:)?strike(?:\s+val\s*=\s*["'](\w{1,5})["'])?\s*/?>""")
_FORMAT = re.compile(rb"<(?:\w+:)?xf\s[^<>]{0,500}>")
_STRUCK_CELL = (
    rb"""<(?:\w+:)?c\s(?=[^<>]{0,200}\bs=["'](?:%s)["'])"""
    rb"""[^<>]{0,200}?\br=["']([A-Z]{1,3})([0-9]{1,7})["']"""
)


class NotAWorkbook(Exception):
    """A zip, and not an .xlsx."""


class Broken(Exception):
    """A zip that cannot be unpacked."""


class TooMuchInside(Exception):
    """Unpacks to more than `UNPACKED_BYTES_MAX`, or spreads over more than `CELLS_MAX` cells."""


class TooManyRows(Exception):
    """A sheet has cells below the last row that is allowed."""


@dataclass(frozen=True, slots=True)
class SheetDetails:
    """What a sheet says beside its cells; rows and columns 0-based."""

    hidden_columns: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()


@dataclass(slots=True)
class _Scan:
    rows_max: int
    struck_style: re.Pattern[bytes] | None
    head: bytes = b""
    row_last: int = 0
    column_last: int = 26
    struck: set[tuple[int, int]] = field(default_factory=set)


def inspect(content: bytes, *, rows_max: int) -> dict[str, SheetDetails]:
    """Sheet name to details, after every part of the package was unpacked and counted."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as bad:
        raise Broken from bad
    if len(parts) > PARTS_MAX:
        raise TooMuchInside
    names = {p.filename.lower() for p in parts}
    if "xl/workbook.xml" not in names:
        raise NotAWorkbook
    if len(names) < len(parts):
        raise Broken
    return _inspect_parts(content, parts, rows_max)


def _inspect_parts(
    content: bytes, parts: list[zipfile.ZipInfo], rows_max: int
) -> dict[str, SheetDetails]:
    budget = _Budget()
    small = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
    read = {
        p.filename.lower(): _whole(budget.pieces(content, p))
        for p in parts
        if p.filename.lower() in small
    }
    style = _struck_style(read.get("xl/styles.xml", b""))
    found: dict[str, SheetDetails] = {}
    for part in parts:
        name = part.filename.lower()
        if name in small:
            continue
        pieces = budget.pieces(content, part)
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            found[name] = _inspect_sheet(pieces, _Scan(rows_max, style))
        else:
            for _ in pieces:
                pass
    paths = _sheet_paths(read["xl/workbook.xml"], read.get("xl/_rels/workbook.xml.rels", b""))
    return {title: found[path] for title, path in paths.items() if path in found}


def _whole(pieces: Iterator[bytes]) -> bytes:
    """A small part in one piece; one that is not small is not a roster's."""
    whole = b""
    for piece in pieces:
        whole += piece
        if len(whole) > SMALL_PART_BYTES_MAX:
            raise TooMuchInside
    return whole


class _Budget:
    """Unpacks parts piece by piece and stops when the package as a whole is too large.

    The sizes in the zip's own directory are not believed: a forged one would let the reader
    unpack without end.
    """

    def __init__(self) -> None:
        self.left = UNPACKED_BYTES_MAX

    def pieces(self, content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
        start = part.header_offset
        if part.flag_bits & 1 or not 0 <= start <= len(content) - 30:
            raise Broken
        name_length, extra_length = _LOCAL_HEADER.unpack_from(content, start)
        start += 30 + name_length + extra_length
        packed = memoryview(content)[start : start + part.compress_size]
        if part.compress_type == zipfile.ZIP_STORED:
            yield from self._counted(iter([bytes(packed)]))
        elif part.compress_type == zipfile.ZIP_DEFLATED:
            yield from self._counted(_inflated(packed))
        else:
            raise Broken

    def _counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.left -= len(piece)
            if self.left < 0:
                raise TooMuchInside
            yield piece


def _inflated(packed: memoryview) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    waiting: bytes | memoryview = packed
    try:
        while not unpacker.eof:
            piece = unpacker.decompress(waiting, _PIECE)
            waiting = unpacker.unconsumed_tail
            if not piece and not waiting and not unpacker.eof:
                raise Broken
            yield piece
    except zlib.error as bad:
        raise Broken from bad


def _inspect_sheet(pieces: Iterator[bytes], scan: _Scan) -> SheetDetails:
    rest = b""
    for piece in pieces:
        text = rest + piece
        cut = text.rfind(b">") + 1
        rest, text = text[cut:], text[:cut]
        if len(rest) > _PIECE:
            raise Broken  # a megabyte without the end of a tag
        if b"<!DOCTYPE" in text:
            raise Broken
        if len(scan.head) < _PIECE and b"sheetData" not in scan.head:
            scan.head += text
        _look_for_far_cells(text, scan)
        if scan.struck_style is not None:
            for match in scan.struck_style.finditer(text):
                scan.struck.add((int(match[2]) - 1, column_index(match[1].decode()) - 1))
    hidden = _hidden_columns(scan.head.split(b"sheetData")[0])
    return SheetDetails(hidden, frozenset(scan.struck))


def _look_for_far_cells(text: bytes, scan: _Scan) -> None:
    """Only cells beyond column Z or row 99,999 are looked at: in a real roster there are few."""
    for match in _FAR.finditer(text):
        letters, row = match[1] or match[3] or b"", int(match[2] or match[4])
        scan.row_last = max(scan.row_last, row)
        if not letters or match[0].endswith(b"/>"):
            continue  # a row, or a cell that has a border and no content
        scan.column_last = max(scan.column_last, column_index(letters.decode()))
        if row > scan.rows_max:
            raise TooManyRows
        if scan.column_last > COLUMNS_MAX or scan.column_last * scan.row_last > CELLS_MAX:
            raise TooMuchInside
    if scan.row_last > scan.rows_max and _UNPLACED.search(text):
        raise TooManyRows


def column_index(letters: str) -> int:
    """A is 1, Z 26, AA 27."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index


def _hidden_columns(head: bytes) -> frozenset[int]:
    hidden: set[int] = set()
    for tag in _COLUMN.findall(head):
        found = _attributes(tag)
        if found.get("hidden") in {"1", "true"} and found.get("min", "").isdigit():
            last = min(int(found.get("max", "0")), COLUMNS_MAX)
            hidden.update(range(int(found["min"]) - 1, last))
    return frozenset(hidden)


def _struck_style(styles: bytes) -> re.Pattern[bytes] | None:
    """A pattern for cells whose font is struck through; None when the file has no such font."""
    fonts, formats = _block(styles, b"fonts"), _block(styles, b"cellXfs")
    struck_fonts = set()
    for number, font in enumerate(_FONT.split(fonts)[1:]):
        strike = _STRIKE.search(font)
        if strike is not None and strike[1] not in {b"0", b"false"}:
            struck_fonts.add(str(number))
    tags = _FORMAT.findall(formats)
    struck = [
        str(n) for n, tag in enumerate(tags) if _attributes(tag).get("fontId") in struck_fonts
    ]
    return re.compile(_STRUCK_CELL % "|".join(struck).encode()) if struck else None


def _block(xml: bytes, name: bytes) -> bytes:
    """What stands between the first opening and the next closing tag of that name."""
    opening = re.search(rb"<(?:\w+:)?" + name + rb"[\s>]", xml)
    if opening is None:
        return b""
    closing = re.compile(rb"</(?:\w+:)?" + name + rb">").search(xml, opening.end())
    return xml[opening.end() : closing.start()] if closing else b""


def _sheet_paths(workbook: bytes, relationships: bytes) -> dict[str, str]:
    """Sheet name to the path of its part, lower case."""
    targets = {}
    for tag in _RELATIONSHIP.findall(relationships):
        found = _attributes(tag)
        target = posixpath.join("/xl", found.get("Target", ""))
        targets[found.get("Id", "")] = posixpath.normpath(target).lstrip("/").lower()
    paths = {}
    for tag in _SHEET.findall(workbook):
        found = _attributes(tag)
        link = next((v for k, v in found.items() if k.endswith(":id")), "")
        paths[found.get("name", "")] = targets.get(link, "")
    return paths


def _attributes(tag: bytes) -> dict[str, str]:
    found = ((k.decode(), html.unescape((a or b).decode("utf-8", "replace")))
             for k, a, b in _ATTRIBUTE.findall(tag))  # fmt: skip
    return dict(found)
