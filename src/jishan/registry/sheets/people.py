"""A row about somebody becomes a line: every cell read, every doubt reported with its cell."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from jishan.registry.sheets import cells, identity
from jishan.registry.sheets.headers import column_letters
from jishan.registry.sheets.lines import Line, PersonRow
from jishan.registry.sheets.names import normalise_name
from jishan.registry.sheets.old_workbook import Cell
from jishan.registry.sheets.preview import Field, Problem, Severity
from jishan.registry.sheets.relations import HEAD, relation_code
from jishan.registry.tags import APPROVED, DECLINED, TAG_MAX

Report = Callable[[Problem], None]

_REMARK = re.compile(r"(.+?)[((](.*?)[))]\Z")
_SOUND_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af·]{2,30}|[A-Za-z][A-Za-z .'-]+")
_GONE = "故|死亡|去世|过世|病故|亡故|身故|病逝|逝世|迁出|迁走|注销|销户|迁移|已死"
_DEPARTED = re.compile(
    rf"(?:本人|人)?(?:于|在)?[\d年月日./\-]*(?:因病|因故)?(?:户口|户籍)?已?(?:{_GONE})"
    r"(?:人口|人员|未销户)?[\d年月日./\-,，。;；]*\Z"
)
_MAYBE_DEPARTED = re.compile("已故|死亡|去世|过世|病故|亡故|逝世|迁出|迁走|注销|销户")


_YES_NO = dict.fromkeys(("是", "同意", "批准", "已批准", "参加", "√", "✓", "1", "y", "yes"), True)
_YES_NO |= dict.fromkeys(("否", "不同意", "未批准", "不参加", "×", "✗", "0", "n", "no"), False)


_SAYS_NOTHING = identity.Examined(())

_CELLS = (Field.HOUSEHOLD_NO, Field.IDENTITY, Field.BIRTH_DATE, Field.PHONE)
_TEXTS = tuple(field for field in Field if field not in _CELLS)


class Said(NamedTuple):
    """What one row says by field, empty where there is no column: first the cells in which it
    matters how the spreadsheet kept them, then the texts in the order of `Field`."""

    household_no: Cell
    identity: Cell
    birth_date: Cell
    phone: Cell
    serial: str
    group: str
    head: str
    name: str
    relation: str
    sex: str
    ethnicity: str
    residence_kind: str
    door: str
    address: str
    resident: str
    note: str
    tags: str
    approved: str
    consent: str


class PeopleReader:
    """Reads the person rows of one sheet."""

    def __init__(
        self,
        sheet: str,
        positions: Mapping[Field, int],
        *,
        first_column: int,
        today: date | None,
        report: Report,
    ) -> None:
        self.sheet = sheet
        self.at = positions
        self.first_column = first_column
        self.today = today
        self.report = report
        only_heads = Field.NAME not in positions and Field.RELATION not in positions
        self.heads_only = only_heads
        self.name_field = Field.NAME if Field.NAME in positions else Field.HEAD
        self.width = max(positions.values()) + 1
        places = {Field.NAME: positions.get(Field.HEAD, -1), **positions}
        self.cells = itemgetter(*(places.get(f, -1) for f in _CELLS))
        self.texts = itemgetter(*(places.get(f, -1) for f in _TEXTS))
        self.tagged = not {Field.TAGS, Field.APPROVED, Field.CONSENT}.isdisjoint(positions)

    def read(self, person: PersonRow) -> Line:
        """The line, its problems reported; the household's doubts come later (households.py)."""
        line = Line(self.sheet, person.row, "")
        said = self._said(person.cells)
        self._read_name(said, line)
        self._read_household(said, person.group, line)
        self._read_relation(said, line)
        told = self._read_identity(said, line)
        self._read_birth_date(said, line, told.birth_date)
        self._read_sex(said, line, told.sex)
        self._read_rest(said, line)
        self._read_departed(line, struck=person.struck)
        return line

    def _said(self, row: Sequence[Cell]) -> Said:
        """A row of a .csv may be short; the last cell, empty, answers for missing columns."""
        whole = [*row, *[""] * (self.width - len(row)), ""]
        texts = [c.strip() if type(c) is str else cells.text_of(c) for c in self.texts(whole)]
        return Said(*self.cells(whole), *texts)

    def cell(self, row: int, field: Field) -> str:
        """`H12`, or nothing where the sheet has no such column."""
        column = self.at.get(field)
        return "" if column is None else f"{column_letters(column + self.first_column)}{row}"

    def _warn(self, line: Line, field: Field, code: str, **facts: str | int) -> None:
        where = self.cell(line.row, field)
        facts["name"] = line.name
        self.report(Problem(code, Severity.WARNING, line.sheet, line.row, where, facts))

    def _refuse(self, line: Line, field: Field, code: str, **facts: str | int) -> None:
        where = self.cell(line.row, field)
        facts["name"] = line.name
        line.errors.append(code)
        self.report(Problem(code, Severity.ERROR, line.sheet, line.row, where, facts))

    def _read_name(self, said: Said, line: Line) -> None:
        name = normalise_name(said.name)
        line.note = said.note
        remark = _REMARK.match(name) if name.endswith((")", ")")) else None
        if remark:
            name = remark[1]
            line.note = f"{remark[2]};{line.note}" if line.note else remark[2]
        if name in cells.SAME_AS_ABOVE or name in cells.NOTHING:
            self._refuse(line, self.name_field, "roster.name_missing")
            return
        line.name = name
        if remark:
            self._warn(line, self.name_field, "roster.name_remark", remark=remark[2])
        if not _SOUND_NAME.fullmatch(name):
            self._warn(line, self.name_field, "roster.name_odd")

    def _read_household(self, said: Said, group: str | None, line: Line) -> None:
        line.group = said.group or group
        line.door = said.door or None
        line.address = said.address or None
        line.serial = said.serial
        line.head = _bare_name(said.head)
        number, code = cells.read_code(said.household_no)
        if code:
            self._refuse(line, Field.HOUSEHOLD_NO, code)
        else:
            line.household_no = number or None

    def _read_relation(self, said: Said, line: Line) -> None:
        text = said.relation
        line.relation = text
        if text:
            line.relation_code = relation_code(text)
            if line.relation_code is None:
                self._warn(line, Field.RELATION, "roster.relation_unknown", relation=text)
        elif self.heads_only or (line.head and line.head == line.name):
            line.relation, line.relation_code = "户主", HEAD
        elif Field.RELATION in self.at:
            self._warn(line, Field.RELATION, "roster.relation_missing")

    def _read_identity(self, said: Said, line: Line) -> identity.Examined:
        """What the number says, where it can be used."""
        if said.identity == "":
            return _SAYS_NOTHING
        number, code = cells.read_identity(said.identity)
        if number is None:
            return _SAYS_NOTHING
        told = identity.Examined((code,)) if code else identity.examined(number, today=self.today)
        for found in told.problems:
            if found == identity.CHECKSUM:
                self._warn(line, Field.IDENTITY, found, last=number[-1])
            else:
                self._refuse(line, Field.IDENTITY, found, length=len(number))
        if told.problems and told.problems != (identity.CHECKSUM,):
            return _SAYS_NOTHING
        line.identity = number
        return told

    def _read_birth_date(self, said: Said, line: Line, known: date | None) -> None:
        """`known` is what the identity number says."""
        if said.birth_date == "":
            line.birth_date = known
            return
        stated, code = cells.read_date(said.birth_date)
        if code and not (code == cells.BIRTH_INCOMPLETE and known):
            text = cells.text_of(said.birth_date)
            self._warn(line, Field.BIRTH_DATE, code, text=text)
        if stated and self.today and stated > self.today:
            self._warn(line, Field.BIRTH_DATE, "roster.birth_date_in_future", day=str(stated))
            stated = None
        if stated and known and stated != known:
            self._warn(line, Field.BIRTH_DATE, "roster.birth_date_differs",
                       stated=str(stated), in_identity=str(known))  # fmt: skip
        line.birth_date = stated or known

    def _read_sex(self, said: Said, line: Line, known: identity.Sex | None) -> None:
        """`known` is what the identity number says."""
        text = said.sex
        stated, code = cells.read_sex(text) if text else (None, None)
        if code:
            self._warn(line, Field.SEX, code, text=text)
        if stated and known and stated is not known:
            self._warn(line, Field.SEX, "roster.sex_differs", text=text)
        line.sex = stated or known

    def _read_rest(self, said: Said, line: Line) -> None:
        if said.phone != "":
            line.phone, code = cells.read_phone(said.phone)
            if code:
                self._warn(line, Field.PHONE, code)
        line.ethnicity = cells.read_ethnicity(said.ethnicity)
        line.residence_kind = said.residence_kind or None
        stays = said.resident
        if stays:
            line.resident, code = cells.read_resident(stays)
            if code and not _DEPARTED.match(stays):
                self._warn(line, Field.RESIDENT, code, text=stays)
            elif code:
                line.note = f"{stays};{line.note}" if line.note else stays
        if self.tagged:
            line.tags = tuple(self._tags(said, line))

    def _tags(self, said: Said, line: Line) -> Iterator[tuple[str, bool]]:
        """What is said of the household's tags: by name, or by a column of its own."""
        for name in re.split(r"[,，、;；/|\s]+", said.tags):
            if name and name not in cells.NOTHING:
                yield name[:TAG_MAX], True
        for field, text, tag, holds in (
            (Field.APPROVED, said.approved, APPROVED, True),
            (Field.CONSENT, said.consent, DECLINED, False),
        ):
            answer = _YES_NO.get(text.lower())
            if answer is not None:
                yield tag, answer is holds
            elif text:
                self._warn(line, field, "roster.yes_no_unclear", text=text)

    def _read_departed(self, line: Line, *, struck: bool) -> None:
        """Struck through, or noted as dead or moved away. `其父已故` is about somebody else."""
        if struck:
            line.departed = True
            self._warn(line, self.name_field, "roster.struck_out")
            return
        if not line.note:
            return
        for remark in re.split("[;；]", line.note):
            if _DEPARTED.match(remark.strip()):
                line.departed = True
                self._warn(line, Field.NOTE, "roster.departed", note=remark.strip())
                return
        if _MAYBE_DEPARTED.search(line.note):
            self._warn(line, Field.NOTE, "roster.departed_unclear", note=line.note)


@lru_cache(maxsize=4096)
def _bare_name(text: str) -> str:
    if not text:
        return ""
    name = normalise_name(text)
    remark = _REMARK.match(name)
    return remark[1] if remark else name
