"""Binding figures: what a claim is worth, computed once under a lock, and kept with its reasons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Sum

from jishan.claims.acts import (
    act_of,
    stored_credits,
    stored_reasons,
)
from jishan.claims.documents import Documents
from jishan.claims.models import CapUse, Claim, Evidence
from jishan.claims.places import Places
from jishan.claims.standing import People, people_behind, standing_of, subject_of
from jishan.core.errors import Refusal
from jishan.core.points import Points
from jishan.core.scheme.compiled import compiled
from jishan.core.scheme.document import Scheme
from jishan.core.scoring import (
    Act,
    CapWindow,
    Reason,
    Score,
    Standing,
    as_if_done,
    cap_windows,
    score,
)
from jishan.core.workflow import State
from jishan.orgs.actions import next_number

BOUND_FIELDS = ["points", "credits", "reasons"]
_Line = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A claim that could not be bound, and the refusal that says why."""

    claim_id: int
    number: int
    refusal: Refusal


@dataclass(slots=True)
class Tally:
    """What is used of caps: by cap, holder, measure and event, the amounts of each day."""

    amounts: dict[_Line, list[tuple[date, int]]] = field(default_factory=dict)

    def add(self, window: CapWindow, day: date, amount: int) -> None:
        self.amounts.setdefault(_line(window), []).append((day, amount))

    def used(self, windows: Iterable[CapWindow]) -> dict[CapWindow, int]:
        return {
            window: sum(
                amount
                for day, amount in self.amounts.get(_line(window), ())
                if window.first <= day <= window.last
            )
            for window in windows
        }


def _line(window: CapWindow) -> _Line:
    return (window.cap, window.holder or "", window.measure, window.event or "")


@dataclass(frozen=True, slots=True)
class _Ready:
    """A claim as the core takes it. `asked` are the core's windows, `kept` the same with the holder
    as the database names it."""

    claim: Claim
    scheme: Scheme
    places: Places
    act: Act
    standing: Standing
    asked: tuple[CapWindow, ...]
    kept: tuple[CapWindow, ...]

    def used(self, tally: Tally) -> dict[CapWindow, int]:
        amounts = tally.used(self.kept)
        return {asked: amounts[kept] for asked, kept in zip(self.asked, self.kept, strict=True)}

    def as_if_done(self) -> dict[CapWindow, int]:
        return as_if_done(self.scheme, self.act, self.standing)

    def keep(self, window: CapWindow) -> CapWindow:
        return kept_window(window, self.scheme, self.places)


def kept_window(window: CapWindow, scheme: Scheme, places: Places) -> CapWindow:
    """The window as the database names it: its cap by what it counts, so that a new version that
    lists its caps in another order goes on where the old one was."""
    cap = kept_names(scheme)[window.cap, window.measure]
    if window.holder is None:
        return window._replace(cap=cap)
    return window._replace(cap=cap, holder=places.outward(window.holder, scheme))


def kept_names(scheme: Scheme) -> dict[tuple[str, str], str]:
    """Name and measure of each cap → how it is kept."""
    known: dict[tuple[str, str], str] | None = scheme.memory.get("claims.kept_caps")
    if known is None:
        known = {}
        seen: dict[tuple[str, str], int] = {}
        for cap in compiled(scheme).caps:
            alike = seen[cap.kept_as, cap.measure] = seen.get((cap.kept_as, cap.measure), 0) + 1
            name = cap.kept_as if alike == 1 else f"{cap.kept_as}#{alike}"
            known[cap.name, cap.measure] = known[cap.name, "minus"] = name
        scheme.memory["claims.kept_caps"] = known
    return known


def tally_of(village_id: int, windows: Sequence[CapWindow]) -> Tally:
    """What bound claims have taken of these windows: one grouped query for all of them."""
    tally = Tally()
    if not windows:
        return tally
    rows = (
        CapUse.objects.filter(
            village_id=village_id,
            cap__in={window.cap for window in windows},
            holder__in={window.holder or "" for window in windows},
            day__gte=min(window.first for window in windows),
            day__lte=max(window.last for window in windows),
        )
        .values_list("cap", "holder", "measure", "event", "day")
        .annotate(Sum("amount"))
    )
    for cap, holder, measure, event, day, amount in rows:
        tally.amounts.setdefault((cap, holder, measure, event), []).append((day, amount))
    return tally


def weigh(claim: Claim, scheme: Scheme, people: People) -> Score:
    """What the claim would be worth now: the figure of a preview, bound to nothing. What its item
    needs may still be on its road."""
    ready = _ready(claim, scheme, people, photographed=None)
    used = ready.used(tally_of(claim.village_id, ready.kept))
    for window in ready.as_if_done():
        used[window] += _on_the_road(claim, window)
    return score(scheme, ready.act, used, ready.standing)


def _on_the_road(claim: Claim, window: CapWindow) -> int:
    """How many acts that an item needs were done until the day and are not bound yet."""
    rows = Claim.objects.filter(
        village_id=claim.village_id, kind="item", item__in=window.items, state=State.OPEN.value,
        points__isnull=True, household_id=claim.household_id, unit_id=claim.unit_id,
        org_id=claim.org_id, day__range=(max(window.first, FIRST_DAY), claim.day),
    )  # fmt: skip
    return rows.count()


FIRST_DAY = date(1900, 1, 1)


