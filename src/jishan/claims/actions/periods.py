"""The close of a period (结算): what the scheme gives and takes when it is over."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jishan.claims.actions.given import give
from jishan.claims.actions.moved import KeyTaken
from jishan.claims.actions.pools import publish_pools
from jishan.claims.clearing import clearings, lapsed
from jishan.claims.closes import closed_by_key, shorter_open, waiting_claims
from jishan.claims.documents import floors_of
from jishan.claims.figures import Figures, figures_of
from jishan.claims.models import PeriodClose
from jishan.claims.sums import Sums
from jishan.core.access import Actor, Permission
from jishan.core.errors import Refusal
from jishan.core.periods import Period, period_of
from jishan.core.points import Points
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.values import PeriodKind
from jishan.ledger.actions import Draft, post_many
from jishan.orgs.actions import next_number, record
from jishan.schemes.queries import InForce, Rules, rules_of


class PeriodNotOver(Refusal):
    code = "claims.period_not_over"


class PeriodOpenClaims(Refusal):
    """Acts of the period are still on their road; what follows from them cannot be known yet."""

    code = "claims.period_open_claims"


class PeriodClosedAlready(Refusal):
    code = "claims.period_closed_already"


class PeriodShorterFirst(Refusal):
    """What a shorter period gives or clears counts in the longer one: it is closed before."""

    code = "claims.period_shorter_first"


@dataclass(frozen=True, slots=True)
class ClosedPeriod:
    """What a close brought: claims that now await a notice, and points that lapsed by clearing."""

    id: int
    period: str
    claims: int
    cleared: Points
    repeated: bool


@transaction.atomic
def close_period(
    actor: Actor,
    kind: PeriodKind,
    day: date,
    *,
    key: str,
    now: datetime,
    sums: Sums | None = None,
) -> ClosedPeriod:
    """Close the period of this kind that holds the day, once it is over and nothing in it is open.

    Streaks, settlements and titles with points become claims that go on a notice like any other
    (Z3-13); purses that are cleared with the period lapse at once; the shares of a pool are
    published. The same key: the same close. `sums`: what the same transaction has summed up
    already.
    """
    actor.require_whole(Permission.CLOSE_PERIOD)
    rules = rules_of(actor.village_id)
    in_force = rules.required_on(day)
    period = period_of(in_force.scheme.periods, kind, day)
    next_number(actor.village_id, "closing")
    closed = closed_by_key(actor.village_id)
    if key in closed:
        close = PeriodClose.objects.get(village_id=actor.village_id, key=key)
        return _repeated(close, period)
    _check_over(actor, period, closed.values(), now)
    _check_shorter(rules, period, closed.values())
    figures = figures_of(sums or Sums(actor.village_id), in_force.scheme, period)
    follows = _follow(actor, in_force, period, figures, now=now)
    cleared = _clear(actor, in_force.scheme, period, now=now)
    close = PeriodClose.objects.create(
        village_id=actor.village_id,
        key=key,
        period=period.label,
        version_id=in_force.version_id,
        at=now,
        result={
            "kind": kind,
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
            "cleared": cleared,
            **follows,
        },
    )
    claims = follows["claims"]
    record(actor, "period.closed", close.id, now=now, period=period.label, claims=claims)
    return ClosedPeriod(close.id, period.label, claims, Points(cleared), repeated=False)


def _follow(
    actor: Actor, in_force: InForce, period: Period, figures: Figures, *, now: datetime
) -> dict[str, Any]:
    """Make the claims and the pools that follow from the period; what the close keeps of it."""
    claims = give(actor, figures.credits, in_force, period, now=now)
    return {
        "claims": len(claims),
        "marks": [list(mark) for mark in figures.marks],
        "titles": figures.titles,
        "pools": publish_pools(actor, in_force.scheme, period, figures.pools, now=now),
    }


def _repeated(close: PeriodClose, period: Period) -> ClosedPeriod:
    if close.period != period.label:
        raise KeyTaken
    claims, cleared = close.result["claims"], Points(close.result["cleared"])
    return ClosedPeriod(close.id, close.period, claims, cleared, repeated=True)


def _check_over(actor: Actor, period: Period, closed: Collection[str], now: datetime) -> None:
    if period.label in closed:
        raise PeriodClosedAlready(period=period.label)
    if timezone.localdate(now) <= period.last:
        raise PeriodNotOver(period=period.label, last=period.last)
    waiting = waiting_claims(actor.village_id, period)
    if waiting:
        raise PeriodOpenClaims(period=period.label, count=waiting)


def _check_shorter(rules: Rules, period: Period, closed: Collection[str]) -> None:
    shorter = shorter_open(rules, period, closed)
    if shorter is not None:
        raise PeriodShorterFirst(period=period.label, shorter=shorter.label)


def _clear(actor: Actor, scheme: Scheme, period: Period, *, now: datetime) -> int:
    """Clear the purses that are cleared with the period (清零); how many points lapsed."""
    found = clearings(actor.village_id, scheme, period, lock=True)
    drafts = [Draft(posting, None, memo) for _, posting, memo in found]
    if drafts:
        drafts.sort(key=lambda draft: draft.posting.entries[0].points < 0)
        post_many(actor, drafts, now=now, code="period.cleared", floors=floors_of(scheme))
    return lapsed(draft.posting for draft in drafts)
