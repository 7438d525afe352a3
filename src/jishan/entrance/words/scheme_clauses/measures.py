"""Measures as sentences: what each figure of a period is made of."""

from collections.abc import Callable
from typing import Any

from jishan.core.scheme.document import Band, Measure, Scheme
from jishan.entrance.words.figures import figure_text
from jishan.entrance.words.scheme import KINDS, PERIODS
from jishan.entrance.words.scheme_clauses.plain import (
    FOLDS,
    entry_name,
    limits_text,
    measure_name,
    measure_unit,
    points_text,
    purse_name,
    rounding_text,
    selector_text,
)
from jishan.entrance.words.whom import who_text


def measure_sentence(scheme: Scheme, measure: Measure) -> str:
    """`本月积分：每月记进“荣誉分”的分`"""
    text = _MEASURES[measure.shape](scheme, measure)
    if measure.lower is not None:
        text += f"，最低算 {figure_text(measure.lower)}"
    if measure.upper is not None:
        text += f"，最高算 {figure_text(measure.upper)}"
    if measure.rounding is not None:
        text += f"，{rounding_text(measure.rounding, measure.round_to)}"
    return f"{measure.name}：{PERIODS[measure.period]}算一次，{text}。"


def _points(scheme: Scheme, one: Any) -> str:
    what = selector_text(scheme, one.on)
    purse = purse_name(scheme, one.purse)
    if one.value != "points":
        of = "" if what == "全部" else f"{what}的"
        value = {"times": "记进“{}”的{}次数", "quantity": "把记进“{}”的{}数量加起来"}[one.value]
        return value.format(purse, of)
    if one.on.sign == "any":
        what = "每一笔分" if what == "全部" else f"{what}的分"
    what = what.removeprefix("全部的")
    return f"把记进“{purse}”的{what}加起来（兑换、清零不影响）"


def _balance(scheme: Scheme, one: Any) -> str:
    return f"期末“{purse_name(scheme, one.purse)}”还有多少"


def _ever(scheme: Scheme, one: Any) -> str:
    what = selector_text(scheme, one.on)
    only = "" if what == "全部" else f"（只算{what}）"
    return f"“{purse_name(scheme, one.purse)}”从头到现在一共挣了多少{only}"


def _inspected(scheme: Scheme, one: Any) -> str:
    name = entry_name(scheme, one.item)
    return f"{KINDS[one.subject]}的“{name}”检查得分，{_dropped(one)}{FOLDS[one.how]}"


def _dropped(one: Any) -> str:
    low = f"最低的 {one.drop_lowest} 次" if one.drop_lowest else ""
    high = f"最高的 {one.drop_highest} 次" if one.drop_highest else ""
    both = "和".join(part for part in (low, high) if part)
    return f"去掉{both}后" if both else ""


def _total(scheme: Scheme, one: Any) -> str:
    if len(one.terms) == 1 and one.terms[0].weight == -1 and not one.constant:
        return f"“{measure_name(scheme, one.terms[0].measure)}”取负数"
    text = ""
    for number, term in enumerate(one.terms):
        weight = abs(term.weight)
        times = "" if weight == 1 else f"×{figure_text(weight)}"
        held = [f"最低算 {figure_text(term.lower)}"] if term.lower is not None else []
        held += [f"最高算 {figure_text(term.upper)}"] if term.upper is not None else []
        inside = f"（{'，'.join(held)}）" if held else ""
        sign = "减" if term.weight < 0 else "加" if number else ""
        sign = f" {sign}" if text and text[-1].isdigit() else sign
        text += f"{sign}“{measure_name(scheme, term.measure)}”{times}{inside}"
    if one.constant:
        text += f"，再{'加' if one.constant > 0 else '减'} {figure_text(abs(one.constant))}"
    return text


def _fold(scheme: Scheme, one: Any) -> str:
    missing = {"skip": "没有记录的不算在内", "zero": "没有记录的按零分"}[one.missing]
    best = f"，只取最好的 {one.best_of} 期" if one.best_of is not None else ""
    name = measure_name(scheme, one.measure)
    return f"各期“{name}”{_dropped(one)}{FOLDS[one.how]}，{missing}{best}"


def _per_member(scheme: Scheme, one: Any) -> str:
    members = {
        "at_start": "期初人数",
        "at_end": "期末人数",
        "mean_by_day": "每天人数的平均",
        "each_day": "每笔分当天的人数",
    }[one.members]
    return f"“{measure_name(scheme, one.measure)}”按{members}平均到每人"


