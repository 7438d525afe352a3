"""Periods that were closed (结算), for the desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jishan.claims.models import PeriodClose
from jishan.claims.standing import People, people_of
from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound
from jishan.core.measuring import subject_of
from jishan.core.points import Fen, Points
from jishan.core.scheme.document import Scheme
from jishan.schemes.queries import scheme_of


@dataclass(frozen=True, slots=True)
class CloseRow:
    """`pools`: how many sums were shared out."""

    id: int
    period: str
    at: datetime
    pools: int


@dataclass(frozen=True, slots=True)
class ShareRow:
    """What one holder gets, under its full name: for the desk and the list of payments."""

    name: str
    group: str
    fen: Fen


@dataclass(frozen=True, slots=True)
class PoolPage:
    """One sum as it was shared out (分红). `notice` is the number of its notice, 0 if nobody got
    anything; `kept` what stays with the village."""

    name: str
    shares: tuple[ShareRow, ...]
    given: Fen
    kept: Fen
    notice: int


@dataclass(frozen=True, slots=True)
class ClosePage:
    """`titles`: what each is called, whom it is for (as `core.measuring.subject_of`), how many got
    it."""

    id: int
    period: str
    at: datetime
    claims: int
    cleared: Points
    titles: tuple[tuple[str, str, int], ...]
    pools: tuple[PoolPage, ...]


def closed_periods(actor: Actor, *, limit: int = 24) -> tuple[CloseRow, ...]:
    """What was closed, the newest first."""
    actor.require_whole(Permission.VIEW_OFFICE)
    rows = PeriodClose.objects.filter(village_id=actor.village_id).order_by("-at")[:limit]
    return tuple(
        CloseRow(row.id, row.period, row.at, len(row.result.get("pools", ()))) for row in rows
    )


def close_page(actor: Actor, close_id: int) -> ClosePage:
    """One close with the lists of its pools, or `not_found`."""
    actor.require_whole(Permission.VIEW_LEDGER)
    row = PeriodClose.objects.filter(village_id=actor.village_id, id=close_id).first()
    if row is None:
        raise NotFound
    kept: dict[str, Any] = row.result.get("pools", {})
    keys = {key for pool in kept.values() for key in pool["shares"]}
    people = people_of(actor.village_id, (), keys)
    scheme = scheme_of(row.version_id)
    return ClosePage(
        row.id,
        row.period,
        row.at,
        row.result["claims"],
        Points(row.result["cleared"]),
        titles_counted(scheme, row.result["titles"]),
        tuple(_pool(people, scheme.organisation, pool) for pool in kept.values()),
    )


def titles_counted(
    scheme: Scheme, holders: Mapping[str, Sequence[str]]
) -> tuple[tuple[str, str, int], ...]:
    """Of each title that a close gave: its name, whom it is for, and how many have it."""
    return tuple(
        (one.name, subject_of(scheme, scheme.measure(one.measure)), len(holders[one.code]))
        for one in scheme.honours
        if one.code in holders
    )


def _pool(people: People, organisation: str, pool: dict[str, Any]) -> PoolPage:
    shares = tuple(
        ShareRow(*holder_name(people, organisation, key), Fen(fen))
        for key, fen in pool["shares"].items()
    )
    given = Fen(sum(one.fen for one in shares))
    return PoolPage(pool["name"], shares, given, Fen(pool["kept"]), pool.get("notice", 0))


def holder_name(people: People, organisation: str, key: str) -> tuple[str, str]:
    """A holder's full name and group."""
    number = int(key[1:])
    if key[:1] == "v":
        return organisation, ""
    if key[:1] == "g":
        return people.places.groups[number], ""
    if key[:1] == "u":
        unit = people.units[number]
        return unit.name, unit.group.name if unit.group else ""
    person = people.residents[number] if key[:1] == "r" else None
    home = people.households[person.household_id if person else number]
    group = home.group.name if home.group else ""
    return person.name if person else home.head_name, group
