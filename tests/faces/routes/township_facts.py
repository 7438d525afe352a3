"""A township's facts of its villages; the sheets are for the township's own appraisal."""

from tests.faces.routes import STAFF_ROLES, Line
from tests.faces.world import World


def _place(world: World, scope: str) -> dict[str, str]:
    return {"place": {"own": "qingshi", "township": "shiban"}[scope]}


def _line(*allowed: str, elsewhere: frozenset[str]) -> Line:
    return Line(
        "staff",
        _place,
        allowed=frozenset(allowed),
        by_scope={"township": elsewhere},
        hidden=dict.fromkeys(("own", "township"), frozenset(STAFF_ROLES) - {"county"}),
        scopes=("own", "township"),
    )


LINES = {
    "township-facts": _line(
        "township", "county", elsewhere=frozenset({"other_township", "county"})
    ),
    "township-indices": _line("township", elsewhere=frozenset({"other_township"})),
    "township-posts": _line("township", elsewhere=frozenset({"other_township"})),
}
