"""Roster files for the registry's tests, built from the invented people of `roster.village`."""

import io
from collections.abc import Sequence
from datetime import date

import openpyxl

from jishan.registry.sheets.preview import RosterPreview
from jishan.registry.sheets.roster import read_roster
from tests.departments.roster.village import STANDARD, Person, standard_row

TODAY = date(2026, 3, 2)


def workbook(people: Sequence[Person]) -> bytes:
    """The standard fifteen columns on one sheet."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "户籍表"
    sheet.append([title for title, _ in STANDARD])
    for number, person in enumerate(people):
        sheet.append(standard_row(number + 1, person))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def preview_of(people: Sequence[Person]) -> RosterPreview:
    return read_roster(workbook(people), filename="名册.xlsx", today=TODAY)
