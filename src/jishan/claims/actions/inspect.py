"""Inspections (评比检查): many households, units or groups in one step, all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jishan.claims.actions.moved import KeyTaken
from jishan.claims.actions.submit import DayInFuture
from jishan.claims.acts import NewClaim, owner_columns, stored
from jishan.claims.binding import check
from jishan.claims.models import Claim
from jishan.claims.owners import Owner, named_owners
from jishan.claims.road import place_at, road_of
from jishan.claims.standing import People, people_behind
from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound, Refusal
from jishan.core.scheme.document import Scheme
from jishan.core.scoring import ItemUnknown, JudgeScores
from jishan.orgs.actions import next_number, record
from jishan.schemes.queries import InForce, version_in_force

ROWS_MAX = 5000


class NotAnInspection(Refusal):
    code = "claims.not_an_inspection"


class TwiceInspected(Refusal):
    """One household, unit or group stands twice on the sheet."""

    code = "claims.twice_inspected"


class InspectionRefused(Refusal):
    """One row of the sheet cannot be scored; nothing of the sheet was recorded.

    `row` counts from 1, `household` is its number, or the name of the unit or the group; `why` the
    refusal itself.
    """

    code = "claims.inspection_refused"


@dataclass(frozen=True, slots=True)
class NewInspection:
    """One sheet: one form a judge; a line of None does not apply.

    Of a household, or of the unit, group or village that `subject` names (as of a `NewClaim`).
    """

    household_id: int | None
    scores: tuple[JudgeScores, ...]
    note: str = ""
    subject: str = ""


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
    """Record a round of inspection, hundreds at once; each becomes a claim.

    The village itself is scored by who holds `SCORE_VILLAGE`: from above, never by itself (SX-07).

    Every row is scored before anything is written. The same key again: the same claims.
    """
    of_village = bool(rows) and all(row.subject[:1] == "v" for row in rows)
    permission = Permission.SCORE_VILLAGE if of_village else Permission.RECORD_CLAIM
    actor.require(permission)
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
    owners, names = _owners(actor, permission, rows)
    claims = [
        _claim(actor, owner, item, row, in_force, day=day, now=now)
        for owner, row in zip(owners, rows, strict=True)
    ]
    _check_all(scheme, claims, names, people_behind(actor.village_id, claims))
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


def _owners(
    actor: Actor, permission: Permission, rows: Sequence[NewInspection]
) -> tuple[Sequence[Owner], Mapping[Owner, str]]:
    """Whose sheets they are, and what each is called; all within reach, none twice.

    Groups and units are inspected by the village; the village is nowhere among them."""
    owners = [Owner(**owner_columns(row.household_id, row.subject)) for row in rows]
    names = named_owners(actor, permission, owners)
    if permission is not Permission.SCORE_VILLAGE:
        names = {one: name for one, name in names.items() if one.org_id != actor.village_id}
    seen: set[Owner] = set()
    for owner in owners:
        if owner not in names:
            raise NotFound
        if owner in seen:
            raise TwiceInspected(household=names[owner])
        seen.add(owner)
    return owners, names


def _claim(
    actor: Actor,
    owner: Owner,
    item: str,
    row: NewInspection,
    in_force: InForce,
    *,
    day: date,
    now: datetime,
) -> Claim:
    new = NewClaim(row.household_id, item, day, scores=row.scores)
    return Claim(
        village_id=actor.village_id,
        version_id=in_force.version_id,
        **owner._asdict(),
        item=item,
        category=in_force.scheme.item(item).category,
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
    scheme: Scheme, claims: Sequence[Claim], names: Mapping[Owner, str], people: People
) -> None:
    for row, claim in enumerate(claims, 1):
        try:
            check(claim, scheme, people, photographed=None)
        except Refusal as why:
            owner = Owner(claim.household_id, claim.unit_id, claim.org_id)
            raise InspectionRefused(row=row, household=names[owner], why=why) from None
