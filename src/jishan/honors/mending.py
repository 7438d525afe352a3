"""Announced rankings after a correction: worked out anew beside the first, titles with them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction

from jishan.claims.foresight import Moment, confirm, foreseeing
from jishan.claims.models import Claim, Correction, Recomputation
from jishan.claims.sums import Sums
from jishan.core.access import Actor, Permission
from jishan.core.periods import CLOSING_ORDER
from jishan.core.scheme.made_of import by_own_days
from jishan.honors.actions import worked_out
from jishan.honors.mended import period_of_row
from jishan.honors.models import Ranking, RankingCorrection, Recheck, TitleChange
from jishan.honors.snapshot import Standing, key_of, plain, standings_in
from jishan.orgs.actions import next_number, record
from jishan.schemes.queries import scheme_of

_NAMED_MAX = 10
"""Of more causes only so many are named, and how many there are."""


@dataclass(frozen=True, slots=True)
class Rechecked:
    """How many announced rankings came out otherwise."""

    rankings: int


@dataclass(frozen=True, slots=True)
class _Anew:
    """What rankings come to at a moment, by their ids."""

    moment: Moment
    places: Mapping[int, dict[str, Any]]


def recheck(actor: Actor, *, now: datetime) -> Rechecked:
    """Work out anew every announced ranking that corrections since the last look may have changed.

    Asked for after a reversal and by the clock, so that it is never forgotten; without anything
    new it writes nothing. The first announcement stays; what holds now is written beside it.
    """
    actor.require_whole(Permission.POST_CLAIM)
    if not _unchecked(actor.village_id):
        return Rechecked(0)
    return foreseeing(partial(_look, actor.village_id), partial(_recheck, actor, now=now))


def _look(village_id: int) -> _Anew | None:
    """Worked out before anybody is held up; None where one ranking asks for titles of another."""
    moment = Moment.now(village_id)
    rankings = _concerned(village_id, _unchecked(village_id))
    if not all(by_own_days(scheme_of(one.version_id)) for one in rankings):
        return None
    return _Anew(moment, {one.id: _found(one) for one in rankings})


@transaction.atomic
def _recheck(actor: Actor, ahead: _Anew | None, *, now: datetime) -> Rechecked:
    next_number(actor.village_id, "recheck")
    confirm(ahead)
    pending = _unchecked(actor.village_id)
    corrected = 0
    if pending:
        cause, note = _why(actor.village_id, pending)
        for ranking in _concerned(actor.village_id, pending):
            found = ahead.places[ranking.id] if ahead else _found(ranking)
            corrected += _look_again(actor, ranking, found, cause, note, now=now)
    Recheck.objects.bulk_create(
        Recheck(village_id=actor.village_id, recomputation_id=one.id, at=now, corrected=corrected)
        for one in pending
    )
    return Rechecked(corrected)


def _concerned(village_id: int, pending: Sequence[Recomputation]) -> list[Ranking]:
    """The announced rankings that these corrections may have changed, in the order of their ends:
    those of a period that holds a day of one; any later ones where a document looks further."""
    if not pending:
        return []
    first = min(one.first for one in pending)
    rankings = Ranking.objects.filter(village_id=village_id, last__gte=first)
    days = _days(village_id, pending)
    return [
        one
        for one in sorted(rankings, key=_by_close)
        if days is None
        or not by_own_days(scheme_of(one.version_id))
        or any(one.first <= day <= one.last for day in days)
    ]


def _days(village_id: int, pending: Sequence[Recomputation]) -> set[date] | None:
    """The days of everything that was corrected; None where a veto is among the causes, which
    bars for long after its day."""
    ids = {number for one in pending for number in one.causes}
    causes = Claim.objects.filter(village_id=village_id, id__in=ids).values_list("kind", "day")
    if any(kind not in ("item", "rule") for kind, _ in causes):
        return None
    rows = Correction.objects.filter(
        village_id=village_id, recomputation_id__in=[one.id for one in pending]
    )
    return {day for _, day in causes} | set(rows.values_list("day", flat=True))


def _found(ranking: Ranking) -> dict[str, Any]:
    scheme, sums = scheme_of(ranking.version_id), Sums(ranking.village_id)
    return plain(worked_out(sums, scheme, period_of_row(ranking), ranking.measure))


def _unchecked(village_id: int) -> Sequence[Recomputation]:
    seen = Recheck.objects.filter(village_id=village_id).values("recomputation_id")
    rows = Recomputation.objects.filter(village_id=village_id).exclude(id__in=seen)
    return list(rows.order_by("id"))


def _why(village_id: int, pending: Sequence[Recomputation]) -> tuple[str, str]:
    """The cause in words for everybody, and what staff wrote."""
    ids = {number for one in pending for number in one.causes}
    rows = Claim.objects.filter(village_id=village_id, id__in=ids).order_by("number")
    numbers = [str(number) for number in rows.values_list("number", flat=True)]
    said = f"因第 {'、'.join(numbers[:_NAMED_MAX])} 号"
    said += f"等 {len(numbers)} 项" if len(numbers) > _NAMED_MAX else ""
    note = "；".join(dict.fromkeys(one.reason for one in pending))
    return f"{said}事项更正", note[:500]


def _by_close(row: Ranking) -> tuple[Any, ...]:
    kinds: tuple[str, ...] = CLOSING_ORDER
    return row.last, kinds.index(row.kind), row.id


def _look_again(
    actor: Actor, ranking: Ranking, found: dict[str, Any], cause: str, note: str, *, now: datetime
) -> bool:
    earlier = RankingCorrection.objects.filter(village_id=ranking.village_id, ranking_id=ranking.id)
    last = earlier.order_by("-number").first()
    before = ranking.places if last is None else last.places
    if _said(before) == _said(found):
        return False
    made = RankingCorrection.objects.create(
        village_id=ranking.village_id,
        ranking_id=ranking.id,
        number=last.number + 1 if last else 1,
        cause=cause,
        note=note,
        at=now,
        places=found,
    )
    changes = _changes(made, standings_in(before), standings_in(found))
    TitleChange.objects.bulk_create(changes, batch_size=500)
    record(
        actor,
        "ranking.corrected",
        ranking.id,
        now=now,
        period=ranking.period,
        measure=ranking.measure,
        titles=len(changes),
    )
    return True


def _said(places: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    return {
        key_of(one): (one.position, one.points, tuple(one.titles)) for one in standings_in(places)
    }


def _changes(
    made: RankingCorrection, before: Iterable[Standing], now: Iterable[Standing]
) -> list[TitleChange]:
    """Each title that somebody no longer has, and each that somebody has now."""
    old = {key_of(one): one for one in before if one.titles}
    new = {key_of(one): one for one in now if one.titles}
    found: list[TitleChange] = []
    for key in sorted(old.keys() | new.keys()):
        had, has = (set(rows[key].titles) if key in rows else set() for rows in (old, new))
        who = new.get(key) or old[key]
        found += [
            TitleChange(
                village_id=made.village_id,
                correction_id=made.id,
                ranking_id=made.ranking_id,
                household_id=who.household_id,
                resident_id=who.resident_id,
                subject=key,
                honour=honour,
                given=honour in has,
            )
            for honour in sorted(had ^ has)
        ]
    return found
