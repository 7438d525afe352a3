"""The text that is frozen on a ranking: its period as people say it, its title."""

from jishan.claims.naming import day_words, label_words
from jishan.core.periods import Period


def period_words(period: Period) -> str:
    """ "2026年2月", "2026年第一季度", "2026年3月上旬",
    "2026年3月2日至3月8日", "截至2026年3月2日"."""
    match period.kind:
        case "ever":
            return f"截至{day_words(period.last)}"
        case "day":
            return day_words(period.first)
        case "week":
            return f"{day_words(period.first)}至{period.last.month}月{period.last.day}日"
    return label_words(period.label)


def ranking_title(period: Period, measure: str) -> str:
    return f"{period_words(period)}积分榜（{measure}）"
