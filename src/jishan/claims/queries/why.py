"""The whole road of one claim: every figure answers why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jishan.claims.models import Claim, Decision
from jishan.claims.queries.rows import ClaimRow, listed, rows_of
from jishan.claims.queries.team import Team, team_of
from jishan.claims.road import road_of
from jishan.core.access import Actor, ActorKind, Permission
from jishan.core.errors import NotFound
from jishan.core.points import Points
from jishan.core.scheme.document import Scheme
from jishan.core.workflow import State
from jishan.foundation.reach import within
from jishan.notices.queries import ShownLine, lines_about
from jishan.orgs.queries import name_in
from jishan.schemes.queries import scheme_of


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """A decision on the road. `who` is empty for a household that asks about a panel's voices."""

    stage: str
    round: int
    who: str
    accepted: bool
    points: Points | None
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RoadStage:
    """One stage in the scheme's own order. `state`: done, current, ahead or stopped.

    `role`, `quorum`, `days`, `day_kind` are what the scheme says; `decisions` those of this round.
    """

    kind: str
    role: str
    quorum: int | None
    days: int | None
    day_kind: str
    state: str
    decisions: tuple[DecisionMade, ...]


@dataclass(frozen=True, slots=True)
class ClaimRoad:
    """Everything that answers why: the act, the rule and its source, each stage, each line shown.

    `rules` is the document that the claim pinned; `team` to whom its points go by name.
    `earlier` are decisions of rounds that an upheld objection ended. `source_text` is the adopted
    sentence; `recorder` who wrote the claim down ("" when the household did).
    """

    claim: ClaimRow
    scheme: str
    version: str
    source_ids: tuple[str, ...]
    source_text: str
    recorder: str
    stages: tuple[RoadStage, ...]
    earlier: tuple[DecisionMade, ...]
    lines: tuple[ShownLine, ...]
    posting_id: int | None
    rules: Scheme
    team: Team | None


def why(actor: Actor, claim_id: int, now: datetime) -> ClaimRoad:
    """The whole road of one claim, or `not_found`."""
    rows = within(actor, Permission.VIEW_CLAIM, Claim.objects.filter(id=claim_id))
    claim = listed(rows, actor.village_id).annotate(recorder=name_in("submitted_by")).first()
    if claim is None:
        raise NotFound
    row = rows_of([claim], now, expected=True)[0]
    scheme = scheme_of(claim.version_id)
    said = Decision.objects.filter(village_id=claim.village_id, claim_id=claim.id)
    decisions = said.annotate(who=name_in("decided_by")).order_by("at")
    veiled = actor.kind is ActorKind.VILLAGER
    made = [(one, _made(one, veiled=veiled)) for one in decisions]
    ids, text = _source(scheme, claim)
    recorded = claim.submitted_kind == ActorKind.STAFF
    return ClaimRoad(
        row,
        scheme.name,
        scheme.version,
        ids,
        text,
        (claim.__dict__["recorder"] or "") if recorded else "",
        _stages(scheme, claim, made),
        tuple(shown for one, shown in made if one.round < claim.round),
        lines_about(claim.village_id, claim.id, now) if claim.notice_row_id or claim.round else (),
        claim.posting_id,
        scheme,
        team_of(actor, claim),
    )


def _made(one: Decision, *, veiled: bool) -> DecisionMade:
    who = "" if veiled and one.stage == "review" else one.__dict__["who"] or ""
    points = None if one.points is None else Points(one.points)
    return DecisionMade(one.stage, one.round, who, one.accepted, points, one.note, one.at)


def _stages(
    scheme: Scheme, claim: Claim, made: Sequence[tuple[Decision, DecisionMade]]
) -> tuple[RoadStage, ...]:
    stages = []
    for position, stage in enumerate(road_of(scheme, claim)):
        here = tuple(
            shown for one, shown in made if one.round == claim.round and one.position == position
        )
        stages.append(
            RoadStage(
                stage.kind,
                stage.role or "",
                stage.quorum,
                stage.days,
                stage.day_kind or "",
                _state(claim, position),
                here,
            )
        )
    return tuple(stages)


def _state(claim: Claim, position: int) -> str:
    if position < claim.position or claim.state in (State.POSTED, State.REVERSED):
        return "done"
    if position > claim.position:
        return "ahead"
    return "current" if claim.state == State.OPEN else "stopped"


def _source(scheme: Scheme, claim: Claim) -> tuple[tuple[str, ...], str]:
    if claim.kind == "item":
        source = scheme.item(claim.item).source
    else:
        found = [one.source for one in scheme.vetoes if one.code == claim.item]
        if claim.kind == "false" and scheme.false_claim and scheme.false_claim.source:
            found.append(scheme.false_claim.source)
        found += [one.source for one in scheme.streaks if one.code == claim.item and one.source]
        if not found:
            return (), ""
        source = found[0]
    return source.ids, source.text or ""
