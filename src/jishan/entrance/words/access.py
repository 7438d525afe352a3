"""What the roles and the permissions are called, in the manual, on the pages and at the shell."""

from collections.abc import Mapping

from jishan.core.access import Permission, Role

ROLES: Mapping[Role, str] = {
    Role.COUNTY_OFFICER: "县级干部",
    Role.TOWNSHIP_OFFICER: "乡镇干部",
    Role.SECRETARY: "村党组织书记",
    Role.CLERK: "经办人",
    Role.GRID_WORKER: "网格员",
    Role.PANEL_MEMBER: "评议小组成员",
    Role.SUPERVISOR: "村务监督委员",
    Role.SHOPKEEPER: "超市管理员",
    Role.VILLAGER: "村民(凭积分卡)",
    Role.CLOCK: "系统定时",
}

PERMISSIONS: Mapping[Permission, str] = {
    Permission.VIEW_OFFICE: "看办公桌面",
    Permission.VIEW_CLAIM: "看申报",
    Permission.VIEW_LEDGER: "看台账",
    Permission.VIEW_ROSTER: "看户籍名册",
    Permission.VIEW_PASSBOOK: "看积分存折",
    Permission.VIEW_SHOP: "看积分超市",
    Permission.VIEW_AUDIT: "看操作日志",
    Permission.VIEW_TOWNSHIP: "看本乡镇各村",
    Permission.EXPORT_TABLE: "导出表格",
    Permission.IMPORT_ROSTER: "导入户籍名册",
    Permission.ISSUE_CARD: "发卡、补卡",
    Permission.ADOPT_SCHEME: "提出、表决、公布方案",
    Permission.FILE_SCHEME: "给方案备案",
    Permission.SUBMIT_CLAIM: "自己申报",
    Permission.RECORD_CLAIM: "登记、代人申报",
    Permission.WITHDRAW_CLAIM: "撤回申报",
    Permission.VERIFY_CLAIM: "核实",
    Permission.REVIEW_CLAIM: "评议",
    Permission.APPROVE_CLAIM: "审核",
    Permission.PUBLISH_CLAIMS: "张榜公示",
    Permission.POST_CLAIM: "入账",
    Permission.REVERSE_CLAIM: "冲正",
    Permission.SUBMIT_OBJECTION: "提异议",
    Permission.DECIDE_OBJECTION: "裁定异议",
    Permission.CLOSE_PERIOD: "一期结账",
    Permission.MANAGE_STOCK: "管商品和库存",
    Permission.REDEEM: "兑换",
    Permission.CANCEL_REDEMPTION: "撤销兑换",
    Permission.ANNOUNCE_RANKING: "公布排名",
}
