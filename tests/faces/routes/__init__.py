"""The complete table of addresses: one module a subject, each with its `LINES`.

A line says for one address which roles get in, for each of four scopes of the row it names:
`own` (张桂兰's, group one of 桃源村), `household` (欧阳春's of group two), `village` (柳树村),
`township` (松坪村 of another township). Whoever is not named is refused in the way of the door:

- a staff page sends whoever is not logged in as staff to the login page (302); who has no post that
  reaches the village gets 404; who stands in the village without the permission gets 403, and 404
  where the row lies outside the permission's reach (`hidden`);
- a card holder's page sends everybody without a card to the card login (302), and other households'
  rows are not found (404);
- a public page is the same for everybody.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

STAFF_ROLES = (
    "clerk",
    "secretary",
    "grid",
    "panel",
    "supervisor",
    "shop",
    "township",
    "county",
    "outsider",
    "other_township",
)
CARDS = ("card", "other_card")
EVERYBODY = ("nobody", *CARDS, *STAFF_ROLES)
SCOPES = ("own", "household", "village", "township")

IN_TAOYUAN = frozenset(
    {"clerk", "secretary", "grid", "panel", "supervisor", "shop", "township", "county"}
)
OFFICE = frozenset({"clerk", "secretary", "panel", "supervisor", "township"})
READERS = frozenset({"clerk", "secretary", "supervisor", "township"})


@dataclass(frozen=True)
class Line:
    """One address. `kwargs(world, scope)` names the row; `data` is what a POST sends.

    `allowed` are the roles that get `ok` in the scopes that name a row of 桃源村; a scope with its
    own set stands in `by_scope`. `hidden` roles hold the permission but not over this row: 404.
    """

    door: str
    kwargs: Callable[[Any, str], Mapping[str, Any]]
    allowed: frozenset[str] = frozenset()
    by_scope: Mapping[str, frozenset[str]] = field(default_factory=dict)
    hidden: Mapping[str, frozenset[str]] = field(default_factory=dict)
    scopes: tuple[str, ...] = ("own",)
    method: str = "get"
    data: Callable[[Any, str], Mapping[str, Any]] | None = None
    ok: int = 200


def village_only(world: Any, scope: str) -> Mapping[str, Any]:
    """An address that names a village and no row: `own` is 桃源村, `village` 柳树村, `township`
    松坪村."""
    return {"village": world.village_code(scope)}
