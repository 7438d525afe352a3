"""Periods as people say them, from the label that a close keeps."""

from datetime import date

_MONTH, _DAY = 2, 3
"""Into how many parts the label of a month, and of a day, falls."""
_HALVES = {"1": "上半年", "2": "下半年"}
_QUARTERS = {"1": "第一季度", "2": "第二季度", "3": "第三季度", "4": "第四季度"}


def label_words(label: str) -> str:
    """ "2026年3月", "2026年3月上旬", "2026年第一季度", "2026年3月2日起的一周"."""
    week = label.startswith("W")
    parts = label.removeprefix("W").split("-")
    if len(parts) == _DAY:
        return day_words(date.fromisoformat("-".join(parts))) + ("起的一周" if week else "")
    if len(parts) == _MONTH:
        return _month(label[:7]) + label[7:]
    return _part_of_year(label)


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


def day_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
