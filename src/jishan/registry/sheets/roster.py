"""read_roster: a file as the village keeps it, read into a preview; nothing is stored here.

The order of the work: which kind of file (files.py), where the header is and which column holds
what (headers.py), which rows are about people (lines.py), what each cell says (people.py), who
lives together (households.py). Whatever is not certain is a problem with sheet, row and cell.
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from jishan.core.collecting import no_collector
from jishan.core.errors import Refusal
from jishan.registry.sheets.files import Grid, open_grids
from jishan.registry.sheets.groups import group_of_sheet, group_of_title
from jishan.registry.sheets.headers import SAMPLE_ROWS, Layout, column_letters, find_layout
from jishan.registry.sheets.households import (
    Checking,
    Gathering,
    household_row,
    refused_row,
    resident_row,
)
from jishan.registry.sheets.lines import Line, person_rows
from jishan.registry.sheets.old_workbook import Cell
from jishan.registry.sheets.package import column_index
from jishan.registry.sheets.people import PeopleReader
from jishan.registry.sheets.preview import (
    ColumnGuess,
    Field,
    Problem,
    RosterPreview,
    Severity,
    SheetPreview,
    Skipped,
)

Mapped = Mapping[str, str | None]

_MAPPED = re.compile(r"(?:(?P<sheet>.+)!)?(?P<column>[A-Za-z]{1,3}|\*)\Z")


class RosterMappingWrong(Refusal):
    """A mapping names a column or a field that does not exist."""

    code = "roster.mapping_wrong"


def read_roster(
    source: str | Path | bytes,
    *,
    filename: str,
    mapping: Mapped | None = None,
    today: date | None = None,
) -> RosterPreview:
    """All sheets of the file as households, problems and refused rows.

    `mapping` corrects the guess: `{"C": "name"}` for every sheet, `{"一组!D": "identity"}` for
    one, `None` instead of a field leaves a column out, `{"旧表!*": None}` a whole sheet. With
    `today`, a birth in the future is noticed. Raises a `Refusal` (files.py) for what cannot be
    read as a spreadsheet at all.
    """
    wanted = _parsed_mapping(mapping or {})
    reading = _Reading(today)
    with no_collector():
        for grid in open_grids(source, filename):
            reading.read_sheet(grid, wanted)
        return reading.preview(filename)


_Wanted = dict[tuple[str, str], Field | None]


def _parsed_mapping(mapping: Mapped) -> _Wanted:
    wanted: _Wanted = {}
    for where, what in mapping.items():
        found = _MAPPED.match(where)
        if found is None or (what is not None and what not in set(Field)):
            raise RosterMappingWrong(where=where, what=what or "")
        if found["column"] == "*" and what is not None:
            raise RosterMappingWrong(where=where, what=what)
        field = None if what is None else Field(what)
        wanted[found["sheet"] or "", found["column"].upper()] = field
    return wanted


class _Reading:
    """What has been read so far, over all sheets."""

    def __init__(self, today: date | None) -> None:
        self.today = today
        self.sheets: list[SheetPreview] = []
        self.problems: list[Problem] = []
        self.lines: list[Line] = []
        self.gathering = Gathering()
        self.readers: dict[str, PeopleReader] = {}

    def read_sheet(self, grid: Grid, wanted: _Wanted) -> None:
        """Adds the sheet's people, or notes why it has none."""
        if (grid.name, "*") in wanted:
            self.sheets.append(SheetPreview(grid.name, skipped=Skipped.LEFT_OUT))
            return
        if grid.hidden:
            self.problems.append(Problem("roster.hidden_sheet", Severity.WARNING, grid.name))
            self.sheets.append(SheetPreview(grid.name, skipped=Skipped.HIDDEN))
            return
        sample = list(itertools.islice(grid.rows, SAMPLE_ROWS))
        if not any(c != "" for row in sample for c in row):
            self.sheets.append(SheetPreview(grid.name, skipped=Skipped.EMPTY))
            return
        layout = find_layout(sample, grid, _overrides(wanted, grid.name))
        rows = itertools.chain(sample, grid.rows)
        count, skipped = 0, None if layout.readable else Skipped.NO_TABLE
        if layout.readable:
            self._report_columns(grid, layout)
            count = self._read_people(grid, layout, rows, _group_above(sample, grid, layout))
        self.sheets.append(_sheet_preview(grid, layout, count, skipped))

    def _read_people(
        self, grid: Grid, layout: Layout, rows: Iterator[Sequence[Cell]], group: str | None
    ) -> int:
        reader = PeopleReader(
            grid.name,
            layout.positions,
            first_column=grid.first_column,
            today=self.today,
            report=self.problems.append,
        )
        self.readers[grid.name] = reader
        numbered = _serial_counts_households(grid, layout)
        before = len(self.lines)
        for person in person_rows(rows, grid, layout, group):
            line = reader.read(person)
            self.lines.append(line)
            self.gathering.add(line, numbered=numbered)
        return len(self.lines) - before

    def _report_columns(self, grid: Grid, layout: Layout) -> None:
        at = layout.positions
        if not {Field.RELATION, Field.HEAD} & set(at):
            self._report(Severity.ERROR, "roster.column_missing", grid.name, column="与户主关系")
        for guess in layout.columns:
            if guess.hidden and guess.field is not None:
                self._report(
                    Severity.WARNING, "roster.hidden_column", grid.name,
                    column=guess.column, title=guess.title,
                )  # fmt: skip

    def _report(self, severity: Severity, code: str, sheet: str, **facts: str | int) -> None:
        self.problems.append(Problem(code, severity, sheet, facts=facts))

    def preview(self, filename: str) -> RosterPreview:
        """The checks that need the whole file, then everything in the order of the file."""
        checking = Checking(self._cell, self.problems.append)
        checking.check_people([n for n in self.lines if not n.departed])
        for household in self.gathering.households:
            checking.check_household(household)
        if not self.lines:
            self.problems.append(Problem("roster.nothing_found", Severity.ERROR))
        order = {sheet.name: number for number, sheet in enumerate(self.sheets)}
        self.problems.sort(key=lambda p: (order.get(p.sheet, -1), p.row))
        found = (household_row(h) for h in self.gathering.households)
        return RosterPreview(
            filename=filename,
            sheets=tuple(self.sheets),
            households=tuple(h for h in found if h is not None),
            problems=tuple(self.problems),
            refused_rows=tuple(refused_row(n) for n in self.lines if n.errors and not n.departed),
            departed=tuple(resident_row(n) for n in self.lines if n.departed),
        )

    def _cell(self, line: Line, field: Field) -> str:
        return self.readers[line.sheet].cell(line.row, field)


