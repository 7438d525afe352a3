"""Base points (基础分): what everybody has at the beginning of a period, given by itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from jishan.claims.actions.given import insert_given, rule_claim, set_owner
from jishan.claims.acts import RULE, household_key, owner_key, resident_key, unit_key
from jishan.claims.binding import check
from jishan.claims.models import Claim
from jishan.claims.places import group_key, village_key
from jishan.claims.standing import People, people_of
from jishan.core.access import Actor, Permission
from jishan.core.bases import base_part
from jishan.core.periods import Period, period_of
from jishan.core.scheme.document import Base, RuleItem, Scheme
from jishan.core.scoring import ScoringRefused
from jishan.orgs.actions import next_number, record
from jishan.orgs.queries import groups_of
from jishan.registry.models import Household, Resident, Unit
from jishan.registry.stays import home_on, stays
from jishan.schemes.queries import InForce, version_in_force


@dataclass(frozen=True, slots=True)
class GrantedBase:
    claims: int
    first_number: int | None


class _Candidate(NamedTuple):
    """Somebody who may get a base. `key` is the stored one, a person's too; a group and the village
    have been there `since` ever."""

    key: str
    since: date
    household_id: int | None = None


@transaction.atomic
def grant_base(actor: Actor, *, day: date, now: datetime) -> GrantedBase:
    """Give everybody their base points (基础分) for the periods that hold the day.

    Households, people, units, groups: each kind of subject that the item counts for. Each gets them
    once a period, a newcomer the part that the document says; they go on a notice like any other
    claim. Repeating gives only what is still missing.
    """
    actor.require_whole(Permission.CLOSE_PERIOD)
    in_force = version_in_force(actor.village_id, day)
    scheme = in_force.scheme
    next_number(actor.village_id, "closing")
    claims: list[Claim] = []
    for item in scheme.items:
        worth = item.worth
        if isinstance(worth, Base):
            claims += _bases(actor, in_force, item, worth, day=day, now=now)
    if not claims:
        return GrantedBase(0, None)
    insert_given(actor, scheme, claims)
    record(actor, "claim.base_granted", claims[0].id, now=now, count=len(claims))
    return GrantedBase(len(claims), claims[0].number)


def _bases(
    actor: Actor,
    in_force: InForce,
    item: RuleItem,
    worth: Base,
    *,
    day: date,
    now: datetime,
) -> list[Claim]:
    scheme = in_force.scheme
    period = period_of(scheme.periods, worth.per, day)
    have = _have(actor.village_id, item.code, period)
    kinds = item.subjects or scheme.subjects.kinds
    fresh = [one for one in _candidates(actor.village_id, kinds, day) if one.key not in have]
    homes = {one.household_id for one in fresh if one.household_id is not None}
    people = people_of(actor.village_id, homes, [one.key for one in fresh])
    claims = []
    for one in fresh:
        begun = max(period.first, scheme.in_force_from)
        begin = max(begun, one.since)
        part = base_part(scheme.periods, worth, period, begun=begun, day=begin)
        claim = rule_claim(actor, in_force, begin, f"base:{item.code}:{period.label}", now=now)
        set_owner(claim, one.key, people)
        claim.item, claim.category = item.code, item.category
        claim.act = {"quantity": str(part)}
        if part and _meant(claim, scheme, people):
            claims.append(claim)
    return claims


def _have(village_id: int, item: str, period: Period) -> set[str]:
    """Who has this base for the period already."""
    days = (max(period.first, date(1900, 1, 1)), min(period.last, date(9000, 1, 1)))
    rows = Claim.objects.filter(village_id=village_id, item=item, origin=RULE, day__range=days)
    return {
        resident_key(row.resident_id) if row.resident_id is not None else owner_key(row)
        for row in rows
    }


def _candidates(village_id: int, kinds: Collection[str], day: date) -> list[_Candidate]:
    """Everybody of these kinds who is there on the day, in a fixed order."""
    here = Q(Q(until__isnull=True) | Q(until__gte=day), village_id=village_id, since__lte=day)
    found: list[_Candidate] = []
    if "household" in kinds:
        homes = Household.objects.filter(here, participating=True)
        columns = homes.order_by("number_order", "id").values_list("id", "since")
        found += [_Candidate(household_key(own), since, own) for own, since in columns]
    if "resident" in kinds:
        found += _persons(village_id, day)
    if "unit" in kinds:
        units = Unit.objects.filter(here, participating=True).order_by("name", "id")
        found += [
            _Candidate(unit_key(own), since) for own, since in units.values_list("id", "since")
        ]
    if "group" in kinds:
        found += [_Candidate(group_key(one.id), date.min) for one in groups_of(village_id)]
    if "village" in kinds:
        found.append(_Candidate(village_key(village_id), date.min))
    return found


def _persons(village_id: int, day: date) -> list[_Candidate]:
    """Everybody who belongs to a household on the day, in the order of their households."""
    homes = {own: home_on(spans, day) for own, spans in stays(village_id).items()}
    rows = Resident.objects.filter(village_id=village_id, participating=True)
    people = [
        (home, own, since)
        for own, since in rows.values_list("id", "since")
        if (home := homes.get(own)) is not None
    ]
    return [_Candidate(resident_key(own), since, home) for home, own, since in sorted(people)]


def _meant(claim: Claim, scheme: Scheme, people: People) -> bool:
    """A base is for those whom the document means; the others get none."""
    try:
        check(claim, scheme, people, photographed=None)
    except ScoringRefused:
        return False
    return True
