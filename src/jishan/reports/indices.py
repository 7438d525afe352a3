"""What was scored of villages as a whole (SX-07: three indices), as facts: in the order of the
tree, nothing summed up over villages, no place (redlines E.1)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F

from jishan.claims.acts import act_of
from jishan.claims.documents import Documents
from jishan.claims.models import Claim
from jishan.core.access import Actor
from jishan.core.points import Points
from jishan.core.scheme.judging import line_score
from jishan.core.scheme.worth import Inspection
from jishan.core.workflow import State
from jishan.orgs.queries import Place
from jishan.reports.exports import export_form
from jishan.reports.forms import INDICES


@dataclass(frozen=True, slots=True)
class Index:
    """One line of the form. `points` is None where a judge left it out."""

    title: str
    points: Points | None
    full: Points


@dataclass(frozen=True, slots=True)
class VillageScore:
    """A village scored on a day. `points` is the whole form as the book has it."""

    day: date
    title: str
    lines: tuple[Index, ...]
    points: Points
    full: Points

    @property
    def shown(self) -> tuple[Index, ...]:
        """The lines, and all together where there are several."""
        whole = Index("合计", self.points, self.full)
        return (*self.lines, whole) if len(self.lines) > 1 else self.lines


@dataclass(frozen=True, slots=True)
class VillageIndices:
    """A village with what was scored of it, the earliest first."""

    village: Place
    scores: tuple[VillageScore, ...]


def village_indices(
    villages: Sequence[Place], *, since: date, until: date
) -> tuple[VillageIndices, ...]:
    """The villages in the order given, each with its scores that are in the book."""
    documents = Documents()
    return tuple(
        VillageIndices(one, tuple(_scores(one.id, documents, since, until))) for one in villages
    )


def _scores(
    village_id: int, documents: Documents, since: date, until: date
) -> Iterator[VillageScore]:
    rows = Claim.objects.filter(
        village_id=village_id,
        org_id=F("village_id"),
        kind="item",
        state=State.POSTED.value,
        day__range=(since, until),
    )
    for claim in rows.order_by("day", "number"):
        item = documents[claim.version_id].item(claim.item)
        raw = next(
            (said["raw_points"] for code, said in claim.reasons if code == "inspected"), None
        )
        if isinstance(item.worth, Inspection) and raw is not None:
            yield _score(claim, item.title, item.worth, raw)


def _score(claim: Claim, title: str, worth: Inspection, raw: int) -> VillageScore:
    act = act_of(claim, subject="")
    lines = []
    for line in worth.lines:
        points = line_score(worth, act, line.code)
        lines.append(Index(line.title, None if points is None else Points(points), line.points))
    full = Points(sum(line.points for line in worth.lines))
    return VillageScore(claim.day, title, tuple(lines), Points(raw), full)


def indices_workbook(
    actor: Actor, villages: Sequence[Place], *, since: date, until: date, place: str, now: datetime
) -> bytes:
    """One row a line of a form, then the form as a whole; `actor` stands in the township."""
    rows = _rows(village_indices(villages, since=since, until=until))
    span = f"{since} 至 {until}"
    return export_form(actor, INDICES, rows, village_name=place, span=span, now=now)


def _rows(villages: Sequence[VillageIndices]) -> Iterator[tuple[Any, ...]]:
    number = 0
    for one in villages:
        for score in one.scores:
            for line in score.shown:
                number += 1
                yield (
                    number, one.village.name, score.day, score.title,
                    line.title, line.points, line.full,
                )  # fmt: skip
