"""A replay, a comparison, an imagined year as lines that a cadre can read."""

from typing import Any

from jishan.core.points import format_points
from jishan.core.replay.outcome import Outcome
from jishan.core.sandbox.comparing import Comparison, Side
from jishan.core.sandbox.imagining import Imagined
from jishan.core.scheme.document import Scheme
from jishan.entrance.words.sandbox import (
    WAYS,
    cap_name,
    class_name,
    class_sentence,
    comparison_sentences,
    count_text,
    imagined_sentences,
    spread_text,
    yuan,
)

SHOWN_MAX = 200
KIND = {
    "base": "基础分",
    "settlement": "结算",
    "streak": "连续奖励",
    "honour": "荣誉加分",
    "false_claim": "虚报扣分",
}


def replay_lines(data: dict[str, Any], out: Outcome) -> list[str]:
    """Balances, measures of closed years, titles, pools, refusals; the JSON holds everything."""
    totals = data["totals"]
    scheme = out.scheme
    lines = [
        f"{scheme.name}（{data['from']} 至 {data['until']}）",
        f"行为 {totals['acts']} 条：计分 {totals['counted']}，没有计 {totals['refused']},"
        f"冲正 {totals['reversed']}，异议撤下 {totals['withheld']}",
        f"加 {totals['points_added']} 分，扣 {totals['points_deducted']} 分，"
        f"自动 {totals['points_automatic']} 分，兑换 {totals['points_spent']} 分",
        "",
        "余额:",
    ]
    names = {purse.code: purse.name for purse in scheme.purses}
    for one in data["subjects"][:SHOWN_MAX]:
        if one["purses"]:
            held = ",".join(
                f"{names.get(p['purse'], p['purse'])} {p['balance']}(得 {p['earned']} "
                f"扣 {p['deducted']} 兑 {p['spent']})"
                for p in one["purses"]
            )
            lines.append(f"  {one['key']} {one['name']} {held}")
    lines += _results(data, out)
    lines += _refusals(data)
    return lines


def _results(data: dict[str, Any], out: Outcome) -> list[str]:
    scheme = out.scheme
    honours = {honour.code: honour.name for honour in scheme.honours}
    lines = ["", "荣誉:"]
    lines += [
        f"  {one['period']} {honours.get(one['honour'], one['honour'])} {one['scope']} "
        f"第 {one['place']} 名 {one['subject']}({one['value']})"
        for one in data["honours"]
        if one["taken"]
    ][:SHOWN_MAX]
    lines += ["", "自动计分:"]
    lines += [
        f"  {one['day']} {one['subject']} {KIND[one['kind']]}({one['code']}) {one['points']}"
        for one in data["automatic"]
    ][:SHOWN_MAX]
    for pool in data["pools"]:
        lines += [
            "",
            f"{pool['pool']} {pool['period']}:共分 {pool['yuan']} 元，留 {pool['kept_yuan']} 元",
        ]
        lines += [f"  {one['subject']} {one['yuan']} 元" for one in pool["shares"][:SHOWN_MAX]]
    return lines


def _refusals(data: dict[str, Any]) -> list[str]:
    lines = ["", "没有计分的:"]
    lines += [
        f"  {one['day']} {one['subject']} {one['item']}:{one['reasons'][0]['text']}"
        for one in data["acts"]
        if one["state"] == "refused"
    ][:SHOWN_MAX]
    lines += [
        f"  {one['day']} {one['type']} {one['subject']}:{one['reason']['text']}"
        for one in data["events"]
        if one["state"] == "refused"
    ][:SHOWN_MAX]
    return lines


def comparison_lines(found: Comparison) -> list[str]:
    """Two documents over one year: sentences, then classes, homes, titles, months."""
    lines = ["", "两份方案比较：", *(f"  {text}" for text in comparison_sentences(found))]
    way = ""
    for group in (*found.classes, *found.people):
        if group.way != way:
            way = group.way
            lines += ["", f"按“{WAYS[way]}”分："]
        lines.append(f"  {class_sentence(group)}")
    changed = [one for one in found.homes if one.first.points != one.second.points]
    if changed:
        lines += ["", "得分有变的户："]
    for one in changed[:SHOWN_MAX]:
        before, after = one.first.points, one.second.points
        difference = format_points(after - before, signed=True)
        lines.append(f"  {one.key}：{format_points(before)} → {format_points(after)}({difference})")
    return [*lines, *_moved_titles(found), *_months(found.first, found.second)]


def _moved_titles(found: Comparison) -> list[str]:
    names = found.first.honours | found.second.honours
    lines = []
    for move in found.titles:
        for keys, word in ((move.gained, "得到"), (move.lost, "失去")):
            name = names.get(move.honour, move.honour)
            lines += [f"  {key} {word}“{name}”（{move.period}）" for key in keys]
    return ["", "称号有变的户：", *lines[:SHOWN_MAX]] if lines else []


def _months(first: Side, second: Side) -> list[str]:
    lines = ["", "每月发出的分："]
    after = {month.label: month for month in second.months}
    for month in first.months:
        other = after.get(month.label)
        if other is not None and (month.issued or other.issued):
            cost = "" if other.cost is None else f"，合 {yuan(other.cost)}"
            before, now = format_points(month.issued), format_points(other.issued)
            lines.append(f"  {month.label}：{before} → {now}{cost}")
    return lines if len(lines) > 2 else []


def imagined_lines(scheme: Scheme, found: Imagined) -> list[str]:
    """One document in imagined villages."""
    lines = [scheme.name, *(f"  {text}" for text in imagined_sentences(scheme, found))]
    lines += ["", "每月发出的分："]
    lines += [f"  {label}：{spread_text(one)}" for label, one in found.months.items()]
    way = ""
    for one in found.classes:
        if one.way != way:
            way = one.way
            lines += ["", f"按“{WAYS[way]}”分，平均每户："]
        name = class_name(one.way, one.name)
        lines.append(f"  {name}（{one.homes.middle} 户）：{spread_text(one.mean)} 分")
    names = {honour.code: honour.name for honour in scheme.honours}
    if found.titles:
        lines += ["", "一年有几个："]
        lines += [f"  {names[code]}：{count_text(one)}" for code, one in found.titles.items()]
    if found.caps:
        lines += ["", "卡住的上限（一年几件事）："]
        lines += [
            f"  {cap_name(scheme, name)}：{count_text(one)}" for name, one in found.caps.items()
        ]
    return [*lines, ""]
