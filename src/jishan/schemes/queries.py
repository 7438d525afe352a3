"""Reading schemes: what is in force in a village on a day, and what a pinned version said."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q

from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound, Refusal
from jishan.core.scheme.document import Scheme
from jishan.core.workflow import SchemeState
from jishan.schemes.models import SchemeVersion


class NoneInForce(Refusal):
    code = "schemes.none_in_force"


@dataclass(frozen=True, slots=True)
class InForce:
    version_id: int
    scheme: Scheme


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version as the office lists it. `day_*` are the days of force."""

    id: int
    name: str
    number: int
    state: SchemeState
    day_from: date | None
    day_until: date | None
    created_at: datetime
    resolution: dict[str, Any]
    filing: dict[str, Any]
    answers: dict[str, str]


def in_force(village_id: int, day: date) -> InForce | None:
    """The version adopted for that day, or None before a village has adopted anything."""
    row = (
        SchemeVersion.objects.filter(
            Q(in_force_until__isnull=True) | Q(in_force_until__gte=day),
            scheme__organization_id=village_id,
            in_force_from__lte=day,
            state__in=[SchemeState.ADOPTED.value, SchemeState.REPLACED.value],
        )
        .order_by("-in_force_from", "-id")
        .values_list("id", "digest")
        .first()
    )
    return InForce(row[0], _parsed(*row)) if row else None


def version_in_force(village_id: int, day: date) -> InForce:
    found = in_force(village_id, day)
    if found is None:
        raise NoneInForce(day=day)
    return found


def scheme_of(version_id: int) -> Scheme:
    """The document that a claim pinned, word for word, however long ago."""
    digest = SchemeVersion.objects.values_list("digest", flat=True).get(pk=version_id)
    return _parsed(version_id, digest)


@lru_cache(maxsize=64)
def _parsed(version_id: int, digest: str) -> Scheme:
    """A voted document never changes, so one reading serves the process; the digest keeps it
    honest."""
    document = SchemeVersion.objects.values_list("document", flat=True).get(pk=version_id)
    return Scheme.model_validate(document)


def versions_of(actor: Actor) -> tuple[VersionRow, ...]:
    """Every version of the actor's village, the newest first."""
    actor.require_whole(Permission.VIEW_OFFICE)
    rows = SchemeVersion.objects.filter(scheme__organization_id=actor.village_id)
    return tuple(_row(version) for version in rows.select_related("scheme").order_by("-id"))


def version_page(actor: Actor, version_id: int) -> tuple[VersionRow, Scheme]:
    """One version with its document, or `not_found`."""
    actor.require_whole(Permission.VIEW_OFFICE)
    rows = SchemeVersion.objects.filter(scheme__organization_id=actor.village_id, pk=version_id)
    version = rows.select_related("scheme").first()
    if version is None:
        raise NotFound
    return _row(version), Scheme.model_validate(version.document)


def adopted_version(village_id: int, day: date) -> VersionRow | None:
    """The version in force, with who voted it and its filing: what the board says of the rules."""
    found = in_force(village_id, day)
    if found is None:
        return None
    return _row(SchemeVersion.objects.select_related("scheme").get(pk=found.version_id))


def _row(version: SchemeVersion) -> VersionRow:
    return VersionRow(
        version.pk,
        version.scheme.name,
        version.number,
        SchemeState(version.state),
        version.in_force_from,
        version.in_force_until,
        version.created_at,
        version.resolution,
        version.filing,
        version.answers,
    )
