"""Purses, redemption and funds as sentences."""

from jishan.core.scheme.document import (
    Clearing,
    Expiry,
    Funds,
    FundSource,
    Goods,
    Price,
    Purse,
    Redemption,
    RedemptionLimit,
    Scheme,
    Window,
)
from jishan.entrance.words.figures import day_text, figure_text, length_text
from jishan.entrance.words.scheme import KINDS, ORIGIN_WORDS, PERIODS
from jishan.entrance.words.scheme_clauses.plain import (
    ENDS,
    ROUNDINGS,
    WEEKDAYS,
    points_text,
    purse_name,
    rounding_text,
    selector_text,
)
from jishan.entrance.words.whom import who_text

_TAKES = {
    "own": "只记自己名下的分",
    "members": "成员挣的分都记进来",
    "both": "自己名下的和成员挣的分都记进来",
}
_SPEND_FIRST = {
    "oldest": "先花早挣的分",
    "newest": "先花新挣的分",
    "soonest_expiry": "先花快到期的分",
}
_EVERY = {
    "week": "每周末",
    "ten_days": "每旬末",
    "half_month": "每半月末",
    "month": "每月底",
    "quarter": "每季末",
    "half": "每半年末",
    "year": "每年底",
}


_OF = {"week": "本周", "month": "当月", "quarter": "当季", "half": "当半年", "year": "当年"}


def purse_sentence(scheme: Scheme, purse: Purse) -> str:
    """One purse with everything that its holder should know."""
    holder = KINDS[purse.holder]
    parts = [f"每{holder}一本，{'可以兑换' if purse.spendable else '只用来评比，不能兑换'}"]
    if purse.holder != "resident":
        parts.append(_TAKES[purse.takes])
    parts += _what_comes_in(scheme, purse)
    parts += _limits(purse)
    if purse.clearing:
        parts.append(clearing_text(purse.clearing))
    parts += [expiry_text(scheme, one) for one in purse.expiry]
    parts += _spending(scheme, purse)
    return f"{purse.name}：{'；'.join(parts)}。"


def _what_comes_in(scheme: Scheme, purse: Purse) -> list[str]:
    found: list[str] = []
    what = selector_text(scheme, purse.on)
    if what != "全部":
        found.append(f"只记{what}")
    if purse.origins:
        found.append("只记" + "、".join(ORIGIN_WORDS[one] for one in purse.origins) + "得来的分")
    if purse.unit != "分":
        found.append(f"单位是“{purse.unit}”")
    if purse.rate is not None:
        rounding = f"，{ROUNDINGS[purse.rate_rounding]}" if purse.rate_rounding else ""
        found.append(f"每笔按 {figure_text(purse.rate)} 倍记入{rounding}")
    return found


def _limits(purse: Purse) -> list[str]:
    if purse.floor == "zero":
        found = ["最低是 0 分，扣不成负的"]
    elif purse.floor == "none":
        found = ["可以扣成负的"]
    else:
        found = [f"最低扣到 {points_text(int(purse.floor))}"]
    if purse.held_max is not None:
        found.append(f"最多存 {points_text(purse.held_max)}")
    found += [f"{PERIODS[one.per]}最多记 {points_text(one.points)}" for one in purse.earned_max]
    return found


def clearing_text(clearing: Clearing) -> str:
    text = f"{_EVERY[clearing.every]}清零"
    if clearing.what == "positive":
        text += "（欠分不清）"
    if clearing.keep_percent is not None:
        text += f"，留下 {figure_text(clearing.keep_percent)}%"
    if clearing.keep_max is not None:
        text += f"，最多留 {points_text(clearing.keep_max)}"
    return text


def expiry_text(scheme: Scheme, expiry: Expiry) -> str:
    if expiry.after:
        text = f"挣到以后 {length_text(expiry.after)}内有效"
    else:
        end = ENDS[expiry.end_of or "year"]
        later = f"以后的第 {expiry.plus} 个{end}" if expiry.plus else end
        text = f"到{_OF[expiry.end_of or 'year']}{later}有效"
    if expiry.grace_months:
        text += f"，宽限 {expiry.grace_months} 个月"
    if expiry.grace_days:
        text += f"，宽限 {expiry.grace_days} 天"
    which = [ORIGIN_WORDS[one] + "得来的" for one in expiry.origins]
    what = selector_text(scheme, expiry.on)
    if what != "全部":
        which.append(what)
    return f"{'、'.join(which)}的分{text}" if which else f"每笔分{text}"


def _spending(scheme: Scheme, purse: Purse) -> list[str]:
    found: list[str] = []
    if purse.spendable and (purse.expiry or purse.spend_first != "oldest"):
        found.append(_SPEND_FIRST[purse.spend_first])
    if purse.locked is not None:
        found.append(f"其中 {points_text(purse.locked)}锁定，不能花")
    if purse.unlock:
        other = purse_name(scheme, purse.unlock.purse)
        found.append(f"“{other}”每挣 1 分，才能花这里 {figure_text(purse.unlock.ratio)} 分")
    if purse.transfer:
        among = "户内成员之间" if purse.transfer.between == "household" else "全村农户之间"
        text = f"可以在{among}转让"
        if purse.transfer.points_max is not None:
            per = PERIODS[purse.transfer.per or "ever"]
            text += f"，{per}最多 {points_text(purse.transfer.points_max)}"
        found.append(text)
    if purse.spendable:
        after = {"debt": "记作欠分，以后扣回", "write_off": "不再追扣"}[purse.after_correction]
        found.append(f"花掉以后又被更正的分，{after}")
    return found


