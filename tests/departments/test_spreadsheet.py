"""What leaves as Excel opens in WPS as the form the village knows."""

from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from jishan.reports.forms import LEDGER, ROSTER
from jishan.reports.spreadsheet import write_form


def opened(book: bytes) -> Any:
    return load_workbook(BytesIO(book)).active


def test_a_form_prints_on_a4_landscape_with_its_header_on_every_page() -> None:
    row = (
        1,
        date(2026, 3, 1),
        "张桂兰",
        "清理公共路段垃圾",
        "人居环境",
        350,
        -1050,
        "李强",
        "",
        "",
        None,
    )

    sheet = opened(write_form(LEDGER, [row], village="桃源村", span="2026年3月"))

    assert sheet["A1"].value == "桃源村积分台账"
    assert sheet["A2"].value == "2026年3月"
    assert [cell.value for cell in sheet[3]] == [column.title for column in LEDGER.columns]
    assert [cell.value for cell in sheet[4]][5:7] == [3.5, -10.5]
    assert sheet["B4"].number_format == "yyyy-mm-dd"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$1:$3"
    assert "村务监督委员会（签字）：" in sheet.oddFooter.left.text


def test_a_text_is_never_a_formula_and_a_number_of_digits_stays_text() -> None:
    row = (1, "一组", "TY001", "=1+1", "@张", "+户主", "-", "110101199001011234", *[None] * 7)

    sheet = opened(write_form(ROSTER, [row], village="桃源村", span=""))

    assert [sheet.cell(4, column).data_type for column in (4, 5, 6, 7, 8)] == ["s"] * 5
    assert sheet["D4"].value == "=1+1"
    assert sheet["H4"].value == "110101199001011234"


def test_an_empty_table_still_has_its_header() -> None:
    sheet = opened(write_form(LEDGER, [], village="桃源村", span=""))

    assert [cell.value for cell in sheet[3]] == [column.title for column in LEDGER.columns]
    assert sheet.max_row in (3, 4)
