"""Two plain tables become roster and happenings; every cell that cannot be read is named.

Rows are lists of cells (text, numbers, dates) under a header row; docs/formats.md lists the
columns.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import starmap
from typing import Any, cast

from jishan.core.collecting import no_collector
from jishan.core.points import Points
from jishan.core.replay.cells import (
    Block,
    Cell,
    Reading,
    Sheet,
    Wrong,
    one_of,
    plain_text,
    read_day,
    read_figure,
    read_many,
    read_number,
    read_points,
    read_quantity,
    read_whole,
    read_yes,
)
from jishan.core.replay.columns import (
    ACT_COLUMNS,
    EVENT_KINDS,
    EXTRA_COLUMNS,
    FAULTS,
    ORIGINS,
    ROSTER_COLUMNS,
    SUBJECT_KINDS,
)
from jishan.core.replay.events import Event, Happening, Person
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.facts import Act, JudgeScores
from jishan.core.scheme.values import SubjectKind

_PARTS = re.compile(r"[;；,，]\s*")
_DOES_NOT_APPLY = ("-", "—", "无")
_UNWRITTEN = object()
_act_of = partial(tuple.__new__, Act)
"""What `Act._make` does, for rows whose number of cells is known."""

Figures = Mapping[str, int | Fraction | Decimal]


def read_roster(rows: Iterable[Sequence[Cell]]) -> list[Person]:
    """The roster table. Raises TableUnreadable with every problem."""
    sheet = Sheet("roster", rows, ROSTER_COLUMNS)
    sheet.must_have("key")
    reader = _People()
    people: list[Person] = []
    numbers: list[int] = []
    for block in sheet.blocks():
        people += reader.read(block)
        numbers += block.numbers
    kinds = {person.key: person.kind for person in people}
    for number, person in zip(numbers, people, strict=True):
        home = person.household
        if home is not None and kinds.get(home, "household") != "household":
            sheet.wrong(number, "household", "table.not_a_household", home)
    sheet.finish()
    return people


def read_happenings(rows: Iterable[Sequence[Cell]], versions: Sequence[Scheme]) -> list[Happening]:
    """The acts table. Items may be named by code or title. Raises TableUnreadable."""
    sheet = Sheet("acts", rows, ACT_COLUMNS, EXTRA_COLUMNS)
    sheet.must_have("day")
    reader = _Happenings(sheet, versions)
    found: list[Happening] = []
    with no_collector():
        for block in sheet.blocks():
            found += reader.read(block)
    sheet.finish()
    return _named(found) if reader.nameless else found


def _named(happenings: list[Happening]) -> list[Happening]:
    """Rows without a key get one from what they say, so that the order of rows does not matter."""
    alike: dict[str, list[int]] = {}
    for place, one in enumerate(happenings):
        if not one.key:
            what = one.item if isinstance(one, Act) else f"{one.kind}:{one.what or ''}"
            alike.setdefault(f"{one.day}/{one.subject}/{what}", []).append(place)
    for stem, places in alike.items():
        if len(places) > 1:
            places.sort(key=lambda place: (repr(happenings[place]), place))
        for number, place in enumerate(places, 1):
            happenings[place] = happenings[place]._replace(key=f"{stem}/{number}")
    return happenings


class _People:
    """Rows of the roster."""

    def __init__(self) -> None:
        self.text, self.key = Reading(plain_text), Reading(plain_text)
        self.kind = Reading(one_of(SUBJECT_KINDS))
        self.tags = Reading(lambda cell: frozenset(read_many(cell)), frozenset())
        self.day, self.yes = Reading(read_day), Reading(read_yes, empty=True)
        self.count = Reading(read_whole)

    def read(self, block: Block) -> list[Person]:
        keys = block.need("key", self.key)
        block.sheet.unique(block, keys)
        columns = zip(
            keys,
            block.read("kind", self.kind),
            block.read("name", self.text),
            block.read("household", self.text),
            block.read("group", self.text),
            block.read("tags", self.tags),
            block.read("born", self.day),
            block.read("since", self.day),
            block.read("participating", self.yes),
            block.read("consent", self.yes),
            block.read("approved", self.yes),
            block.read("joined", self.day),
            block.read("left", self.day),
            block.read("members", self.count),
            strict=False,
        )
        return [self._person(*cells) for cells in columns]

    def _person(
        self, key: str, kind: str | None, name: str | None, household: str | None, *more: Any
    ) -> Person:
        kind = kind or ("resident" if household else "household")
        home = household if kind != "household" else None
        return Person(key, cast(SubjectKind, kind), name or "", home, *more)


class _Happenings:
    """Rows of the acts table under all versions of a scheme."""

    def __init__(self, sheet: Sheet, versions: Sequence[Scheme]) -> None:
        self.nameless = False
        items = [item for scheme in versions for item in scheme.items]
        self.codes = {item.title: item.code for item in items}
        self.codes |= {item.code: item.code for item in items}
        self.lines = {
            line.title: line.code
            for item in items
            if item.worth.shape == "inspection"
            for line in item.worth.lines
        }
        self.text, self.name = Reading(plain_text), Reading(plain_text, "")
        self.type = Reading(one_of(EVENT_KINDS), "act")
        self.day = Reading(read_day)
        self.item = Reading(lambda cell: self.codes.get(plain_text(cell), plain_text(cell)))
        self.quantity = Reading(read_quantity, 1)
        self.event_quantity = Reading(read_figure, Fraction(1))
        self.points = Reading(read_points)
        self.origin, self.fault = Reading(one_of(ORIGINS)), Reading(one_of(FAULTS))
        self.keys, self.evidence = Reading(read_many, ()), Reading(read_many)
        self.parts = Reading(lambda cell: tuple(map(read_figure, read_many(cell))), ())
        self.scores, self.figures = Reading(self._judges, ()), Reading(self._figures, {})
        self.score_columns = [
            (self.lines.get(line, line), f"score:{line}", place, Reading(_score, _UNWRITTEN))
            for line, place in sheet.extra["score"]
        ]
        self.figure_columns = [
            (name, f"figure:{name}", place, Reading(read_number, _UNWRITTEN))
            for name, place in sheet.extra["figure"]
        ]

    def read(self, block: Block) -> list[Happening]:
        if "type" not in block.sheet.at:
            return self._acts(block)
        kinds = block.read("type", self.type)
        acts, events = block.divided([kind == "act" for kind in kinds])
        return [*self._acts(acts), *self._events(events)]

    def _acts(self, block: Block) -> list[Happening]:
        """One act for each row, its fields in their order."""
        columns = {
            "key": self._keys(block),
            "day": block.need("day", self.day),
            "subject": block.need("subject", self.text),
            "item": block.need("item", self.item),
            "quantity": block.read("quantity", self.quantity),
            "level": block.read("level", self.text),
            "scores": self._all_scores(block),
            "figures": self._all_figures(block),
            "outcome": block.read("outcome", self.text),
            "points": block.read("points", self.points),
            "origin": block.read("origin", self.origin),
            "credited": block.read("credited", self.keys),
            "parts": block.read("parts", self.parts),
            "evidence": block.read("evidence", self.evidence),
            "event": block.read("event", self.text),
            "document": block.read("document", self.text),
            "reason": block.read("reason", self.text),
            "claimed": block.read("claimed", self.day),
        }
        fields = (columns[name] for name in Act._fields)
        return list(map(_act_of, zip(*fields, strict=False)))

    def _keys(self, block: Block) -> Sequence[str]:
        keys = block.texts("key")
        if "key" in block.sheet.at:
            block.sheet.unique(block, keys)
        self.nameless = self.nameless or not all(keys)
        return keys

    def _events(self, block: Block) -> list[Happening]:
        columns = zip(
            block.read("type", self.type),
            self._keys(block),
            block.need("day", self.day),
            block.read("subject", self.name),
            block.read("touches", self.text),
            block.read("other", self.text),
            block.read("item", self.text),
            block.read("quantity", self.event_quantity),
            block.read("points", self.points),
            block.read("members", self.keys),
            block.read("fault", self.fault),
            block.read("document", self.text),
            block.read("reason", self.text),
            strict=False,
        )
        return list(starmap(Event, columns))

    def _all_scores(self, block: Block) -> Iterable[tuple[JudgeScores, ...]]:
        """Those of the column `scores`, and one form more from the columns of single lines."""
        scores = block.read("scores", self.scores)
        if not self.score_columns:
            return scores
        own = _by_name(block, self.score_columns)
        return [
            (*judges, JudgeScores("", lines)) if lines else judges
            for judges, lines in zip(scores, own, strict=False)
        ]

    def _all_figures(self, block: Block) -> Iterable[Figures]:
        figures = block.read("figures", self.figures)
        if not self.figure_columns:
            return figures
        own = _by_name(block, self.figure_columns)
        return [{**written, **more} for written, more in zip(figures, own, strict=False)]

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
            lines[self.lines.get(line.strip(), line.strip())] = _score(value.strip())
        return lines

    def _figures(self, cell: Cell) -> Figures:
        """`price=80000;tables=15`"""
        found: dict[str, int | Fraction | Decimal] = {}
        for pair in read_many(cell):
            name, equals, value = pair.partition("=")
            if not equals:
                raise Wrong("table.figure_unreadable", pair)
            found[name.strip()] = read_number(value)
        return found


def _by_name(
    block: Block, columns: Sequence[tuple[str, str, int, Reading]]
) -> Iterable[dict[str, Any]]:
    """What is written in columns that bear a name of their own, row by row."""
    rows: list[dict[str, Any]] = [{} for _ in block.rows]
    for name, title, place, reading in columns:
        for row, meaning in zip(rows, block.read_at(place, title, reading), strict=False):
            if meaning is not _UNWRITTEN:
                row[name] = meaning
    return rows


def _score(cell: Cell) -> Points | None:
    return None if plain_text(cell) in _DOES_NOT_APPLY else read_points(cell)
