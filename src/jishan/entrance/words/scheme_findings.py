"""What the checker finds, in the words of a cadre, each with a proposal."""

from typing import Any

from jishan.core.scheme.findings import Finding
from jishan.entrance.words import target_findings
from jishan.entrance.words.scheme import SAFEGUARDS
from jishan.entrance.words.scheme_choices import choice_name
from jishan.entrance.words.scheme_fields import field_name

SEVERITIES = {"error": "错误", "warning": "提醒", "note": "说明"}

FINDINGS: dict[str, str] = {
    # reading
    "scheme.too_large": "文件太大了(最多 {size_max} 字节)。方案只写规则，不要把名册放进来",
    "scheme.encoding": "文件的编码认不出来。请另存为 UTF-8(或 GB18030)",
    "scheme.not_text": "文件里有不能显示的字符，可能不是文本文件",
    "scheme.yaml_broken": "这一行的写法不对，检查缩进、冒号后的空格和引号({problem})",
    "scheme.empty": "文件是空的",
    "scheme.several_documents": "一个文件里只能写一份方案，去掉中间的“---”",
    "scheme.alias": "不能用 & 和 * 引用别处的内容，请把内容写全",
    "scheme.too_deep": "层次太深(最多 {depth_max} 层)",
    "scheme.tag": "不能用“{tag}”这样的标记",
    "scheme.key_not_text": "这里的名称应是一个词",
    "scheme.key_twice": "“{key}”写了两次，留一个",
    "scheme.day_unreadable": "日期{text}{given}读不懂，请写成 2024-03-01",
    "scheme.not_a_table": "这不是一份方案：应以 format: 1 开头",
    "scheme.other_kind": "这是另一类文件({kind})，不是积分方案",
    "scheme.format_missing": "缺少 format，请在第一行写 format: 1",
    "scheme.format_unknown": "格式 {format} 这个软件还不认识(认识的是 {known})，请升级软件",
    "scheme.field_missing": "缺少“{name}”这一项",
    "scheme.field_unknown": "不认识“{name}”这一项{like_text}",
    "scheme.comma_in_text": (
        "“{name}”前面有英文逗号，文字被截断了：给整段文字加引号，或改用中文逗号“，”"
    ),
    "scheme.choice_unknown": "“{name}”不能写“{given}”，可以写：{expected}",
    "scheme.shape_unknown": "不认识这种形式“{tag}”，可以写：{expected_tags}",
    "scheme.shape_missing": "缺少 shape(用哪种形式)",
    "scheme.points_unreadable": "分值“{given}”读不懂：写数字，最多两位小数",
    "scheme.figure_unreadable": "数字“{given}”读不懂：写数字，最多六位小数",
    "scheme.code_unreadable": (
        "代码“{given}”不能用：只用字母、汉字、数字、点、横线、下划线，最多 40 个"
    ),
    "scheme.text_empty": "“{name}”不能空着",
    "scheme.text_too_long": "文字太长了",
    "scheme.text_expected": "这里应写文字，不是“{given}”",
    "scheme.yes_no_expected": "这里应写 true 或 false，不是“{given}”",
    "scheme.list_expected": "这里应是一个列表，每项前加“- ”或写成 [一, 二]",
    "scheme.table_expected": "这里应写成“名称: 内容”的形式，不是“{given}”",
    "scheme.list_empty": "这里至少要有一项",
    "scheme.number_out_of_range": "数字“{given}”超出范围",
    "scheme.whole_number_expected": "这里应写整数，不是“{given}”",
    "scheme.value_wrong": "“{name}”写的“{given}”不对",
    # references
    "scheme.code_twice": "代码“{code_}”用了两次，请改一个",
    "scheme.reference_unknown": "没有代码为“{code_}”的{what}，请核对",
    "scheme.measure_circle": "得分“{code_}”算来算去又用到了自己",
    # values
    "scheme.rounding_missing": (
        "“{item}”会算出小数，要写明 rounding：down 舍去、half_up 四舍五入、up 进一"
    ),
    "scheme.range_upside_down": "“{item}”的下限比上限大",
    "scheme.steps_not_rising": "“{item}”的各级台阶要从小到大写",
    "scheme.bracket_open_inside": "“{item}”只有最后一段可以不写 up_to",
    "scheme.bracket_ends": "“{item}”超过 {last} 的部分不计分(最后一段写了 up_to)",
    "scheme.full_differs": "“{item}”各行加起来是 {found} 分，写的满分是 {declared} 分",
    "scheme.weights_missing": "“{item}”按权重合计，要写明各类评委的 weights",
    "scheme.bands_missing": "“{item}”写了按档计分，却没有写各档 bands",
    "scheme.bands_unused": "“{item}”写了档，但没有写 counts: bands，档不起作用",
    "scheme.bands_gap": (
        "“{item}”的档有空缺：{at} 附近的分数哪一档都不算。用 at_least(含)、below(不含)把各档接起来"
    ),
    "scheme.bands_overlap": (
        "“{item}”的档有重叠：{at} 分同时属于两档。一档写 below: {at}(不含)，另一档写 at_l"
        "east: {at}(含)"
    ),
    "scheme.bands_empty": "“{item}”有一档上下限颠倒，没有分数能落进去({at})",
    "scheme.bands_begin": "“{item}”低于 {at} 分的{says}",
    "scheme.repeat_unclear": (
        "“{item}”的重复加倍要写明 within(多长时间内)或 per(哪个周期内)，只写一个"
    ),
    "scheme.repeat_said_twice": (
        "“{item}”的重复已经用 factors 逐次写明了，去掉 factor、from_time、growing"
    ),
    "scheme.need_of_itself": "“{item}”要先做过的事里有它自己，永远做不成，请去掉",
    "scheme.team_split_missing": (
        "“{item}”记给团队，要写明 team.split：each 每人都计，equal 平分，stated 按写明的份额分"
    ),
    "scheme.bounds_missing": (
        "“{name}”没有写条件(at_least 不低于、above 高于、at_most 不超过、below 低于)"
    ),
    "scheme.days_upside_down": "“{item}”的结束日早于开始日",
    "scheme.retroactive": "{day} 早于通过或生效的日子：规则不能管以前的事",
    "scheme.phone_required": (
        "“{item}”非用手机不可，没有手机的人就落下了。请允许代报或登记，去掉 needs_phone"
    ),
    "scheme.only_self": (
        "“{item}”只能本人申报，不会用手机的老人怎么办？建议加上 proxy(代报)或 recorded(登记)"
    ),
    "scheme.needs_land": "“{item}”按面积计分，没有地的户得不到；可另设他们也做得到的事项",
    "scheme.needs_presence": "“{item}”要人在村里，外出务工的户得不到；可另设他们也做得到的事项",
    "scheme.item_unbounded": "“{item}”没有上限，一户可能拿走很多分；建议写 caps",
    "scheme.outcome_not_cause": "“{item}”用外来数字计分：这些是伴随指标，不说明是积分带来的",
    "scheme.cap_unclear": "上限要写 points(分)、times(次)、quantity(数量)中的一个，只写一个",
    "scheme.cap_negative": "上限不能是负数",
    "scheme.cap_event_points_only": "每次的上限只能写 points",
    "scheme.cap_whose_missing": (
        "既有个人分账又有户分账，上限要写明 whose：account 各算各的，household 全户合计，e"
        "veryone 全村合计"
    ),
    "scheme.cap_below_base": (
        "上限 {cap} 分比基础分 {base} 分还低，基础分都发不全：提高上限，或把基础分放到另一类"
    ),
    "scheme.duration_unclear": "时长要写 days、months、years 中的一个，大于零",
    "scheme.purse_has_no_members": "“{purse}”不是户、组或村的分账，没有成员可汇总",
    "scheme.floor_positive": "“{purse}”的下限不能大于零：写 zero、none 或欠分限额(如 -50)",
    "scheme.expiry_unclear": "“{purse}”的有效期要写 after(多久)或 end_of(到哪个周期末)，只写一个",
    "scheme.locked_above_held": "“{purse}”锁定的分比最多能存的还多",
    "scheme.choice_never_cleared": "“{purse}”长期有效，不清零也不过期",
    "scheme.item_without_purse": (
        "“{item}”的分没有分账可入。检查分账的 holder、takes、on，或把 credited_to 写成 household"
    ),
    "scheme.purse_unfed": "“{purse}”没有任何事项能记进来",
    # results
    "scheme.measure_period_differs": (
        "“{name}”和它用到的“{of}”周期不同；先用 fold 把短周期并成长周期"
    ),
    "scheme.measure_subject_differs": (
        "“{name}”和它用到的“{of}”对象不同(户、个人、组)；先用 gather 汇总"
    ),
    "scheme.fold_not_shorter": "“{name}”要由更短的周期并成，“{of}”的周期不短",
    "scheme.choice_fold": "“{name}”由各期并成：{how}，没有记录的期{missing}",
    "scheme.each_day_needs_points": "“{name}”按每天人数平均，只能用于 shape: points 的得分",
    "scheme.choice_members": "“{name}”除以人数时，{how}",
    "scheme.streak_gives_nothing": "“{streak}”要写 points(奖几分)或 mark(记什么)，只写一个",
    "scheme.streak_never_restarts": "“{streak}”累计次数从不重新开始",
    "scheme.choice_streak": "“{streak}”：{windows}",
    "scheme.honour_without_limit": (
        "“{honour}”既没有分数线也没有名额，可能是三户也可能是三百户；写 at_least 或 quota"
    ),
    "scheme.share_unclear": "“{honour}”的百分比要在 0 到 100 之间，above_percent 小于 percent",
    "scheme.choice_share": "“{honour}”：名额{rounding}，按{of}算，{ties}",
    "scheme.places_absolute": (
        "“{honour}”取前 {last} 名，大村小村一样多；村子大小差得多时可改用百分比"
    ),
    "scheme.seats_of_one_contest": (
        "“{honour}”按各组(类)大小分名额，要写 scope: group(分组评)或 scope: class(分类评)"
    ),
    "scheme.seed_missing": "“{honour}”并列时抽签，要事先公布 seed(抽签号)",
    "scheme.classes_missing": "“{honour}”分类评比，要写明 classes(哪几类)",
    "scheme.gate_differs": "“{name}”和“{of}”的周期或对象不同，不能作条件或并列时的比较",
    "scheme.gate_without_base": (
        "“{honour}”要求不低于 {at} 分，但没有基础分：什么都没做错的户也会被挡在外面。可加一项基础分"
    ),
    "scheme.rank_falls_by_spending": (
        "“{honour}”按余额排名，兑换了东西名次就掉，困难户吃亏。改用 shape: points 或 earned_ever"
    ),
    "scheme.pool_value_missing": "“{pool}”按每分计，要写 fen_per_point(每分几分钱)",
    "scheme.pool_empty": "“{pool}”没有写金额",
    # conduct
    "scheme.not_adopted": "还没有写通过的会议(adopted)",
    "scheme.votes_exceed_present": "赞成加反对比到会的 {present} 人还多",
    "scheme.vote_not_carried": "到会 {present} 人，赞成 {for_} 人，没有过半",
    "scheme.choice": "原文没说“{about}”，本方案定为：{text}",
    "scheme.replaced": "原文“{clause}”({ids})不合规定，改为：{by}",
    "scheme.list_absent": "原文的事项清单在附件里，附件没有找到；清单由村里自己议定填写",
    "scheme.count_differs": "原文说有 {declared} 个{what}，文件里是 {found} 个，请核对，不要自己编",
    "scheme.no_notice": "流程里没有公示，不能入账",
    "scheme.notice_before_review": "先公示后审核：没通过的申报已经上过墙，要准备好更正公告",
    "scheme.notice_without_days": "公示要写几天(days)，是自然日 calendar 还是工作日 working",
    "scheme.review_without_quorum": "评议没有写最少几个人(quorum)",
    "scheme.stage_without_role": "这一步没有写由谁来做(role)",
    "scheme.no_recusal": "评自己家、评亲戚不回避，容易说不清；建议 recusal: true",
    "scheme.objections_to_nobody": "有异议找谁？请写 objections_to",
    "scheme.consent_not_asked": "没有写自愿参加(consent)：不愿参加的户也被算进来了",
    "scheme.eligible_without_account": "写了这类对象({kind})的条件，但 subjects.kinds 里没有",
    "scheme.subject_without_purse": "这类对象({kind})没有分账",
    "scheme.veto_without_end": (
        "“{veto}”什么时候结束？写 lasts(多久)、until_end_of(到哪个周期末)或 until_lifted，只写一个"
    ),
    "scheme.veto_plus_of_nothing": (
        "“{veto}”写了 plus(再延长几期)，还要写 until_end_of(到哪个周期末)"
    ),
    "scheme.veto_without_route_back": "“{veto}”没有写怎样恢复(route_back)",
    "scheme.veto_beyond_honours": "“{veto}”除了评优还停加分或兑换，请确认是否必要",
    "scheme.veto_on_household": "“{veto}”一人有事全家受限，请确认是否必要",
    "scheme.redeems_honour": "兑换用的分账不能花(spendable: false)",
    "scheme.redeem_stay_unsaid": "写了起兑线，还要写兑换后至少留多少(must_stay，可以是 0)",
    "scheme.choice_windows": "兑换不限日子，随时可以",
    "scheme.voucher_without_end": "兑换券要写有效天数(voucher_days)",
    "scheme.window_unclear": "兑换日要写 every(每月、每季度……)或 days_of_month",
    "scheme.funds_unsaid": "有兑换却没有写钱从哪里来(funds)",
    "scheme.funds_floor_above_cap": (
        "来源人均 {floor} 元，开支上限人均 {cap} 元，多出的钱怎么办？写 surplus：carried 结"
        "转，returned 退回"
    ),
    "scheme.choice_surplus": "来源人均 {floor} 元，上限人均 {cap} 元，多出的{surplus}",
    "scheme.goods_not_valued": "“{source}”是实物，要先估价，和钱分开记账",
    "scheme.funds_without_custody": "没有写钱由谁代管(custody)",
    "scheme.quantifier_without_number": (
        "“{text}”里的“{word}”没有数：写明哪个得分、到多少(measure 和 when)，或放到荣誉里写明名次"
    ),
    "scheme.goods_only": "只有兑换没有荣誉；政策要求精神鼓励为主",
    "scheme.publicity_without_end": "公示栏没有写贴多少天(days)，到期要取下",
    # the township's reference list
    "scheme.reference_other_kind": "这不是参考目录：要写 kind: reference，现在写的是“{kind}”",
    "scheme.reference_item_unknown": "参考目录里没有“{item}”这一项，limits 里写的代码请核对",
    "scheme.reference_item_twice": "“{item}”的限制写了两次，留一个",
    "scheme.reference_upside_down": "“{item}”的最低分比最高分还大",
    "scheme.reference_must_stay": "乡镇参考目录要求保留“{item}”，不能去掉",
    "scheme.reference_too_many_removed": (
        "比乡镇参考目录少了 {found} 项，最多可以去掉 {most} 项，请加回来一些"
    ),
    "scheme.reference_too_many_added": (
        "比乡镇参考目录多了 {found} 项，最多可以增加 {most} 项，请减去一些"
    ),
    "scheme.reference_not_as_written": ("“{item}”的分值和上限要和乡镇参考目录一样，请照原样写"),
    "scheme.reference_points_outside": (
        "“{item}”定了 {found} 分，超出乡镇参考目录的范围(最低 {low}，最高 {high};空着表示不限)"
    ),
    "scheme.reference_part_changed": "“{part}”这一部分要和乡镇参考目录一样，请照原样写",
    # law
    "redline.blocked": "“{text}”不行：{reason}替代办法：{alternative}",
    "redline.unguarded": "“{text}”有条件才行：{reason}还缺：{missing}。替代办法：{alternative}",
    "redline.guarded": "“{text}”按条件可以：{reason}",
    "redline.indoor": (
        "“{line_}”要进屋看：默认不做。要做就写 door_consent: true(进门先征得同意)和 absen"
        "t: scaled(不同意的不扣分)"
    ),
    "redline.indoor_by_consent": (
        "“{line_}”要进屋看：每次先征得同意，不同意的这一行不算，按其余各行折算"
    ),
    "redline.bottom_list": "“{honour}”评的是最后的户：不能公开羞辱落后的户。改为一对一帮扶",
    "redline.veto_without_document": "“{veto}”要有生效法律文书才能执行，请写 documents",
    "redline.names_in_full": "公示栏不能写全名：改成 masked(隐去一字)或 code(户码)",
    "redline.deductions_shown": (
        "扣分不能逐条点名公示：改成 household_only(只给本户看)或 aggregated(只公布合计)"
    ),
    "redline.debt": (
        "“{purse}”可以花，扣分不能扣到零以下：写 floor: zero；名次用的分可另设一个不能花的分账"
    ),
    "redline.transfer": "“{purse}”不能在户与户之间转让：积分不是钱",
    "redline.false_claim_too_hard": "虚报最多扣 {most} 倍",
    "redline.proxy_pays": "代报人的过错不能算到积分上：proxy_pays 写 false",
    "redline.no_hearing": "扣虚报分以前要听当事人说明：hearing 写 true",
    "redline.pool_unguarded": "“{pool}”分的是集体的钱，还缺：{missing}；比例不超过 {most}%",
}

