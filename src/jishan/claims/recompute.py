"""What follows when claims no longer count, or come late: the past replayed with them and without.

Nothing is computed here a second time: `core.replay` runs twice over the same history, and what
differs is laid beside what the book has. A figure that differs for another reason is left alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q

from jishan.claims.acts import BEGINS, RULE, stored_credits, stored_reasons
from jishan.claims.after_close import auto_key
from jishan.claims.binding import kept_window, use_of
from jishan.claims.documents import Documents
from jishan.claims.foresight import Foresight, foresee
from jishan.claims.heirs import merged_on
from jishan.claims.models import CapUse, Claim, PeriodClose
from jishan.claims.places import Places
from jishan.core.ledger import Kind
from jishan.core.points import Points
from jishan.core.replay.changes import (
    ActChange,
    AutoChange,
    MarkChange,
    PoolChange,
)
from jishan.core.replay.outcome import ActResult
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.facts import Reason
from jishan.core.workflow import State
from jishan.ledger.models import Entry, Posting
from jishan.registry.changes import merges

StoredCredits = list[list[Any]]
"""`[purse, stored key of the holder, points]`, as a claim keeps them."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What a claim is worth: in all, and purse by purse."""

    points: int
    credits: StoredCredits


NOTHING = Figure(0, [])


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """A claim whose figure is another one now. `claim` is None for a credit that nobody was given
    yet; then `gives` says what and for which period. `uses` is None where no caps are touched."""

    what: str
    claim: Claim | None
    gives: AutoChange | None
    period: str
    was: Figure
    now: Figure
    reasons: list[list[Any]]
    uses: list[CapUse] | None

    @property
    def moves(self) -> bool:
        return (self.was.points, self.was.credits) != (self.now.points, self.now.credits)


