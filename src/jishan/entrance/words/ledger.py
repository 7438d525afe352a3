"""What the refusals of `jishan.ledger` say, and what `jishan ledger check` finds."""

WORDS: dict[str, tuple[int, str]] = {
    "ledger.not_enough_points": (
        409,
        "积分不够：现在有 {balance_points} 分，这一笔要扣 {wanted_points} 分，"
        "账上至少要留 {kept_points} 分。什么都没有记。",
    ),
    "ledger.key_taken": (
        409,
        "这一笔的编号已经记过别的内容了，没有再记。请退回去刷新页面，看看台账再重新办。",
    ),
    "ledger.already_reversed": (409, "这一笔已经冲正过了，不能再冲一次。"),
    "ledger.reversal_not_reversed": (
        409,
        "这一笔本身就是冲正，不能再冲。原来那一笔如果该记，请重新记一笔。",
    ),
}

DIFFERENCES: dict[str, str] = {
    "posting_not_zero": "凭证 {row} 借贷不平：{purse} 差 {proved} 分",
    "posting_without_entries": "凭证 {row} 缺分录",
    "entry_unlike_posting": "凭证 {row} 与分录的种类或日期不一致",
    "balance_wrong": "账户 {row} 的 {purse}：账上写 {kept} 分，按分录算是 {proved} 分",
    "below_floor": "账户 {row} 的 {purse}：余额 {kept} 分，低于最低 {proved} 分",
    "issuer_not_held": "{purse}：各户合计 {kept} 分，村里发出净额 {proved} 分，对不上",
    "issuer_moved": "{purse}：村发放账户不该有余额，却写着 {kept} 分",
    "reversal_no_mirror": "冲正凭证 {row} 与原凭证不是一正一反",
}
"""By the code of a `ledger.check.Difference`; `kept` and `proved` are filled in as points."""

KINDS: dict[str, str] = {
    "earning": "加分",
    "deduction": "扣分",
    "redemption": "兑换",
    "expiry": "到期",
    "opening": "期初",
    "transfer": "转户",
}
