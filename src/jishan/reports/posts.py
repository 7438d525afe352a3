"""What was done at each post of a village, as figures for the township's own appraisal (SX-11).

Facts that leave as a sheet and nothing else: no sum over the columns, no order by figures, no page
that shows one person beside another (redlines E.1).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone

from jishan.claims.models import Claim, Decision
from jishan.core.access import Actor, ActorKind, Permission
from jishan.notices.models import Objection
from jishan.orgs.queries import Place, posts_in
from jishan.reports.exports import export_form
from jishan.reports.forms import POSTS
from jishan.reports.wording import POSTS as NAMES

_STAGES = ("verify", "review", "approve")


def posts_workbook(
    actor: Actor, *, since: date, until: date, village_name: str, now: datetime
) -> bytes:
    """One line for each post and person, in the order of places, roles and names."""
    actor.require_whole(Permission.VIEW_AUDIT)
    rows = _rows(actor.village_id, since, until)
    span = f"{since} 至 {until}"
    return export_form(actor, POSTS, rows, village_name=village_name, span=span, now=now)


def township_posts_workbook(
    actor: Actor, villages: Sequence[Place], *, since: date, until: date, place: str, now: datetime
) -> bytes:
    """The same of every village of a township, in the order given; `actor` stands in it."""
    actor.require_whole(Permission.VIEW_AUDIT)
    rows = _of_all(villages, since, until)
    span = f"{since} 至 {until}"
    return export_form(actor, POSTS, rows, village_name=place, span=span, now=now)


def _of_all(villages: Sequence[Place], since: date, until: date) -> Iterator[tuple[Any, ...]]:
    number = 0
    for village in villages:
        for _number, where, *facts in _rows(village.id, since, until):
            number += 1
            whole = where if where == village.name else f"{village.name}{where}"
            yield (number, whole, *facts)


def _rows(village_id: int, since: date, until: date) -> Iterator[tuple[Any, ...]]:
    done = _done(village_id, since, until)
    for number, post in enumerate(posts_in(village_id, since=since, until=until), 1):
        figures = (done[post.user_id, what] for what in ("record", *_STAGES, "answer"))
        yield (number, post.place, NAMES[post.role], post.name, *figures, "")


def _done(village_id: int, since: date, until: date) -> Counter[tuple[int, str]]:
    """How often somebody wrote down, decided at a stage, answered an objection."""
    span = (_midnight(since), _midnight(until + timedelta(days=1)) - timedelta(microseconds=1))
    found: Counter[tuple[int, str]] = Counter()
    claims = Claim.objects.filter(
        village_id=village_id, submitted_kind=ActorKind.STAFF.value, submitted_at__range=span
    ).exclude(origin="rule")
    for user_id, count in claims.values_list("submitted_by").annotate(count=Count("id")):
        found[user_id, "record"] = count
    voices = Decision.objects.filter(village_id=village_id, at__range=span)
    for user_id, stage, count in voices.values_list("decided_by", "stage").annotate(Count("id")):
        found[user_id, stage] = count
    answers = Objection.objects.filter(village_id=village_id, decided_at__range=span)
    for user_id, count in answers.values_list("decided_by").annotate(count=Count("id")):
        found[user_id or 0, "answer"] = count
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
