"""Finding the header of a sheet and which column holds what, also where there is no header."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from jishan.registry.sheets.cells import read_phone, read_sex, text_of
from jishan.registry.sheets.files import Grid
from jishan.registry.sheets.old_workbook import Cell
from jishan.registry.sheets.preview import ColumnGuess, Field
from jishan.registry.sheets.relations import relation_code
from jishan.registry.sheets.titles import (
    BY_CONTENT,
    OVERRIDDEN,
    field_of,
    field_of_pair,
)

HEADER_ROWS_LOOKED_AT = 20
SAMPLE_ROWS = 120

Overrides = Mapping[int, Field | None]


@dataclass(frozen=True, slots=True)
class Layout:
    """`header_rows` and columns are 0-based; `columns` one guess per column, in order."""

    header_rows: tuple[int, ...]
    columns: tuple[ColumnGuess, ...]
    positions: Mapping[Field, int]
    titles: tuple[str, ...]

    @property
    def readable(self) -> bool:
        """Without somebody's name and one thing more there is nobody to read."""
        named = Field.NAME in self.positions or Field.HEAD in self.positions
        return named and len(self.positions) > 1


def column_letters(index: int) -> str:
    """0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def find_layout(sample: Sequence[Sequence[Cell]], grid: Grid, overrides: Overrides) -> Layout:
    """`sample` is the top of the sheet, columns counted from `grid.first_column`."""
    texts = [[text_of(c) for c in row] for row in sample]
    width = max((len(r) for r in texts), default=0)
    texts = [r + [""] * (width - len(r)) for r in texts]
    rows, titles, guesses = _best_header(texts, grid, width)
    body = [row for row in sample[(rows[-1] + 1 if rows else 0) :] if any(c != "" for c in row)]
    hidden = frozenset(c - grid.first_column for c in grid.hidden_columns)
    chosen = _one_column_each(guesses, hidden)
    _guess_by_content(chosen, guesses, body, width)
    _override(chosen, {c - grid.first_column: f for c, f in overrides.items()}, width)
    by_column = {column: (field, sure) for field, (column, sure) in chosen.items()}
    columns = tuple(
        _column(i, grid.first_column, titles, guesses, by_column, hidden) for i in range(width)
    )
    positions = {field: column for field, (column, _) in chosen.items()}
    return Layout(rows, columns, positions, tuple(titles))


_Guess = tuple[Field | None, int, bool]


def _column(
    index: int,
    first_column: int,
    titles: Sequence[str],
    guesses: Sequence[_Guess],
    by_column: Mapping[int, tuple[Field, int]],
    hidden: frozenset[int],
) -> ColumnGuess:
    field, confidence = by_column.get(index, (None, 0))
    known = field is not None or guesses[index][2]
    letters = column_letters(index + first_column)
    return ColumnGuess(letters, titles[index], field, confidence, known, index in hidden)


def _best_header(
    texts: list[list[str]], grid: Grid, width: int
) -> tuple[tuple[int, ...], list[str], list[_Guess]]:
    nothing: list[_Guess] = [(None, 0, False)] * width
    best: tuple[int, tuple[int, ...], list[str], list[_Guess]] = (0, (), [""] * width, nothing)
    for number, row in enumerate(texts[:HEADER_ROWS_LOOKED_AT]):
        single = [field_of(t) for t in row]
        if (score := _score(single)) > best[0]:
            best = (score, (number,), row, single)
        if number + 1 < len(texts) and not _looks_like_people(texts[number + 1]):
            top, bottom = _spread(row, number, grid), texts[number + 1]
            double = [field_of_pair(t, b) for t, b in zip(top, bottom, strict=True)]
            # Two rows are a header only where each says something that the other does not.
            if (score := _score(double)) > max(best[0], _score([field_of(t) for t in bottom])):
                titles = [f"{t} {b}".strip() for t, b in zip(top, bottom, strict=True)]
                best = (score, (number, number + 1), titles, double)
    score, rows, titles, guesses = best
    named = any(field in {Field.NAME, Field.HEAD} for field, _, _ in guesses)
    if score < (4 if named else 6):
        return (), [""] * width, nothing
    return rows, titles, guesses


def _score(guesses: Sequence[_Guess]) -> int:
    """Two for each field found, one for a title that is known and unwanted."""
    unwanted = sum(1 for field, _, known in guesses if known and field is None)
    fields = {field for field, _, _ in guesses if field is not None}
    return 2 * len(fields) + (unwanted if len(fields) > 1 else 0)


def _looks_like_people(row: Sequence[str]) -> bool:
    return any(_IDENTITY.search(t) or _LONG_NUMBER.fullmatch(t) for t in row)


def _spread(row: list[str], number: int, grid: Grid) -> list[str]:
    """The upper titles of a two-row header, laid over all the columns that they cover."""
    spread = list(row)
    covered = [m for m in grid.merges if m[0] == number and m[3] > m[1]]
    for _, left, _, right in covered:
        start = left - grid.first_column
        for column in range(start + 1, min(right - grid.first_column + 1, len(row))):
            spread[column] = spread[column] or row[start]
    if not grid.merges:
        for column in range(1, len(row)):
            spread[column] = spread[column] or spread[column - 1]
    return spread


def _one_column_each(
    guesses: Sequence[_Guess], hidden: frozenset[int]
) -> dict[Field, tuple[int, int]]:
    """The surest column of each field; among equals the visible one, then the first."""
    chosen: dict[Field, tuple[int, int]] = {}
    order = sorted(range(len(guesses)), key=lambda c: (-guesses[c][1], c in hidden, c))
    for column in order:
        field, confidence, _ = guesses[column]
        if field is not None:
            chosen.setdefault(field, (column, confidence))
    return chosen


def _override(chosen: dict[Field, tuple[int, int]], overrides: Overrides, width: int) -> None:
    for column in overrides:
        for field in [f for f, (c, _) in chosen.items() if c == column]:
            del chosen[field]
    for column, wanted in overrides.items():
        if wanted is not None and 0 <= column < width:
            chosen[wanted] = (column, OVERRIDDEN)


_IDENTITY = re.compile(r"(?<!\d)[1-8]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d{4}[\dXx](?!\d)")
_LONG_NUMBER = re.compile(r"\d{15,19}|\d\.\d+[Ee]\+1\d")
_GROUP = re.compile(r"第?[一二三四五六七八九十\d]{1,3}(?:村民)?小?[组队社]|.{1,6}[组队屯]")
_NAME = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff·\s]{1,5}")
_BIRTH = re.compile(r"(?:19|20)\d{2}[-./年]?[01]?\d[-./月]?\d{0,2}日?")


def _is_identity(text: str) -> bool:
    return bool(_IDENTITY.fullmatch(text) or _LONG_NUMBER.fullmatch(text))


_LOOKS: tuple[tuple[Field, Callable[[str], bool]], ...] = (
    (Field.IDENTITY, _is_identity),
    (Field.PHONE, lambda t: read_phone(t)[0] is not None and t[:1] in "1+"),
    (Field.BIRTH_DATE, lambda t: bool(_BIRTH.fullmatch(t))),
    (Field.RELATION, lambda t: not t.isdigit() and relation_code(t) is not None),
    (Field.SEX, lambda t: not t.isdigit() and read_sex(t)[0] is not None),
    (Field.ETHNICITY, lambda t: t.endswith("族") or t == "汉"),
    (Field.GROUP, lambda t: bool(_GROUP.fullmatch(t))),
    (Field.RESIDENCE_KIND, lambda t: t in {"农业", "非农业", "非农", "农业户口", "居民户口"}),
)


def _guess_by_content(
    chosen: dict[Field, tuple[int, int]],
    guesses: Sequence[_Guess],
    body: Sequence[Sequence[Cell]],
    width: int,
) -> None:
    """Columns without an understood title are taken for what nearly all their cells look like."""
    taken = {c for c, _ in chosen.values()}
    for column in range(width):
        if column in taken or guesses[column][2]:
            continue
        cells = [t for row in body if column < len(row) and (t := text_of(row[column]))]
        field = _field_by_content(cells, chosen)
        if field is not None:
            chosen[field] = (column, BY_CONTENT)


def _field_by_content(cells: list[str], chosen: Mapping[Field, object]) -> Field | None:
    if len(cells) < 2:
        return None
    for field, looks in _LOOKS:
        if _mostly(cells, looks):
            return None if field in chosen else field
    # Names of people hardly repeat in the column of members; in the column of heads they do.
    if not _mostly(cells, lambda t: bool(_NAME.fullmatch(t))):
        return None
    repeated = len(set(cells)) < len(cells) * 4 // 5
    field = Field.HEAD if repeated else Field.NAME
    return None if field in chosen else field


def _mostly(cells: list[str], looks: Callable[[str], bool]) -> bool:
    return sum(1 for c in cells if looks(c)) * 10 >= len(cells) * 8
