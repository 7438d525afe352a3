"""What the scheme gives and takes by itself: base points, the close of a period (结算)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db import transaction
from django.utils import timezone

from jishan.claims.actions.moved import KeyTaken
from jishan.claims.actions.post import floors_of
from jishan.claims.acts import RULE
from jishan.claims.binding import check
from jishan.claims.facts import period_facts
from jishan.claims.models import Claim, PeriodClose
from jishan.claims.road import place_at, road_of
from jishan.claims.standing import People, people_of
from jishan.core import closing
from jishan.core.access import Actor, Permission
from jishan.core.closing import AutoCredit
from jishan.core.errors import Refusal
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.periods import Period, next_period, period_of
from jishan.core.points import Points
from jishan.core.purses import kept_after
from jishan.core.scheme.document import Base, Honour, Purse, RuleItem, Scheme, Settlement, Streak
from jishan.core.scheme.values import PeriodKind
from jishan.core.scoring import ScoringRefused
from jishan.core.workflow import State
from jishan.ledger.actions import Draft, post_many
from jishan.ledger.models import Account, Entry
from jishan.orgs.actions import next_number, record
from jishan.registry.models import Household
from jishan.schemes.queries import InForce, version_in_force


class PeriodNotOver(Refusal):
    code = "claims.period_not_over"


class PeriodOpenClaims(Refusal):
    """Acts of the period are still on their road; what follows from them cannot be known yet."""

    code = "claims.period_open_claims"


class PeriodClosedAlready(Refusal):
    code = "claims.period_closed_already"


@dataclass(frozen=True, slots=True)
class ClosedPeriod:
    """What a close brought: claims that now await a notice, and points that lapsed by clearing."""

    id: int
    period: str
    claims: int
    cleared: Points
    repeated: bool


@dataclass(frozen=True, slots=True)
class GrantedBase:
    claims: int
    first_number: int | None


@transaction.atomic
def close_period(
    actor: Actor, kind: PeriodKind, day: date, *, key: str, now: datetime
) -> ClosedPeriod:
    """Close the period of this kind that holds the day, once it is over and nothing in it is open.

    Streaks, settlements and titles with points become claims that go on a notice like any other
    (Z3-13); purses that are cleared with the period lapse at once. The same key: the same close.
    """
    actor.require_whole(Permission.CLOSE_PERIOD)
    in_force = version_in_force(actor.village_id, day)
    period = period_of(in_force.scheme.periods, kind, day)
    next_number(actor.village_id, "closing")
    repeated = _known(actor, period, key)
    if repeated is not None:
        return repeated
    _check_over(actor, period, now)
    facts = period_facts(actor.village_id, in_force.scheme, period)
    result = closing.close_period(in_force.scheme, period, facts)
    claims = _given(actor, result.credits, in_force, period, now=now)
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


def _given(
    actor: Actor,
    credits_: Sequence[AutoCredit],
    in_force: InForce,
    period: Period,
    *,
    now: datetime,
) -> list[Claim]:
    """A claim for each credit that follows from the close; it awaits its notice."""
    if not credits_:
        return []
    scheme = in_force.scheme
    residents = {int(one.subject[1:]) for one in credits_ if one.subject[:1] == "r"}
    homes = people_of(actor.village_id, (), [f"r{one}" for one in residents]).residents
    claims = []
    for one in credits_:
        is_person, number = one.subject[:1] == "r", int(one.subject[1:])
        claim = _rule_claim(actor, in_force, period.last, f"{one.code}:{period.label}", now=now)
        claim.kind = "rule"
        claim.household_id = homes[number].household_id if is_person else number
        claim.resident_id = number if is_person else None
        claim.item = one.code
        claim.category, title = _clause(scheme, one.code)
        claim.act = {
            "title": f"{title}({period.label})",
            "points": int(one.points),
            "credits": [[c.purse, c.holder, int(c.points)] for c in one.credits],
            "facts": {"period": period.label},
        }
        claims.append(claim)
    return _insert(actor, scheme, claims)


def _clause(scheme: Scheme, code: str) -> tuple[str, str]:
    """The category and the name of a settlement, a streak or a title."""
    clauses: list[Settlement | Streak | Honour] = [*scheme.settlements, *scheme.streaks]
    clauses += scheme.honours
    clause = next(one for one in clauses if one.code == code)
    return clause.category or "", clause.name


def _rule_claim(actor: Actor, in_force: InForce, day: date, stem: str, *, now: datetime) -> Claim:
    return Claim(
        village_id=actor.village_id,
        key=stem,
        version_id=in_force.version_id,
        day=day,
        origin=RULE,
        submitted_at=now,
        submitted_kind=actor.kind.value,
        submitted_by=actor.id,
        awaiting_since=now,
    )


def _insert(actor: Actor, scheme: Scheme, claims: list[Claim]) -> list[Claim]:
    first = next_number(actor.village_id, "claim", count=len(claims))
    for offset, claim in enumerate(claims):
        claim.number = first + offset
        owner = claim.resident_id or claim.household_id
        claim.key = f"{claim.key[:42]}:{owner}"
        place_at(claim, road_of(scheme, claim), 0)
    Claim.objects.bulk_create(claims, batch_size=500)
    return claims


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
    entries = Entry.objects.filter(
        village_id=actor.village_id, day__gt=period.last, account__purse=purse.code
    )
    for account_id, points in entries.values_list("account_id", "points"):
        later[account_id] = later.get(account_id, 0) + points
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


@transaction.atomic
def grant_base(actor: Actor, *, day: date, now: datetime) -> GrantedBase:
    """Give every household its base points (基础分) for the periods that hold the day.

    Each household gets them once a period, a newcomer the part that the document says; they go on
    a notice like any other claim. Repeating gives only what is still missing.
    """
    actor.require_whole(Permission.CLOSE_PERIOD)
    in_force = version_in_force(actor.village_id, day)
    scheme = in_force.scheme
    homes = list(
        Household.objects.filter(village_id=actor.village_id, participating=True, since__lte=day)
    )
    next_number(actor.village_id, "closing")
    claims: list[Claim] = []
    for item in scheme.items:
        worth = item.worth
        if isinstance(worth, Base):
            claims += _bases(actor, in_force, item, worth, homes, day=day, now=now)
    if not claims:
        return GrantedBase(0, None)
    _insert(actor, scheme, claims)
    record(actor, "claim.base_granted", claims[0].id, now=now, count=len(claims))
    return GrantedBase(len(claims), claims[0].number)


def _bases(
    actor: Actor,
    in_force: InForce,
    item: RuleItem,
    worth: Base,
    homes: Sequence[Household],
    *,
    day: date,
    now: datetime,
) -> list[Claim]:
    scheme = in_force.scheme
    kind: PeriodKind = worth.per
    period = period_of(scheme.periods, kind, day)
    have = set(
        Claim.objects.filter(
            village_id=actor.village_id,
            item=item.code,
            origin=RULE,
            day__range=(max(period.first, date(1900, 1, 1)), min(period.last, date(9000, 1, 1))),
        ).values_list("household_id", flat=True)
    )
    fresh = [home for home in homes if home.id not in have and _there(home, day)]
    people = people_of(actor.village_id, [home.id for home in fresh])
    claims = []
    for home in fresh:
        begin = max(period.first, home.since, scheme.in_force_from)
        part = _part(scheme, worth, period, begin)
        claim = _rule_claim(actor, in_force, begin, f"base:{item.code}:{period.label}", now=now)
        claim.household_id = home.id
        claim.item, claim.category = item.code, item.category
        claim.act = {"quantity": str(part)}
        if part and _meant(claim, scheme, people):
            claims.append(claim)
    return claims


def _there(home: Household, day: date) -> bool:
    return home.until is None or day <= home.until


def _meant(claim: Claim, scheme: Scheme, people: People) -> bool:
    """A base is for those whom the document means; the others get none."""
    try:
        check(claim, scheme, people, photographed=None)
    except ScoringRefused:
        return False
    return True


def _part(scheme: Scheme, worth: Base, period: Period, begin: date) -> Fraction:
    """How much of the base somebody gets who came on `begin`."""
    if begin <= max(period.first, scheme.in_force_from) or worth.joiners == "full":
        return Fraction(1)
    if worth.joiners == "none":
        return Fraction(0)
    if worth.joiners == "by_day":
        return Fraction((period.last - begin).days + 1, period.days)
    return Fraction(_months(scheme, begin, period), _months(scheme, period.first, period))


def _months(scheme: Scheme, first: date, period: Period) -> int:
    count, month = 0, period_of(scheme.periods, "month", first)
    while month.last <= period.last:
        count, month = count + 1, next_period(scheme.periods, month)
    return count
