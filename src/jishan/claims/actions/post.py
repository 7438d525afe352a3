"""Into the book (入账): notices that closed, rows that nobody disputes, points that were shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from jishan.claims.actions.barring import begin_bar
from jishan.claims.actions.false_claim import take_back_false
from jishan.claims.actions.late import come_late
from jishan.claims.actions.moved import Moved, moved
from jishan.claims.actions.reverse import hold_figures
from jishan.claims.acts import credits_of, holder_of, stored_reasons
from jishan.claims.binding import BOUND_FIELDS, LeftOut, bind
from jishan.claims.documents import Documents, floors_of
from jishan.claims.foresight import Foresight, confirm, foresee, foreseeing
from jishan.claims.heirs import handed_on, heir_of
from jishan.claims.lateness import late_among
from jishan.claims.lines import what_of
from jishan.claims.models import Claim
from jishan.claims.owners import OWNERS
from jishan.claims.road import place_at, road_of
from jishan.claims.saving import save_many
from jishan.core import workflow
from jishan.core.access import Actor, Permission
from jishan.core.errors import Refusal
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.points import Points
from jishan.core.purses import moved_by
from jishan.core.scheme.document import Scheme
from jishan.core.scoring import Reason
from jishan.core.workflow import Stage, State, Step
from jishan.foundation.reach import reach, within
from jishan.ledger.actions import Draft, Posted, post_many
from jishan.ledger.models import Account
from jishan.notices.models import NoticeRow, Objection, Strike
from jishan.notices.queries import struck_or_disputed
from jishan.orgs.actions import record
from jishan.registry.changes import merges

BATCH = 300


class NoticeStillOpen(Refusal):
    code = "claims.notice_still_open"


class Disputed(Refusal):
    code = "claims.disputed"


@dataclass(frozen=True, slots=True)
class PostedDue:
    """What one run did: notices closed, claims posted, claims kept back by an objection."""

    closed: int
    posted: int
    disputed: int


def post_claim(actor: Actor, claim_id: int, *, now: datetime) -> Moved:
    """Enter one claim in the ledger once its notice has closed without objection.

    The points are those that the notice showed. Nothing is computed anew here: what the village
    read on the board is what the ledger gets. Posting twice changes nothing.
    """

    def look() -> Foresight | None:
        claim = reach(actor, Permission.POST_CLAIM, Claim.objects.all(), claim_id)
        return _foreseen(actor, [claim], now=now) if claim.state == State.OPEN else None

    return foreseeing(look, partial(_post_one, actor, claim_id, now=now))


@transaction.atomic
def _post_one(actor: Actor, claim_id: int, ahead: Foresight | None, *, now: datetime) -> Moved:
    if ahead is not None:
        hold_figures(actor.village_id)
        confirm(ahead)
    claims = Claim.objects.select_for_update(of=("self",)).select_related("household")
    claim = reach(actor, Permission.POST_CLAIM, claims, claim_id)
    if claim.state == State.POSTED:
        return moved(claim, repeated=True)
    if claim.stage == Stage.NOTICE:
        _close_one(claim, now)
    workflow.check_step(State(claim.state), Stage(claim.stage), Step.POST)
    left_out, late = _post(actor, [claim], now=now)
    for one in left_out:
        raise one.refusal
    _post_late(actor, late, ahead, now=now)
    return moved(claim)


def _foreseen(actor: Actor, claims: Sequence[Claim], *, now: datetime) -> Foresight | None:
    """What follows from those that come late; None where none does. What was false is left to the
    step, which takes back what it is about before."""
    bound = [one for one in claims if one.points is not None and one.kind != "false"]
    if len(bound) < len(claims):
        return None
    late = late_among(actor.village_id, _in_order(bound), Documents())
    coming = [claim for claim in _in_order(bound) if claim.id in late]
    if not coming:
        return None
    return foresee(actor.village_id, coming, today=timezone.localdate(now), coming=True)


def _close_one(claim: Claim, now: datetime) -> None:
    workflow.check_step(State(claim.state), Stage(claim.stage), Step.CLOSE)
    if claim.notice_row_id is None:  # it still waits to be published
        raise workflow.StepNotPossible(state=claim.state, stage=claim.stage, step="post")
    rows = NoticeRow.objects.select_related("notice")
    row = rows.get(village_id=claim.village_id, id=claim.notice_row_id)
    if now < row.notice.closes_at:
        last_day = timezone.localdate(row.notice.closes_at) - date.resolution
        raise NoticeStillOpen(number=row.notice.number, last_day=last_day)
    if struck_or_disputed(claim.village_id, [row.id]):
        raise Disputed(number=claim.number)
    _move_on(claim, Documents(), now)


def _move_on(claim: Claim, documents: Documents, now: datetime) -> None:
    place_at(claim, road_of(documents[claim.version_id], claim), claim.position + 1)
    claim.awaiting_since = now


def post_due_claims(actor: Actor, *, now: datetime) -> PostedDue:
    """Close what is due and post it, in batches of one transaction each (`jishan tick`, a button).

    May be interrupted and repeated at any time: what is done is done, what is not is still due.
    """
    closed = posted = 0
    while batch := _close_batch(actor, now=now):
        closed += batch
    while batch := _post_batch(actor, now=now) or _late_batch(actor, now=now):
        posted += batch
    return PostedDue(closed, posted, _due(actor, now).filter(Exists(_open())).count())


def _due(actor: Actor, now: datetime) -> QuerySet[Claim]:
    rows = within(actor, Permission.POST_CLAIM, Claim.objects.all())
    return rows.filter(state=State.OPEN, stage=Stage.NOTICE, notice_row__notice__closes_at__lte=now)


def _open() -> QuerySet[Objection]:
    """Objections that keep a row back: not yet answered, or upheld."""
    return Objection.objects.filter(
        village_id=OuterRef("village_id"),
        row_id=OuterRef("notice_row_id"),
        state__in=["open", "upheld"],
    )


@transaction.atomic
def _close_batch(actor: Actor, *, now: datetime) -> int:
    struck = Strike.objects.filter(
        village_id=OuterRef("village_id"), row_id=OuterRef("notice_row_id")
    )
    rows = _due(actor, now).filter(~Exists(_open()), ~Exists(struck))
    claims = list(rows.select_for_update(of=("self",)).order_by("id")[:BATCH])
    disputed = struck_or_disputed(actor.village_id, [one.notice_row_id or 0 for one in claims])
    clear = [one for one in claims if one.notice_row_id not in disputed]
    documents = Documents()
    for claim in clear:
        _move_on(claim, documents, now)
    if clear:
        save_many(clear, ["position", "stage", "awaiting_since"])
        record(actor, "claim.notice_closed", clear[0].id, now=now, count=len(clear))
    return len(clear)


@transaction.atomic
def _post_batch(actor: Actor, *, now: datetime) -> int:
    """Post what comes in time; what is late waits for a step of its own."""
    claims = list(_entering(actor).order_by("id")[:BATCH])
    left_out, late = _post(actor, claims, now=now)
    return len(claims) - len(left_out) - len(late)


def _entering(actor: Actor) -> QuerySet[Claim]:
    rows = within(actor, Permission.POST_CLAIM, Claim.objects.select_for_update(of=("self",)))
    return rows.filter(state=State.OPEN, stage=Stage.ENTER).select_related("household")


def _late_batch(actor: Actor, *, now: datetime) -> int:
    """Post what comes late: what follows is reckoned before anybody is held up."""
    waiting = within(actor, Permission.POST_CLAIM, Claim.objects.all())
    waiting = waiting.filter(state=State.OPEN, stage=Stage.ENTER, points__isnull=False)
    if not waiting.exists():
        return 0

    def look() -> Foresight | None:
        return _foreseen(actor, list(waiting.order_by("id")[:BATCH]), now=now)

    return foreseeing(look, partial(_enter_late, actor, now=now))


@transaction.atomic
def _enter_late(actor: Actor, ahead: Foresight | None, *, now: datetime) -> int:
    hold_figures(actor.village_id)
    confirm(ahead)
    claims = [one for one in _entering(actor).order_by("id")[:BATCH] if one.points is not None]
    late = late_among(actor.village_id, _in_order(claims), Documents())
    coming = [one for one in _in_order(claims) if one.id in late]
    _post_late(actor, coming, ahead, now=now)
    return len(coming)


def _post(
    actor: Actor, claims: Sequence[Claim], *, now: datetime
) -> tuple[list[LeftOut], list[Claim]]:
    """Post claims whose rows are locked, in the order of their days, as a replay does. Those that
    could not be, and why; and those that come late, which the caller posts."""
    left_out: list[LeftOut] = []
    unbound = [claim for claim in claims if claim.points is None]
    if unbound:  # a scheme without a notice binds here
        bound, left_out = bind(actor.village_id, unbound)
        stuck = {one.claim_id for one in left_out}
        save_many(bound, BOUND_FIELDS)
        claims = [claim for claim in claims if claim.id not in stuck]
    documents = Documents()
    changed = take_back_false(actor, claims, documents, now=now)
    claims = _in_order(_read_anew(actor.village_id, claims, changed))
    late = late_among(actor.village_id, claims, documents)
    _in_time(actor, [one for one in claims if one.id not in late], documents, now=now)
    return left_out, [one for one in claims if one.id in late]


def _post_late(
    actor: Actor, claims: Sequence[Claim], ahead: Foresight | None, *, now: datetime
) -> None:
    if claims:
        come_late(actor, claims, Documents(), now=now, ahead=ahead)
        _posted(actor, claims, now=now)


def _in_order(claims: Iterable[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda claim: (claim.day, claim.number))


def _in_time(actor: Actor, claims: Sequence[Claim], documents: Documents, *, now: datetime) -> None:
    entries = _counted(actor.village_id, claims, documents)
    drafts = [
        _draft(claim, documents[claim.version_id], entries[claim.id])
        for claim in claims
        if entries[claim.id]
    ]
    floors: dict[str, int | None] = {}
    for version_id in sorted(documents):
        floors |= floors_of(documents[version_id])
    posted = _enter(actor, drafts, floors, now=now)
    ids = {draft.source_id: one.id for draft, one in zip(drafts, posted, strict=True)}
    for claim in claims:
        claim.posting_id = ids.get(claim.id)
    _posted(actor, claims, now=now)


def _posted(actor: Actor, claims: Sequence[Claim], *, now: datetime) -> None:
    """They are in the book; a veto begins to bar."""
    for claim in claims:
        claim.state = State.POSTED.value
        claim.ended_at = now
        if claim.kind == "veto":
            begin_bar(actor, claim, now=now)
        elif claim.posting_id is None:
            claim.reasons = [*claim.reasons, ["nothing_to_post", {}]]
            record(actor, "claim.posted", claim.id, now=now, points=0)
    fields = ["state", "stage", "position", "awaiting_since", "ended_at", "posting_id", "reasons"]
    save_many(claims, fields)


def _enter(
    actor: Actor, drafts: Sequence[Draft], floors: Mapping[str, int | None], *, now: datetime
) -> list[Posted]:
    """Post them; what comes to a household that has merged goes on to where it went, and what is
    taken from it comes from there before."""
    first, last = handed_on(actor.village_id, drafts)
    post_many(actor, first, now=now, code="points.merged", floors=floors)
    posted = post_many(actor, drafts, now=now, code="claim.posted", floors=floors)
    post_many(actor, last, now=now, code="points.merged", floors=floors)
    return posted


def _read_anew(
    village_id: int, claims: Sequence[Claim], changed: frozenset[int]
) -> Sequence[Claim]:
    """The claims of the batch, some of whose figures a correction has just changed; one that has to
    hang on the board again is left out."""
    if changed.isdisjoint(claim.id for claim in claims):
        return claims
    rows = Claim.objects.filter(village_id=village_id, id__in=[claim.id for claim in claims])
    found = rows.select_related(*OWNERS).order_by("id")
    return [claim for claim in found if claim.stage == Stage.ENTER]


def _draft(claim: Claim, scheme: Scheme, entries: Sequence[tuple[AccountRef, Points]]) -> Draft:
    kind = Kind.EARNING if (claim.points or 0) >= 0 else Kind.DEDUCTION
    posting = settle(posting_key(claim), kind, claim.day, entries)
    return Draft(posting, claim.id, what_of(scheme, claim))


def posting_key(claim: Claim) -> str:
    return f"claim:{claim.id}"


_Entries = list[tuple[AccountRef, Points]]


def _counted(
    village_id: int, claims: Sequence[Claim], documents: Documents
) -> Mapping[int, _Entries]:
    """The entries of each claim, cut at the floor and the ceiling of their purse, with the reason.

    The accounts are locked first, in the order of their ids, and followed through the batch.
    """
    wanted = {
        claim.id: [(holder_of(one.holder, one.purse), one.points) for one in credits_of(claim)]
        for claim in claims
    }
    if not any(
        points < 0 or documents[claim.version_id].purse(ref.purse).held_max is not None
        for claim in claims
        for ref, points in wanted[claim.id]
    ):
        return {key: [one for one in entries if one[1]] for key, entries in wanted.items()}
    merged = merges(village_id)
    refs = {heir_of(merged, ref) for entries in wanted.values() for ref, _ in entries}
    balances = _balances(village_id, refs)
    counted: dict[int, _Entries] = {}
    for claim in claims:
        scheme = documents[claim.version_id]
        counted[claim.id] = []
        for ref, points in wanted[claim.id]:
            purse = scheme.purse(ref.purse)
            bears = heir_of(merged, ref)
            moved = moved_by(purse, balances.get(bears, 0), points)
            if moved != points:
                code = "floor_stopped" if points < 0 else "ceiling_stopped"
                reason = Reason(code, {"purse": purse.name, "points": moved})
                claim.reasons = [*claim.reasons, *stored_reasons([reason])]
            balances[bears] = balances.get(bears, 0) + moved
            if moved:
                counted[claim.id].append((ref, Points(moved)))
    return counted


def _balances(village_id: int, refs: set[AccountRef]) -> dict[AccountRef, int]:
    rows = Account.objects.select_for_update().filter(
        village_id=village_id, holder_id__in={ref.holder_id for ref in refs}
    )
    return {
        AccountRef(row.holder_kind, row.holder_id, row.purse): row.balance
        for row in rows.order_by("id")
    }
