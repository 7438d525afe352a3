"""The table of roles and permissions, and the actor that appointments make."""

import pytest

from jishan.core.access import (
    ROLE_PERMISSIONS,
    Held,
    Permission,
    Role,
    clock_actor,
    staff_actor,
    villager_actor,
)
from jishan.core.errors import NotAllowed

WRITES = {one for one in Permission if not one.value.startswith(("view_", "export_"))}


def test_every_role_has_its_line_and_every_permission_its_holder() -> None:
    assert set(ROLE_PERMISSIONS) == set(Role)
    assert set().union(*ROLE_PERMISSIONS.values()) == set(Permission)


def test_a_supervisor_reads_everything_of_the_village_and_answers_objections_only() -> None:
    """And objections only where the scheme names the role (`process.objections_to`)."""
    held = ROLE_PERMISSIONS[Role.SUPERVISOR]

    assert held & WRITES == {Permission.DECIDE_OBJECTION}
    assert held >= ROLE_PERMISSIONS[Role.CLERK] - WRITES


def test_whoever_claims_for_others_does_not_sit_on_the_panel() -> None:
    """The one who records an act does not decide it, and the one who decides does not post it."""
    assert Permission.RECORD_CLAIM not in ROLE_PERMISSIONS[Role.PANEL_MEMBER]
    assert Permission.REVIEW_CLAIM not in ROLE_PERMISSIONS[Role.CLERK]
    assert Permission.REVIEW_CLAIM not in ROLE_PERMISSIONS[Role.GRID_WORKER]


def test_an_appointment_above_reaches_the_village_and_one_in_a_group_only_the_group() -> None:
    clerk_and_grid = staff_actor(
        7,
        1,
        (Held(Role.CLERK, above=True), Held(Role.GRID_WORKER, above=False, group_id=11)),
    )
    grid = staff_actor(8, 1, (Held(Role.GRID_WORKER, above=False, group_id=11),))

    assert Permission.VIEW_LEDGER in clerk_and_grid.whole
    assert clerk_and_grid.grouped[Permission.VERIFY_CLAIM] == {11}
    assert clerk_and_grid.roles == {Role.CLERK, Role.GRID_WORKER}
    assert grid.whole == frozenset()
    assert grid.holds(Permission.VERIFY_CLAIM)
    with pytest.raises(NotAllowed):
        grid.require_whole(Permission.VERIFY_CLAIM)
    with pytest.raises(NotAllowed):
        grid.require(Permission.VIEW_LEDGER)


def test_a_card_reaches_its_own_household_only() -> None:
    zhang = villager_actor(5, 1)

    assert zhang.whole == frozenset()
    assert zhang.own == ROLE_PERMISSIONS[Role.VILLAGER]
    assert zhang.household_id == 5


def test_the_clock_posts_and_does_nothing_else() -> None:
    assert clock_actor(1).whole == {Permission.POST_CLAIM}
