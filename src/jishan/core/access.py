"""Who may do what: one table of roles × permissions, and the Actor who holds them at a place.

The table below is the one in the manual (`make docs` copies it there). A role is held by an
appointment (任职) at one organisation and reaches everything beneath it; `Actor` is what is left
of the appointments when somebody stands in one village.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from jishan.core.errors import NotAllowed


class Level(StrEnum):
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    GRID = "grid"


class Role(StrEnum):
    COUNTY_OFFICER = "county_officer"
    TOWNSHIP_OFFICER = "township_officer"
    SECRETARY = "secretary"
    CLERK = "clerk"
    GRID_WORKER = "grid_worker"
    PANEL_MEMBER = "panel_member"
    SUPERVISOR = "supervisor"
    SHOPKEEPER = "shopkeeper"
    VILLAGER = "villager"
    CLOCK = "clock"


class Permission(StrEnum):
    """One for each step; the step has the same name in the action, the audit log and the URL."""

    # Reading
    VIEW_OFFICE = "view_office"
    VIEW_CLAIM = "view_claim"
    VIEW_LEDGER = "view_ledger"
    VIEW_ROSTER = "view_roster"
    VIEW_PASSBOOK = "view_passbook"
    VIEW_SHOP = "view_shop"
    VIEW_AUDIT = "view_audit"
    VIEW_TOWNSHIP = "view_township"
    EXPORT_TABLE = "export_table"
    # People
    IMPORT_ROSTER = "import_roster"
    ISSUE_CARD = "issue_card"
    HELP_HOUSEHOLD = "help_household"
    MOVE_HOUSEHOLD = "move_household"
    # Rules
    ADOPT_SCHEME = "adopt_scheme"
    FILE_SCHEME = "file_scheme"
    HEAR_VILLAGERS = "hear_villagers"
    GIVE_OPINION = "give_opinion"
    SET_REFERENCE = "set_reference"
    # Target plans
    ADOPT_PLAN = "adopt_plan"
    MANAGE_AREA_PLAN = "manage_area_plan"
    REPORT_TARGET = "report_target"
    ACCEPT_TARGET = "accept_target"
    GRANT_AWARD = "grant_award"
    # From act to book
    SUBMIT_CLAIM = "submit_claim"
    RECORD_CLAIM = "record_claim"
    SCORE_VILLAGE = "score_village"
    WITHDRAW_CLAIM = "withdraw_claim"
    VERIFY_CLAIM = "verify_claim"
    REVIEW_CLAIM = "review_claim"
    APPROVE_CLAIM = "approve_claim"
    PUBLISH_CLAIMS = "publish_claims"
    POST_CLAIM = "post_claim"
    REVERSE_CLAIM = "reverse_claim"
    SUBMIT_OBJECTION = "submit_objection"
    DECIDE_OBJECTION = "decide_objection"
    CLOSE_PERIOD = "close_period"
    # Shop and honour
    MANAGE_STOCK = "manage_stock"
    REDEEM = "redeem"
    CANCEL_REDEMPTION = "cancel_redemption"
    ANNOUNCE_RANKING = "announce_ranking"


P = Permission
_READS_VILLAGE = frozenset(
    {
        P.VIEW_OFFICE,
        P.VIEW_CLAIM,
        P.VIEW_LEDGER,
        P.VIEW_ROSTER,
        P.VIEW_PASSBOOK,
        P.VIEW_SHOP,
        P.EXPORT_TABLE,
    }
)
_AREA_TARGETS = frozenset({P.MANAGE_AREA_PLAN, P.ACCEPT_TARGET, P.GRANT_AWARD})

ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.COUNTY_OFFICER: frozenset({P.VIEW_TOWNSHIP}) | _AREA_TARGETS,
    Role.TOWNSHIP_OFFICER: _READS_VILLAGE
    | {
        P.VIEW_TOWNSHIP,
        P.FILE_SCHEME,
        P.SET_REFERENCE,
        P.VIEW_AUDIT,
        P.SCORE_VILLAGE,
        P.APPROVE_CLAIM,
        P.DECIDE_OBJECTION,
    }
    | _AREA_TARGETS,
    Role.SECRETARY: _READS_VILLAGE
    | {
        P.HELP_HOUSEHOLD,
        P.MOVE_HOUSEHOLD,
        P.RECORD_CLAIM,
        P.APPROVE_CLAIM,
        P.PUBLISH_CLAIMS,
        P.POST_CLAIM,
        P.REVERSE_CLAIM,
        P.DECIDE_OBJECTION,
        P.ADOPT_SCHEME,
        P.HEAR_VILLAGERS,
        P.GIVE_OPINION,
        P.ADOPT_PLAN,
        P.REPORT_TARGET,
        P.ACCEPT_TARGET,
        P.CLOSE_PERIOD,
        P.ANNOUNCE_RANKING,
        P.VIEW_AUDIT,
    },
    Role.CLERK: _READS_VILLAGE
    | {
        P.IMPORT_ROSTER,
        P.HEAR_VILLAGERS,
        P.GIVE_OPINION,
        P.ISSUE_CARD,
        P.HELP_HOUSEHOLD,
        P.MOVE_HOUSEHOLD,
        P.RECORD_CLAIM,
        P.WITHDRAW_CLAIM,
        P.VERIFY_CLAIM,
        P.PUBLISH_CLAIMS,
        P.POST_CLAIM,
        P.REVERSE_CLAIM,
        P.SUBMIT_OBJECTION,
        P.CLOSE_PERIOD,
        P.MANAGE_STOCK,
        P.ANNOUNCE_RANKING,
        P.REPORT_TARGET,
    },
    Role.GRID_WORKER: frozenset(
        {P.VIEW_CLAIM, P.RECORD_CLAIM, P.VERIFY_CLAIM, P.WITHDRAW_CLAIM, P.SUBMIT_OBJECTION}
    ),
    Role.PANEL_MEMBER: frozenset({P.VIEW_OFFICE, P.VIEW_CLAIM, P.REVIEW_CLAIM, P.DECIDE_OBJECTION}),
    Role.SUPERVISOR: _READS_VILLAGE | {P.VIEW_AUDIT, P.DECIDE_OBJECTION},
    Role.SHOPKEEPER: frozenset({P.VIEW_SHOP, P.MANAGE_STOCK, P.REDEEM, P.CANCEL_REDEMPTION}),
    Role.VILLAGER: frozenset(
        {
            P.VIEW_PASSBOOK,
            P.VIEW_CLAIM,
            P.SUBMIT_CLAIM,
            P.WITHDRAW_CLAIM,
            P.SUBMIT_OBJECTION,
            P.GIVE_OPINION,
        }
    ),
    Role.CLOCK: frozenset({P.POST_CLAIM}),
}

LEVELS: Mapping[Role, frozenset[Level]] = {
    Role.COUNTY_OFFICER: frozenset({Level.COUNTY}),
    Role.TOWNSHIP_OFFICER: frozenset({Level.TOWNSHIP}),
    Role.GRID_WORKER: frozenset({Level.VILLAGE, Level.GRID}),
    Role.SECRETARY: frozenset({Level.VILLAGE}),
    Role.CLERK: frozenset({Level.VILLAGE}),
    Role.PANEL_MEMBER: frozenset({Level.VILLAGE}),
    Role.SUPERVISOR: frozenset({Level.VILLAGE}),
    Role.SHOPKEEPER: frozenset({Level.VILLAGE}),
}
"""At which level of the tree a role may be appointed. A villager's role comes with the card."""


