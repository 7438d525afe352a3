"""A replay as lines that a cadre can read."""

from typing import Any

from jishan.core.replay.outcome import Outcome

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
        f"{scheme.name}({data['from']} 至 {data['until']})",
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
