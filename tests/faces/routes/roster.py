"""The roster, its import, its paper, and the printed codes."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from jishan.core.access import Actor
from jishan.demo.households import DemoHousehold
from jishan.registry.actions import issue_card
from jishan.registry.incoming import keep_upload
from jishan.registry.queries import household
from tests.departments.registry_rosters import workbook
from tests.departments.roster.village import village as people_of
from tests.faces.routes import READERS, Line, village_only

CLERK = frozenset({"clerk"})
PEOPLE = people_of(2)[1:]
READ_ELSEWHERE = {
    "village": frozenset({"outsider", "township"}),
    "township": frozenset({"other_township"}),
}
WROTE_ELSEWHERE = {"village": frozenset({"outsider"}), "township": frozenset[str]()}


def _household(world: Any, scope: str) -> DemoHousehold:
    named = {"own": world.cast.zhang, "household": world.cast.far, "village": world.cast.elsewhere}
    found: DemoHousehold = named[scope]
    return found


def one(world: Any, scope: str) -> Mapping[str, Any]:
    """A household, always asked for under 桃源村's address."""
    return {"village": "taoyuan", "household_id": _household(world, scope).id}


def uncarded(world: Any, scope: str) -> Mapping[str, Any]:
    """A household that has no card: the neighbour, for 张桂兰 and 欧阳春 show theirs."""
    if scope == "village":
        return one(world, scope)
    return {"village": "taoyuan", "household_id": world.cast.liu_neighbour.id}


def carded(world: Any, scope: str) -> Mapping[str, Any]:
    """A household with a card in force."""
    found = _household(world, scope)
    clerk: Actor = world.cast.outsider if scope == "village" else world.cast.clerk
    if not household(clerk, found.id).card_version:
        issue_card(clerk, found.id, key=f"route-{scope}", now=world.now)
    return one(world, scope)


def waiting(world: Any, scope: str) -> Mapping[str, Any]:
    """An upload that waits; 桃源村's address also for the upload of 柳树村."""
    clerk: Actor = world.cast.outsider if scope == "village" else world.cast.clerk
    token = keep_upload(clerk, workbook(PEOPLE), filename="名册.xlsx", now=world.now)
    return {"village": "taoyuan", "token": token}


def file_of(world: Any, scope: str) -> Mapping[str, Any]:
    return {"file": SimpleUploadedFile("名册.xlsx", workbook(PEOPLE))}


def key(world: Any, scope: str) -> Mapping[str, Any]:
    return {"key": "a-key"}


LINES = {
    "roster": Line(
        "staff", village_only, allowed=READERS, by_scope=READ_ELSEWHERE,
        scopes=("own", "village", "township"),
    ),
    "roster-export": Line(
        "staff", village_only, allowed=READERS, by_scope=READ_ELSEWHERE,
        scopes=("own", "village", "township"),
    ),
    "roster-imports": Line("staff", village_only, allowed=READERS),
    "roster-one": Line(
        "staff", one, allowed=READERS, by_scope={"village": frozenset()},
        hidden={"village": READERS}, scopes=("own", "household", "village"),
    ),
    "roster-printing": Line("staff", village_only, allowed=CLERK),
    "roster-cards": Line("staff", village_only, allowed=CLERK, method="post", data=key),
    "roster-doors": Line("staff", village_only, allowed=CLERK),
    "roster-card": Line(
        "staff", uncarded, allowed=CLERK, by_scope={"village": frozenset()},
        hidden={"village": CLERK}, scopes=("own", "village"), method="post", data=key,
    ),
    "roster-reissue": Line(
        "staff", carded, allowed=CLERK, by_scope={"village": frozenset()},
        hidden={"village": CLERK}, scopes=("own", "household", "village"), method="post", data=key,
    ),
    "roster-import": Line(
        "staff", village_only, allowed=CLERK, by_scope=WROTE_ELSEWHERE,
        scopes=("own", "village", "township"),
    ),
    "roster-template": Line("staff", village_only, allowed=CLERK),
    "roster-check": Line(
        "staff", waiting, allowed=CLERK, by_scope={"village": frozenset()},
        hidden={"village": CLERK}, scopes=("own", "village"),
    ),
    "roster-confirm": Line(
        "staff", waiting, allowed=CLERK, by_scope={"village": frozenset()},
        hidden={"village": CLERK}, scopes=("own", "village"), method="post", data=key, ok=302,
    ),
    "door-code": Line(
        "public", lambda world, scope: {"code": world.cast.zhang.door_code}, ok=302
    ),
    "card-code": Line(
        "public", lambda world, scope: {"code": world.cast.zhang.door_code}, ok=302
    ),
}  # fmt: skip
