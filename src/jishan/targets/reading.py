"""Plans and reports out of the tables: which plan concerns a place, what stands there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django.db.models import F

from jishan.core.errors import NotFound
from jishan.core.scheme.rounding import MILLION
from jishan.core.targets.document import Plan as Document
from jishan.core.targets.reports import Report, Verdict
from jishan.core.workflow import PlanState
from jishan.orgs.queries import Place
from jishan.targets.models import PlanVersion, TargetReport


@dataclass(frozen=True, slots=True)
class InForce:
    """An adopted plan that concerns a place: its own, or one from above."""

    plan_id: int
    version_id: int
    owner_id: int
    owner: str
    document: Document


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about a report."""

    accepted: bool
    note: str
    decided_by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Granted:
    """The award money entered for a report."""

    fen: int
    count: int
    note: str


@dataclass(frozen=True, slots=True)
class Kept:
    """One report with what was decided and awarded for it, None before that."""

    row: TargetReport
    decision: Decided | None
    award: Granted | None

    @property
    def report(self) -> Report:
        """The report as the core reckons with it."""
        row = self.row
        verdict: Verdict = ""
        if self.decision is not None:
            verdict = "accepted" if self.decision.accepted else "sent_back"
        return Report(
            key=str(row.id),
            day=row.day,
            figure=Fraction(row.figure, MILLION),
            of=None if row.of is None else Fraction(row.of, MILLION),
            grade=row.grade,
            corrects=None if row.corrects_id is None else str(row.corrects_id),
            verdict=verdict,
            evidence=tuple(row.evidence),
        )


@lru_cache(maxsize=64)
def _parsed(version_id: int, digest: str) -> Document:
    """A version never changes, so one reading serves the process; the digest keeps it honest."""
    document = PlanVersion.objects.values_list("document", flat=True).get(pk=version_id)
    return Document.model_validate(document)


def document_of(version_id: int) -> Document:
    """The document of a version, word for word, however long ago."""
    digest = PlanVersion.objects.values_list("digest", flat=True).get(pk=version_id)
    return _parsed(version_id, digest)


def document_in_force(plan_id: int) -> Document:
    """The document that a plan goes by now."""
    rows = PlanVersion.objects.filter(plan_id=plan_id, state=PlanState.ADOPTED.value)
    return _parsed(*rows.values_list("pk", "digest").get())


def plans_for(place: Place) -> tuple[InForce, ...]:
    """The adopted plans of the place and of the places above it: its own first, then upwards."""
    above = [place.path[: end + 1] for end, letter in enumerate(place.path) if letter == "/"]
    rows = PlanVersion.objects.filter(
        state=PlanState.ADOPTED.value, plan__organization__path__in=above
    ).select_related("plan__organization")
    ordered = sorted(rows, key=lambda row: (-len(row.plan.organization.path), row.plan_id))
    return tuple(
        InForce(
            row.plan_id,
            row.pk,
            row.plan.organization_id,
            row.plan.organization.name,
            _parsed(row.pk, row.digest),
        )
        for row in ordered
    )


def plan_for(place: Place, plan_id: int) -> InForce:
    """The adopted plan of this number if it concerns the place, else `not_found`."""
    found = next((one for one in plans_for(place) if one.plan_id == plan_id), None)
    if found is None:
        raise NotFound
    return found


History = Mapping[tuple[int, str], tuple[Kept, ...]]
"""What one place reported, by plan and target, in the order it came."""


def kept_at(place_id: int, plan_ids: Sequence[int], target: str = "") -> History:
    """The history of one place for these plans: one question."""
    return kept_in([place_id], plan_ids, target).get(place_id, {})


def kept_in(
    place_ids: Sequence[int], plan_ids: Sequence[int], target: str = ""
) -> Mapping[int, History]:
    """The history of each place that reported anything for these plans: one question for all."""
    rows = TargetReport.objects.filter(village_id__in=place_ids, plan_id__in=plan_ids)
    if target:
        rows = rows.filter(target=target)
    found: dict[int, dict[tuple[int, str], list[Kept]]] = {}
    for row in rows.annotate(**_HANGS_ON).order_by("id"):
        own = found.setdefault(row.village_id, {})
        own.setdefault((row.plan_id, row.target), []).append(_kept(row))
    return {place: {key: tuple(kept) for key, kept in own.items()} for place, own in found.items()}


_DECIDED = [one.name for one in fields(Decided)]
_GRANTED = [one.name for one in fields(Granted)]
_HANGS_ON = {f"decided_{one}": F(f"decisions__{one}") for one in _DECIDED} | {
    f"granted_{one}": F(f"awards__{one}") for one in _GRANTED
}
"""A report is decided once and awarded once, so that joining them repeats no report."""


def _kept(row: Any) -> Kept:
    decided = [getattr(row, f"decided_{one}") for one in _DECIDED]
    granted = [getattr(row, f"granted_{one}") for one in _GRANTED]
    return Kept(
        row,
        None if decided[0] is None else Decided(*decided),
        None if granted[0] is None else Granted(*granted),
    )
