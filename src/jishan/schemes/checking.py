"""What a village's document must pass: the checker, and the township's reference list."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from django.db.models import F, Q, Subquery

from jishan.core.scheme.checker import check
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.findings import Finding
from jishan.core.scheme.plain import Path
from jishan.core.scheme.reference import Reference, compare, reference_from_plain
from jishan.law import law_in_force
from jishan.orgs.models import Organization
from jishan.schemes.models import ReferenceList

_ORDER = {"error": 0, "warning": 1, "note": 2}


def list_in_force(place_id: int, day: date) -> ReferenceList | None:
    """The list of the nearest place above (or of the place itself) that has one in force."""
    path = Organization.objects.filter(pk=place_id).values("path")
    current = Q(in_force_until__isnull=True) | Q(in_force_until__gte=day)
    rows = (
        ReferenceList.objects.alias(place=Subquery(path))
        .filter(current, place__startswith=F("organization__path"), in_force_from__lte=day)
        .select_related("organization")
    )
    return max(
        rows,
        key=lambda row: (len(row.organization.path), row.in_force_from, row.pk),
        default=None,
    )


def reference_of(row: ReferenceList) -> Reference:
    """The list's document; read once, for it never changes."""
    return _read(row.pk, row.digest)


@lru_cache(maxsize=16)
def _read(list_id: int, digest: str) -> Reference:
    document = ReferenceList.objects.values_list("document", flat=True).get(pk=list_id)
    return reference_from_plain(document)


def findings_for(
    village_id: int, document: Scheme, day: date, lines: Mapping[Path, int] | None = None
) -> tuple[Finding, ...]:
    """Every finding of the checker, and what lies outside the township's list; errors first."""
    found = check(document, lines, law_in_force())
    row = list_in_force(village_id, day)
    if row is None:
        return found
    outside = compare(reference_of(row), document, lines).findings
    return tuple(sorted((*outside, *found), key=lambda one: _ORDER[one.severity]))
