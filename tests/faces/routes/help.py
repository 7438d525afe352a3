"""Help for a household: for those who give it."""

from typing import Any

from jishan.core.access import Role
from jishan.helping.actions import begin_help
from tests.faces import rows
from tests.faces.routes import Line
from tests.faces.routes.office import NOBODY, PUBLISHERS, _list


def _plan(world: Any, scope: str) -> int:
    home = rows.household_of(world, scope)
    return begin_help(
        rows.hand(world, Role.CLERK, scope),
        home.id,
        helper="陈秀英",
        cause="邻里纠纷",
        key=f"help-{scope}",
        now=world.now,
    )


def _one(**more: Any) -> Line:
    return Line(
        "staff",
        lambda world, scope: {"village": "taoyuan", "plan": _plan(world, scope)},
        allowed=PUBLISHERS,
        by_scope={"village": NOBODY},
        hidden={"village": PUBLISHERS},
        scopes=("own", "village"),
        **more,
    )


LINES = {
    "help": _list(PUBLISHERS, village=frozenset({"outsider"}), township=NOBODY),
    "help-one": _one(),
    "help-talk": _one(
        method="post",
        data=lambda world, scope: {
            "key": f"talk-{scope}",
            "day": world.now.date().isoformat(),
            "text": "上门谈心",
        },
        ok=302,
    ),
    "help-end": _one(method="post", data=lambda world, scope: {"outcome": "和好了"}, ok=302),
}
