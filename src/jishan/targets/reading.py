"""Plans and reports out of the tables: which plan concerns a place, what stands there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from jishan.core.errors import NotFound
from jishan.core.scheme.rounding import MILLION
from jishan.core.targets.document import Plan as Document
from jishan.core.targets.reports import Report, Verdict
from jishan.core.workflow import PlanState
from jishan.orgs.queries import Place
from jishan.targets.models import PlanVersion, TargetAward, TargetDecision, TargetReport


@dataclass(frozen=True, slots=True)
class InForce:
    """An adopted plan that concerns a place: its own, or one from above."""

    plan_id: int
    version_id: int
    owner_id: int
    owner: str
    document: Document


@dataclass(frozen=True, slots=True)
class Kept:
    """One report with what was decided and awarded for it. `awarded` is None before any award."""

    row: TargetReport
    decision: TargetDecision | None
    award: TargetAward | None

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


def kept_at(
    village_id: int, plan_ids: Sequence[int], target: str = ""
) -> Mapping[tuple[int, str], tuple[Kept, ...]]:
    """What one place reported, by plan and target, in the order it came: three queries."""
    reports = TargetReport.objects.filter(village_id=village_id, plan_id__in=plan_ids)
    if target:
        reports = reports.filter(target=target)
    decisions = TargetDecision.objects.filter(
        village_id=village_id, report__village_id=village_id, report__plan_id__in=plan_ids
    )
    awards = TargetAward.objects.filter(village_id=village_id, plan_id__in=plan_ids)
    return together(list(reports.order_by("id")), list(decisions), list(awards))


def together(
    reports: Sequence[TargetReport],
    decisions: Sequence[TargetDecision],
    awards: Sequence[TargetAward],
) -> Mapping[tuple[int, str], tuple[Kept, ...]]:
    """Reports with what hangs on them, by plan and target."""
    decided = {one.report_id: one for one in decisions}
    awarded = {one.report_id: one for one in awards}
    found: dict[tuple[int, str], list[Kept]] = defaultdict(list)
    for row in reports:
        kept = Kept(row, decided.get(row.id), awarded.get(row.id))
        found[row.plan_id, row.target].append(kept)
    return {key: tuple(rows) for key, rows in found.items()}
