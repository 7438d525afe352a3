"""Points of households that move: the desk's."""

from tests.faces.routes import Line
from tests.faces.routes.office import NOBODY, PUBLISHERS, _list

LINES: dict[str, Line] = {
    "moving": _list(PUBLISHERS, village=frozenset({"outsider"}), township=NOBODY),
}
