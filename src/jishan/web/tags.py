"""The few template tags: points, local words."""

from collections.abc import Mapping
from typing import Any

from django import template

from jishan.core.points import format_fen, format_points
from jishan.entrance.words.wording import WORDINGS

register = template.Library()


@register.filter
def points(value: int | None) -> str:
    """Hundredths as a person writes them: 300 is "3"."""
    return "" if value is None else format_points(value)


@register.filter
def signed(value: int | None) -> str:
    """With its sign: 300 is "+3", -1050 is "-10.5"."""
    return "" if value is None else format_points(value, signed=True)


@register.filter
def yuan(fen: int | None) -> str:
    """Fen as yuan: 1250 is "12.50"."""
    return "" if fen is None else format_fen(fen)


@register.simple_tag(takes_context=True)
def word(context: Mapping[str, Any], key: str) -> str:
    """What this place calls a thing: `{% word "points_shop" %}`."""
    own: Mapping[str, str] = context.get("wordings") or {}
    return own.get(key) or WORDINGS[key]
