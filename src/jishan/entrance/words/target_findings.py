"""What the checker finds in a target plan, in the words of a cadre, each with a proposal."""

FINDINGS: dict[str, str] = {
    "plan.other_kind": "这是{kind}，不是目标计划，请到它自己的页面去办",
    # references
    "plan.days_upside_down": "结束的日子早于开始的日子，请对调",
    "plan.code_twice": "代码“{code_}”用了两次，请改一个",
    "plan.reference_unknown": "没有代码为“{code_}”的{what}，请核对",
    # days
    "plan.deadline_outside": (
        "“{target}”的期限不在计划的期间里（{first} 至 {last}），请改期限，或者改计划的起止日期"
    ),
    "plan.milestones_out_of_order": "“{target}”的阶段要从早到晚写，日子不重复",
    "plan.milestone_outside": "“{target}”的阶段要在计划开始以后、期限以前",
    "plan.milestones_of_a_limit": "“{target}”是一直要守住的，不分阶段，请去掉中间阶段",
    "plan.milestone_without_bound": "“{target}”的这个阶段没有写到多少，请填不少于或者不超过",
    "plan.milestone_unfit": "“{target}”不是数字目标，不能分阶段写数，请去掉中间阶段",
    # goals
    "plan.goal_without_bound": "“{target}”没有写到多少，请填不少于或者不超过",
    "plan.goal_upside_down": "“{target}”写的“不少于”比“不超过”还大，请对调",
    "plan.figure_below_zero": "“{target}”的数不能是负数，请填零或者正数",
    "plan.whole_broken": "“{target}”选了只能是整数，数却带小数，请改成整数",
    "plan.percent_out_of_range": "“{target}”的百分比要在 0 到 100 之间",
    "plan.base_empty": "“{target}”按“{base}”算比例，基数要大于零",
    "plan.base_without_day": "“{base}”没有写是哪一天的数，最好写上",
    "plan.grade_twice": "“{target}”的等级写重了，从好到差各写一次",
    "plan.grade_unknown": "“{target}”写的“{grade}”不在等级里，可以写：{known}",
    "plan.already_reached": "“{target}”开始时就已经达到，请核对目标或起点",
    "plan.counted_unfit": (
        "“{target}”的数字从哪里来选了“{counted}”，和做到多少的写法不配："
        "各村相加用数量或覆盖率，验收了的相加用整数数量，用了积分的村和参加的户用覆盖率"
    ),
    # wording
    "plan.word_without_number": (
        "“{target}”里的“{word}”说不清到多少才算，请在目标里写成数，或答复为什么不写"
    ),
    "plan.no_evidence": "“{target}”没有写拿什么证明，验收时容易说不清，请选一样",
    "plan.accepts_itself": "“{target}”由“{who}”办又由它验收：自己不能验收自己，请换别人验收",
    "plan.kept_throughout": "“{target}”一直到期限都要守住，每次报的数都要在范围里",
    # money
    "plan.award_unfit": (
        "“{target}”的奖补要按整数发：做到多少请写成整数的“不少于”，或者写成“办成没有”"
    ),
    "plan.award_unreadable": "“{target}”的奖补每个多少钱要大于零，最多到分",
    "plan.award_accepted_by_itself": "“{target}”有奖补，要由乡镇或县里验收，不能由村里自己录入",
    "plan.award_above_fund": (
        "“{target}”全部达到要奖补 {most} 元，超过“{fund}”的 {yuan} 元，请写明差的钱从哪里来"
    ),
    "plan.yuan_below_zero": "“{name}”的金额不能是负数，请填零或者正数",
    "plan.fund_without_sum": "“{fund}”没有写金额，公开栏上只写名称",
    "plan.fund_below_least": "“{fund}”写的金额比自己的最低数还少，请核对",
    "plan.funds_short": "各项目共要 {wanted} 元，资金只有 {there} 元，请写明差的钱从哪里来",
    # what was chosen
    "plan.choice": "原文没说“{about}”，本计划定为“{text}”",
    "plan.replaced": "原文“{clause}”（{ids}）不合规定，改为“{by}”",
}
