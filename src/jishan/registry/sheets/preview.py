"""What reading a roster yields: plain values, shown to the clerk before anything is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from jishan.registry.sheets.identity import Sex


class Field(StrEnum):
    """What a column of a roster may hold (faces.md 1.7)."""

    SERIAL = "serial"  # 序号
    GROUP = "group"  # 村民小组
    HOUSEHOLD_NO = "household_no"  # 户编号
    HEAD = "head"  # 户主姓名
    NAME = "name"  # 姓名
    RELATION = "relation"  # 与户主关系
    SEX = "sex"  # 性别
    IDENTITY = "identity"  # 身份证号
    BIRTH_DATE = "birth_date"  # 出生日期
    ETHNICITY = "ethnicity"  # 民族
    RESIDENCE_KIND = "residence_kind"  # 户口性质
    PHONE = "phone"  # 联系电话
    DOOR = "door"  # 门牌号
    ADDRESS = "address"  # 住址
    RESIDENT = "resident"  # 是否常住
    NOTE = "note"  # 备注
    TAGS = "tags"  # 标签
    APPROVED = "approved"  # 两委批准
    CONSENT = "consent"  # 同意参加


class Severity(StrEnum):
    """An error keeps its row (or its household) out; a warning is shown and lets it in."""

    ERROR = "error"
    WARNING = "warning"


class Skipped(StrEnum):
    """Why a sheet was not read."""

    EMPTY = "empty"
    HIDDEN = "hidden"
    NO_TABLE = "no_table"
    LEFT_OUT = "left_out"  # by the caller's mapping


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `code` and `facts` become a sentence in entrance/words/roster.py.

    `row` is 1-based as the spreadsheet shows it, `cell` like `H12`; both are empty (0, "") for
    what concerns a whole sheet, and `sheet` is empty for what concerns the file.
    """

    code: str
    severity: Severity
    sheet: str = ""
    row: int = 0
    cell: str = ""
    facts: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """Which field a column was taken for. `confidence` is in percent: 100 by its exact title,
    80 by a word in it, 60 by what its cells look like, 0 when it is left alone.

    `known` is true also for a title that is understood and not wanted (年龄, 银行卡号).
    """

    column: str
    title: str
    field: Field | None
    confidence: int
    known: bool
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """One sheet of the file. `header_rows` are 1-based and empty where the sheet has none."""

    name: str
    header_rows: tuple[int, ...] = ()
    columns: tuple[ColumnGuess, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    row_count: int = 0
    skipped: Skipped | None = None

    @property
    def mapping(self) -> dict[str, Field]:
        """Column letter to field, for those columns that are read."""
        return {c.column: c.field for c in self.columns if c.field is not None}


class ResidentRow(NamedTuple):
    """One person as the roster has it. Identity and phone stay out of `repr` and so out of logs.

    `birth_date` is the roster's own; where that is missing, the one in the identity number.
    """

    name: str
    relation_code: str | None
    relation: str
    sex: Sex | None
    identity: str | None
    birth_date: date | None
    phone: str | None
    ethnicity: str | None
    residence_kind: str | None
    resident: bool | None
    note: str
    sheet: str
    row: int

    def __repr__(self) -> str:
        return f"ResidentRow(name={self.name!r}, sheet={self.sheet!r}, row={self.row})"


class HouseholdRow(NamedTuple):
    """One household with exactly one head; its members in the order of the file.

    `tags` are (name, whether it holds): what the roster says of the household's dated tags.
    """

    group: str | None
    household_no: str | None
    door: str | None
    address: str | None
    head: str
    members: tuple[ResidentRow, ...]
    sheet: str
    row: int
    tags: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that will not be imported, with the codes of the errors that keep it out."""

    sheet: str
    row: int
    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RosterPreview:
    """The whole file. `departed` are people struck through or noted as dead or moved away:
    they are not members, and not refused either."""

    filename: str
    sheets: tuple[SheetPreview, ...]
    households: tuple[HouseholdRow, ...]
    problems: tuple[Problem, ...]
    refused_rows: tuple[RefusedRow, ...]
    departed: tuple[ResidentRow, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity is Severity.WARNING)

    @property
    def resident_count(self) -> int:
        return sum(len(h.members) for h in self.households)
