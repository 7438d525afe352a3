"""An empty roster to fill in: the fifteen columns that are understood for certain, all as text."""

import io

COLUMNS: tuple[tuple[str, int], ...] = (
    ("序号", 6),
    ("村民小组", 12),
    ("户编号", 10),
    ("户主姓名", 10),
    ("姓名", 10),
    ("与户主关系", 12),
    ("性别", 6),
    ("身份证号", 21),
    ("出生日期", 12),
    ("民族", 8),
    ("户口性质", 10),
    ("联系电话", 14),
    ("门牌号/住址", 20),
    ("是否常住", 10),
    ("备注", 16),
)
_HINTS = {
    "户主姓名": "同一户每个人都写同一个户主",
    "与户主关系": "户主、妻、长子、儿媳、父亲……每户只有一个户主",
    "身份证号": "这一列已设成文本，直接填；不需要的可以空着",
    "出生日期": "1980-01-01；填了身份证号可以空着",
    "备注": "已故、迁出写在这里",
}
_ROWS = 2_000


def blank_roster() -> bytes:
    """The .xlsx. Every cell is text, so that no number loses its last digits."""
    stream = io.BytesIO()
    import xlsxwriter  # only this one sheet needs it; every start would pay a quarter second

    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("户籍表")
    text = book.add_format({"num_format": "@", "border": 1})
    title = book.add_format({"bold": True, "border": 1, "align": "center", "bg_color": "#EFECE3"})
    for column, (name, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width, text)
        sheet.write_string(0, column, name, title)
        if name in _HINTS:
            sheet.write_comment(0, column, _HINTS[name])
    sheet.data_validation(1, 6, _ROWS, 6, {"validate": "list", "source": ["男", "女"]})
    sheet.data_validation(1, 13, _ROWS, 13, {"validate": "list", "source": ["是", "否"]})
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)
    book.close()
    return stream.getvalue()
