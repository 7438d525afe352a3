"""Inspections (评比检查): many households in one step, all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jishan.claims.actions.moved import KeyTaken
from jishan.claims.actions.submit import DayInFuture
from jishan.claims.acts import NewClaim, stored
from jishan.claims.binding import check
from jishan.claims.models import Claim
from jishan.claims.road import place_at, road_of
from jishan.claims.standing import People, people_of
from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound, Refusal
from jishan.core.scheme.document import Scheme
from jishan.core.scoring import ItemUnknown, JudgeScores
from jishan.foundation.reach import within
from jishan.orgs.actions import next_number, record
from jishan.registry.models import Household
from jishan.schemes.queries import version_in_force

ROWS_MAX = 5000


class NotAnInspection(Refusal):
    code = "claims.not_an_inspection"


class TwiceInspected(Refusal):
    """One household stands twice on the sheet."""

    code = "claims.twice_inspected"


class InspectionRefused(Refusal):
    """One row of the sheet cannot be scored; nothing of the sheet was recorded.

    `row` counts from 1, `household` is the number of the village, `why` the refusal itself.
    """

    code = "claims.inspection_refused"


@dataclass(frozen=True, slots=True)
class NewInspection:
    """One household's sheet: one form a judge; a line of None does not apply."""

    household_id: int
    scores: tuple[JudgeScores, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class InspectionsRecorded:
    """`first_number` is that of the first claim; the others follow it."""

    count: int
    first_number: int
    repeated: bool


@transaction.atomic
def record_inspections(
    actor: Actor,
    item: str,
    *,
    day: date,
    rows: Sequence[NewInspection],
    key: str,
    now: datetime,
    place: str = "",
) -> InspectionsRecorded:
    """Record a round of inspection, hundreds of households at once; each becomes a claim.

    Every row is scored before anything is written. The same key again: the same claims.
    """
    actor.require(Permission.RECORD_CLAIM)
    repeated = _known(actor, key)
    if repeated is not None:
        return repeated
    assert rows, "somebody was inspected"
    if day > timezone.localdate(now):
        raise DayInFuture(day=day)
    in_force = version_in_force(actor.village_id, day)
    scheme = in_force.scheme
    if not scheme.has_item(item):
        raise ItemUnknown(item=item)
    if scheme.item(item).worth.shape != "inspection":
        raise NotAnInspection(item=scheme.item(item).title)
    households = _households(actor, rows)
    claims = [
        _claim(actor, item, row, scheme, day=day, version_id=in_force.version_id, now=now)
        for row in rows
    ]
    _check_all(scheme, claims, households, people_of(actor.village_id, households))
    first = next_number(actor.village_id, "claim", count=len(claims))
    repeated = _known(actor, key)
    if repeated is not None:  # the same sheet arrived twice at once
        return repeated
    road = road_of(scheme, claims[0])
    for place_in_sheet, claim in enumerate(claims):
        claim.number = first + place_in_sheet
        claim.key = key if place_in_sheet == 0 else f"{key[:40]}:{claim.id}"
        claim.place = place.strip()[:120]
        place_at(claim, road, 0)
    Claim.objects.bulk_create(claims, batch_size=500)
    record(actor, "claim.inspected", claims[0].id, now=now, item=item, count=len(claims))
    return InspectionsRecorded(len(claims), first, repeated=False)


def _known(actor: Actor, key: str) -> InspectionsRecorded | None:
    first = Claim.objects.filter(village_id=actor.village_id, key=key).first()
    if first is None:
        return None
    if first.origin != "inspection" or first.submitted_by != actor.id:
        raise KeyTaken
    count = Claim.objects.filter(
        village_id=actor.village_id,
        item=first.item,
        day=first.day,
        submitted_at=first.submitted_at,
        submitted_by=first.submitted_by,
        origin="inspection",
    ).count()
    return InspectionsRecorded(count, first.number, repeated=True)


def _households(actor: Actor, rows: Sequence[NewInspection]) -> Mapping[int, str]:
    """The numbers of the inspected households; all within reach, none twice."""
    ids = [row.household_id for row in rows]
    reached = within(actor, Permission.RECORD_CLAIM, Household.objects.filter(id__in=set(ids)))
    numbers = dict(reached.values_list("id", "number"))
    seen: set[int] = set()
    for household_id in ids:
        if household_id not in numbers:
            raise NotFound
        if household_id in seen:
            raise TwiceInspected(household=numbers[household_id])
        seen.add(household_id)
    return numbers


def _claim(
    actor: Actor,
    item: str,
    row: NewInspection,
    scheme: Scheme,
    *,
    day: date,
    version_id: int,
    now: datetime,
) -> Claim:
    new = NewClaim(row.household_id, item, day, scores=row.scores)
    return Claim(
        village_id=actor.village_id,
        version_id=version_id,
        household_id=row.household_id,
        item=item,
        category=scheme.item(item).category,
        day=day,
        act=stored(new),
        origin="inspection",
        channel="on_site",
        cause=row.note.strip()[:500],
        submitted_at=now,
        submitted_kind=actor.kind.value,
        submitted_by=actor.id,
        awaiting_since=now,
    )


def _check_all(
    scheme: Scheme, claims: Sequence[Claim], numbers: Mapping[int, str], people: People
) -> None:
    for row, claim in enumerate(claims, 1):
        try:
            check(claim, scheme, people, photographed=None)
        except Refusal as why:
            raise InspectionRefused(
                row=row, household=numbers[claim.household_id], why=why
            ) from None
