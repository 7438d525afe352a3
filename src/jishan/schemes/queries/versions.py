"""Reading schemes: what is in force in a village on a day, and what a pinned version said."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound, Refusal
from jishan.core.scheme.document import Scheme
from jishan.core.workflow import SchemeState
from jishan.foundation.cursors import statement_cursor
from jishan.schemes.models import SchemeVersion


class NoneInForce(Refusal):
    code = "schemes.none_in_force"


@dataclass(frozen=True, slots=True)
class InForce:
    version_id: int
    scheme: Scheme


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version as the office lists it. `day_*` are the days of force; `notice_until` is the
    first moment after its public notice."""

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
    discussed_from: date | None = None
    notice_number: int | None = None
    notice_until: datetime | None = None
    returned: dict[str, Any] = field(default_factory=dict)

    @property
    def voted_on(self) -> date | None:
        """The day of the vote, kept as text in the resolution."""
        return date.fromisoformat(self.resolution["day"]) if self.resolution else None

    @property
    def filed_on(self) -> date | None:
        """The day on which the township took note."""
        if not self.filing:
            return None
        return timezone.localdate(datetime.fromisoformat(self.filing["at"]))


class Rules(NamedTuple):
    """Every version that was ever adopted in a village, the latest first: read once, for whoever
    asks about many days. `versions` are (id, digest, first day, last day or None)."""

    versions: tuple[tuple[int, str, date, date | None], ...]

    def on(self, day: date) -> InForce | None:
        """The version adopted for that day, or None before the village had adopted anything."""
        for version_id, digest, first, last in self.versions:
            if first <= day and (last is None or day <= last):
                return InForce(version_id, _parsed(version_id, digest))
        return None

    def required_on(self, day: date) -> InForce:
        found = self.on(day)
        if found is None:
            raise NoneInForce(day=day)
        return found


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was read since `one_reading` began: the rules by village, the digests by version."""

    rules: dict[int, Rules] = field(default_factory=dict)
    digests: dict[int, str] = field(default_factory=dict)


_reading: ContextVar[_Reading | None] = ContextVar("reading", default=None)


@contextmanager
def one_reading() -> Iterator[None]:
    """Whoever only reads asks once which rules a village has and which document a version is,
    however many figures of a page need them. Never around a step that writes."""
    token = _reading.set(_Reading())
    try:
        yield
    finally:
        _reading.reset(token)


def rules_of(village_id: int) -> Rules:
    """The versions adopted in a village; one question, within `one_reading` the first time only."""
    reading = _reading.get()
    if reading is None:
        return _rules_of(village_id)
    if village_id not in reading.rules:
        found = reading.rules[village_id] = _rules_of(village_id)
        reading.digests.update((own, digest) for own, digest, _, _ in found.versions)
    return reading.rules[village_id]


# Asked at every counter and every phone: by hand, so that nobody builds it anew each time.
_RULES = """
SELECT v.id, v.digest, v.in_force_from, v.in_force_until
FROM schemes_schemeversion v JOIN schemes_scheme s ON s.id = v.scheme_id
WHERE s.organization_id = %s AND v.in_force_from IS NOT NULL AND v.state IN (%s, %s)
ORDER BY v.in_force_from DESC, v.id DESC
"""


def _rules_of(village_id: int) -> Rules:
    states = SchemeState.ADOPTED.value, SchemeState.REPLACED.value
    with statement_cursor() as cursor:
        cursor.execute(_RULES, [village_id, *states])
        return Rules(tuple(cursor.fetchall()))


def in_force(village_id: int, day: date) -> InForce | None:
    """The version adopted for that day, or None before a village has adopted anything."""
    return rules_of(village_id).on(day)


def version_in_force(village_id: int, day: date) -> InForce:
    return rules_of(village_id).required_on(day)


def scheme_of(version_id: int) -> Scheme:
    """The document that a claim pinned, word for word, however long ago."""
    reading = _reading.get()
    digest = reading.digests.get(version_id) if reading else None
    if digest is None:
        digest = SchemeVersion.objects.values_list("digest", flat=True).get(pk=version_id)
        if reading is not None:
            reading.digests[version_id] = digest
    return _parsed(version_id, digest)


def digest_in(column: str) -> Subquery:
    """For `annotate`: the digest of the version whose number stands in the column, to be handed to
    `bring_digests`."""
    return Subquery(SchemeVersion.objects.filter(pk=OuterRef(column)).values("digest")[:1])


def bring_digests(digests: Mapping[int, str]) -> None:
    """What another question of this reading brought along: `scheme_of` need not ask again."""
    reading = _reading.get()
    if reading is not None:
        reading.digests.update(digests)


def category_names(version_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """The categories of each version by code: one question for a whole county's versions."""
    rows = SchemeVersion.objects.filter(pk__in=version_ids)
    return {
        own: {one["code"]: one["name"] for one in written}
        for own, written in rows.values_list("pk", "document__categories")
    }


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
    return tuple(row_of(version) for version in rows.select_related("scheme").order_by("-id"))


