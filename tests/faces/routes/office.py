"""The desk: claims, review, notices, ledger, inspections, audit."""

from collections.abc import Callable
from typing import Any

from tests.faces import desk_rows, rows
from tests.faces.routes import OFFICE, READERS, Line, village_only

NOBODY = frozenset[str]()
PUBLISHERS = frozenset({"clerk", "secretary"})
OTHERS = {"village": frozenset({"outsider", "township"}), "township": frozenset({"other_township"})}


def _list(allowed: frozenset[str], **by_scope: frozenset[str]) -> Line:
    return Line(
        "staff",
        village_only,
        allowed=allowed,
        by_scope={**OTHERS, **by_scope},
        scopes=("own", "village", "township"),
    )


def _claim(made: Callable[[Any, str], int], allowed: frozenset[str], **rest: Any) -> Line:
    """One claim by its id, under 桃源村's address: a row of 柳树村 is not found there."""
    holders = rest.pop("holders", allowed)
    return Line(
        "staff",
        lambda world, scope: {"village": "taoyuan", "claim": made(world, scope)},
        allowed=allowed,
        by_scope={"household": allowed - {"grid"}, "village": NOBODY},
        hidden={
            "household": frozenset({"grid"}) & holders,
            "village": frozenset(holders),
        },
        scopes=("own", "household", "village"),
        **rest,
    )


def _voice(world: Any, scope: str) -> dict[str, str]:
    return {"key": f"voice-{scope}", "accepted": "1"}


def _last_year(world: Any, scope: str) -> dict[str, str]:
    return {**village_only(world, scope), "kind": "year", "day": "2025-05-05"}


def _close() -> Line:
    return Line(
        "staff",
        lambda world, scope: {"village": "taoyuan", "close": desk_rows.close_of(world, scope)},
        allowed=READERS,
        by_scope={"village": NOBODY},
        hidden={"village": READERS},
        scopes=("own", "village"),
    )


VIEWERS = OFFICE | {"grid"}

LINES = {
    "desk": _list(OFFICE),
    "claims": _list(OFFICE),
    "review": Line("staff", village_only, allowed=frozenset({"panel"})),
    "notices": _list(OFFICE),
    "ledger": _list(READERS),
    "audit": _list(
        frozenset({"secretary", "supervisor", "township"}), village=frozenset({"township"})
    ),
    "closing": _list(OFFICE),
    "closing-ahead": Line("staff", _last_year, allowed=PUBLISHERS),
    "closing-end": Line(
        "staff",
        _last_year,
        allowed=PUBLISHERS,
        method="post",
        data=lambda world, scope: {"key": "close"},
        ok=302,
    ),
    "closing-one": _close(),
    "closing-shares": _close(),
    "closing-base": Line("staff", village_only, allowed=PUBLISHERS, method="post", ok=302),
    "inspections": _list(
        frozenset({"clerk", "secretary", "grid"}),
        village=frozenset({"outsider"}),
        township=NOBODY,
    ),
    "inspections-sheet": Line(
        "staff",
        lambda world, scope: {
            "village": "taoyuan",
            "item": "visit",
            "group": world.cast.group_one.id,
        },
        hidden={"own": frozenset({"clerk", "secretary", "grid"})},
    ),
    "claims-export": _list(READERS),
    "ledger-export": _list(READERS),
    "claims-one": _claim(rows.claim_of, VIEWERS),
    "claims-photo": Line(
        "staff",
        lambda world, scope: {"village": "taoyuan", "evidence": rows.photo_of(world, scope)},
        allowed=VIEWERS,
        by_scope={"household": VIEWERS - {"grid"}, "village": NOBODY},
        hidden={"household": frozenset({"grid"}), "village": VIEWERS},
        scopes=("own", "household", "village"),
    ),
    "claims-verify": _claim(
        rows.claim_of,
        frozenset({"grid"}),
        holders=frozenset({"grid", "clerk"}),
        method="post",
        data=_voice,
        ok=302,
    ),
    "claims-approve": _claim(
        desk_rows.approvable_of,
        frozenset({"secretary"}),
        holders=frozenset({"secretary", "township"}),
        method="post",
        data=_voice,
        ok=302,
    ),
    "claims-withdraw": _claim(
        rows.record_of,
        frozenset({"clerk", "grid"}),
        method="post",
        ok=302,
    ),
    "claims-reverse": _claim(
        desk_rows.posted_of,
        PUBLISHERS,
        method="post",
        data=lambda world, scope: {"key": "reverse", "reason": "记错了户"},
        ok=302,
    ),
    "review-one": _claim(
        desk_rows.verified_of, frozenset({"panel"}), method="post", data=_voice, ok=302
    ),
    "review-batch": Line(
        "staff",
        village_only,
        allowed=frozenset({"panel"}),
        method="post",
        data=lambda world, scope: {"key": "batch", "claim": [desk_rows.verified_of(world, "own")]},
        ok=302,
    ),
    "desk-post": Line("staff", village_only, allowed=PUBLISHERS, method="post", ok=302),
    "notices-publish": Line(
        "staff",
        village_only,
        allowed=PUBLISHERS,
        method="post",
        data=lambda world, scope: {
            "key": "publish",
            "claim": [desk_rows.publishable_of(world, "own")],
        },
        ok=302,
    ),
    "notices-return": Line(
        "staff",
        lambda world, scope: {
            "village": "taoyuan",
            "claim": desk_rows.publishable_of(world, scope),
        },
        allowed=PUBLISHERS,
        method="post",
        data=lambda world, scope: {"key": f"return-{scope}", "reason": "情况变了"},
        ok=409,
    ),
    "notices-one": Line(
        "staff",
        lambda world, scope: {"village": "taoyuan", "number": rows.line_of(world, "own")[0]},
        allowed=OFFICE,
    ),
    "notices-decide": Line(
        "staff",
        lambda world, scope: {
            "village": "taoyuan",
            "objection": desk_rows.objection_of(world, scope),
        },
        allowed=frozenset({"secretary"}),
        by_scope={"village": NOBODY},
        hidden={"village": frozenset({"secretary", "panel", "supervisor", "township"})},
        scopes=("own", "village"),
        method="post",
        data=lambda world, scope: {"upheld": "0", "reason": "问过了，属实"},
        ok=302,
    ),
}
