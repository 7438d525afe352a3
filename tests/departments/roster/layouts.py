"""Rosters laid out in a way of their own: titles, merged cells, sums, dividing rows."""

import io
import itertools

import xlwt

from jishan.registry.sheets.preview import Field
from tests.departments.roster.sheets import (
    LETTERS,
    PEOPLE,
    TITLES,
    DirtyFile,
    Rows,
    book,
    fill,
    rows_of,
    saved,
    standard,
)
from tests.departments.roster.village import STANDARD


def title_rows() -> DirtyFile:
    rows: Rows = [["桃源村户籍表"], ["填报单位:桃源村村民委员会", "", "", "2025年3月"], []]
    made = book(户籍表=[*rows, TITLES, *rows_of(PEOPLE)])
    made["户籍表"].merge_cells("A1:O1")
    return standard("title_rows.xlsx", saved(made))


def two_row_header() -> DirtyFile:
    top: list[object] = ["序号", "户主", "家庭成员", "", "", "", "联系方式", "备注"]
    low: list[object] = ["", "", "姓名", "与户主关系", "性别", "公民身份号码", "", ""]
    body: Rows = [
        [n, p.head, p.name, p.relation, p.sex, p.identity, p.phone, ""]
        for n, p in enumerate(PEOPLE)
    ]
    made = book(户籍表=[["桃源村常住人口登记表"], top, low, *body])
    for cells in ("A1:H1", "A2:A3", "B2:B3", "C2:F2", "G2:G3", "H2:H3"):
        made["户籍表"].merge_cells(cells)
    fields = [Field.SERIAL, Field.HEAD, Field.NAME, Field.RELATION, Field.SEX, Field.IDENTITY,
              Field.PHONE, Field.NOTE]  # fmt: skip
    columns: dict[str, Field | None] = dict(zip(LETTERS, fields, strict=False))
    return DirtyFile("two_row_header.xlsx", saved(made), {"户籍表": columns}, 6, 16)


def merged_heads() -> DirtyFile:
    """Group, number, head and door stand once, merged over the members."""
    made = book(户籍表=[TITLES, *rows_of(PEOPLE)])
    sheet = made["户籍表"]
    start = 2
    for number in sorted({p.household_no for p in PEOPLE}):
        size = sum(1 for p in PEOPLE if p.household_no == number)
        for letter in "BCDM":
            if size > 1:
                sheet.merge_cells(f"{letter}{start}:{letter}{start + size - 1}")
        start += size
    return standard("merged_heads.xlsx", saved(made))


def merged_heads_old() -> DirtyFile:
    """The same in an .xls: relation only, the serial number merged over each household."""
    made = xlwt.Workbook()
    page = made.add_sheet("户籍表")
    for column, title in enumerate(["序号", "姓名", "与户主关系", "身份证号码"]):
        page.write(0, column, title)
    row = 1
    for number in sorted({p.household_no for p in PEOPLE}):
        family = [p for p in PEOPLE if p.household_no == number]
        page.write_merge(row, row + len(family) - 1, 0, 0, int(number))
        for person in family:
            for column, value in enumerate([person.name, person.relation, person.identity]):
                page.write(row, column + 1, value)
            row += 1
    stream = io.BytesIO()
    made.save(stream)
    fields = [Field.SERIAL, Field.NAME, Field.RELATION, Field.IDENTITY]
    columns: dict[str, Field | None] = dict(zip(LETTERS, fields, strict=False))
    return DirtyFile("merged.xls", stream.getvalue(), {"户籍表": columns}, 6, 16)


def sheet_per_group() -> DirtyFile:
    """No column for the group: the sheet says it. Numbers begin anew on each sheet."""
    titles: list[object] = ["户号", "户主", "姓名", "关系", "性别", "身份证号码", "电话"]
    fields = [Field.HOUSEHOLD_NO, Field.HEAD, Field.NAME, Field.RELATION, Field.SEX,
              Field.IDENTITY, Field.PHONE]  # fmt: skip
    sheets: dict[str, Rows] = {}
    for group in ("一组", "二组"):
        mine = [p for p in PEOPLE if p.group == group]
        numbers = {n: i + 1 for i, n in enumerate(sorted({p.household_no for p in mine}))}
        body: Rows = [
            [numbers[p.household_no], p.head, p.name, p.relation, p.sex, p.identity, p.phone]
            for p in mine
        ]
        sheets[group] = [["桃源村户籍册"], titles, *body]
    columns: dict[str, Field | None] = dict(zip(LETTERS, fields, strict=False))
    sheets["填表说明"] = [["填表说明"], ["1. 请按户填写"], ["2. 身份证号请设为文本"]]
    sheets["Sheet4"] = []
    return DirtyFile(
        "groups.xlsx",
        saved(book(**sheets)),
        {"一组": columns, "二组": columns},
        6,
        16,
        skipped=("填表说明", "Sheet4"),
    )


def same_as_above() -> DirtyFile:
    rows = rows_of(PEOPLE)
    for above, row in reversed(list(itertools.pairwise(rows))):
        for column, mark in ((1, "同上"), (2, "〃"), (3, "同 上"), (9, '"'), (12, "〃")):
            if row[column] == above[column]:
                row[column] = mark
    return standard("same_as_above.xlsx", saved(book(户籍表=[TITLES, *rows])))


