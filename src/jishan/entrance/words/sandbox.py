"""What a trial means, in sentences: who gains, what it costs, who is left out."""

from collections.abc import Mapping, Sequence

from jishan.claims.naming import label_words
from jishan.core.points import format_points
from jishan.core.sandbox.comparing import Comparison, TitleMove, Why
from jishan.core.sandbox.groups import ClassFigures
from jishan.core.sandbox.imagining import Imagined, Spread
from jishan.core.sandbox.money import Money
from jishan.core.sandbox.reach import Reach, Without
from jishan.core.scheme.board import FEWEST
from jishan.core.scheme.document import Cap, Scheme
from jishan.core.scheme.facts import Reason
from jishan.entrance.words.scheme import PERIODS, reason_text
from jishan.entrance.words.scheme_sentences import cap_sentence

WAYS = {
    "village": "全村",
    "group": "村民小组",
    "oldest": "家里最年长的人",
    "alone": "老人独居",
    "absence": "在不在村里",
    "size": "家里几口人",
    "disability": "有没有残疾成员",
    "tag": "身份",
    "age": "个人年龄",
}
_CLASSES = {
    ("alone", "alone"): "独居老人户",
    ("alone", "not_alone"): "其他户",
    ("absence", "here"): "全家在村的户",
    ("absence", "some_away"): "有人在外的户",
    ("absence", "all_away"): "全家在外的户",
    ("size", "1"): "一口人的户",
    ("size", "2"): "两口人的户",
    ("size", "3_4"): "三四口人的户",
    ("size", "5_up"): "五口人以上的户",
    ("size", "unknown"): "人数不明的户",
    ("disability", "with"): "有残疾成员的户",
    ("disability", "without"): "没有残疾成员的户",
    ("oldest", "unknown"): "没写出生日期的户",
    ("oldest", "80_up"): "最年长 80 岁以上的户",
}
AGES = {
    "under_18": "不满 18 岁的人",
    "18_44": "18–44 岁的人",
    "45_59": "45–59 岁的人",
    "60_69": "60–69 岁的人",
    "70_79": "70–79 岁的人",
    "80_up": "80 岁以上的人",
    "unknown": "没写出生日期的人",
}
WITHOUT = {"phone": "没有手机的户", "land": "没有地的户", "family": "家里没人在村的户"}
VALUED = {
    "stated": "按方案写的一分值多少钱算",
    "catalogue": "方案没写一分值多少钱，按目录里最贵的换法算",
    "nothing": "方案没写一分值多少钱，也没有标价的东西，算不出钱",
}


TITLE_TIMES = 3
"""A title that moves in more periods than this is told of once."""


def class_name(way: str, name: str) -> str:
    """One class of homes: `独居老人户`, `有“党员”的户`."""
    found = _CLASSES.get((way, name))
    if found is not None:
        return found
    if way == "oldest":
        return f"最年长 {name.replace('_', '–').replace('under–', '不满 ')} 岁的户"
    if way == "age":
        return AGES[name]
    if way == "tag":
        return f"有“{name}”的户"
    return name or "没有写小组的户"


def yuan(fen: int | None) -> str:
    """`1,234.5 元`; what cannot be known is a dash."""
    if fen is None:
        return "—"
    whole, _, rest = format_points(fen).partition(".")
    return f"{int(whole):,}{'.' + rest if rest else ''} 元"


def points(value: int, *, signed: bool = False) -> str:
    return f"{format_points(value, signed=signed)} 分"


def percent(hundredths: int) -> str:
    return f"{format_points(hundredths)}%"


def comparison_sentences(found: Comparison) -> list[str]:
    """The few sentences that everybody should read before the figures."""
    village = found.village
    same = village.homes - village.gained - village.lost
    lines = [
        f"比了 {village.homes} 户：得分变多的 {village.gained} 户，变少的 {village.lost} 户，"
        f"不变的 {same} 户。",
        f"合计从 {points(village.first)}变为 {points(village.second)}，"
        f"平均每户从 {points(village.mean_first)}变为 {points(village.mean_second)}。",
    ]
    lines += _worst_off(found)
    lines += _titles(found)
    lines += money_sentences(found.second.money)
    lines += reach_sentences(found.second.reach)
    return lines


