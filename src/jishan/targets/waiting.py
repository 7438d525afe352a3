"""Which targets ask to be accepted (验收) at a place, and by whom."""

from dataclasses import dataclass
from datetime import date

from jishan.core.access import Actor, Role
from jishan.core.targets.progress import awaiting
from jishan.orgs.queries import Place
from jishan.targets.reading import kept_at, plans_for


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
