"""Cells of a table: what people write in them, read exactly, every trouble named.

A table is read in blocks of rows, column by column: a year's table has few distinct days, items and
people, and each text is read once.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import islice, repeat, zip_longest
from typing import Any, NamedTuple

from jishan.core.errors import Refusal
from jishan.core.points import POINTS_MAX, Points, PointsUnreadable, parse_points
from jishan.core.replay.columns import NO, YES
from jishan.core.scheme.rounding import MILLION
from jishan.core.scheme.values import exact

Cell = Any
SEVERAL = re.compile(r"[;；、,，|]\s*")
_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?"
)
PROBLEMS_MAX = 200
_BLOCK = 500
"""Rows read at once: few enough to stay in the processor's own memory."""
_REMEMBERED = 100_000
_DIGITS_MAX = 40
_EMPTY = frozenset(("", None))


class Problem(NamedTuple):
    """One cell that cannot be read: row counted from 1 with the header, column by its name."""

    table: str
    row: int
    column: str
    code: str
    text: str


class TableUnreadable(Refusal):
    """A table has cells that cannot be read; nothing is run."""

    code = "table.unreadable"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(count=len(problems))
        self.problems = tuple(problems)


class Wrong(Exception):
    def __init__(self, code: str, text: object) -> None:
        super().__init__(code)
        self.code, self.text = code, shortened(str(text))


class Reading(dict[Cell, Any]):
    """What each text of a column means; an empty cell means `empty`.

    `wrong` holds the texts that mean nothing, with what is the matter.
    """

    def __init__(self, read: Callable[[Cell], Any], empty: Any = None) -> None:
        super().__init__()
        self._read, self.empty = read, empty
        self.wrong: dict[str, Wrong] = {}

    def __missing__(self, cell: Cell) -> Any:
        given = cell.strip() if isinstance(cell, str) else cell
        try:
            found = self.empty if given is None or given == "" else self._read(given)
        except Wrong as wrong:
            self.wrong[str(cell)] = wrong
            return self.empty
        if type(cell) is str and len(self) < _REMEMBERED:
            self[cell] = found
        return found


class Block:
    """Some rows of a sheet, column by column. `numbers` count them as people do."""

    def __init__(
        self, sheet: "Sheet", numbers: Sequence[int], rows: Sequence[Sequence[Cell]]
    ) -> None:
        self.sheet, self.numbers, self.rows = sheet, numbers, rows
        even = len(set(map(len, rows))) == 1
        columns = zip(*rows, strict=True) if even else zip_longest(*rows)
        self._columns: list[tuple[Cell, ...]] = list(columns)

    def texts(self, column: str) -> list[str]:
        """The column as it is written: for what differs from row to row."""
        place = self.sheet.at.get(column)
        if place is None or place >= len(self._columns):
            return [""] * len(self.rows)
        try:
            return list(map(str.strip, self._columns[place]))
        except TypeError:
            return list(map(plain_text, self._columns[place]))

    def read(self, column: str, reading: Reading) -> list[Any]:
        """The column's meanings, one for each row; without the column they are all empty."""
        return self.read_at(self.sheet.at.get(column), column, reading)

    def read_at(self, place: int | None, column: str, reading: Reading) -> list[Any]:
        if place is None or place >= len(self._columns):
            return [reading.empty] * len(self.rows)
        cells = self._columns[place]
        if not any(cells) and _EMPTY.issuperset(cells):
            return [reading.empty] * len(cells)
        found = list(map(reading.__getitem__, cells))
        if reading.wrong:
            for number, cell in zip(self.numbers, cells, strict=True):
                wrong = reading.wrong.get(str(cell))
                if wrong is not None:
                    self.sheet.wrong(number, column, wrong.code, wrong.text)
        return found

    def need(self, column: str, reading: Reading) -> list[Any]:
        """The same of a column in which no cell may be empty."""
        found = self.read(column, reading)
        if not all(found):
            place = self.sheet.at.get(column, len(self._columns))
            cells = self._columns[place] if place < len(self._columns) else repeat(None)
            for number, meaning, cell in zip(self.numbers, found, cells, strict=False):
                if not meaning and str(cell) not in reading.wrong:
                    self.sheet.wrong(number, column, "table.cell_empty", "")
        return found

    def divided(self, first: Sequence[bool]) -> tuple["Block", "Block"]:
        """The rows that are meant, and the others."""
        parts: tuple[list[int], list[int]] = ([], [])
        for place, meant in enumerate(first):
            parts[0 if meant else 1].append(place)
        one, other = (
            Block(self.sheet, [self.numbers[at] for at in part], [self.rows[at] for at in part])
            for part in parts
        )
        return one, other


