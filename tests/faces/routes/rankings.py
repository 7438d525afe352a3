"""Rankings in the office: read by who reads the ledger, announced by clerk and secretary."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from jishan.core.access import Actor
from jishan.honors.actions import announce_ranking
from jishan.schemes.models import Scheme, SchemeVersion
from tests.faces.routes import READERS, Line, village_only

ANNOUNCERS = frozenset({"clerk", "secretary"})
NOBODY: frozenset[str] = frozenset()


def _ranking(world: Any, scope: str) -> int:
    """Last month's ranking of 桃源村, or of 柳树村 under the same document."""
    actor: Actor = world.cast.clerk
    if scope == "village":
        actor = world.cast.outsider
        _adopt(world)
    made = announce_ranking(
        actor,
        "month",
        day=_last_month(world),
        measure="month_total",
        key=f"world-{scope}",
        now=world.now,
    )
    return made.id


def _last_month(world: Any) -> Any:
    return timezone.localdate(world.now).replace(day=1) - timedelta(days=1)


def _adopt(world: Any) -> None:
    """Give 柳树村 the document of 桃源村."""
    model = SchemeVersion.objects.get(scheme__organization_id=world.cast.taoyuan.id, number=1)
    scheme, _ = Scheme.objects.get_or_create(
        organization_id=world.cast.liushu.id, code="rank", defaults={"name": "柳树村积分方案"}
    )
    SchemeVersion.objects.get_or_create(
        scheme=scheme,
        number=1,
        defaults={
            "document": model.document,
            "digest": model.digest,
            "state": "adopted",
            "in_force_from": model.in_force_from,
            "created_by": 1,
            "created_at": world.now,
        },
    )


def _one(world: Any, scope: str) -> Mapping[str, Any]:
    return {"village": "taoyuan", "ranking": _ranking(world, scope)}


def _wanted(world: Any, scope: str) -> Mapping[str, Any]:
    day = _last_month(world).isoformat()
    return {"measure": "month:month_total", "day": day, "key": "announced-on-the-page"}


LINES = {
    "rankings": Line(
        "staff",
        village_only,
        allowed=READERS,
        by_scope={
            "village": frozenset({"outsider", "township"}),
            "township": frozenset({"other_township"}),
        },
        scopes=("own", "village", "township"),
    ),
    "rankings-preview": Line("staff", village_only, allowed=READERS),
    "rankings-announce": Line(
        "staff", village_only, allowed=ANNOUNCERS, method="post", data=_wanted, ok=302
    ),
    "rankings-one": Line(
        "staff",
        _one,
        allowed=READERS,
        by_scope={"village": NOBODY},
        hidden={"village": READERS},
        scopes=("own", "village"),
    ),
    "rankings-export": Line(
        "staff",
        _one,
        allowed=READERS,
        by_scope={"village": NOBODY},
        hidden={"village": READERS},
        scopes=("own", "village"),
    ),
}
