"""Draws of a ranking on its page: some lots at a time (`?lots=` says from which)."""

from collections.abc import Sequence
from dataclasses import dataclass

from jishan.entrance.request import JishanRequest
from jishan.honors.answers import DrawnTitle, Lot

AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Part:
    """Lots in the order of the draw; where the part before and the one after begin, or None.

    `taken` counts the lots that won. `again`: drawn again for this page, the winners are the first
    so many; only where another title stood in somebody's way they are not.
    """

    lots: tuple[Lot, ...]
    earlier: int | None
    later: int | None
    taken: int
    again: bool


def draws_shown(
    request: JishanRequest, draws: Sequence[DrawnTitle]
) -> list[tuple[DrawnTitle, Part]]:
    asked = request.GET.get("lots", "")
    start = int(asked) if asked.isdecimal() and len(asked) < len("1000000") else 0
    return [(one, _part(one, start)) for one in draws]


def _part(draw: DrawnTitle, start: int) -> Part:
    end = start + AT_ONCE
    taken = sum(one.taken for one in draw.lots)
    return Part(
        draw.lots[start:end],
        max(start - AT_ONCE, 0) if start else None,
        end if end < len(draw.lots) else None,
        taken,
        all(one.taken for one in draw.lots[:taken]),
    )
