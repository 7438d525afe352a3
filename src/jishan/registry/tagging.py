"""Tags of a household and of a person from a day on, and whose account somebody's login is."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound, Refusal
from jishan.foundation.reach import reach
from jishan.orgs.actions import record
from jishan.orgs.queries import staff_of
from jishan.registry.models import Household, Resident
from jishan.registry.tags import TAG_MAX, TAGS_MAX, retagged


class TooManyTags(Refusal):
    """More tags, or longer ones, than a household can bear."""

    code = "registry.tags_too_many"


class TagsInFuture(Refusal):
    code = "registry.tags_in_future"


class AccountTaken(Refusal):
    """Another person of the village is known as the owner of this account."""

    code = "registry.account_taken"


@transaction.atomic
def tag_household(
    actor: Actor, household_id: int, tags: Sequence[str], *, from_day: date, now: datetime
) -> None:
    """From a day on exactly these tags hold; what held before it stays as it was."""
    actor.require_whole(Permission.IMPORT_ROSTER)
    rows = Household.objects.select_for_update(of=("self",))
    household = reach(actor, Permission.IMPORT_ROSTER, rows, household_id)
    check_tags(tags)
    check_day(from_day, now)
    changed = retagged(household.tags, tags, since=from_day)
    rows = Household.objects.filter(village_id=actor.village_id, id=household.id)
    rows.update(tags=changed)
    record(actor, "household.tagged", household.id, now=now, since=from_day.isoformat())


def check_tags(tags: Sequence[str]) -> None:
    if len(tags) > TAGS_MAX or any(len(tag) > TAG_MAX for tag in tags):
        raise TooManyTags(most=TAGS_MAX, longest=TAG_MAX)


def check_day(from_day: date, now: datetime) -> None:
    if from_day > timezone.localdate(now):
        raise TagsInFuture(day=from_day)


@transaction.atomic
def link_account(actor: Actor, resident_id: int, user_id: int | None, *, now: datetime) -> None:
    """Say whose account a login is, or nobody's any more (None): who belongs to a household
    decides nothing about it (T20). Only accounts of people who work for the village."""
    actor.require_whole(Permission.IMPORT_ROSTER)
    people = Resident.objects.select_for_update(of=("self",))
    resident = reach(actor, Permission.IMPORT_ROSTER, people, resident_id)
    day = timezone.localdate(now)
    if user_id is not None and user_id not in dict(staff_of(actor.village_id, day)):
        raise NotFound
    rows = Resident.objects.filter(village_id=actor.village_id)
    other = rows.filter(user_id=user_id).exclude(id=resident.id).first() if user_id else None
    if other is not None:
        raise AccountTaken(name=other.name)
    rows.filter(id=resident.id).update(user_id=user_id)
    record(actor, "resident.account_linked", resident.id, now=now)
