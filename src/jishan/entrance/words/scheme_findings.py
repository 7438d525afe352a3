"""What the checker finds, in the words of a cadre, each with a proposal.

Fields are called as the forms call them, never by the keys of a file: those stand behind the
sentence, in the shell only (`finding_keys`).
"""

from collections.abc import Mapping
from typing import Any

from jishan.core.scheme.document import (
    Eligible,
    Funds,
    Honour,
    Publicity,
    Redemption,
    Scheme,
    Streak,
    TopShare,
)
from jishan.core.scheme.findings import Finding
from jishan.core.scheme.measures import FoldMeasure, PerMemberMeasure
from jishan.core.scheme.places import Asked, shapes_in, values_in
from jishan.core.targets.document import Target
from jishan.entrance.words import (
    redline_findings,
    reference_findings,
    sense_findings,
    target_findings,
)
from jishan.entrance.words.figures import written_day
from jishan.entrance.words.finding_keys import KEYS
from jishan.entrance.words.scheme import SAFEGUARDS
from jishan.entrance.words.scheme_labels import (
    asked_named,
    label_by_key,
    label_of,
    model_name,
    value_words,
    words_for,
)

SEVERITIES = {"error": "错误", "warning": "提醒", "note": "说明"}

FINDINGS: dict[str, str] = {
    # reading
    "scheme.too_large": "文件太大了（最多 {size_max} 字节）。方案只写规则，不要把名册放进来",
    "scheme.too_many_parts": "内容太多了（最多 {parts_max} 处）。方案只写规则，不要把名册放进来",
    "scheme.other_file": "这是{what}，不是方案文件。方案是纯文字的文件，请另选",
    "scheme.encoding": "文件的编码认不出来。请用记事本打开，另存时把“编码”选为“UTF-8”",
    "scheme.not_text": "文件里有不能显示的字符，可能不是文本文件",
    "scheme.yaml_broken": "这一行的写法不对，检查缩进、冒号后的空格和引号",
    "scheme.wide_colon": "冒号写成了中文的“：”，请改成英文的“:”，后面空一格",
    "scheme.tab": "缩进用了制表符，请改成空格",
    "scheme.empty": "文件是空的",
    "scheme.several_documents": "一个文件里只能写一份方案，去掉中间的“---”",
    "scheme.alias": "不能引用别处的内容，请把内容写全",
    "scheme.too_deep": "层次太深（最多 {depth_max} 层）",
    "scheme.tag": "不能用这样的标记，请去掉",
    "scheme.key_not_text": "这里的名称应是一个词",
    "scheme.key_twice": "“{name}”写了两次，留一个",
    "scheme.day_unreadable": "日期“{given}”读不懂，请写成 2024-03-01 这样（1900 年到 2199 年）",
    "scheme.not_a_table": "这不是一份方案：第一行要写格式，再一项一项往下写",
    "scheme.other_kind": "这是{kind}，不是积分方案，请到它自己的页面去办",
    "scheme.format_missing": "没有写“格式”：第一行要写文件是第几种格式，现在是第 1 种",
    "scheme.format_unknown": "格式“{format}”这个软件还不认识（认识的是 {known}），请升级软件",
    "scheme.field_missing": "还没有填“{label}”",
    "scheme.field_unknown": "不认识“{name}”这一项{like_text}",
    "scheme.comma_in_text": (
        "“{name}”前面有英文逗号，文字被截断了：给整段文字加引号，或改用中文逗号“，”"
    ),
    "scheme.choice_unknown": "“{label}”不能写“{given}”，可以选：{expected}",
    "scheme.shape_unknown": "“{label}”没有“{tag}”这一种，可以选：{expected_tags}",
    "scheme.shape_missing": "还没有选“{label}”是哪一种",
    "scheme.points_unreadable": (
        "“{label}”写的“{given}”读不懂：请写数字，最多两位小数，如 3、2.5、-5"
    ),
    "scheme.figure_unreadable": "“{label}”写的“{given}”读不懂：请写数字，最多六位小数",
    "scheme.code_unreadable": (
        "代码“{given}”不能用：只用字母、汉字、数字、点、横线、下划线，最多 40 个"
    ),
    "scheme.text_empty": "“{label}”不能空着",
    "scheme.text_too_long": "“{label}”的文字太长了",
    "scheme.text_expected": "“{label}”应写文字，不是“{given}”",
    "scheme.yes_no_expected": "“{label}”只能写是或者不是，不是“{given}”",
    "scheme.list_expected": "“{label}”应是一行一行的列表",
    "scheme.table_expected": "“{label}”里要一项一项写明，不是一句“{given}”",
    "scheme.list_empty": "“{label}”至少要有 {min_length} 行",
    "scheme.list_too_long": "“{label}”最多 {max_length} 行，现在有 {actual_length} 行",
    "scheme.number_out_of_range": "“{label}”写的“{given}”不行：{edge}",
    "scheme.whole_number_expected": "“{label}”应写整数，不是“{given}”",
    "scheme.value_wrong": "“{label}”写的“{given}”不对，请核对",
    # references
    "scheme.code_twice": "代码“{code_}”用了两次，请改一个",
    "scheme.reference_unknown": "没有代码为“{code_}”的{what}，请核对",
    "scheme.measure_circle": "得分“{code_}”算来算去又用到了自己，请改掉其中一处",
    "scheme.measures_too_deep": "得分“{code_}”一层套一层超过了 {most} 层，请少套几层",
    # values
    "scheme.rounding_missing": "“{item}”会算出小数，请选“算出小数怎么办”",
    "scheme.range_upside_down": "“{item}”的下限比上限大，请对调",
    "scheme.steps_not_rising": "“{item}”的各级台阶要从小到大写",
    "scheme.bracket_open_inside": "“{item}”只有最后一段可以不填“到多少为止”",
    "scheme.bracket_ends": "“{item}”超过 {last} 的部分不计分（最后一段填了“到多少为止”）",
    "scheme.full_differs": "“{item}”各行加起来是 {found} 分，写的满分是 {declared} 分，请改成一样",
    "scheme.weights_missing": "“{item}”按比重合计，请填评委各占多大比重",
    "scheme.bands_missing": "“{item}”按分数段计分，还没有填各段",
    "scheme.bands_unused": "“{item}”填了分数段，却没有选“按分数段计几分”，填的段不起作用",
    "scheme.bands_gap": (
        "“{item}”的分数段有空缺：{at} 分附近哪一段都不算。"
        "请让上一段的“低于”和下一段的“不低于”接起来"
    ),
    "scheme.bands_overlap": (
        "“{item}”的分数段有重叠：{at} 分同时在两段里。一段填“低于 {at}”，另一段填“不低于 {at}”"
    ),
    "scheme.bands_empty": "“{item}”有一档上下限颠倒，没有分数能落进去（{at}），请对调",
    "scheme.bands_begin": "“{item}”低于 {at} 分的{says}",
    "scheme.repeat_unclear": "“{item}”再做一次加倍，要填多长时间内或哪个周期里，只填一样",
    "scheme.repeat_said_twice": (
        "“{item}”已经逐次写明乘以几，请把另填的“乘以”“从第几次开始”“第几次就乘以几”去掉"
    ),
    "scheme.need_of_itself": "“{item}”要先做过的事里有它自己，永远做不成，请去掉",
    "scheme.team_split_missing": "“{item}”记给一起做的人，请填“几个人一起做的，怎么分”",
    "scheme.bounds_missing": "“{name}”还没有填要达到多少（不低于、高于、不超过、低于）",
    "scheme.days_upside_down": "“{item}”的结束日早于开始日，请改过来",
    "scheme.retroactive": "{of_item}开始的日子（{day}）早于通过或生效的日子：规则不能管以前的事",
    "scheme.phone_required": (
        "“{item}”非用手机不可，没有手机的人就落下了。请去掉“非用手机不可”，允许代报或登记"
    ),
    "scheme.only_self": "“{item}”只能本人申报，不会用手机的老人怎么办？建议加上代报或登记",
    "scheme.needs_land": "“{item}”按面积计分，没有地的户得不到；可另设他们也做得到的事项",
    "scheme.needs_presence": "“{item}”要人在村里，外出务工的户得不到；可另设他们也做得到的事项",
    "scheme.item_unbounded": "“{item}”没有上限，一户可能拿走很多分；建议加一条上限",
    "scheme.outcome_not_cause": "“{item}”用外来数字计分：这些是伴随指标，不说明是积分带来的",
    "scheme.cap_unclear": "上限的分、次、数量三样只填一样",
    "scheme.cap_negative": "上限不能是负数，请填零或者正数",
    "scheme.cap_per_member_of_all": "全村合起来的上限不能再“按户里人数算”，两样只选一样",
    "scheme.cap_event_points_only": "“每次”的上限只能填分",
    "scheme.cap_on_rewards": (
        "上限管不到“{rewards}”：这是期末自动给的，不是做的事。从这条上限里去掉，"
        "要限制就给它自己填“最多奖几次”或“全部加起来最多”，或者给它看的得分填“结果不高于”"
    ),
    "scheme.rewards_beyond_cap": (
        "“{name}”的上限只管做的事；“{rewards}”是期末自动给的，另外加，不占这个上限。"
        "要连它一起限住能存的，给分账填“最多存”"
    ),
    "scheme.team_counted_by_doer": (
        "“{item}”几个人一起得分：最多几次，每个人各算各的；数量、重复、累计、同类取高、要先做过什么，"
        "只看这件事记在谁名下"
    ),
    "scheme.cap_whose_missing": "既有个人的账又有户的账，请选“谁的上限”",
    "scheme.cap_below_base": (
        "上限 {cap} 分比基础分 {base} 分还低，基础分都发不全：提高上限，或把基础分放到另一类"
    ),
    "scheme.duration_unclear": "时间的天、月、年只填一样，要大于零",
    "scheme.purse_has_no_members": (
        "“{purse}”不是户、组或村的分账，没有成员可汇总：请换成户的账，或者只记自己得的分"
    ),
    "scheme.floor_positive": "“{purse}”最多扣到的数不能大于零，请填零或者负数",
    "scheme.expiry_unclear": "“{purse}”的有效期，多久作废和到哪个周期末作废只填一样",
    "scheme.locked_above_held": "“{purse}”锁定的分比最多能存的还多，请改小",
    "scheme.choice_never_cleared": "“{purse}”长期有效，不清零也不过期",
    "scheme.item_without_purse": (
        "“{item}”的分没有地方记。请看看分账是谁的账、记谁得的分，或者把这一项的“分记给谁”改成全户"
    ),
    "scheme.purse_unfed": "“{purse}”没有任何事项能记进来：给它选上事项，或者去掉",
    # results
    "scheme.measure_period_differs": (
        "“{name}”和它用到的“{of}”统计的时间不一样；请先加一个“几期并成一期”的统计"
    ),
    "scheme.measure_subject_differs": (
        "“{name}”和它用到的“{of}”统计的对象不一样（户、个人、组）；请先加一个“往上汇总”的统计"
    ),
    "scheme.fold_not_shorter": "“{name}”要由更短的周期并成，“{of}”的周期不短，请换一个短的",
    "scheme.choice_fold": "“{name}”由各期并成：{how}，没有记录的那一期{missing}",
    "scheme.each_day_needs_points": "“{name}”按每笔分当天的人数平均，只能用“一期里得的分”来平均",
    "scheme.choice_members": "“{name}”除以人数时，按{how}",
    "scheme.last_loses_points": (
        "“{streak}”因为排在最后扣分：总有人排最后，做得不差也会被扣。请改成低于几分才扣，或者改成帮扶"
    ),
    "scheme.streak_gives_nothing": "“{streak}”奖多少分和记一个名号，要填一样，只填一样",
    "scheme.streak_never_full": (
        "“{streak}”还没数满就又从头数了：“什么时候从头数”要比统计的那一期长"
    ),
    "scheme.streak_never_restarts": (
        "“{streak}”累计次数从不重新开始；要每年重新数，请选“什么时候从头数”"
    ),
    "scheme.choice_streak": "“{streak}”奖过以后，{windows}",
    "scheme.lines_overlap": (
        "正好 {at} 分的，“{name}”和“{next_}”都算得上。请一条写“低于 {at}”，另一条写“不低于 {at}”"
    ),
    "scheme.lines_gap": (
        "{at} 分往上一点，“{name}”和“{next_}”都不算。请让上一条的“低于”和下一条的“不低于”接起来"
    ),
    "scheme.honour_without_limit": (
        "“{honour}”既没有分数线也没有名额，可能是三户也可能是三百户；请填“不低于”或“最多几名”"
    ),
    "scheme.share_unclear": "“{honour}”的百分比要在 0 到 100 之间，除去的要比前面的小",
    "scheme.choice_share": "“{honour}”：名额算出小数时{rounding}，按{of}数，最后一名并列时{ties}",
    "scheme.places_absolute": (
        "“{honour}”取前 {last} 名，大村小村一样多；村子大小差得多时可改用百分比"
    ),
    "scheme.seats_of_one_contest": (
        "“{honour}”按各组（类）大小分名额，请把“在哪里评”改成各村民小组分开评或分类评"
    ),
    "scheme.seed_missing": "“{honour}”并列时抽签，请填事先公布的抽签号",
    "scheme.classes_missing": "“{honour}”分类评比，请填分哪几类",
    "scheme.gate_differs": (
        "“{name}”和“{of}”的周期或对象不同，不能作条件或并列时的比较，请换成同一周期、同一对象的统计"
    ),
    "scheme.gate_without_base": (
        "“{honour}”定了 {at} 分的线，但没有基础分：什么都没做错的户也会被挡在外面。可加一项基础分"
    ),
    "scheme.rank_falls_by_spending": (
        "“{honour}”按余额排名，兑换了东西名次就掉，困难户吃亏。"
        "请改用“一期里得的分”或“从建账到现在一共得的分”"
    ),
    "scheme.pool_value_missing": "“{pool}”每分给固定的钱，请填“每分多少钱”",
    "scheme.pool_empty": "“{pool}”没有写金额，请填多少元",
    "scheme.pool_part_of_what": (
        "“{pool}”按“{of}”提取，这要是全村的一个数，并且和分钱的得分多久算一次一样"
    ),
    "scheme.percent_not_possible": "“{name}”的百分数要大于 0，不超过 100",
    # conduct
    "scheme.not_adopted": "还没有写通过它的会议；表决以后会补上",
    "scheme.votes_exceed_present": "赞成加反对比到会的 {present} 人还多，请核对票数",
    "scheme.vote_not_carried": "到会 {present} 人，赞成 {for_} 人，没有过半，不算通过，请改了再议",
    "scheme.present_exceed_entitled": "到会 {present} 人，比应到的 {entitled} 人还多，请核对",
    "scheme.vote_not_quorate": (
        "应到 {entitled} 人，只到了 {present} 人，不够{least}，表决不算数。请重新开会"
    ),
    "scheme.category_empty": "“{category}”这一类下面一项都没有：补上事项，或者去掉这一类",
    "scheme.choice_begin": "攒到 {at} 分才能换，正好 {at} 分：{begin_is}",
    "scheme.quantifier_in_rule": "“{text}”里的“{word}”没有数：请写明几次、多少，免得说不清",
    "scheme.false_claim_as_item": (
        "“{item}”是虚报：请放到“虚报怎么处理”里，先听当事人说明，最多扣所报分的两倍"
    ),
    "scheme.choice": "原文没说“{about}”，本方案定为“{text}”",
    "scheme.replaced": "原文“{clause}”{ids}不合规定，改为“{by}”",
    "scheme.list_absent": "原文的事项清单在附件里，附件没有找到；清单由村里自己议定填写",
    "scheme.count_differs": "原文说有 {declared} 个{what}，文件里是 {found} 个，请核对，不要自己编",
    "scheme.no_notice": "流程里没有公示，不能入账，请加上一步公示",
    "scheme.notice_before_review": "先公示后审核：没通过的申报已经上过墙，要准备好更正公告",
    "scheme.notice_without_days": "公示要填几天，还要选自然日还是工作日",
    "scheme.review_without_quorum": "评议没有填最少几个人，请填上",
    "scheme.stage_without_role": "流程里有一步没有选谁来做，请选上",
    "scheme.stage_role_cannot": (
        "这一步选的人做不了，流程会停在这里：核实选网格员或经办人，评议选评议小组或村民代表会议，审定选书记或乡镇"
    ),
    "scheme.no_recusal": "评自己家、评亲戚不回避，容易说不清；建议要回避",
    "scheme.objections_to_nobody": "村民有异议找谁？请选一个",
    "scheme.consent_not_asked": (
        "没有写自愿参加：不愿参加的户也被算进来了。请在参加的条件里选“自愿参加”"
    ),
    "scheme.eligible_without_account": (
        "写了“{kind}”参加的条件，但“积分记在谁名下”没有选它：选上，或者去掉这个条件"
    ),
    "scheme.subject_without_purse": "这类对象（{kind}）没有分账，请给它加一个",
    "scheme.veto_without_end": (
        "“{veto}”什么时候结束？停多久、到哪天止、停到解除，要填一样，只填一样"
    ),
    "scheme.veto_plus_of_nothing": "“{veto}”写了再延长几期，还要选停到哪个周期末",
    "scheme.veto_without_route_back": "“{veto}”没有写怎样恢复，请写明，如“到期自动恢复”",
    "scheme.veto_beyond_honours": "“{veto}”除了评优还停加分或兑换，请确认是否必要",
    "scheme.veto_on_household": "“{veto}”一人有事全家受限，请确认是否必要",
    "scheme.redeems_honour": "兑换用的分账不能花，请换一个能花的",
    "scheme.redeems_of_others": (
        "“{purse}”不是户的账：柜台按户扣分，这样换不了东西。请换一个记在户上的分账"
    ),
    "scheme.redeem_stay_unsaid": "填了攒到多少分才能换，还要填换了以后至少留多少，可以是 0",
    "scheme.choice_windows": "兑换不限日子，随时可以",
    "scheme.voucher_without_end": "兑换券要填几天有效",
    "scheme.window_unclear": "兑换的日子要填多长时间一次，或者每月哪几号、星期几、从哪天到哪天",
    "scheme.price_for_everybody": "“{name}”没有填给哪些人；人人都一样的价，直接改那样东西的分数",
    "scheme.goods_purse_of_others": "“{goods}”只能用“{purse}”换，可它和兑换用的分账不是同一种人的",
    "scheme.funds_unsaid": "有兑换却没有写钱从哪里来，请填资金来源",
    "scheme.funds_floor_above_cap": (
        "来源人均 {floor} 元，开支上限人均 {cap} 元，多出的钱怎么办？请选“用不完的”结转还是退回"
    ),
    "scheme.choice_surplus": "来源人均 {floor} 元，上限人均 {cap} 元，多出的{surplus}",
    "scheme.goods_not_valued": "“{source}”是实物，要先估价，和钱分开记账",
    "scheme.funds_without_custody": "没有写钱由谁代管，请填上，如“村财镇代管”",
    "scheme.quantifier_without_number": (
        "“{text}”里的“{word}”没有数：请选看哪个统计、达到多少，或者改成称号，写明第几名"
    ),
    "scheme.goods_only": "只有兑换没有荣誉；政策要求精神鼓励为主，可以加一个称号",
    "scheme.publicity_deductions_left_out": (
        "扣分不能逐条上公开栏，选“每件事”也只公布加分；请改成“只写加分的事”"
    ),
    "scheme.publicity_titles_off": (
        "积分榜定了不公布，称号就不上公开栏；要公布称号，请改“积分榜”这一栏"
    ),
    "scheme.publicity_places_without_figures": (
        "表决了公布名次，但没有选“各户合计”或“平均数”，名次和得分都不会上公开栏"
    ),
    "scheme.publicity_of_the_village": (
        "没有选“公布哪些统计”，也没有表决公布名次：合计、平均数只公布全村的，不逐户公布"
    ),
    "scheme.publicity_measure_unshown": (
        "选了公布“{measure}”，但没有选“{shows}”，它不会上公开栏；请补上"
    ),
    "scheme.publicity_without_end": "公示栏没有写贴多少天，到期要取下",
}
FINDINGS |= reference_findings.FINDINGS | redline_findings.FINDINGS | sense_findings.FINDINGS
"""Of schemes and reference lists: finding → sentence."""

