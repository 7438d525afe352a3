"""Households that change, and points handed on at the counter."""

from collections.abc import Mapping
from typing import Any

from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.points import Points
from jishan.ledger.actions import post
from jishan.moving.handing import Giving, hand_on
from jishan.moving.households import change_household
from jishan.registry.actions import NewResident
from jishan.registry.changes import NewChange
from jishan.schemes.models import SchemeVersion
from tests.faces.routes import READERS, Line, village_only
from tests.faces.routes.roster import READ_ELSEWHERE, one
from tests.stories.road import adopt

CHANGERS = frozenset({"clerk", "secretary"})
KEEPER = frozenset({"shop"})
SCOPES = ("own", "household", "village")
NOBODY: Mapping[str, frozenset[str]] = {"village": frozenset()}


def form(world: Any, scope: str) -> Mapping[str, Any]:
    return {**one(world, scope), "what": "join"}


def change(world: Any, scope: str) -> Mapping[str, Any]:
    """A birth in the household, asked for under 桃源村's address."""
    found = one(world, scope)
    actor = world.cast.outsider if scope == "village" else world.cast.clerk
    day = world.now.date()
    new = NewChange(found["household_id"], "born", day, resident=NewResident("小宝"))
    made = change_household(actor, new, key=f"born-{found['household_id']}", now=world.now)
    return {**found, "change_id": made.id}


def key(world: Any, scope: str) -> Mapping[str, Any]:
    return {"key": f"undo-{scope}"}


def handing(document: dict[str, Any]) -> None:
    """Households may hand points to spend on to each other."""
    document["purses"][0]["transfer"] = {"between": "village"}


def may_hand(world: Any, scope: str) -> Mapping[str, Any]:
    if not SchemeVersion.objects.filter(scheme__code__startswith="changed-").exists():
        adopt(world.cast, world.now, handing)
    return one(world, scope)


def handed(world: Any, scope: str) -> Mapping[str, Any]:
    """A transfer of the household; of a neighbour's where the household is another village's."""
    found = may_hand(world, scope)
    own = world.cast.far.id if scope == "household" else world.cast.zhang.id
    account = AccountRef("household", own, "spend")
    day = world.now.date()
    given = settle(f"given-{scope}", Kind.EARNING, day, [(account, 500)])
    post(world.cast.clerk, given, now=world.now, code="claim.posted")
    made = hand_on(
        world.cast.shopkeeper, Giving(own, world.cast.liu_neighbour.id), points=Points(100),
        key=f"handed-{scope}", now=world.now,
    )  # fmt: skip
    return {**found, "transfer_id": made.id}


LINES = {
    "roster-changed": Line(
        "staff", village_only, allowed=READERS, by_scope=READ_ELSEWHERE,
        scopes=("own", "village", "township"),
    ),
    "roster-changes": Line(
        "staff", one, allowed=READERS, by_scope=NOBODY, hidden={"village": READERS}, scopes=SCOPES,
    ),
    "roster-change": Line(
        "staff", form, allowed=CHANGERS, by_scope=NOBODY, hidden={"village": CHANGERS},
        scopes=SCOPES,
    ),
    "roster-change-undo": Line(
        "staff", change, allowed=CHANGERS, by_scope=NOBODY, hidden={"village": CHANGERS},
        scopes=SCOPES, method="post", data=key, ok=302,
    ),
    "counter-transfer": Line(
        "staff", may_hand, allowed=KEEPER, by_scope=NOBODY, hidden={"village": KEEPER},
        scopes=SCOPES,
    ),
    "counter-transfer-back": Line(
        "staff", handed, allowed=KEEPER, scopes=("own", "household"), method="post", ok=302,
    ),
}  # fmt: skip
