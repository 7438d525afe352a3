"""Small words of the clauses: bounds, times, who is meant, which entries are meant."""

from typing import Any

from jishan.core.points import format_points
from jishan.core.scheme.document import Bounds, Scheme, Selector
from jishan.entrance.words.figures import figure_text

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


def points_text(points: int) -> str:
    """`30 分`, without a sign of its own for additions."""
    return f"{format_points(points)} 分"


def signed_text(points: int) -> str:
    return f"{format_points(points, signed=True)} 分"


def rounding_text(rounding: str, round_to: int) -> str:
    """`四舍五入，精确到 0.1 分`; nobody is told of hundredths, which is as exact as points are."""
    to = "" if round_to == 1 else f"，精确到 {points_text(round_to)}"
    return ROUNDINGS[rounding] + to


def limits_text(bounds: Bounds, unit: str = "分") -> str:
    """`不低于 80 分、低于 90 分`; of places `前 3 名`."""
    if unit == "名":
        return _places_text(bounds)
    found = [
        (bounds.equals, "正好"),
        (bounds.at_least, "不低于"),
        (bounds.above, "高于"),
        (bounds.at_most, "不超过"),
        (bounds.below, "低于"),
    ]
    return "、".join(
        f"{word} {figure_text(value)} {unit}".rstrip() for value, word in found if value is not None
    )


def _places_text(bounds: Bounds) -> str:
    found = [
        (bounds.equals, "第 {} 名"),
        (bounds.at_least, "从第 {} 名起"),
        (bounds.above, "第 {} 名以后"),
        (bounds.at_most, "到第 {} 名为止"),
        (bounds.below, "第 {} 名以前"),
    ]
    return "、".join(text.format(figure_text(at)) for at, text in found if at is not None)


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


def measure_unit(scheme: Scheme, code: str) -> str:
    """What the figures of a measure are: `分`, `名`, `次`, `人`, `个`; empty where it is a mere
    number."""
    units = _units(scheme, code, set())
    return units.pop() if len(units) == 1 else "分"


def _units(scheme: Scheme, code: str, seen: set[str]) -> set[str]:
    """Of the measures that it is made of, each asked once; a measure may be made of its own earlier
    figures."""
    one: Any = next((one for one in scheme.measures if one.code == code), None)
    if one is None or code in seen:
        return set()
    seen.add(code)
    if one.shape == "points":
        return {{"points": "分", "times": "次", "quantity": ""}[one.value]}
    made_of = [one.measure] if one.shape in _SAME else []
    if one.shape == "total" and not one.constant:
        made_of = [term.measure for term in one.terms]
    if made_of:
        return set().union(*(_units(scheme, part, seen) for part in made_of))
    return {{"rank": "名", "members": "人", "holding": "个", "ratio": ""}.get(one.shape, "分")}


_SAME = ("fold", "trailing", "gather", "spread", "earlier")
"""Shapes whose figures are those of the measure that they are made of."""


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
        text += f"（除{'、'.join(left)}外）"
    return text + {"plus": "的加分", "minus": "的扣分", "any": ""}[on.sign]
