"""A household's own pages: 张桂兰's card reads her rows, 欧阳春's his, and neither the other's."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.faces import rows
from tests.faces.routes import CARDS, Line

BOTH = frozenset(CARDS)
OWNERS = {
    "own": frozenset({"card"}),
    "household": frozenset({"other_card"}),
    "village": frozenset[str](),
}
SCOPES = ("own", "household", "village")


def nothing(world: Any, scope: str) -> Mapping[str, Any]:
    return {}


def _claim(made: Callable[[Any, str], int], name: str = "claim_id") -> Any:
    return lambda world, scope: {name: made(world, scope)}


def _notice(world: Any, scope: str) -> Mapping[str, Any]:
    return {"number": rows.line_of(world, "own")[0]}


def _line(world: Any, scope: str) -> Mapping[str, Any]:
    """A line that everybody reads; in scope `household` one that only 欧阳春's household reads."""
    item = "lavish-feast" if scope == "household" else "lane-sweep"
    number, row_id = rows.line_of(world, scope, item)
    return {"number": number, "row_id": row_id}


def _own(kwargs: Any, **rest: Any) -> Line:
    return Line("card", kwargs, by_scope=OWNERS, scopes=SCOPES, **rest)


LINES = {
    "my-home": Line("card", nothing, allowed=BOTH),
    "my-passbook": Line("card", nothing, allowed=BOTH),
    "my-claim": Line("card", nothing, allowed=BOTH),
    "my-claim-new": Line("card", lambda world, scope: {"item": "tree"}, allowed=BOTH),
    "my-claims": Line("card", nothing, allowed=BOTH),
    "my-claim-one": _own(_claim(rows.claim_of)),
    "my-withdraw": _own(_claim(rows.claim_of), method="post", ok=302),
    "my-slip": _own(_claim(rows.noticed_of)),
    "my-photo": _own(_claim(rows.photo_of, "evidence_id")),
    "my-notices": Line("card", nothing, allowed=BOTH),
    "my-notice": Line("card", _notice, allowed=BOTH),
    "my-object": Line(
        "card",
        _line,
        allowed=BOTH,
        by_scope={"household": frozenset({"other_card"})},
        scopes=("own", "household"),
    ),
    "my-objections": Line("card", nothing, allowed=BOTH),
}
