"""What follows from measures, as sentences: settlements, streaks, honours, pools."""

from decimal import Decimal
from typing import Any

from jishan.core.ranking import LOTS_MAX
from jishan.core.scheme.document import (
    Benefit,
    Draw,
    Gate,
    Honour,
    Pool,
    Scheme,
    Settlement,
    Streak,
    StreakCondition,
    Threshold,
    Turns,
)
from jishan.entrance.words.figures import day_text, figure_text
from jishan.entrance.words.scheme import PERIODS, SAFEGUARDS
from jishan.entrance.words.scheme_clauses.measures import bands_text
from jishan.entrance.words.scheme_clauses.plain import (
    SPANS,
    category_name,
    entry_name,
    limits_text,
    measure_name,
    measure_unit,
    points_text,
    rounding_text,
    signed_text,
)
from jishan.entrance.words.whom import who_text

BENEFITS = {
    "title": "称号",
    "plaque": "挂牌",
    "photo": "照片上榜",
    "goods": "物品",
    "service": "服务",
    "training": "培训",
    "points": "加分",
    "money": "奖金",
    "recommendation": "推荐",
    "party": "入党推荐",
    "army": "参军推荐",
    "homestead": "宅基地",
    "housing": "住房",
    "care_home": "养老",
    "medical": "医疗",
    "check_up": "体检",
    "condolence": "慰问",
    "policy": "政策",
    "project": "项目",
    "loan": "贷款",
    "dividend": "分红",
    "welfare": "福利",
    "employment": "就业",
    "exposure": "曝光",
    "blacklist": "负面名单",
    "appraisal": "考评",
    "help": "帮扶",
    "other": "其他",
}


def settlement_sentence(scheme: Scheme, one: Settlement) -> str:
    measure = measure_name(scheme, one.measure)
    if one.counts == "bands":
        bands = bands_text(one.bands, measure_unit(scheme, one.measure))
        how = f"按“{measure}”分档加分：{bands}"
    else:
        factor = "" if one.factor == 1 else f"乘以 {figure_text(one.factor)}，"
        how = f"“{measure}”{factor}记成分"
    whom = f"，只给{who_text(one.who)}" if one.who else ""
    whom += "".join(f"，{gate_text(scheme, gate)}" for gate in one.gates)
    if one.total_max is not None:
        whom += f"，全部加起来最多 {points_text(one.total_max)}，超过的按比例减"
    rounding = rounding_text(one.rounding, one.round_to)
    category = category_name(scheme, one.category)
    return f"{one.name}：{how}{whom}，{rounding}，记在“{category}”类。"


def streak_sentence(scheme: Scheme, one: Streak) -> str:
    measure = next((found for found in scheme.measures if found.code == one.measure), None)
    span = SPANS[measure.period] if measure else "一期"
    name = measure_name(scheme, one.measure)
    row = "连续" if one.counting == "consecutive" else "累计"
    gives = f"记“{one.mark}”" if one.mark else "还没有填给什么"
    gives = gives if one.points is None else f"奖 {points_text(one.points)}"
    again = {
        "rolling": "以后每再满一期又给一次",
        "separate": "满一轮给一次，用过的期不再用",
    }[one.windows]
    restart = None if one.restart == "ever" else PERIODS[one.restart]
    holds = f"“{name}”{condition_text(one.holds, measure_unit(scheme, one.measure))}"
    missing = {
        "breaks": "有一期没有就断" if row == "连续" else "没有的期跳过",
        "skipped": "没有的期跳过",
        "counted": "没有记录的期照样看",
    }
    if one.length == 1:
        parts = [f"每有{span}{holds}，{gives}"]
        if one.missing == "counted":
            parts.append(missing[one.missing])
    else:
        parts = [f"{holds}，{row} {one.length} 期（每期{span}），{gives}", again]
        parts += [f"{restart}重新数" if restart else "一直数下去", missing[one.missing]]
    if one.times_max is not None:
        parts.append(f"最多给 {one.times_max} 次")
    if one.who:
        parts.append(f"只给{who_text(one.who)}")
    parts += [gate_text(scheme, gate) for gate in one.gates]
    if one.category:
        parts.append(f"记在“{category_name(scheme, one.category)}”类")
    return f"{one.name}：{'；'.join(parts)}。"


def condition_text(holds: StreakCondition, unit: str = "分") -> str:
    parts = [] if holds.empty else [limits_text(holds, unit)]
    if holds.rank_at_most is not None:
        parts.append(f"排在前 {holds.rank_at_most} 名")
    if holds.last is not None:
        parts.append("排在最后（并列也算）" if holds.last == "tied_too" else "独自排在最后")
    return "、".join(parts) or limits_text(holds, unit)


def honour_sentence(scheme: Scheme, one: Honour) -> str:
    """One title: out of which measure, who gets it, on what conditions, what it brings."""
    parts = [picked_text(scheme, one), _contest(one)]
    if one.turns:
        parts.append(turns_text(one.turns))
    if one.who:
        parts.append(f"只评{who_text(one.who)}")
    parts += [gate_text(scheme, gate) for gate in one.gates]
    parts.append("在否决期内的不评" if one.barred == "out" else "在否决期内的也评")
    if one.gaps == "left":
        parts.append("不够条件的名次空着")
    parts += _ties(scheme, one)
    if one.inside:
        parts.append(f"只在“{entry_name(scheme, one.inside)}”里面评")
    if one.not_with:
        others = "、".join(f"“{entry_name(scheme, code)}”" for code in one.not_with)
        parts.append(f"不和{others}重复")
    if one.gives_points is not None:
        where = f"，记在“{category_name(scheme, one.category)}”类" if one.category else ""
        parts.append(f"再奖 {signed_text(one.gives_points)}{where}")
    brings = [benefit_text(scheme, benefit) for benefit in one.brings]
    if brings:
        parts.append(f"得到：{'、'.join(brings)}")
    return f"{one.name}：{'；'.join(parts)}。"


