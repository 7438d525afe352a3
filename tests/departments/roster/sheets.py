"""A roster file and how one is made: workbooks old and new, text, and what must come out."""

import csv
import io
from dataclasses import dataclass, field, replace

import openpyxl
import xlwt
from openpyxl.worksheet.worksheet import Worksheet

from jishan.registry.sheets.preview import Field
from tests.departments.roster.village import STANDARD, Person, standard_row, village

Rows = list[list[object]]


@dataclass(frozen=True)
class DirtyFile:
    """`columns` is what each titled column is, per sheet; None for one that must stay alone."""

    filename: str
    content: bytes
    columns: dict[str, dict[str, Field | None]]
    households: int
    residents: int
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    departed: int = 0
    skipped: tuple[str, ...] = field(default=())


PEOPLE = village(6)  # 0..4 members: 1+2+3+4+5+1 = 16 people
TITLES: list[object] = [t for t, _ in STANDARD]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MAPPED: dict[str, Field | None] = {LETTERS[i]: f for i, (_, f) in enumerate(STANDARD)}


def rows_of(people: list[Person]) -> Rows:
    return [standard_row(n + 1, p) for n, p in enumerate(people)]


def fill(sheet: Worksheet, rows: Rows) -> None:
    for row in rows:
        sheet.append(row)


def book(**sheets: Rows) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        fill(made.create_sheet(name), rows)
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def old_book(rows: Rows, sheet: str = "户籍表") -> bytes:
    made = xlwt.Workbook()
    page = made.add_sheet(sheet)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            page.write(number, column, value)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def text(rows: Rows, encoding: str, delimiter: str = ",") -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode(encoding)


def changed(at: int, **values: object) -> list[Person]:
    people = list(PEOPLE)
    people[at] = replace(people[at], **values)  # type: ignore[arg-type]  # any column of a row
    return people


def standard(filename: str, content: bytes, sheet: str = "户籍表", **more: object) -> DirtyFile:
    expected: dict[str, object] = {"households": 6, "residents": 16, **more}
    return DirtyFile(filename, content, {sheet: MAPPED}, **expected)  # type: ignore[arg-type]
