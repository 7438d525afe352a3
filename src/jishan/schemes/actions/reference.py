"""The township's reference list (HS-10, NH-04, ZX-22): adopted by it, and a village's start."""

import hashlib
import json
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jishan.core.access import Actor, Permission
from jishan.core.errors import Refusal
from jishan.core.scheme.checker import check
from jishan.core.scheme.document import Scheme as Document
from jishan.core.scheme.document import to_document
from jishan.core.scheme.reference import read_reference, to_plain
from jishan.law import law_in_force
from jishan.orgs.actions import next_number, record
from jishan.orgs.queries import place_of
from jishan.schemes.actions.versions import HasErrors, begun, keep_draft
from jishan.schemes.checking import list_in_force, reference_of
from jishan.schemes.models import NAME_MAX, ReferenceList, SchemeVersion


class NoReference(Refusal):
    code = "schemes.no_reference"


class ReferenceInThePast(Refusal):
    code = "schemes.reference_in_the_past"


class IssuedMissing(Refusal):
    code = "schemes.issued_missing"


@transaction.atomic
def adopt_reference(
    actor: Actor, raw: bytes | str, *, issued: str, in_force_from: date, now: datetime
) -> ReferenceList:
    """Put a list in force for the villages beneath. The actor stands in the township.

    Refuses an unreadable list with its findings, and one whose own rules law forbids. The list
    before it ends on the eve; drafts are compared with the list of the day on which they are asked.
    """
    actor.require_whole(Permission.SET_REFERENCE)
    reference = read_reference(raw)
    findings = check(reference.scheme, redlines=law_in_force())
    errors = [one for one in findings if one.severity == "error"]
    if errors:
        raise HasErrors(count=len(errors), first=errors[0])
    today = timezone.localdate(now)
    if in_force_from < today:
        raise ReferenceInThePast(day=in_force_from, earliest=today)
    if not issued.strip():
        raise IssuedMissing
    number = next_number(actor.village_id, "reference")
    document = to_plain(reference)
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True).encode()
    digest = hashlib.sha256(canonical).hexdigest()
    rows = ReferenceList.objects.filter(organization_id=actor.village_id)
    known = rows.filter(digest=digest, in_force_until__isnull=True).first()
    if known is not None:
        return known
    for before in rows.filter(in_force_until__isnull=True):
        before.in_force_until = in_force_from - timedelta(days=1)
        before.save(update_fields=["in_force_until"])
    made = ReferenceList.objects.create(
        organization_id=actor.village_id,
        number=number,
        name=reference.scheme.name[:NAME_MAX],
        issued=issued.strip()[:60],
        document=document,
        digest=digest,
        in_force_from=in_force_from,
        created_by=actor.id,
        created_at=now,
    )
    record(actor, "scheme.reference_adopted", made.pk, now=now)
    return made


@transaction.atomic
def start_from_reference(actor: Actor, *, now: datetime) -> SchemeVersion:
    """A draft with the rules of the township's list, under the village's own name."""
    actor.require_whole(Permission.ADOPT_SCHEME)
    today = timezone.localdate(now)
    row = list_in_force(actor.village_id, today)
    if row is None:
        raise NoReference
    place = place_of(actor.village_id)
    document = to_document(reference_of(row).scheme)
    document |= {
        "name": f"{place.name}积分方案",
        "organisation": f"{place.township}{place.name}",
        "in_force_from": today.isoformat(),
        "items": [begun(item, today) for item in document.get("items", [])],
    }
    for gone in ("adopted", "filing"):
        document.pop(gone, None)
    return keep_draft(actor, Document.model_validate(document), now=now)
