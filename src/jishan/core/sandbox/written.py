"""Roster and happenings as the two tables that a replay reads: what is written here is read back
the same."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from jishan.core.points import format_points
from jishan.core.replay.columns import (
    ACT_COLUMNS,
    EVENT_KINDS,
    FAULTS,
    ORIGINS,
    ROSTER_COLUMNS,
    SUBJECT_KINDS,
)
from jishan.core.replay.events import Event, Happening, Person
from jishan.core.scheme.facts import Act, JudgeScores
from jishan.core.scheme.rounding import decimal_text

_SKIPPED = ("place", "note")


def roster_table(people: Iterable[Person]) -> Iterator[list[str]]:
    """Header and rows, in Chinese."""
    yield [names[0] for names in ROSTER_COLUMNS.values()]
    for one in people:
        dates = (one.born, one.since)
        yield [
            one.key,
            _chinese(SUBJECT_KINDS, one.kind),
            one.name,
            one.household or "",
            one.group or "",
            ";".join(sorted(one.tags)),
            *(day.isoformat() if day else "" for day in dates),
            *("是" if yes else "否" for yes in (one.taking_part, one.consent, one.approved)),
            *(day.isoformat() if day else "" for day in (one.joined, one.left)),
            "" if one.members is None else str(one.members),
        ]


def acts_table(happenings: Iterable[Happening]) -> Iterator[list[str]]:
    """Header and rows, in Chinese; items, goods and tags by their codes."""
    names = [column for column in ACT_COLUMNS if column not in _SKIPPED]
    yield [ACT_COLUMNS[column][0] for column in names]
    for one in happenings:
        cells = _act(one) if isinstance(one, Act) else _event(one)
        yield [cells.get(column, "") for column in names]


def _act(act: Act) -> dict[str, str]:
    return _filled(
        key=act.key,
        day=act.day.isoformat(),
        subject=act.subject,
        item=act.item,
        quantity=_number(act.quantity) if act.quantity != 1 else None,
        level=act.level,
        scores="|".join(map(_form, act.scores)),
        figures=";".join(f"{name}={_number(value)}" for name, value in act.figures.items()),
        outcome=act.outcome,
        points=None if act.points is None else format_points(act.points),
        origin=act.origin and _chinese(ORIGINS, act.origin),
        credited=";".join(act.credited),
        parts=";".join(map(_number, act.parts)),
        claimed=act.claimed.isoformat() if act.claimed else None,
        evidence=";".join(act.evidence or ()),
        event=act.event,
        document=act.document,
        reason=act.reason,
    )


def _event(event: Event) -> dict[str, str]:
    return _filled(
        key=event.key,
        day=event.day.isoformat(),
        type=_chinese(EVENT_KINDS, event.kind),
        subject=event.subject,
        touches=event.touches,
        other=event.other,
        item=event.what,
        quantity=_number(event.quantity) if event.quantity != 1 else None,
        points=None if event.points is None else format_points(event.points),
        members=";".join(event.members),
        fault=event.fault and _chinese(FAULTS, event.fault),
        document=event.document,
        reason=event.reason,
    )


def _filled(**cells: str | None) -> dict[str, str]:
    return {column: cell for column, cell in cells.items() if cell}


def _form(scores: JudgeScores) -> str:
    lines = ";".join(
        f"{line}={'-' if points is None else format_points(points)}"
        for line, points in scores.lines.items()
    )
    role = f"/{scores.role}" if scores.role else ""
    return f"{scores.judge}{role}:{lines}"


def _number(value: int | Fraction | Decimal) -> str:
    return str(value) if isinstance(value, int) else decimal_text(Fraction(value))


def _chinese(words: Mapping[str, str], code: str) -> str:
    """The first Chinese name that the reader knows for a code."""
    names = [name for name, meant in words.items() if meant == code]
    return next((name for name in names if not name.isascii()), code)
