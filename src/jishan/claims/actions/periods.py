"""The close of a period (结算): what the scheme gives and takes when it is over."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jishan.claims.actions.given import give
from jishan.claims.actions.moved import KeyTaken
from jishan.claims.actions.pools import publish_pools
from jishan.claims.closes import closed_periods, waiting_claims
from jishan.claims.documents import floors_of
from jishan.claims.facts import period_facts
from jishan.claims.models import PeriodClose
from jishan.claims.places import Places
from jishan.claims.sums import plain_titles
from jishan.core import closing
from jishan.core.access import Actor, Permission
from jishan.core.errors import Refusal
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.periods import CLOSING_ORDER, Period, period_of, periods_within
from jishan.core.points import Points
from jishan.core.purses import Later, cleared_afterwards
from jishan.core.scheme.document import Purse, Scheme
from jishan.core.scheme.values import PeriodKind
from jishan.ledger.actions import Draft, post_many
from jishan.ledger.models import Account
from jishan.ledger.moves import moves_after
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
    actor: Actor, kind: PeriodKind, day: date, *, key: str, now: datetime
) -> ClosedPeriod:
    """Close the period of this kind that holds the day, once it is over and nothing in it is open.

    Streaks, settlements and titles with points become claims that go on a notice like any other
    (Z3-13); purses that are cleared with the period lapse at once; the shares of a pool are
    published. The same key: the same close.
    """
    actor.require_whole(Permission.CLOSE_PERIOD)
    rules = rules_of(actor.village_id)
    in_force = rules.required_on(day)
    period = period_of(in_force.scheme.periods, kind, day)
    next_number(actor.village_id, "closing")
    closed = closed_periods(actor.village_id)
    if key in closed:
        close = PeriodClose.objects.get(village_id=actor.village_id, key=key)
        return _repeated(close, period)
    _check_over(actor, period, closed.values(), now)
    _check_shorter(rules, period, closed.values())
    follows = _follows(actor, in_force, period, now=now)
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


def _follows(actor: Actor, in_force: InForce, period: Period, *, now: datetime) -> dict[str, Any]:
    """What follows from the period's figures, as the close keeps it; claims and pools are made."""
    scheme = in_force.scheme
    titles = plain_titles(actor.village_id, scheme, period)
    if titles is not None:
        return {"claims": 0, "marks": [], "titles": titles, "pools": {}}
    places = Places(actor.village_id)
    facts = period_facts(actor.village_id, scheme, period)
    facts.holding = _held_before(places, scheme, period)
    result = closing.close_period(scheme, period, facts)
    claims = give(actor, result.credits, in_force, period, now=now)
    return {
        "claims": len(claims),
        "marks": [list(mark) for mark in result.marks],
        "titles": {
            code: sorted(places.outward(key, scheme) for key in keys)
            for code, keys in closing.holders_by_honour(result.honours).items()
        },
        "pools": publish_pools(actor, scheme, period, result.pools, now=now),
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
    """Every shorter period within that gives or clears something by its own rules is closed."""
    found = rules.on(period.last)
    if found is None:
        return
    for kind in CLOSING_ORDER[: CLOSING_ORDER.index(period.kind)]:
        for shorter in periods_within(found.scheme.periods, kind, period):
            of_day = rules.on(shorter.last)
            if of_day and closing.gives_at(of_day.scheme, kind) and shorter.label not in closed:
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

    What stood at the end of the period lapses, less what the purse keeps. What moved since then is
    followed by the rule of the core: goods fetched meanwhile were paid with it.
    """
    drafts: list[Draft] = []
    for purse in scheme.purses:
        if purse.clearing is not None and purse.clearing.every == period.kind:
            drafts += _clearings(actor, purse, period)
    if drafts:
        drafts.sort(key=lambda draft: draft.posting.entries[0].points < 0)
        post_many(actor, drafts, now=now, code="period.cleared", floors=floors_of(scheme))
    lapsed = (draft.posting for draft in drafts if draft.posting.kind is Kind.EXPIRY)
    return sum(-posting.entries[0].points for posting in lapsed)


def _clearings(actor: Actor, purse: Purse, period: Period) -> Iterable[Draft]:
    accounts = Account.objects.select_for_update().filter(
        village_id=actor.village_id, purse=purse.code
    )
    held = [one for one in accounts.order_by("id") if one.holder_kind != "issuer"]
    since: dict[int, list[Later]] = {}
    for move in moves_after(actor.village_id, [purse.code], period.last):
        later = Later(move.day, move.points, move.kind is Kind.REDEMPTION)
        since.setdefault(move.account_id, []).append(later)
    for account in held:
        later_moves = since.get(account.id, [])
        then = account.balance - sum(one.points for one in later_moves)
        lapses, cuts = cleared_afterwards(purse, Points(then), later_moves)
        ref = AccountRef(account.holder_kind, account.holder_id, purse.code)
        key = f"clear:{period.label}:{account.id}"
        if account.floor is not None:
            there = account.balance + sum(cuts.values()) - account.floor
            lapses = Points(min(lapses, max(there, 0)))
        if lapses:
            posting = settle(key, Kind.EXPIRY, period.last, [(ref, -lapses)])
            yield Draft(posting, None, f"{period.label} 清零")
        for day, points in cuts.items():
            if points:
                posting = settle(f"{key}:{day:%m%d}", Kind.TRANSFER, day, [(ref, points)])
                yield Draft(posting, None, f"{period.label} 清零后按下限重算")
