"""The text that is frozen on a ranking: its period as people say it, its title."""

from datetime import date

from jishan.core.periods import Period

_HALVES = {"1": "上半年", "2": "下半年"}
_QUARTERS = {"1": "第一季度", "2": "第二季度", "3": "第三季度", "4": "第四季度"}


def period_words(period: Period) -> str:
    """ "2026年2月", "2026年第一季度", "2026年3月上旬",
    "2026年3月2日至3月8日", "截至2026年3月2日"."""
    match period.kind:
        case "ever":
            return f"截至{_day(period.last)}"
        case "day":
            return _day(period.first)
        case "week":
            return f"{_day(period.first)}至{period.last.month}月{period.last.day}日"
        case "month":
            return _month(period.label)
        case "ten_days" | "half_month":
            return _month(period.label[:7]) + period.label[7:]
    return _part_of_year(period.label)


def _month(label: str) -> str:
    year, month = label.split("-")
    return f"{year}年{int(month)}月"


def _part_of_year(label: str) -> str:
    year, mark, number = label.partition("Q")
    if not mark:
        year, mark, number = label.partition("H")
    year = f"{year.replace('/', '至')}年度" if "/" in year else f"{year}年"
    names = _QUARTERS if mark == "Q" else _HALVES
    return year + names.get(number, "")


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def ranking_title(period: Period, measure: str) -> str:
    return f"{period_words(period)}积分榜({measure})"
