"""The clean roster of 312 households, the caller's own mapping, and files that are refused."""

import io
import struct
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlwt
from xlwt.CompoundDoc import XlsDoc

from jishan.core.errors import Refusal
from jishan.registry.sheets import files, package
from jishan.registry.sheets.files import FILE_BYTES_MAX
from jishan.registry.sheets.preview import Field, Skipped
from jishan.registry.sheets.roster import read_roster
from tests.departments.roster.sheets import (
    PEOPLE,
    TITLES,
    book,
    changed,
    old_book,
    rows_of,
    saved,
    text,
)
from tests.departments.roster.village import STANDARD, village


def clean_roster() -> bytes:
    return saved(book(户籍表=[TITLES, *rows_of(village(312, groups=8, seed=312))]))


def test_the_clean_roster_of_312_households_is_read_whole_and_without_a_word() -> None:
    people = village(312, groups=8, seed=312)
    preview = read_roster(clean_roster(), filename="户籍表.xlsx")

    assert preview.problems == ()
    assert preview.refused_rows == ()
    assert len(preview.households) == 312
    read = [
        (h.group, h.household_no, h.head, m.name, m.relation, m.identity, m.birth_date, h.door)
        for h in preview.households
        for m in h.members
    ]
    assert read == [
        (p.group, p.household_no, p.head, p.name, p.relation, p.identity, p.birth_date, p.door)
        for p in people
    ]
    first = preview.households[0].members[0]
    assert (first.ethnicity, first.residence_kind, first.resident) == ("汉族", "农业", True)
    assert preview.sheets[0].mapping == dict(
        zip("ABCDEFGHIJKLMNO", [f for _, f in STANDARD], strict=True)
    )


def test_a_path_is_read_like_bytes(tmp_path: Path) -> None:
    path = tmp_path / "户籍表.xlsx"
    path.write_bytes(clean_roster())

    assert read_roster(path, filename=path.name) == read_roster(
        path.read_bytes(), filename=path.name
    )


def test_the_callers_mapping_beats_the_guess() -> None:
    rows = rows_of(PEOPLE)
    titles = [*TITLES[:4], "甲", *TITLES[5:]]
    content = saved(book(户籍表=[titles, *rows], 副本=[titles, *rows]))
    mapping = {"户籍表!E": "name", "L": None, "副本!*": None}
    preview = read_roster(content, filename="a.xlsx", mapping=mapping)

    assert preview.resident_count == 16
    assert preview.sheets[0].mapping["E"] is Field.NAME
    assert {m.phone for h in preview.households for m in h.members} == {None}
    assert preview.sheets[1].skipped is Skipped.LEFT_OUT


@pytest.mark.parametrize("mapping", [{"E": "nonsense"}, {"E7": "name"}, {"*": "name"}])
def test_a_mapping_to_nothing_is_refused(mapping: dict[str, str | None]) -> None:
    with pytest.raises(Refusal) as refused:
        read_roster(clean_roster(), filename="a.xlsx", mapping=mapping)
    assert refused.value.code == "roster.mapping_wrong"


def test_a_head_whose_row_is_refused_keeps_the_family_waiting() -> None:
    people = changed(1, identity=PEOPLE[1].identity[:17])
    preview = read_roster(saved(book(表=[TITLES, *rows_of(people)])), filename="a.xlsx")

    codes = [p.code for p in preview.errors]
    assert codes == ["roster.identity_length", "roster.head_refused"]
    assert [r.row for r in preview.refused_rows] == [3, 4]
    assert len(preview.households) == 5


def test_a_household_whose_head_has_died_asks_for_a_new_head() -> None:
    people = changed(1, note="已故")
    preview = read_roster(saved(book(表=[TITLES, *rows_of(people)])), filename="a.xlsx")

    assert [p.code for p in preview.errors] == ["roster.head_departed"]
    assert [(m.name, m.row) for m in preview.departed] == [(PEOPLE[1].name, 3)]
    assert [r.row for r in preview.refused_rows] == [4]


def test_a_birth_in_the_future_is_noticed_when_the_day_is_known() -> None:
    people = changed(2, identity="", birth_date=date(2030, 1, 1))
    content = saved(book(表=[TITLES, *rows_of(people)]))
    preview = read_roster(content, filename="a.xlsx", today=date(2025, 3, 1))

    assert [p.code for p in preview.problems] == ["roster.birth_date_in_future"]
    assert preview.households[1].members[1].birth_date is None


def test_people_without_identity_number_or_phone_are_welcome() -> None:
    people = changed(2, identity="", phone="无")
    preview = read_roster(saved(book(表=[TITLES, *rows_of(people)])), filename="a.xlsx")

    assert preview.problems == ()
    member = preview.households[1].members[1]
    assert (member.identity, member.phone) == (None, None)
    assert member.birth_date == PEOPLE[2].birth_date


def test_a_household_number_that_lost_digits_is_refused() -> None:
    rows = rows_of(PEOPLE)
    rows[0][2] = 510199101010010001
    preview = read_roster(saved(book(表=[TITLES, *rows])), filename="a.xlsx")

    assert [(p.code, p.cell) for p in preview.errors] == [("roster.household_no_lost_digits", "C2")]
    assert preview.resident_count == 15


