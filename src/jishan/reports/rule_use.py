"""How the items of a scheme were used in a year: what the yearly review has before it (S0-11)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, Sum, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from jishan.claims.models import Claim
from jishan.core.access import Actor, Permission
from jishan.core.periods import Period, period_of
from jishan.core.points import Points
from jishan.core.workflow import State
from jishan.notices.models import Objection
from jishan.schemes.actions import NewReview, record_review
from jishan.schemes.models import Review
from jishan.schemes.queries import FeedbackSum, feedback_of, version_in_force


@dataclass(frozen=True, slots=True)
class ItemUse:
    """One item in the year. `capped`: of how many posted acts a cap cut something off; `said`: how
    often each word was said of it in the quarters' feedback."""

    code: str
    title: str
    posted: int
    points: Points
    capped: int
    rejected: int
    objections: int
    said: Mapping[str, int]

    @property
    def never(self) -> bool:
        return self.posted == 0

    @property
    def always_capped(self) -> bool:
        return 0 < self.posted == self.capped


@dataclass(frozen=True, slots=True)
class RuleUse:
    """The items of the rules in force, in their order, and the year's feedback."""

    year: Period
    version_id: int
    items: tuple[ItemUse, ...]
    feedback: FeedbackSum


def rule_use(actor: Actor, day: date, now: datetime) -> RuleUse:
    """The use of the rules now in force in the year that a day belongs to."""
    actor.require_whole(Permission.VIEW_OFFICE)
    in_force = version_in_force(actor.village_id, timezone.localdate(now))
    year = period_of(in_force.scheme.periods, "year", day)
    used = _used(actor.village_id, year)
    objected = _objected(actor.village_id, year)
    feedback = feedback_of(actor, year)
    nothing: dict[str, Any] = {}
    items = tuple(
        ItemUse(
            item.code,
            item.title,
            used.get(item.code, nothing).get("posted", 0),
            Points(used.get(item.code, nothing).get("given") or 0),
            used.get(item.code, nothing).get("capped", 0),
            used.get(item.code, nothing).get("rejected", 0),
            objected[item.code],
            feedback.items.get(item.code, {}),
        )
        for item in in_force.scheme.items
    )
    return RuleUse(year, in_force.version_id, items, feedback)


def _used(village_id: int, year: Period) -> Mapping[str, Mapping[str, Any]]:
    """One grouped query. Every reason that names a cap ends in `capped`."""
    posted = Q(state=State.POSTED.value)
    rows = (
        Claim.objects.filter(village_id=village_id, day__range=(year.first, year.last))
        .annotate(why=Cast("reasons", TextField()))
        .order_by()
        .values("item")
        .annotate(
            posted=Count("id", filter=posted),
            given=Sum("points", filter=posted),
            capped=Count("id", filter=posted & Q(why__contains='capped"')),
            rejected=Count("id", filter=Q(state=State.REJECTED.value)),
        )
    )
    return {row["item"]: row for row in rows}


def _objected(village_id: int, year: Period) -> Counter[str]:
    """How many objections were raised against lines of each item's claims of the year."""
    rows = Objection.objects.filter(
        village_id=village_id, row__day__range=(year.first, year.last)
    ).values_list("row__subject_id", flat=True)
    subjects = Counter(rows)
    claims = Claim.objects.filter(village_id=village_id, id__in=list(subjects))
    found: Counter[str] = Counter()
    for claim_id, item in claims.values_list("id", "item"):
        found[item] += subjects[claim_id]
    return found


def conclude_review(actor: Actor, review: NewReview, *, key: str, now: datetime) -> Review:
    """Record the yearly review together with the figures that lay before the meeting."""
    use = rule_use(actor, review.year, now)
    return record_review(actor, review, figures_of(use), key=key, now=now)


def figures_of(use: RuleUse) -> dict[str, Any]:
    """The figures as they are kept with the review: plain data."""
    questions = {
        "knows": use.feedback.knows,
        "uses": use.feedback.uses,
        "likes": use.feedback.likes,
    }
    return {
        "forms": use.feedback.forms,
        "answers": {name: [one.yes, one.asked] for name, one in questions.items()},
        "items": [
            {
                "item": one.code,
                "title": one.title,
                "posted": one.posted,
                "points": one.points,
                "capped": one.capped,
                "rejected": one.rejected,
                "objections": one.objections,
                "said": dict(one.said),
            }
            for one in use.items
        ],
    }
