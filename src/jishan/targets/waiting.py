"""What waits at a place: targets to be accepted (验收), and by whom; award money to be entered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jishan.core.access import Actor, Role
from jishan.core.targets.awards import Awarded, NothingDue, award_due
from jishan.core.targets.progress import awaiting
from jishan.core.targets.reports import standing
from jishan.orgs.queries import Place
from jishan.targets.reading import Kept, document_of, kept_at, plans_for


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many targets wait for acceptance; `own` of them for the one who asks."""

    count: int
    own: int


def waiting_for(actor: Actor, place: Place, *, day: date) -> Waiting:
    """What waits here: one question where no plan concerns the place, else two."""
    assert place.id == actor.village_id, "the actor stands in the place"
    found = plans_for(place)
    if not found:
        return Waiting(0, 0)
    kept = kept_at(place.id, [one.plan_id for one in found])
    roles: list[str] = []
    for plan in found:
        for target in plan.document.targets:
            told = [row.report for row in kept.get((plan.plan_id, target.code), ())]
            part = plan.owner_id != place.id
            if told and awaiting(plan.document, target, told, day, part=part):
                roles.append(target.accepts.role)
    return Waiting(len(roles), sum(Role(role) in actor.roles for role in roles))


def award_waiting(rows: Sequence[Kept], day: date) -> tuple[Awarded | None, int | None]:
    """The award money of the last accepted report, less what was entered before: as the version
    gives it under which it was reported."""
    held = [one for one in standing([row.report for row in rows], day) if one.verdict == "accepted"]
    if not held:
        return None, None
    last = next(row.row for row in rows if row.report.key == held[-1].key)
    target = document_of(last.version_id).target(last.target)
    if target.award is None:
        return None, None
    awarded = sum(row.award.count for row in rows if row.award is not None)
    try:
        return award_due(target, held[-1].figure, awarded=awarded), int(held[-1].key)
    except NothingDue:
        return None, None
