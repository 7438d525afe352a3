"""The table of roles and permissions is complete, named, and used."""

import re

from jishan.core.access import LEVELS, ROLE_PERMISSIONS, Permission, Role
from jishan.entrance.words.access import PERMISSIONS, ROLES
from tests.house.source import PACKAGE, python_files

READS = {permission for permission in Permission if permission.value.startswith("view_")} | {
    Permission.EXPORT_TABLE
}


def test_every_role_has_its_row_and_its_place_in_the_tree() -> None:
    assert set(ROLE_PERMISSIONS) == set(Role)
    assert set(LEVELS) == set(Role) - {Role.VILLAGER, Role.CLOCK}
    assert all(ROLE_PERMISSIONS.values())


def test_every_permission_is_held_by_somebody() -> None:
    held = frozenset().union(*ROLE_PERMISSIONS.values())
    assert set(Permission) - held == set()


def test_every_role_and_permission_has_a_name_in_chinese() -> None:
    assert set(ROLES) == set(Role)
    assert set(PERMISSIONS) == set(Permission)


def test_every_permission_is_asked_for_by_a_step_or_a_question() -> None:
    rooms = [path for path in python_files(PACKAGE) if path.name != "access.py"]
    asked = set(
        re.findall(r"Permission\.([A-Z_]+)", "\n".join(p.read_text("utf-8") for p in rooms))
    )
    assert {permission.name for permission in Permission} - asked == set()


def test_the_supervisor_reads_everything_of_the_village_and_answers_objections_only() -> None:
    """村务监督委员会: S0-27, HS-27, P4-19, ZX-19; objections where the scheme names the role."""
    held = ROLE_PERMISSIONS[Role.SUPERVISOR]
    village = READS - {Permission.VIEW_TOWNSHIP}
    assert held == village | {Permission.DECIDE_OBJECTION}


def test_who_reports_an_act_does_not_decide_about_it() -> None:
    for role in (Role.GRID_WORKER, Role.VILLAGER, Role.CLERK):
        assert Permission.APPROVE_CLAIM not in ROLE_PERMISSIONS[role]
        assert Permission.DECIDE_OBJECTION not in ROLE_PERMISSIONS[role]
    assert Permission.REDEEM not in ROLE_PERMISSIONS[Role.SECRETARY]


def test_the_clock_holds_only_what_its_steps_need() -> None:
    assert ROLE_PERMISSIONS[Role.CLOCK] == {Permission.POST_CLAIM}
