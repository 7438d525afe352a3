"""What acts were worth on the board, for a replay: a figure stands as it was shown, though an act
that came late found its cap full, and in the order of the days another one would have."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.db.models import Q

from jishan.claims.acts import RULE
from jishan.claims.documents import Documents
from jishan.claims.facts import ClaimRow, counted, inspected, uses_of
from jishan.claims.models import Claim
from jishan.claims.places import Places
from jishan.core.points import Points
from jishan.core.replay.outcome import Outcome, Shown
from jishan.core.scheme.facts import Credit
from jishan.core.workflow import State


def shown_otherwise(village_id: int, organisation: str, in_order: Outcome) -> Mapping[str, Shown]:
    """The acts whose bound figure is another one than this replay, by days alone, gives them."""
    found = {one.act.key: one for one in in_order.acts if one.state in ("counted", "refused")}
    if not found:
        return {}
    places = Places(village_id, organisation)
    bound = _bound(village_id, places, in_order.first, in_order.last)
    return {
        key: shown
        for key, shown in bound
        if key in found and (found[key].credits, found[key].raw) != (shown.credits, shown.raw)
    }


def _bound(village_id: int, places: Places, first: date, last: date) -> Iterator[tuple[str, Shown]]:
    entered = Q(state=State.POSTED.value) | Q(state=State.OPEN.value, points__isnull=False)
    rows = Claim.objects.filter(
        entered, village_id=village_id, kind="item", day__range=(first, last)
    ).exclude(origin=RULE)
    uses = uses_of(village_id, first, last)
    documents = Documents()
    columns = "number", "points", "version_id", *ClaimRow._fields
    for number, points, version_id, *said in rows.values_list(*columns):
        row, scheme = ClaimRow(*said), documents[version_id]
        credits_ = tuple(
            Credit(purse, places.inward(holder, scheme), Points(moved))
            for purse, holder, moved in row.credits
        )
        times, quantity = counted(scheme, row, uses.get(row.id, {}))
        raw = next(inspected(row), None)
        score = None if raw is None else Points(raw)
        yield str(number), Shown(Points(points), credits_, times, quantity, score)
