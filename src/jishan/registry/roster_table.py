"""The clerk's roster table: filters, pages, doors to print, imports so far."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound
from jishan.foundation.reach import within
from jishan.registry.models import Card, Household, Resident, RosterImport
from jishan.registry.queries import group_name, masked_phone, matching, with_group

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class RosterFilters:
    """`card` is "" (any), "none" or "issued"; `closed` shows households that ended instead."""

    text: str = ""
    group_id: int | None = None
    card: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class RosterRow:
    id: int
    number: str
    group: str
    head_name: str
    phone: str
    members: int
    address: str
    card_version: int
    participating: bool
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class RosterPage:
    """`next` and `total` for the pager; `next` is "" on the last page."""

    rows: tuple[RosterRow, ...]
    next: str
    total: int


def roster_table(
    actor: Actor, filters: RosterFilters, *, limit: int = PAGE_ROWS, after: str = ""
) -> RosterPage:
    """Households in the order of their numbers. `after` is the `next` of the page before.

    The number of queries does not depend on how many households there are.
    """
    rows = _roster_rows(actor, filters)
    total = rows.count()
    if after:
        rows = _after(rows, actor.village_id, after)
    people = Count("residents", filter=Q(residents__until__isnull=True))
    shown = list(rows.annotate(people=people).order_by("number_order", "id")[: limit + 1])
    page = shown[:limit]
    ids = [row.id for row in page]
    versions, phones = _versions(actor.village_id, ids), _head_phones(actor.village_id, ids)
    return RosterPage(
        tuple(_roster_row(row, versions.get(row.id, 0), phones.get(row.id, "")) for row in page),
        str(page[-1].id) if len(shown) > limit else "",
        total,
    )


def _roster_rows(actor: Actor, filters: RosterFilters) -> QuerySet[Household]:
    rows = within(actor, Permission.VIEW_ROSTER, with_group())
    rows = rows.filter(until__isnull=not filters.closed)
    if filters.group_id is not None:
        rows = rows.filter(group_id=filters.group_id)
    if filters.card:
        cards = Card.objects.filter(
            village_id=actor.village_id, household_id=OuterRef("id"), ended_at__isnull=True
        )
        rows = rows.filter(Exists(cards) if filters.card == "issued" else ~Exists(cards))
    wanted = "".join(filters.text.split())
    return matching(actor.village_id, rows, wanted) if wanted else rows


def _after(rows: QuerySet[Household], village_id: int, after: str) -> QuerySet[Household]:
    if not after.isdigit():
        raise NotFound
    last = Household.objects.filter(village_id=village_id, id=int(after)).first()
    if last is None:
        raise NotFound
    order = Q(number_order=last.number_order, id__gt=last.id)
    return rows.filter(Q(number_order__gt=last.number_order) | order)


def _roster_row(row: Any, version: int, phone: str) -> RosterRow:
    return RosterRow(
        row.id,
        row.number,
        group_name(row),
        row.head_name,
        phone,
        row.people,
        row.address,
        version,
        row.participating,
        row.since,
        row.until,
    )


def _versions(village_id: int, household_ids: list[int]) -> dict[int, int]:
    live = Card.objects.filter(village_id=village_id, ended_at__isnull=True)
    live = live.filter(household_id__in=household_ids)
    return dict(live.values_list("household_id", "version"))


def _head_phones(village_id: int, household_ids: list[int]) -> dict[int, str]:
    heads = Resident.objects.filter(village_id=village_id, household_id__in=household_ids)
    heads = heads.filter(head=True, until__isnull=True).exclude(phone_sealed="")
    return {row.household_id: masked_phone(row) for row in heads}


def carded_households(actor: Actor, *, group_id: int | None, carded: bool) -> tuple[int, ...]:
    """Ids of open households with or without a card in force, in the order of their numbers."""
    filters = RosterFilters(group_id=group_id, card="issued" if carded else "none")
    rows = _roster_rows(actor, filters).order_by("number_order", "id")
    return tuple(rows.values_list("id", flat=True))


@dataclass(frozen=True, slots=True)
class Door:
    """What a door plate needs. The number is for the cutting margin only."""

    number: str
    group: str
    code: str


def doors(actor: Actor, *, group_id: int | None) -> tuple[Door, ...]:
    rows = _roster_rows(actor, RosterFilters(group_id=group_id)).order_by("number_order", "id")
    return tuple(Door(row.number, group_name(row), row.door_code) for row in rows)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import that was confirmed, and what it changed."""

    id: int
    filename: str
    at: datetime
    actor_id: int
    households_new: int
    households_changed: int
    households_same: int
    residents_new: int
    residents_changed: int
    residents_same: int
    residents_closed: int
    rows_refused: int


def import_of_key(actor: Actor, key: str) -> ImportRow | None:
    """The import that a form's key already made, if it was sent before."""
    actor.require_whole(Permission.IMPORT_ROSTER)
    row = RosterImport.objects.filter(village_id=actor.village_id, key=key).first()
    return import_row(row) if row else None


def imports_of(actor: Actor, *, limit: int = 10) -> tuple[ImportRow, ...]:
    """The latest imports, newest first."""
    rows = within(actor, Permission.VIEW_ROSTER, RosterImport.objects.all())
    return tuple(import_row(row) for row in rows.order_by("-at", "-id")[:limit])


def import_row(row: RosterImport) -> ImportRow:
    return ImportRow(*(getattr(row, name) for name in ImportRow.__dataclass_fields__))
