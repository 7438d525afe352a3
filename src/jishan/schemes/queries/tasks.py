"""What waits at the desk about the rules."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery, Value
from django.utils import timezone

from jishan.core.access import Actor, Permission
from jishan.core.periods import Period, period_of
from jishan.core.workflow import SchemeState
from jishan.schemes.models import Feedback, Opinion, Review, SchemeVersion
from jishan.schemes.queries.versions import ON_THE_ROAD, in_force, rules_of

_CORRECTING = (SchemeState.RETURNED, SchemeState.DRAFT)


@dataclass(frozen=True, slots=True)
class RuleTask:
    """What the desk should do about the rules: a word for it and how many wait. `version_id` is
    the version that it is about."""

    what: str
    count: int
    version_id: int | None = None


def rule_tasks(actor: Actor, now: datetime) -> tuple[RuleTask, ...]:
    """What is due: opinions to answer, a vote to file, a correction that the township ordered, a
    notice to hang, a day to set, the quarter's feedback, last year's review."""
    actor.require_whole(Permission.VIEW_OFFICE)
    today = timezone.localdate(now)
    waiting = SchemeVersion.objects.filter(
        scheme__organization_id=actor.village_id,
        state__in=[state.value for state in (*ON_THE_ROAD, *_CORRECTING)],
    ).order_by("pk")
    opinions = Opinion.objects.filter(
        village_id=actor.village_id, version_id=OuterRef("pk"), state="open"
    )
    counted = opinions.order_by().values("version_id").annotate(n=Count("id")).values("n")
    asked = list(waiting.annotate(unanswered=Subquery(counted)).defer("document"))
    drafts = {version.pk for version in asked if version.state == SchemeState.DRAFT.value}
    found = [task for version in asked if (task := _task_of(version, drafts, now)) is not None]
    return (*found, *_yearly(actor.village_id, today))


def _task_of(version: Any, drafts: set[int], now: datetime) -> RuleTask | None:
    """`version` is a row with how many opinions on it are `unanswered`; `drafts`: the ids of those
    that nobody has put before the village yet."""
    match SchemeState(version.state):
        case SchemeState.DRAFT:
            return None
        case SchemeState.RETURNED:
            fresh = version.returned["next"]
            ordered = version.returned["by"] == "township" and fresh in drafts
            return RuleTask("returned", 1, fresh) if ordered else None
        case SchemeState.DISCUSSED:
            unanswered = version.unanswered
            return RuleTask("opinions", unanswered, version.pk) if unanswered else None
        case SchemeState.VOTED:
            return RuleTask("to_file", 1, version.pk)
        case SchemeState.FILED:
            return RuleTask("to_publish", 1, version.pk)
    if now >= datetime.fromisoformat(version.notice["closes_at"]):
        return RuleTask("to_adopt", 1, version.pk)
    return None


def _yearly(village_id: int, today: date) -> tuple[RuleTask, ...]:
    found = in_force(village_id, today)
    if found is None:
        return ()
    tasks: list[RuleTask] = []
    periods = found.scheme.periods
    quarter = period_of(periods, "quarter", today)
    last_month = period_of(periods, "month", quarter.last)
    ended = _year_ended(village_id, today)
    given = Feedback.objects.filter(village_id=village_id, quarter=quarter.first)
    done = Review.objects.filter(village_id=village_id, year=ended.first if ended else today)
    was = set(_named(given, "feedback").union(_named(done, "review")))
    if today >= last_month.first and "feedback" not in was:
        tasks.append(RuleTask("feedback", 1))
    if ended is not None and "review" not in was:
        tasks.append(RuleTask("review", 1))
    return tuple(tasks)


def _named(rows: QuerySet[Any], name: str) -> QuerySet[Any, str]:
    """The name if there is any such row."""
    return rows.order_by().values_list(Value(name, CharField()), flat=True)


def review_due(village_id: int, today: date) -> Period | None:
    """The year that has ended under adopted rules and was not reviewed, or None."""
    ended = _year_ended(village_id, today)
    if ended is None:
        return None
    done = Review.objects.filter(village_id=village_id, year=ended.first)
    return None if done.exists() else ended


def _year_ended(village_id: int, today: date) -> Period | None:
    """The last year, if it ended under adopted rules."""
    rules = rules_of(village_id)
    found = rules.on(today)
    if found is None:
        return None
    this_year = period_of(found.scheme.periods, "year", today)
    last_year = period_of(found.scheme.periods, "year", this_year.first - date.resolution)
    return last_year if rules.on(last_year.last) else None