class ActorKind(StrEnum):
    STAFF = "staff"
    VILLAGER = "villager"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody standing in one village, and what they hold there.

    `whole` is held over the whole village, `grouped` only over the named villager groups (grids),
    `own` only over the one household whose card was shown. `id` is the user's, or the
    household's for a villager, or 0 for the clock.
    """

    kind: ActorKind
    id: int
    village_id: int
    whole: frozenset[Permission] = frozenset()
    grouped: Mapping[Permission, frozenset[int]] = field(default_factory=dict)
    own: frozenset[Permission] = frozenset()
    household_id: int | None = None
    roles: frozenset[Role] = frozenset()

    def holds(self, permission: Permission) -> bool:
        """Does the actor hold it anywhere in the village?"""
        return (
            permission in self.whole or bool(self.grouped.get(permission)) or permission in self.own
        )

    def require(self, permission: Permission) -> None:
        if not self.holds(permission):
            raise NotAllowed(permission=permission.value)

    def require_whole(self, permission: Permission) -> None:
        """For steps that concern the whole village: a notice, a scheme, a stock."""
        if permission not in self.whole:
            raise NotAllowed(permission=permission.value)


@dataclass(frozen=True, slots=True)
class Held:
    """One appointment as the core sees it: a role at a place of the tree.

    `above` says that the place is the village itself or lies above it; a place beneath the village
    (a grid) is named by `group_id`.
    """

    role: Role
    above: bool
    group_id: int | None = None


def staff_actor(user_id: int, village_id: int, appointments: tuple[Held, ...]) -> Actor:
    """The actor that somebody's appointments make in one village."""
    whole: set[Permission] = set()
    grouped: dict[Permission, set[int]] = {}
    for held in appointments:
        if held.above:
            whole |= ROLE_PERMISSIONS[held.role]
        elif held.group_id is not None:
            for permission in ROLE_PERMISSIONS[held.role]:
                grouped.setdefault(permission, set()).add(held.group_id)
    return Actor(
        ActorKind.STAFF,
        user_id,
        village_id,
        whole=frozenset(whole),
        grouped={permission: frozenset(ids) for permission, ids in grouped.items()},
        roles=frozenset(held.role for held in appointments),
    )


def villager_actor(household_id: int, village_id: int) -> Actor:
    """The household whose card and PIN were shown: it reaches its own rows and nothing else."""
    return Actor(
        ActorKind.VILLAGER,
        household_id,
        village_id,
        own=ROLE_PERMISSIONS[Role.VILLAGER],
        household_id=household_id,
        roles=frozenset({Role.VILLAGER}),
    )


def clock_actor(village_id: int) -> Actor:
    """`jishan tick` in one village: exactly the permissions that its steps need."""
    return Actor(
        ActorKind.CLOCK,
        0,
        village_id,
        whole=ROLE_PERMISSIONS[Role.CLOCK],
        roles=frozenset({Role.CLOCK}),
    )
