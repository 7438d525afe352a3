"""Who in a roster is who in the registry: plain values in, a plan out, no table touched.

Households are found by their number, else by the identity of their head, else, where the head has
died, by the members who stay, else by the head's name in the group. People are found by identity
in the village, else by name in their household. What a roster leaves empty empties nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from jishan.registry.planned import (
    ADDRESS_MAX,
    NAME_MAX,
    NUMBER_MAX,
    OWN_NUMBER,
    KnownHousehold,
    KnownResident,
    Plan,
    PlannedHousehold,
    PlannedResident,
)
from jishan.registry.sheets.groups import group_key
from jishan.registry.sheets.preview import HouseholdRow, RosterPreview
from jishan.registry.sheets.relations import HEAD


def make_plan(
    preview: RosterPreview,
    known: Iterable[KnownHousehold],
    *,
    groups: frozenset[str],
    index: Callable[[str], str],
) -> Plan:
    """`groups` are the keys of the village's groups; `index` the blind index of an identity."""
    households = list(known)
    planned = _planned_households(preview, households, index)
    matching = _Matching(households, planned)
    matching.find_departed(preview, index)
    matching.match_households()
    matching.match_residents()
    plan = Plan(planned)
    matching.compare(plan)
    named = dict.fromkeys(h.group for h in planned if h.group)
    plan.groups_new = [group for group in named if group not in groups]
    return plan


def _planned_households(
    preview: RosterPreview, known: list[KnownHousehold], index: Callable[[str], str]
) -> list[PlannedHousehold]:
    planned = []
    for row in preview.households:
        members = []
        for person in row.members:
            hashed = index(person.identity) if person.identity else None
            members.append(PlannedResident(person, person.relation_code == HEAD, hashed))
        group = group_key(row.group) if row.group else ""
        number = (row.household_no or "")[:NUMBER_MAX]
        planned.append(PlannedHousehold(row, group, number, _address(row), members))
    return planned


def _address(row: HouseholdRow) -> str:
    door, address = row.door or "", row.address or ""
    joined = address if door in address else f"{address}{door}"
    return joined[:ADDRESS_MAX]


def qualified(number: str, group: str) -> str:
    """The number of a village whose groups each count from one: `三组-1`."""
    return f"{group}-{number}"[-NUMBER_MAX:]


