"""What bars a household, and claims confirmed to be false: recorded by the desk."""

from typing import Any

from django.utils import timezone

from jishan.claims.models import Bar, Claim
from tests.faces import desk_rows
from tests.faces.routes import OFFICE, Line
from tests.faces.routes.office import PUBLISHERS, _claim, _list


def _bar(world: Any, scope: str) -> int:
    """A bar that stands today, behind a claim in the book."""
    claim = Claim.objects.get(id=desk_rows.posted_of(world, scope))
    today = timezone.localdate(world.now)
    return Bar.objects.create(
        village_id=claim.village_id,
        household_id=claim.household_id,
        claim_id=claim.id,
        clause="crime",
        bars=["honours"],
        since=today,
        until=today,
    ).id


LINES = {
    "bars": _list(OFFICE),
    "bars-new": _list(PUBLISHERS, village=frozenset({"outsider"}), township=frozenset()),
    "bars-lift": Line(
        "staff",
        lambda world, scope: {"village": "taoyuan", "bar": _bar(world, scope)},
        allowed=PUBLISHERS,
        by_scope={"village": frozenset()},
        hidden={"village": PUBLISHERS},
        scopes=("own", "village"),
        method="post",
        data=lambda world, scope: {"reason": "改判"},
        ok=302,
    ),
    "claims-false": _claim(
        desk_rows.posted_of,
        PUBLISHERS,
        method="post",
        data=lambda world, scope: {
            "key": f"false-{scope}",
            "fault": "claimant",
            "cause": "邻居证明没有扫",
            "heard_on": world.now.date().isoformat(),
            "said": "记错了",
        },
        ok=302,
    ),
}