def redemption_sentences(scheme: Scheme) -> list[str]:
    rule = scheme.redemption
    if rule is None:
        return ["本方案不设兑换。"]
    found = [f"用“{purse_name(scheme, rule.purse)}”兑换。"]
    if rule.fen_per_point is not None:
        found.append(f"1 分合 {figure_text(rule.fen_per_point / 100)} 元。")
    found += _thresholds(rule)
    found += [f"兑换日：{window_text(one)}。" for one in rule.windows]
    found += [limit_text(one) for one in rule.limits]
    found += [price_text(rule, one) for one in rule.prices]
    if rule.mixed:
        least = figure_text(rule.mixed.points_percent_min)
        found.append(f"可以一部分用积分、一部分补现金，积分至少占 {least}%。")
    if rule.vouchers:
        days = f"，{rule.voucher_days} 天内有效" if rule.voucher_days is not None else ""
        found.append(f"可以先领兑换券{days}。")
    return found + [goods_sentence(scheme, one) for one in rule.catalogue]


def _thresholds(rule: Redemption) -> list[str]:
    found: list[str] = []
    if rule.begin_at is not None:
        begin = "满" if rule.begin_is == "at_least" else "超过"
        begin = f"累计挣{begin}" if rule.begin_by == "earned" else begin
        found.append(f"{begin} {points_text(rule.begin_at)}才能兑换。")
    if rule.must_stay:
        found.append(f"兑换以后至少留 {points_text(rule.must_stay)}。")
    if rule.multiples_of is not None:
        found.append(f"每次兑换的分数要是 {points_text(rule.multiples_of)}的整数倍。")
    return found


def limit_text(limit: RedemptionLimit) -> str:
    """`每月每户最多兑换 50 分。`"""
    most = [f"{points_text(limit.points)}"] if limit.points is not None else []
    most += [f"{limit.times} 次"] if limit.times is not None else []
    whose = "全村合计" if limit.whose == "everyone" else ""
    whose += "按人数每人" if limit.per_member else ""
    return f"{PERIODS[limit.per]}{whose}最多兑换 {'、'.join(most)}。"


def price_text(rule: Redemption, price: Price) -> str:
    """`独居老人八折：是独居老人的，按原价的 80%，有小数进一，精确到 1 分。`"""
    return f"{price.name}：{price_terms(rule, price)}。"


def price_terms(rule: Redemption | None, price: Price) -> str:
    """Who pays less for what, and how much."""
    named = {one.code: one.name for one in rule.catalogue} if rule else {}
    what = "、".join(named.get(code, code) for code in price.goods)
    parts = [who_text(price.who), f"{what}按原价的 {figure_text(price.percent)}%"]
    parts.append(rounding_text(price.rounding, price.round_to))
    return "，".join(parts)


def window_text(window: Window) -> str:
    """`每月 10 日、20 日`, `每年的最后 10 天`, `6 月、12 月，星期六`"""
    parts: list[str] = []
    if window.first_day or window.last_day:
        first = f"从 {day_text(window.first_day)}起" if window.first_day else ""
        parts.append(first + (f"到 {day_text(window.last_day)}止" if window.last_day else ""))
    if window.months:
        parts.append("、".join(f"{month} 月" for month in window.months))
    if window.weekdays:
        parts.append("、".join(f"星期{WEEKDAYS[day - 1]}" for day in window.weekdays))
    if window.days_of_month:
        every = "" if window.months else "每月 "
        parts.append(every + "、".join(f"{day} 日" for day in window.days_of_month))
    if window.every is not None:
        parts.append(_part_of_period(window, PERIODS[window.every]))
    return "，".join(parts) or "每月随时"


def _part_of_period(window: Window, every: str) -> str:
    parts = [f"{every}的前 {window.first_days} 天"] if window.first_days is not None else []
    parts += [f"{every}的最后 {window.last_days} 天"] if window.last_days is not None else []
    return "、".join(parts) or f"{every}随时"


def goods_sentence(scheme: Scheme, goods: Goods) -> str:
    text = f"{goods.name}：每{goods.unit} {points_text(goods.points)}"
    if goods.yuan is not None:
        text += f"，值 {figure_text(goods.yuan)} 元"
    if goods.stock is not None:
        text += f"，共 {goods.stock} {goods.unit}"
    if goods.per_subject_max is not None:
        often = "" if goods.per_subject_in == "ever" else PERIODS[goods.per_subject_in]
        text += f"，每户{often}限兑 {goods.per_subject_max} {goods.unit}"
    if goods.purse is not None:
        text += f"，只能用“{purse_name(scheme, goods.purse)}”换"
    return text + "。"


def fund_sentences(funds: Funds | None) -> list[str]:
    if funds is None:
        return []
    found = [source_sentence(one) for one in funds.sources]
    if funds.floor_per_resident is not None:
        found.append(f"每年人均至少筹 {figure_text(funds.floor_per_resident)} 元。")
    if funds.cap_per_resident is not None:
        found.append(f"每年人均最多支出 {figure_text(funds.cap_per_resident)} 元。")
    if funds.surplus:
        found.append({"carried": "余下的结转下年。", "returned": "余下的退回。"}[funds.surplus])
    if funds.custody:
        found.append(f"钱物保管：{funds.custody}。")
    return found


def source_sentence(source: FundSource) -> str:
    parts = ["钱" if source.kind == "money" else "实物"]
    if source.yuan is not None:
        parts.append(f"{figure_text(source.yuan)} 元")
    if source.yuan_per_resident is not None:
        parts.append(f"人均 {figure_text(source.yuan_per_resident)} 元")
    if source.kind == "goods":
        parts.append("已估价" if source.valued else "还没有估价")
    if source.pays_for:
        parts.append(f"只用于{'、'.join(source.pays_for)}")
    return f"{source.name}：{'，'.join(parts)}。"