def _overrides(wanted: _Wanted, sheet: str) -> dict[int, Field | None]:
    """A line for this sheet beats a line for every sheet."""
    everywhere = {c: f for (s, c), f in wanted.items() if s == "" and c != "*"}
    here = {c: f for (s, c), f in wanted.items() if s == sheet and c != "*"}
    return {column_index(c) - 1: f for c, f in (everywhere | here).items()}


def _group_above(sample: Sequence[Sequence[Cell]], grid: Grid, layout: Layout) -> str | None:
    """The group of the whole sheet: from its name, else from the titles above the header."""
    found = group_of_sheet(grid.name)
    first = layout.header_rows[0] if layout.header_rows else 0
    for row in sample[:first]:
        for cell in row:
            if found is None and isinstance(cell, str) and cell:
                found = group_of_title(cell)
    return found


def _serial_counts_households(grid: Grid, layout: Layout) -> bool:
    at = layout.positions
    if Field.SERIAL not in at or {Field.HOUSEHOLD_NO, Field.HEAD} & set(at):
        return False
    column = at[Field.SERIAL] + grid.first_column
    last_header = layout.header_rows[-1] if layout.header_rows else -1
    return any(m[1] == column and m[2] > m[0] > last_header for m in grid.merges)


def _sheet_preview(grid: Grid, layout: Layout, count: int, skipped: Skipped | None) -> SheetPreview:
    columns: tuple[ColumnGuess, ...] = layout.columns
    return SheetPreview(
        name=grid.name,
        header_rows=tuple(r + 1 for r in layout.header_rows),
        columns=columns,
        hidden_columns=tuple(column_letters(c) for c in sorted(grid.hidden_columns)),
        row_count=count,
        skipped=skipped,
    )