_ASKED: Mapping[str, tuple[Asked, ...]] = {
    "how": (Asked(FoldMeasure, "how"), Asked(PerMemberMeasure, "members")),
    "missing": (Asked(FoldMeasure, "missing"),),
    "windows": (Asked(Streak, "windows"),),
    "rounding": (Asked(TopShare, "rounding"),),
    "of": (Asked(TopShare, "of"),),
    "ties": (Asked(Honour, "ties"),),
    "surplus": (Asked(Funds, "surplus"),),
    "shows": (Asked(Publicity, "shows"),),
    "begin_is": (Asked(Redemption, "begin_is"),),
    "counted": (Asked(Target, "counted"),),
}
"""Facts that are choices of a field."""
_EDGES = {"ge": "最小是 {ge}", "gt": "要比 {gt} 大", "le": "最大是 {le}", "lt": "要比 {lt} 小"}
_KINDS = {"scheme": "积分方案", "plan": "目标计划", "reference": "乡镇的参考目录"}


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def finding_text(finding: Finding) -> str:
    """The sentence of a finding, without its line."""
    facts = _Facts({name: _readable(name, value) for name, value in finding.facts.items()})
    facts["label"] = _label(finding)
    facts["of_item"] = f"“{facts['item']}”" if "item" in facts else ""
    asked = asked_named(str(finding.facts.get("asked", "")))
    facts["expected"] = _choices(asked, finding)
    facts["expected_tags"] = _shapes(asked)
    edges = (says.format_map(facts) for edge, says in _EDGES.items() if edge in facts)
    facts["edge"] = "，".join(edges)
    if finding.code == "scheme.key_twice":
        facts["name"] = label_by_key(str(finding.facts["key"]))
    if finding.facts.get("like"):
        facts["like_text"] = f"，是不是想写“{label_by_key(str(finding.facts['like']))}”？"
    if finding.code.endswith("other_kind"):
        given = str(finding.facts["kind"])
        facts["kind"] = _KINDS.get(given, f"另一类文件“{given}”" if given else "没有写明种类的文件")
    sentence = FINDINGS.get(finding.code) or target_findings.FINDINGS[finding.code]
    return sentence.format_map(facts)


