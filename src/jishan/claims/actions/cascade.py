"""What follows from a reversal: every figure that rested on it is corrected, with a trace.

A correction bears the kind and the day of what it corrects: the points of March change, not those
of June (decision 0011). Nothing that was handed over is taken back; whether a debt remains or is
written off says the document.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.utils import timezone

from jishan.claims.actions.given import give
from jishan.claims.acts import holder_of, owner_columns
from jishan.claims.binding import release
from jishan.claims.documents import Documents, floors_of
from jishan.claims.lines import what_of
from jishan.claims.models import CapUse, Claim, Correction, PeriodClose, Recomputation
from jishan.claims.naming import label_words
from jishan.claims.places import Places
from jishan.claims.recompute import (
    ClaimChange,
    Figure,
    Found,
    PurseMove,
    postings_of,
)
from jishan.claims.road import place_at, road_of
from jishan.claims.saving import save_many
from jishan.core.access import Actor
from jishan.core.closing import AutoCredit, CreditKind
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.periods import Period
from jishan.core.scheme.document import Scheme
from jishan.core.workflow import State
from jishan.foundation.tenancy import new_id
from jishan.ledger.actions import Draft, post_many, reverse_posting
from jishan.ledger.floors import below_floor, lift_floors, put_back
from jishan.ledger.models import Entry
from jishan.registry.models import Resident
from jishan.schemes.queries import version_in_force

SAVED = (
    "act", "points", "credits", "reasons", "state", "stage", "position", "ended_at", "posting_id",
)  # fmt: skip
_MOVES = {
    "clearing": "{purse}清零数",
    "expiry": "{purse}到期数",
    "limit": "{purse}上下限",
    "write_off": "{purse}已兑换，免追回",
    "moved": "{purse}并户转来数",
}
_STEMS = {"clearing": "correct:clear:", "moved": "correct:moved:"}
"""How the keys begin of corrections that other rooms tell from others: what a period clears is the
last of its day, and what a merge moved is the whole purse (`claims.lots`)."""


@dataclass(slots=True)
class Mended:
    """A correction on its way into the book: the row, whose claim, what is posted for it."""

    row: Correction
    claim: Claim | None
    drafts: list[Draft]


def follow_up(
    actor: Actor,
    causes: Sequence[Claim],
    found: Found,
    *,
    reasons: Mapping[int, str],
    now: datetime,
    coming: Mapping[int, Draft] | None = None,
) -> list[Mended]:
    """Take the causes out of the book and correct what followed from them; the trace is kept.

    The causes are locked, and so are the claims of `found`; the caller saves the causes. What is
    still on its road is corrected before it is posted. With `coming` (by claim) the causes come
    into the book instead: each gets its `posting_id`.
    """
    today = timezone.localdate(now)
    scheme = version_in_force(actor.village_id, today).scheme
    made = Recomputation.objects.create(
        village_id=actor.village_id,
        key=f"{causes[0].id}:{causes[0].round}:{causes[0].state}",
        causes=[one.id for one in causes],
        reason=reasons[causes[0].id][:500],
        first=found.first,
        at=now,
    )
    cause = f"因第 {causes[0].number} 号事项更正"
    mended = [*_claims(actor, found, made, cause, now=now)]
    mended += [_move(one, made, scheme, cause) for one in found.moves]
    mended += list(_marks(found, made, scheme))
    mended += list(_pools(found, made, scheme))
    _post(actor, causes, mended, scheme, reasons=reasons, now=now, coming=coming or {})
    Correction.objects.bulk_create([one.row for one in mended], batch_size=500)
    return mended


# What is corrected ----------------------------------------------------------------------------


def _claims(
    actor: Actor, found: Found, made: Recomputation, cause: str, *, now: datetime
) -> Iterator[Mended]:
    documents = Documents()
    kept: list[Claim] = []
    uses: list[CapUse] = []
    for change in found.claims:
        claim, figure = change.claim, change.now
        if claim is None:
            claim = _newly_given(actor, change, now=now)
            figure = Figure(claim.points or 0, claim.credits)
        else:
            _take_over(claim, change, now=now)
        if change.uses is not None:
            release(claim)
            uses += change.uses
        kept.append(claim)
        if change.claim is None or change.moves:
            row = _row(claim, change, figure, made, documents[claim.version_id])
            in_book = claim.state == State.POSTED
            drafts = list(_drafts(row, claim, change.was, figure, cause)) if in_book else []
            yield Mended(row, claim, drafts)
    CapUse.objects.bulk_create(uses, batch_size=500)
    save_many(kept, SAVED)


def _take_over(claim: Claim, change: ClaimChange, *, now: datetime) -> None:
    """The claim has its new figure and says that it is one; what is not on the board yet and comes
    to nothing ends here."""
    figure = change.now
    if claim.kind == "rule":
        claim.act = {**claim.act, "points": figure.points, "credits": figure.credits}
    if claim.points is None:
        gone = not figure.points
        claim.state = State.REJECTED.value if gone else State.OPEN.value
        claim.ended_at = now if gone else None
        return
    claim.points, claim.credits, claim.reasons = figure.points, figure.credits, change.reasons
    if change.moves:
        said = {"was_points": change.was.points, "day": timezone.localdate(now).isoformat()}
        kept = [one for one in change.reasons if one[0] != "corrected"]
        claim.reasons = [*kept, ["corrected", said]]


def _newly_given(actor: Actor, change: ClaimChange, *, now: datetime) -> Claim:
    """A claim for a credit that nobody had before; it is in the book at once, with the others."""
    assert change.gives is not None, "a change without a claim gives something"
    given = change.gives.now
    assert given is not None, "a change without a claim gives something"
    kind = cast(CreditKind, given.kind)  # bases are granted by themselves
    credit = AutoCredit(given.code, kind, given.subject, given.points, given.credits)
    in_force = version_in_force(actor.village_id, given.day)
    period = _period(actor.village_id, change.period)
    claim = give(actor, [credit], in_force, period, now=now)[0]
    claim.points, claim.credits = claim.act["points"], claim.act["credits"]
    claim.reasons = [["rule_given", claim.act["facts"]]]
    road = road_of(in_force.scheme, claim)
    place_at(claim, road, len(road) - 1)
    claim.state, claim.ended_at = State.POSTED.value, now
    return claim


def _period(village_id: int, label: str) -> Period:
    """A period that was closed."""
    said = PeriodClose.objects.get(village_id=village_id, period=label).result
    first, last = date.fromisoformat(said["first"]), date.fromisoformat(said["last"])
    return Period(first, last, said["kind"], label)


def _row(
    claim: Claim, change: ClaimChange, figure: Figure, made: Recomputation, scheme: Scheme
) -> Correction:
    return Correction(
        village_id=claim.village_id,
        id=new_id(),
        recomputation_id=made.id,
        what=change.what,
        code=claim.item,
        title=what_of(scheme, claim),
        period=change.period,
        day=claim.day,
        claim_id=claim.id,
        household_id=claim.household_id,
        unit_id=claim.unit_id,
        org_id=claim.org_id,
        resident_id=claim.resident_id,
        was=change.was.points,
        now=figure.points,
    )


def _drafts(
    row: Correction, claim: Claim, was: Figure, figure: Figure, cause: str
) -> Iterator[Draft]:
    """What has to move, under the kind and the day of the figure that is corrected."""
    parts: dict[Kind, dict[AccountRef, int]] = {}
    for sign, one in ((-1, was), (1, figure)):
        kind = Kind.EARNING if one.points >= 0 else Kind.DEDUCTION
        sums = parts.setdefault(kind, {})
        for purse, holder, points in one.credits:
            ref = holder_of(holder, purse)
            sums[ref] = sums.get(ref, 0) + sign * points
    for number, (kind, sums) in enumerate(parts.items()):
        if any(sums.values()):
            key = f"correct:{row.id}" if number == 0 else f"correct:{row.id}:{number}"
            posting = settle(key, kind, claim.day, sums.items())
            yield Draft(posting, claim.id, f"更正：{row.title}（{cause}）"[:120])


def _move(one: PurseMove, made: Recomputation, scheme: Scheme, cause: str) -> Mended:
    """A purse that was cleared, expired, limited or written off too much or too little."""
    ref = holder_of(one.holder, one.purse)
    purse = next((each.name for each in scheme.purses if each.code == one.purse), one.purse)
    kind = Kind.EXPIRY if one.what in ("clearing", "expiry") else Kind.TRANSFER
    row = Correction(
        village_id=made.village_id,
        id=new_id(),
        recomputation_id=made.id,
        what=one.what,
        code=one.purse,
        title=_MOVES[one.what].format(purse=purse),
        day=one.day,
        was=0,
        now=one.points,
        **_owner(made.village_id, one.holder),
    )
    stem = _STEMS.get(one.what, "correct:")
    posting = settle(f"{stem}{row.id}", kind, one.day, [(ref, one.points)])
    return Mended(row, None, [Draft(posting, None, f"{row.title}（{cause}）"[:120])])


def _owner(village_id: int, key: str) -> dict[str, int | None]:
    """Whose row it is, by a stored key; a person's is the household's."""
    if key[:1] != "r":
        home = int(key[1:]) if key[:1] == "h" else None
        return owner_columns(home, key) | {"resident_id": None}
    number = int(key[1:])
    people = Resident.objects.filter(village_id=village_id, id=number)
    home = people.values_list("household_id", flat=True).get()
    return owner_columns(home, key) | {"resident_id": number}


def _marks(found: Found, made: Recomputation, scheme: Scheme) -> Iterator[Mended]:
    """Marks of streaks: the close is not changed, the row beside it says what holds."""
    names = {one.code: one.name for one in scheme.streaks}
    places = Places(made.village_id)
    for mark in found.marks:
        period = _period(made.village_id, mark.period)
        row = Correction(
            village_id=made.village_id,
            id=new_id(),
            recomputation_id=made.id,
            what="mark",
            code=mark.streak,
            title=f"{names.get(mark.streak, mark.streak)}：{mark.mark}"[:200],
            period=mark.period,
            day=period.last,
            was=0 if mark.given else 1,
            now=1 if mark.given else 0,
            **_owner(made.village_id, places.outward(mark.subject, scheme)),
        )
        yield Mended(row, None, [])


def _pools(found: Found, made: Recomputation, scheme: Scheme) -> Iterator[Mended]:
    """Shares that were published stay: money that was paid is not taken back. The row says what
    they would be, in fen, so that the village can decide about the difference."""
    names = {one.code: one.name for one in scheme.pools}
    places = Places(made.village_id, scheme.organisation)
    for one in found.pools:
        row = Correction(
            village_id=made.village_id,
            id=new_id(),
            recomputation_id=made.id,
            what="pool",
            code=one.pool,
            title=f"{names.get(one.pool, one.pool)}（{label_words(one.period)}）"[:200],
            period=one.period,
            day=_period(made.village_id, one.period).last,
            was=one.was,
            now=one.now,
            **_owner(made.village_id, places.outward(one.subject, scheme)),
        )
        yield Mended(row, None, [])


# The book -------------------------------------------------------------------------------------


def _post(
    actor: Actor,
    causes: Sequence[Claim],
    mended: Sequence[Mended],
    scheme: Scheme,
    *,
    reasons: Mapping[int, str],
    now: datetime,
    coming: Mapping[int, Draft],
) -> None:
    """Reversals and corrections together: in between an account may fall below its floor."""
    standing = postings_of(one for one in causes if one.state == State.POSTED)
    drafts = [draft for one in mended for draft in one.drafts]
    touched = _accounts(actor.village_id, standing, [*drafts, *coming.values()])
    floors = lift_floors(actor.village_id, touched)
    _come_in(actor, causes, coming, scheme, now=now)
    for claim in causes:
        for number, posting_id in enumerate(standing.get(claim.id, ())):
            reverse_posting(
                actor,
                posting_id,
                key=f"reverse:{claim.id}" if number == 0 else f"reverse:{claim.id}:{number}",
                day=timezone.localdate(now),
                now=now,
                code="claim.reversed",
                memo=reasons[claim.id][:120],
            )
    drafts.sort(key=lambda one: min(entry.points for entry in one.posting.entries[:1]) < 0)
    posted = post_many(actor, drafts, now=now, code="claim.corrected", floors=floors_of(scheme))
    ids = {one.key: one.id for one in posted}
    fresh = []
    for one in mended:
        if one.drafts:
            one.row.posting_id = ids[one.drafts[0].posting.key]
            if one.claim is not None and one.claim.posting_id is None:
                one.claim.posting_id = one.row.posting_id
                fresh.append(one.claim)
    save_many(fresh, ["posting_id"])
    _write_off(actor, causes[0], scheme, floors, now=now)
    put_back(actor.village_id, floors)


def _come_in(
    actor: Actor,
    causes: Sequence[Claim],
    coming: Mapping[int, Draft],
    scheme: Scheme,
    *,
    now: datetime,
) -> None:
    drafts = list(coming.values())
    posted = post_many(actor, drafts, now=now, code="claim.posted", floors=floors_of(scheme))
    ids = {draft.source_id: one.id for draft, one in zip(drafts, posted, strict=True)}
    for claim in causes:
        claim.posting_id = ids.get(claim.id, claim.posting_id)


def _accounts(
    village_id: int, standing: Mapping[int, Sequence[int]], drafts: Sequence[Draft]
) -> set[AccountRef]:
    found = {entry.account for draft in drafts for entry in draft.posting.entries}
    ids = [one for each in standing.values() for one in each]
    rows = Entry.objects.filter(village_id=village_id, posting_id__in=ids)
    columns = "account__holder_kind", "account__holder_id", "account__purse"
    found |= {AccountRef(*row) for row in rows.values_list(*columns)}
    return {one for one in found if one.holder_kind != "issuer"}


def _write_off(
    actor: Actor, cause: Claim, scheme: Scheme, floors: Mapping[int, int], *, now: datetime
) -> None:
    """Give up what is missing, where the document does not let it remain a debt.

    A transfer of its own, so that it counts neither as earned nor as spent.
    """
    forgiving = {one.code for one in scheme.purses if one.after_correction == "write_off"}
    missing = [
        (ref, points)
        for ref, points in below_floor(actor.village_id, floors).items()
        if ref.purse in forgiving
    ]
    if missing:
        day = timezone.localdate(now)
        post_many(
            actor,
            [
                Draft(
                    settle(f"writeoff:{cause.id}:{cause.round}", Kind.TRANSFER, day, missing),
                    cause.id,
                    "已兑换，免追回",
                )
            ],
            now=now,
            code="claim.written_off",
        )
