"""What scoring, the sandbox and its tables refuse, and why points are what they are."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from jishan.claims.naming import day_words
from jishan.core.points import format_points
from jishan.core.replay.columns import (
    ACT_COLUMNS,
    EVENT_KINDS,
    FAULTS,
    ORIGINS,
    ROSTER_COLUMNS,
    SUBJECT_KINDS,
)
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.facts import Reason
from jishan.entrance.words.shop import WORDS as SPENDING

WORDS: dict[str, tuple[int, str]] = {
    "scheme.unreadable": (400, "这份方案文件读不了，有 {count} 处问题。"),
    "scoring.refused": (409, "按方案不能计分。"),
    "scoring.not_in_force": (
        409,
        "{day} 方案还没有生效或已经停用，不能计分（方案自 {first} 起生效）。",
    ),
    "scoring.item_unknown": (404, "方案里没有“{item}”这一项，请核对事项代码或名称。"),
    "scoring.item_not_in_force": (409, "“{item}”这一项在 {day} 没有启用。"),
    "scoring.day_not_allowed": (409, "“{item}”只在每月 {first} 日至 {last} 日办理。"),
    "scoring.claimed_too_late": (
        409,
        "“{item}”要在事后 {days} 天内申报；{day} 的事到 {claimed} 才申报，过期了。",
    ),
    "scoring.need_unmet": (
        409,
        "“{item}”要先做过“{needs}”：{per}满 {times} 次才行，现在是 {done} 次。",
    ),
    "scoring.origin_not_allowed": (409, "“{item}”不接受这种来源（{origin}）。"),
    "scoring.evidence_missing": (409, "“{item}”缺少佐证：{missing}。"),
    "scoring.document_missing": (409, "“{item}”要写明依据的决议或文件。"),
    "scoring.subject_kind": (409, "“{item}”不能记在这类对象（{kind}）名下。"),
    "scoring.subject_not_meant": (409, "{subject} 不属于“{item}”规定的对象。"),
    "scoring.not_taking_part": (409, "{subject} 当天没有参加积分，不能计分。"),
    "scoring.barred": (409, "{subject} 在否决期内，暂停加分。"),
    "scoring.quantity_out_of_range": (
        409,
        "“{item}”的数量 {quantity} 不在规定范围内（最少 {low}，最多 {high}；空着表示不限）。",
    ),
    "scoring.quantity_unreadable": (400, "数量 {quantity} 的小数位太多，最多六位。"),
    "scoring.level_unknown": (409, "“{item}”没有“{level}”这个级别，可选：{known}。"),
    "scoring.level_missing": (409, "“{item}”要写明是哪一级，可选：{known}。"),
    "scoring.outcome_unknown": (409, "“{item}”没有“{outcome}”这种结果，可选：{known}。"),
    "scoring.points_missing": (
        409,
        "“{item}”要由评议小组在 {low_points} 到 {high_points} 分之间定分，还没有填。",
    ),
    "scoring.points_out_of_range": (
        409,
        "“{item}”定的 {points} 分不在 {low_points} 到 {high_points} 分之间，"
        "或不是 {step_points} 分的整数倍。",
    ),
    "scoring.scores_missing": (409, "“{item}”的打分表不完整{line}。"),
    "scoring.score_out_of_range": (
        409,
        "“{item}”的“{line}”打了 {points} 分，超出了 0 到 {high_points} 分的范围。",
    ),
    "scoring.score_out_of_bands": (409, "“{item}”得 {score_points} 分，不在任何一档里。"),
    "scoring.figure_missing": (409, "“{item}”要填“{figure}”这个数字。"),
    "scoring.condition_unmet": (409, "“{item}”的条件没有达到：{figure}。"),
    "scoring.holder_missing": (409, "“{item}”不知道记给谁，请在“记给”里写明（{need}）。"),
    "scoring.no_purse": (409, "“{item}”记给 {subject} 时没有分账可入，请检查方案的分账设置。"),
    "replay.event_refused": (409, "这件事办不了。"),
    "replay.subject_unknown": (404, "名册里没有“{subject}”，或当天已经退出。"),
    "replay.item_automatic": (409, "“{item}”是自动发放的基础分，不用登记。"),
    "replay.other_missing": (400, "要写明另一方和成员。"),
    "replay.not_a_household": (400, "这里要写一户的编号，“{subject}”不是（或者写成了同一户）。"),
    "replay.not_a_member": (409, "“{subject}”不是这一户的成员。"),
    "replay.tag_missing": (400, "要在“事项”一栏写明标签。"),
    "replay.veto_unknown": (404, "方案里没有“{veto}”这种否决情形。"),
    "replay.veto_without_document": (409, "“{veto}”要有生效文书（{documents}）才能执行。"),
    "replay.bar_not_standing": (409, "否决“{touches}”已经到期或已经解除。"),
    "replay.bar_unknown": (404, "找不到要解除的否决“{touches}”。"),
    "replay.act_unknown": (404, "找不到编号“{touches}”的记录。"),
    "replay.no_false_claim_clause": (409, "方案没有规定虚报怎么处理。"),
    "replay.false_already": (409, "编号“{touches}”的记录已经按虚报处理过了。"),
    "replay.fault_missing": (400, "要写明过错方（申报人或代报人）。"),
    "redeem.refused": (409, "现在不能兑换。"),
    "redeem.none": (409, "方案没有设兑换。"),
    "redeem.goods_unknown": (404, "兑换目录里没有“{goods}”。"),
    "redeem.out_of_stock": (409, "“{goods}”库存不够，还剩 {left}。"),
    "redeem.amount_missing": (400, "要写明多少分；兑换的，也可以写换什么、换几份。"),
    "redeem.not_enough": (409, "现在只有 {balance} 分，不够转 {points} 分。"),
    "redeem.not_a_multiple": (409, "{points} 分不是 {step_points} 分的整数倍。"),
    "redeem.cash_share_too_large": (
        409,
        "积分只出 {points} 分（标价 {price_points} 分），补的现金超过了规定。",
    ),
    "voucher.unknown": (404, "没有编号为“{touches}”的兑换券。"),
    "voucher.used": (409, "兑换券“{touches}”已经用过了。"),
    "voucher.lapsed": (409, "兑换券“{touches}”已经过期。"),
    "transfer.none": (409, "方案不允许转让积分。"),
    "transfer.too_far": (409, "按方案，积分不能从 {giver} 转给 {taker}。"),
    "transfer.limit_reached": (409, "超过了转让限额 {limit} 分。"),
    "table.file_unreadable": (400, "文件读不了：{file}，{why}。"),
    "table.unreadable": (400, "表格有 {count} 处读不了，没有试算。"),
}

TABLE_WORDS: dict[str, str] = {
    "table.column_unknown": "不认识“{text}”这一列",
    "table.column_missing": "缺少“{text}”这一列",
    "table.key_twice": "编号“{text}”重复了",
    "table.column_twice": "“{text}”这一列有两个",
    "table.empty": "表格是空的，第一行要写列名",
    "table.title_above": "第一行“{text}”像是大标题，第一行要写列名，请删去标题",
    "table.not_a_household": "“{text}”在名册里不是一户",
    "table.cell_empty": "这一格不能空",
    "table.day_unreadable": "日期“{text}”读不懂，请写成 2024-03-01",
    "table.number_unreadable": "数字“{text}”读不懂",
    "table.points_unreadable": "分值“{text}”读不懂，最多两位小数",
    "table.yes_no_expected": "“{text}”要写“是”或“否”",
    "table.choice_unknown": "“{text}”不在可选范围里",
    "table.figure_unreadable": "“{text}”要写成“名称=数字”",
}
TABLES = {"roster": "名册", "acts": "行为表"}

PERIODS = {
    "event": "每次",
    "day": "每天",
    "week": "每周",
    "ten_days": "每旬",
    "half_month": "每半个月",
    "month": "每月",
    "quarter": "每季度",
    "half": "每半年",
    "year": "每年",
    "ever": "总共",
}
WHOSE = {"account": "", "household": "全户合计", "everyone": "全村合计"}

REASONS: dict[str, str] = {
    "counted": "按规定计 {points} 分",
    "capped": "{per}{whose}最多 {limit} 分，已到上限，实计 {points} 分",
    "times_capped": "{per}{whose}最多 {limit} 次，超过的不再计",
    "no_times_left": "一起做的人里有 {count} 个次数已满，这次不得分",
    "quantity_capped": "{per}{whose}最多计 {limit}，超过的不再计",
    "purse_capped": "这个分账{per}最多记 {limit} 分，实记 {points} 分",
    "multiplied": "{name}，乘以 {factor}",
    "repeated": "有效期内第 {time} 次，乘以 {factor}",
    "largest_only": "同类只按最高的计，前面已计 {before} 分",
    "not_first": "同类只计第一次",
    "below_minimum": "不到最少数量 {min}，不计",
    "quantity_cut": "最多计 {max} {unit}",
    "decided": "评议小组定 {points} 分",
    "level": "{level}",
    "step": "累计 {total} {unit}",
    "outcome": "结果：{outcome}",
    "score": "检查得 {score} 分",
    "band": "检查得 {score} 分，折合 {points} 分",
    "outside_bands": "检查得 {score} 分，不到计分的档",
    "condition_unmet": "条件没有达到，计 {points} 分",
}
_POINTS = {"points", "limit", "before", "score", "balance", "spendable"}


class _Facts(dict[str, str]):
    """Facts that a sentence names and the refusal lacks stay blank."""

    def __missing__(self, key: str) -> str:
        return ""


def reason_text(scheme: Scheme, reason: Reason) -> str:
    """A reason, or a refusal kept as a reason, as a sentence."""
    facts = readable(scheme, reason.code, reason.facts)
    if reason.code in REASONS:
        return REASONS[reason.code].format_map(facts)
    found = WORDS.get(reason.code) or SPENDING[reason.code]
    return found[1].format_map(facts)


def readable(scheme: Scheme, code: str, facts: Mapping[str, Any]) -> _Facts:
    """Facts as people read them: points with their decimals, items by title, periods in Chinese."""
    counts = code == "times_capped"
    found = _Facts()
    for name, value in facts.items():
        if name == "item" and isinstance(value, str) and scheme.has_item(value):
            found[name] = scheme.item(value).title
        elif counts:
            found[name] = _WORDED.get(name, _plain)(value)
        else:
            found[name] = fact_text(name, value)
    return found


def fact_text(name: str, value: Any) -> str:
    """One fact of a refusal or reason as people read it, whatever it names."""
    if isinstance(value, int) and (name in _POINTS or name.endswith("_points")):
        return format_points(value)
    return _WORDED.get(name, _plain)(value)


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, tuple | list):
        return "、".join(EVIDENCE.get(str(one), str(one)) for one in value)
    return "" if value is None else str(value)


EVIDENCE = {
    "time_place_cause": "时间地点事由",
    "photo": "照片",
    "witness": "证明人",
    "document": "文件",
    "figure": "数字",
    "reported": "举报并核实",
    "notified": "正式通报",
    "record": "台账记录",
}
SAFEGUARDS = {
    "consent": "本人同意",
    "published_quota": "公布名额",
    "fallback": "递补办法",
    "reference_only": "只作参考",
    "household_initiated": "农户自己申请",
    "unanimous_vote": "依法表决通过",
    "discretionary_part": "只动可自主安排的部分",
    "capped_share": "限定比例",
    "department_consent": "主管部门同意",
    "final_document": "生效文书",
    "time_limited": "有期限",
    "route_back": "能恢复",
    "hearing": "听取说明",
    "base_points": "有基础分",
    "recorded_vote": "表决有记录",
    "door_consent": "进门先征得同意",
}
KINDS = {
    "household": "户",
    "resident": "个人",
    "unit": "单位",
    "group": "村民小组",
    "village": "村",
    "post": "岗位",
}
ORIGIN_WORDS = {
    "self": "本人申报",
    "proxy": "代报",
    "recorded": "登记",
    "document": "依据文件",
    "inspection": "检查",
    "import": "导入",
}
NEEDS = {
    "members": "户里还没有成员",
    "household": "不知道是哪一户",
    "named": "写一个人",
    "team": "写队员",
    "fewer": "人太多",
    "parts": "在“份额”里写明每个人占多少，和“记给”一样多",
}
_WORDED: dict[str, Callable[[Any], str]] = {
    "per": lambda value: PERIODS.get(value, str(value)),
    "whose": lambda value: WHOSE.get(value, ""),
    "kind": lambda value: KINDS.get(value, str(value)),
    "origin": lambda value: ORIGIN_WORDS.get(value, str(value)),
    "need": lambda value: NEEDS.get(value, str(value)),
    "line": lambda value: f":{value}" if value else "",
}


def problem_text(table: str, row: int, column: str, code: str, text: str) -> str:
    """One cell of a table that cannot be read."""
    names = ROSTER_COLUMNS if table == "roster" else ACT_COLUMNS
    if code == "table.column_missing" and text in names:
        text = names[text][0]
    what = TABLE_WORDS[code].format(text=text)
    known = _CHOICES.get(column)
    if code == "table.choice_unknown" and known:
        what += f"，可以写：{known}"
    named = names[column][0] if column in names else column
    return f"{TABLES.get(table, table)}第 {row} 行“{named}”：{what}"


def _in_chinese(choices: Mapping[str, str]) -> str:
    """The first Chinese word for each choice of a column."""
    words: dict[str, str] = {}
    for word, meaning in choices.items():
        if not word.isascii():
            words.setdefault(meaning, word)
    return "、".join(words.values())


_CHOICES = {
    "kind": _in_chinese(SUBJECT_KINDS),
    "origin": _in_chinese(ORIGINS),
    "type": _in_chinese(EVENT_KINDS),
    "fault": _in_chinese(FAULTS),
}
