"""Tables that people bring: whatever the file is, its rows or a sentence, never a stack trace."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from jishan.entrance.words import worded
from jishan.trials.table_files import ROWS_MAX, TEXT_BYTES_MAX, FileUnreadable, rows_of

TABLE = "编号,日期,对象\n1,2024-03-01,张三\n2,2024-03-02,李四\n"
READ = [["编号", "日期", "对象"], ["1", "2024-03-01", "张三"], ["2", "2024-03-02", "李四"]]


@pytest.mark.parametrize(
    "raw",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("gbk"),
        TABLE.encode("utf-16"),
        TABLE.replace(",", "\t").encode(),
        TABLE.replace(",", ";").encode(),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace("\n1,", '\n="1",').encode(),
    ],
    ids=["utf-8", "utf-8 with a mark", "gbk", "utf-16", "tabs", "semicolons", "crlf", "wrapped"],
)
@pytest.mark.parametrize("name", ["表.csv", "表.xlsx", "表"])
def test_a_text_is_read_in_whatever_way_it_was_saved(raw: bytes, name: str) -> None:
    assert [list(row) for row in rows_of(raw, name)] == READ


def made(build: Callable[[Any], None]) -> bytes:
    book = Workbook()
    build(book)
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()


def test_a_formula_counts_as_what_it_last_showed_and_merged_cells_stand_in_every_row() -> None:
    def build(book: Any) -> None:
        for row in (["户", "事项"], ["张三家", "植树"], [None, "扫路"], ["李四家", "植树"]):
            book.active.append(row)
        book.active.merge_cells("A2:A3")

    assert list(rows_of(made(build), "表.xlsx")) == [
        ["户", "事项"], ["张三家", "植树"], ["张三家", "扫路"], ["李四家", "植树"]
    ]  # fmt: skip


def test_a_hidden_sheet_is_not_the_table() -> None:
    def build(book: Any) -> None:
        book.active.append(["旧表"])
        book.active.sheet_state = "hidden"
        book.create_sheet("新表").append(["新表"])

    assert list(rows_of(made(build), "表.xlsx")) == [["新表"]]


def bomb() -> bytes:
    whole = io.BytesIO(made(lambda book: book.active.append(["户"])))
    found = io.BytesIO()
    packing = zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(whole) as good, packing as packed:
        for part in good.infolist():
            packed.writestr(part.filename, good.read(part))
        packed.writestr("xl/media/image1.png", b"0" * 300_000_000)
    return found.getvalue()


REFUSED: list[tuple[str, bytes, str]] = [
    ("a field without an end", b'a,b\n1,"' + b"x" * 200_000, "引号没有配对"),
    ("bytes of nothing", bytes(range(128, 256)) * 9, "编码认不出来"),
    ("zeros", b"a,b\n\0\0\0", "编码认不出来"),
    ("a web page", b"<html><table><tr><td>1</td></tr></table></html>", "不是表格"),
    ("a pdf", b"%PDF-1.4 ...", "不是表格"),
    ("a broken workbook", b"PK\x03\x04 and nothing more", "打不开"),
    ("a broken old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "打不开"),
    (
        "a workbook with a password",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 40,
        "打开密码",
    ),
    ("too large a text", b"a" * (TEXT_BYTES_MAX + 1), "最多 64 MB"),
    ("too large a workbook", b"PK\x03\x04" + b"\0" * 11_000_000, "最多 10 MB"),
    ("too many rows", b"\n" * (ROWS_MAX + 2), "行数太多"),
]


@pytest.mark.parametrize(("raw", "why"), [row[1:] for row in REFUSED], ids=[r[0] for r in REFUSED])
def test_what_cannot_be_read_is_refused_with_a_sentence(raw: bytes, why: str) -> None:
    with pytest.raises(FileUnreadable) as refused:
        list(rows_of(raw, "表.csv"))
    said = worded(refused.value)
    assert said.status == 400
    assert "表.csv" in said.sentence
    assert why in said.sentence


def test_one_word_that_is_called_a_workbook_is_none() -> None:
    with pytest.raises(FileUnreadable) as refused:
        list(rows_of("不是表".encode(), "表.xlsx"))
    assert "打不开" in worded(refused.value).sentence


def test_a_zip_bomb_is_not_unpacked() -> None:
    with pytest.raises(FileUnreadable) as refused:
        list(rows_of(bomb(), "表.xlsx"))
    assert "展开以后太大" in worded(refused.value).sentence


def test_a_workbook_of_another_kind_is_said_to_be_one() -> None:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as packed:
        packed.writestr("word/document.xml", "<w/>")
    with pytest.raises(FileUnreadable) as refused:
        list(rows_of(found.getvalue(), "表.xlsx"))
    assert "另存为 .xlsx" in worded(refused.value).sentence


def test_a_title_above_the_header_is_named() -> None:
    def build(book: Any) -> None:
        book.active.append(["2027 年登记表", "", ""])
        book.active.append(["日期", "户", "事项"])
        book.active.merge_cells("A1:C1")

    with pytest.raises(FileUnreadable) as refused:
        rows_of(made(build), "表.xlsx")
    assert "第一行是标题“2027 年登记表”。请删掉它" in worded(refused.value).sentence


def test_figures_in_full_width_are_read_and_words_left_alone() -> None:
    text = "日期,户,事项,数量\n２０２７－０２－０１,张家,垃圾袋（一卷）,１０．５\n"
    assert list(rows_of(text.encode(), "表.csv"))[1] == [
        "2027-02-01", "张家", "垃圾袋（一卷）", "10.5"
    ]  # fmt: skip


def test_an_empty_file_has_no_rows() -> None:
    assert list(rows_of(b"", "表.csv")) == []
