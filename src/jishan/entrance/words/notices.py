"""What the refusals of `jishan.notices` say, and its states in words."""

WORDS: dict[str, tuple[int, str]] = {
    "notices.closed": (
        409,
        "第{number}号公示已经结束，不能再提异议。还有问题，请到村里找经办人申请冲正。",
    ),
    "notices.line_struck": (409, "第{number}号公示第{line}行已经撤下，不用再提异议。"),
    "notices.reason_missing": (400, "请写明理由。"),
    "notices.name_missing": (400, "请写明是谁提的异议。姓名只给处理的人看，不会公开。"),
    "notices.already_decided": (409, "第{number}号异议已经有了处理结果，不能再改。"),
    "notices.key_taken": (409, "这次提交的编号已经用过了。请刷新页面重新填写。"),
    "notices.holidays_unreadable": (
        503,
        "节假日文件 {file} 读不懂，工作日没法算。请管理员按说明改好这个文件，或先把它移走。",
    ),
}

NOTICE_KINDS: dict[str, str] = {
    "claims": "积分公示",
    "retraction": "更正公示",
    "ranking": "积分榜公示",
    "scheme": "方案公示",
    "pool": "分红公示",
}
OBJECTION_STATES: dict[str, str] = {
    "open": "处理中",
    "upheld": "异议成立",
    "dismissed": "异议不成立",
}
STRIKES: dict[str, str] = {
    "upheld": "异议成立，撤下重新核实",
    "rejected": "审核未通过，撤下",
    "reversed": "已冲正",
    "withdrawn": "申报人撤回",
    "corrected": "已更正，见更正公示",
}
DAY_KINDS: dict[str, str] = {"calendar": "天", "working": "个工作日"}
