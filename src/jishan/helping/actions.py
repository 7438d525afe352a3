"""Naming a helper, writing down a talk, ending the help."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jishan.core.access import Actor, Permission
from jishan.core.errors import Refusal
from jishan.foundation.reach import reach
from jishan.helping.models import HelpPlan, HelpTalk
from jishan.orgs.actions import record
from jishan.registry.models import Household


class AlreadyHelped(Refusal):
    code = "helping.already_helped"


class HelpEnded(Refusal):
    code = "helping.ended"


class NothingWritten(Refusal):
    code = "helping.nothing_written"


class TalkInFuture(Refusal):
    code = "helping.talk_in_future"


class KeyTaken(Refusal):
    code = "helping.key_taken"


@transaction.atomic
def begin_help(
    actor: Actor, household_id: int, *, helper: str, cause: str, key: str, now: datetime
) -> int:
    """Name somebody who helps a household (结对帮扶); the plan's id. One helper at a time."""
    home = reach(actor, Permission.HELP_HOUSEHOLD, Household.objects.all(), household_id)
    plans = HelpPlan.objects.filter(village_id=actor.village_id)
    known = plans.filter(key=key).first()
    if known is not None:
        if known.household_id != home.id:
            raise KeyTaken
        return known.id
    if not (helper.strip() and cause.strip()):
        raise NothingWritten
    if plans.filter(household_id=home.id, until__isnull=True).exists():
        raise AlreadyHelped(household=home.number)
    plan = HelpPlan.objects.create(
        village_id=actor.village_id,
        key=key,
        household_id=home.id,
        helper=helper.strip()[:40],
        cause=cause.strip()[:200],
        since=timezone.localdate(now),
        begun_by=actor.id,
    )
    record(actor, "help.begun", plan.id, now=now)
    return plan.id


@transaction.atomic
def write_talk(actor: Actor, plan_id: int, *, day: date, text: str, key: str, now: datetime) -> int:
    """Write down a talk or a visit, as long as the help lasts; its id."""
    plan = _open(actor, plan_id)
    talks = HelpTalk.objects.filter(village_id=actor.village_id)
    known = talks.filter(key=key).first()
    if known is not None:
        if known.plan_id != plan.id:
            raise KeyTaken
        return known.id
    if not text.strip():
        raise NothingWritten
    if day > timezone.localdate(now):
        raise TalkInFuture(day=day)
    talk = HelpTalk.objects.create(
        village_id=actor.village_id,
        key=key,
        plan_id=plan.id,
        day=day,
        text=text.strip()[:500],
        written_by=actor.id,
        at=now,
    )
    record(actor, "help.talked", talk.id, now=now)
    return talk.id


@transaction.atomic
def end_help(actor: Actor, plan_id: int, *, outcome: str, now: datetime) -> None:
    """End the help, saying what came of it."""
    plan = _open(actor, plan_id)
    if not outcome.strip():
        raise NothingWritten
    plans = HelpPlan.objects.filter(village_id=plan.village_id, id=plan.id)
    plans.update(until=timezone.localdate(now), outcome=outcome.strip()[:300])
    record(actor, "help.ended", plan.id, now=now)


def _open(actor: Actor, plan_id: int) -> HelpPlan:
    plans = HelpPlan.objects.select_for_update(of=("self",))
    plan = reach(actor, Permission.HELP_HOUSEHOLD, plans, plan_id)
    if plan.until is not None:
        raise HelpEnded
    return plan
