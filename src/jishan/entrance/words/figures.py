"""Figures, days and lengths of time as people write them."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from jishan.core.scheme.rounding import decimal_text
from jishan.core.scheme.values import Duration


def figure_text(value: Decimal | Fraction | int) -> str:
    """`0.5`, `100`: no zeros behind it."""
    return decimal_text(Fraction(value))


def length_text(length: Duration) -> str:
    """`6 个月`"""
    if length.years:
        return f"{length.years} 年"
    return f"{length.months} 个月" if length.months else f"{length.days or '几'} 天"


def day_text(day: date) -> str:
    """`2024 年 5 月 20 日`"""
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def written_day(text: str) -> str | None:
    """A day as a document writes it, in words; None of any other text."""
    if len(text) != len("2024-05-20"):
        return None
    try:
        return day_text(date.fromisoformat(text))
    except ValueError:
        return None
