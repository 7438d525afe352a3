"""What reading a roster (户籍表) finds, said so that a clerk knows what to do next.

A problem's sentence stands beside its place (sheet, row, cell), so none repeats it. `FIELDS` and
`SKIPPED` name the columns and the reasons for which a sheet was not read.
"""

_TO_TEXT = (
    "请回到原表，把身份证这一列设成“文本”格式，照身份证重新填这一格，再导入。"
    "系统不会替您猜号码，这一行先不导入。"
)

_FILE: dict[str, tuple[int, str]] = {
    "roster.too_large": (
        413,
        "这个文件超过 {limit_mb} MB。请删掉表里的图片，或按组分成几个文件再导入。",
    ),
    "roster.unreadable": (
        422,
        "这个文件打不开：它不是表格，或者已经损坏。请用 WPS 打开看看，另存为 .xlsx 再导入。",
    ),
    "roster.encrypted": (422, "这个文件设了打开密码。请在 WPS 里取消密码、保存，再导入。"),
    "roster.web_page": (
        422,
        "这个文件名字像表格，里面其实是网页。请用 WPS 打开，另存为 .xlsx 再导入。",
    ),
    "roster.other_format": (
        422,
        "只认得 .xlsx、.xls、.et 和 .csv 表格。请用 WPS 打开这个文件，另存为 .xlsx 再导入。",
    ),
    "roster.unpacks_too_large": (
        413,
        "这个文件展开后超过 {limit_mb} MB,或者表格拉得太宽太长，不像一份户籍表。"
        "请把人员复制到一张新表里再导入。",
    ),
    "roster.too_many_rows": (
        413,
        "一张表超过 {rows_max} 行。请按村或按组分成几个文件；如果没有这么多人，请删掉下面的空行。",
    ),
    "roster.mapping_wrong": (400, "“{where}”这一列不能对应成“{what}”。请重新选择。"),
}

_ERRORS: dict[str, tuple[int, str]] = {
    "roster.nothing_found": (
        422,
        "没有找到人员。表里要有“姓名”一列，还要有“与户主关系”或“户主姓名”一列。",
    ),
    "roster.column_missing": (
        422,
        "这张表没有“{column}”，也没有“户主姓名”，分不清谁和谁是一户。请补上一列，或在下面指定。",
    ),
    "roster.name_missing": (422, "这一行有内容，但没有姓名。请补上姓名，或删掉这一行。"),
    "roster.household_no_lost_digits": (
        422,
        "{name}的户编号被表格当成了数字，后几位已经丢了。请把这一列设成“文本”格式重新填。",
    ),
    "roster.identity_lost_digits": (
        422,
        "{name}的身份证号被表格当成了数字，后几位已经丢了。" + _TO_TEXT,
    ),
    "roster.identity_masked": (
        422,
        "{name}的身份证号带星号，不完整。请填完整的号码；不需要登记的，就把这一格清空。",
    ),
    "roster.identity_fifteen": (
        422,
        "{name}的身份证号是 15 位的老号码。请照现在的身份证填 18 位，或把这一格清空。",
    ),
    "roster.identity_length": (
        422,
        "{name}的身份证号有 {length} 位，应该是 18 位。请照身份证核对。",
    ),
    "roster.identity_characters": (
        422,
        "{name}的身份证号里有不该有的字。只能是数字，最后一位可以是 X。请照身份证核对。",
    ),
    "roster.identity_date": (
        422,
        "{name}的身份证号里，出生年月日那一段不是真实的日期。请照身份证核对。",
    ),
    "roster.identity_twice": (
        422,
        "{name}的身份证号和“{other_sheet}”第 {other_row} 行的{other_name}相同。"
        "请核对，改正写错的一行，或删掉重复的一行。",
    ),
    "roster.head_twice": (
        422,
        "这一户有两个户主：{name},还有“{other_sheet}”第 {other_row} 行的{other_name}。"
        "请只留一个，另一个改成与户主的关系。这一户先不导入。",
    ),
    "roster.head_missing": (
        422,
        "{name}这一户没有户主。请在“与户主关系”一列写明谁是户主。这一户先不导入。",
    ),
    "roster.head_departed": (
        422,
        "{name}是户主，但已划掉或注明已故、迁出。请指定新户主，并改好家人与新户主的关系。"
        "这一户先不导入。",
    ),
    "roster.head_refused": (
        422,
        "户主{name}这一行有错，不能导入，所以这一户都先不导入。改好户主这一行就行。",
    ),
}

