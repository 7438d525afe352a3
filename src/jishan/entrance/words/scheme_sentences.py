"""The sentence that a villager reads for each item: “植树：每棵 +3 分，每季度最多 30 分”。"""

from collections.abc import Callable, Sequence
from typing import Any

from jishan.core.points import format_points
from jishan.core.scheme.document import Cap, Need, RuleItem, Scheme, Worth
from jishan.core.scheme.values import Bounds, Who
from jishan.entrance.words.figures import day_text, figure_text, length_text
from jishan.entrance.words.scheme import EVIDENCE, PERIODS, WHOSE
from jishan.entrance.words.whom import who_text


def item_sentence(scheme: Scheme, item: RuleItem) -> str:
    """One item in plain words, with everything that changes what it is worth."""
    parts = [worth_text(item.worth)]
    parts += _conditions(item)
    most = "最多扣" if item.negative else "最多"
    unit = getattr(item.worth, "unit", "")
    parts += [cap_sentence(cap, most, unit) for cap in item.caps]
    if item.repeat is not None:
        parts.append(_repeat(item))
    parts += _only(scheme, item)
    parts += _whom(item)
    parts += [_need(scheme, need) for need in item.needs]
    parts += _evidence(item)
    category = next((one for one in scheme.categories if one.code == item.category), None)
    head = f"{item.title}：" + "，".join(parts)
    caps = [cap_sentence(cap, most) for cap in category.caps] if category else []
    return head + (f"（“{category.name}”类{'；'.join(caps)}）" if category and caps else "")


def _evidence(item: RuleItem) -> list[str]:
    """`要有照片`, `还要有证明人或台账记录`"""
    every = "、".join(EVIDENCE[kind] for kind in item.evidence.required)
    one = "或".join(EVIDENCE[kind] for kind in item.evidence.any_of)
    found = [f"要有{every}"] if every else []
    return found + ([f"{'还' if every else ''}要有{one}"] if one else [])


def worth_text(worth: Worth) -> str:
    """`每棵 +3 分`"""
    return _VALUES[worth.shape](worth)


def cap_sentence(cap: Cap, most: str = "最多", unit: str = "") -> str:
    """`每季度最多 30 分`; `unit` of the item's quantity."""
    whose = WHOSE[cap.whose or "account"]
    if cap.per_member:
        whose += "按人数每人"
    if cap.times is not None:
        return f"{PERIODS[cap.per]}{whose}最多 {cap.times} 次"
    if cap.quantity is not None:
        return f"{PERIODS[cap.per]}{whose}最多计 {figure_text(cap.quantity)} {unit}".rstrip()
    return f"{PERIODS[cap.per]}{whose}{most} {format_points(cap.points or 0)} 分"


def _signed(points: int) -> str:
    return f"{format_points(points, signed=True)} 分"


def _fixed(worth: Any) -> str:
    if not worth.points:
        return "只记次数，不记分"
    return f"每{worth.unit} {_signed(worth.points)}"


def _per_unit(worth: Any) -> str:
    if not worth.points:
        return f"只记数量（{worth.unit}），不记分"
    bundle = "" if worth.bundle == 1 else f" {figure_text(worth.bundle)} "
    each = f"每{bundle}{worth.unit} {_signed(worth.points)}"
    if worth.start is not None:
        start = f"满 {figure_text(worth.start.at)} {worth.unit} {_signed(worth.start.points)}"
        each = f"{start}，超过的{each}"
    text = each if worth.per == "event" else f"{PERIODS[worth.per]}累计，{each}"
    if worth.whole and worth.bundle != 1:
        text += f"，不满{bundle}{worth.unit}的部分不计"
    if worth.min is not None:
        text += f"，至少 {figure_text(worth.min)} {worth.unit}"
    if worth.max is not None:
        text += f"，一次最多计 {figure_text(worth.max)} {worth.unit}"
    if worth.least is not None:
        most = "一次至少扣" if worth.points < 0 else "一次至少计"
        text += f"，{most} {format_points(worth.least)} 分"
    if worth.grades:
        text += "，" + "、".join(
            f"{one.name}乘以 {figure_text(one.factor)}" for one in worth.grades
        )
    return text


