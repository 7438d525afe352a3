"""A scheme's road: drafted, voted, filed with the township, in force from a day, replaced.

A document with errors is never voted, whatever door it came through; a warning is answered in
writing and the answer kept with the version. Nothing is retroactive.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound, Refusal
from jishan.core.scheme.checker import check
from jishan.core.scheme.document import Scheme as Document
from jishan.core.scheme.document import scheme_digest, to_document
from jishan.core.scheme.reading import read_scheme
from jishan.core.workflow import SchemeState, advance_scheme
from jishan.orgs.actions import record
from jishan.schemes.models import Scheme, SchemeVersion


class HasErrors(Refusal):
    code = "schemes.has_errors"


class WarningsUnanswered(Refusal):
    code = "schemes.warnings_unanswered"


class VoteNotCarried(Refusal):
    code = "schemes.vote_not_carried"


class NotFiledYet(Refusal):
    code = "schemes.not_filed_yet"


class StartsInThePast(Refusal):
    code = "schemes.starts_in_the_past"


class SameDocument(Refusal):
    code = "schemes.same_document"


@dataclass(frozen=True, slots=True)
class Vote:
    """What the villagers' representative meeting decided. `entitled`: how many could have come."""

    meeting: str
    day: date
    entitled: int
    present: int
    for_: int
    against: int


@transaction.atomic
def draft_scheme(actor: Actor, raw: bytes | str, *, now: datetime) -> SchemeVersion:
    """Keep a document as the village's newest draft. It must be readable; it may still have errors.

    Refuses with `scheme.unreadable` and the findings; the same document twice is one draft.
    """
    actor.require_whole(Permission.ADOPT_SCHEME)
    document = read_scheme(raw)
    scheme, _ = Scheme.objects.get_or_create(
        organization_id=actor.village_id, code=document.code, defaults={"name": document.name}
    )
    digest = scheme_digest(document)
    versions = SchemeVersion.objects.select_for_update().filter(scheme=scheme)
    latest = versions.order_by("-number").first()
    if latest is not None and latest.digest == digest:
        if latest.state == SchemeState.DRAFT.value:
            return latest
        raise SameDocument(number=latest.number)
    version = SchemeVersion.objects.create(
        scheme=scheme,
        number=latest.number + 1 if latest else 1,
        document=to_document(document),
        digest=digest,
        created_by=actor.id,
        created_at=now,
    )
    record(actor, "scheme.drafted", version.pk, now=now)
    return version


def _reach(actor: Actor, permission: Permission, version_id: int) -> SchemeVersion:
    actor.require_whole(permission)
    versions = SchemeVersion.objects.select_for_update()
    found = versions.filter(scheme__organization_id=actor.village_id, pk=version_id).first()
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def vote_scheme(
    actor: Actor, version_id: int, *, vote: Vote, answers: Mapping[str, str], now: datetime
) -> SchemeVersion:
    """Enter the meeting's vote (S0-11, KS-02). `answers` maps a warning's `code@path` to a
    sentence."""
    version = _reach(actor, Permission.ADOPT_SCHEME, version_id)
    state = advance_scheme(SchemeState(version.state), SchemeState.VOTED)
    _require_clean(Document.model_validate(version.document), answers)
    if vote.present * 2 <= vote.entitled or vote.for_ * 2 <= vote.present:
        raise VoteNotCarried(present=vote.present, for_=vote.for_)
    version.state = state.value
    version.answers = dict(answers)
    version.resolution = asdict(vote) | {"day": vote.day.isoformat()}
    version.save(update_fields=["state", "answers", "resolution"])
    record(actor, "scheme.voted", version.pk, now=now)
    return version


def warning_key(code: str, path: str) -> str:
    """How an answer names the warning it answers."""
    return f"{code}@{path}"


def _require_clean(document: Document, answers: Mapping[str, str]) -> None:
    findings = check(document)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise HasErrors(count=len(errors), first=errors[0].code)
    open_ = [
        finding
        for finding in findings
        if finding.severity == "warning"
        and not answers.get(warning_key(finding.code, finding.path), "").strip()
    ]
    if open_:
        raise WarningsUnanswered(count=len(open_))


@transaction.atomic
def file_scheme(actor: Actor, version_id: int, *, number: str, now: datetime) -> SchemeVersion:
    """The township takes note (备案, HS-10, HS-14): its own number and day go with the version."""
    version = _reach(actor, Permission.FILE_SCHEME, version_id)
    version.state = advance_scheme(SchemeState(version.state), SchemeState.FILED).value
    version.filing = {"number": number, "at": now.isoformat(), "by": actor.id}
    version.save(update_fields=["state", "filing"])
    record(actor, "scheme.filed", version.pk, now=now)
    return version


@transaction.atomic
def adopt_scheme(
    actor: Actor, version_id: int, *, in_force_from: date, now: datetime
) -> SchemeVersion:
    """In force from a day that has not passed; the version before it ends on the eve."""
    version = _reach(actor, Permission.ADOPT_SCHEME, version_id)
    if SchemeState(version.state) is SchemeState.VOTED:
        raise NotFiledYet
    state = advance_scheme(SchemeState(version.state), SchemeState.ADOPTED)
    today = timezone.localdate(now)
    if in_force_from < today:
        raise StartsInThePast(day=in_force_from, earliest=today)
    current = SchemeVersion.objects.select_for_update().filter(
        scheme__organization_id=actor.village_id, state=SchemeState.ADOPTED.value
    )
    for before in current:
        before.state = advance_scheme(SchemeState.ADOPTED, SchemeState.REPLACED).value
        before.in_force_until = in_force_from - timedelta(days=1)
        before.save(update_fields=["state", "in_force_until"])
    version.state = state.value
    version.in_force_from = in_force_from
    version.save(update_fields=["state", "in_force_from"])
    record(actor, "scheme.adopted", version.pk, now=now, day=in_force_from.isoformat())
    return version
