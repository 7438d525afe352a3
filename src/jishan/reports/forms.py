"""The forms that villages keep (faces.md 1.7): titles, columns and signatures, exactly."""

from jishan.reports.spreadsheet import Column, Form, Shape

LEDGER = Form(
    "积分台账",
    "积分台账",
    (
        Column("序号", 6, Shape.NUMBER),
        Column("日期", 12, Shape.DAY),
        Column("户主", 12),
        Column("事项", 30),
        Column("类别", 12),
        Column("加/减分", 9, Shape.POINTS),
        Column("结余", 9, Shape.POINTS),
        Column("采集人", 10),
        Column("审核人", 16),
        Column("公示起止", 24),
        Column("备注", 20),
    ),
    ("制表人", "审核人", "村务监督委员会"),
)

REDEMPTIONS = Form(
    "兑换登记表",
    "积分兑换登记表",
    (
        Column("日期", 12, Shape.DAY),
        Column("户主", 12),
        Column("领取人", 12),
        Column("物品", 20),
        Column("规格", 12),
        Column("数量", 7, Shape.NUMBER),
        Column("单价（分）", 9, Shape.POINTS),
        Column("扣分", 9, Shape.POINTS),
        Column("余额", 9, Shape.POINTS),
        Column("经办", 10),
        Column("领取人签字", 14),
    ),
    ("经办人", "村务监督委员会"),
)

YEAR = Form(
    "年度情况",
    "积分制年度情况",
    (
        Column("村", 16),
        Column("年度", 8),
        Column("参与户", 9, Shape.NUMBER),
        Column("入账事项", 10, Shape.NUMBER),
        Column("各类事项", 40),
        Column("发放积分", 12, Shape.POINTS),
        Column("扣分", 10, Shape.POINTS),
        Column("兑换场次", 10, Shape.NUMBER),
        Column("兑换人次", 10, Shape.NUMBER),
        Column("兑换户数", 10, Shape.NUMBER),
        Column("兑换积分", 12, Shape.POINTS),
        Column("换出物品（元）", 12, Shape.YUAN),
        Column("采购（元）", 12, Shape.YUAN),
        Column("捐赠（元）", 12, Shape.YUAN),
        Column("称号", 30),
    ),
    ("制表人", "审核人"),
)

SHARES = Form(
    "分红发放表",
    "积分分红发放表",
    (
        Column("序号", 6, Shape.NUMBER),
        Column("户主或单位", 16),
        Column("小组", 12),
        Column("金额（元）", 12, Shape.YUAN),
        Column("领款人签字", 16),
        Column("日期", 12),
    ),
    ("制表人", "审核人", "村务监督委员会"),
)

MOVEMENTS = Form(
    "物资出入库",
    "物资出入库登记表",
    (
        Column("日期", 12, Shape.DAY),
        Column("品名", 20),
        Column("规格", 12),
        Column("单位", 7),
        Column("来源（采购或捐赠）", 16),
        Column("入", 8, Shape.NUMBER),
        Column("出", 8, Shape.NUMBER),
        Column("结存", 8, Shape.NUMBER),
        Column("经办", 10),
        Column("监督", 10),
    ),
    ("经办人", "监督人"),
)

ROSTER = Form(
    "户籍表",
    "户籍表",
    (
        Column("序号", 6, Shape.NUMBER),
        Column("村民小组", 10),
        Column("户编号", 12),
        Column("户主姓名", 10),
        Column("姓名", 10),
        Column("与户主关系", 10),
        Column("性别", 6),
        Column("身份证号", 22),
        Column("出生日期", 12),
        Column("民族", 8),
        Column("户口性质", 10),
        Column("联系电话", 14),
        Column("门牌号/住址", 20),
        Column("是否常住", 9),
        Column("备注", 16),
    ),
    ("制表人", "审核人"),
)

POSTS = Form(
    "岗位工作情况",
    "岗位工作情况表",
    (
        Column("序号", 6, Shape.NUMBER),
        Column("村、组", 14),
        Column("岗位", 16),
        Column("姓名", 12),
        Column("登记", 8, Shape.NUMBER),
        Column("核实", 8, Shape.NUMBER),
        Column("评议", 8, Shape.NUMBER),
        Column("审定", 8, Shape.NUMBER),
        Column("答复异议", 10, Shape.NUMBER),
        Column("备注", 20),
    ),
    ("制表人", "审核人"),
)

INDICES = Form(
    "各村指数",
    "各村指数情况表",
    (
        Column("序号", 6, Shape.NUMBER),
        Column("村", 16),
        Column("日期", 12, Shape.DAY),
        Column("评的是", 20),
        Column("指数", 24),
        Column("得分", 10, Shape.POINTS),
        Column("满分", 10, Shape.POINTS),
    ),
    ("制表人", "审核人"),
)

CLAIMS = Form(
    "申报登记表",
    "积分申报登记表",
    (
        Column("序号", 6, Shape.NUMBER),
        Column("日期", 12, Shape.DAY),
        Column("户主", 12),
        Column("事项", 30),
        Column("数量", 10),
        Column("加/减分", 9, Shape.POINTS),
        Column("来源", 12),
        Column("采集人", 10),
        Column("进度", 14),
        Column("备注", 30),
    ),
    ("制表人", "审核人"),
)

RANKING = Form(
    "积分榜",
    "积分榜",
    (
        Column("名次", 7, Shape.NUMBER),
        Column("户编号", 12),
        Column("户主", 12),
        Column("村民小组", 12),
        Column("本期积分", 10, Shape.POINTS),
        Column("称号", 24),
    ),
    ("制表人", "村务监督委员会"),
)

UNIT_RANKING = Form(
    "单位积分榜",
    "单位积分榜",
    (
        Column("名次", 7, Shape.NUMBER),
        Column("单位", 24),
        Column("村民小组", 12),
        Column("本期积分", 10, Shape.POINTS),
        Column("称号", 24),
    ),
    ("制表人", "村务监督委员会"),
)

GROUP_RANKING = Form(
    "小组积分榜",
    "小组积分榜",
    (
        Column("名次", 7, Shape.NUMBER),
        Column("村民小组", 16),
        Column("本期积分", 10, Shape.POINTS),
        Column("称号", 24),
    ),
    ("制表人", "村务监督委员会"),
)
