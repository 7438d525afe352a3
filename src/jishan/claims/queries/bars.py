"""Bars in force: who is kept from what, until when."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from jishan.claims.models import Bar, Claim
from jishan.claims.owners import OWNERS, name_of
from jishan.core.access import Actor, Permission
from jishan.foundation.reach import within
from jishan.schemes.queries import scheme_of


@dataclass(frozen=True, slots=True)
class BarRow:
    """A bar as staff and the household itself read it. `bars` lists from what.

    `head_name` is the unit's or the group's name where it is no household's.
    """

    id: int
    household_id: int | None
    head_name: str
    clause: str
    bars: tuple[str, ...]
    since: date
    until: date
    claim_number: int
    route_back: str


def _standing(village_id: int, day: date) -> QuerySet[Bar]:
    lifted = Q(lifted_on__isnull=False, lifted_on__lte=day)
    rows = Bar.objects.filter(village_id=village_id, since__lte=day, until__gte=day)
    return rows.exclude(lifted)


def barred_households(village_id: int, day: date, what: str = "honours") -> frozenset[int]:
    """The households barred on that day from honours, earning or spending. A bar of one person is
    not the household's."""
    standing = _standing(village_id, day).filter(
        household_id__isnull=False, resident_id__isnull=True
    )
    return frozenset(bar.household_id for bar in standing if what in bar.bars and bar.household_id)


def bars_in_force(actor: Actor, day: date) -> tuple[BarRow, ...]:
    """The bars within the actor's reach on that day, the first to end first."""
    rows = within(actor, Permission.VIEW_CLAIM, _standing(actor.village_id, day))
    found = list(rows.select_related(*OWNERS).order_by("until", "id"))
    claims = Claim.objects.filter(village_id=actor.village_id, id__in=[b.claim_id for b in found])
    by_id = {claim.id: claim for claim in claims}
    return tuple(_row(bar, by_id[bar.claim_id]) for bar in found)


def _row(bar: Bar, claim: Claim) -> BarRow:
    scheme = scheme_of(claim.version_id)
    clause = next(one for one in scheme.vetoes if one.code == bar.clause)
    return BarRow(
        bar.id,
        bar.household_id,
        name_of(bar),
        clause.name,
        tuple(bar.bars),
        bar.since,
        bar.until,
        claim.number,
        clause.route_back or "",
    )
