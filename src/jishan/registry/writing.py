"""Writing a plan down: groups, households, residents, public codes; inside one transaction."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache

from jishan.core.access import Actor, Level
from jishan.core.errors import NotFound
from jishan.foundation.tenancy import new_ids
from jishan.orgs.actions import found_organization, next_number
from jishan.orgs.models import Organization
from jishan.registry.bulk import insert_rows, update_rows
from jishan.registry.codes import new_codes
from jishan.registry.models import Household, PublicCode, Resident
from jishan.registry.planned import (
    NAME_MAX,
    OWN_NUMBER,
    KnownResident,
    Plan,
    PlannedHousehold,
    PlannedResident,
)
from jishan.registry.seal import phone_about, seal
from jishan.registry.sheets.groups import group_key
from jishan.registry.sheets.names import all_initials
from jishan.registry.stays import ONE_DAY, Begun, begin_stays
from jishan.registry.tags import retagged

INITIALS_MAX = 40
_LOOK_UP_AT_ONCE = 5_000

_HOUSEHOLD = (
    "village_id", "id", "group_id", "number", "number_order", "head_name", "initials", "address",
    "door_code", "participating", "tags", "since", "until", "note",
)  # fmt: skip
_RESIDENT = (
    "village_id", "id", "household_id", "name", "initials", "head", "relation", "sex",
    "birth_year", "identity_tail", "identity_hash", "phone_sealed", "resident", "participating",
    "tags", "since", "until",
)  # fmt: skip
_RESIDENT_PARTS = (
    "household_id", "name", "initials", "head", "relation", "sex", "birth_year", "identity_tail",
    "identity_hash", "phone_sealed", "resident", "until",
)  # fmt: skip

Advance = Callable[[int], object]


def _first_tags(household: PlannedHousehold) -> str:
    """A new household is what the roster says it is, for ever."""
    if not household.tags:
        return "[]"
    return json.dumps([[name, None, None] for name in sorted(household.tags)])


def number_order(number: str) -> str:
    """2 before 10: every run of digits padded."""
    return re.sub(r"\d+", lambda run: run[0].zfill(8), number)[:60]


@lru_cache(maxsize=65_536)
def searchable(name: str) -> str:
    """All initials by which the name is found, as many as the column holds: `dxx sxx`."""
    text = " ".join(all_initials(name))
    return text if len(text) <= INITIALS_MAX else text[: INITIALS_MAX + 1].rpartition(" ")[0]


def own_numbers(village_id: int, count: int, *, taken: Iterable[str] = ()) -> list[str]:
    """Numbers for households that came without one: J0001, J0002 …"""
    numbers: list[str] = []
    if not count:
        return numbers
    ours = Household.objects.filter(village_id=village_id, number__startswith=OWN_NUMBER)
    used = {*taken, *ours.values_list("number", flat=True)}
    while missing := count - len(numbers):
        first = next_number(village_id, "household", count=missing)
        drawn = (f"{OWN_NUMBER}{n:04d}" for n in range(first, first + missing))
        numbers += [number for number in drawn if number not in used]
    return numbers


def free_codes(count: int) -> list[str]:
    """`count` codes that no door and no card of any village has."""
    codes: set[str] = set()
    while len(codes) < count:
        drawn = list(set(new_codes(count - len(codes))) - codes)
        for start in range(0, len(drawn), _LOOK_UP_AT_ONCE):
            part = drawn[start : start + _LOOK_UP_AT_ONCE]
            used = PublicCode.objects.filter(code__in=part).values_list("code", flat=True)
            codes |= set(part) - set(used)
    return list(codes)


def id_made_by(actor: Actor, step: str, key: str) -> int:
    """The id that a step's key makes: repeating the step finds the row that it made."""
    made = hashlib.sha256(f"{actor.village_id}:{step}:{key}".encode()).digest()
    return int.from_bytes(made[:8], "big") >> 1


