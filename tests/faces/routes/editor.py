"""Writing a scheme in forms: the secretary alone."""

from collections.abc import Mapping
from typing import Any

from jishan.schemes.drafts import open_draft
from tests.faces.routes import Line, village_only

SECRETARY = frozenset({"secretary"})


def _version(world: Any, scope: str) -> int:
    found: int = world.version_id(scope) if scope == "village" else world.version_in("draft")
    return found


def _draft(**more: Any) -> Line:
    """A draft by its id, under 桃源村's address: a draft of 柳树村 is not found there."""
    kwargs = more.pop("kwargs", {})
    return Line(
        "staff",
        lambda world, scope: {"village": "taoyuan", "version": _version(world, scope), **kwargs},
        allowed=SECRETARY,
        by_scope={"village": frozenset()},
        hidden={"village": SECRETARY},
        scopes=("own", "village"),
        **more,
    )


def _seen(**rest: str) -> Any:
    def data(world: Any, scope: str) -> Mapping[str, Any]:
        if scope == "village":
            return rest
        draft = open_draft(world.cast.secretary, _version(world, scope))
        return {"seen": draft.digest, **rest}

    return data


LINES = {
    "rules-write-start": Line("staff", village_only, allowed=SECRETARY),
    "rules-write": _draft(),
    "rules-write-step": _draft(kwargs={"number": 4}),
    "rules-write-part": _draft(kwargs={"part": "items.0"}),
    "rules-write-pick": _draft(),
    "rules-write-row": _draft(
        kwargs={"part": "items.0"}, method="post", data=_seen(do="down"), ok=302
    ),
    "rules-write-undo": _draft(method="post", data=_seen(), ok=302),
    "rules-write-mend": _draft(
        method="post",
        data=_seen(finding="scheme.objections_to_nobody@process", choice="0"),
        ok=302,
    ),
}
