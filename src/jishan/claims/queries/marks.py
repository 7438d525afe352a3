"""Marks of streaks (多次靠前, S2-09): what closes found, and what corrections changed of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from jishan.claims.acts import owner_key, resident_key, unit_key
from jishan.claims.documents import Documents
from jishan.claims.models import Correction, PeriodClose
from jishan.claims.places import Places, group_key
from jishan.core.access import Actor, Permission
from jishan.core.periods import Period
from jishan.core.scheme.document import Scheme
from jishan.foundation.reach import reach
from jishan.orgs.queries import place_of
from jishan.registry.models import Household, Resident, Unit
from jishan.registry.sheets.names import mask_name
from jishan.schemes.queries import in_force


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One mark. `who` is a person of the household by name, empty for the household itself."""

    streak: str
    mark: str
    period: Period
    who: str = ""


@dataclass(frozen=True, slots=True)
class BoardMark:
    """A mark as the board shows it: households masked, or by their door code."""

    streak: str
    mark: str
    period: Period
    who: str
    group: str


@dataclass(frozen=True, slots=True)
class _Kept:
    """A mark as it stands. `key` is the stored key of who has it."""

    streak: str
    mark: str
    period: Period
    key: str
    scheme: Scheme

    @property
    def name(self) -> str:
        return next((one.name for one in self.scheme.streaks if one.code == self.streak), "")

    @property
    def praises(self) -> bool:
        """Whether it is for much or for a place among the first. Who is last or has little is
        nobody's business but the household's and its helper's (Z3-14, redlines E.9)."""
        holds = next((one.holds for one in self.scheme.streaks if one.code == self.streak), None)
        return holds is not None and (holds.last, holds.below, holds.at_most) == (None,) * 3


def marks_of_household(actor: Actor, household_id: int) -> tuple[MarkRow, ...]:
    """The marks of a household and of its people, the latest close first."""
    home = reach(actor, Permission.VIEW_PASSBOOK, Household.objects.all(), household_id)
    people = Resident.objects.filter(village_id=actor.village_id, household_id=home.id)
    names = {resident_key(own): name for own, name in people.values_list("id", "name")}
    names[f"h{home.id}"] = ""
    return tuple(
        MarkRow(one.name, one.mark, one.period, names[one.key])
        for one in _standing(actor.village_id)
        if one.key in names
    )


def marks_of_unit(actor: Actor, unit_id: int) -> tuple[MarkRow, ...]:
    """The marks of a unit, the latest close first."""
    unit = reach(actor, Permission.VIEW_PASSBOOK, Unit.objects.all(), unit_id)
    return _marks_of(actor.village_id, unit_key(unit.id))


def marks_of_group(actor: Actor, group_id: int) -> tuple[MarkRow, ...]:
    """The marks of a villager group, for who may read the whole book."""
    actor.require_whole(Permission.VIEW_PASSBOOK)
    return _marks_of(actor.village_id, group_key(group_id))


def _marks_of(village_id: int, key: str) -> tuple[MarkRow, ...]:
    kept = (one for one in _standing(village_id) if one.key == key)
    return tuple(MarkRow(one.name, one.mark, one.period) for one in kept)


def marks_on_board(village_id: int, *, day: date, limit: int = 300) -> tuple[BoardMark, ...]:
    """The marks that anybody may read, the latest close first: those that praise, and nothing
    unless the scheme in force shows honours (redlines E.1, E.5)."""
    found = in_force(village_id, day)
    shown = found.scheme.publicity if found is not None else None
    if found is None or shown is None or shown.ranking == "off" or "honours" not in shown.shows:
        return ()
    kept = [one for one in _standing(village_id) if one.praises][:limit]
    names = _named(village_id, {one.key for one in kept}, found.scheme)
    return tuple(BoardMark(one.name, one.mark, one.period, *names[one.key]) for one in kept)


def _standing(village_id: int) -> list[_Kept]:
    """What stands today: each close's marks, changed by the corrections that came after."""
    places, documents = Places(village_id), Documents()
    changed = {
        (row.code, row.period, _key(row)): bool(row.now)
        for row in Correction.objects.filter(village_id=village_id, what="mark").order_by("id")
    }
    kept: list[_Kept] = []
    closes = PeriodClose.objects.filter(village_id=village_id).order_by("-at", "-id")
    for close in closes:
        scheme = documents[close.version_id]
        found = {
            (streak, places.outward(subject, scheme)): mark
            for streak, subject, mark in close.result.get("marks", ())
        }
        for (streak, period, key), given in changed.items():
            if period == close.period and not given:
                found.pop((streak, key), None)
            elif period == close.period:
                found.setdefault((streak, key), _mark_of(scheme, streak))
        kept += [
            _Kept(streak, mark, _period(close), key, scheme)
            for (streak, key), mark in found.items()
        ]
    return kept


def _period(close: PeriodClose) -> Period:
    first, last = (date.fromisoformat(close.result[name]) for name in ("first", "last"))
    return Period(first, last, close.result["kind"], close.period)


def _key(row: Correction) -> str:
    return resident_key(row.resident_id) if row.resident_id is not None else owner_key(row)


def _mark_of(scheme: Scheme, streak: str) -> str:
    return next((one.mark or "" for one in scheme.streaks if one.code == streak), "")


def _named(village_id: int, keys: Iterable[str], scheme: Scheme) -> dict[str, tuple[str, str]]:
    """How the board names each holder, and the group."""
    every, coded = list(keys), scheme.publicity.names == "code"
    homes = Household.objects.filter(
        Q(id__in=_ids(every, "h")) | Q(residents__id__in=_ids(every, "r")), village_id=village_id
    ).select_related("group")
    by_id = {row.id: row for row in homes}
    found: dict[str, tuple[str, str]] = {}
    for row in by_id.values():
        who = row.door_code if coded else mask_name(row.head_name)
        found[f"h{row.id}"] = (who, row.group.name if row.group else "")
    people = Resident.objects.filter(village_id=village_id, id__in=_ids(every, "r"))
    for own, name, home in people.values_list("id", "name", "household_id"):
        who, group = found[f"h{home}"]
        found[resident_key(own)] = (who if coded else mask_name(name), group)
    units = Unit.objects.filter(village_id=village_id, id__in=_ids(every, "u"))
    for unit in units.select_related("group"):
        group = unit.group.name if unit.group else ""
        found[f"u{unit.id}"] = (unit.door_code if coded else unit.name, group)
    groups = Places(village_id).groups
    found |= {f"g{own}": (groups[own], "") for own in _ids(every, "g")}
    return found | {f"v{village_id}": (place_of(village_id).name, "")}


def _ids(keys: Iterable[str], kind: str) -> list[int]:
    return [int(key[1:]) for key in keys if key[:1] == kind]