def sums_and_signatures() -> DirtyFile:
    rows = rows_of(PEOPLE)
    empty: list[object] = [""] * 15
    subtotal: list[object] = ["小计", "", "3户", "", "6人", *empty[5:]]
    total: list[object] = ["", "合  计", "", "6户", "16人", *empty[5:]]
    prepared: list[object] = [17, *empty[1:]]
    made: Rows = [["桃源村户籍表"], TITLES, *rows[:6], subtotal, TITLES, *rows[6:], prepared, total,
                  [], ["填表人:赵会计", "", "", "审核人:王建国", "", "", "填报日期:2025年3月1日"],
                  ["桃源村村民委员会(盖章)"]]  # fmt: skip
    return standard("sums.xlsx", saved(book(户籍表=made)))


def hidden_columns() -> DirtyFile:
    made = book(户籍表=[TITLES, *rows_of(PEOPLE)])
    for letter in "CL":
        made["户籍表"].column_dimensions[letter].hidden = True
    old = made.create_sheet("旧表")
    fill(old, [TITLES, *rows_of(PEOPLE)])
    old.sheet_state = "hidden"
    warnings = ("roster.hidden_column", "roster.hidden_column", "roster.hidden_sheet")
    return standard("hidden.xlsx", saved(made), warnings=warnings, skipped=("旧表",))


def other_titles() -> DirtyFile:
    """Nobody agreed on the titles, and there are columns that are none of our business."""
    titles = {
        "总序号": Field.SERIAL, "所属村组": Field.GROUP, "户口簿号": Field.HOUSEHOLD_NO,
        "户 主\n姓 名": Field.HEAD, "家庭成员姓名": Field.NAME, "与户主的关系": Field.RELATION,
        "性 别": Field.SEX, "公民身份证号码(18位)": Field.IDENTITY, "年龄": None,
        "出生年月日": Field.BIRTH_DATE, "族别": Field.ETHNICITY, "户籍性质": Field.RESIDENCE_KIND,
        "手机号码*": Field.PHONE, "家庭住址": Field.ADDRESS, "是否在家": Field.RESIDENT,
        "文化程度": None, "一卡通银行账号": None, "备  注": Field.NOTE,
    }  # fmt: skip
    rows: Rows = [list(titles)]
    for n, p in enumerate(PEOPLE):
        rows.append([n, p.group, p.household_no, p.head, p.name, p.relation, p.sex, p.identity, 50,
                     p.birth_date.isoformat(), "汉", "农业", p.phone, "桃源村" + p.door, "√",
                     "初中", "621799" + p.identity[4:17], ""])  # fmt: skip
    columns: dict[str, Field | None] = dict(zip(LETTERS, titles.values(), strict=False))
    return DirtyFile("titles.xlsx", saved(book(人员=rows)), {"人员": columns}, 6, 16)


def no_header() -> DirtyFile:
    rows: Rows = [[p.head, p.name, p.relation, p.sex, p.identity, p.phone] for p in PEOPLE]
    fields = [Field.HEAD, Field.NAME, Field.RELATION, Field.SEX, Field.IDENTITY, Field.PHONE]
    columns: dict[str, Field | None] = dict(zip(LETTERS, fields, strict=False))
    return DirtyFile("no_header.xlsx", saved(book(Sheet1=rows)), {"Sheet1": columns}, 6, 16)


def dividing_rows() -> DirtyFile:
    """Groups as rows between the people; households told apart by the relation alone."""
    titles: list[object] = ["姓名", "与户主关系", "性别", "身份证号", "联系电话"]
    rows: Rows = [["柳树村花名册"], titles]
    for group, people in (("第一村民小组", PEOPLE[:6]), ("第二村民小组", PEOPLE[6:])):
        rows.append([group])
        rows += [[p.name, p.relation, p.sex, p.identity, p.phone] for p in people]
    fields = [Field.NAME, Field.RELATION, Field.SEX, Field.IDENTITY, Field.PHONE]
    columns: dict[str, Field | None] = dict(zip(LETTERS, fields, strict=False))
    return DirtyFile("dividing.xlsx", saved(book(花名册=rows)), {"花名册": columns}, 6, 16)


def heads_only() -> DirtyFile:
    """A list of heads, one row a household: everybody in it is a head."""
    heads = [p for p in PEOPLE if p.relation == "户主"]
    rows: Rows = [["序号", "组别", "户主姓名", "身份证号", "家庭人口", "联系电话", "住址"]]
    rows += [[n, p.group, p.head, p.identity, 3, p.phone, p.door] for n, p in enumerate(heads)]
    fields = [Field.SERIAL, Field.GROUP, Field.HEAD, Field.IDENTITY, None, Field.PHONE,
              Field.ADDRESS]  # fmt: skip
    columns: dict[str, Field | None] = dict(zip(LETTERS, fields, strict=False))
    return DirtyFile("heads_only.xlsx", saved(book(户主=rows)), {"户主": columns}, 6, 6)


def shifted() -> DirtyFile:
    """The table begins in C4, as if somebody had left a margin."""
    rows: Rows = [TITLES, *rows_of(PEOPLE)]
    made = book(户籍表=[[], [], [], *([None, None, *row] for row in rows)])
    columns: dict[str, Field | None] = {LETTERS[i + 2]: f for i, (_, f) in enumerate(STANDARD)}
    return DirtyFile("shifted.xlsx", saved(made), {"户籍表": columns}, 6, 16)
