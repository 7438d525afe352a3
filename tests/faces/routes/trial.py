"""Trying a version out before its vote, and the paper for the meeting."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.faces.routes import READERS, Line

NOBODY = frozenset[str]()
ROSTER = "编号,类型,组\nH1,户,一组\n".encode()
ACTS = "日期,对象,事项\n2026-03-01,H1,lane-sweep\n".encode()


def _line(ok: int = 200, **rest: Any) -> Line:
    """A version of 桃源村; that of 柳树村 is not found under 桃源村's address."""
    return Line(
        "staff",
        lambda world, scope: {"village": "taoyuan", "version": world.version_id(scope)},
        allowed=READERS,
        by_scope={"village": NOBODY},
        hidden={"village": READERS},
        scopes=("own", "village"),
        ok=ok,
        **rest,
    )


def _tables(world: Any, scope: str) -> dict[str, Any]:
    return {
        "roster": SimpleUploadedFile("roster.csv", ROSTER),
        "acts": SimpleUploadedFile("acts.csv", ACTS),
    }


def _this_year(world: Any, scope: str) -> dict[str, str]:
    """Nothing has entered the book yet: whoever gets in is told so."""
    return {"year": str(timezone.localdate(world.now).year)}


LINES = {
    "rules-trial": _line(),
    "rules-packet": _line(),
    "rules-trial-sample": Line(
        "staff",
        lambda world, scope: {
            "village": "taoyuan",
            "version": world.version_id(scope),
            "table": "acts",
        },
        allowed=READERS,
        by_scope={"village": NOBODY},
        hidden={"village": READERS},
        scopes=("own", "village"),
    ),
    "rules-trial-history": _line(409, method="post", data=_this_year),
    "rules-trial-tables": _line(302, method="post", data=_tables),
    "rules-trial-imagined": _line(
        302, method="post", data=lambda world, scope: {"size": "50,1", "seed": "1"}
    ),
}
