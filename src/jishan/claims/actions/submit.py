"""How a claim comes into being: by card, by the desk, by a document; its photographs; its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jishan.claims.actions.evidence import keep_evidence, prepared_all
from jishan.claims.actions.moved import KeyTaken, Moved, moved
from jishan.claims.acts import NewClaim, stored
from jishan.claims.binding import check, weigh
from jishan.claims.models import Claim
from jishan.claims.owners import Owner, reached_owner
from jishan.claims.road import place_at, road_of
from jishan.claims.standing import people_behind
from jishan.core.access import Actor, Permission
from jishan.core.errors import Refusal
from jishan.core.scheme.document import Scheme
from jishan.core.scoring import ItemUnknown, PointsMissing
from jishan.foundation.files import kept
from jishan.orgs.actions import next_number, record
from jishan.registry.stays import home_on, stays_of
from jishan.schemes.queries import InForce, version_in_force

CHANNELS = ("oral", "phone", "sms", "wechat", "paper", "on_site")
"""How word came to the recorder (ZX-06): 口头、电话、短信、微信、纸条、现场."""

RECORDED_ORIGINS = ("proxy", "recorded", "document")


class DayInFuture(Refusal):
    code = "claims.day_in_future"


class ChannelUnknown(Refusal):
    code = "claims.channel_unknown"


class OriginUnknown(Refusal):
    code = "claims.origin_unknown"


class PlaceCauseMissing(Refusal):
    code = "claims.place_cause_missing"


class ResidentElsewhere(Refusal):
    code = "claims.resident_elsewhere"


class ClauseUnknown(Refusal):
    code = "claims.clause_unknown"


class DocumentKind(Refusal):
    code = "claims.document_kind"


@dataclass(frozen=True, slots=True)
class NewVeto:
    """An act that a veto clause names, proved by a document of a kind that it asks for.

    Whose act: `household_id` or `subject`, as of a `NewClaim`.
    """

    household_id: int | None
    clause: str
    day: date
    document_kind: str
    document: str
    resident_id: int | None = None
    cause: str = ""
    subject: str = ""


def submit_claim(
    actor: Actor, new: NewClaim, *, key: str, now: datetime, photographs: Sequence[bytes] = ()
) -> Moved:
    """A household claims for itself or a member (自行申报). The same key again: the same claim.

    Photographs are optional; they stay only if the claim does.
    """
    pictures = prepared_all(photographs)
    with kept(pictures) as names, transaction.atomic():
        owner = reached_owner(actor, Permission.SUBMIT_CLAIM, new)
        made = _make(actor, owner, new, origin="self", channel="card", key=key, now=now)
        keep_evidence(actor, made.id, pictures, names, now=now)
    return made


def record_claim(
    actor: Actor,
    new: NewClaim,
    *,
    origin: str,
    channel: str,
    key: str,
    now: datetime,
    photographs: Sequence[bytes] = (),
) -> Moved:
    """The desk or a grid worker claims for somebody (代报) or records an act (登记, 依据文件).

    Deductions are recorded the same way and travel the same road. Inspections have a step of
    their own. Where the item asks for time, place and cause, they are asked for here.
    """
    if origin not in RECORDED_ORIGINS:
        raise OriginUnknown(origin=origin)
    if channel not in CHANNELS:
        raise ChannelUnknown(channel=channel)
    pictures = prepared_all(photographs)
    with kept(pictures) as names, transaction.atomic():
        owner = reached_owner(actor, Permission.RECORD_CLAIM, new)
        made = _make(actor, owner, new, origin=origin, channel=channel, key=key, now=now)
        keep_evidence(actor, made.id, pictures, names, now=now)
    return made


@transaction.atomic
def record_veto(actor: Actor, new: NewVeto, *, key: str, now: datetime) -> Moved:
    """Record what a veto clause names (一票否决情形), on its document (S2-04 「经查」).

    It travels the road of a claim, with the same notice and the same right to object, moves no
    points, and in the end bars the household for a time.
    """
    act = NewClaim(
        new.household_id,
        new.clause,
        new.day,
        new.resident_id,
        document=f"{new.document_kind} {new.document}".strip(),
        cause=new.cause,
        subject=new.subject,
    )
    owner = reached_owner(actor, Permission.RECORD_CLAIM, act)
    repeated = _known(actor, key)
    if repeated is not None:
        return repeated
    _check_day(new.day, now)
    in_force = version_in_force(actor.village_id, new.day)
    clause = next((one for one in in_force.scheme.vetoes if one.code == new.clause), None)
    if clause is None:
        raise ClauseUnknown(clause=new.clause)
    if not new.document.strip() or (clause.documents and new.document_kind not in clause.documents):
        raise DocumentKind(kinds="、".join(clause.documents) or "正式文件")
    claim = _claim(
        actor, owner, act, in_force, origin="document", channel="paper", key=key, now=now
    )
    claim.kind = "veto"
    return _insert(actor, claim, in_force.scheme, "claim.veto_recorded", now=now)


def _make(
    actor: Actor,
    owner: Owner,
    new: NewClaim,
    *,
    origin: str,
    channel: str,
    key: str,
    now: datetime,
) -> Moved:
    repeated = _known(actor, key)
    if repeated is not None:
        return repeated
    _check_day(new.day, now)
    in_force = version_in_force(actor.village_id, new.day)
    scheme = in_force.scheme
    if not scheme.has_item(new.item):
        raise ItemUnknown(item=new.item)
    claim = _claim(actor, owner, new, in_force, origin=origin, channel=channel, key=key, now=now)
    claim.category = scheme.item(new.item).category
    _check_circumstances(claim, scheme)
    _check_act(claim, scheme)
    code = "claim.submitted" if origin == "self" else "claim.recorded"
    return _insert(actor, claim, scheme, code, now=now)


def _known(actor: Actor, key: str) -> Moved | None:
    """The claim that this key made, if the same person made it."""
    claim = Claim.objects.filter(village_id=actor.village_id, key=key).first()
    if claim is None:
        return None
    if (claim.submitted_kind, claim.submitted_by) != (actor.kind.value, actor.id):
        raise KeyTaken
    return moved(claim, repeated=True)


def _check_day(day: date, now: datetime) -> None:
    if day > timezone.localdate(now):
        raise DayInFuture(day=day)


def _claim(
    actor: Actor,
    owner: Owner,
    new: NewClaim,
    in_force: InForce,
    *,
    origin: str,
    channel: str,
    key: str,
    now: datetime,
) -> Claim:
    """The row as it will be written; nothing is decided about it yet."""
    return Claim(
        village_id=actor.village_id,
        key=key,
        version_id=in_force.version_id,
        household_id=owner.household_id,
        unit_id=owner.unit_id,
        org_id=owner.org_id,
        resident_id=new.resident_id,
        item=new.item,
        day=new.day,
        act=stored(new),
        origin=origin,
        channel=channel,
        happened=new.happened.strip()[:60],
        place=new.place.strip()[:120],
        cause=new.cause.strip()[:500],
        submitted_at=now,
        submitted_kind=actor.kind.value,
        submitted_by=actor.id,
        awaiting_since=now,
    )


def _check_circumstances(claim: Claim, scheme: Scheme) -> None:
    """Who writes for others writes down where and why; a villager is asked at the first review."""
    asked = "time_place_cause" in scheme.item(claim.item).evidence.required
    if asked and claim.origin != "self" and not (claim.place and claim.cause):
        raise PlaceCauseMissing


def _check_act(claim: Claim, scheme: Scheme) -> None:
    """Refuse at once what could never be scored; evidence and the panel's figure may follow."""
    people = people_behind(claim.village_id, [claim])
    if claim.resident_id and not people.belongs(
        claim.resident_id, claim.household_id or 0, claim.day
    ):
        raise ResidentElsewhere
    try:
        check(claim, scheme, people, photographed=None)
        if scheme.item(claim.item).needs:
            weigh(claim, scheme, people)
    except PointsMissing:
        if not any(stage.kind == "review" for stage in road_of(scheme, claim)):
            raise


def _insert(actor: Actor, claim: Claim, scheme: Scheme, code: str, *, now: datetime) -> Moved:
    if claim.resident_id is not None:
        spans = stays_of(claim.village_id, [claim.resident_id]).get(claim.resident_id, ())
        if home_on(spans, claim.day) != claim.household_id:
            raise ResidentElsewhere
    claim.number = next_number(actor.village_id, "claim")
    repeated = _known(actor, claim.key)
    if repeated is not None:  # the same request arrived twice at once; the counter made us wait
        return repeated
    place_at(claim, road_of(scheme, claim), 0)
    claim.save(force_insert=True)
    record(actor, code, claim.id, now=now, item=claim.item, origin=claim.origin)
    return moved(claim)