class _Matching:
    """One matching. Every known household and person is taken at most once."""

    def __init__(self, known: list[KnownHousehold], planned: list[PlannedHousehold]) -> None:
        self.known = known
        self.planned = planned
        self.by_id = {h.id: h for h in known}
        self.by_number = {h.number: h for h in known}
        people = (r for h in known for r in h.residents)
        self.by_hash: dict[str | None, KnownResident] = {
            r.identity_hash: r for r in people if r.identity_hash
        }
        self.taken: set[int] = set()
        self.taken_people: set[int] = set()
        self.leaving: list[KnownResident] = []
        self.leaving_unnamed: list[tuple[PlannedHousehold, str]] = []

    # People who left -----------------------------------------------------------------------

    def find_departed(self, preview: RosterPreview, index: Callable[[str], str]) -> None:
        """By identity at once; by name only later, in the household that the row stands in."""
        starts: dict[str, list[tuple[int, PlannedHousehold]]] = defaultdict(list)
        for household in self.planned:
            starts[household.row.sheet].append((household.row.row, household))
        for row in preview.departed:
            found = self.by_hash.get(index(row.identity)) if row.identity else None
            if found is not None:
                self._leave(found)
            elif not row.identity:
                before = [h for start, h in starts[row.sheet] if start <= row.row]
                if before:
                    self.leaving_unnamed.append((before[-1], row.name))

    def _leave(self, person: KnownResident) -> None:
        if person.id not in self.taken_people and not person.closed:
            self.taken_people.add(person.id)
            self.leaving.append(person)

    # Households ----------------------------------------------------------------------------

    def match_households(self) -> None:
        if self.known:
            for rule in (self._by_number, self._by_head, self._by_members):
                for household in self.planned:
                    if household.known is None:
                        self._take(household, rule(household))
            self._by_name()
        self._settle_numbers()

    def _take(self, household: PlannedHousehold, found: KnownHousehold | None) -> None:
        if found is not None and found.id not in self.taken:
            household.known = found
            self.taken.add(found.id)

    def _by_number(self, household: PlannedHousehold) -> KnownHousehold | None:
        if not household.number:
            return None
        found = self.by_number.get(household.number)
        if found is not None and (
            found.head_name == household.row.head
            or not household.group
            or found.group in ("", household.group)
        ):
            return found
        return self.by_number.get(qualified(household.number, household.group))

    def _by_head(self, household: PlannedHousehold) -> KnownHousehold | None:
        head = self.by_hash.get(household.head.identity_hash)
        return self.by_id[head.household_id] if head is not None and head.head else None

    def _by_members(self, household: PlannedHousehold) -> KnownHousehold | None:
        """The head died: those who stay say which household it is."""
        people = [self.by_hash.get(m.identity_hash) for m in household.members]
        homes = {p.household_id for p in people if p is not None}
        if len(homes) != 1:
            return None
        home = self.by_id[homes.pop()]
        heads = [r for r in home.residents if r.head and not r.closed]
        return home if all(r.id in self.taken_people for r in heads) else None

    def _by_name(self) -> None:
        waiting: dict[tuple[str, str], list[KnownHousehold]] = defaultdict(list)
        for known in self.known:
            if known.id not in self.taken:
                waiting[known.head_name, known.group].append(known)
        for household in self.planned:
            if household.known is None:
                namesakes = waiting.get((household.row.head, household.group), [])
                found = next((h for h in namesakes if _head_fits(household, h)), None)
                if found is not None:
                    namesakes.remove(found)
                    self._take(household, found)

    def _settle_numbers(self) -> None:
        """A known household keeps its number, unless it was ours and the village now has one."""
        used = set(self.by_number)
        repeated = Counter(h.number for h in self.planned)
        for household in self.planned:
            known, wanted = household.known, household.number
            if repeated[wanted] > 1 or (known is None and wanted in used):
                wanted = qualified(wanted, household.group) if wanted else ""
            if wanted in used:
                wanted = ""
            if known is not None and not (wanted and known.number.startswith(OWN_NUMBER)):
                wanted = known.number
            household.number = wanted
            used.add(wanted)

    # People --------------------------------------------------------------------------------

    def match_residents(self) -> None:
        for household in self.planned:
            for member in household.members:
                self._take_person(member, self.by_hash.get(member.identity_hash))
        for household, name in self.leaving_unnamed:
            for person in household.known.residents if household.known else ():
                if person.name == name:
                    self._leave(person)
        for household in self.planned:
            if household.known is not None:
                self._match_by_name(household, household.known)

    def _take_person(self, member: PlannedResident, found: KnownResident | None) -> None:
        if found is not None and found.id not in self.taken_people:
            member.known = found
            self.taken_people.add(found.id)

    def _match_by_name(self, household: PlannedHousehold, known: KnownHousehold) -> None:
        present = sorted(known.residents, key=lambda r: r.closed)
        for member in household.members:
            if member.known is None:
                name = member.row.name[:NAME_MAX]
                same = (
                    r
                    for r in present
                    if r.name == name and r.id not in self.taken_people and _may_be(member, r)
                )
                self._take_person(member, next(same, None))

    # What changes --------------------------------------------------------------------------

    def compare(self, plan: Plan) -> None:
        for household in self.planned:
            household.changes = _household_changes(household)
            home = household.known.id if household.known else None
            for member in household.members:
                member.changes = _resident_changes(member, home)
        plan.leaving = self.leaving
        gone = {r.id for r in self.leaving}
        moved = {
            m.known.id for m in plan.members if m.known is not None and "household" in m.changes
        }
        for known in self.known:
            present = [r for r in known.residents if not r.closed]
            staying = [r for r in present if r.id not in gone and r.id not in moved]
            if known.id in self.taken:
                unnamed = (r for r in staying if r.head and r.id not in self.taken_people)
                plan.lowered.extend(unnamed)
            elif present and not staying:
                plan.emptied.append(known)
            plan.absent += sum(1 for r in staying if r.id not in self.taken_people)


def _may_be(member: PlannedResident, known: KnownResident) -> bool:
    """Namesakes, or one person whose number was corrected? The year of birth decides."""
    if member.identity_hash is None or known.identity_hash is None:
        return True
    return member.birth_year == known.birth_year


def _head_fits(household: PlannedHousehold, known: KnownHousehold) -> bool:
    head = household.head
    return all(_may_be(head, r) and _agree(head, r) for r in known.residents if r.head)


def _agree(member: PlannedResident, known: KnownResident) -> bool:
    """Two heads of one name are one only if sex and year of birth do not contradict."""
    pairs = ((member.birth_year, known.birth_year), (member.sex, known.sex))
    return all(new == old for new, old in pairs if new and old)


def _household_changes(household: PlannedHousehold) -> tuple[str, ...]:
    known = household.known
    if known is None:
        return ()
    return tuple(
        name
        for name, differs in (
            ("number", household.number != known.number),
            ("head", household.row.head[:NAME_MAX] != known.head_name),
            ("group", bool(household.group) and household.group != known.group),
            ("address", bool(household.address) and household.address != known.address),
            ("tags", household.tags != known.tags),
            ("reopened", known.closed),
        )
        if differs
    )


def _resident_changes(member: PlannedResident, home: int | None) -> tuple[str, ...]:
    known, row = member.known, member.row
    if known is None:
        return ()
    wanted: tuple[tuple[str, object, object], ...] = (
        ("name", row.name[:NAME_MAX], known.name),
        ("relation", member.relation, known.relation),
        ("sex", member.sex, known.sex),
        ("birth_year", member.birth_year, known.birth_year),
        ("identity", member.identity_hash, known.identity_hash),
        ("phone", row.phone, known.phone),
    )
    changes = [name for name, new, old in wanted if new and new != old]
    if row.resident is not None and row.resident != known.resident:
        changes.append("resident")
    if member.head != known.head:
        changes.append("head")
    if home != known.household_id:
        changes.append("household")
    if known.closed:
        changes.append("reopened")
    return tuple(changes)