def check_group(village_id: int, group_id: int | None) -> None:
    """Refuses a group that is not the village's own."""
    own = Organization.objects.filter(parent_id=village_id, level=Level.GRID.value)
    if group_id is not None and not own.filter(pk=group_id).exists():
        raise NotFound


def group_ids(village_id: int) -> dict[str, int]:
    """The village's groups by the key of their name."""
    rows = Organization.objects.filter(parent_id=village_id, level=Level.GRID.value)
    return {
        group_key(name): pk for pk, name in rows.order_by("-position").values_list("pk", "name")
    }


def found_groups(village_id: int, names: list[str]) -> dict[str, int]:
    """Adds the groups that are missing; returns all by the key of their name."""
    known = group_ids(village_id)
    if not names:
        return known
    village = Organization.objects.get(pk=village_id)
    for name in names:
        count = Organization.objects.filter(parent_id=village_id).count() + 1
        code = f"{village.code[:28]}-{count}"
        while Organization.objects.filter(code=code).exists():
            count += 1
            code = f"{village.code[:28]}-{count}"
        group = found_organization(
            name[:60], code, level=Level.GRID, parent=village, position=count
        )
        known[group_key(name)] = group.pk
    return known


def write_plan(village_id: int, plan: Plan, *, day: date, advance: Advance) -> None:
    """All that the plan says, in bulk. `advance` is told how many people were written."""
    groups = found_groups(village_id, plan.groups_new)
    new = [h for h in plan.households if h.known is None]
    ids = {id(h): h.known.id for h in plan.households if h.known}
    ids |= zip(map(id, new), new_ids(len(new)), strict=True)
    writing = _Writing(village_id, plan, day=day, groups=groups, ids=ids, advance=advance)
    writing.households(new)
    writing.residents()


