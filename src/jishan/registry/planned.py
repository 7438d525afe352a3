"""A roster beside what the registry knows: households, people, and the plan of an import."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from jishan.registry.sheets.identity import Sex
from jishan.registry.sheets.preview import HouseholdRow, ResidentRow
from jishan.registry.sheets.relations import relation_word

NUMBER_MAX, NAME_MAX, ADDRESS_MAX, RELATION_MAX = 30, 40, 120, 20

OWN_NUMBER = "J"  # our numbers begin with it: none is ever taken for the village's own

SEXES: Mapping[Sex, str] = {Sex.MALE: "男", Sex.FEMALE: "女"}


@dataclass(slots=True)
class KnownResident:
    """A person of the registry. `phone` is open here and nowhere else."""

    id: int
    household_id: int
    name: str
    head: bool
    relation: str
    sex: str
    birth_year: int | None
    identity_hash: str | None
    phone: str = field(repr=False)
    resident: bool
    closed: bool


@dataclass(slots=True)
class KnownHousehold:
    """`group` is the key of the group's name (三组 and 第三村民小组 are one), "" without one.

    `tags` are those that have no end.
    """

    id: int
    number: str
    head_name: str
    group: str
    address: str
    closed: bool
    tags: frozenset[str] = frozenset()
    residents: list[KnownResident] = field(default_factory=list)


@dataclass(slots=True)
class PlannedResident:
    """A person of the roster, in the registry's terms. `known` is None for somebody new."""

    row: ResidentRow
    head: bool
    identity_hash: str | None
    known: KnownResident | None = None
    changes: tuple[str, ...] = ()

    @property
    def birth_year(self) -> int | None:
        return self.row.birth_date.year if self.row.birth_date else None

    @property
    def relation(self) -> str:
        code = self.row.relation_code
        return relation_word(code) if code else self.row.relation[:RELATION_MAX]

    @property
    def sex(self) -> str:
        return SEXES[self.row.sex] if self.row.sex else ""


@dataclass(slots=True)
class PlannedHousehold:
    """A household of the roster. `number` is "" where we have to give one."""

    row: HouseholdRow
    group: str
    number: str
    address: str
    members: list[PlannedResident]
    known: KnownHousehold | None = None
    changes: tuple[str, ...] = ()

    @property
    def head(self) -> PlannedResident:
        return next(m for m in self.members if m.head)

    @property
    def tags(self) -> frozenset[str]:
        """What holds from the day of the import: what the roster says, and what it leaves unsaid as
        it was."""
        had = self.known.tags if self.known else frozenset()
        said = dict(self.row.tags)
        unsaid = {name for name in had if name not in said}
        return frozenset(unsaid | {name for name, holds in said.items() if holds})


@dataclass(slots=True)
class Plan:
    """What an import will do. `leaving` are people who died or moved away; `lowered` are heads of
    before who are no longer; `emptied` are households in which nobody is left.
    """

    households: list[PlannedHousehold]
    leaving: list[KnownResident] = field(default_factory=list)
    lowered: list[KnownResident] = field(default_factory=list)
    emptied: list[KnownHousehold] = field(default_factory=list)
    groups_new: list[str] = field(default_factory=list)
    absent: int = 0

    @property
    def members(self) -> Iterator[PlannedResident]:
        return (member for household in self.households for member in household.members)

    @property
    def identity_changed(self) -> list[PlannedResident]:
        """Known people whose identity number the roster gives otherwise than the registry."""
        return [m for m in self.members if "identity" in m.changes and _had_identity(m)]

    def counts(self) -> dict[str, int]:
        """By the names of `RosterImport`'s columns."""
        households, members = self.households, list(self.members)
        return {
            "households_new": sum(1 for h in households if h.known is None),
            "households_changed": sum(1 for h in households if h.changes),
            "households_same": sum(1 for h in households if h.known and not h.changes),
            "residents_new": sum(1 for m in members if m.known is None),
            "residents_changed": sum(1 for m in members if m.changes),
            "residents_same": sum(1 for m in members if m.known and not m.changes),
            "residents_closed": len(self.leaving),
        }


def _had_identity(member: PlannedResident) -> bool:
    return member.known is not None and member.known.identity_hash is not None
