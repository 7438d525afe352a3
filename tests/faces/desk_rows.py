"""Rows for the desk's addresses, each at the stage that a step needs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from jishan.claims.actions import close_period, post_due_claims, verify_claim
from jishan.core.access import Role, clock_actor
from jishan.notices.actions import submit_objection
from tests.faces import rows

if TYPE_CHECKING:
    from tests.faces.world import World


def verified_of(world: World, scope: str) -> int:
    """A claim that waits for the panel."""
    claim_id = rows.claim_of(world, scope, key="row-verified")
    verify_claim(
        rows.hand(world, Role.GRID_WORKER, scope),
        claim_id,
        accepted=True,
        key=f"row-verified-{claim_id}",
        now=world.now,
    )
    return claim_id


def approvable_of(world: World, scope: str) -> int:
    """A claim of an item that the secretary approves after the panel (庭院经济)."""
    claim_id = rows.record_of(world, scope, "courtyard", key="row-approvable")
    rows.decide(world, scope, claim_id)
    return claim_id


def publishable_of(world: World, scope: str) -> int:
    """A claim that the panel agreed to and that no notice has shown yet."""
    claim_id = rows.claim_of(world, scope, key="row-publishable")
    rows.decide(world, scope, claim_id)
    return claim_id


def posted_of(world: World, scope: str) -> int:
    """A claim in the book."""
    claim_id = rows.noticed_of(world, scope)
    village_id = rows.household_of(world, scope).village_id
    post_due_claims(clock_actor(village_id), now=world.now + timedelta(days=30))
    return claim_id


def objection_of(world: World, scope: str) -> int:
    """An open objection to a line on the board, by the household itself."""
    _, row_id = rows.line_of(world, scope)
    made = submit_objection(
        rows.hand(world, Role.CLERK, scope),
        row_id,
        reason="那天下雨，没有扫",
        named="刘长福",
        key=f"row-objection-{scope}",
        now=world.now,
        origin="oral",
    )
    return made.id


def close_of(world: World, scope: str) -> int:
    """The close of a year long past."""
    rows.rules_for(world, scope)
    close = close_period(
        rows.hand(world, Role.CLERK, scope),
        "year",
        date(2025, 5, 5),
        key=f"row-close-{scope}",
        now=world.now,
    )
    return close.id
