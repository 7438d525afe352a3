"""What changes who belongs where: births, marriages, moves, deaths, splits, merges, and undoing.

Written by `jishan.moving`, which asks for the permission, looks at what has been closed and moves
the points. Here: who may belong where, the stays, and what the rows say today.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from jishan.core.access import Actor
from jishan.core.errors import NotFound, Refusal
from jishan.orgs.actions import next_number, record
from jishan.registry.actions import NewResident, enter_resident, open_household
from jishan.registry.models import Change, Household, Resident, Stay
from jishan.registry.stays import ONE_DAY, Begun, Span, begin_stays, home_on, spans_of, stays_of
from jishan.registry.writing import id_made_by, searchable

JOINING = ("born", "married_in", "moved_in")
LEAVING = ("died", "married_out", "moved_out")
KINDS = (*JOINING, *LEAVING, "moved", "split", "merged", "closed", "undone")
_ENTERED = ("household_id", "head", "relation")


class ChangeKeyTaken(Refusal):
    code = "registry.change_key_taken"


class ChangeInFuture(Refusal):
    code = "registry.change_in_future"


class ChangeTooEarly(Refusal):
    """Somebody of whom it is said came only later, or moved since."""

    code = "registry.change_too_early"


class HouseholdGone(Refusal):
    """A household that is not there on the day, or no more."""

    code = "registry.household_gone"


class SameHousehold(Refusal):
    code = "registry.same_household"


class NobodyNamed(Refusal):
    code = "registry.nobody_named"


class NotOfHousehold(Refusal):
    code = "registry.not_of_household"


class NobodyLeft(Refusal):
    """Everybody would go: that is a merge, or a household that leaves as a whole."""

    code = "registry.nobody_left"


class HeadMissing(Refusal):
    code = "registry.head_missing"


class LaterChange(Refusal):
    """Something came after it that rests on it."""

    code = "registry.later_change"


class UndoneAlready(Refusal):
    code = "registry.undone_already"


@dataclass(frozen=True, slots=True)
class NewChange:
    """What an office enters. `other` and `people` as the kind needs them; `head` is who heads the
    household that stays, where its head goes; `new_head` and `number` of one that splits off;
    `relation` of those who come to the other household's head."""

    household_id: int
    kind: str
    day: date
    other_id: int | None = None
    people: tuple[int, ...] = ()
    head: int | None = None
    new_head: int | None = None
    number: str = ""
    relation: str = ""
    resident: NewResident | None = None
    note: str = ""


class Merge(NamedTuple):
    """Where a household went: into which other one, from which day on."""

    change_id: int
    into: int
    day: date


def known_change(village_id: int, key: str, new: NewChange) -> Change | None:
    """The change that this key made; refuses a key that made another one."""
    found = Change.objects.filter(village_id=village_id, key=key).first()
    if found is None:
        return None
    if (found.kind, found.household_id, found.day) != (new.kind, new.household_id, new.day):
        raise ChangeKeyTaken
    return found


def enter_change(actor: Actor, new: NewChange, *, key: str, now: datetime) -> Change:
    """Write a change and what follows for the people; the points are the caller's."""
    assert new.kind in KINDS, "one of the kinds"
    assert new.kind != "undone", "undoing is a step of its own"
    if new.day > timezone.localdate(now):
        raise ChangeInFuture(day=new.day)
    writing = _Writing(actor, new, key=key, now=now)
    made = writing.write()
    code = {
        "moved": "household.moved",
        "split": "household.split",
        "merged": "household.merged",
        "closed": "household.closed",
    }.get(new.kind) or ("household.joined" if new.kind in JOINING else "household.left")
    day, people = new.day.isoformat(), len(writing.going)
    record(actor, code, made.household_id, now=now, day=day, people=people)
    return made


