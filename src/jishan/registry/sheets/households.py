"""Lines become households: who belongs together, exactly one head each, nobody twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from jishan.registry.sheets.identity import LOST_DIGITS
from jishan.registry.sheets.lines import Line
from jishan.registry.sheets.preview import (
    Field,
    HouseholdRow,
    Problem,
    RefusedRow,
    ResidentRow,
    Severity,
)
from jishan.registry.sheets.relations import HEAD

Cell = Callable[[Line, Field], str]

_own_columns = attrgetter(*ResidentRow._fields)
_SPOUSES = frozenset({"10", "11", "12"})


@dataclass(slots=True)
class Gathered:
    """The lines of one household, refused ones among them."""

    key: tuple[str, str] | None
    lines: list[Line] = field(default_factory=list)

    @property
    def heads(self) -> list[Line]:
        return [n for n in self.present if n.relation_code == HEAD]

    @property
    def present(self) -> list[Line]:
        return [n for n in self.lines if not (n.departed or n.repeated)]

    @property
    def first(self) -> Line:
        return self.lines[0]


class Gathering:
    """Puts each line into its household, in the order of the file.

    With a household number the number decides (within its group); else the name in the column
    of heads; else a line 户主 opens the next household. An empty cell means the one above.
    """

    def __init__(self) -> None:
        self.households: list[Gathered] = []
        self._by_key: dict[tuple[str, str], Gathered] = {}
        self._current: Gathered | None = None
        self._previous: Line | None = None

    def add(self, line: Line, *, numbered: bool) -> None:
        """`numbered`: the serial number counts households, being merged over their members."""
        number = line.household_no or (line.serial if numbered else "")
        key = (line.group or line.sheet, number) if number else None
        current = self._current
        if key is not None:
            current = self._by_key.get(key)
        elif current is not None and self._opens(line, current):
            current = None
        if current is None:
            current = Gathered(key)
            self.households.append(current)
            if key is not None:
                self._by_key[key] = current
        current.lines.append(line)
        self._current, self._previous = current, line

    def _opens(self, line: Line, current: Gathered) -> bool:
        previous = self._previous
        assert previous is not None, "a current household has a line"
        if line.sheet != previous.sheet or line.group != previous.group:
            return True
        is_head = line.relation_code == HEAD
        if line.head and line.head != (current_head := _head_named(current)) and current_head:
            return True
        if line.head:
            return is_head and line.name == line.head and bool(current.heads)
        return is_head or bool(line.door and current.first.door not in {None, line.door})


def _head_named(household: Gathered) -> str:
    return next((n.head for n in household.lines if n.head), "")


class Checking:
    """Finds what is wrong with whole households and with people named twice."""

    def __init__(self, cell: Cell, report: Callable[[Problem], None]) -> None:
        self.cell = cell
        self.report = report

    def check_people(self, lines: Sequence[Line]) -> None:
        """One identity number, one person. Where two rows differ nobody can say which is right:
        both stay out; a plain repetition keeps its first row."""
        seen: dict[str, Line] = {}
        rounded = {n.sheet for n in lines if LOST_DIGITS in n.errors}
        for line in lines:
            if line.identity is None:
                continue
            if line.identity.endswith("000"):
                self._doubt_the_end(line, rounded=line.sheet in rounded)
            first = seen.setdefault(line.identity, line)
            if first is not line:
                self._named_twice(first, line)

    def _doubt_the_end(self, line: Line, *, rounded: bool) -> None:
        """One number in a thousand truly ends in 000, and one rounded number in eleven has a
        check digit that happens to fit: beside others that lost digits it is not believed."""
        if rounded:
            self._refuse(line, Field.IDENTITY, LOST_DIGITS, length=18)
        else:
            self._warn(line, Field.IDENTITY, "roster.identity_ends_in_zeros")

    def _named_twice(self, first: Line, line: Line) -> None:
        self._refuse(line, Field.IDENTITY, "roster.identity_twice", **self._place(first))
        same = first.name == line.name and first.household_no == line.household_no
        line.repeated = same and first.head == line.head and first.group == line.group
        if not line.repeated and "roster.identity_twice" not in first.errors:
            self._refuse(first, Field.IDENTITY, "roster.identity_twice", **self._place(line))

    def check_household(self, household: Gathered) -> None:
        """Exactly one head; without that all rows of the household stay out."""
        present = household.present
        if not present:
            return
        heads = household.heads
        if len(heads) > 1:
            self._refuse(heads[1], Field.RELATION, "roster.head_twice", **self._place(heads[0]))
            self._keep_out(present, "roster.head_twice")
        elif not heads:
            gone = next((n for n in household.lines if n.relation_code == HEAD), None)
            code = "roster.head_departed" if gone else "roster.head_missing"
            self._refuse(gone or present[0], Field.RELATION, code)
            self._keep_out(present, code)
        elif heads[0].errors:
            if len(present) > 1:
                self._refuse(heads[0], Field.RELATION, "roster.head_refused")
            self._keep_out(present, "roster.head_refused")
        else:
            self._check_names(household, heads[0])

    def _check_names(self, household: Gathered, head: Line) -> None:
        if head.head and head.head != head.name:
            self._warn(head, Field.HEAD, "roster.head_differs", head=head.head)
        spouses = [n for n in household.present if n.relation_code in _SPOUSES]
        if len(spouses) > 1:
            self._warn(spouses[1], Field.RELATION, "roster.spouse_twice", **self._place(spouses[0]))
        seen: dict[str, Line] = {}
        for line in household.present:
            first = seen.setdefault(line.name, line)
            if first is not line and not (first.identity and line.identity) and not line.errors:
                self._warn(line, Field.NAME, "roster.name_twice", **self._place(first))

    def _keep_out(self, lines: list[Line], code: str) -> None:
        for line in lines:
            if code not in line.errors:
                line.errors.append(code)

    def _place(self, line: Line) -> dict[str, str | int]:
        return {"other_sheet": line.sheet, "other_row": line.row, "other_name": line.name}

    def _refuse(self, line: Line, field: Field, code: str, **facts: str | int) -> None:
        line.errors.append(code)
        self._say(Severity.ERROR, line, field, code, facts)

    def _warn(self, line: Line, field: Field, code: str, **facts: str | int) -> None:
        self._say(Severity.WARNING, line, field, code, facts)

    def _say(
        self, severity: Severity, line: Line, field: Field, code: str, facts: dict[str, str | int]
    ) -> None:
        facts["name"] = line.name
        where = self.cell(line, field)
        self.report(Problem(code, severity, line.sheet, line.row, where, facts))


def household_row(household: Gathered) -> HouseholdRow | None:
    """The household as it may be imported; None when nobody of it may."""
    accepted = [n for n in household.lines if not n.errors and not n.departed]
    if not accepted:
        return None
    head = next(n for n in accepted if n.relation_code == HEAD)
    lines = household.lines
    return HouseholdRow(
        group=head.group,
        household_no=head.household_no
        or next((n.household_no for n in lines if n.household_no), None),
        door=head.door or next((n.door for n in lines if n.door), None),
        address=head.address or next((n.address for n in lines if n.address), None),
        head=head.name,
        members=tuple(resident_row(n) for n in accepted),
        sheet=household.first.sheet,
        row=household.first.row,
        tags=tuple(dict(one for line in accepted for one in line.tags).items()),
    )


def resident_row(line: Line) -> ResidentRow:
    """The line's own columns, frozen."""
    return ResidentRow._make(_own_columns(line))


def refused_row(line: Line) -> RefusedRow:
    """Why the line stays out, each reason once."""
    return RefusedRow(line.sheet, line.row, line.name, tuple(dict.fromkeys(line.errors)))
