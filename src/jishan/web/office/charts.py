"""Small charts as SVG, made on the server: bars with their figures written beside them.

Every chart has a title and says in words what it shows; the page gives the same figures as a
table. Two figures of one row differ by outline and filling, not by colour alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, ROW, BAR, TEXT = 240, 17, 12, 13
INK, QUIET = "#1a1a1a", "#555555"
BEFORE = {"fill": "#ffffff", "stroke": "#7d7566"}
AFTER = {"fill": "#0b7a3b", "stroke": "#0b7a3b"}
LEGEND = 24
_LEFT, _FIGURE = 4, 62
"""A row's name stands above its bars: so narrow that a phone shows the letters larger than they
are."""


@dataclass(frozen=True)
class Bar:
    """One row: its name and its figures with what is written beside them (one, or before and
    after)."""

    label: str
    figures: tuple[int, ...]
    texts: tuple[str, ...]
    heading: bool = False


def bar_chart(
    name: str, title: str, description: str, rows: Sequence[Bar], legend: Sequence[str]
) -> SafeString:
    """Horizontal bars from one line to the right; `name` makes the ids on the page."""
    most = max((abs(one) for row in rows for one in row.figures), default=0) or 1
    top = LEGEND if len(legend) > 1 else 4
    parts: list[SafeString] = list(_legend(legend)) if len(legend) > 1 else []
    for row in rows:
        parts += _row(row, top, most)
        top += _height(row)
    return format_html(
        '<svg class="chart" role="img" width="{}" height="{}" viewBox="0 0 {} {}" font-size="{}"'
        ' aria-labelledby="{}-title {}-text"><title id="{}-title">{}</title>'
        '<desc id="{}-text">{}</desc>{}</svg>',
        WIDTH, top + 4, WIDTH, top + 4, TEXT, name, name, name, title, name, description,
        format_html_join("", "{}", ((part,) for part in parts)),
    )  # fmt: skip


def _height(row: Bar) -> int:
    return ROW + 8 if row.heading else ROW + max(len(row.figures), 1) * (BAR + 2) + 4


def _legend(legend: Sequence[str]) -> Iterator[SafeString]:
    for number, (text, paint) in enumerate(zip(legend, (BEFORE, AFTER), strict=True)):
        left = 4 + number * WIDTH // 2
        yield _box(left, 4, 18, BAR, paint)
        yield _text(left + 24, 4 + BAR - 1, text, INK)


def _row(row: Bar, top: int, most: int) -> Iterator[SafeString]:
    if row.heading:
        yield _text(_LEFT, top + ROW, row.label, INK, weight="bold")
        return
    yield _text(_LEFT, top + TEXT, row.label, QUIET)
    wide = WIDTH - 2 * _LEFT - _FIGURE
    for number, (figure, text) in enumerate(zip(row.figures, row.texts, strict=True)):
        y = top + ROW + number * (BAR + 2)
        long = max(abs(figure) * wide // most, 1) if figure else 0
        paint = AFTER if number == len(row.figures) - 1 else BEFORE
        if long:
            yield _box(_LEFT, y, long, BAR, paint)
        yield _text(_LEFT + long + 5, y + BAR - 1, text, INK)


def _box(x: int, y: int, width: int, height: int, paint: dict[str, str]) -> SafeString:
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}"/>',
        x, y, width, height, paint["fill"], paint["stroke"],
    )  # fmt: skip


def _text(x: int, y: int, text: str, colour: str, *, weight: str = "normal") -> SafeString:
    return format_html(
        '<text x="{}" y="{}" fill="{}" font-weight="{}">{}</text>', x, y, colour, weight, text
    )
