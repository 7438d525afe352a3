"""A draft before the village: opened, meetings with minutes, opinions and their answers."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jishan.core.access import Actor, ActorKind, Permission
from jishan.core.errors import NotFound, Refusal
from jishan.core.workflow import SchemeState, advance_scheme
from jishan.foundation.files import kept, prepared
from jishan.foundation.reach import reach
from jishan.orgs.actions import next_number, record
from jishan.registry.queries import masked_heads
from jishan.schemes.actions.versions import (
    KeyTaken,
    document_of,
    lock_schemes,
    reach_version,
    require_no_errors,
)
from jishan.schemes.models import Discussion, Opinion, SchemeVersion

MEETINGS = ("courtyard", "forum", "party", "representatives", "villagers", "other")
"""院坝会, 座谈会, 党员大会, 村民代表会议, 村民会议, and what else a village holds."""
WAYS = ("mouth", "paper", "page")
ANSWERS = ("taken", "declined")


class NotUnderDiscussion(Refusal):
    code = "schemes.not_under_discussion"


class MeetingUnreal(Refusal):
    code = "schemes.meeting_unreal"


class MinutesMissing(Refusal):
    code = "schemes.minutes_missing"


class OpinionEmpty(Refusal):
    code = "schemes.opinion_empty"


class ItemUnknown(Refusal):
    code = "schemes.item_unknown"


class AnswerMissing(Refusal):
    code = "schemes.answer_missing"


class AlreadyAnswered(Refusal):
    code = "schemes.already_answered"


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """A meeting as the office writes it down. `kind` is one of `MEETINGS`."""

    kind: str
    place: str
    day: date
    chair: str
    present: int
    minutes: str


@dataclass(frozen=True, slots=True)
class NewOpinion:
    """What somebody said. `household_id` None: without a name. `way` is one of `WAYS`."""

    text: str
    way: str
    item: str = ""
    household_id: int | None = None


@transaction.atomic
def open_discussion(actor: Actor, version_id: int, *, now: datetime) -> SchemeVersion:
    """Put a draft before the village: on the board, and for opinions. It changes no more; a draft
    that was before the village until now is taken back and kept."""
    version = reach_version(actor, Permission.ADOPT_SCHEME, version_id)
    state = advance_scheme(SchemeState(version.state), SchemeState.DISCUSSED)
    today = timezone.localdate(now)
    require_no_errors(actor, version, today)
    before = SchemeVersion.objects.filter(
        scheme__organization_id=actor.village_id, state=SchemeState.DISCUSSED.value
    )
    for old in before:
        old.state = advance_scheme(SchemeState.DISCUSSED, SchemeState.RETURNED).value
        old.returned = {"by": "revised", "at": now.isoformat(), "next": version.pk}
        old.save(update_fields=["state", "returned"])
    version.state = state.value
    version.discussed_from = today
    version.save(update_fields=["state", "discussed_from"])
    record(actor, "scheme.discussed", version.pk, now=now)
    return version


def record_meeting(
    actor: Actor,
    version_id: int,
    meeting: NewMeeting,
    *,
    key: str,
    now: datetime,
    photograph: bytes | None = None,
) -> Discussion:
    """Write down a meeting that discussed a draft, with a photograph of its paper or none."""
    actor.require_whole(Permission.HEAR_VILLAGERS)
    pictures = [prepared(photograph)] if photograph else []
    with kept(pictures) as names, transaction.atomic():
        return _record_meeting(actor, version_id, meeting, names, key=key, now=now)


def _record_meeting(
    actor: Actor,
    version_id: int,
    meeting: NewMeeting,
    names: tuple[str, ...],
    *,
    key: str,
    now: datetime,
) -> Discussion:
    version = reach_version(actor, Permission.HEAR_VILLAGERS, version_id)
    known = Discussion.objects.filter(village_id=actor.village_id, key=key).first()
    if known is not None:
        if known.version_id != version.pk:
            raise KeyTaken
        return known
    begun = _under_discussion(version)
    today = timezone.localdate(now)
    if not begun <= meeting.day <= today or meeting.present < 1:
        raise MeetingUnreal(first=begun, last=today)
    if not (meeting.minutes.strip() and meeting.chair.strip() and meeting.place.strip()):
        raise MinutesMissing
    assert meeting.kind in MEETINGS, "the form offers the kinds"
    made = Discussion.objects.create(
        village_id=actor.village_id,
        key=key,
        version=version,
        kind=meeting.kind,
        place=meeting.place.strip()[:60],
        day=meeting.day,
        chair=meeting.chair.strip()[:40],
        present=meeting.present,
        minutes=meeting.minutes.strip(),
        attachment=names[0] if names else "",
        recorded_by=actor.id,
        at=now,
    )
    record(actor, "scheme.meeting_recorded", version.pk, now=now, meeting=made.id)
    return made


def _under_discussion(version: SchemeVersion) -> date:
    """The first day on which the version was before the village; refuses when it is not."""
    if version.state != SchemeState.DISCUSSED.value or version.discussed_from is None:
        raise NotUnderDiscussion(number=version.number)
    return version.discussed_from


@transaction.atomic
def give_opinion(
    actor: Actor, version_id: int, opinion: NewOpinion, *, key: str, now: datetime
) -> Opinion:
    """An opinion on a draft under discussion: a household's by its card, or what the office was
    told or handed on paper. A card holder speaks for the own household or without a name; then
    nothing is kept that leads to the household, in the log neither."""
    actor.require(Permission.GIVE_OPINION)
    own = actor.kind is ActorKind.VILLAGER
    household = opinion.household_id
    if household is not None and own:
        household = actor.household_id
    lock_schemes(actor.village_id)  # no vote is counted while somebody speaks
    versions = SchemeVersion.objects.filter(scheme__organization_id=actor.village_id)
    version = versions.filter(pk=version_id).first()
    if version is None or version.state != SchemeState.DISCUSSED.value:
        raise NotUnderDiscussion(number=version.number if version else 0)
    if not opinion.text.strip():
        raise OpinionEmpty
    if opinion.item and not document_of(version).has_item(opinion.item):
        raise ItemUnknown(item=opinion.item)
    assert opinion.way in WAYS, "the form offers the ways"
    who = name_of(actor.village_id, household)
    giver = replace(actor, id=0) if own and household is None else actor
    number = next_number(actor.village_id, "opinion")  # and so one after another
    known = Opinion.objects.filter(village_id=actor.village_id, key=key).first()
    if known is not None:
        if (known.given_kind, known.given_by) != (giver.kind.value, giver.id):
            raise KeyTaken
        return known
    said = replace(opinion, household_id=household)
    made = _write_opinion(giver, version, said, who, number, key=key, now=now)
    record(giver, "scheme.opinion_given", made.id, now=now, way=opinion.way)
    return made


def name_of(village_id: int, household_id: int | None) -> str:
    """The masked name of a household of the village, or `not_found`; nobody's is empty."""
    if household_id is None:
        return ""
    name = masked_heads(village_id, [household_id]).get(household_id)
    if name is None:
        raise NotFound
    return name


