"""Units, groups and the village: their pages, recording for them, their sheets; posts."""

from collections.abc import Mapping
from typing import Any

from jishan.registry.models import Resident
from jishan.registry.units import NewUnit, found_unit
from tests.faces import rows
from tests.faces.routes import READERS, Line, village_only
from tests.faces.routes.grid import GRID, RECORDERS
from tests.faces.routes.roster import CLERK, READ_ELSEWHERE, WROTE_ELSEWHERE, one

NOBODY = frozenset[str]()
LISTS = ("own", "village", "township")
TOWNSHIP = frozenset({"township"})


def _unit(world: Any, scope: str) -> int:
    """A shop of group one, of group two, of 柳树村."""
    cast = world.cast
    clerk = cast.outsider if scope == "village" else cast.clerk
    group = {"own": cast.group_one.id, "household": cast.group_two.id}.get(scope)
    return found_unit(clerk, NewUnit(f"商店{scope}", "shop", group), key=scope, now=world.now)


def unit(world: Any, scope: str) -> Mapping[str, Any]:
    return {"village": "taoyuan", "unit_id": _unit(world, scope)}


def subject(world: Any, scope: str) -> Mapping[str, Any]:
    return {"village": "taoyuan", "key": f"u{_unit(world, scope)}"}


def place(world: Any, scope: str) -> Mapping[str, Any]:
    groups = {"own": world.cast.group_one.id, "village": world.cast.liushu.id}
    return {"village": "taoyuan", "org": groups[scope]}


def tags(world: Any, scope: str) -> Mapping[str, Any]:
    return {"since": "2026-03-01", "more": "老年户"}


def resident(world: Any, scope: str) -> Mapping[str, Any]:
    home = rows.household_of(world, scope)
    own = Resident.objects.get(village_id=home.village_id, household_id=home.id, head=True)
    return {**one(world, scope), "resident_id": own.id}


def _one(kwargs: Any, allowed: frozenset[str], **rest: Any) -> Line:
    return Line(
        "staff",
        kwargs,
        allowed=allowed,
        by_scope={"village": NOBODY},
        hidden={"village": allowed},
        scopes=("own", "village"),
        **rest,
    )


def _nothing(kwargs: Any, holders: frozenset[str]) -> Line:
    """A form that 桃源村's scheme does not have: not found for whoever may fill one in."""
    return Line("staff", kwargs, hidden={"own": holders})


LINES = {
    "units": Line("staff", village_only, allowed=READERS, by_scope=READ_ELSEWHERE, scopes=LISTS),
    "units-new": Line("staff", village_only, allowed=CLERK, by_scope=WROTE_ELSEWHERE, scopes=LISTS),
    "units-paste": Line(
        "staff", village_only, allowed=CLERK, by_scope=WROTE_ELSEWHERE, scopes=LISTS
    ),
    "units-one": _one(unit, READERS),
    "units-change": _one(unit, CLERK),
    "units-place": _one(place, READERS),
    "grid-subject": Line(
        "staff",
        subject,
        allowed=RECORDERS,
        by_scope={"household": RECORDERS - GRID, "village": NOBODY},
        hidden={"household": GRID, "village": RECORDERS},
        scopes=("own", "household", "village"),
    ),
    "grid-subject-item": _nothing(
        lambda world, scope: {**subject(world, scope), "item": "shopfront"}, RECORDERS
    ),
    "inspections-subjects": _nothing(
        lambda world, scope: {"village": "taoyuan", "item": "visit", "kind": "unit"}, RECORDERS
    ),
    "scoring": Line(
        "staff",
        village_only,
        allowed=TOWNSHIP,
        by_scope={"village": TOWNSHIP, "township": frozenset({"other_township"})},
        scopes=LISTS,
    ),
    "scoring-sheet": _nothing(
        lambda world, scope: {"village": "taoyuan", "item": "index"}, TOWNSHIP
    ),
    "roster-tags": _one(one, CLERK, method="post", data=tags, ok=302),
    "roster-account": _one(resident, CLERK, method="post", ok=302),
    "audit-posts": Line(
        "staff",
        village_only,
        allowed=frozenset({"secretary", "supervisor", "township"}),
        by_scope={"village": TOWNSHIP, "township": frozenset({"other_township"})},
        scopes=LISTS,
    ),
}