def version_page(actor: Actor, version_id: int) -> tuple[VersionRow, Scheme]:
    """One version with its document, or `not_found`."""
    actor.require_whole(Permission.VIEW_OFFICE)
    rows = SchemeVersion.objects.filter(scheme__organization_id=actor.village_id, pk=version_id)
    version = rows.select_related("scheme").first()
    if version is None:
        raise NotFound
    return row_of(version), Scheme.model_validate(version.document)


def corrected_by(actor: Actor, version_id: int) -> VersionRow | None:
    """The version that was sent or taken back and is put right in this draft, with the reason."""
    actor.require_whole(Permission.VIEW_OFFICE)
    rows = SchemeVersion.objects.filter(
        scheme__organization_id=actor.village_id, returned__next=version_id
    )
    found = rows.select_related("scheme").order_by("-pk").first()
    return row_of(found) if found else None


def adopted_version(village_id: int, day: date) -> VersionRow | None:
    """The version in force, with who voted it and its filing: what the board says of the rules."""
    found = in_force(village_id, day)
    if found is None:
        return None
    return row_of(SchemeVersion.objects.select_related("scheme").get(pk=found.version_id))


def row_of(version: SchemeVersion) -> VersionRow:
    return VersionRow(
        version.pk,
        version.document["name"],
        version.number,
        SchemeState(version.state),
        version.in_force_from,
        version.in_force_until,
        version.created_at,
        version.resolution,
        version.filing,
        version.answers,
        version.discussed_from,
        version.notice.get("number"),
        datetime.fromisoformat(version.notice["closes_at"]) if version.notice else None,
        version.returned,
    )


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """A version that anybody may read, with its rules."""

    row: VersionRow
    scheme: Scheme


def under_discussion(village_id: int) -> ShownVersion | None:
    """The draft that is before the village now, as the board shows it."""
    return _shown(village_id, SchemeState.DISCUSSED)


ON_THE_ROAD = (
    SchemeState.DISCUSSED,
    SchemeState.VOTED,
    SchemeState.FILED,
    SchemeState.PUBLISHED,
)


def under_way(village_id: int) -> ShownVersion | None:
    """The version that left the desk and is not adopted yet: what anybody may read and follow."""
    return _shown(village_id, *ON_THE_ROAD)


def _shown(village_id: int, *states: SchemeState) -> ShownVersion | None:
    later = SchemeVersion.objects.filter(
        scheme__organization_id=village_id, in_force_from__isnull=False, pk__gt=OuterRef("pk")
    )
    rows = SchemeVersion.objects.filter(
        ~Exists(later),  # rules that came after it have overtaken it
        scheme__organization_id=village_id,
        state__in=[one.value for one in states],
    ).select_related("scheme")
    version = rows.order_by("-id").first()
    if version is None:
        return None
    return ShownVersion(row_of(version), _parsed(version.pk, version.digest))


def version_before(village_id: int, version_id: int) -> ShownVersion | None:
    """What a version is compared with: the rules that were in force when it was made, else the
    village's version before it; None for the first of all."""
    rows = SchemeVersion.objects.filter(
        scheme__organization_id=village_id, pk__lt=version_id
    ).select_related("scheme")
    adopted = rows.filter(in_force_from__isnull=False).order_by("-in_force_from", "-id").first()
    found = adopted or rows.order_by("-id").first()
    if found is None:
        return None
    return ShownVersion(row_of(found), Scheme.model_validate(found.document))
