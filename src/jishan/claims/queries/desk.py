"""What the desk, the grid worker and the panel have before them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from jishan.claims.models import OWNERS_GROUPS, Claim, Decision
from jishan.claims.queries.rows import ClaimRow, listed, rows_of
from jishan.core.access import Actor, Permission
from jishan.core.workflow import Stage, State
from jishan.foundation.reach import within
from jishan.notices.models import Objection
from jishan.registry.queries import households_of
from jishan.schemes.queries import in_force


@dataclass(frozen=True, slots=True)
class TodaysWork:
    """How much waits for whom, within the actor's reach. `overdue`: objections past their day."""

    to_verify: int
    to_review: int
    to_approve: int
    to_publish: int
    on_notice: int
    closing_today: int
    to_post: int
    objections: int
    objections_overdue: int
    oldest_since: datetime | None


def todays_work(actor: Actor, now: datetime) -> TodaysWork:
    """The figures of the desk's first page: two queries."""
    rows = within(actor, Permission.VIEW_CLAIM, Claim.objects.all()).filter(state=State.OPEN)
    tonight = timezone.localtime(now).replace(
        hour=0, minute=0, second=0, microsecond=0
    ) + timedelta(days=1)
    shown = Q(stage=Stage.NOTICE, notice_row_id__isnull=False)
    closed = shown & Q(notice_row__notice__closes_at__lte=now)
    counts = rows.aggregate(
        verify=Count("id", filter=Q(stage=Stage.VERIFY)),
        review=Count("id", filter=Q(stage=Stage.REVIEW)),
        approve=Count("id", filter=Q(stage=Stage.APPROVE)),
        publish=Count("id", filter=Q(stage=Stage.NOTICE, notice_row_id__isnull=True)),
        board=Count("id", filter=shown & Q(notice_row__notice__closes_at__gt=now)),
        tonight=Count(
            "id",
            filter=shown
            & Q(notice_row__notice__closes_at__gt=now, notice_row__notice__closes_at__lte=tonight),
        ),
        post=Count("id", filter=Q(stage=Stage.ENTER) | closed),
        oldest=Min(
            "awaiting_since",
            filter=Q(stage__in=[Stage.VERIFY, Stage.REVIEW, Stage.APPROVE]),
        ),
    )
    answers = Objection.objects.filter(village_id=actor.village_id, state="open").aggregate(
        open=Count("id"),
        overdue=Count("id", filter=Q(answer_by__lt=timezone.localdate(now))),
    )
    return TodaysWork(
        counts["verify"],
        counts["review"],
        counts["approve"],
        counts["publish"],
        counts["board"],
        counts["tonight"],
        counts["post"],
        answers["open"],
        answers["overdue"],
        counts["oldest"],
    )


def claims_awaiting(
    actor: Actor, stage: Stage, now: datetime, *, limit: int = 50, after_number: int = 0
) -> tuple[ClaimRow, ...]:
    """The claims that wait at a stage, the oldest first, from above a number on.

    At `NOTICE` those that wait to be published. A panel member does not see again what the
    same person has spoken about, nor what concerns the own household (T20). Each row has its
    expected figure.
    """
    rows = within(actor, Permission.VIEW_CLAIM, Claim.objects.all())
    rows = rows.filter(state=State.OPEN, stage=stage, number__gt=after_number)
    if stage is Stage.NOTICE:
        rows = rows.filter(notice_row_id__isnull=True)
    if stage is Stage.REVIEW:
        spoken = Decision.objects.filter(
            village_id=actor.village_id, decided_by=actor.id, stage=stage
        )
        rows = _unspoken(rows, spoken)
        if _recuses(actor.village_id, now):
            rows = rows.exclude(household_id__in=households_of(actor))
    return rows_of(listed(rows, actor.village_id).order_by("number")[:limit], now, expected=True)


def _recuses(village_id: int, now: datetime) -> bool:
    """Whether nobody decides about the own household under the scheme in force."""
    found = in_force(village_id, timezone.localdate(now))
    return found is None or found.scheme.process.recusal


def waiting_count(actor: Actor, stage: Stage) -> int:
    """How many claims wait at a stage, within the actor's reach."""
    rows = within(actor, Permission.VIEW_CLAIM, Claim.objects.all())
    return rows.filter(state=State.OPEN, stage=stage).count()


def _unspoken(rows: QuerySet[Claim], spoken: QuerySet[Decision]) -> QuerySet[Claim]:
    """Without the claims on which the actor has given a voice in the present round."""
    here = spoken.filter(
        claim_id=OuterRef("id"), round=OuterRef("round"), position=OuterRef("position")
    )
    return rows.filter(~Exists(here))


def claims_found(
    actor: Actor,
    now: datetime,
    *,
    state: State | None = None,
    stage: Stage | None = None,
    items: Collection[str] = (),
    categories: Collection[str] = (),
    group_id: int | None = None,
    origin: str | None = None,
    household: str = "",
    day_from: date | None = None,
    day_until: date | None = None,
    limit: int = 50,
    before_number: int | None = None,
) -> tuple[ClaimRow, ...]:
    """The desk's table, the newest first, from below a number on; also what an export writes.

    `household` is part of a head's name, its initials, or the household's number; part of a unit's
    name, or a group's.
    """
    rows = within(actor, Permission.VIEW_CLAIM, Claim.objects.all())
    wanted = {
        "state": state,
        "stage": stage,
        "origin": origin or None,
        "item__in": list(items) or None,
        "category__in": list(categories) or None,
        "day__gte": day_from,
        "day__lte": day_until,
        "number__lt": before_number,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    if group_id is not None:
        rows = rows.filter(_any_of(**dict.fromkeys(OWNERS_GROUPS, group_id)))
    text = household.strip()
    if text:
        rows = rows.filter(
            _any_of(
                household__head_name__contains=text,
                household__initials__istartswith=text,
                household__number__iexact=text,
                unit__name__icontains=text,
                org__name=text,
            )
        )
    return rows_of(listed(rows, actor.village_id).order_by("-number")[:limit], now)


def _any_of(**conditions: object) -> Q:
    """Rows for which at least one of the conditions holds."""
    found = Q()
    for name, value in conditions.items():
        found |= Q(**{name: value})
    return found
