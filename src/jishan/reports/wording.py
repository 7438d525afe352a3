"""What the forms say for codes: the village's own words on paper, whatever the pages call it."""

KINDS: dict[str, str] = {
    "redemption": "兑换",
    "expiry": "到期清零",
    "opening": "期初",
    "transfer": "转户",
}
"""The category of lines that no claim stands behind."""

ORIGINS: dict[str, str] = {
    "self": "自己申报",
    "proxy": "代报",
    "recorded": "登记",
    "document": "凭文件",
    "inspection": "检查评比",
    "import": "导入",
    "rule": "按方案",
}

PROGRESS: dict[str, str] = {
    "verify": "等待核实",
    "review": "等待评议",
    "notice": "等待公示",
    "approve": "等待审定",
    "enter": "等待入账",
    "rejected": "未通过",
    "withdrawn": "已撤回",
    "posted": "已入账",
    "reversed": "已冲正",
}

SOURCES: dict[str, str] = {
    "purchase": "采购",
    "donation": "捐赠",
    "redemption": "兑换",
    "cancellation": "撤销兑换",
    "stocktake": "盘点",
}

POSTS: dict[str, str] = {
    "county_officer": "县级干部",
    "township_officer": "乡镇干部",
    "secretary": "村党组织书记",
    "clerk": "经办人",
    "grid_worker": "网格员",
    "panel_member": "评议小组成员",
    "supervisor": "村务监督委员",
    "shopkeeper": "超市管理员",
}
"""What the roles are called on a sheet about posts."""
