"""Two plain tables become roster and happenings; every cell that cannot be read is named.

Rows are lists of cells (text, numbers, dates) under a header row; docs/formats.md lists the
columns.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import cast

from jishan.core.points import Points
from jishan.core.replay.cells import (
    DAYS,
    Cell,
    CellWrong,
    Row,
    Sheet,
    Wrong,
    one_of,
    plain_text,
    read_day,
    read_figure,
    read_many,
    read_points,
    read_quantity,
    read_whole,
    read_yes,
)
from jishan.core.replay.columns import (
    ACT_COLUMNS,
    EVENT_KINDS,
    FAULTS,
    ORIGINS,
    ROSTER_COLUMNS,
    SUBJECT_KINDS,
)
from jishan.core.replay.events import Event, EventKind, Happening, Person
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.facts import Act, JudgeScores
from jishan.core.scheme.values import Origin, SubjectKind

_PARTS = re.compile(r"[;；,，]\s*")


def read_roster(rows: Iterable[Sequence[Cell]]) -> list[Person]:
    """The roster table. Raises TableUnreadable with every problem."""
    sheet = Sheet("roster", rows, ROSTER_COLUMNS)
    sheet.need("key")
    people: list[Person] = []
    seen: set[str] = set()
    for row in sheet.rows():
        person = sheet.made(row, _person)
        if person is None:
            continue
        if person.key in seen:
            sheet.wrong(row, "key", "table.key_twice", person.key)
        seen.add(person.key)
        people.append(person)
    sheet.finish()
    return people


def read_happenings(rows: Iterable[Sequence[Cell]], versions: Sequence[Scheme]) -> list[Happening]:
    """The acts table. Items may be named by code or title. Raises TableUnreadable."""
    sheet = Sheet("acts", rows, ACT_COLUMNS)
    sheet.need("day")
    reader = _Happenings(sheet, versions)
    found: list[Happening] = []
    keyless: list[tuple[int, Happening]] = []
    keys: set[str] = set()
    for row in sheet.rows():
        one = sheet.made(row, reader.read)
        if one is None:
            continue
        if not one.key:
            keyless.append((len(found), one))
        elif one.key in keys:
            sheet.wrong(row, "key", "table.key_twice", one.key)
        keys.add(one.key)
        found.append(one)
    sheet.finish()
    for place, named in _named(keyless):
        found[place] = named
    return found


def _named(keyless: list[tuple[int, Happening]]) -> list[tuple[int, Happening]]:
    """Rows without a key get one from what they say, so that the order of rows does not matter."""
    counts: dict[str, int] = {}
    named: list[tuple[int, Happening]] = []
    for place, one in sorted(keyless, key=lambda pair: (repr(pair[1]), pair[0])):
        what = one.item if isinstance(one, Act) else f"{one.kind}:{one.what or ''}"
        stem = f"{one.day}/{one.subject}/{what}"
        counts[stem] = counts.get(stem, 0) + 1
        named.append((place, one._replace(key=f"{stem}/{counts[stem]}")))
    return named


SMALL = {str(number): number for number in range(1, 1000)}

_kind = one_of(SUBJECT_KINDS)
_origin = one_of(ORIGINS)
_event = one_of(EVENT_KINDS)
_fault = one_of(FAULTS)


def _person(row: Row) -> Person:
    household = row.text("household")
    kind = row.read("kind", _kind) or ("resident" if household else "household")
    yes = {name: row.read(name, read_yes) for name in ("participating", "consent", "approved")}
    return Person(
        row.need("key", plain_text),
        cast(SubjectKind, kind),
        row.text("name") or "",
        household if kind != "household" else None,
        row.text("group"),
        frozenset(row.read("tags", read_many) or ()),
        row.read("born", read_day),
        row.read("since", read_day),
        yes["participating"] is not False,
        yes["consent"] is not False,
        yes["approved"] is not False,
        row.read("joined", read_day),
        row.read("left", read_day),
        row.read("members", read_whole),
    )


class _Happenings:
    """Rows of the acts table under one scheme."""

    def __init__(self, sheet: Sheet, versions: Sequence[Scheme]) -> None:
        items = [item for scheme in versions for item in scheme.items]
        self.items = {item.title: item.code for item in items}
        self.items |= {item.code: item.code for item in items}
        self.scores = sheet.extra["score"]
        self.figures = sheet.extra["figure"]
        self.lines = {
            line.title: line.code
            for item in items
            if item.worth.shape == "inspection"
            for line in item.worth.lines
        }
        self.places = [
            sheet.at.get(name) for name in ("key", "day", "subject", "item", "quantity", "origin")
        ]
        self.plain = (
            not self.scores
            and not self.figures
            and not (sheet.at.keys() - {"key", "day", "subject", "item", "quantity", "origin"})
        )

    def read(self, row: Row) -> Happening:
        if self.plain:
            return self._plain(row)
        kind = row.read("type", _event) or "act"
        return self._act(row) if kind == "act" else self._event(row, cast(EventKind, kind))

    def _plain(self, row: Row) -> Act:
        """Only key, day, subject, item, quantity, origin: most of a year's rows, read quickly."""
        cells = row.cells
        key, day, subject, item, quantity, origin = (
            cells[at] if at is not None and at < len(cells) else None for at in self.places
        )
        found = self.items.get(item) if isinstance(item, str) else None
        if found is None or not subject or type(subject) is not str:
            title: str = row.need("item", plain_text)
            found, subject = self.items.get(title, title), row.need("subject", plain_text)
        known = ORIGINS.get(origin) if isinstance(origin, str) else None
        when = DAYS.get(day) if isinstance(day, str) else None
        number = SMALL.get(quantity) if isinstance(quantity, str) else None
        return Act(
            key if type(key) is str else row.text("key") or "",
            when or row.need("day", read_day),
            subject.strip(),
            found,
            number or row.read("quantity", read_quantity) or self._empty(row),
            origin=cast("Origin | None", known or row.read("origin", _origin)),
        )

    def _empty(self, row: Row) -> int:
        """No quantity is one; a written zero stays zero and is refused by the scheme."""
        return 1 if row.cell("quantity") is None else 0

    def _act(self, row: Row) -> Act:
        item = row.need("item", plain_text)
        return Act(
            row.text("key") or "",
            row.need("day", read_day),
            row.need("subject", plain_text),
            self.items.get(item, item),
            row.read("quantity", read_quantity) or self._empty(row),
            row.text("level"),
            self._scores(row),
            self._figures(row),
            row.text("outcome"),
            row.read("points", read_points),
            cast("Origin | None", row.read("origin", _origin)),
            row.read("credited", read_many) or (),
            row.read("evidence", read_many),
            row.text("event"),
            row.text("document"),
            row.text("reason"),
        )

    def _event(self, row: Row, kind: EventKind) -> Event:
        quantity = row.read("quantity", read_figure)
        return Event(
            kind,
            row.text("key") or "",
            row.need("day", read_day),
            row.text("subject") or "",
            row.text("touches"),
            row.text("other"),
            row.text("item"),
            Fraction(1) if quantity is None else quantity,
            row.read("points", read_points),
            row.read("members", read_many) or (),
            row.read("fault", _fault),
            row.text("document"),
            row.text("reason"),
        )

    def _scores(self, row: Row) -> tuple[JudgeScores, ...]:
        found: list[JudgeScores] = list(row.read("scores", self._judges) or ())
        own: dict[str, Points | None] = {}
        for line, place in self.scores:
            cell = row.cells[place] if place < len(row.cells) else None
            if cell not in (None, ""):
                own[self.lines.get(line, line)] = self._score(f"score:{line}", cell)
        if own:
            found.append(JudgeScores("", own))
        return tuple(found)

    def _score(self, column: str, cell: Cell) -> Points | None:
        if plain_text(cell) in ("-", "—", "无"):
            return None
        try:
            return read_points(cell)
        except Wrong as wrong:
            raise CellWrong(column, wrong.code, wrong.text) from None

    def _judges(self, cell: Cell) -> tuple[JudgeScores, ...]:
        """`87`, `yard=15;living=8`, or several judges `王建国:yard=15;living=8 |
        李强:yard=14;living=9`."""
        found: list[JudgeScores] = []
        for number, part in enumerate(plain_text(cell).split("|"), 1):
            judge, colon, form = part.replace("：", ":").rpartition(":")
            name, _, role = judge.strip().partition("/")
            lines = self._form(form if colon else part)
            found.append(JudgeScores(name or str(number), lines, role))
        return tuple(found)

    def _form(self, form: str) -> dict[str, Points | None]:
        lines: dict[str, Points | None] = {}
        for pair in _PARTS.split(form.strip()):
            line, equals, value = pair.partition("=")
            if not equals:
                line, value = "total", line
            code = self.lines.get(line.strip(), line.strip())
            value = value.strip()
            lines[code] = None if value in ("-", "—", "无") else read_points(value)
        return lines

    def _figures(self, row: Row) -> dict[str, int | Fraction | Decimal]:
        found: dict[str, int | Fraction | Decimal] = {}
        for pair in row.read("figures", read_many) or ():
            name, equals, value = pair.partition("=")
            if not equals:
                raise CellWrong("figures", "table.figure_unreadable", pair)
            found[name.strip()] = self._figure(f"figures {name}", value)
        for name, place in self.figures:
            cell = row.cells[place] if place < len(row.cells) else None
            if cell not in (None, ""):
                found[name] = self._figure(f"figure:{name}", cell)
        return found

    def _figure(self, column: str, cell: Cell) -> Fraction:
        try:
            return read_figure(cell)
        except Wrong as wrong:
            raise CellWrong(column, wrong.code, wrong.text) from None
