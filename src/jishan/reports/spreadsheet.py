"""One table as the Excel sheet that a village prints and files: A4 landscape, header repeated on
each page, a line for signatures at the foot. A text is never a formula, an identity number never a
number.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from typing import Any

from rustpy_xlsxwriter import Format, write_worksheet

_A4 = 9
_HEADER_ROW = 2


class Shape(StrEnum):
    """What a column holds. `POINTS` takes whole hundredths, `YUAN` takes fen."""

    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    POINTS = "points"
    YUAN = "yuan"


_NUMBER_FORMATS = {
    Shape.TEXT: "@",
    Shape.DAY: "yyyy-mm-dd",
    Shape.NUMBER: "0",
    Shape.POINTS: "0.##",
    Shape.YUAN: "0.00",
}


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    width: int
    shape: Shape = Shape.TEXT


@dataclass(frozen=True, slots=True)
class Form:
    """A form the village knows: `title` over the table, columns in their order, who signs below."""

    name: str
    title: str
    columns: tuple[Column, ...]
    signatures: tuple[str, ...]


def write_form(form: Form, rows: Iterable[Sequence[Any]], *, village: str, span: str) -> bytes:
    """The .xlsx of a form. A row has one value for each column; None leaves a cell empty.

    `span` says what the table covers ("2026年3月"). Rows are streamed, never held.
    """
    target = BytesIO()
    last = len(form.columns) - 1
    write_worksheet(
        _records(form, rows),
        target,
        sheet_name=form.name,
        header_row=_HEADER_ROW,
        merge_ranges=[
            (0, 0, 0, last, f"{village}{form.title}", _title()),
            (1, 0, 1, last, span, Format().set_align("right")),
        ],
        header_format=_cell().set_bold().set_align("center").set_text_wrap(),
        column_widths=[float(column.width) for column in form.columns],
        column_formats=[
            _cell().set_num_format(_NUMBER_FORMATS[column.shape]) for column in form.columns
        ],
        freeze_row=_HEADER_ROW + 1,
        page_setup=_page(form),
    )
    return target.getvalue()


class _Hundredths(dict[Any, Decimal | None]):
    """Whole hundredths as the exact number of a cell, each made once: tables repeat figures."""

    def __missing__(self, value: int | None) -> Decimal | None:
        exact = self[value] = None if value is None else Decimal(value).scaleb(-2)
        return exact


def _records(form: Form, rows: Iterable[Sequence[Any]]) -> Iterator[dict[str, Any]]:
    titles = [column.title for column in form.columns]
    hundredths = [
        column.title for column in form.columns if column.shape in (Shape.POINTS, Shape.YUAN)
    ]
    exact = _Hundredths()
    wrote = False
    for row in rows:
        wrote = True
        record = dict(zip(titles, row, strict=True))
        for title in hundredths:
            record[title] = exact[record[title]]
        yield record
    if not wrote:  # without a record the writer would leave out the header
        yield dict.fromkeys(titles)


def _title() -> Format:
    return Format().set_bold().set_font_size(16).set_align("center")


def _cell() -> Format:
    return Format().set_border("thin")


def _page(form: Form) -> dict[str, Any]:
    signed = "          ".join(f"{who}（签字）：" for who in form.signatures)
    return {
        "landscape": True,
        "paper_size": _A4,
        "repeat_rows": (0, _HEADER_ROW),
        "fit_to_pages": (1, 0),
        "center_horizontally": True,
        "footer": f"&L{signed}&R第 &P 页,共 &N 页",
    }
