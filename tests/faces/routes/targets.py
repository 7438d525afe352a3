"""Target plans: the office of a village, the desk of an area, the board."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from tests.faces import target_rows as rows
from tests.faces.routes import OFFICE, STAFF_ROLES, Line, village_only

NOBODY = frozenset[str]()
LOOKERS = OFFICE | {"county"}
REPORTERS = frozenset({"clerk", "secretary"})
OFFICERS = frozenset({"township", "county"})
Made = Callable[[Any, str], Mapping[str, Any]]


def _decision(world: Any, scope: str) -> dict[str, Any]:
    return {"meeting": "村民代表会议", "day": str(timezone.localdate(world.now))}


def _verdict(world: Any, scope: str) -> dict[str, Any]:
    return {"key": f"verdict-{scope}", "accepted": "1"}


def _key(world: Any, scope: str) -> dict[str, Any]:
    return {"key": f"key-{scope}"}


def _village(made: Made, allowed: frozenset[str], **rest: Any) -> Line:
    """A row of 桃源村, and of 柳树村 asked for under 桃源村's address: not found there.

    `holders` are those who pass the permission and so learn that the row is not there.
    """
    holders = rest.pop("holders", allowed)
    return Line(
        "staff",
        lambda world, scope: {"village": "taoyuan", **made(world, scope)},
        allowed=allowed,
        by_scope={"village": NOBODY},
        hidden={"village": frozenset(holders)},
        scopes=("own", "village"),
        **rest,
    )


def _area(made: Made, allowed: frozenset[str], **rest: Any) -> Line:
    return Line(
        "staff",
        lambda world, scope: {"place": "qingshi", **made(world, scope)},
        allowed=allowed,
        hidden={"own": frozenset(STAFF_ROLES) - OFFICERS},
        **rest,
    )


def _plan(world: Any, scope: str) -> Mapping[str, Any]:
    return {"plan": rows.plan_of(world, rows.PLACES[scope]).plan_id, "target": "lane"}


def _part(world: Any, scope: str) -> Mapping[str, Any]:
    return {"plan": rows.plan_of(world, rows.PLACES[scope]).plan_id, "target": "part"}


def _version(world: Any, scope: str) -> Mapping[str, Any]:
    return {"version": rows.plan_of(world, rows.PLACES[scope]).pk}


def _draft(world: Any, scope: str) -> Mapping[str, Any]:
    return {"version": rows.draft_of(world, rows.PLACES[scope])}


def _report(world: Any, scope: str) -> Mapping[str, Any]:
    return {"report": rows.report_of(world, rows.PLACES[scope])}


def _accepted(world: Any, scope: str) -> Mapping[str, Any]:
    return {"report": rows.accepted_of(world, rows.PLACES[scope])}


def _area_plan(target: str) -> Made:
    return lambda world, scope: {"plan": rows.plan_of(world, "qingshi").plan_id, "target": target}


def _file(world: Any, scope: str) -> dict[str, Any]:
    return {"file": rows.plan_file(world)}


LINES = {
    "board-targets": Line("public", village_only, scopes=("own", "village", "township")),
    "targets": Line(
        "staff",
        village_only,
        allowed=LOOKERS,
        by_scope={
            "village": frozenset({"outsider", "township", "county"}),
            "township": frozenset({"other_township", "county"}),
        },
        scopes=("own", "village", "township"),
    ),
    "targets-draft": Line(
        "staff", village_only, frozenset({"secretary"}), method="post", data=_file, ok=302
    ),
    "targets-version": _village(_version, LOOKERS),
    "targets-export": _village(_version, LOOKERS),
    "targets-adopt": _village(
        _draft, frozenset({"secretary"}), method="post", data=_decision, ok=302
    ),
    "targets-one": _village(_plan, LOOKERS),
    "targets-report": _village(
        _plan, REPORTERS, holders=LOOKERS, method="post", data=rows.said, ok=302
    ),
    "targets-count": _village(_part, REPORTERS, method="post", data=_key, ok=302),
    "targets-decide": _village(
        _report,
        frozenset({"township"}),
        holders={"secretary", "township", "county"},
        method="post",
        data=_verdict,
        ok=302,
    ),
    "targets-award": _village(_accepted, OFFICERS, method="post", data=_key, ok=302),
    "targets-photo": _village(_report, LOOKERS),
    "area-targets": Line(
        "staff",
        lambda world, scope: {"place": rows.AREAS[scope]},
        allowed=OFFICERS,
        by_scope={"township": frozenset({"other_township", "county"})},
        hidden=dict.fromkeys(("own", "township"), frozenset(STAFF_ROLES)),
        scopes=("own", "township"),
    ),
    "area-targets-draft": _area(lambda w, s: {}, OFFICERS, method="post", data=_file, ok=302),
    "area-targets-version": _area(
        lambda world, scope: {"version": rows.plan_of(world, "qingshi").pk}, OFFICERS
    ),
    "area-targets-export": _area(
        lambda world, scope: {"version": rows.plan_of(world, "qingshi").pk}, OFFICERS
    ),
    "area-targets-adopt": _area(
        lambda world, scope: {"version": rows.draft_of(world, "qingshi")},
        OFFICERS,
        method="post",
        data=_decision,
        ok=302,
    ),
    "area-targets-one": _area(_area_plan("lane"), OFFICERS),
    "area-targets-report": _area(
        _area_plan("lane"), OFFICERS, method="post", data=rows.said, ok=302
    ),
    "area-targets-count": _area(_area_plan("part"), OFFICERS, method="post", data=_key, ok=302),
    "area-targets-decide": _area(
        lambda world, scope: {"report": rows.report_of(world, "qingshi")},
        frozenset({"county"}),
        method="post",
        data=_verdict,
        ok=302,
    ),
    "area-targets-award": _area(
        lambda world, scope: {"report": rows.accepted_of(world, "qingshi")},
        OFFICERS,
        method="post",
        data=_key,
        ok=302,
    ),
    "area-targets-photo": _area(
        lambda world, scope: {"report": rows.report_of(world, "qingshi")}, OFFICERS
    ),
}