_WARNINGS: dict[str, tuple[int, str]] = {
    "roster.identity_checksum": (
        422,
        "{name}的身份证号最后一位对不上，可能有一位写错。请照身份证核对；核对无误可以导入。",
    ),
    "roster.identity_ends_in_zeros": (
        422,
        "{name}的身份证号末尾是 000,可能是表格丢了后几位。请照身份证核对。",
    ),
    "roster.birth_date_differs": (
        422,
        "{name}的出生日期写的是 {stated},身份证号里是 {in_identity}。请核对，现在按写的日期。",
    ),
    "roster.birth_date_unreadable": (
        422,
        "{name}的出生日期“{text}”认不出来。请写成 1980-01-01 这样。",
    ),
    "roster.birth_date_incomplete": (
        422,
        "{name}的出生日期“{text}”只有年月，没有日，先空着。",
    ),
    "roster.birth_date_in_future": (422, "{name}的出生日期 {day} 还没有到，先空着。请核对。"),
    "roster.sex_differs": (
        422,
        "{name}的性别写的是“{text}”，和身份证号里的不一样。请核对，现在按写的性别。",
    ),
    "roster.sex_unreadable": (422, "{name}的性别“{text}”认不出来。请写“男”或“女”。"),
    "roster.phone_wrong": (422, "{name}的电话不是能拨通的号码，先空着。请核对。"),
    "roster.phone_several": (422, "{name}写了不止一个电话，只取第一个能拨通的。"),
    "roster.relation_missing": (422, "{name}没有写与户主关系。可以先导入，以后补上。"),
    "roster.relation_unknown": (
        422,
        "{name}与户主的关系“{relation}”说不准。请写妻、长子、儿媳、父亲这样的称呼。",
    ),
    "roster.head_differs": (
        422,
        "“户主姓名”写的是{head},“与户主关系”写的户主却是{name}。请核对，现在以{name}为户主。",
    ),
    "roster.name_twice": (
        422,
        "同一户里有两个{name},另一个在“{other_sheet}”第 {other_row} 行。请看是不是写重了。",
    ),
    "roster.spouse_twice": (
        422,
        "这一户有两个配偶：{name},还有“{other_sheet}”第 {other_row} 行的{other_name}。"
        "中间可能漏了一行户主，请核对。",
    ),
    "roster.name_odd": (422, "姓名“{name}”不像一个人的名字。请核对。"),
    "roster.name_remark": (422, "{name}的姓名后面带着“{remark}”，已经挪到备注。"),
    "roster.yes_no_unclear": (
        422,
        "{name}这一格写的是“{text}”，看不出是还是否，没有照它记。请写“是”或“否”。",
    ),
    "roster.resident_unclear": (
        422,
        "{name}的“是否常住”写的是“{text}”，看不出是不是常住，先空着。",
    ),
    "roster.struck_out": (422, "{name}这一行画了删除线，没有导入。还在户里的话，请去掉删除线。"),
    "roster.departed": (422, "{name}的备注是“{note}”，没有导入。还在户里的话，请改备注。"),
    "roster.departed_unclear": (
        422,
        "{name}的备注“{note}”里有已故或迁出的字样，看不准说的是谁，先按在户导入。请核对。",
    ),
    "roster.hidden_column": (422, "{column} 列“{title}”在表里是藏起来的，也读了。"),
    "roster.hidden_sheet": (422, "这张表在文件里是藏起来的，没有读。要用的话，请先取消隐藏。"),
}

WORDS: dict[str, tuple[int, str]] = {**_FILE, **_ERRORS, **_WARNINGS}

FIELDS: dict[str, str] = {
    "serial": "序号",
    "group": "村民小组",
    "household_no": "户编号",
    "head": "户主姓名",
    "name": "姓名",
    "relation": "与户主关系",
    "sex": "性别",
    "identity": "身份证号",
    "birth_date": "出生日期",
    "ethnicity": "民族",
    "residence_kind": "户口性质",
    "phone": "联系电话",
    "door": "门牌号",
    "address": "住址",
    "resident": "是否常住",
    "note": "备注",
    "tags": "户标签",
    "approved": "两委批准",
    "consent": "同意参加",
}

SKIPPED: dict[str, str] = {
    "empty": "空表",
    "hidden": "藏起来的表，没有读",
    "no_table": "里面没有人员表",
    "left_out": "您选择了不读这张表",
}