def test_two_spouses_may_mean_that_a_head_is_missing() -> None:
    rows: list[list[object]] = [["姓名", "与户主关系"], ["张三", "户主"], ["李四", "妻"]]
    preview = read_roster(saved(book(表=[*rows, ["王五", "妻"]])), filename="a.xlsx")

    assert [(p.code, p.cell) for p in preview.problems] == [("roster.spouse_twice", "B4")]


def test_another_door_is_another_household_where_nothing_else_tells() -> None:
    rows: list[list[object]] = [["姓名", "与户主关系", "门牌号"], ["张三", "户主", "1号"]]
    rows += [["李四", "妻", ""], ["王五", "妻", "2号"]]
    preview = read_roster(saved(book(表=rows)), filename="a.xlsx")

    assert [(p.code, p.cell) for p in preview.problems] == [("roster.head_missing", "B4")]
    assert [len(h.members) for h in preview.households] == [2]


def test_an_empty_number_or_head_means_the_one_above() -> None:
    rows: list[list[object]] = [["户编号", "姓名", "与户主关系"], ["1", "张三", "户主"]]
    rows += [["", "李四", "妻"], ["2", "王五", "户主"], ["", "赵六", "长子"]]
    preview = read_roster(saved(book(表=rows)), filename="a.xlsx")

    assert preview.problems == ()
    assert [(h.household_no, h.head, len(h.members)) for h in preview.households] == [
        ("1", "张三", 2),
        ("2", "王五", 2),
    ]


def test_neighbours_of_one_name_are_two_households() -> None:
    rows: list[list[object]] = [["户主姓名", "姓名", "关系"], ["张三", "张三", "户主"]]
    rows += [["张三", "李四", "妻"], ["张三", "张三", "户主"], ["", "王五", "妻"]]
    preview = read_roster(saved(book(表=rows)), filename="a.xlsx")

    assert preview.problems == ()
    assert [[m.name for m in h.members] for h in preview.households] == [
        ["张三", "李四"],
        ["张三", "王五"],
    ]


def test_a_damaged_old_workbook_never_ends_the_program() -> None:
    """Its sheet claims two thousand million rows: making room for them ends the reader's own
    process, and only that."""
    sound = old_book([TITLES, *rows_of(PEOPLE)])
    last_row = sound.index(b"\x00\x02\x0e\x00") + 8
    damaged = sound[:last_row] + b"\xff\xff\xff\x7f" + sound[last_row + 4 :]

    with pytest.raises(Refusal) as refused:
        read_roster(damaged, filename="a.xls")
    assert refused.value.code == "roster.unreadable"


@pytest.mark.parametrize("at", [30, 48, 512])
def test_an_old_workbook_damaged_at_its_root_is_refused(at: int) -> None:
    sound = old_book([TITLES, *rows_of(PEOPLE)])
    damaged = sound[:at] + b"\xff\x7f\x7f\x7f" + sound[at + 4 :]

    with pytest.raises(Refusal) as refused:
        read_roster(damaged, filename="a.xls")
    assert refused.value.code == "roster.unreadable"


def test_a_list_without_relation_or_head_says_which_column_is_missing() -> None:
    rows: list[list[object]] = [["序号", "姓名", "性别", "身份证号"]]
    rows += [[n, p.name, p.sex, p.identity] for n, p in enumerate(PEOPLE)]
    preview = read_roster(saved(book(表=rows)), filename="a.xlsx")

    assert [p.code for p in preview.errors] == ["roster.column_missing", "roster.head_missing"]
    assert preview.households == ()
    assert len(preview.refused_rows) == 16


@pytest.mark.parametrize(
    "content",
    [saved(book(Sheet1=[])), saved(book(说明=[["请填表"]])), "你好,世界\n".encode()],
    ids=["empty", "notes", "letter"],
)
def test_a_file_without_people_says_so(content: bytes) -> None:
    preview = read_roster(content, filename="a.xlsx")

    assert [p.code for p in preview.problems] == ["roster.nothing_found"]
    assert preview.households == ()


def repacked(changes: dict[str, bytes], *, drop: str = "") -> bytes:
    source = zipfile.ZipFile(io.BytesIO(clean_roster()))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name != drop:
                target.writestr(name, changes.get(name, source.read(name)))
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def sheet_of(cells: str) -> bytes:
    return repacked({SHEET: f"<worksheet><sheetData>{cells}</sheetData></worksheet>".encode()})


def encrypted_xlsx() -> bytes:
    """What Excel leaves of a workbook with a password: an OLE file with one stream."""
    stream = io.BytesIO()
    XlsDoc().save(stream, b"x" * 4096)
    name, new = "Workbook".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")
    content = bytearray(stream.getvalue())
    at = content.index(name)
    content[at : at + len(new)] = new
    content[at + 64 : at + 66] = struct.pack("<H", len(new) + 2)
    return bytes(content)


