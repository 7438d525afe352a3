"""Rows of a sheet become lines about people; titles, sums and signatures fall away."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from jishan.registry.sheets import cells
from jishan.registry.sheets.files import Grid
from jishan.registry.sheets.groups import group_of_divider
from jishan.registry.sheets.headers import Layout
from jishan.registry.sheets.identity import Sex
from jishan.registry.sheets.old_workbook import Cell
from jishan.registry.sheets.preview import Field
from jishan.registry.sheets.relations import relation_code
from jishan.registry.sheets.titles import NAME_TITLES, field_of

# A merged cell, or 同上, speaks for the rows beneath it only in what people share.
_SHARED = (
    Field.GROUP,
    Field.HOUSEHOLD_NO,
    Field.HEAD,
    Field.DOOR,
    Field.ADDRESS,
    Field.ETHNICITY,
    Field.RESIDENCE_KIND,
    Field.PHONE,
    Field.RESIDENT,
    Field.SERIAL,
    Field.TAGS,
    Field.APPROVED,
    Field.CONSENT,
)
_PERSONAL = (Field.IDENTITY, Field.RELATION, Field.SEX, Field.BIRTH_DATE)

_FOOTER = re.compile(
    r"\s*(?:小计|合计|总计|共计|累计|本页|本组合|本村合|总户数|总人数|户数|人数"
    r"|(?:制表|填表|审核|负责|经办|填报|复核|统计|登记|盖章|签字|签名|核对|调查)[人员者日单时]*[位期间]?(?:签[名字])?\s*[:：(（]"
    r"|(?:小|合|总)\s+计|说明\s*[:：]|注\s*[:：]|备注\s*[:：]|村(?:民)?委(?:员)?会.{0,6}[(（章盖]|(?:村|组)(?:长|支书|主任).{0,3}[:：])"
)
_COUNT = re.compile(r"[\d.]+\s*[人户口]?(?:[,、]?\d+人)?\Z")


@dataclass(slots=True)
class Line:
    """One person's row while it is read; `errors` are the codes that keep it out.

    A `repeated` line is an earlier one of the same household once more and counts for nothing.
    """

    sheet: str
    row: int
    name: str
    group: str | None = None
    household_no: str | None = None
    head: str = ""
    door: str | None = None
    address: str | None = None
    relation: str = ""
    relation_code: str | None = None
    sex: Sex | None = None
    identity: str | None = None
    birth_date: date | None = None
    ethnicity: str | None = None
    residence_kind: str | None = None
    phone: str | None = None
    resident: bool | None = None
    note: str = ""
    tags: tuple[tuple[str, bool], ...] = ()
    serial: str = ""
    departed: bool = False
    repeated: bool = False
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A row that is about somebody. `row` is 1-based; cells of `_SHARED` fields are filled in."""

    row: int
    cells: Sequence[Cell]
    group: str | None
    struck: bool


def person_rows(
    rows: Iterator[Sequence[Cell]], grid: Grid, layout: Layout, group: str | None
) -> Iterator[PersonRow]:
    """`group` is what the sheet's name or title says; a dividing row changes it."""
    at = layout.positions
    fill = _Fill(grid, at)
    name_at = at.get(Field.NAME, at.get(Field.HEAD, -1))
    struck_rows = {row for row, column in grid.struck if column - grid.first_column == name_at}
    last_header = layout.header_rows[-1] if layout.header_rows else -1
    for number, raw in enumerate(rows):
        row = fill.filled(number, raw)
        if number <= last_header:
            continue
        name = row[name_at] if name_at < len(row) else ""
        if type(name) is not str or not name or not _plainly_a_name(name):
            if (divider := _divider(raw)) is not None and not _says_anything(row, at):
                group = divider
                continue
            if not _is_person(row, raw, at, cells.text_of(name)):
                continue
        fill.remember(row)
        yield PersonRow(number + 1, row, group, number in struck_rows)


class _Fill:
    """Carries merged cells and 同上 downwards."""

    def __init__(self, grid: Grid, at: Mapping[Field, int]) -> None:
        self.columns = [at[f] for f in _SHARED if f in at]
        shared = frozenset(self.columns)
        self.tops: dict[int, list[tuple[int, int]]] = {}
        for top, left, bottom, _ in grid.merges:
            column = left - grid.first_column
            if bottom > top and column in shared:
                self.tops.setdefault(top, []).append((column, bottom))
        self.carried: dict[int, tuple[int, Cell]] = {}
        self.above: Sequence[Cell] = ()

    def filled(self, number: int, raw: Sequence[Cell]) -> Sequence[Cell]:
        row: list[Cell] | None = None
        for column, (bottom, value) in list(self.carried.items()):
            if number > bottom:
                del self.carried[column]
            elif column < len(raw):
                row = list(raw) if row is None else row
                row[column] = value
        for column, bottom in self.tops.get(number, ()):
            if column < len(raw):
                self.carried[column] = (bottom, raw[column])
        return self._same_as_above(raw if row is None else row)

    def _same_as_above(self, row: Sequence[Cell]) -> Sequence[Cell]:
        if cells.SAME_AS_ABOVE.isdisjoint(row):
            return row
        filled = list(row)
        for column in self.columns:
            value = row[column] if column < len(row) else ""
            if value in cells.SAME_AS_ABOVE:
                filled[column] = self.above[column] if column < len(self.above) else ""
        return filled

    def remember(self, row: Sequence[Cell]) -> None:
        self.above = row


def _plainly_a_name(text: str) -> bool:
    return text.isalpha() and 1 < len(text) < 5 and text not in _NEVER_NAMES


_NEVER_NAMES = NAME_TITLES | {"小计", "合计", "总计", "共计", "累计", "同上", "本页小计"}


def _divider(raw: Sequence[Cell]) -> str | None:
    texts = [t for c in raw if c != "" and (t := cells.text_of(c))]
    return group_of_divider(texts[0]) if len(texts) == 1 else None


def _says_anything(row: Sequence[Cell], at: Mapping[Field, int]) -> bool:
    return any(at[f] < len(row) and row[at[f]] != "" for f in _PERSONAL if f in at)


def _is_person(
    row: Sequence[Cell], raw: Sequence[Cell], at: Mapping[Field, int], name: str
) -> bool:
    """Rows without a plain name: somebody with an unusual one, or no person at all."""
    texts = [t for c in raw if c != "" and (t := cells.text_of(c))]
    if not texts or _is_repeated_header(texts):
        return False
    if _has_identity(row, at):
        return True
    if any(_FOOTER.match(t) for t in texts) or _COUNT.match(name):
        return False
    return _says_anything(row, at) or (bool(name) and len(name) < 30 and len(texts) > 1)


def _has_identity(row: Sequence[Cell], at: Mapping[Field, int]) -> bool:
    column = at.get(Field.IDENTITY, -1)
    value = row[column] if 0 <= column < len(row) else ""
    return len(cells.text_of(value)) >= 15


def _is_repeated_header(texts: Sequence[str]) -> bool:
    """Printed rosters repeat their titles on every page."""
    return sum(1 for t in texts if field_of(t)[0] is not None and relation_code(t) is None) > 2