class Sheet:
    """A table with its header understood."""

    def __init__(
        self,
        name: str,
        rows: Iterable[Sequence[Cell]],
        columns: Mapping[str, Sequence[str]],
        prefixes: Mapping[str, str] | None = None,
    ) -> None:
        """`prefixes`: columns of the form `score:LINE`, by every spelling of the part before."""
        self.name = name
        self.problems: list[Problem] = []
        self._rows = iter(rows)
        self._keys: list[tuple[Sequence[int], Sequence[str | None]]] = []
        header = [plain_text(cell).lstrip("\ufeff").strip() for cell in next(self._rows, [])]
        known = {alias: column for column, names in columns.items() for alias in (column, *names)}
        self.at: dict[str, int] = {}
        self.extra: dict[str, list[tuple[str, int]]] = {
            kind: [] for kind in (prefixes or {}).values()
        }
        self._look_at_head([text for text in header if text], known)
        for place, text in enumerate(header):
            self._head(text, place, known, prefixes or {})

    def _look_at_head(self, texts: Sequence[str], known: Mapping[str, str]) -> None:
        """An empty table, or a title over the whole width where the names should stand."""
        if not texts:
            self.wrong(1, "", "table.empty", "")
        elif len(texts) == 1 and not known.keys() & {texts[0], texts[0].lower()}:
            self.wrong(1, texts[0], "table.title_above", texts[0])
        self.finish()

    def _head(
        self, text: str, place: int, known: dict[str, str], prefixes: Mapping[str, str]
    ) -> None:
        head, _, tail = text.replace("：", ":").partition(":")
        kind = prefixes.get(head.strip())
        if tail and kind:
            self.extra[kind].append((tail.strip(), place))
            return
        column = known.get(text) or known.get(text.lower())
        if column in self.at:
            self.wrong(1, text, "table.column_twice", text)
        elif column is not None:
            self.at[column] = place
        elif text:
            self.wrong(1, text, "table.column_unknown", text)

    def must_have(self, column: str) -> None:
        if column not in self.at:
            self.wrong(1, column, "table.column_missing", column)
            self.finish()

    def blocks(self) -> Iterator[Block]:
        """All rows that are not empty."""
        number = 2
        while rows := list(islice(self._rows, _BLOCK)):
            numbers: Sequence[int] = range(number, number + len(rows))
            number += len(rows)
            if not all(map(any, rows)):
                full = [(at, row) for at, row in zip(numbers, rows, strict=True) if _written(row)]
                numbers, rows = [at for at, _ in full], [row for _, row in full]
            if rows:
                yield Block(self, numbers, rows)

    def unique(self, block: Block, keys: Sequence[str | None]) -> None:
        """No key may be there twice: `finish` names those that are."""
        self._keys.append((block.numbers, keys))

    def wrong(self, number: int, column: str, code: str, text: str) -> None:
        self.problems.append(Problem(self.name, number, column, code, shortened(text)))
        if len(self.problems) >= PROBLEMS_MAX:
            self.finish()

    def finish(self) -> None:
        """Raises TableUnreadable with every problem so far, in the order of rows."""
        self._name_keys_twice()
        if self.problems:
            raise TableUnreadable(sorted(self.problems, key=lambda one: one.row))

    def _name_keys_twice(self) -> None:
        given, self._keys = self._keys, []
        seen: set[str | None] = set()
        for _, block in given:
            seen.update(block)
        if len(seen) == sum(len(block) for _, block in given):
            return
        seen.clear()
        for numbers, block in given:
            for number, key in zip(numbers, block, strict=True):
                if key and key in seen:
                    self.wrong(number, "key", "table.key_twice", key)
                seen.add(key)


def _written(row: Sequence[Cell]) -> bool:
    return any(row) or any(cell not in (None, "") for cell in row)


def shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"


def plain_text(cell: Cell) -> str:
    """A cell as people see it: a spreadsheet's 12.0 is 12."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def read_day(cell: Cell) -> date:
    """2024-03-01, 2024/3/1, 2024.3.1, 2024年3月1日, 20240301, or a spreadsheet's date."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = plain_text(cell)
    match = _DAY.fullmatch(text)
    parts = match.groups() if match else (text[:4], text[4:6], text[6:])
    try:
        if not match and not re.fullmatch(r"\d{8}", text, re.ASCII):
            raise ValueError
        found = date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        raise Wrong("table.day_unreadable", text) from None
    if not 1900 <= found.year <= 2200:
        raise Wrong("table.day_unreadable", text)
    return found


def read_figure(cell: Cell) -> Fraction:
    """An exact number of a size that people write: no NaN, no infinity, no tower of powers."""
    text = plain_text(cell)
    try:
        if len(text) > _DIGITS_MAX:
            raise ValueError
        number = Decimal(text)
        if not number.is_finite() or not -12 <= number.adjusted() <= 12:
            raise ValueError
    except (InvalidOperation, ValueError):
        raise Wrong("table.number_unreadable", text) from None
    return Fraction(number)


def read_number(cell: Cell) -> int | Fraction:
    """The same, an int where it is whole."""
    return exact(read_figure(cell))


def read_quantity(cell: Cell) -> int | Fraction:
    found = read_number(cell)
    if MILLION % found.denominator or not -POINTS_MAX <= found <= POINTS_MAX:
        raise Wrong("table.number_unreadable", plain_text(cell))
    return found


def read_points(cell: Cell) -> Points:
    try:
        return parse_points(plain_text(cell))
    except PointsUnreadable:
        raise Wrong("table.points_unreadable", plain_text(cell)) from None


def read_yes(cell: Cell) -> bool:
    text = plain_text(cell).lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise Wrong("table.yes_no_expected", cell)


def read_many(cell: Cell) -> tuple[str, ...]:
    return tuple(part for part in SEVERAL.split(plain_text(cell)) if part)


def read_whole(cell: Cell) -> int:
    text = plain_text(cell)
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise Wrong("table.number_unreadable", text)
    return int(text)


def one_of(known: Mapping[str, str]) -> Callable[[Cell], str]:
    def read(cell: Cell) -> str:
        found = known.get(plain_text(cell))
        if found is None:
            raise Wrong("table.choice_unknown", cell)
        return found

    return read