def _worst_off(found: Comparison) -> list[str]:
    """Classes that lose while the village does not, or lose more than it does."""
    village = found.village.mean_second - found.village.mean_first
    losers = [
        one
        for one in found.classes
        if one.mean_second - one.mean_first < min(village, 0) and one.lost and one.homes >= FEWEST
    ]
    losers.sort(key=lambda one: (one.mean_second - one.mean_first, one.way, one.name))
    return [
        f"吃亏的是{class_name(one.way, one.name)}：{one.homes} 户里 {one.lost} 户变少，"
        f"平均每户 {points(one.mean_second - one.mean_first, signed=True)}。"
        for one in losers[:3]
    ]


def _titles(found: Comparison) -> list[str]:
    moved = [move for move in found.titles if move.lost or move.gained]
    if not moved:
        return ["称号没有变动。"] if found.titles else []
    return title_sentences(found)[:6]


def title_sentences(found: Comparison) -> list[str]:
    """A sentence for every title that moves; one that is given many times has one for all."""
    names = found.first.honours | found.second.honours
    moved: dict[str, list[TitleMove]] = {}
    for move in found.titles:
        if move.lost or move.gained:
            moved.setdefault(move.honour, []).append(move)
    lines = []
    for honour, moves in moved.items():
        if len(moves) > TITLE_TIMES:
            lines.append(_often(names.get(honour, honour), moves))
        else:
            lines += [title_sentence(names, move) for move in moves]
    return lines


def _often(name: str, moves: Sequence[TitleMove]) -> str:
    gained, lost = (sum(len(one) for one in kind) for kind in _kinds(moves))
    kept = sum(move.kept for move in moves)
    return (
        f"“{name}”：{len(moves)} 次评比有变动，一共新得 {gained} 户次，失去 {lost} 户次，"
        f"保留 {kept} 户次。"
    )


def _kinds(moves: Sequence[TitleMove]) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    return [move.gained for move in moves], [move.lost for move in moves]


def refused_sentences(found: Comparison) -> list[str]:
    """What stands in the records and brought nothing: nobody should think it was counted."""
    refused = found.second.refused
    if not refused:
        return []
    return [f"有 {refused} 件事按新方案不能计分，为什么写在下面。"]


def why_text(scheme: Scheme, one: Why, before: Sequence[Scheme] = ()) -> str:
    """Why acts were refused, without the full stop. `before`: the documents that hold or held; what
    one of them had and the tried one has no more is said by its title."""
    item = str(one.facts.get("item"))
    old = next((rules for rules in before if rules.has_item(item)), None)
    if one.code == "scoring.item_unknown" and old is not None:
        return f"“{old.item(item).title}”：这份方案里没有这一项"
    return reason_text(scheme, Reason(one.code, one.facts)).rstrip("。")


def title_sentence(names: Mapping[str, str], move: TitleMove) -> str:
    """`“十佳户”(2024):3 户新得,3 户失去,7 户保留。`"""
    name = names.get(move.honour, move.honour)
    return (
        f"“{name}”（{label_words(move.period)}）："
        f"{len(move.gained)} 户新得，{len(move.lost)} 户失去，"
        f"{move.kept} 户保留。"
    )


def money_sentences(money: Money) -> list[str]:
    """What it may cost, and whether the sources cover it."""
    if money.total is None:
        return [f"{VALUED['nothing']}。"] if money.issued else []
    lines = [f"发出的分全部兑掉要 {yuan(money.could_cost)}（{VALUED[money.valued_by]}）。"]
    extra = money.prizes + money.pools
    if extra:
        lines.append(f"称号的奖励和分红另要 {yuan(extra)}。")
    if money.left is None:
        lines.append("方案没有写清有多少钱，比不了够不够。")
    elif money.left < 0:
        when = f"，到 {money.run_out} 就用完了" if money.run_out else ""
        lines.append(f"资金有 {yuan(money.available)}，还差 {yuan(-money.left)}{when}。")
    else:
        lines.append(f"资金有 {yuan(money.available)}，够用，余 {yuan(money.left)}。")
    total = money.total
    if money.cap is not None and total > money.cap:
        lines.append(f"超过了每人每年的上限（合计 {yuan(money.cap)}）。")
    if money.floor is not None and total < money.floor:
        lines.append(f"没有用到每人每年的最低数（合计 {yuan(money.floor)}）。")
    return lines


def reach_sentences(reach: Reach) -> list[str]:
    """Who can reach what, and who never can."""
    lines = []
    if reach.first_good is not None:
        good = reach.first_good
        lines.append(
            f"{reach.homes} 户里有 {reach.good} 户够换第一样东西"
            f"（{good.name}，{points(good.points)}），{reach.nothing} 户一分也没有。"
        )
    elif reach.nothing:
        lines.append(f"{reach.homes} 户里有 {reach.nothing} 户一分也没有。")
    lines += [without_sentence(one) for one in reach.without if one.items]
    return lines