class _Writing:
    """One change on its way into the registry; the counter of changes is locked first."""

    def __init__(self, actor: Actor, new: NewChange, *, key: str, now: datetime) -> None:
        self.actor, self.new, self.key, self.now = actor, new, key, now
        self.village_id, self.id = actor.village_id, id_made_by(actor, "change", key)
        self.number = next_number(self.village_id, "change")
        self.home = _here(self.village_id, new.household_id, new.day)
        self.going: tuple[int, ...] = ()
        self.headless = False

    def write(self) -> Change:
        new = self.new
        if new.kind in JOINING:
            return self._join()
        spans = stays_of(self.village_id, (), [new.household_id])
        members = {
            own: each[-1] for own, each in spans.items() if each and _still(each, new.household_id)
        }
        self._choose(members)
        made = self._change(self._other())
        self._go(made)
        return made

    def _choose(self, members: Mapping[int, Span]) -> None:
        """Who goes, and that all of it can be: they are here, and not all of them go."""
        new, whole = self.new, self.new.kind in ("merged", "closed")
        self.going = tuple(sorted(members)) if whole else tuple(dict.fromkeys(new.people))
        if not whole and not self.going:
            raise NobodyNamed
        if not members.keys() >= set(self.going):
            raise NotOfHousehold(household=self.home.number)
        latest = max((members[own].since for own in self.going), default=new.day)
        if latest > new.day:
            raise ChangeTooEarly(day=latest)
        if not whole and len(self.going) == len(members):
            raise NobodyLeft
        self._choose_head(members)

    def _choose_head(self, members: Collection[int]) -> None:
        staying = set(members) - set(self.going)
        heads = Resident.objects.filter(village_id=self.village_id, id__in=self.going, head=True)
        self.headless = bool(staying) and heads.exists()
        if self.headless and self.new.head not in staying:
            raise HeadMissing(household=self.home.number)
        if self.new.kind == "split" and self.new.new_head not in self.going:
            raise HeadMissing(household="")

    def _other(self) -> int | None:
        """The household to which they go; one that splits off is opened here."""
        new = self.new
        if new.kind == "split":
            return self._open()
        if new.kind not in ("moved", "merged"):
            return None
        if new.other_id == new.household_id:
            raise SameHousehold
        return _here(self.village_id, new.other_id, new.day).id

    def _open(self) -> int:
        """A household that splits off is of the same group, with the same tags."""
        head = Resident.objects.get(village_id=self.village_id, id=self.new.new_head or 0)
        opened = open_household(
            self.village_id,
            id_made_by(self.actor, "household", self.key),
            head_name=head.name,
            number=self.new.number,
            since=self.new.day,
            lived_since=self.home.lived_since or self.home.since,
            group_id=self.home.group_id,
            address=self.home.address,
            tags=self.home.tags,
            participating=self.home.participating,
        )
        return opened.id

    def _change(self, other: int | None) -> Change:
        made = Change(
            village_id=self.village_id,
            id=self.id,
            number=self.number,
            key=self.key,
            kind=self.new.kind,
            day=self.new.day,
            household_id=self.home.id,
            other_id=other,
            note=self.new.note.strip()[:200],
            before=self._before(),
            at=self.now,
            actor_id=self.actor.id,
        )
        made.save(force_insert=True)
        return made

    def _join(self) -> Change:
        assert self.new.resident is not None, "who joins is described"
        made = self._change(None)
        born = enter_resident(
            self.actor, self.home.id, replace(self.new.resident, since=self.new.day),
            is_head=False, key=self.key, now=self.now, how=self.new.kind, change_id=made.id,
        )  # fmt: skip
        self.going = (born.id,)
        return made

    def _before(self) -> dict[str, Any]:
        """What the rows say now, for undoing; nobody of them has an end."""
        touched = {*self.going, *([self.new.head] if self.headless and self.new.head else [])}
        people = Resident.objects.filter(village_id=self.village_id, id__in=touched)
        rows = people.values_list("id", *_ENTERED)
        return {"residents": {str(own): said for own, *said in rows}, "head": self.home.head_name}

    def _go(self, made: Change) -> None:
        new, village_id, target = self.new, self.village_id, made.other_id
        begun = [Begun(own, target, new.day) for own in self.going]
        begin_stays(village_id, begun, how=new.kind, change_id=made.id)
        people = Resident.objects.filter(village_id=village_id)
        going = people.filter(id__in=self.going)
        if target is None:
            going.update(until=new.day - ONE_DAY)
        else:
            going.update(household_id=target, head=False, relation=new.relation[:20])
        if new.kind == "split":
            people.filter(id=new.new_head or 0).update(head=True, relation="户主")
        if new.kind in ("merged", "closed"):
            _households(village_id, self.home.id).update(until=new.day - ONE_DAY)
        if self.headless and new.head is not None:
            _set_head(village_id, self.home.id, new.head)


def _households(village_id: int, household_id: int) -> Any:
    return Household.objects.filter(village_id=village_id, id=household_id)


def _set_head(village_id: int, household_id: int, head: int) -> None:
    people = Resident.objects.filter(village_id=village_id)
    people.filter(household_id=household_id, head=True).exclude(id=head).update(head=False)
    people.filter(id=head).update(head=True, relation="户主")
    _rename(village_id, household_id, people.get(id=head).name)