def check(claim: Claim, scheme: Scheme, people: People, *, photographed: bool | None) -> Score:
    """Score without caps, only to hear what refuses; `photographed` None: evidence may follow. What
    the item needs to have been done before is asked when the figure is bound."""
    ready = _ready(claim, scheme, people, photographed=photographed)
    return score(scheme, ready.act, ready.as_if_done(), ready.standing)


def _ready(claim: Claim, scheme: Scheme, people: People, *, photographed: bool | None) -> _Ready:
    places = people.places
    subject = subject_of(scheme, claim, places)
    standing = standing_of(people, subject, scheme, claim)
    credited = tuple(places.inward(key, scheme) for key in claim.act.get("credited", ()))
    act = act_of(claim, subject=subject, credited=credited, photographed=photographed)
    asked = cap_windows(scheme, act, standing)
    kept = tuple(kept_window(window, scheme, places) for window in asked)
    return _Ready(claim, scheme, places, act, standing, asked, kept)


def weigh_many(village_id: int, claims: Sequence[Claim]) -> dict[int, Score | Refusal]:
    """What each claim would be worth if it were bound now and alone; or why it would not be."""
    people = people_behind(village_id, claims)
    documents = Documents()
    found: dict[int, Score | Refusal] = {}
    ready: list[_Ready] = []
    for claim in claims:
        try:
            scheme = documents[claim.version_id]
            ready.append(_ready(claim, scheme, people, photographed=None))
        except Refusal as refusal:
            found[claim.id] = refusal
    tally = tally_of(village_id, [window for one in ready for window in one.kept])
    for one in ready:
        try:
            found[one.claim.id] = score(one.scheme, one.act, one.used(tally), one.standing)
        except Refusal as refusal:
            found[one.claim.id] = refusal
    return found


def bind(village_id: int, claims: Sequence[Claim]) -> tuple[list[Claim], list[LeftOut]]:
    """Bind the figures of claims whose rows the caller has locked; the caller saves `BOUND_FIELDS`.

    The village's caps are locked for the length of the transaction, so no two clerks share out the
    same room. Claims are taken by day, then number: where a cap cuts, the later act gets less.
    """
    next_number(village_id, "binding")
    ordered = sorted(claims, key=lambda claim: (claim.day, claim.number))
    people = people_behind(village_id, ordered)
    photographed = _photographed(village_id, ordered)
    documents = Documents()
    left_out: list[LeftOut] = []
    ready: list[_Ready] = []
    bound: list[Claim] = []
    for claim in ordered:
        try:
            if claim.kind == "item":
                scheme = documents[claim.version_id]
                has_photo = claim.id in photographed
                ready.append(_ready(claim, scheme, people, photographed=has_photo))
            else:
                _bind_without_item(claim)
                bound.append(claim)
        except Refusal as refusal:
            left_out.append(LeftOut(claim.id, claim.number, refusal))
    uses: list[CapUse] = []
    tally = tally_of(village_id, [window for one in ready for window in one.kept])
    for one in ready:
        try:
            uses += _bind_item(one, tally)
            bound.append(one.claim)
        except Refusal as refusal:
            left_out.append(LeftOut(one.claim.id, one.claim.number, refusal))
    CapUse.objects.bulk_create(uses, batch_size=500)
    return sorted(bound, key=lambda claim: (claim.day, claim.number)), left_out


def _bind_item(ready: _Ready, tally: Tally) -> list[CapUse]:
    found = score(ready.scheme, ready.act, ready.used(tally), ready.standing)
    claim = ready.claim
    claim.points = found.points
    claim.credits = stored_credits(found.credits, ready.scheme, ready.places)
    reasons = list(found.reasons)
    if found.raw is not None:
        reasons.insert(0, Reason("inspected", {"raw_points": int(found.raw)}))
    claim.reasons = stored_reasons(reasons)
    rows = []
    for use in found.uses:
        window = ready.keep(use.window)
        tally.add(window, claim.day, use.amount)
        rows.append(use_of(claim, window, use.amount))
    return rows


def use_of(claim: Claim, window: CapWindow, amount: int) -> CapUse:
    cap, holder, measure, event = _line(window)
    return CapUse(
        village_id=claim.village_id,
        claim_id=claim.id,
        cap=cap,
        holder=holder,
        measure=measure,
        event=event,
        day=claim.day,
        amount=amount,
    )


def _bind_without_item(claim: Claim) -> None:
    """A veto moves no points; a rule's bonus was computed when its period was closed."""
    given: Mapping[str, Any] = claim.act
    claim.points = Points(given.get("points", 0))
    claim.credits = list(given.get("credits", ()))
    claim.reasons = [[given.get("why") or _WITHOUT_ITEM[claim.kind], given.get("facts", {})]]


_WITHOUT_ITEM = {"veto": "barred", "rule": "rule_given"}


def unbind(claim: Claim) -> None:
    """The figure no longer stands; the room it took is free. The caller saves `BOUND_FIELDS`."""
    release(claim)
    claim.points, claim.credits, claim.reasons = None, [], []


def release(claim: Claim) -> None:
    CapUse.objects.filter(village_id=claim.village_id, claim_id=claim.id).delete()


def _photographed(village_id: int, claims: Sequence[Claim]) -> frozenset[int]:
    rows = Evidence.objects.filter(village_id=village_id, claim_id__in=[one.id for one in claims])
    return frozenset(rows.values_list("claim_id", flat=True))