def encrypted_xls() -> bytes:
    stream = io.BytesIO()
    made = xlwt.Workbook()
    made.add_sheet("一组").write(0, 0, "姓名")
    plain = made.get_biff_data()
    length = struct.unpack_from("<H", plain, 2)[0] + 4
    password = struct.pack("<HHHHH", 0x2F, 6, 0, 0x1234, 0x5678)
    XlsDoc().save(stream, plain[:length] + password + plain[length:])
    return stream.getvalue()


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
CELL = '<c r="{}" t="inlineStr"><is><t>x</t></is></c>'
FAR_ROW = f'<row r="900000">{CELL.format("A900000")}</row>'
HIDDEN_FAR_ROW = '<row r="900000"><c t="inlineStr"><is><t>x</t></is></c></row>'
BLOCK = f'<row r="1">{CELL.format("A1")}</row><row r="150000">{CELL.format("CV150000")}</row>'

REFUSED = {
    "photograph": (PNG, "roster.unreadable"),
    "nothing": (b"", "roster.unreadable"),
    "half an xlsx": (clean_roster()[:9000], "roster.unreadable"),
    "half an xls": (old_book([TITLES, *rows_of(PEOPLE)])[:3000], "roster.unreadable"),
    "broken sheet": (repacked({SHEET: b"<worksheet><sheetData><row"}), "roster.unreadable"),
    "entities": (repacked({SHEET: b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'}),
                 "roster.unreadable"),
    "endless tag": (repacked({SHEET: b"<worksheet " + b" " * 3_000_000}), "roster.unreadable"),
    "web page": (b"<html><table><tr><td>1</td></tr></table></html>", "roster.web_page"),
    "excel 2003 xml": (b'<?xml version="1.0"?><Workbook/>', "roster.web_page"),
    "pdf": (b"%PDF-1.7 ...", "roster.other_format"),
    "another zip": (repacked({}, drop="xl/workbook.xml"), "roster.other_format"),
    "xlsx with a password": (encrypted_xlsx(), "roster.encrypted"),
    "xls with a password": (encrypted_xls(), "roster.encrypted"),
    "far row": (sheet_of(FAR_ROW), "roster.too_many_rows"),
    "far row without a place": (sheet_of(HIDDEN_FAR_ROW), "roster.too_many_rows"),
    "far column": (sheet_of(f'<row r="1">{CELL.format("XFD1")}</row>'),
                   "roster.unpacks_too_large"),
    "wide and long": (sheet_of(BLOCK), "roster.unpacks_too_large"),
    "too many bytes": (b"a" * (FILE_BYTES_MAX + 1), "roster.too_large"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(name: str) -> None:
    content, code = REFUSED[name]
    with pytest.raises(Refusal) as refused:
        read_roster(content, filename="户籍表.xlsx")
    assert refused.value.code == code


def test_a_zip_bomb_is_refused_before_it_is_unpacked_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A limit of one megabyte stands for the real one, to keep the test quick."""
    monkeypatch.setattr(package, "UNPACKED_BYTES_MAX", 1024 * 1024)
    bomb = repacked(
        {"xl/sharedStrings.xml": b"<sst/>", SHEET: b"<worksheet>" + b"<row/>" * 1_000_000}
    )

    assert len(bomb) < 40_000
    with pytest.raises(Refusal) as refused:
        read_roster(bomb, filename="a.xlsx")
    assert refused.value.code == "roster.unpacks_too_large"


def test_a_forged_size_in_the_directory_does_not_help_a_bomb(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(package, "UNPACKED_BYTES_MAX", 1024 * 1024)
    content = bytearray(repacked({SHEET: b"<worksheet>" + b"<row/>" * 1_000_000}))
    at = content.rindex(SHEET.encode()) - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    struct.pack_into("<I", content, at + 24, 100)

    with pytest.raises(Refusal) as refused:
        read_roster(bytes(content), filename="a.xlsx")
    assert refused.value.code == "roster.unpacks_too_large"


def test_borders_far_below_the_table_are_not_rows() -> None:
    """Formatting a whole column leaves empty cells down to the last row of the sheet."""
    source = zipfile.ZipFile(io.BytesIO(clean_roster())).read(SHEET)
    far = b'<row r="1048576"><c r="A1048576" s="0"/><c r="XFD1048576" s="0"/></row></sheetData>'
    content = repacked({SHEET: source.replace(b"</sheetData>", far)})

    assert len(read_roster(content, filename="a.xlsx").households) == 312


def test_every_refusal_of_a_file_is_a_refusal_of_the_roster() -> None:
    kinds = [k for k in vars(files).values() if isinstance(k, type) and issubclass(k, Refusal)]
    codes = {k.code for k in kinds if k is not Refusal}

    assert codes == {code for _, code in REFUSED.values()}


def test_a_text_of_too_many_lines_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "ROWS_MAX", 17)
    rows = [TITLES, *rows_of(PEOPLE)]

    assert len(read_roster(text(rows, "gbk"), filename="a.csv").households) == 6
    with pytest.raises(Refusal) as refused:
        read_roster(text([*rows, ["小计"]], "gbk"), filename="a.csv")
    assert refused.value.code == "roster.too_many_rows"