class _Writing:
    def __init__(
        self,
        village_id: int,
        plan: Plan,
        *,
        day: date,
        groups: dict[str, int],
        ids: dict[int, int],
        advance: Advance,
    ) -> None:
        self.village_id = village_id
        self.plan = plan
        self.since = day
        self.day = day.isoformat()
        self.begun: list[Begun] = []
        self.tags: dict[int, str] = {}
        self.groups = groups
        self.ids = ids
        self.advance = advance

    def households(self, new: list[PlannedHousehold]) -> None:
        codes = free_codes(len(new))
        unnumbered = [h for h in new if not h.number]
        taken = (h.number for h in self.plan.households)
        numbers = own_numbers(self.village_id, len(unnumbered), taken=taken)
        for household, number in zip(unnumbered, numbers, strict=True):
            household.number = number
        insert_rows(
            PublicCode,
            ("code", "kind", "village_id", "row_id"),
            (
                (code, "door", self.village_id, self.ids[id(h)])
                for h, code in zip(new, codes, strict=True)
            ),
        )
        rows = (self._household(h, code) for h, code in zip(new, codes, strict=True))
        insert_rows(Household, _HOUSEHOLD, rows)
        changed = [h for h in self.plan.households if h.changes]
        parts = (
            "group_id", "number", "number_order", "head_name", "initials", "address", "tags",
            "until",
        )  # fmt: skip
        self.tags = self._tags(changed)
        update_rows(Household, parts, (self._household_parts(h) for h in changed))
        closing = ((self.day, self.village_id, h.id) for h in self.plan.emptied)
        update_rows(Household, ("until",), closing)

    def _household(self, household: PlannedHousehold, code: str) -> tuple[object, ...]:
        name = household.row.head[:NAME_MAX]
        return (
            self.village_id, self.ids[id(household)], self.groups.get(household.group),
            household.number, number_order(household.number), name, searchable(name),
            household.address, code, True, _first_tags(household), self.day, None, "",
        )  # fmt: skip

    def _household_parts(self, household: PlannedHousehold) -> tuple[object, ...]:
        known = household.known
        assert known is not None, "only a known household changes"
        name = household.row.head[:NAME_MAX]
        return (
            self.groups.get(household.group or known.group), household.number,
            number_order(household.number), name, searchable(name),
            household.address or known.address, self.tags.get(known.id, "[]"), None,
            self.village_id, known.id,
        )  # fmt: skip

    def _tags(self, changed: list[PlannedHousehold]) -> dict[int, str]:
        """What to store: what the roster changes holds from today on, what was before stays."""
        rows = Household.objects.filter(village_id=self.village_id).exclude(tags=[])
        stored = dict(rows.values_list("id", "tags"))
        return {
            known.id: json.dumps(retagged(stored.get(known.id, ()), one.tags, since=self.since))
            for one in changed
            if (known := one.known) is not None and (one.tags or known.id in stored)
        }

    def residents(self) -> None:
        insert_rows(Resident, _RESIDENT, self._new_residents())
        update_rows(Resident, _RESIDENT_PARTS, self._changed_residents())
        for people, part, value in (
            (self.plan.leaving, "until", self.day),
            (self.plan.lowered, "head", False),
        ):
            self._set(people, part, value)
        self._stays()

    def _stays(self) -> None:
        """Whoever is new, moves or comes back belongs to the household from the day on; whoever
        leaves belonged to it on the day for the last time."""
        begin_stays(self.village_id, self.begun, how="roster")
        following = self.since + ONE_DAY
        left = [Begun(one.id, None, following) for one in self.plan.leaving]
        begin_stays(self.village_id, left, how="left")

    def _begin(self, resident_id: int, household_id: int) -> None:
        self.begun.append(Begun(resident_id, household_id, self.since))

    def _set(self, people: list[KnownResident], part: str, value: object) -> None:
        update_rows(Resident, (part,), ((value, self.village_id, r.id) for r in people))

    def _new_residents(self) -> Iterator[tuple[object, ...]]:
        own_ids = iter(new_ids(sum(1 for member in self.plan.members if member.known is None)))
        for household in self.plan.households:
            for member in household.members:
                if member.known is None:
                    yield self._resident(member, next(own_ids), self.ids[id(household)])
            self.advance(len(household.members))

    def _resident(
        self, member: PlannedResident, own_id: int, household_id: int
    ) -> tuple[object, ...]:
        row = member.row
        name = row.name[:NAME_MAX]
        self._begin(own_id, household_id)
        return (
            self.village_id, own_id, household_id, name, searchable(name), member.head,
            member.relation, member.sex, member.birth_year, (row.identity or "")[-4:],
            member.identity_hash, self._sealed(own_id, row.phone), row.resident is not False, True,
            "[]", self.day, None,
        )  # fmt: skip

    def _changed_residents(self) -> Iterator[tuple[object, ...]]:
        tails = self._tails()
        for household in self.plan.households:
            for member in household.members:
                if member.known is not None and member.changes:
                    home = self.ids[id(household)]
                    if {"household", "reopened"} & set(member.changes):
                        self._begin(member.known.id, home)
                    yield self._resident_parts(member, member.known, home, tails)

    def _tails(self) -> dict[int, str]:
        """Last four characters of people whose number the roster does not give."""
        rows = Resident.objects.filter(village_id=self.village_id).exclude(identity_tail="")
        return dict(rows.values_list("id", "identity_tail"))

    def _resident_parts(
        self, member: PlannedResident, known: KnownResident, home: int, tails: dict[int, str]
    ) -> tuple[object, ...]:
        row, name = member.row, member.row.name[:NAME_MAX]
        resident = known.resident if row.resident is None else row.resident
        return (
            home, name, searchable(name), member.head, member.relation or known.relation,
            member.sex or known.sex, member.birth_year or known.birth_year,
            row.identity[-4:] if row.identity else tails.get(known.id, ""),
            member.identity_hash or known.identity_hash,
            self._sealed(known.id, row.phone or known.phone), resident, None,
            self.village_id, known.id,
        )  # fmt: skip

    def _sealed(self, resident_id: int, phone: str | None) -> str:
        if not phone:
            return ""
        return seal(phone, about=phone_about(self.village_id, resident_id))
