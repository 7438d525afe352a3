"""The words that a county or a village may replace by its own (orgs.Wording), and what they are
otherwise."""

WORDINGS: dict[str, str] = {
    "points": "积分",
    "points_shop": "积分超市",
    "passbook": "积分存折",
    "board": "村务公开栏",
    "notice": "公示",
    "claim": "申报",
    "objection": "异议",
    "ranking": "积分榜",
    "household_card": "积分卡",
    "review_panel": "评议小组",
    "grid_worker": "网格员",
    "clerk": "经办人",
    "slip": "奖分通知单",
}