def _rename(village_id: int, household_id: int, name: str) -> None:
    _households(village_id, household_id).update(head_name=name, initials=searchable(name))


def _still(spans: Sequence[Span], household_id: int) -> bool:
    last = spans[-1]
    return last.household_id == household_id and last.until is None


def _here(village_id: int, household_id: int | None, day: date) -> Household:
    """The household, locked, if it is there on the day and has not gone since."""
    rows = Household.objects.select_for_update(of=("self",)).filter(village_id=village_id)
    found = rows.filter(id=household_id or 0).first()
    if found is None:
        raise NotFound
    if found.until is not None or found.since > day:
        raise HouseholdGone(household=found.number)
    return found


# Undoing ------------------------------------------------------------------------------------


def undo_change(actor: Actor, change: Change, *, key: str, now: datetime) -> Change:
    """As if it had never been: from its day on everybody belongs where they had belonged.

    Refuses where something came after it that concerns the same people or households.
    """
    village_id = actor.village_id
    number = next_number(village_id, "change")
    rows = Change.objects.filter(village_id=village_id)
    if rows.filter(key=key).exists():
        raise ChangeKeyTaken
    if change.kind == "undone" or rows.filter(undoes_id=change.id).exists():
        raise UndoneAlready
    people = _check_last(change)
    made = Change.objects.create(
        village_id=village_id,
        id=id_made_by(actor, "change", key),
        number=number,
        key=key,
        kind="undone",
        day=change.day,
        household_id=change.household_id,
        other_id=change.other_id,
        undoes_id=change.id,
        at=now,
        actor_id=actor.id,
    )
    _put_back(change, made, people)
    record(actor, "household.undone", change.household_id, now=now, change=change.id)
    return made


def standing_changes(village_id: int) -> QuerySet[Change]:
    """Changes that were not undone, in the order in which they were entered."""
    rows = Change.objects.filter(village_id=village_id)
    undone = rows.filter(undoes_id=OuterRef("id"))
    kept = rows.filter(~Exists(undone), undoes_id__isnull=True)
    return kept.defer("before").order_by("number")


def merges(village_id: int) -> dict[int, Merge]:
    """Households that merged into another one, by their ids; one query."""
    return {
        one.household_id: Merge(one.id, one.other_id, one.day)
        for one in standing_changes(village_id).filter(kind="merged")
        if one.other_id is not None
    }


def _check_last(change: Change) -> list[int]:
    """The people whose stays the change began, if nothing stands that came after it."""
    homes = {change.household_id, change.other_id} - {None}
    later = [one for one in standing_changes(change.village_id) if one.number > change.number]
    if any(homes & {one.household_id, one.other_id} for one in later):
        raise LaterChange(day=change.day)
    rows = Stay.objects.filter(village_id=change.village_id)
    own = dict(rows.filter(change_id=change.id).values_list("resident_id", "number"))
    after = rows.filter(resident_id__in=own, change_id__isnull=True, number__gt=0)
    moved = after.values_list("resident_id", "number")
    standing = {one.id for one in later}
    changed = rows.filter(resident_id__in=own, change_id__in=standing)
    if changed.exists() or any(number > own[who] for who, number in moved):
        raise LaterChange(day=change.day)
    return sorted(own)


def _put_back(change: Change, made: Change, people: Sequence[int]) -> None:
    village_id = change.village_id
    rows = Stay.objects.filter(village_id=village_id, resident_id__in=people)
    kept = rows.order_by("number").values_list("resident_id", "household_id", "since", "change_id")
    before = spans_of(row[:3] for row in kept if row[3] != change.id)
    begun = [Begun(own, home_on(before.get(own, ()), change.day), change.day) for own in people]
    begin_stays(village_id, begun, how="undone", change_id=made.id)
    residents = Resident.objects.filter(village_id=village_id)
    for own, said in change.before["residents"].items():
        was = dict(zip(_ENTERED, said, strict=True))
        residents.filter(id=int(own)).update(until=None, **was)
    if change.kind in JOINING:
        never = change.day - ONE_DAY
        residents.filter(id__in=people).update(until=never, identity_hash=None, user_id=None)
    _households(village_id, change.household_id).update(until=None)
    _rename(village_id, change.household_id, change.before["head"])
    if change.kind == "split" and change.other_id is not None:
        _households(village_id, change.other_id).update(until=change.day - ONE_DAY)
