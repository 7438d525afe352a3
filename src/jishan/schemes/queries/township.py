"""What a township sees of its villages' rules, in the order of the tree, and its own list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jishan.core.access import Actor, Permission
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.reference import Comparison, Reference, compare
from jishan.core.workflow import SchemeState
from jishan.orgs.queries import Place
from jishan.schemes.checking import list_in_force, reference_of
from jishan.schemes.models import ReferenceList, SchemeVersion
from jishan.schemes.queries.versions import VersionRow, row_of


@dataclass(frozen=True, slots=True)
class VillageRules:
    """One village's line. `waiting` is voted and not filed, `recent` are the newest others."""

    village: Place
    waiting: tuple[VersionRow, ...]
    in_force: VersionRow | None
    recent: tuple[VersionRow, ...]


@dataclass(frozen=True, slots=True)
class ListRow:
    """A reference list as the township's page shows it."""

    id: int
    number: int
    name: str
    issued: str
    day_from: date
    day_until: date | None


@dataclass(frozen=True, slots=True)
class ListInForce:
    row: ListRow
    reference: Reference


def rules_under(villages: Sequence[Place], day: date) -> tuple[VillageRules, ...]:
    """The villages' rules, in the order in which they are handed in; nobody is ranked."""
    rows = SchemeVersion.objects.filter(
        scheme__organization_id__in=[village.id for village in villages]
    ).select_related("scheme")
    by_village: dict[int, list[VersionRow]] = {}
    for version in rows.order_by("-pk"):
        by_village.setdefault(version.scheme.organization_id, []).append(row_of(version))
    return tuple(_line(village, by_village.get(village.id, []), day) for village in villages)


def _line(village: Place, versions: Sequence[VersionRow], day: date) -> VillageRules:
    adopted = [
        one
        for one in versions
        if one.day_from is not None
        and one.day_from <= day
        and (one.day_until is None or one.day_until >= day)
    ]
    current = max(adopted, key=lambda one: (one.day_from or day, one.id), default=None)
    waiting = tuple(one for one in versions if one.state is SchemeState.VOTED)
    moving = (
        SchemeState.DISCUSSED,
        SchemeState.FILED,
        SchemeState.PUBLISHED,
        SchemeState.RETURNED,
    )
    return VillageRules(
        village, waiting, current, tuple(one for one in versions if one.state in moving)[:3]
    )


def lists_of(place_id: int) -> tuple[ListRow, ...]:
    """The lists that a township has adopted, the newest first."""
    rows = ReferenceList.objects.filter(organization_id=place_id).order_by("-pk")
    return tuple(_list_row(row) for row in rows)


def reference_for(place_id: int, day: date) -> ListInForce | None:
    """The list that holds in a village (or at the township itself) on a day."""
    row = list_in_force(place_id, day)
    return ListInForce(_list_row(row), reference_of(row)) if row else None


def reference_document(place_id: int, list_id: int) -> dict[str, Any] | None:
    """A list as it was adopted, to be handed on as a file."""
    rows = ReferenceList.objects.filter(organization_id=place_id, pk=list_id)
    document: dict[str, Any] | None = rows.values_list("document", flat=True).first()
    return document


def compared(actor: Actor, scheme: Scheme, day: date) -> Comparison | None:
    """A document of the actor's village beside the list of its township."""
    actor.require_whole(Permission.VIEW_OFFICE)
    row = list_in_force(actor.village_id, day)
    return compare(reference_of(row), scheme) if row else None


def _list_row(row: ReferenceList) -> ListRow:
    return ListRow(row.pk, row.number, row.name, row.issued, row.in_force_from, row.in_force_until)
