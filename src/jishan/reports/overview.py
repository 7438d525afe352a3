"""What a township or a county sees of its villages: facts, in the order of the tree, no ranking
(E.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, Sum

from jishan.claims.models import Claim
from jishan.core.ledger import Kind
from jishan.core.points import Points
from jishan.core.workflow import SchemeState, State
from jishan.ledger.models import Entry
from jishan.notices.models import Notice, Objection
from jishan.orgs.queries import Place
from jishan.registry.models import Household
from jishan.schemes.models import SchemeVersion


@dataclass(frozen=True, slots=True)
class VillageFacts:
    """One village's line. `acts` are claims posted with a day in the month, `redeemed` the points
    that came back to the village for goods."""

    village: Place
    households: int
    participating: int
    acts: int
    redeemed: Points
    open_claims: int
    open_notices: int
    open_objections: int
    scheme_in_force: bool
    to_file: int


def overview(
    villages: Sequence[Place], *, since: date, until: date, now: datetime
) -> tuple[VillageFacts, ...]:
    """The villages' facts of a month (days `since` to `until`, both in), one query a figure."""
    ids = [village.id for village in villages]
    household = by_village(
        Household.objects.filter(village_id__in=ids, until__isnull=True),
        all=Count("id"),
        taking_part=Count("id", filter=Q(participating=True)),
    )
    claims = by_village(
        Claim.objects.filter(village_id__in=ids),
        open=Count("id", filter=Q(state=State.OPEN.value)),
        posted=Count("id", filter=Q(state=State.POSTED.value, day__range=(since, until))),
    )
    redeemed = by_village(
        Entry.objects.filter(
            village_id__in=ids,
            kind=Kind.REDEMPTION.value,
            day__range=(since, until),
            account__holder_kind="issuer",
        ),
        points=Sum("points"),
    )
    notices = by_village(
        Notice.objects.filter(village_id__in=ids, closes_at__gt=now), open=Count("id")
    )
    objections = by_village(
        Objection.objects.filter(village_id__in=ids, state="open"), open=Count("id")
    )
    schemes = _schemes(ids, until)
    return tuple(
        VillageFacts(
            village=village,
            households=household.get(village.id, {}).get("all", 0),
            participating=household.get(village.id, {}).get("taking_part", 0),
            acts=claims.get(village.id, {}).get("posted", 0),
            redeemed=Points(redeemed.get(village.id, {}).get("points") or 0),
            open_claims=claims.get(village.id, {}).get("open", 0),
            open_notices=notices.get(village.id, {}).get("open", 0),
            open_objections=objections.get(village.id, {}).get("open", 0),
            scheme_in_force=bool(schemes.get(village.id, {}).get("in_force")),
            to_file=schemes.get(village.id, {}).get("to_file", 0),
        )
        for village in villages
    )


def by_village(rows: Any, **figures: Any) -> Mapping[int, Mapping[str, Any]]:
    """Figures of rows of many villages, by village."""
    grouped = rows.order_by().values("village_id").annotate(**figures)
    return {row["village_id"]: row for row in grouped}


def _schemes(ids: Sequence[int], day: date) -> Mapping[int, Mapping[str, Any]]:
    adopted = [SchemeState.ADOPTED.value, SchemeState.REPLACED.value]
    current = Q(in_force_until__isnull=True) | Q(in_force_until__gte=day)
    rows = (
        SchemeVersion.objects.filter(scheme__organization_id__in=ids)
        .order_by()
        .values("scheme__organization_id")
        .annotate(
            in_force=Count("id", filter=current & Q(state__in=adopted, in_force_from__lte=day)),
            to_file=Count("id", filter=Q(state=SchemeState.VOTED.value)),
        )
    )
    return {row["scheme__organization_id"]: row for row in rows}
