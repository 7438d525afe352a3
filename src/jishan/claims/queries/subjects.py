"""Whom an act can be written down for besides households: units, villager groups, the village."""

from dataclasses import dataclass
from datetime import date

from jishan.claims.acts import HOLDERS, NewClaim, unit_key
from jishan.claims.owners import places_of, reached_owner
from jishan.claims.places import group_key, village_key
from jishan.claims.roll import subject_kinds
from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound
from jishan.registry.unit_table import unit, units
from jishan.schemes.queries import in_force


@dataclass(frozen=True, slots=True)
class SubjectCard:
    """A unit, a group or the village, to choose from. `key` is the stored one (`claims.acts`)."""

    key: str
    kind: str
    name: str
    group: str = ""


def kinds_recorded(village_id: int, day: date) -> frozenset[str]:
    """Which kinds of subjects the scheme in force counts acts of."""
    found = in_force(village_id, day)
    return subject_kinds(found.scheme) if found else frozenset()


def subjects_found(actor: Actor, text: str, day: date) -> tuple[SubjectCard, ...]:
    """Units, groups and the village within reach whose name holds the text, a unit also by its
    code; all for no text. Only kinds that the scheme in force counts.
    """
    actor.require(Permission.RECORD_CLAIM)
    places = [one for kind in ("group", "village") for one in subjects_of_kind(actor, kind, day)]
    named = (one for one in places if text in one.name)
    return (*subjects_of_kind(actor, "unit", day, text=text), *named)


def subjects_of_kind(
    actor: Actor, kind: str, day: date, *, text: str = ""
) -> tuple[SubjectCard, ...]:
    """All subjects of a kind within reach, where the scheme in force counts them; of units those
    that the text finds."""
    if kind not in kinds_recorded(actor.village_id, day):
        return ()
    if kind == "unit":
        rows = units(actor, text=text)
        return tuple(
            SubjectCard(unit_key(row.id), kind, row.name, row.group)
            for row in rows
            if row.participating and row.since <= day
        )
    permission = Permission.SCORE_VILLAGE if kind == "village" else Permission.RECORD_CLAIM
    if not actor.holds(permission):
        return ()
    places = places_of(actor, permission)
    return tuple(
        SubjectCard(_key(actor, org_id), kind, name)
        for org_id, name in places.items()
        if (org_id == actor.village_id) == (kind == "village")
    )


def _key(actor: Actor, org_id: int) -> str:
    return village_key(org_id) if org_id == actor.village_id else group_key(org_id)


def subject_card(actor: Actor, key: str) -> SubjectCard:
    """One of them, or `not_found`."""
    owner = reached_owner(actor, Permission.RECORD_CLAIM, NewClaim(None, "", date.min, subject=key))
    if owner.unit_id is not None:
        row = unit(actor, owner.unit_id)
        return SubjectCard(key, "unit", row.name, row.group)
    if owner.org_id is None:
        raise NotFound
    places = places_of(actor, Permission.RECORD_CLAIM)
    return SubjectCard(key, HOLDERS[key[:1]], places[owner.org_id])
