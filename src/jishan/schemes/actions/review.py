"""What villagers say of the scheme each quarter, and the yearly review (S0-11, ZX-23)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jishan.core.access import Actor, ActorKind, Permission
from jishan.core.errors import Refusal
from jishan.core.periods import Period, period_of
from jishan.orgs.actions import record
from jishan.schemes.actions.discuss import name_of
from jishan.schemes.actions.versions import KeyTaken, copy_version, lock_schemes
from jishan.schemes.models import Feedback, Review, SchemeVersion
from jishan.schemes.queries import version_in_force

SAYS = ("good", "high", "low", "unclear", "drop")
"""What a villager may say of one item: 合适, 分高了, 分低了, 说不清, 不该有."""
FORMS_MAX = 5000
DECISIONS = ("kept", "changed")


class FeedbackEmpty(Refusal):
    code = "schemes.feedback_empty"


class FeedbackUnreal(Refusal):
    code = "schemes.feedback_unreal"


class FeedbackGiven(Refusal):
    code = "schemes.feedback_given"


class FeedbackItemUnknown(Refusal):
    code = "schemes.feedback_item_unknown"


class ReviewTooEarly(Refusal):
    code = "schemes.review_too_early"


class ReviewDone(Refusal):
    code = "schemes.review_done"


class ReviewReasonMissing(Refusal):
    code = "schemes.review_reason_missing"


@dataclass(frozen=True, slots=True)
class NewFeedback:
    """One form, or `forms` paper forms that say the same. `items` maps an item's code to one of
    `SAYS`; None where a question was left open."""

    way: str
    knows: bool | None = None
    uses: bool | None = None
    likes: bool | None = None
    items: Mapping[str, str] | None = None
    text: str = ""
    household_id: int | None = None
    forms: int = 1


@transaction.atomic
def give_feedback(actor: Actor, form: NewFeedback, *, key: str, now: datetime) -> Feedback:
    """Keep a form of this quarter: a household's by its card, one a quarter, or what the office
    was handed on paper, with the household or without."""
    actor.require(Permission.GIVE_OPINION)
    today = timezone.localdate(now)
    in_force = version_in_force(actor.village_id, today)
    quarter = period_of(in_force.scheme.periods, "quarter", today)
    _sensible(actor, form)
    unknown = [code for code in form.items or {} if not in_force.scheme.has_item(code)]
    if unknown:
        raise FeedbackItemUnknown(item=unknown[0])
    lock_schemes(actor.village_id)
    known = Feedback.objects.filter(village_id=actor.village_id, key=key).first()
    if known is not None:
        if (known.given_kind, known.given_by) != (actor.kind.value, actor.id):
            raise KeyTaken
        return known
    household = actor.household_id if actor.kind is ActorKind.VILLAGER else form.household_id
    name_of(actor.village_id, household)
    _once(actor.village_id, quarter, household)
    made = _keep(actor, form, in_force.version_id, quarter, household, key=key, now=now)
    record(actor, "scheme.feedback_given", made.id, now=now, forms=form.forms)
    return made


def _sensible(actor: Actor, form: NewFeedback) -> None:
    answered = (form.knows, form.uses, form.likes) != (None, None, None)
    if not (answered or form.items or form.text.strip()):
        raise FeedbackEmpty
    alone = actor.kind is ActorKind.VILLAGER or form.household_id is not None
    if not 1 <= form.forms <= (1 if alone else FORMS_MAX):
        raise FeedbackUnreal(most=1 if alone else FORMS_MAX)
    assert all(says in SAYS for says in (form.items or {}).values()), "the form offers the words"


def _once(village_id: int, quarter: Period, household_id: int | None) -> None:
    rows = Feedback.objects.filter(village_id=village_id, quarter=quarter.first)
    if household_id is not None and rows.filter(household_id=household_id).exists():
        raise FeedbackGiven


def _keep(
    actor: Actor,
    form: NewFeedback,
    version_id: int,
    quarter: Period,
    household_id: int | None,
    *,
    key: str,
    now: datetime,
) -> Feedback:
    return Feedback.objects.create(
        village_id=actor.village_id,
        key=key,
        version_id=version_id,
        quarter=quarter.first,
        household_id=household_id,
        way=form.way,
        forms=form.forms,
        knows=form.knows,
        uses=form.uses,
        likes=form.likes,
        items=[{"item": code, "says": says} for code, says in (form.items or {}).items()],
        text=form.text.strip()[:1000],
        at=now,
        given_kind=actor.kind.value,
        given_by=actor.id,
    )


@dataclass(frozen=True, slots=True)
class NewReview:
    """What the yearly meeting decided about the rules. `year` is any day of the year reviewed."""

    year: date
    meeting: str
    day: date
    decision: str
    reason: str


@transaction.atomic
def record_review(
    actor: Actor, review: NewReview, figures: Any, *, key: str, now: datetime
) -> Review:
    """Keep the yearly review with the figures that lay before the meeting. The decision to change
    the rules begins a draft with the rules in force.

    Called by the room that knows how the items were used.
    """
    actor.require_whole(Permission.ADOPT_SCHEME)
    today = timezone.localdate(now)
    in_force = version_in_force(actor.village_id, today)
    year = period_of(in_force.scheme.periods, "year", review.year)
    lock_schemes(actor.village_id)
    rows = Review.objects.filter(village_id=actor.village_id)
    known = rows.filter(key=key).first()
    if known is not None:
        return known
    if rows.filter(year=year.first).exists():
        raise ReviewDone(year=year.first.year)
    if not year.last < review.day <= today:
        raise ReviewTooEarly(first=year.last, last=today)
    if not (review.reason.strip() and review.meeting.strip()):
        raise ReviewReasonMissing
    assert review.decision in DECISIONS, "the form offers the decisions"
    made = Review.objects.create(
        village_id=actor.village_id,
        key=key,
        version_id=in_force.version_id,
        figures=figures,
        recorded_by=actor.id,
        at=now,
        draft_id=_draft(actor, in_force.version_id, review.decision, now=now),
        **asdict(replace(review, year=year.first)),
    )
    record(actor, "scheme.reviewed", made.id, now=now, decision=review.decision)
    return made


def _draft(actor: Actor, version_id: int, decision: str, *, now: datetime) -> int | None:
    if decision != "changed":
        return None
    version = SchemeVersion.objects.select_related("scheme").get(pk=version_id)
    return copy_version(actor, version, now=now, renumbered=True).pk
