"""Who is meant by a rule, in words."""

from jishan.core.scheme.document import Who
from jishan.entrance.words.scheme import KINDS


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
        found.append("、也".join(f"不是{one}" for one in who.tags_none))
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
