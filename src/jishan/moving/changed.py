"""What changed in households, and what was handed on, as the desk and the counter read it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from jishan.claims.heirs import heir_on
from jishan.claims.queries.settled import closed_through
from jishan.core.access import Actor, Permission
from jishan.core.points import Points
from jishan.core.scheme.document import Purse
from jishan.core.transfers import NoTransfer
from jishan.foundation.reach import reach, within
from jishan.ledger.models import Account, Entry
from jishan.moving.handing import KINDS, standing_transfers
from jishan.orgs.queries import names_of
from jishan.registry.changes import merges, standing_changes
from jishan.registry.models import Change, Household, Resident, Stay
from jishan.registry.queries import Member, residents_of
from jishan.registry.sheets.names import mask_name
from jishan.schemes.queries import in_force

SHOWN = 200


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change. `people` are the names of those who came or went, `other` the head and the number
    of the second household; `points` what went there, by purse. `open`: it may still be undone."""

    id: int
    kind: str
    day: date
    household_id: int
    household: str
    other_id: int | None
    other: str
    people: tuple[str, ...]
    points: tuple[tuple[str, Points], ...]
    note: str
    who: str
    at: datetime
    undone: bool
    open: bool


def changes_of(actor: Actor, household_id: int, *, day: date) -> tuple[ChangeRow, ...]:
    """What happened to a household, the newest first."""
    home = reach(actor, Permission.VIEW_ROSTER, Household.objects.all(), household_id)
    rows = Change.objects.filter(village_id=actor.village_id)
    return _rows(actor, rows.filter(Q(household_id=home.id) | Q(other_id=home.id)), day)


def changes_in_village(actor: Actor, *, day: date) -> tuple[ChangeRow, ...]:
    """What happened lately in the households within reach, the newest first."""
    return _rows(actor, within(actor, Permission.VIEW_ROSTER, Change.objects.all()), day)


def _rows(actor: Actor, rows: QuerySet[Change], day: date) -> tuple[ChangeRow, ...]:
    village_id = actor.village_id
    undone = Change.objects.filter(village_id=village_id, undoes_id=OuterRef("id"))
    kept = rows.exclude(kind="undone").annotate(undone=Exists(undone))
    found = list(kept.select_related("household", "other").order_by("-number")[:SHOWN])
    people = _people(village_id, [one.id for one in found])
    points = _points(village_id, [one.id for one in found], purse_names(village_id, day))
    names = names_of({one.actor_id for one in found})
    last = closed_through(village_id)
    return tuple(
        ChangeRow(
            one.id,
            one.kind,
            one.day,
            one.household_id,
            _named(one.household),
            one.other_id,
            _named(one.other),
            tuple(people.get(one.id, ())),
            tuple(points.get(one.id, ())),
            one.note,
            names.get(one.actor_id, ""),
            one.at,
            one.undone,
            not one.undone and (last is None or one.day > last),
        )
        for one in found
    )


def _named(home: Household | None) -> str:
    return f"{home.head_name}（{home.number}）" if home is not None else ""


def _people(village_id: int, ids: Sequence[int]) -> Mapping[int, list[str]]:
    rows = Stay.objects.filter(village_id=village_id, change_id__in=ids).order_by("number")
    found: dict[int, list[str]] = {}
    for change_id, name in rows.values_list("change_id", "resident__name"):
        if change_id is not None:
            found.setdefault(change_id, []).append(name)
    return found


def _points(
    village_id: int, ids: Sequence[int], names: Mapping[str, str]
) -> Mapping[int, list[tuple[str, Points]]]:
    """What a split or a merge moved at once."""
    keys = {f"{kind}:{own}": own for own in ids for kind in ("split", "merge")}
    rows = Entry.objects.filter(
        village_id=village_id, posting__key__in=list(keys), points__gt=0
    ).exclude(account__holder_kind="issuer")
    found: dict[int, list[tuple[str, Points]]] = {}
    for key, purse, points in rows.order_by("id").values_list(
        "posting__key", "account__purse", "points"
    ):
        found.setdefault(keys[key], []).append((names.get(purse, purse), Points(points)))
    return found


def purse_names(village_id: int, day: date) -> Mapping[str, str]:
    """The purses of the scheme in force on the day, by code."""
    found = in_force(village_id, day)
    return {one.code: one.name for one in found.scheme.purses} if found else {}


@dataclass(frozen=True, slots=True)
class Joined:
    """Into whose household one merged: the masked name of its head, as on the board."""

    masked: str
    day: date


