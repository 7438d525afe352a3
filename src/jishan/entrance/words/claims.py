"""What the refusals of `jishan.claims` and of photographs say, and the words for a claim's road."""

WORDS: dict[str, tuple[int, str]] = {
    "claims.number_unreadable": (400, "“{text}”不是一个数。请写成 3 或 2.5 这样。"),
    "claims.shares_do_not_add_up": (
        400,
        "参加的人各占百分之几，都要大于 0，加起来正好是 100；现在加起来是 {total}。",
    ),
    "claims.day_in_future": (400, "日期 {day} 还没有到。请填做事的那一天。"),
    "claims.channel_unknown": (400, "请选一下是怎么知道的：口头、电话、短信、微信、纸条还是现场。"),
    "claims.origin_unknown": (400, "请选一下是代报、登记，还是凭文件登记。"),
    "claims.place_cause_missing": (400, "这一项要写明在哪里、因为什么事。"),
    "claims.resident_elsewhere": (400, "这个人不在这一户。请重新选人。"),
    "claims.key_taken": (409, "这次提交的编号已经被别人用过了。请刷新页面重新填写，刚才没有记下。"),
    "claims.clause_unknown": (400, "现行方案里没有这一条否决情形。"),
    "claims.document_kind": (
        400,
        "这一条要凭正式文件（{kinds}），请填写文件种类和文号。没有生效文件不能登记。",
    ),
    "claims.not_your_record": (
        409,
        "这一条不是您这边登记的，不能撤回或补照片。觉得不对，公示时可以提异议。",
    ),
    "claims.evidence_closed": (409, "这一条已经公示或办结，不能再补照片。"),
    "claims.too_many_photographs": (400, "一条申报最多 {most} 张照片。"),
    "claims.reason_missing": (400, "请写明理由，让当事人看得明白。"),
    "claims.not_your_stage": (403, "按本村方案，这一步不归您的角色办。"),
    "claims.own_record": (409, "这一条是您自己登记的，要请别人来定（回避）。"),
    "claims.own_household": (409, "这一条是您自己家的，要请别人来定（回避）。"),
    "claims.not_your_objection": (403, "按本村方案，异议不归您的角色答复。"),
    "claims.already_spoken": (409, "这一条您已经表过态了。"),
    "claims.counts_after_all": (409, "第 {number} 号现在记得上，不用退回，请照常公示。"),
    "claims.figure_differs": (
        409,
        "评议小组前面定的是 {points} 分，大家要定同一个分。请商量好再填。",
    ),
    "claims.not_an_inspection": (400, "“{item}”不是检查评比的项目。"),
    "claims.twice_inspected": (
        400,
        "户号 {household} 在表里出现了两次。整张表都没有记下，改好再交。",
    ),
    "claims.inspection_refused": (
        400,
        "第 {row} 行（户号 {household}）打分不合规定。整张表都没有记下，改好再交。",
    ),
    "claims.nothing_to_publish": (409, "没有等着公示的申报。可能别人刚刚公示过了，请刷新看看。"),
    "claims.notice_still_open": (409, "第{number}号公示还没有结束，过了 {last_day} 才能入账。"),
    "claims.disputed": (409, "第 {number} 号申报有人提了异议，处理完才能入账。"),
    "claims.reversed_for_good": (
        409,
        "第 {number} 号已经冲正或变了，不能再恢复。确实做过的，请重新登记一条。",
    ),
    "claims.correction_follows": (
        409,
        "这一行是按规则跟着算出来的，不能单独撤下。觉得不对，请对它依据的那件事提异议。",
    ),
    "claims.bar_not_standing": (409, "这条否决已经到期或已经解除。"),
    "claims.no_false_claim_clause": (409, "方案没有规定虚报怎么处理，这一条不能按虚报扣分。"),
    "claims.hearing_missing": (400, "认定虚报前要听当事人说：请填哪天听的、当事人怎么说。"),
    "claims.false_not_decided": (
        409,
        "第 {number} 号还没有办结或已经撤回。没办结的直接不通过或提异议就行，不算虚报。",
    ),
    "claims.false_already": (409, "第 {number} 号已经按虚报处理过了。"),
    "claims.period_not_over": (409, "{period}还没有过完，要到 {last} 以后才能结算。"),
    "claims.period_open_claims": (
        409,
        "{period}还有 {count} 条申报没有办完（没入账，也没驳回），办完才能结算。",
    ),
    "claims.period_shorter_first": (
        409,
        "{period}里的{shorter}还没有结算，先结算{shorter}，它给的分要算进{period}。",
    ),
    "claims.period_closed_already": (409, "{period}已经结算过了。"),
    "files.not_a_photograph": (
        400,
        "这不是照片，或者文件坏了。请用手机拍的照片（JPG、PNG 或 WebP）。",
    ),
    "files.too_large": (400, "照片太大，每张不能超过 {megabytes} 兆。"),
    "files.too_many_pixels": (400, "照片尺寸太大，不能超过 {megapixels} 百万像素。请缩小再传。"),
    "files.no_room_left": (
        507,
        "服务器的盘满了，照片没有存下，这一条也没有记下。请告诉管理员；先不带照片也可以申报。",
    ),
}

