"""Help as those who give it read it. Nobody else does."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from jishan.core.access import Actor, Permission
from jishan.foundation.reach import reach, within
from jishan.helping.models import HelpPlan, HelpTalk
from jishan.orgs.queries import names_of


@dataclass(frozen=True, slots=True)
class PlanRow:
    id: int
    household_id: int
    head_name: str
    number: str
    helper: str
    cause: str
    since: date
    until: date | None
    outcome: str
    talks: int


@dataclass(frozen=True, slots=True)
class TalkRow:
    day: date
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """One plan with its talks, the newest first."""

    plan: PlanRow
    talks: tuple[TalkRow, ...]


def help_plans(actor: Actor, *, limit: int = 100) -> tuple[PlanRow, ...]:
    """Plans within the actor's reach, those under way first, then the newest."""
    rows = within(actor, Permission.HELP_HOUSEHOLD, HelpPlan.objects.all())
    rows = rows.select_related("household").annotate(said=Count("talks"))
    found = sorted(rows.order_by("-since", "-id")[:limit], key=lambda one: one.until is not None)
    return tuple(_row(one, one.said) for one in found)


def help_plan(actor: Actor, plan_id: int) -> PlanPage:
    """One plan, or `not_found`."""
    rows = HelpPlan.objects.select_related("household")
    plan = reach(actor, Permission.HELP_HOUSEHOLD, rows, plan_id)
    talks = list(
        HelpTalk.objects.filter(village_id=plan.village_id, plan_id=plan.id).order_by("-day", "-id")
    )
    names = names_of({one.written_by for one in talks})
    told = tuple(TalkRow(one.day, one.text, names.get(one.written_by, "")) for one in talks)
    return PlanPage(_row(plan, len(told)), told)


def _row(plan: HelpPlan, talks: int) -> PlanRow:
    home = plan.household
    return PlanRow(
        plan.id,
        home.id,
        home.head_name,
        home.number,
        plan.helper,
        plan.cause,
        plan.since,
        plan.until,
        plan.outcome,
        talks,
    )