def _write_opinion(
    actor: Actor,
    version: SchemeVersion,
    opinion: NewOpinion,
    who: str,
    number: int,
    *,
    key: str,
    now: datetime,
) -> Opinion:
    return Opinion.objects.create(
        village_id=actor.village_id,
        number=number,
        key=key,
        version=version,
        item=opinion.item,
        household_id=opinion.household_id,
        who=who,
        way=opinion.way,
        text=opinion.text.strip()[:1000],
        at=now,
        given_kind=actor.kind.value,
        given_by=actor.id,
    )


@transaction.atomic
def answer_opinion(
    actor: Actor, opinion_id: int, *, taken: bool, answer: str, now: datetime
) -> Opinion:
    """Say whether the opinion is taken up, and why or why not. An answer stays as it was given."""
    rows = Opinion.objects.select_for_update()
    opinion = reach(actor, Permission.ADOPT_SCHEME, rows, opinion_id)
    state = "taken" if taken else "declined"
    if opinion.state != "open":
        if (opinion.state, opinion.answer) == (state, answer.strip()[:1000]):
            return opinion
        raise AlreadyAnswered(number=opinion.number)
    if not answer.strip():
        raise AnswerMissing
    opinion.state = state
    opinion.answer = answer.strip()[:1000]
    opinion.answered_by, opinion.answered_at = actor.id, now
    Opinion.objects.filter(village_id=opinion.village_id, id=opinion.id).update(
        state=state, answer=opinion.answer, answered_by=actor.id, answered_at=now
    )
    record(actor, "scheme.opinion_answered", opinion.id, now=now, taken=taken)
    return opinion
