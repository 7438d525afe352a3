"""What limits and changes values, as sentences: categories, caps, overlaps, multipliers, fraud."""

from jishan.core.scheme.document import (
    Category,
    FalseClaim,
    Multiplier,
    Overlap,
    Scheme,
    SharedCap,
)
from jishan.entrance.words.figures import day_text, figure_text
from jishan.entrance.words.scheme_clauses.plain import (
    WEEKDAYS,
    category_name,
    entry_name,
    points_text,
    rounding_text,
    selector_text,
)
from jishan.entrance.words.scheme_sentences import cap_sentence
from jishan.entrance.words.whom import who_text

_WITHIN = {
    "event": "同一件事",
    "day": "同一天",
    "week": "同一周",
    "ten_days": "同一旬",
    "half_month": "同半个月",
    "month": "同一个月",
    "quarter": "同一季度",
    "half": "同半年",
    "year": "同一年",
    "ever": "始终",
}


def category_sentence(category: Category) -> str:
    parts = [f"满分 {points_text(category.full)}"] if category.full is not None else []
    if category.weight is not None:
        parts.append(f"占比 {figure_text(category.weight)}")
    parts += [cap_sentence(cap) for cap in category.caps]
    return f"{category.name}：{'，'.join(parts)}。" if parts else f"{category.name}。"


def shared_cap_sentence(scheme: Scheme, cap: SharedCap) -> str:
    return f"{selector_text(scheme, cap.on)}：{cap_sentence(cap)}。"


def overlap_sentence(scheme: Scheme, overlap: Overlap) -> str:
    names = "、".join(f"“{entry_name(scheme, code)}”" for code in overlap.items)
    if len(overlap.items) == 1 and overlap.rule == "first" and overlap.whose == "everyone":
        return f"{_WITHIN[overlap.within]}有几家报{names}的，只计第一家。"
    rule = {"all": "都计", "largest": "只计最高的一项", "first": "只计第一次"}[overlap.rule]
    whose = {"account": "", "household": "全户合起来，", "everyone": "全村合起来，"}[overlap.whose]
    return f"{whose}{_WITHIN[overlap.within]}里同时够得上{names}的，{rule}。"


def multiplier_sentence(scheme: Scheme, one: Multiplier) -> str:
    when: list[str] = []
    if one.first_day or one.last_day:
        first = f"从 {day_text(one.first_day)}起" if one.first_day else ""
        last = f"到 {day_text(one.last_day)}止" if one.last_day else ""
        when.append(first + last)
    if one.months:
        when.append("、".join(f"{month} 月" for month in one.months))
    if one.weekdays:
        when.append("、".join(f"星期{WEEKDAYS[day - 1]}" for day in one.weekdays))
    whom = f"{who_text(one.who)}，" if one.who else ""
    days = "".join(f"{part}，" for part in when)
    what = selector_text(scheme, one.on)
    return f"{one.name}：{whom}{days}{what}乘以 {figure_text(one.factor)}。"


def multiplying_sentences(scheme: Scheme) -> list[str]:
    rules = scheme.multiplying
    if rules is None:
        return []
    found = [multiplier_sentence(scheme, one) for one in rules.rules]
    combine = "几条都够得上的，连乘" if rules.combine == "all" else "几条都够得上的，只按最大的乘"
    return [*found, f"{combine}；{rounding_text(rules.rounding, rules.round_to)}。"]


def false_claim_sentence(scheme: Scheme, rule: FalseClaim) -> str:
    of = "申报的分数" if rule.of == "claimed" else "已经记上的分数"
    parts = [f"查实虚报的，按{of}的 {figure_text(rule.times)} 倍扣分"]
    parts.append("原来的分收回" if rule.reverses else "原来的分不收回")
    parts.append("是代报人的错就扣代报人的" if rule.proxy_pays else "是代报人的错，不扣农户的分")
    parts.append(f"记在“{category_name(scheme, rule.category)}”类")
    if rule.hearing:
        parts.append("扣分以前先听本人说明")
    return "，".join(parts) + "。"
