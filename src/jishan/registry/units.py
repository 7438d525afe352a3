"""Units (单位) of a village: entering one, changing it, ending it, or a pasted list of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jishan.core.access import Actor, Permission
from jishan.core.errors import Refusal
from jishan.foundation.reach import reach
from jishan.orgs.actions import next_number, record
from jishan.registry.models import PublicCode, Unit
from jishan.registry.tagging import check_day, check_tags
from jishan.registry.tags import retagged
from jishan.registry.writing import check_group, free_codes, id_made_by

KINDS = ("shop", "company", "association", "team", "other")
"""商户, 企业, 协会社团, 志愿服务队, 其他单位."""

UNITS_AT_ONCE = 300


class UnitNameMissing(Refusal):
    code = "registry.unit_name_missing"


class UnitNameTaken(Refusal):
    """Another unit of the village has this name."""

    code = "registry.unit_name_taken"


class UnitKindUnknown(Refusal):
    code = "registry.unit_kind_unknown"


class TooManyUnits(Refusal):
    code = "registry.too_many_units"


class UnitEndsEarly(Refusal):
    """It would end before it began."""

    code = "registry.unit_ends_early"


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit as a clerk enters it. `tags` hold from `since` on (today where nothing is said)."""

    name: str
    kind: str
    group_id: int | None = None
    contact: str = ""
    address: str = ""
    tags: tuple[str, ...] = ()
    since: date | None = None
    participating: bool = True


def found_unit(actor: Actor, new: NewUnit, *, key: str, now: datetime) -> int:
    """Enter a unit; returns its id. The same key again: the same unit."""
    return found_units(actor, [new], key=key, now=now)[0]


@transaction.atomic
def found_units(actor: Actor, new: Sequence[NewUnit], *, key: str, now: datetime) -> list[int]:
    """Enter a list of units, all or none; returns their ids. The same key again: the same units."""
    actor.require_whole(Permission.IMPORT_ROSTER)
    if len(new) > UNITS_AT_ONCE:
        raise TooManyUnits(count=len(new), most=UNITS_AT_ONCE)
    next_number(actor.village_id, "unit")
    ids = [id_made_by(actor, "unit", f"{key}/{number}") for number in range(len(new))]
    units = Unit.objects.filter(village_id=actor.village_id)
    made = set(units.filter(id__in=ids).values_list("id", flat=True))
    missing = [(own_id, one) for own_id, one in zip(ids, new, strict=True) if own_id not in made]
    taken = set(units.values_list("name", flat=True)) if missing else set()
    today = timezone.localdate(now)
    rows = []
    for (own_id, one), code in zip(missing, free_codes(len(missing)), strict=True):
        _check(actor, one, taken)
        taken.add(one.name.strip())
        rows.append(_row(actor, own_id, one, code, today))
    Unit.objects.bulk_create(rows)
    PublicCode.objects.bulk_create(
        PublicCode(code=row.door_code, kind="unit", village_id=row.village_id, row_id=row.id)
        for row in rows
    )
    for row in rows:
        record(actor, "unit.founded", row.id, now=now)
    return ids


def _check(actor: Actor, new: NewUnit, taken: set[str]) -> None:
    if not new.name.strip():
        raise UnitNameMissing
    if new.name.strip() in taken:
        raise UnitNameTaken(name=new.name.strip())
    if new.kind not in KINDS:
        raise UnitKindUnknown(kind=new.kind)
    check_group(actor.village_id, new.group_id)
    check_tags(new.tags)


def _row(actor: Actor, own_id: int, new: NewUnit, code: str, today: date) -> Unit:
    since = new.since or today
    return Unit(
        village_id=actor.village_id,
        id=own_id,
        group_id=new.group_id,
        name=new.name.strip()[:60],
        kind=new.kind,
        contact=new.contact.strip()[:40],
        address=new.address.strip()[:120],
        door_code=code,
        participating=new.participating,
        tags=retagged((), new.tags, since=since),
        since=since,
    )


@transaction.atomic
def change_unit(
    actor: Actor, unit_id: int, new: NewUnit, *, from_day: date, until: date | None, now: datetime
) -> None:
    """Correct what is known of a unit. Its tags change from `from_day` on; `until` ends it."""
    actor.require_whole(Permission.IMPORT_ROSTER)
    unit = reach(actor, Permission.IMPORT_ROSTER, Unit.objects.select_for_update(), unit_id)
    others = Unit.objects.filter(village_id=actor.village_id).exclude(id=unit.id)
    _check(actor, new, set(others.values_list("name", flat=True)))
    check_day(from_day, now)
    if until is not None and until < unit.since:
        raise UnitEndsEarly(since=unit.since)
    Unit.objects.filter(village_id=actor.village_id, id=unit.id).update(
        group_id=new.group_id,
        name=new.name.strip()[:60],
        kind=new.kind,
        contact=new.contact.strip()[:40],
        address=new.address.strip()[:120],
        participating=new.participating,
        tags=retagged(unit.tags, new.tags, since=from_day),
        until=until,
    )
    record(actor, "unit.changed", unit.id, now=now)
