"""What the refusals of `jishan.honors` say."""

WORDS: dict[str, tuple[int, str]] = {
    "honors.period_not_ended": (
        409,
        "这一期要到 {last} 才结束。结束以后才能公布，现在只能看预览。",
    ),
    "honors.already_announced": (
        409,
        "“{title}”已经公布过。公布的榜不再改，有更正会另行写明。",
    ),
    "honors.measure_unknown": (
        404,
        "现行积分方案里没有这样排的榜。请从积分榜页面重新选一种。",
    ),
    "honors.points_still_come": (
        409,
        "这一期结算后还有 {count} 条奖励分要公示，入账以后再公布积分榜，名次才算得全。",
    ),
    "honors.never_ranked": (
        409,
        "“{measure}”记的是全村或者工作岗位的情况，只列事实，不排名、不评称号。"
        "要用就导出来，由乡镇自己参考。",
    ),
}

REASONS: dict[str, str] = {
    "taken": "获得",
    "not_placed": "名次不够",
    "tied_out": "末位并列，按方案都不取",
    "drawn_out": "抽签没有抽中",
    "out_of_bounds": "分数不在范围内",
    "over_quota": "超出名额",
    "barred": "有一票否决情形",
    "gate": "没有过门槛",
    "not_inside": "要先有前一级称号",
    "has_other": "已有另一个称号",
    "unqualified": "不符合条件",
}
"""Why somebody has a title or not, in the words of `core.ranking`."""

PUBLICITY: dict[str, str] = {
    "off": "按方案不上公示栏",
    "honours_only": "公示栏只显示称号，不显示名次和分数",
    "figures": "公示栏列出各自的得分，不排名次",
    "voted": "经村民代表会议议定，公示栏显示名次和分数",
}

SUBJECTS: dict[str, tuple[str, str]] = {
    "household": ("户主", "户"),
    "resident": ("姓名", "人"),
    "unit": ("单位", "个"),
    "group": ("小组", "个"),
}
"""Who a ranking is of: the head of the column, and what they are counted in."""

RANKS_WHOM: dict[str, str] = {
    "household": "排户",
    "resident": "排个人",
    "unit": "排单位",
    "group": "排小组",
}

KINDS: dict[str, str] = {
    "day": "每日",
    "week": "每周",
    "ten_days": "每旬",
    "half_month": "每半月",
    "month": "每月",
    "quarter": "每季度",
    "half": "每半年",
    "year": "每年",
    "ever": "累计",
}
