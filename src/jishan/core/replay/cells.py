"""Cells of a table: what people write in them, read exactly, every trouble named."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, NamedTuple

from jishan.core.errors import Refusal
from jishan.core.points import Points, PointsUnreadable, parse_points
from jishan.core.replay.columns import NO, YES

Cell = Any
SEVERAL = re.compile(r"[;；、,，|]\s*")
_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?"
)
PROBLEMS_MAX = 200


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
        self.code, self.text = code, str(text)


class Sheet:
    """A table with its header understood."""

    def __init__(
        self, name: str, rows: Iterable[Sequence[Cell]], columns: dict[str, tuple[str, ...]]
    ) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self._rows = iter(rows)
        header = [str(cell or "").strip().lstrip("\ufeff") for cell in next(self._rows, [])]
        known = {alias: column for column, names in columns.items() for alias in (column, *names)}
        self.at: dict[str, int] = {}
        self.extra: dict[str, list[tuple[str, int]]] = {"score": [], "figure": []}
        for place, text in enumerate(header):
            self._head(text, place, known)
        self.number = 1

    def _head(self, text: str, place: int, known: dict[str, str]) -> None:
        head, _, tail = text.replace("：", ":").partition(":")
        kind = {"score": "score", "得分": "score", "figure": "figure", "数字": "figure"}.get(head)
        if tail and kind:
            self.extra[kind].append((tail.strip(), place))
        elif text.lower() in known or text in known:
            self.at[known.get(text) or known[text.lower()]] = place
        elif text:
            self.problems.append(Problem(self.name, 1, text, "table.column_unknown", text))

    def need(self, column: str) -> None:
        if column not in self.at:
            self.problems.append(Problem(self.name, 1, column, "table.column_missing", column))
            self.finish()

    def rows(self) -> Iterable[Sequence[Cell]]:
        for row in self._rows:
            self.number += 1
            if any(row) or any(cell not in (None, "") for cell in row):
                yield row

    def made(self, row: Sequence[Cell], make: Callable[["Row"], Any]) -> Any:
        try:
            return make(Row(self, row))
        except CellWrong as wrong:
            self.wrong(row, wrong.column, wrong.code, wrong.text)
            return None

    def wrong(self, row: Sequence[Cell], column: str, code: str, text: str) -> None:
        self.problems.append(Problem(self.name, self.number, column, code, text))
        if len(self.problems) >= PROBLEMS_MAX:
            self.finish()

    def finish(self) -> None:
        if self.problems:
            raise TableUnreadable(self.problems)


class CellWrong(Exception):
    def __init__(self, column: str, code: str, text: str) -> None:
        super().__init__(code)
        self.column, self.code, self.text = column, code, text


class Row:
    """One row: `text`, `read` by column name."""

    __slots__ = ("cells", "sheet")

    def __init__(self, sheet: Sheet, cells: Sequence[Cell]) -> None:
        self.sheet, self.cells = sheet, cells

    def cell(self, column: str) -> Cell:
        place = self.sheet.at.get(column)
        if place is None or place >= len(self.cells):
            return None
        cell = self.cells[place]
        if isinstance(cell, str):
            return cell.strip() or None
        return cell

    def text(self, column: str) -> str | None:
        cell = self.cell(column)
        return None if cell is None else plain_text(cell)

    def read(self, column: str, reader: Callable[[Cell], Any]) -> Any:
        cell = self.cell(column)
        if cell is None:
            return None
        try:
            return reader(cell)
        except Wrong as wrong:
            raise CellWrong(column, wrong.code, wrong.text) from None

    def need(self, column: str, reader: Callable[[Cell], Any]) -> Any:
        found = self.read(column, reader)
        if found is None:
            raise CellWrong(column, "table.cell_empty", "")
        return found


def plain_text(cell: Cell) -> str:
    """A cell as people see it: a spreadsheet's 12.0 is 12."""
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return str(cell).strip()


DAYS: dict[str, date] = {}
"""Days already read, by their text: a year has few."""


def read_day(cell: Cell) -> date:
    """2024-03-01, 2024/3/1, 2024.3.1, 2024年3月1日, 20240301, or a spreadsheet's date."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = plain_text(cell)
    found = DAYS.get(text)
    if found is None:
        found = _day(text)
        if len(DAYS) < 10_000:
            DAYS[text] = found
    return found


def _day(text: str) -> date:
    match = _DAY.fullmatch(text)
    parts = match.groups() if match else (text[:4], text[4:6], text[6:])
    try:
        if not match and not re.fullmatch(r"\d{8}", text):
            raise ValueError
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        raise Wrong("table.day_unreadable", text) from None


def read_figure(cell: Cell) -> Fraction:
    try:
        return Fraction(Decimal(plain_text(cell)))
    except (InvalidOperation, ValueError, OverflowError):
        raise Wrong("table.number_unreadable", cell) from None


def read_quantity(cell: Cell) -> int | Fraction:
    text = plain_text(cell)
    if text.isdecimal() and len(text) < 12:
        return int(text)
    found = read_figure(text)
    if found.denominator not in (1, 2, 4, 5, 8, 10) and (10**6) % found.denominator:
        raise Wrong("table.number_unreadable", cell)
    return int(found) if found.denominator == 1 else found


def read_points(cell: Cell) -> Points:
    try:
        return parse_points(plain_text(cell))
    except PointsUnreadable:
        raise Wrong("table.points_unreadable", cell) from None


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
    if not text.isdecimal():
        raise Wrong("table.number_unreadable", cell)
    return int(text)


def one_of(known: dict[str, str]) -> Callable[[Cell], str]:
    def read(cell: Cell) -> str:
        found = known.get(plain_text(cell))
        if found is None:
            raise Wrong("table.choice_unknown", cell)
        return found

    return read
