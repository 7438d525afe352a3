"""The grid worker's pages, used by clerk and secretary too; the grid worker reaches group one."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.faces import rows
from tests.faces.routes import OFFICE, Line, village_only

RECORDERS = frozenset({"clerk", "secretary", "grid"})
VIEWERS = OFFICE | {"grid"}
GRID = frozenset({"grid"})
NOBODY = frozenset[str]()
ROW_SCOPES = ("own", "household", "village")


def _row(made: Callable[[Any, str], int], name: str = "claim_id") -> Any:
    return lambda world, scope: {"village": "taoyuan", name: made(world, scope)}


def _home(world: Any, scope: str) -> Mapping[str, Any]:
    return {"village": "taoyuan", "household_id": rows.household_of(world, scope).id}


def _item(world: Any, scope: str) -> Mapping[str, Any]:
    return {**_home(world, scope), "item": "tree"}


def _verdict(world: Any, scope: str) -> Mapping[str, Any]:
    return {"key": f"verdict-{scope}", "accepted": "1"}


def _list(scopes: tuple[str, ...] = ("own", "village", "township")) -> Line:
    """A page that names no row: recorders of the village."""
    elsewhere = {"village": frozenset({"outsider"}), "township": NOBODY}
    return Line("staff", village_only, allowed=RECORDERS, by_scope=elsewhere, scopes=scopes)


def _one(kwargs: Any, allowed: frozenset[str], **rest: Any) -> Line:
    """A page of one row: not the grid worker's in group two, nobody's in another village."""
    return Line(
        "staff",
        kwargs,
        allowed=allowed,
        by_scope={"household": allowed - GRID, "village": NOBODY},
        hidden={"household": GRID & allowed, "village": allowed},
        scopes=ROW_SCOPES,
        **rest,
    )


LINES = {
    "grid": _list(),
    "grid-record": _list(),
    "grid-claims": _list(),
    "grid-paper": _list(("own", "township")),
    "grid-record-household": _one(_home, RECORDERS),
    "grid-record-item": _one(_item, RECORDERS),
    "grid-claim": _one(_row(rows.claim_of), VIEWERS),
    "grid-verify": Line(
        "staff",
        _row(rows.claim_of),
        allowed=GRID,
        by_scope={"household": NOBODY, "village": NOBODY},
        hidden={"household": GRID, "village": GRID | {"clerk"}},
        scopes=ROW_SCOPES,
        method="post",
        data=_verdict,
        ok=302,
    ),
    "grid-withdraw": _one(
        _row(rows.record_of), frozenset({"clerk", "grid"}), method="post", ok=302
    ),
    "grid-slip": _one(_row(rows.noticed_of), VIEWERS),
    "grid-photo": _one(_row(rows.photo_of, "evidence_id"), VIEWERS),
}
