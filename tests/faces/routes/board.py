"""The public board and the passbook by card code: the same for everybody."""

from collections.abc import Mapping
from typing import Any

from tests.faces import rows
from tests.faces.routes import Line, village_only


def _notice(world: Any, scope: str) -> Mapping[str, Any]:
    number, _line = rows.line_of(world, "own")
    return {"village": "taoyuan", "number": number}


def _ranking(world: Any, scope: str) -> Mapping[str, Any]:
    return {"village": "taoyuan", "ranking_id": rows.ranking_of(world)}


_EVERYWHERE = ("own", "village", "township")

LINES = {
    "board": Line("public", village_only, scopes=_EVERYWHERE),
    "board-notice": Line("public", _notice),
    "board-ranking": Line("public", village_only, scopes=_EVERYWHERE),
    "board-ranking-one": Line("public", _ranking),
    "board-figures": Line("public", village_only, scopes=_EVERYWHERE),
    "board-rules": Line("public", village_only, scopes=_EVERYWHERE),
    "board-goods": Line("public", village_only, scopes=_EVERYWHERE),
    "passbook": Line("public", lambda world, scope: {}),
}