def _gather(scheme: Scheme, one: Any) -> str:
    whole = {
        "household": "全户",
        "group": "全组",
        "unit": "标签里写着这个单位的",
        "village": "全村",
    }[one.subject]
    only = f"（只算{who_text(one.who)}）" if one.who else ""
    return f"{whole}各自的“{measure_name(scheme, one.measure)}”{only}{FOLDS[one.how]}"


def _bands(scheme: Scheme, one: Any) -> str:
    bands = bands_text(one.bands, measure_unit(scheme, one.measure))
    return f"按“{measure_name(scheme, one.measure)}”分档：{bands}"


def _ratio(scheme: Scheme, one: Any) -> str:
    over, under = measure_name(scheme, one.over), measure_name(scheme, one.under)
    times = "" if one.times == 1 else f"，再乘以 {figure_text(one.times)}"
    return f"“{over}”除以“{under}”{times}，除数为零时算 {figure_text(one.empty)}"


def _rank(scheme: Scheme, one: Any) -> str:
    tied = "并列的后面不空名次" if one.ranking == "dense" else "并列的后面空出名次"
    where = "全村" if one.within == "village" else "本组"
    lowest = "，最低的是第 1 名" if one.order == "lowest" else ""
    return f"“{measure_name(scheme, one.measure)}”在{where}的名次{lowest}，{tied}"


def _holding(scheme: Scheme, one: Any) -> str:
    names = "、".join(f"“{entry_name(scheme, code)}”" for code in one.honours)
    if len(one.honours) == 1:
        return f"这一期评上{names}的算 1 个，没评上的算 0 个"
    return f"这一期评上{names}里的几个"


def _earlier(scheme: Scheme, one: Any) -> str:
    back = "上一期" if one.back == 1 else f"往前数第 {one.back} 期"
    return f"{back}的“{measure_name(scheme, one.measure)}”，没有的算 {figure_text(one.empty)}"


def _trailing(scheme: Scheme, one: Any) -> str:
    missing = {"skip": "没有记录的不算在内", "zero": "没有记录的按零分"}[one.missing]
    name = measure_name(scheme, one.measure)
    return f"最近 {one.periods} 期（本期在内）的“{name}”{FOLDS[one.how]}，{missing}"


def _spread(scheme: Scheme, one: Any) -> str:
    whose = {
        "resident": "每个人",
        "household": "每户",
        "group": "每组",
        "unit": "每个单位",
        "post": "每个岗位",
    }[one.subject]
    return f"{whose}都按所在的组、村、单位或户的“{measure_name(scheme, one.measure)}”算"


def _combine(scheme: Scheme, one: Any) -> str:
    names = "、".join(f"“{measure_name(scheme, code)}”" for code in one.measures)
    how = {
        "best": "里面最高的",
        "worst": "里面最低的",
        "sum": "相加",
        "mean": "的平均",
        "median": "的中间数",
        "product": "相乘",
    }[one.how]
    if one.best_of is not None:
        return f"{names}里最高的 {one.best_of} 个{how if one.best_of > 1 else ''}"
    return f"{names}{how}"


def _members(scheme: Scheme, one: Any) -> str:
    when = {"at_start": "期初", "at_end": "期末", "mean_by_day": "每天平均"}[one.members]
    return f"户里{when}的人数"


_MEASURES: dict[str, Callable[[Scheme, Any], str]] = {
    "points": _points,
    "balance": _balance,
    "earned_ever": _ever,
    "inspection": _inspected,
    "total": _total,
    "fold": _fold,
    "per_member": _per_member,
    "gather": _gather,
    "bands": _bands,
    "ratio": _ratio,
    "rank": _rank,
    "holding": _holding,
    "earlier": _earlier,
    "trailing": _trailing,
    "spread": _spread,
    "combine": _combine,
    "members": _members,
}


def bands_text(bands: tuple[Band, ...], unit: str = "分") -> str:
    """`不低于 80 分计 3 分；…`; `unit` of the figure that is looked up."""
    return "；".join(
        f"{limits_text(band, unit)}{f'（{band.name}）' if band.name else '' if unit else ' '}"
        f"计 {points_text(band.points)}"
        for band in bands
    )
