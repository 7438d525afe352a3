"""The close of a period (结算): what the scheme gives and takes when it is over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jishan.claims.actions.given import give
from jishan.claims.actions.moved import KeyTaken
from jishan.claims.actions.pools import publish_pools
from jishan.claims.documents import floors_of
from jishan.claims.facts import period_facts
from jishan.claims.models import Claim, PeriodClose
from jishan.claims.places import Places
from jishan.core import closing
from jishan.core.access import Actor, Permission
from jishan.core.errors import Refusal
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.periods import CLOSING_ORDER, Period, period_of, periods_within
from jishan.core.points import Points
from jishan.core.purses import kept_after
from jishan.core.scheme.document import Purse, Scheme
from jishan.core.scheme.values import PeriodKind
from jishan.core.workflow import State
from jishan.ledger.actions import Draft, post_many
from jishan.ledger.models import Account
from jishan.ledger.moves import moves_after
from jishan.orgs.actions import next_number, record
from jishan.schemes.queries import in_force as rules_of
from jishan.schemes.queries import version_in_force


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
    actor: Actor, kind: PeriodKind, day: date, *, key: str, now: datetime
) -> ClosedPeriod:
    """Close the period of this kind that holds the day, once it is over and nothing in it is open.

    Streaks, settlements and titles with points become claims that go on a notice like any other
    (Z3-13); purses that are cleared with the period lapse at once; the shares of a pool are
    published. The same key: the same close.
    """
    actor.require_whole(Permission.CLOSE_PERIOD)
    in_force = version_in_force(actor.village_id, day)
    period = period_of(in_force.scheme.periods, kind, day)
    next_number(actor.village_id, "closing")
    repeated = _known(actor, period, key)
    if repeated is not None:
        return repeated
    _check_over(actor, period, now)
    _check_shorter(actor.village_id, period)
    places = Places(actor.village_id)
    facts = period_facts(actor.village_id, in_force.scheme, period)
    facts.holding = _held_before(places, in_force.scheme, period)
    result = closing.close_period(in_force.scheme, period, facts)
    claims = give(actor, result.credits, in_force, period, now=now)
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
            "claims": len(claims),
            "cleared": cleared,
            "marks": [list(mark) for mark in result.marks],
            "titles": {
                code: sorted(places.outward(key, in_force.scheme) for key in keys)
                for code, keys in closing.holders_by_honour(result.honours).items()
            },
            "pools": publish_pools(actor, in_force.scheme, period, result.pools, now=now),
        },
    )
    record(actor, "period.closed", close.id, now=now, period=period.label, claims=len(claims))
    return ClosedPeriod(close.id, period.label, len(claims), Points(cleared), repeated=False)


def _known(actor: Actor, period: Period, key: str) -> ClosedPeriod | None:
    closes = PeriodClose.objects.filter(village_id=actor.village_id)
    close = closes.filter(key=key).first()
    if close is not None:
        if close.period != period.label:
            raise KeyTaken
        result = close.result
        cleared = Points(result["cleared"])
        return ClosedPeriod(close.id, close.period, result["claims"], cleared, repeated=True)
    if closes.filter(period=period.label).exists():
        raise PeriodClosedAlready(period=period.label)
    return None


def _check_over(actor: Actor, period: Period, now: datetime) -> None:
    if timezone.localdate(now) <= period.last:
        raise PeriodNotOver(period=period.label, last=period.last)
    waiting = Claim.objects.filter(
        village_id=actor.village_id, state=State.OPEN, day__range=(period.first, period.last)
    ).count()
    if waiting:
        raise PeriodOpenClaims(period=period.label, count=waiting)


def _check_shorter(village_id: int, period: Period) -> None:
    """Every shorter period within that gives or clears something by its own rules is closed."""
    closed = set(PeriodClose.objects.filter(village_id=village_id).values_list("period", flat=True))
    for kind in CLOSING_ORDER[: CLOSING_ORDER.index(period.kind)]:
        found = rules_of(village_id, period.last)
        if found is None:
            continue
        for shorter in periods_within(found.scheme.periods, kind, period):
            rules = rules_of(village_id, shorter.last)
            if rules and closing.gives_at(rules.scheme, kind) and shorter.label not in closed:
                raise PeriodShorterFirst(period=period.label, shorter=shorter.label)


def _held_before(places: Places, scheme: Scheme, period: Period) -> dict[str, frozenset[str]]:
    """Who holds which title from periods closed before, as the core names them."""
    order = CLOSING_ORDER.index
    here = (period.last.isoformat(), order(period.kind))
    found: dict[str, frozenset[str]] = {}
    rows = PeriodClose.objects.filter(village_id=places.village_id)
    results = list(rows.values_list("result", flat=True))
    for result in sorted(results, key=lambda one: (one["last"], order(one["kind"]))):
        if (result["last"], order(result["kind"])) < here:
            for code, keys in result.get("titles", {}).items():
                found[code] = frozenset(places.inward(key, scheme) for key in keys)
    return found


def _clear(actor: Actor, scheme: Scheme, period: Period, *, now: datetime) -> int:
    """Clear the purses that are cleared with the period (清零); how many points lapsed.

    What stood at the end of the period lapses, less what the purse keeps, and never more than is
    still there: what was spent since was spent of the old points first.
    """
    drafts: list[Draft] = []
    for purse in scheme.purses:
        if purse.clearing is not None and purse.clearing.every == period.kind:
            drafts += _clearings(actor, purse, period)
    if drafts:
        post_many(actor, drafts, now=now, code="period.cleared", floors=floors_of(scheme))
    return sum(-draft.posting.entries[0].points for draft in drafts)


def _clearings(actor: Actor, purse: Purse, period: Period) -> Iterable[Draft]:
    assert purse.clearing is not None, "only purses that are cleared were asked for"
    accounts = Account.objects.select_for_update().filter(
        village_id=actor.village_id, purse=purse.code
    )
    held = [one for one in accounts.order_by("id") if one.holder_kind != "issuer"]
    later: dict[int, int] = {}
    for move in moves_after(actor.village_id, [purse.code], period.last):
        later[move.account_id] = later.get(move.account_id, 0) + move.points
    for account in held:
        then = account.balance - later.get(account.id, 0)
        lapses = then - kept_after(purse.clearing, Points(then))
        lowest = account.floor if account.floor is not None else account.balance - abs(lapses)
        lapses = min(lapses, max(account.balance - lowest, 0))
        if lapses:
            ref = AccountRef(account.holder_kind, account.holder_id, purse.code)
            key = f"clear:{period.label}:{account.id}"
            posting = settle(key, Kind.EXPIRY, period.last, [(ref, -lapses)])
            yield Draft(posting, None, f"{period.label} 清零")