def _range(worth: Any) -> str:
    return f"每{worth.unit} {_signed(worth.low)}到 {_signed(worth.high)}，由评议小组定"


def _case(worth: Any) -> str:
    return f"一事一议，{_signed(worth.low)}到 {_signed(worth.high)}"


def _levels(worth: Any) -> str:
    return "、".join(f"{one.name} {_signed(one.points)}" for one in worth.levels)


def _steps(worth: Any) -> str:
    per = "按每次的数量" if worth.per == "event" else f"{PERIODS[worth.per]}累计"
    ladder = "、".join(
        f"满 {figure_text(one.at)} {worth.unit} {_signed(one.points)}" for one in worth.steps
    )
    mode = "到了高一级按高一级计" if worth.mode == "replace" else "每到一级再加"
    return f"{per}，{ladder}，{mode}"


def _brackets(worth: Any) -> str:
    found: list[str] = []
    for one in worth.brackets:
        upto = "再多的部分" if one.up_to is None else f"{figure_text(one.up_to)} {worth.unit}以内"
        found.append(f"{upto}每{worth.unit} {one.points:+f} 分")
    start = "" if worth.per == "event" else f"{PERIODS[worth.per]}累计，"
    return start + "、".join(found)


def _inspection(worth: Any) -> str:
    full = format_points(sum(line.points for line in worth.lines))
    full = f"满分 {full} 分{_judging(worth.judging)}"
    if worth.counts == "score_only":
        return f"{full}，只作评比"
    if worth.counts == "score":
        times = "" if worth.factor == 1 else f"，乘以 {figure_text(worth.factor)}"
        return f"{full}，得多少计多少{times}"
    bands = "；".join(
        f"{bounds_text(band)}计 {format_points(band.points)} 分" for band in worth.bands
    )
    return f"{full}，{bands or '还没有分段'}"


def _judging(judging: Any) -> str:
    """`，至少 3 人打分，去掉最高最低后取平均`; nothing where one person scores."""
    how = _JUDGED[judging.combine]
    if judging.combine in ("weights", "roles"):
        shares = "、".join(f"{who} {figure_text(w)}" for who, w in judging.weights.items())
        how += f"（{shares}）" if shares else ""
    least = f"，至少 {judging.judges_min} 人打分" if judging.judges_min > 1 else ""
    return least + (f"，{how}" if how else "")


_JUDGED = {
    "single": "",
    "mean": "各人打的分取平均",
    "median": "各人打的分取中间数",
    "trimmed_mean": "去掉最高最低后取平均",
    "sum": "各人打的分相加",
    "best": "取最高的",
    "worst": "取最低的",
    "weights": "各人打的分按占比合起来",
    "roles": "各类人先平均，再按占比合起来",
}


def bounds_text(bounds: Bounds) -> str:
    """`80 分以上（含）、85 分以下（不含）`"""
    if bounds.equals is not None:
        return f"{figure_text(bounds.equals)} 分"
    found = [
        (bounds.at_least, "分以上（含）"),
        (bounds.above, "分以上（不含）"),
        (bounds.at_most, "分以下（含）"),
        (bounds.below, "分以下（不含）"),
    ]
    return "、".join(f"{figure_text(value)} {text}" for value, text in found if value is not None)


def _base(worth: Any) -> str:
    given = f"{PERIODS[worth.per]}开始时自动记 {_signed(worth.points)}"
    return f"{given}，{_JOINERS[worth.joiners]}"


_JOINERS = {
    "full": "半路参加的给全",
    "none": "半路参加的不给",
    "by_month": "半路参加的按剩下的月数给",
    "by_day": "半路参加的按剩下的天数给",
}


def _import(worth: Any) -> str:
    if not worth.factor:
        return f"只记数量（{worth.unit}），不记分"
    least = f"，至少 {figure_text(worth.min)} {worth.unit}" if worth.min else ""
    most = f"，最多按 {figure_text(worth.max)} {worth.unit}计" if worth.max is not None else ""
    return f"每{worth.unit}折 {figure_text(worth.factor)} 分{least}{most}"


