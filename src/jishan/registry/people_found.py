"""Somebody to name in an act that several did: found as households are, and only within reach."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from jishan.core.access import Actor, Permission
from jishan.foundation.reach import within
from jishan.registry.codes import spellings
from jishan.registry.models import Card, Resident

FOUND_MAX = 20


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person of a household, to choose from. `number` and `group` are the household's."""

    id: int
    name: str
    number: str
    group: str


def people_found(actor: Actor, text: str, *, limit: int = FOUND_MAX) -> tuple[FoundPerson, ...]:
    """People by their name or initials; by a household's number, door or card code everybody of
    it. Nothing typed finds nobody."""
    wanted = "".join(text.split())
    if not wanted:
        return ()
    codes = spellings(wanted.rstrip("/").rpartition("/")[2])
    cards = Card.objects.filter(
        village_id=actor.village_id, code__in=codes, ended_at__isnull=True
    ).values("household_id")
    said = Q(household__number__iexact=wanted) | Q(household__door_code__in=codes)
    said |= Q(household_id__in=cards)
    typed = wanted.lower()
    if typed.isascii() and typed.isalpha():
        said |= Q(initials__startswith=typed) | Q(initials__contains=f" {typed}")
    else:
        said |= Q(name__contains=wanted)
    return _found(_present(actor).filter(said)[:limit])


def people_named(actor: Actor, ids: Iterable[int]) -> tuple[FoundPerson, ...]:
    """Of these people, the ones within reach."""
    wanted = set(ids)
    return _found(_present(actor).filter(id__in=wanted)) if wanted else ()


def _present(actor: Actor) -> QuerySet[Resident]:
    rows = within(actor, Permission.RECORD_CLAIM, Resident.objects.all())
    rows = rows.filter(until__isnull=True, household__until__isnull=True)
    return rows.select_related("household__group").order_by(
        "household__number_order", "household_id", "-head", "id"
    )


def _found(rows: Iterable[Resident]) -> tuple[FoundPerson, ...]:
    return tuple(
        FoundPerson(
            row.id,
            row.name,
            row.household.number,
            row.household.group.name if row.household.group else "",
        )
        for row in rows
    )
