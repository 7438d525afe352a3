"""Households that change (家庭变动): births, marriages, moves, deaths, splits, merges.

What changes counts from its day on and never backwards: a day whose period has been closed is
refused. Points follow by the same rule as in a replay (`core.transfers`), as balanced transfers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from django.db import transaction
from django.utils import timezone

from jishan.claims.actions.expiry import lapse_before
from jishan.claims.documents import floors_of
from jishan.claims.models import Claim
from jishan.claims.queries.settled import clearing_awaited, closed_through
from jishan.claims.standing import member_keys, people_of
from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound, Refusal
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.points import Points, format_points
from jishan.core.scheme.document import Scheme
from jishan.core.transfers import shared_in_split
from jishan.core.workflow import State
from jishan.foundation.reach import reach
from jishan.ledger.actions import post, reverse_posting
from jishan.ledger.floors import lift_floors, put_back
from jishan.ledger.holders import follow_people
from jishan.ledger.models import Account, Posting
from jishan.registry.changes import NewChange, enter_change, known_change, undo_change
from jishan.registry.models import Change, Household
from jishan.schemes.queries import in_force


class DayClosed(Refusal):
    """The period that holds the day has been closed; averages do not change backwards."""

    code = "moving.day_closed"


class ClearingFirst(Refusal):
    """Points that a period clears would go along."""

    code = "moving.clearing_first"


class ActsAfterwards(Refusal):
    """Acts of the household on that day or later are on their road or in the book."""

    code = "moving.acts_afterwards"


class ShareTooLarge(Refusal):
    code = "moving.share_too_large"


class AgreementMissing(Refusal):
    """How points are shared has to stand in writing."""

    code = "moving.agreement_missing"


@dataclass(frozen=True, slots=True)
class Changed:
    """`other_id`: the household to which they went, or that came of it; `points` that went there,
    by purse."""

    id: int
    kind: str
    household_id: int
    other_id: int | None
    repeated: bool
    points: Mapping[str, Points] = field(default_factory=dict)


@transaction.atomic
def change_household(
    actor: Actor,
    new: NewChange,
    *,
    shares: Mapping[str, Points] | None = None,
    key: str,
    now: datetime,
) -> Changed:
    """Enter that a household changes from a day on. The same key: the same change.

    Where it splits, the document says what goes along; where it leaves that to a decision, `shares`
    says it purse by purse and `note` holds the agreement. Where it merges, everything goes.
    """
    _reach(actor, new.household_id)
    if new.other_id is not None:
        _reach(actor, new.other_id)
    known = known_change(actor.village_id, key, new)
    if known is not None:
        return _changed(known, {}, repeated=True)
    _check_open(actor.village_id, new.day)
    scheme = _scheme(actor.village_id, new.day)
    part = Fraction(0)
    if scheme is not None and new.kind in ("split", "merged"):
        _check_cleared(actor.village_id, new.day)
        lapse_before(actor, now=now)
        part = _part(actor.village_id, scheme, new)
    if new.kind in ("merged", "closed"):
        _check_idle(actor.village_id, new)
    made = enter_change(actor, new, key=key, now=now)
    follow_people(actor.village_id)
    points: Mapping[str, Points] = {}
    if scheme is not None and made.kind == "split":
        points = _split(actor, made, scheme, part, shares or {}, now=now)
    elif scheme is not None and made.kind == "merged":
        points = _merge(actor, made, scheme, now=now)
    return _changed(made, points, repeated=False)


def _reach(actor: Actor, household_id: int) -> Household:
    return reach(actor, Permission.MOVE_HOUSEHOLD, Household.objects.all(), household_id)


def _changed(made: Change, points: Mapping[str, Points], *, repeated: bool) -> Changed:
    return Changed(made.id, made.kind, made.household_id, made.other_id, repeated, points)


def _scheme(village_id: int, day: date) -> Scheme | None:
    found = in_force(village_id, day)
    return found.scheme if found is not None else None


# What stands in the way ---------------------------------------------------------------------


def _check_open(village_id: int, day: date) -> None:
    last = closed_through(village_id)
    if last is not None and day <= last:
        raise DayClosed(day=day, last=last)


def _check_cleared(village_id: int, day: date) -> None:
    label = clearing_awaited(village_id, day)
    if label is not None:
        raise ClearingFirst(period=label)


def _check_idle(village_id: int, new: NewChange) -> None:
    """A household that goes has done nothing since it went."""
    ended = [State.WITHDRAWN, State.REJECTED, State.REVERSED]
    rows = Claim.objects.filter(village_id=village_id, household_id=new.household_id)
    count = rows.filter(day__gte=new.day).exclude(state__in=[one.value for one in ended]).count()
    if count:
        raise ActsAfterwards(count=count, day=new.day)


# Points -------------------------------------------------------------------------------------


def _part(village_id: int, scheme: Scheme, new: NewChange) -> Fraction:
    """Which part of the members who count goes."""
    people = people_of(village_id, [new.household_id])
    if new.household_id not in people.households:
        raise NotFound
    members = member_keys(people, new.household_id, scheme, new.day)
    went = sum(f"r{own}" in members for own in new.people)
    return Fraction(went, max(len(members), 1))


def _held(village_id: int, household_id: int) -> dict[str, int]:
    rows = Account.objects.select_for_update().filter(
        village_id=village_id, holder_kind="household", holder_id=household_id
    )
    return {one.purse: one.balance for one in rows.order_by("id")}


def _split(
    actor: Actor,
    made: Change,
    scheme: Scheme,
    part: Fraction,
    decided: Mapping[str, Points],
    *,
    now: datetime,
) -> Mapping[str, Points]:
    held = _held(actor.village_id, made.household_id)
    names = {one.code: one.name for one in scheme.purses}
    for purse, points in decided.items() if scheme.subjects.split == "by_decision" else ():
        if points < 0 or points > max(held.get(purse, 0), 0):
            there = format_points(Points(max(held.get(purse, 0), 0)))
            raise ShareTooLarge(purse=names.get(purse, purse), held=there)
        if points and not made.note:
            raise AgreementMissing
    shared = shared_in_split(scheme, held, part, decided)
    _post(actor, made, scheme, shared, now=now)
    return shared


def _merge(actor: Actor, made: Change, scheme: Scheme, *, now: datetime) -> Mapping[str, Points]:
    """Everything goes along, what is owed too."""
    held = _held(actor.village_id, made.household_id)
    whole = {purse: Points(points) for purse, points in held.items() if points}
    _post(actor, made, scheme, whole, now=now)
    return whole


def _post(
    actor: Actor, made: Change, scheme: Scheme, points: Mapping[str, Points], *, now: datetime
) -> None:
    """From the one household to the other; a debt that comes lowers the floor as far as it goes.

    What is shared in a split was there when it was shared; a merge moves the whole purse on its
    own day.
    """
    if not points:
        return
    day = timezone.localdate(now) if made.kind == "split" else made.day
    entries = [
        (AccountRef("household", home, purse), sign * one)
        for purse, one in points.items()
        for sign, home in ((-1, made.household_id), (1, made.other_id))
    ]
    floors = {
        purse: None if floor is None else min(floor, points.get(purse, 0))
        for purse, floor in floors_of(scheme).items()
    }
    owing = {ref for ref, one in entries if one < 0 and ref.holder_id == made.other_id}
    lifted = lift_floors(actor.village_id, owing)
    posting = settle(f"{_PREFIX[made.kind]}:{made.id}", Kind.TRANSFER, day, entries)
    memo = "分户" if made.kind == "split" else "并户"
    post(actor, posting, now=now, code="points.shared", memo=memo, floors=floors)
    put_back(actor.village_id, lifted)


_PREFIX = {"split": "split", "merged": "merge"}


# Undoing ------------------------------------------------------------------------------------


@transaction.atomic
def undo_household_change(actor: Actor, change_id: int, *, key: str, now: datetime) -> Changed:
    """Take a change back that was a mistake, with its points; it stays on record (撤销变动).

    Only while no period that holds its day has been closed: afterwards a new change is entered.
    """
    change = reach(actor, Permission.MOVE_HOUSEHOLD, Change.objects.all(), change_id)
    known = Change.objects.filter(village_id=actor.village_id, key=key, undoes_id=change.id).first()
    if known is not None:
        return _changed(known, {}, repeated=True)
    _check_open(actor.village_id, change.day)
    if change.kind == "split" and change.other_id is not None:
        _check_idle(actor.village_id, NewChange(change.other_id, "closed", change.day))
    made = undo_change(actor, change, key=key, now=now)
    follow_people(actor.village_id)
    if change.kind in _PREFIX:
        _take_back(actor, f"{_PREFIX[change.kind]}:{change.id}", now=now)
    return _changed(made, {}, repeated=False)


def _take_back(actor: Actor, stem: str, *, now: datetime) -> None:
    """Reverse what was posted for the change, the last first."""
    rows = Posting.objects.filter(village_id=actor.village_id, key__startswith=stem)
    for posting_id in (
        rows.filter(reverses_id__isnull=True).order_by("-id").values_list("id", flat=True)
    ):
        reverse_posting(
            actor,
            posting_id,
            key=f"undo:{posting_id}",
            day=timezone.localdate(now),
            now=now,
            code="points.shared_back",
            memo="撤销变动",
        )
