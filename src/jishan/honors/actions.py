"""Announcing a ranking: what the period came to, frozen, with the rules it was made by."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from jishan.claims.facts import period_facts
from jishan.claims.places import Places
from jishan.claims.sums import Sums, plan_of
from jishan.core.access import Actor, Permission
from jishan.core.errors import Refusal
from jishan.core.measuring import subject_of
from jishan.core.periods import Period
from jishan.core.ranking import NEVER_RANKED
from jishan.core.scheme.board import openness
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.values import PeriodKind
from jishan.honors.bulk import write_titles
from jishan.honors.holding import titles_held
from jishan.honors.models import Ranking
from jishan.honors.naming import ranking_title
from jishan.honors.quick import quick_standings
from jishan.honors.snapshot import Snapshot, plain, snapshot_of, titled
from jishan.honors.standings import (
    honours_of,
    period_for,
    rankable,
    standings,
    unit_of,
)
from jishan.orgs.actions import next_number, record
from jishan.schemes.queries import version_in_force


class PeriodNotEnded(Refusal):
    """A ranking is announced when nothing of its period can still happen."""

    code = "honors.period_not_ended"


class AlreadyAnnounced(Refusal):
    code = "honors.already_announced"


class MeasureUnknown(Refusal):
    """The scheme in force has no such measure of that period, or it is a place already."""

    code = "honors.measure_unknown"


class NeverRanked(Refusal):
    """The village and staff posts have facts and no ranking (redlines E.1)."""

    code = "honors.never_ranked"


@dataclass(frozen=True, slots=True)
class AnnouncedRanking:
    id: int
    title: str
    repeated: bool


def announce_ranking(
    actor: Actor,
    kind: PeriodKind,
    *,
    day: date,
    measure: str,
    key: str,
    now: datetime,
    sums: Sums | None = None,
) -> AnnouncedRanking:
    """Announce the ranking of the period that `day` lies in, and confer its titles.

    The snapshot is never computed anew: what is corrected afterwards stays beside it. The same key
    again returns the same ranking; another key for the same period and measure is refused.
    `sums`: what the same transaction has summed up already.
    """
    actor.require_whole(Permission.ANNOUNCE_RANKING)
    version_id, scheme, period = ranked_by(actor.village_id, kind, day, measure)
    if period.last >= timezone.localdate(now):
        raise PeriodNotEnded(last=period.last)
    ranking = Ranking(
        village_id=actor.village_id,
        key=key,
        kind=period.kind,
        period=period.label,
        first=period.first,
        last=period.last,
        title=ranking_title(period, scheme.measure(measure).name)[:120],
        measure=measure,
        version_id=version_id,
        at=now,
        announced_by=actor.id,
    )
    try:
        return _announce(actor, ranking, scheme, period, sums or Sums(actor.village_id), now=now)
    except IntegrityError:  # it was announced before: the database knows, whoever was first
        found = _announced(actor.village_id, period, measure, key)
        if found is None:
            raise
        return found


def _announced(village_id: int, period: Period, measure: str, key: str) -> AnnouncedRanking | None:
    """The ranking that this key made before; refuses where another key made the same one."""
    same = Q(kind=period.kind, period=period.label, measure=measure)
    rows = Ranking.objects.filter(Q(key=key) | same, village_id=village_id)
    titles = {key_: (ranking_id, title) for key_, ranking_id, title in rows.values_list(
        "key", "id", "title"
    )}  # fmt: skip
    if key in titles:
        return AnnouncedRanking(*titles[key], repeated=True)
    for _, title in titles.values():
        raise AlreadyAnnounced(title=title)
    return None


@transaction.atomic
def _announce(
    actor: Actor, ranking: Ranking, scheme: Scheme, period: Period, sums: Sums, *, now: datetime
) -> AnnouncedRanking:
    next_number(actor.village_id, "closing")  # what corrects the book waits, and then sees this
    snapshot = worked_out(sums, scheme, period, ranking.measure)
    ranking.rules = rules_of(scheme, ranking.measure, period, candidates=len(snapshot.rows))
    ranking.places = plain(snapshot)
    ranking.save(force_insert=True)
    write_titles(actor.village_id, ranking.id, titled(snapshot))
    record(
        actor,
        "ranking.announced",
        ranking.id,
        now=now,
        period=period.label,
        measure=ranking.measure,
        rows=len(snapshot.rows),
    )
    return AnnouncedRanking(ranking.id, ranking.title, repeated=False)


def worked_out(sums: Sums, scheme: Scheme, period: Period, measure: str) -> Snapshot:
    plan = plan_of(scheme, measure)
    if plan is not None:
        return quick_standings(sums, plan, period)
    return full_standings(sums.village_id, scheme, period, measure)


def full_standings(village_id: int, scheme: Scheme, period: Period, measure: str) -> Snapshot:
    """What the core makes of the period, whatever the document asks."""
    facts = period_facts(village_id, scheme, period)
    facts.holding = titles_held(village_id, scheme, period.last)
    homes = {subject.key: subject.household for subject in facts.subjects.values()}
    found, draws = standings(scheme, period, facts, measure)
    places = Places(village_id)
    return snapshot_of(
        [one._replace(key=places.outward(one.key, scheme)) for one in found],
        homes,
        [
            one._replace(
                lots=tuple((places.outward(key, scheme), named) for key, named in one.lots)
            )
            for one in draws
        ],
    )


def ranked_by(
    village_id: int, kind: PeriodKind, day: date, measure: str
) -> tuple[int, Scheme, Period]:
    """The version in force on the period's last day, and the period of the day by its calendar."""
    found = version_in_force(village_id, day)
    _check(found.scheme, kind, measure)
    period = period_for(found.scheme, kind, day)
    if period.last != day:
        found = version_in_force(village_id, period.last)
        _check(found.scheme, kind, measure)
    return found.version_id, found.scheme, period


def _check(scheme: Scheme, kind: str, measure: str) -> None:
    known = {one.code: one for one in scheme.measures if one.period == kind}
    if measure in known and subject_of(scheme, known[measure]) in NEVER_RANKED:
        raise NeverRanked(measure=known[measure].name)
    if measure not in known or not rankable(scheme, known[measure]):
        raise MeasureUnknown(measure=measure)


def rules_of(scheme: Scheme, measure: str, period: Period, *, candidates: int) -> dict[str, Any]:
    """What the ranking was made by, to be read without today's scheme."""
    chosen = scheme.measure(measure)
    return {
        "scheme": scheme.name,
        "version": scheme.version,
        "measure": chosen.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "subject": subject_of(scheme, chosen),
        "unit": unit_of(chosen),
        "honours": [
            one.model_dump(mode="json", by_alias=True, exclude_defaults=True)
            for one in honours_of(scheme, measure, period)
        ],
        "publicity": openness(scheme, measure),
        "names": scheme.publicity.names,
        "candidates": candidates,
    }