_VALUES: dict[str, dict[str, str]] = {
    "how": {
        "sum": "相加",
        "mean": "平均",
        "median": "取中位数",
        "first": "取第一期",
        "last": "取最后一期",
        "best": "取最高一期",
        "worst": "取最低一期",
        "at_start": "按期初人数",
        "at_end": "按期末人数",
        "mean_by_day": "按每天人数的平均",
        "each_day": "按每笔分当天的人数",
    },
    "missing": {"skip": "不算在内", "zero": "按零分算"},
    "windows": {
        "rolling": "连续满期后每再满一期又给一次",
        "separate": "每满一轮给一次，用过的期不再用",
    },
    "rounding": {"down": "有小数舍去", "half_up": "四舍五入", "up": "有小数进一"},
    "of": {"all": "全部参评户", "qualified": "够条件的户"},
    "ties": {"all_in": "并列的都算", "all_out": "并列的都不算", "draw": "并列抽签"},
    "surplus": {"carried": "结转下年", "returned": "退回"},
    "part": {
        "subjects": "谁来参加",
        "periods": "月份的算法",
        "categories": "类别",
        "caps": "合起来的上限",
        "overlaps": "同时够得上几项",
        "multiplying": "加倍",
        "false_claim": "虚报",
        "purses": "分账",
        "process": "办理步骤",
        "measures": "得分",
        "settlements": "期末折算",
        "streaks": "坚持的奖励",
        "honours": "评优",
        "benefits": "激励",
        "vetoes": "一票否决",
        "redemption": "兑换",
        "pools": "分红",
        "funds": "资金",
        "publicity": "公布",
    },
    "kind": {"household": "户", "resident": "个人", "unit": "单位", "group": "村民小组"},
}


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def finding_text(finding: Finding, words: str = "") -> str:
    """The sentence of a finding, without its line; `words` stand in for those of this table."""
    facts = _Facts({name: _readable(name, value) for name, value in finding.facts.items()})
    if finding.facts.get("like"):
        facts["like_text"] = f"，是不是想写“{finding.facts['like']}”？"
    for name in ("expected", "expected_tags"):
        if name in facts:
            field = "shape" if name == "expected_tags" else str(finding.facts.get("name", ""))
            facts[name] = _choices(field, facts[name])
    if finding.code in ("scheme.field_missing", "scheme.text_empty"):
        facts["name"] = _with_word(facts["name"])
    sentence = words or FINDINGS.get(finding.code) or target_findings.FINDINGS[finding.code]
    return sentence.format_map(facts)


def _choices(field: str, expected: str) -> str:
    """`'down', 'half_up' or 'up'` as `down 小数舍去、half_up 四舍五入、up 有小数进一`."""
    named = expected.replace(" or ", ", ").replace("'", "").split(", ")
    words = [(one, choice_name(field, one)) for one in dict.fromkeys(named)]
    return "、".join(one if word == one else f"{one} {word}" for one, word in words)


def _with_word(name: str) -> str:
    """`whole(只算整份)`"""
    last = name.rpartition(".")[2]
    word = field_name(last)
    return name if last in word else f"{name}({word})"


def finding_line(finding: Finding) -> str:
    """`第 12 行 错误：…(items[3].worth)`"""
    where = f"第 {finding.line} 行 " if finding.line else ""
    path = f"({finding.path})" if finding.path else ""
    return f"{where}{SEVERITIES[finding.severity]}：{finding_text(finding)}{path}"


def _readable(name: str, value: Any) -> str:
    if name == "missing" and isinstance(value, tuple):
        return "、".join(SAFEGUARDS.get(str(one), str(one)) for one in value)
    return _VALUES.get(name, {}).get(str(value), str(value))