def without_sentence(one: Without) -> str:
    """What somebody without it cannot reach."""
    text = f"{WITHOUT[one.what]}得不到 {len(one.items)} 项的分（{'、'.join(one.items[:4])}"
    text += "等）" if len(one.items) > 4 else "）"
    text += f"，占发出的分的 {percent(one.share)}"
    if one.honours:
        text += f"；评不上{'、'.join(f'“{name}”' for name in one.honours)}"
    if one.goods:
        text += "；什么也换不到"
    return text + "。"


def class_sentence(one: ClassFigures) -> str:
    """One class in one line."""
    change = one.mean_second - one.mean_first
    unit = "人" if one.way == "age" else "户"
    return (
        f"{class_name(one.way, one.name)} {one.homes} {unit}：平均 {points(one.mean_first)} → "
        f"{points(one.mean_second)}（{format_points(change, signed=True)}），"
        f"多 {one.gained} {unit}，少 {one.lost} {unit}"
    )


def cap_name(scheme: Scheme, name: str) -> str:
    """A cap as people know it: what it limits and how much."""
    owner, _, number = name.rpartition("/")
    shared = next((cap for cap in scheme.caps if cap.code == name), None)
    if shared is not None:
        return f"“{name}”合计{cap_sentence(shared)}"
    if scheme.has_item(owner):
        item = scheme.item(owner)
        return f"“{item.title}”{_of(item.caps, number)}"
    category = next((one for one in scheme.categories if one.code == owner), None)
    if category is not None:
        return f"“{category.name}”类{_of(category.caps, number)}"
    purse = next((one for one in scheme.purses if one.code == owner), None)
    if purse is not None and number.isdecimal() and int(number) <= len(purse.earned_max):
        cap = purse.earned_max[int(number) - 1]
        return f"“{purse.name}”{PERIODS[cap.per]}最多 {points(cap.points)}"
    return f"“{name}”"


def _of(caps: tuple[Cap, ...], number: str) -> str:
    known = number.isdecimal() and 0 < int(number) <= len(caps)
    return cap_sentence(caps[int(number) - 1]) if known else "的上限"


def spread_text(one: Spread) -> str:
    """`120(100–150)`: the middle, and between which figures eight runs of ten lie."""
    middle, low, high = (format_points(value) for value in (one.middle, one.low, one.high))
    return middle if low == high else f"{middle}（{low}–{high}）"


def count_text(one: Spread) -> str:
    return f"{one.middle}" if one.low == one.high else f"{one.middle}（{one.low}–{one.high}）"


def money_text(one: Spread) -> str:
    if one.low == one.high:
        return yuan(one.middle)
    return f"{yuan(one.middle)}（{yuan(one.low)}–{yuan(one.high)}）"


def imagined_sentences(scheme: Scheme, found: Imagined) -> list[str]:
    """What came out in the imagined villages."""
    lines = [
        f"设想了 {found.runs} 个村，每村 {found.households} 户，各过一年。"
        "下面的数是居中的一个村，括号里是十个村里有八个落在的范围。",
        f"一年记 {count_text(found.acts)} 件事，发出 {spread_text(found.issued)} 分。",
    ]
    if found.cost is not None:
        lines.append(f"全部兑掉、连同奖励和分红要 {money_text(found.cost)}。")
    if found.runs_funded:
        lines.append(
            f"{found.runs_funded} 个村里有 {found.runs_short} 个村的钱不够"
            + (f"，最早 {min(found.run_out)} 就用完" if found.run_out else "")
            + "。"
        )
    if found.first_good is not None:
        lines.append(f"够换第一样东西的户占 {_percent(found.first_good)}。")
    if found.titles:
        lines.append(f"得到称号的户占 {_percent(found.first_title)}。")
    lines.append(f"一分也没有的户占 {_percent(found.nothing)}。")
    lines += [
        f"按“{WAYS[way]}”分，最多和最少的一类平均每户差 {spread_text(one)} 分。"
        for way, one in sorted(found.apart.items(), key=lambda pair: (-pair[1].middle, pair[0]))[:2]
    ]
    if not scheme.items:
        lines.append("方案里还没有事项，村里填了事项再来设想。")
    return lines


def _percent(one: Spread) -> str:
    middle, low, high = (percent(value) for value in (one.middle, one.low, one.high))
    return middle if low == high else f"{middle}（{low}–{high}）"
