"""The vote of the villagers, and the township's note: filed, or sent back against law."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from jishan.core.access import Actor, Permission
from jishan.core.errors import Refusal
from jishan.core.voting import Vote
from jishan.core.workflow import SchemeState, advance_scheme
from jishan.orgs.actions import record
from jishan.schemes.actions.versions import (
    copy_version,
    reach_version,
    require_answers,
    require_no_errors,
)
from jishan.schemes.models import Discussion, Opinion, SchemeVersion
from jishan.schemes.queries import round_of


class NotDiscussedYet(Refusal):
    code = "schemes.not_discussed_yet"


class OpinionsOpen(Refusal):
    code = "schemes.opinions_open"


class VoteUnreal(Refusal):
    code = "schemes.vote_unreal"


class VoteDayWrong(Refusal):
    code = "schemes.vote_day_wrong"


class NoQuorum(Refusal):
    code = "schemes.no_quorum"


class VoteNotCarried(Refusal):
    code = "schemes.vote_not_carried"


class FilingNumberMissing(Refusal):
    code = "schemes.filing_number_missing"


class ClauseMissing(Refusal):
    code = "schemes.clause_missing"


class ReasonMissing(Refusal):
    code = "schemes.reason_missing"


@transaction.atomic
def vote_scheme(
    actor: Actor, version_id: int, *, vote: Vote, answers: Mapping[str, str], now: datetime
) -> SchemeVersion:
    """Enter the meeting's vote (S0-11, KS-02). `answers` maps a warning's `code@path` to a
    sentence."""
    version = reach_version(actor, Permission.ADOPT_SCHEME, version_id)
    if SchemeState(version.state) is SchemeState.DRAFT:
        raise NotDiscussedYet
    state = advance_scheme(SchemeState(version.state), SchemeState.VOTED)
    today = timezone.localdate(now)
    require_answers(require_no_errors(actor, version, today), answers)
    _discussed(actor.village_id, version, vote.day, today)
    _carried(vote)
    version.state = state.value
    version.answers = dict(answers)
    version.resolution = asdict(vote) | {"day": vote.day.isoformat()}
    version.save(update_fields=["state", "answers", "resolution"])
    record(actor, "scheme.voted", version.pk, now=now)
    return version


def _discussed(village_id: int, version: SchemeVersion, day: date, today: date) -> None:
    """A meeting was held about this draft or one before it, and everybody has an answer; the vote
    was neither before the discussion and its first meeting nor is it still to come."""
    versions = round_of(village_id)
    meetings = Discussion.objects.filter(village_id=village_id, version_id__in=versions)
    held = meetings.aggregate(first=Min("day"))["first"]
    if held is None:
        raise NotDiscussedYet
    opinions = Opinion.objects.filter(village_id=village_id, version_id__in=versions)
    open_ = opinions.filter(state="open").count()
    if open_:
        raise OpinionsOpen(count=open_)
    begun = version.discussed_from
    assert begun is not None, "a version under discussion has its first day"
    first = max(begun, held)
    if not first <= day <= today:
        raise VoteDayWrong(first=first, last=today)


def _carried(vote: Vote) -> None:
    if not vote.adds_up:
        raise VoteUnreal(entitled=vote.entitled, present=vote.present)
    if not vote.quorate:
        raise NoQuorum(present=vote.present, entitled=vote.entitled, kind=vote.kind.value)
    if not vote.carried:
        raise VoteNotCarried(present=vote.present, for_=vote.for_)


@transaction.atomic
def file_scheme(
    actor: Actor, version_id: int, *, number: str, now: datetime, remark: str = ""
) -> SchemeVersion:
    """The township takes note (备案, HS-10, HS-14): its own number and day go with the version."""
    version = reach_version(actor, Permission.FILE_SCHEME, version_id)
    state = advance_scheme(SchemeState(version.state), SchemeState.FILED)
    if not number.strip():
        raise FilingNumberMissing
    require_no_errors(actor, version, timezone.localdate(now))
    version.state = state.value
    version.filing = {
        "number": number.strip(),
        "at": now.isoformat(),
        "by": actor.id,
        "remark": remark.strip(),
    }
    version.save(update_fields=["state", "filing"])
    record(actor, "scheme.filed", version.pk, now=now)
    return version


@transaction.atomic
def send_back(
    actor: Actor, version_id: int, *, clause: str, reason: str, now: datetime
) -> SchemeVersion:
    """The township orders a correction (责令改正): which clause, and what law it breaks. What was
    voted stays as it was; the village corrects a draft with the same rules, which is returned."""
    version = reach_version(actor, Permission.FILE_SCHEME, version_id)
    if SchemeState(version.state) is not SchemeState.VOTED:
        advance_scheme(SchemeState(version.state), SchemeState.FILED)
    if not clause.strip():
        raise ClauseMissing
    said = {"by": "township", "clause": clause.strip(), "reason": reason.strip()}
    draft = _return(actor, version, said, now=now)
    record(actor, "scheme.sent_back", version.pk, now=now, draft=draft.pk)
    return draft


@transaction.atomic
def take_back(actor: Actor, version_id: int, *, reason: str, now: datetime) -> SchemeVersion:
    """The village takes a version back before it is in force, because an objection was upheld or
    it changed its mind; the draft that follows has the same rules and is returned."""
    version = reach_version(actor, Permission.ADOPT_SCHEME, version_id)
    said = {"by": "village", "clause": "", "reason": reason.strip()}
    draft = _return(actor, version, said, now=now)
    record(actor, "scheme.taken_back", version.pk, now=now, draft=draft.pk)
    return draft


def _return(
    actor: Actor, version: SchemeVersion, said: dict[str, str], *, now: datetime
) -> SchemeVersion:
    state = advance_scheme(SchemeState(version.state), SchemeState.RETURNED)
    if not said["reason"]:
        raise ReasonMissing
    draft = copy_version(actor, version, now=now)
    version.state = state.value
    version.returned = said | {"at": now.isoformat(), "officer": actor.id, "next": draft.pk}
    version.save(update_fields=["state", "returned"])
    return draft