def finding_line(finding: Finding) -> str:
    """`第 12 行 错误：…`, as a page says it of a file that was sent."""
    where = f"第 {finding.line} 行 " if finding.line else ""
    return f"{where}{SEVERITIES[finding.severity]}：{finding_text(finding)}"


def finding_line_with_keys(finding: Finding) -> str:
    """The same in the shell, with where it stands in the file and what is written there:
    `第 12 行 错误：…〔items[3].worth，rounding: down、half_up、up〕`."""
    facts = _Facts({name: str(value) for name, value in finding.facts.items()})
    for name in ("expected", "expected_tags"):
        named = facts[name].replace(" or ", ", ").replace("'", "").split(", ")
        facts[name] = "、".join(dict.fromkeys(named))
    keys = KEYS.get(finding.code, "").format_map(facts)
    said = "，".join(one for one in (finding.path, keys) if one)
    return finding_line(finding) + (f"〔{said}〕" if said else "")


def _label(finding: Finding) -> str:
    """What the form calls the field in which the mistake is."""
    asked = asked_named(str(finding.facts.get("asked", "")))
    return words_for(asked).label if asked else "这里"


def _choices(asked: Asked | None, finding: Finding) -> str:
    """Every word that the field may say, and a figure where it may hold one."""
    if asked is None:
        return ""
    words = [value_words(asked, one) for one in values_in(asked.annotation)]
    number = "一个数" in str(finding.facts.get("expected", ""))
    return "、".join(words + (["一个数"] if number else []))


def _shapes(asked: Asked | None) -> str:
    """The shapes that the field may have."""
    return "、".join(map(model_name, shapes_in(asked.annotation).values())) if asked else ""


def _readable(name: str, value: Any) -> str:
    if name == "missing" and isinstance(value, tuple):
        return "、".join(SAFEGUARDS.get(str(one), str(one)) for one in value)
    if name == "part" and value in Scheme.model_fields:
        return label_of(Scheme, value).label
    if name == "kind":
        return value_words(Asked(Eligible, "kind"), str(value))
    for asked in _ASKED.get(name, ()):
        if value in values_in(asked.annotation):
            return value_words(asked, str(value))
    return written_day(str(value)) or str(value)