def _outcome(worth: Any) -> str:
    more = "再加" if worth.combine == "add" else "计"
    results = "、".join(f"{one.name}{more} {_signed(one.points)}" for one in worth.outcomes)
    return f"参与每{worth.unit} {_signed(worth.points)}，{results}"


_VALUES: dict[str, Callable[[Any], str]] = {
    "fixed": _fixed,
    "per_unit": _per_unit,
    "range": _range,
    "case": _case,
    "levels": _levels,
    "steps": _steps,
    "brackets": _brackets,
    "inspection": _inspection,
    "base": _base,
    "import": _import,
    "outcome": _outcome,
}


def _conditions(item: RuleItem) -> list[str]:
    found: list[str] = []
    for one in item.conditions:
        parts = [
            (one.at_least, "不少于"),
            (one.above, "多于"),
            (one.at_most, "不超过"),
            (one.below, "少于"),
            (one.equals, "正好"),
        ]
        text = "、".join(
            f"{word} {figure_text(value)} {one.unit}" for value, word in parts if value is not None
        )
        found.append(f"{one.name}{text}")
    if not found:
        return []
    joint = "并且" if item.conditions_need == "all" else "或者"
    unmet = "" if item.unmet_points is None else f"，达不到计 {_signed(item.unmet_points)}"
    return ["要求" + joint.join(found) + unmet]


def _repeat(item: RuleItem) -> str:
    repeat = item.repeat
    assert repeat is not None, "asked only of items that repeat"
    span = length_text(repeat.within) + "内" if repeat.within else PERIODS[repeat.per or "ever"]
    if repeat.factors:
        return f"{span}{_factors(repeat.factors)}"
    times = "按次数翻倍" if repeat.growing else f"乘以 {figure_text(repeat.factor)}"
    return f"{span}第 {repeat.from_time} 次起{times}"


def _factors(factors: Sequence[Any]) -> str:
    """`第 1 次不计、第 2 次照计、第 3 次起乘以 2`"""
    last = len(factors)
    return "、".join(
        f"第 {number} 次{'起' if number == last else ''}{_times(factor)}"
        for number, factor in enumerate(factors, 1)
    )


def _times(factor: Any) -> str:
    return {0: "不计", 1: "照计"}.get(factor, f"乘以 {figure_text(factor)}")


def _need(scheme: Scheme, need: Need) -> str:
    titles = [one.title for one in scheme.items if one.code in need.items] or need.items
    whose = WHOSE[need.whose]
    return f"要先做过“{'、'.join(titles)}”（{PERIODS[need.per]}{whose}满 {need.times} 次）"


def _only(scheme: Scheme, item: RuleItem) -> list[str]:
    """Whom the item is for, where it is not for everybody who takes part."""
    who = item.who or Who()
    kinds = who.kinds or item.subjects
    if set(kinds) >= set(scheme.subjects.kinds):
        kinds = ()
    if not kinds and item.who is None:
        return []
    return [f"只限{who_text(who.model_copy(update={'kinds': kinds}))}"]


_TEAMS = {"each": "每个队员都记", "equal": "队员平分", "stated": "队员按写明的份额分"}


def _whom(item: RuleItem) -> list[str]:
    words = {
        "household": "记在全户名下",
        "members": "每个成员都记",
        "named": "记给写明的人",
        "team": _TEAMS[item.team.split if item.team else "each"],
    }
    found = [words[item.credited_to]] if item.credited_to in words else []
    if item.credited_to == "team" and item.team and item.team.members_max is not None:
        found.append(f"一队最多 {item.team.members_max} 人")
    if item.days_of_month:
        found.append(f"每月 {item.days_of_month[0]} 日至 {item.days_of_month[1]} 日办理")
    if item.months:
        found.append("只在 " + "、".join(f"{month} 月" for month in item.months))
    if item.claim_days is not None:
        found.append(f"事后 {item.claim_days} 天内申报")
    if item.active_from:
        found.append(f"{day_text(item.active_from)}起")
    if item.active_until:
        found.append(f"到 {day_text(item.active_until)}止")
    return found
