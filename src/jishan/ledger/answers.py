"""What the book answers: frozen rows, ready to be shown."""

from dataclasses import dataclass
from datetime import date

from jishan.core.ledger import Kind
from jishan.core.points import Points


@dataclass(frozen=True, slots=True)
class PassbookLine:
    """One line; `id` is the entry's. `balance` is the household's in this purse after the line."""

    id: int
    posting_id: int
    day: date
    kind: Kind
    purse: str
    resident_id: int | None
    points: Points
    balance: Points
    memo: str
    source_id: int | None
    reverses_id: int | None
    reversed_by: int | None
    correction: bool = False


@dataclass(frozen=True, slots=True)
class PurseBalance:
    """What a household has in a purse, its members' accounts included, and what it earned there."""

    purse: str
    balance: Points
    earned_month: Points | None
    earned_year: Points | None


@dataclass(frozen=True, slots=True)
class Passbook:
    """`household_id` is None where it is a unit's, a group's or the village's."""

    household_id: int | None
    lines: tuple[PassbookLine, ...]
    purses: tuple[PurseBalance, ...]
    next_before_id: int | None


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of the clerk's table: names unmasked, for people who hold `VIEW_LEDGER`.

    Of a unit, a group or the village `head_name` is its name, and there is no household.
    """

    id: int
    posting_id: int
    key: str
    day: date
    kind: Kind
    household_id: int | None
    household_number: str
    head_name: str
    resident_id: int | None
    purse: str
    points: Points
    memo: str
    source_id: int | None
    reverses_id: int | None
    reversed_by: int | None

    @property
    def correction(self) -> bool:
        return self.key.startswith("correct:")


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """A page of the table. The totals are of all lines that the filter finds, not of the page."""

    lines: tuple[LedgerLine, ...]
    count: int
    credited: Points
    debited: Points
    next_before_id: int | None


@dataclass(frozen=True, slots=True)
class MonthSum:
    """A village's month in one purse, by the kinds of postings; `month` is its first day.

    `earned` − `deducted` is what rankings count; the four figures are net of reversals.
    """

    month: date
    purse: str
    earned: Points
    deducted: Points
    redeemed: Points
    expired: Points
    households: int


@dataclass(frozen=True, slots=True)
class VillageTotals:
    """issued = held + redeemed + expired, to the last hundredth, in each purse."""

    purse: str
    issued: Points
    held: Points
    redeemed: Points
    expired: Points
