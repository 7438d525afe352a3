"""A plan's road: drafted, adopted by a recorded decision, replaced by its next version.

A plan with errors is never adopted, whatever door it came through; a warning is answered in writing
and the answer kept with the version.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jishan.core.access import Actor, Level, Permission
from jishan.core.errors import NotFound, Refusal
from jishan.core.targets.checker import check
from jishan.core.targets.document import Plan as Document
from jishan.core.targets.document import plan_digest, to_plain
from jishan.core.targets.reading import read_plan
from jishan.core.workflow import PlanState, advance_plan
from jishan.law import law_in_force
from jishan.orgs.actions import record
from jishan.orgs.queries import place_of
from jishan.schemes.actions import warning_key
from jishan.schemes.models import NAME_MAX
from jishan.targets.models import Plan, PlanVersion


class HasErrors(Refusal):
    code = "targets.has_errors"


class WarningsUnanswered(Refusal):
    code = "targets.warnings_unanswered"


class SameDocument(Refusal):
    code = "targets.same_document"


class DecidedInTheFuture(Refusal):
    code = "targets.decided_in_the_future"


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided, and when: the meeting (村民代表会议, 党政办公会), its day, a number or note."""

    meeting: str
    day: date
    note: str = ""


def require_adopting(actor: Actor) -> None:
    """A village's plan is adopted in the village, an area's by those who manage the area."""
    village = place_of(actor.village_id).level is Level.VILLAGE
    actor.require_whole(Permission.ADOPT_PLAN if village else Permission.MANAGE_AREA_PLAN)


@transaction.atomic
def draft_plan(actor: Actor, raw: bytes | str, *, now: datetime) -> PlanVersion:
    """Keep a document as the newest draft of its plan. It must be readable; errors may remain.

    Refuses with `plan.unreadable` and the findings; the same document twice is one draft.
    """
    require_adopting(actor)
    document = read_plan(raw)
    plan, _ = Plan.objects.get_or_create(
        organization_id=actor.village_id,
        code=document.code,
        defaults={"name": document.name[:NAME_MAX]},
    )
    _lock(plan.pk)
    digest = plan_digest(document)
    latest = plan.versions.order_by("-number").first()
    if latest is not None and latest.digest == digest:
        if latest.state == PlanState.DRAFT.value:
            return latest
        raise SameDocument(number=latest.number)
    version = PlanVersion.objects.create(
        plan=plan,
        number=latest.number + 1 if latest else 1,
        document=to_plain(document),
        digest=digest,
        created_by=actor.id,
        created_at=now,
    )
    record(actor, "plan.drafted", version.pk, now=now)
    return version


@transaction.atomic
def adopt_plan(
    actor: Actor,
    version_id: int,
    *,
    decision: Decision,
    answers: Mapping[str, str],
    now: datetime,
) -> PlanVersion:
    """Enter the decision that adopts the plan; the version before it is replaced.

    `answers` maps a warning's `code@path` to a sentence.
    """
    require_adopting(actor)
    version = _reached(actor, version_id)
    state = advance_plan(PlanState(version.state), PlanState.ADOPTED)
    _require_clean(Document.model_validate(version.document), answers)
    if decision.day > timezone.localdate(now):
        raise DecidedInTheFuture(day=decision.day)
    current = PlanVersion.objects.filter(plan_id=version.plan_id, state=PlanState.ADOPTED.value)
    for before in current:
        before.state = advance_plan(PlanState.ADOPTED, PlanState.REPLACED).value
        before.replaced_at = now
        before.save(update_fields=["state", "replaced_at"])
    version.state = state.value
    version.adopted_at = now
    version.answers = dict(answers)
    version.decision = {
        "meeting": decision.meeting,
        "day": decision.day.isoformat(),
        "note": decision.note,
    }
    version.save(update_fields=["state", "adopted_at", "answers", "decision"])
    record(actor, "plan.adopted", version.pk, now=now)
    return version


def _reached(actor: Actor, version_id: int) -> PlanVersion:
    """The version, with its plan locked; `not_found` for another place's."""
    versions = PlanVersion.objects.filter(plan__organization_id=actor.village_id, pk=version_id)
    plan_id = versions.values_list("plan_id", flat=True).first()
    if plan_id is None:
        raise NotFound
    _lock(plan_id)
    return versions.get()


def _lock(plan_id: int) -> None:
    """One step of a plan at a time: the second waits for the first's commit."""
    Plan.objects.select_for_update().get(pk=plan_id)


def _require_clean(document: Document, answers: Mapping[str, str]) -> None:
    findings = check(document, redlines=law_in_force())
    errors = [one for one in findings if one.severity == "error"]
    if errors:
        raise HasErrors(count=len(errors), first=errors[0])
    warnings = [one for one in findings if one.severity == "warning"]
    open_ = [
        one for one in warnings if not answers.get(warning_key(one.code, one.path), "").strip()
    ]
    if open_:
        raise WarningsUnanswered(count=len(open_))
