"""What every step of the road needs: reaching a version, a clean document, a draft as a copy."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound, Refusal
from jishan.core.scheme.document import Scheme as Document
from jishan.core.scheme.document import scheme_digest, to_document
from jishan.core.scheme.findings import Finding
from jishan.core.scheme.reading import read_scheme
from jishan.core.workflow import SchemeState
from jishan.orgs.actions import record
from jishan.schemes.checking import findings_for
from jishan.schemes.models import NAME_MAX, Scheme, SchemeVersion


class HasErrors(Refusal):
    code = "schemes.has_errors"


class WarningsUnanswered(Refusal):
    code = "schemes.warnings_unanswered"


class SameDocument(Refusal):
    code = "schemes.same_document"


class KeyTaken(Refusal):
    code = "schemes.key_taken"


def draft_scheme(actor: Actor, raw: bytes | str, *, now: datetime) -> SchemeVersion:
    """Keep a document as the village's newest draft. It must be readable; it may still have errors.

    Refuses with `scheme.unreadable` and the findings; the same document twice is one draft.
    """
    actor.require_whole(Permission.ADOPT_SCHEME)
    return keep_draft(actor, read_scheme(raw), now=now)


@transaction.atomic
def keep_draft(actor: Actor, document: Document, *, now: datetime) -> SchemeVersion:
    """The draft of a document that was read already."""
    scheme, _ = Scheme.objects.get_or_create(
        organization_id=actor.village_id,
        code=document.code,
        defaults={"name": document.name[:NAME_MAX]},
    )
    lock_schemes(actor.village_id)
    latest = SchemeVersion.objects.filter(scheme=scheme).order_by("-number").first()
    if latest is not None and latest.digest == scheme_digest(document):
        if latest.state == SchemeState.DRAFT.value:
            return latest
        raise SameDocument(number=latest.number)
    return add_version(actor, scheme, document, now=now)


def add_version(
    actor: Actor, scheme: Scheme, document: Document, *, now: datetime
) -> SchemeVersion:
    """The next version of a scheme, as a draft. The scheme is locked."""
    latest = SchemeVersion.objects.filter(scheme=scheme).order_by("-number").first()
    version = SchemeVersion.objects.create(
        scheme=scheme,
        number=latest.number + 1 if latest else 1,
        document=to_document(document),
        digest=scheme_digest(document),
        created_by=actor.id,
        created_at=now,
    )
    record(actor, "scheme.drafted", version.pk, now=now)
    return version


def copy_version(
    actor: Actor, version: SchemeVersion, *, now: datetime, renumbered: bool = False
) -> SchemeVersion:
    """A new draft with the same rules; `renumbered` gives it the next version's name."""
    document = Document.model_validate(version.document)
    if renumbered and document.version.isdecimal():
        document = document.model_copy(update={"version": str(int(document.version) + 1)})
    return add_version(actor, version.scheme, document, now=now)


def begun(item: Mapping[str, Any], day: date) -> Mapping[str, Any]:
    """An item, as plain data, that older rules began before the day is there from the beginning of
    the new ones; its old day would make them retroactive."""
    since = item.get("active_from")
    if since is None or date.fromisoformat(since) > day:
        return item
    return {key: value for key, value in item.items() if key != "active_from"}


def lock_schemes(village_id: int) -> None:
    """One step of adoption at a time in a village: the second waits for the first's commit."""
    rows = Scheme.objects.select_for_update().filter(organization_id=village_id)
    list(rows.order_by("pk").values_list("pk", flat=True))


def reach_version(actor: Actor, permission: Permission, version_id: int) -> SchemeVersion:
    """The version, with the village's schemes locked; `not_found` for another village's."""
    actor.require_whole(permission)
    lock_schemes(actor.village_id)
    versions = SchemeVersion.objects.filter(scheme__organization_id=actor.village_id)
    found = versions.select_related("scheme").filter(pk=version_id).first()
    if found is None:
        raise NotFound
    return found


def document_of(version: SchemeVersion) -> Document:
    return Document.model_validate(version.document)


def warning_key(code: str, path: str) -> str:
    """How an answer names the warning it answers."""
    return f"{code}@{path}"


def require_no_errors(actor: Actor, version: SchemeVersion, day: date) -> Sequence[Finding]:
    """The findings of the document, none of them an error; asked at every step towards force."""
    findings = findings_for(actor.village_id, document_of(version), day)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise HasErrors(count=len(errors), first=errors[0])
    return findings


def require_answers(findings: Sequence[Finding], answers: Mapping[str, str]) -> None:
    """Each warning has its sentence."""
    open_ = [
        finding
        for finding in findings
        if finding.severity == "warning"
        and not answers.get(warning_key(finding.code, finding.path), "").strip()
    ]
    if open_:
        raise WarningsUnanswered(count=len(open_))
