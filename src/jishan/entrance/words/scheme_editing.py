"""What the checker finds, said to somebody before the forms: by the names of the controls, where
`scheme_findings` names the keys of a file."""

from jishan.core.scheme.findings import Finding
from jishan.entrance.words.scheme_findings import finding_text

FINDINGS: dict[str, str] = {
    "scheme.rounding_missing": "“{item}”会算出小数，请选“算出小数怎么办”",
    "scheme.weights_missing": "“{item}”按权重合计，请填各类评委的权重",
    "scheme.bands_missing": "“{item}”按分数段计分，还没有填各段",
    "scheme.bands_unused": "“{item}”填了分数段，却没有选“按分数段计几分”，填的段不起作用",
    "scheme.bands_gap": (
        "“{item}”的分数段有空缺：{at} 分附近哪一段都不算。"
        "请让上一段的“低于”和下一段的“不低于”接起来"
    ),
    "scheme.bands_overlap": (
        "“{item}”的分数段有重叠：{at} 分同时在两段里。一段填“低于 {at}”，另一段填“不低于 {at}”"
    ),
    "scheme.repeat_unclear": "“{item}”再做一次加倍，要填多长时间内或哪个周期里，只填一样",
    "scheme.bracket_open_inside": "“{item}”只有最后一段可以不填“到多少为止”",
    "scheme.bracket_ends": "“{item}”超过 {last} 的部分不计分(最后一段填了“到多少为止”)",
    "scheme.repeat_said_twice": (
        "“{item}”已经逐次写明乘以几，请把另填的“乘以”“从第几次开始”“第几次就乘以几”去掉"
    ),
    "scheme.team_split_missing": "“{item}”记给一起做的人，请填“几个人一起做的，怎么分”",
    "scheme.bounds_missing": "“{name}”还没有填要达到多少(不低于、高于、不超过、低于)",
    "scheme.phone_required": (
        "“{item}”非用手机不可，没有手机的人就落下了。请去掉“非用手机不可”，允许代报或登记"
    ),
    "scheme.only_self": "“{item}”只能本人申报，不会用手机的老人怎么办？建议加上代报或登记",
    "scheme.item_unbounded": "“{item}”没有上限，一户可能拿走很多分；建议加一条上限",
    "scheme.cap_unclear": "上限的分、次、数量三样只填一样",
    "scheme.cap_event_points_only": "“每次”的上限只能填分",
    "scheme.cap_whose_missing": "既有个人的账又有户的账，请选“谁的上限”",
    "scheme.duration_unclear": "时间的天、月、年只填一样，要大于零",
    "scheme.floor_positive": "“{purse}”最多扣到的数不能大于零",
    "scheme.expiry_unclear": "“{purse}”的有效期，多久作废和到哪个周期末作废只填一样",
    "scheme.item_without_purse": (
        "“{item}”的分没有地方记。请看看分账是谁的账、记谁得的分，或者把这一项的“分记给谁”改成全户"
    ),
    "scheme.measure_period_differs": (
        "“{name}”和它用到的“{of}”统计的时间不一样；请先加一个“几期并成一期”的统计"
    ),
    "scheme.measure_subject_differs": (
        "“{name}”和它用到的“{of}”统计的对象不一样(户、个人、组)；请先加一个“往上汇总”的统计"
    ),
    "scheme.each_day_needs_points": "“{name}”按每笔分当天的人数平均，只能用“一期里得的分”来平均",
    "scheme.streak_gives_nothing": "“{streak}”奖多少分和记一个名号，要填一样，只填一样",
    "scheme.honour_without_limit": (
        "“{honour}”既没有分数线也没有名额，可能是三户也可能是三百户；请填“不低于”或“最多几名”"
    ),
    "scheme.seats_of_one_contest": (
        "“{honour}”按各组(类)大小分名额，请把“在哪里评”改成各村民小组分开评或分类评"
    ),
    "scheme.share_unclear": "“{honour}”的百分比要在 0 到 100 之间，除去的要比前面的小",
    "scheme.seed_missing": "“{honour}”并列时抽签，请填事先公布的抽签号",
    "scheme.classes_missing": "“{honour}”分类评比，请填分哪几类",
    "scheme.rank_falls_by_spending": (
        "“{honour}”按余额排名，兑换了东西名次就掉，困难户吃亏。请改用“一期里得的分”或“从建账到现在一共得的分”"
    ),
    "scheme.pool_value_missing": "“{pool}”每分给固定的钱，请填“每分多少钱”",
    "scheme.notice_without_days": "公示要填几天，还要选自然日还是工作日",
    "scheme.review_without_quorum": "评议没有填最少几个人",
    "scheme.stage_without_role": "流程里有一步没有选谁来做",
    "scheme.no_recusal": "评自己家、评亲戚不回避，容易说不清；建议要回避",
    "scheme.objections_to_nobody": "村民有异议找谁？请选一个",
    "scheme.consent_not_asked": "没有写自愿参加：不愿参加的户也被算进来了",
    "scheme.eligible_without_account": "写了“{kind}”参加的条件，但“积分记在谁名下”没有选它",
    "scheme.veto_without_end": (
        "“{veto}”什么时候结束？停多久、到哪天止、停到解除，要填一样，只填一样"
    ),
    "scheme.veto_plus_of_nothing": "“{veto}”写了再延长几期，还要选停到哪个周期末",
    "scheme.veto_without_route_back": "“{veto}”没有写怎样恢复",
    "scheme.redeems_honour": "兑换用的分账不能花，请换一个能花的",
    "scheme.redeem_stay_unsaid": "填了攒到多少分才能换，还要填换了以后至少留多少，可以是 0",
    "scheme.voucher_without_end": "兑换券要填几天有效",
    "scheme.window_unclear": "兑换的日子要填多长时间一次，或者每月哪几号",
    "scheme.funds_unsaid": "有兑换却没有写钱从哪里来",
    "scheme.funds_floor_above_cap": (
        "来源人均 {floor} 元，开支上限人均 {cap} 元，多出的钱怎么办？请选“用不完的”结转还是退回"
    ),
    "scheme.funds_without_custody": "没有写钱由谁代管",
    "scheme.quantifier_without_number": (
        "“{text}”里的“{word}”没有数：请选看哪个统计、达到多少，或者改成称号，写明第几名"
    ),
    "scheme.publicity_without_end": "公示栏没有写贴多少天，到期要取下",
    "redline.indoor": (
        "“{line_}”要进屋看：一般不做。要做，就选“每次进门先征得同意”，用不上的户选“不算，其余各行折算”"
    ),
    "redline.veto_without_document": "“{veto}”要有生效法律文书才能执行，请填凭什么文书",
    "redline.names_in_full": "公示栏不能写全名：请改成隐去一个字，或者只写户码",
    "redline.deductions_shown": "扣分不能逐条点名公示：请改成只给本户看，或者只公布合计",
    "redline.debt": (
        "“{purse}”可以花，扣分不能扣到零以下：请选“零分为止”；排名用的分可以另设一个不能花的分账"
    ),
    "redline.proxy_pays": "代报人的过错不能算到他的积分上，请选“否”",
    "redline.no_hearing": "扣虚报分以前要听当事人说明",
}
"""Finding → sentence, only where the one of the file would name a key."""


def editor_text(finding: Finding) -> str:
    """The sentence of a finding for somebody who fills in forms."""
    return finding_text(finding, FINDINGS.get(finding.code, ""))
