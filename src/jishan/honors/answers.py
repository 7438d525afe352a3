"""What rankings answer: frozen rows, ready to be shown."""

from dataclasses import dataclass
from datetime import date, datetime

from jishan.core.points import Points
from jishan.core.scheme.values import PeriodKind


@dataclass(frozen=True, slots=True)
class MeasureChoice:
    """A measure of the scheme in force by which somebody can be ranked; `subject` says who, and
    `titled` whether a title is given by it."""

    kind: PeriodKind
    code: str
    name: str
    subject: str
    titled: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """Of one title, why or why not; `reason` in the words of `core.ranking`."""

    honour: str
    reason: str
    taken: bool


@dataclass(frozen=True, slots=True)
class HonourLine:
    """One title of a ranking and how many have it (within the filter)."""

    code: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class RankingLine:
    """One place, for people who hold `VIEW_LEDGER`: names unmasked.

    `key` is the stored key of who it is. `head_name` is the household's head, or the name of the
    unit or the group; `person` is empty unless persons are ranked.
    """

    key: str
    household_id: int | None
    resident_id: int | None
    number: str
    head_name: str
    person: str
    group_id: int | None
    group: str
    position: int
    points: Points
    titles: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class MendedLine:
    """What a correction changed for one of a ranking: None where there was no place, or is none,
    or where it is not shown. `who` is masked on the board; `number` is for the office."""

    number: str
    who: str
    group: str
    position_was: int | None
    position: int | None
    points_was: Points | None
    points: Points | None
    lost: tuple[str, ...]
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mended:
    """A ranking was corrected (更正): when, why, and line by line what it was and is.

    `note` is what staff wrote about it: empty on the board.
    """

    at: datetime
    cause: str
    note: str
    lines: tuple[MendedLine, ...]


@dataclass(frozen=True, slots=True)
class Lot:
    """One lot of a draw: anybody can work `drawn` out from the seed and the `name` (sha256). `who`
    and `group` are empty where the board does not name those who were not drawn."""

    name: str
    drawn: str
    who: str
    group: str
    taken: bool


@dataclass(frozen=True, slots=True)
class DrawnTitle:
    """A title that lots were drawn for: what with, and the lots, the smallest first."""

    honour: str
    seed: str
    lots: tuple[Lot, ...]


@dataclass(frozen=True, slots=True)
class RankingPage:
    """A ranking in the office. `live`: worked out just now and not announced (`id` is None).

    `unsettled` counts acts of the period that are not in the book yet; `count` is everybody in the
    ranking, whatever the filter leaves. `publicity` is what the board shows: off, honours_only,
    figures, voted.
    """

    id: int | None
    title: str
    kind: PeriodKind
    span: str
    first: date
    last: date
    measure: str
    measure_name: str
    unit: str
    subject: str
    live: bool
    ended: bool
    at: datetime | None
    announced_by: str
    scheme: str
    version: str
    publicity: str
    honours: tuple[HonourLine, ...]
    lines: tuple[RankingLine, ...]
    count: int
    unsettled: int
    mended: tuple[Mended, ...] = ()
    draws: tuple[DrawnTitle, ...] = ()


@dataclass(frozen=True, slots=True)
class AnnouncedLine:
    """An announced ranking in the office's list."""

    id: int
    title: str
    span: str
    last: date
    at: datetime
    announced_by: str
    count: int
    subject: str
    mended: bool = False


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One line on the board: masked. `position` is None where the village has not voted to show
    it, `points` where its document does not either."""

    who: str
    group: str
    position: int | None
    points: Points | None
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BoardRanking:
    """A ranking as anybody may read it. `figures`: points are shown, `ranked`: places too.

    `corrected` is said in lists too, `mended` only of the ranking that is read.
    """

    id: int
    title: str
    span: str
    subject: str
    unit: str
    at: datetime
    figures: bool
    ranked: bool
    lines: tuple[BoardLine, ...] = ()
    mended: tuple[Mended, ...] = ()
    draws: tuple[DrawnTitle, ...] = ()
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Title:
    """A title in the book of a household, a unit or a group. `person` is who of the household has
    it, or empty.

    `withdrawn`: it was announced, and a correction has taken it back.
    """

    ranking_id: int
    honour: str
    span: str
    last: date
    person: str
    withdrawn: bool = False
