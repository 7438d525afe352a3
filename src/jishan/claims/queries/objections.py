"""Who answers objections: the role that the scheme names, the village secretary where it cannot."""

from datetime import date

from jishan.claims.roles import ROLES
from jishan.core.access import ROLE_PERMISSIONS, Actor, Permission
from jishan.core.scheme.conduct import Role
from jishan.core.scheme.document import Scheme
from jishan.orgs.queries import role_is_held
from jishan.schemes.queries import in_force


def scheme_on(village_id: int, day: date) -> Scheme | None:
    found = in_force(village_id, day)
    return found.scheme if found else None


def objection_role(village_id: int, scheme: Scheme | None, day: date) -> Role:
    """The role that `process.objections_to` names, if it may decide and somebody of the village
    holds it: an objection must not wait for nobody."""
    named = scheme.process.objections_to if scheme is not None else None
    if named is None or Permission.DECIDE_OBJECTION not in ROLE_PERMISSIONS[ROLES[named]]:
        return "secretary"
    return named if role_is_held(village_id, ROLES[named], day) else "secretary"


def may_answer_objections(actor: Actor, day: date) -> bool:
    """Whether the scheme in force leaves objections to this actor."""
    if Permission.DECIDE_OBJECTION not in actor.whole:
        return False
    role = objection_role(actor.village_id, scheme_on(actor.village_id, day), day)
    return ROLES[role] in actor.roles