STATES: dict[str, str] = {
    "open": "办理中",
    "rejected": "未通过",
    "withdrawn": "已撤回",
    "posted": "已入账",
    "reversed": "已冲正",
}
STAGES: dict[str, str] = {
    "verify": "等待核实",
    "review": "等待评议",
    "notice": "等待公示",
    "on_notice": "公示中",
    "approve": "等待审定",
    "enter": "等待入账",
}
"""What an open claim awaits; `on_notice` for one at the notice that is on the board already."""

STAGE_NAMES: dict[str, str] = {
    "verify": "核实",
    "review": "评议",
    "notice": "公示",
    "approve": "审定",
    "enter": "入账",
}
ROLE_NAMES: dict[str, str] = {
    "grid_worker": "网格员",
    "clerk": "经办人",
    "secretary": "村党组织书记",
    "panel": "评议小组",
    "representatives": "村民代表",
    "supervisor": "村务监督委员会",
    "township_officer": "乡镇",
}
ORIGINS: dict[str, str] = {
    "self": "自己申报",
    "proxy": "代报",
    "recorded": "登记",
    "document": "凭文件登记",
    "inspection": "检查评比",
    "import": "导入",
    "rule": "按方案自动给分",
}
CHANNELS: dict[str, str] = {
    "card": "自己填报",
    "oral": "口头",
    "phone": "电话",
    "sms": "短信",
    "wechat": "微信",
    "paper": "纸条",
    "on_site": "现场",
}
EVIDENCE: dict[str, str] = {
    "time_place_cause": "时间、地点、事由",
    "photo": "照片",
    "witness": "有人证明",
    "document": "文件",
    "figure": "数字",
    "reported": "有人举报",
    "notified": "被通报",
    "record": "有记录",
}
BARRED_FROM: dict[str, str] = {"honours": "评优", "earning": "加分", "spending": "兑换"}
REASONS: dict[str, str] = {
    "inspected": "检查得分 {raw_points}",
    "barred": "一票否决：不动积分，到期自动解除",
    "false_by_proxy": "认定虚报，是代报的人弄错的，不扣这一户的分",
    "false_claim": "认定虚报，按方案扣 {times} 倍；已听取当事人意见",
    "rule_given": "按方案，结算时自动给分",
    "nothing_to_post": "没有分可记：已到上限或方案不给分",
    "floor_stopped": "{purse}不扣到底线以下，实扣 {points} 分",
    "corrected": "{day}更正，原 {was_points} 分",
    "ceiling_stopped": "{purse}已到最多能存的分，实加 {points} 分",
}
"""Reasons that this room adds to those of scoring; facts named like points are hundredths."""

SUBJECT_KINDS: dict[str, str] = {
    "household": "农户",
    "resident": "个人",
    "unit": "单位",
    "group": "村民小组",
    "village": "全村",
    "post": "岗位",
}
