"""What the refusals of `jishan.registry` say."""

from jishan.entrance.words import roster

# Refusals of reading a file; the other sentences of `words.roster` are about single cells.
_OF_FILES = (
    "roster.too_large",
    "roster.unreadable",
    "roster.encrypted",
    "roster.web_page",
    "roster.other_format",
    "roster.unpacks_too_large",
    "roster.too_many_rows",
    "roster.mapping_wrong",
)

WORDS: dict[str, tuple[int, str]] = {
    "registry.number_taken": (409, "户编号“{number}”已经给了别的户，请换一个。"),
    "registry.identity_taken": (409, "这个身份证号本村已经有人登记，请先查一查是不是同一个人。"),
    "registry.identity_wrong": (400, "身份证号不对：位数、出生日期或写法有误。请照身份证重新填。"),
    "registry.nothing_to_import": (400, "这份表里没有一户可以导入。请看下面列出的问题，改好再传。"),
    "registry.disk_full": (
        507,
        "电脑的磁盘满了，这一步没有办成：什么都没有写进去，原来的也没有动。请腾出空间后再试一次。",
    ),
    "registry.card_exists": (409, "{number} 号户已经有积分卡。卡丢了请用“挂失补卡”。"),
    "registry.no_card_yet": (409, "这一户还没有发过卡，不用补，请直接发卡。"),
    "registry.card_unknown": (404, "没有这张卡。请核对卡号；补过卡的，旧卡号已经作废。"),
    "registry.pin_wrong": (
        400,
        "卡号或密码不对。连错五次，这张卡要等十五分钟才能再试；忘了密码请到村里补卡。",
    ),
    "registry.too_many_cards": (400, "一次最多印 {most} 张卡，这次有 {count} 张。请按小组分开印。"),
    "registry.unit_name_missing": (400, "请写上单位的名称。"),
    "registry.unit_name_taken": (409, "“{name}”已经登记过了。同名的请加上地点或店号来区分。"),
    "registry.unit_kind_unknown": (400, "请从列出的几类里选一类单位。"),
    "registry.too_many_units": (400, "一次最多登记 {most} 个单位，这次有 {count} 个。请分几次。"),
    "registry.unit_ends_early": (400, "结束的日子不能早于开始的日子（{since}）。"),
    "registry.tags_too_many": (400, "标签最多 {most} 个，每个最多 {longest} 个字。请删掉不用的。"),
    "registry.tags_in_future": (400, "从哪天起不能填以后的日子（{day}）。到了那天再改。"),
    "registry.account_taken": (409, "这个账号已经登记为{name}本人的，一个账号只归一个人。"),
    "registry.change_key_taken": (409, "这次提交的编号已经用过了。请刷新页面重新填写。"),
    "registry.change_in_future": (400, "日子不能填以后的（{day}）。到了那天再办。"),
    "registry.change_too_early": (409, "其中有人 {day} 才到这一户，日子不能早于那一天。"),
    "registry.household_gone": (409, "户号 {household} 那天不在村里，或者已经销户。"),
    "registry.same_household": (400, "转出和转入是同一户，请另选一户。"),
    "registry.nobody_named": (400, "请勾选是谁。"),
    "registry.not_of_household": (409, "勾选的人里有人不在户号 {household} 家里。请刷新页面再选。"),
    "registry.nobody_left": (
        409,
        "这样家里就没有人了。一家人都走的请办“整户离开”，都到别户去的请办“并户”。",
    ),
    "registry.head_missing": (400, "户主也在走的人里，或新户还没有户主：请选定户主。"),
    "registry.later_change": (
        409,
        "{day} 的这次变动之后，这些人或这一户又有别的变动。请先撤销后来的，或者另办一次变动。",
    ),
    "registry.undone_already": (409, "这次变动已经撤销过了。"),
    "registry.roster_day": (400, "名册的日子要在 {first} 到今天之间：更早的人员变动已经记下了。"),
    **{code: roster.WORDS[code] for code in _OF_FILES},
}

UNIT_KINDS: dict[str, str] = {
    "shop": "商户",
    "company": "企业",
    "association": "协会、社团",
    "team": "志愿服务队",
    "other": "其他单位",
}
