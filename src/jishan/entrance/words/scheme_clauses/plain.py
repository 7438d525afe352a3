"""Small words of the clauses: bounds, times, who is meant, which entries are meant."""

from decimal import Decimal
from fractions import Fraction

from jishan.core.points import format_points
from jishan.core.scheme.document import Bounds, Duration, Scheme, Selector, Who
from jishan.core.scheme.rounding import decimal_text
from jishan.entrance.words.scheme import KINDS

SPANS = {
    "day": "一天",
    "week": "一周",
    "ten_days": "一旬",
    "half_month": "半个月",
    "month": "一个月",
    "quarter": "一个季度",
    "half": "半年",
    "year": "一年",
    "ever": "始终",
}
ENDS = {"week": "周末", "month": "月底", "quarter": "季末", "half": "半年末", "year": "年底"}
WEEKDAYS = "一二三四五六日"
ROUNDINGS = {"down": "舍去小数", "half_up": "四舍五入", "up": "有小数进一"}
FOLDS = {
    "sum": "相加",
    "mean": "取平均",
    "median": "取中位数",
    "first": "取第一次",
    "last": "取最后一次",
    "best": "取最高",
    "worst": "取最低",
}


def figure_text(value: Decimal | Fraction | int) -> str:
    return decimal_text(Fraction(value))


def points_text(points: int) -> str:
    """`30 分`, without a sign of its own for additions."""
    return f"{format_points(points)} 分"


def signed_text(points: int) -> str:
    return f"{format_points(points, signed=True)} 分"


def length_text(length: Duration) -> str:
    if length.years:
        return f"{length.years} 年"
    return f"{length.months} 个月" if length.months else f"{length.days} 天"


def rounding_text(rounding: str, round_to: int) -> str:
    """`四舍五入到 0.1 分`"""
    return f"{ROUNDINGS[rounding]}，精确到 {points_text(round_to)}"


def limits_text(bounds: Bounds, unit: str = "分") -> str:
    """`不低于 80 分、低于 90 分`"""
    found = [
        (bounds.equals, "正好"),
        (bounds.at_least, "不低于"),
        (bounds.above, "高于"),
        (bounds.at_most, "不超过"),
        (bounds.below, "低于"),
    ]
    return "、".join(
        f"{word} {figure_text(value)} {unit}" for value, word in found if value is not None
    )


def who_text(who: Who) -> str:
    """`党员、独居老人中 18 岁以上的户`; nothing written is everybody."""
    found: list[str] = []
    if who.groups:
        found.append("属于" + "、".join(who.groups))
    if who.tags_any:
        found.append("是" + "或".join(who.tags_any))
    if who.tags_all:
        found.append("同时是" + "、".join(who.tags_all))
    if who.tags_none:
        found.append("不是" + "、".join(who.tags_none))
    found += _ages(who)
    if who.months_min is not None:
        found.append(f"在村满 {who.months_min} 个月")
    whom = "、".join(KINDS[kind] for kind in who.kinds)
    if not found:
        return whom or "所有人"
    return "，".join(found) + f"的{whom}"


def _ages(who: Who) -> list[str]:
    if who.age_min is not None and who.age_max is not None:
        return [f"{who.age_min} 至 {who.age_max} 岁"]
    if who.age_min is not None:
        return [f"满 {who.age_min} 岁"]
    return [f"不超过 {who.age_max} 岁"] if who.age_max is not None else []


def entry_name(scheme: Scheme, code: str) -> str:
    """The title of what gives points under this code: an item, a settlement, a streak, an honour;
    the code itself where the document has none."""
    if scheme.has_item(code):
        return scheme.item(code).title
    named = {one.code: one.name for one in scheme.settlements}
    named |= {one.code: one.name for one in scheme.streaks}
    named |= {one.code: one.name for one in scheme.honours}
    return named.get(code, code)


def category_name(scheme: Scheme, code: str) -> str:
    return next((one.name for one in scheme.categories if one.code == code), code)


def measure_name(scheme: Scheme, code: str) -> str:
    return next((one.name for one in scheme.measures if one.code == code), code)


def purse_name(scheme: Scheme, code: str) -> str:
    return next((one.name for one in scheme.purses if one.code == code), code)


def selector_text(scheme: Scheme, on: Selector) -> str:
    """`“人居环境”类和“植树”的加分`; nothing written is `全部`."""
    meant = [f"“{category_name(scheme, code)}”类" for code in on.categories]
    meant += [f"“{entry_name(scheme, code)}”" for code in on.items]
    left = [f"“{category_name(scheme, code)}”类" for code in on.not_categories]
    left += [f"“{entry_name(scheme, code)}”" for code in on.not_items]
    text = "、".join(meant) or "全部"
    if left:
        text += f"(除{'、'.join(left)}外)"
    return text + {"plus": "的加分", "minus": "的扣分", "any": ""}[on.sign]
