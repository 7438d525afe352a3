"""The year in figures: read by who reads the ledger, a township's by its officers."""

from tests.faces.routes import READERS, STAFF_ROLES, Line
from tests.faces.routes.office import _list

LINES = {
    "report": _list(READERS),
    "report-export": _list(READERS),
    "overview-report": Line(
        "staff",
        lambda world, scope: {"place": {"own": "qingshi", "township": "shiban"}[scope]},
        allowed=frozenset({"township", "county"}),
        by_scope={"township": frozenset({"other_township", "county"})},
        hidden=dict.fromkeys(("own", "township"), frozenset(STAFF_ROLES)),
        scopes=("own", "township"),
    ),
}