def picked_text(scheme: Scheme, one: Honour) -> str:
    """Out of which measure, and who: `按“年度”从高到低，前 3 名`."""
    name = measure_name(scheme, one.measure)
    if isinstance(one.pick, Threshold) and _all_within(one):
        return f"“{name}”{limits_text(one.pick, measure_unit(scheme, one.measure))}的都评上"
    if one.pick.shape == "draw":
        return _draw_text(one.pick, name)
    order = "从高到低" if one.order == "highest" else "从低到高"
    return f"按“{name}”{order}，{pick_text(one.pick)}"


def _all_within(one: Honour) -> bool:
    return one.pick.shape == "threshold" and one.pick.quota is None


def _draw_text(pick: Draw, measure: str) -> str:
    """Nobody is placed in a draw: the measure only says how many lots somebody has."""
    share = f"按“{measure}”每 {points_text(pick.points_per_lot)}" if pick.points_per_lot else "每个"
    most = f"（最多 {LOTS_MAX} 张）" if pick.points_per_lot else ""
    return f"够条件的{share}一张签{most}，抽 {pick.count} 个（抽签号“{pick.seed}”事先公布）"


def turns_text(turns: Turns) -> str:
    return f"每 {turns.every} 期评一次，从 {day_text(turns.first)}所在的一期起"


def pick_text(pick: Any) -> str:
    if pick.shape == "top_share":
        of = "全部参评的" if pick.of == "all" else "够条件的"
        after = f"{figure_text(pick.above_percent)}% 以后到 " if pick.above_percent else ""
        least = f"，至少 {pick.at_least} 个" if pick.at_least else ""
        round_ = {"down": "名额舍去小数", "half_up": "名额四舍五入", "up": "名额有小数进一"}
        text = f"{of}前 {after}{figure_text(pick.percent)}%，{round_[pick.rounding]}{least}"
    elif pick.shape == "ranks":
        first = f"第 {pick.first} 到第 {pick.last} 名"
        text = f"前 {pick.last} 名" if pick.first == 1 else first
    elif pick.shape == "seats":
        of = "参评的" if pick.of == "all" else "够条件的"
        text = f"一共 {pick.count} 个名额，按各组（类）{of}多少分配"
    else:
        most = f"，最多 {pick.quota} 个" if pick.quota is not None else ""
        text = f"{limits_text(pick)}的都评上{most}"
    return text


def _contest(one: Honour) -> str:
    if one.scope == "class":
        return f"分{'、'.join(one.classes)}几类分别评"
    return {"village": "全村一起评", "group": "每个村民小组分别评"}[one.scope]


def gate_text(scheme: Scheme, gate: Gate) -> str:
    unit = measure_unit(scheme, gate.measure)
    return f"“{measure_name(scheme, gate.measure)}”要{limits_text(gate, unit)}"


def _ties(scheme: Scheme, one: Honour) -> list[str]:
    """What happens with equals at the last place, where there is a last place."""
    if one.pick.shape == "draw" or _all_within(one):
        return []
    last = {"all_in": "都评上", "all_out": "都不评", "draw": "抽签决定"}[one.ties]
    if one.seed:
        last += f"（抽签号“{one.seed}”事先公布）"
    if not one.then_by:
        return [f"最后一名并列的{last}"]
    others = "、".join(f"“{measure_name(scheme, code)}”" for code in one.then_by)
    return [f"最后一名并列的依次比{others}，还并列的{last}"]


def benefit_text(scheme: Scheme, one: Benefit) -> str:
    text = f"{BENEFITS[one.kind]}：{one.text.rstrip('。')}"
    extra: list[str] = []
    if one.points is not None:
        extra.append(points_text(one.points))
    if one.yuan is not None:
        extra.append(f"{figure_text(one.yuan)} 元")
    if one.measure and one.when:
        unit = measure_unit(scheme, one.measure)
        extra.append(f"“{measure_name(scheme, one.measure)}”{limits_text(one.when, unit)}时")
    if one.safeguards:
        extra.append(f"条件：{'、'.join(SAFEGUARDS[safe] for safe in one.safeguards)}")
    return text + (f"（{'；'.join(extra)}）" if extra else "")


def pool_sentence(scheme: Scheme, one: Pool) -> str:
    name = measure_name(scheme, one.measure)
    sum_ = f"{figure_text(one.yuan)} 元"
    if one.part_of:
        of = measure_name(scheme, one.part_of.measure)
        sum_ = f"“{of}”的 {figure_text(one.part_of.percent)}%（最多 {sum_}）"
    parts = [f"{sum_}按“{name}”分"]
    if one.method == "per_point":
        each = figure_text((one.fen_per_point or Decimal(0)) / 100)
        parts.append(f"每分 {each} 元，钱不够时同比例减少")
    else:
        parts.append("按比例全部分完，分到每一分钱")
    if one.fund and scheme.funds:
        named = {source.code: source.name for source in scheme.funds.sources}
        parts.append(f"出自“{named.get(one.fund, one.fund)}”")
    if one.share_max_percent is not None:
        cut = "分给别人" if one.cut_off == "others" else "留下不分"
        parts.append(f"每份最多占 {figure_text(one.share_max_percent)}%，超过的{cut}")
    if one.who:
        parts.append(f"只分给{who_text(one.who)}")
    parts += [gate_text(scheme, gate) for gate in one.gates]
    if one.safeguards:
        parts.append(f"条件：{'、'.join(SAFEGUARDS[safe] for safe in one.safeguards)}")
    return f"{one.name}：{'；'.join(parts)}。"