class PurseMove(NamedTuple):
    """What a purse got too much or too little beside its claims: clearing, expiry, limit (floor
    or ceiling), write_off, moved (from or to a household that merged). `holder` is the stored
    key."""

    what: str
    purse: str
    holder: str
    day: date
    points: Points


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that has to be corrected, and the first day whose figures are touched."""

    claims: tuple[ClaimChange, ...]
    moves: tuple[PurseMove, ...]
    marks: tuple[MarkChange, ...]
    first: date
    pools: tuple[PoolChange, ...] = ()


def recompute(
    village_id: int,
    causes: Sequence[Claim],
    *,
    today: date,
    coming: bool = False,
    ahead: Foresight | None = None,
) -> Found:
    """What the book has to be corrected by once these claims no longer count; or, if they are
    `coming` into it, once they do.

    Called while nothing has changed yet, under the locks of figures and closings; the rows of the
    claims that change come back locked. With `ahead`, confirmed under these locks, the past is not
    reckoned again.
    """
    if ahead is None or not ahead.is_about(causes, today):
        ahead = foresee(village_id, causes, today=today, coming=coming)
    book = _Book(village_id, causes, ahead, coming=coming)
    claims = (*book.acts(), *book.rules())
    first = min([one.day for one in causes] + [_day_of(one) for one in claims])
    return Found(claims, tuple(book.moves(today)), book.marks(), first, book.pools())


def _day_of(change: ClaimChange) -> date:
    if change.claim is not None:
        return change.claim.day
    given = change.gives.now if change.gives else None
    assert given is not None, "a new credit has its day"
    return given.day


class _Book:
    """What the book says of everything that changed, its claims locked."""

    def __init__(
        self,
        village_id: int,
        causes: Sequence[Claim],
        ahead: Foresight,
        *,
        coming: bool,
    ) -> None:
        self.village_id, self.found, self.scheme = village_id, ahead.changes, ahead.scheme
        self.sharing = ahead.cramped
        self.causes, self.coming = causes, coming
        self._ids = {one.id for one in causes}
        self.documents, self.places = Documents(), Places(village_id, self.scheme.organisation)
        closes = PeriodClose.objects.filter(village_id=village_id)
        self.closes = list(closes.values_list("period", "result", "version_id"))
        self.labels = {label for label, _, _ in self.closes}

    def _locked(self, which: Q) -> list[Claim]:
        rows = Claim.objects.select_for_update(of=("self",)).filter(
            which, village_id=self.village_id
        )
        claims = rows.select_related("household__group").order_by("id")
        return [one for one in claims if one.id not in self._ids]

    def _given(self) -> Q:
        keys = self.found.automatic
        codes, days = {key[0] for key in keys}, {key[2] for key in keys}
        return Q(origin=RULE, item__in=codes, day__in=days)

    def acts(self) -> Iterator[ClaimChange]:
        """Acts with another figure, by number."""
        numbers = {int(key) for key in self.found.changed if key.isdecimal()}
        claims = self._locked(Q(number__in=numbers) | Q(id__in=self.sharing))
        acts = [one for one in claims if one.kind == "item" and one.origin != RULE]
        for claim in sorted(acts, key=lambda one: one.number):
            change = self.found.acts.get(str(claim.number))
            if change is not None:
                yield from self._act(claim, change)

    def rules(self) -> Iterator[ClaimChange]:
        """What the rules give otherwise, by day."""
        given = {
            auto_key(one, self.documents[one.version_id], self.places): one
            for one in self._locked(self._given())
        }
        for key, auto in self.found.automatic.items():
            yield from self._rule(given.get(key), auto)

    def _act(self, claim: Claim, change: ActChange) -> Iterator[ClaimChange]:
        scheme = self.documents[claim.version_id]
        result = change.now
        now = Figure(int(result.points), stored_credits(result.credits, scheme, self.places))
        was = Figure(claim.points or 0, claim.credits)
        anew = claim.id in self.sharing and now != was
        if str(claim.number) not in self.found.changed and not anew:
            return
        uses = [
            use_of(claim, kept_window(use.window, scheme, self.places), use.amount)
            for use in change.uses
        ]
        yield ClaimChange("act", claim, None, "", was, now, _reasons(result), uses)

    def _rule(self, claim: Claim | None, auto: AutoChange) -> Iterator[ClaimChange]:
        one = auto.now or auto.was
        assert one is not None, "a change has two sides"
        if claim is None:
            new = auto.was is None and one.kind != "base" and one.period in self.labels
            if new:
                now = Figure(int(one.points), [])
                yield ClaimChange(one.kind, None, auto, one.period, NOTHING, now, [], None)
            return
        ended = claim.state == State.REJECTED and not claim.act.get("points")
        if claim.state not in (State.OPEN, State.POSTED) and not ended:
            return
        scheme = self.documents[claim.version_id]
        credits_ = auto.now.credits if auto.now else ()
        points = int(auto.now.points) if auto.now else 0
        now = Figure(points, stored_credits(credits_, scheme, self.places))
        if claim.points is None and one.kind == "base":
            return  # it is weighed when it is published
        change = ClaimChange(
            one.kind, claim, auto, one.period, _given_figure(claim), now, claim.reasons, None
        )
        if change.moves:
            yield change

    def moves(self, today: date) -> Iterator[PurseMove]:
        """What happened to purses beside the claims; only what the book has really done."""
        expired = self._expired()
        for lapse in self.found.lapses:
            one = PurseMove(
                lapse.cause, lapse.purse, self._stored(lapse.holder), lapse.day, lapse.points
            )
            if self._cleared(one) or (one.purse, one.holder, one.day) in expired:
                yield one
        limited, merged_into = self._limited(), merges(self.village_id)
        for change in self.found.purses:
            holder = self._stored(change.holder)
            day = min(change.day, today)
            limits = change.limits - limited.get((change.purse, holder, day), 0)
            if limits:
                yield PurseMove("limit", change.purse, holder, day, Points(limits))
            if change.written_off:
                yield PurseMove("write_off", change.purse, holder, day, change.written_off)
            if change.moved:
                merged = merged_on(merged_into, change.holder)
                yield PurseMove("moved", change.purse, holder, merged or today, change.moved)

    def _stored(self, key: str) -> str:
        return self.places.outward(key, self.scheme)

    def _cleared(self, move: PurseMove) -> bool:
        """Whether the period that clears the purse on the day has been closed."""
        return move.what == "clearing" and any(
            said["last"] == move.day.isoformat()
            and self._clears(self.documents[version_id], move.purse, said["kind"])
            for _, said, version_id in self.closes
        )

    def _clears(self, scheme: Scheme, purse: str, kind: str) -> bool:
        clearing = next((one.clearing for one in scheme.purses if one.code == purse), None)
        return clearing is not None and clearing.every == kind

    def _expired(self) -> set[tuple[str, str, date]]:
        """Purses that the clock has taken expired points from, and the day that it wrote."""
        days = {one.day for one in self.found.lapses if one.cause == "expiry"}
        if not days:
            return set()
        rows = Entry.objects.filter(
            village_id=self.village_id,
            kind=Kind.EXPIRY.value,
            day__in=days,
            posting__key__startswith="lapse:",
        ).exclude(account__holder_kind="issuer")
        columns = "account__purse", "account__holder_kind", "account__holder_id", "day"
        return {
            (purse, f"{BEGINS[kind]}{holder}", day)
            for purse, kind, holder, day in rows.values_list(*columns)
        }

    def _limited(self) -> dict[tuple[str, str, date], int]:
        """How much less than their figures the taken-back claims had moved: floors, ceilings."""
        found: dict[tuple[str, str, date], int] = {}
        for claim in self.causes if not self.coming else ():
            for purse, holder, points in claim.credits if claim.state == State.POSTED else ():
                key = (purse, holder, claim.day)
                found[key] = found.get(key, 0) + points
        ids = [one for each in postings_of(self.causes).values() for one in each]
        rows = Entry.objects.filter(village_id=self.village_id, posting_id__in=ids)
        rows = rows.exclude(account__holder_kind="issuer")
        columns = "account__purse", "account__holder_kind", "account__holder_id", "day", "points"
        for purse, kind, holder, day, points in rows.values_list(*columns):
            key = (purse, f"{BEGINS[kind]}{holder}", day)
            found[key] = found.get(key, 0) - points
        return found

    def pools(self) -> tuple[PoolChange, ...]:
        """Shares of pools that were published."""
        return tuple(one for one in self.found.pools if one.period in self.labels)

    def marks(self) -> tuple[MarkChange, ...]:
        """Marks of streaks in periods that were closed."""
        return tuple(one for one in self.found.marks if one.period in self.labels)


def postings_of(claims: Iterable[Claim]) -> dict[int, list[int]]:
    """The postings by which claims stand in the book: their own, and corrections of it."""
    ids = {claim.id: claim.village_id for claim in claims}
    found: dict[int, list[int]] = {claim_id: [] for claim_id in ids}
    if not ids:
        return found
    village_id = next(iter(ids.values()))
    undone = Posting.objects.filter(village_id=village_id, reverses_id=OuterRef("id"))
    rows = Posting.objects.filter(
        ~Exists(undone),
        village_id=village_id,
        source_id__in=ids,
        kind__in=[Kind.EARNING.value, Kind.DEDUCTION.value],
        reverses_id__isnull=True,
    )
    for posting_id, claim_id in rows.order_by("id").values_list("id", "source_id"):
        assert claim_id is not None, "only postings of claims were asked for"
        found[claim_id].append(posting_id)
    return found


def _given_figure(claim: Claim) -> Figure:
    """What a rule gave: bound, or as the close found it."""
    if claim.points is not None:
        return Figure(claim.points, claim.credits)
    return Figure(claim.act.get("points", 0), claim.act.get("credits", []))


def _reasons(result: ActResult) -> list[list[Any]]:
    reasons = list(result.reasons)
    if result.raw is not None:
        reasons.insert(0, Reason("inspected", {"raw_points": int(result.raw)}))
    return stored_reasons(reasons)