def joined_household(actor: Actor, household_id: int) -> Joined | None:
    """Where the points of a household are that merged into another one; None while it is one of
    its own. Whoever holds the old card need not belong to the other household: no more is said of
    it than the board says."""
    own = within(actor, Permission.VIEW_PASSBOOK, standing_changes(actor.village_id))
    days = own.filter(household_id=household_id, kind="merged").values_list("day", flat=True)
    day = days.first()
    if day is None:
        return None
    heir = heir_on(merges(actor.village_id), household_id, date.max)
    rows = Household.objects.filter(village_id=actor.village_id, id=heir)
    return Joined(mask_name(rows.values_list("head_name", flat=True)[0]), day)


# Before a split -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SplitRule:
    """What the document says of a split: `stay`, `by_members` or `by_decision`; `held` are code,
    name and balance of the purses that may be shared."""

    rule: str
    held: tuple[tuple[str, str, Points], ...]


def split_rule(actor: Actor, household_id: int, *, day: date) -> SplitRule:
    home = reach(actor, Permission.MOVE_HOUSEHOLD, Household.objects.all(), household_id)
    found = in_force(actor.village_id, day)
    if found is None:
        return SplitRule("stay", ())
    held = _balances(actor.village_id, "household", [home.id])
    purses = [one for one in found.scheme.purses if one.holder == "household" and one.spendable]
    return SplitRule(
        found.scheme.subjects.split,
        tuple((one.code, one.name, held.get((home.id, one.code), Points(0))) for one in purses),
    )


def _balances(
    village_id: int, kind: str, holders: Sequence[int]
) -> Mapping[tuple[int, str], Points]:
    rows = Account.objects.filter(
        village_id=village_id, holder_kind=kind, holder_id__in=holders
    ).values_list("holder_id", "purse", "balance")
    return {(holder, purse): Points(balance) for holder, purse, balance in rows}


# At the counter -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TransferRow:
    id: int
    giver: str
    taker: str
    purse: str
    points: Points
    day: date


@dataclass(frozen=True, slots=True)
class TransferPage:
    """What one household may hand on. `people` are those of the household, where the purse is a
    person's, with what each holds; `near`: only to somebody of the same household. Names are
    masked, as everywhere at the counter."""

    household_id: int
    masked: str
    purse: Purse
    near: bool
    personal: bool
    held: Points
    people: tuple[tuple[int, str, Points], ...]
    rows: tuple[TransferRow, ...]


def may_hand_on(village_id: int, day: date) -> bool:
    """Whether the scheme in force lets households or people hand points on."""
    return _purse(village_id, day) is not None


def _purse(village_id: int, day: date) -> Purse | None:
    found = in_force(village_id, day)
    purses = found.scheme.purses if found else ()
    fitting = (one for one in purses if one.transfer and one.holder in KINDS.values())
    return next(fitting, None)


def transfer_page(actor: Actor, household_id: int, *, day: date) -> TransferPage:
    """Refuses where the scheme lets nobody hand points on."""
    rows = Household.objects.filter(until__isnull=True)
    home = reach(actor, Permission.REDEEM, rows, household_id)
    purse = _purse(actor.village_id, day)
    if purse is None or purse.transfer is None:
        raise NoTransfer
    there = residents_of(actor.village_id, home.id, day) if purse.holder == "resident" else ()
    own = _balances(actor.village_id, "resident", [one.id for one in there])
    held = _balances(actor.village_id, "household", [home.id])
    return TransferPage(
        home.id,
        mask_name(home.head_name),
        purse,
        purse.transfer.between == "household",
        purse.holder == "resident",
        held.get((home.id, purse.code), Points(0)),
        tuple((one.id, _who(one), own.get((one.id, purse.code), Points(0))) for one in there),
        _handed(actor, home.id, purse),
    )


def _who(one: Member) -> str:
    """As the counter may see it: masked, told apart by what they are to the head."""
    return f"{one.masked}（{one.relation}）" if one.relation else one.masked


def _handed(actor: Actor, household_id: int, purse: Purse) -> tuple[TransferRow, ...]:
    rows = standing_transfers(actor.village_id).filter(household_id=household_id)
    found = list(rows.order_by("-at", "-id")[:SHOWN])
    names = _names(actor.village_id, {key for one in found for key in (one.giver, one.taker)})
    return tuple(
        TransferRow(
            one.id, names[one.giver], names[one.taker], purse.name, Points(one.points), one.day
        )
        for one in found
    )


def _names(village_id: int, keys: Collection[str]) -> Mapping[str, str]:
    homes = Household.objects.filter(
        village_id=village_id, id__in=[int(key[1:]) for key in keys if key[0] == "h"]
    )
    people = Resident.objects.filter(
        village_id=village_id, id__in=[int(key[1:]) for key in keys if key[0] == "r"]
    )
    found = {f"h{own}": mask_name(name) for own, name in homes.values_list("id", "head_name")}
    return found | {f"r{own}": mask_name(name) for own, name in people.values_list("id", "name")}
