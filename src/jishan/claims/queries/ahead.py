"""What the close of a period would bring, before anybody closes it (月结预览, J7)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from jishan.claims.actions.given import clause_of
from jishan.claims.clearing import clearings, lapsed
from jishan.claims.closes import closed_by_key, shorter_open, waiting_claims
from jishan.claims.figures import Figures, figures_of
from jishan.claims.models import Claim
from jishan.claims.places import Places
from jishan.claims.queries.periods import holder_name, titles_counted
from jishan.claims.standing import people_of
from jishan.claims.sums import Sums
from jishan.core.access import Actor, Permission
from jishan.core.closing import brings_at
from jishan.core.periods import CLOSING_ORDER, ONE_DAY, Period, period_of
from jishan.core.points import Fen, Points
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.values import PeriodKind
from jishan.schemes.queries import Rules, rules_of

EACH = 12
"""So many periods of a kind are looked back."""


@dataclass(frozen=True, slots=True)
class GivenAhead:
    """Points that the close would give: to whom (full name, group), by which clause."""

    name: str
    group: str
    clause: str
    points: Points


@dataclass(frozen=True, slots=True)
class PoolAhead:
    name: str
    holders: int
    given: Fen
    kept: Fen


@dataclass(frozen=True, slots=True)
class CloseAhead:
    """`waiting`: acts still on their road; `shorter`: a period to be closed before. Either of them,
    `closed` or not `over`: nothing can be closed now.

    `titles`: what each is called, whom it is for (as `core.measuring.subject_of`) and how many get
    it; `cleared`: points by purse; both in the order of the document.
    """

    period: Period
    closed: bool
    over: bool
    waiting: int
    shorter: Period | None
    given: tuple[GivenAhead, ...]
    titles: tuple[tuple[str, str, int], ...]
    cleared: tuple[tuple[str, Points], ...]
    pools: tuple[PoolAhead, ...]

    @property
    def ready(self) -> bool:
        return self.over and not (self.closed or self.waiting or self.shorter)


def close_ahead(actor: Actor, kind: PeriodKind, day: date, *, today: date) -> CloseAhead:
    """The period of this kind that holds the day, worked out as its close would do it now."""
    actor.require_whole(Permission.CLOSE_PERIOD)
    rules = rules_of(actor.village_id)
    scheme = rules.required_on(day).scheme
    period = period_of(scheme.periods, kind, day)
    closed = closed_by_key(actor.village_id).values()
    figures = figures_of(Sums(actor.village_id), scheme, period)
    return CloseAhead(
        period,
        closed=period.label in closed,
        over=period.last < today,
        waiting=waiting_claims(actor.village_id, period),
        shorter=shorter_open(rules, period, closed),
        given=_given(actor.village_id, scheme, figures),
        titles=titles_counted(scheme, figures.titles),
        cleared=_cleared(actor.village_id, scheme, period),
        pools=_pools(scheme, figures),
    )


def periods_due(actor: Actor, *, today: date) -> tuple[Period, ...]:
    """The periods since the first act that are over, whose close brings anything, and that are not
    closed yet: the oldest first, of each kind not more than the last `EACH`."""
    actor.require_whole(Permission.VIEW_OFFICE)
    acts = Claim.objects.filter(village_id=actor.village_id).order_by("day")
    since = acts.values_list("day", flat=True).first()
    if since is None:
        return ()
    rules = rules_of(actor.village_id)
    closed = set(closed_by_key(actor.village_id).values())
    found = [
        period
        for kind in CLOSING_ORDER[:-1]
        for period in islice(_backwards(rules, kind, since, today), EACH)
        if period.label not in closed
    ]
    return tuple(sorted(found, key=lambda one: (one.last, CLOSING_ORDER.index(one.kind))))


def _backwards(rules: Rules, kind: PeriodKind, since: date, today: date) -> Iterator[Period]:
    """The ended periods of a kind at whose close something happens, the last first."""
    day = today
    while day >= since and (found := rules.on(day)) is not None:
        period = period_of(found.scheme.periods, kind, day)
        if period.last < today and brings_at(found.scheme, kind):
            yield period
        day = period.first - ONE_DAY


def _given(village_id: int, scheme: Scheme, figures: Figures) -> tuple[GivenAhead, ...]:
    places = Places(village_id)
    keys = [places.outward(one.subject, scheme) for one in figures.credits]
    people = people_of(village_id, (), keys)
    return tuple(
        GivenAhead(
            *holder_name(people, scheme.organisation, key),
            clause_of(scheme, one.code)[1],
            one.points,
        )
        for key, one in zip(keys, figures.credits, strict=True)
    )


def _cleared(village_id: int, scheme: Scheme, period: Period) -> tuple[tuple[str, Points], ...]:
    sums: Counter[str] = Counter()
    for purse, posting, _ in clearings(village_id, scheme, period, lock=False):
        sums[purse.name] += lapsed([posting])
    return tuple((name, Points(points)) for name, points in sums.items())


def _pools(scheme: Scheme, figures: Figures) -> tuple[PoolAhead, ...]:
    names = {one.code: one.name for one in scheme.pools}
    return tuple(
        PoolAhead(
            names[code],
            sum(1 for fen in shared.shares.values() if fen),
            Fen(sum(shared.shares.values())),
            shared.kept,
        )
        for code, shared in figures.pools.items()
    )
