"""The lots of a draw on its page, some at a time: no page grows with the village."""

from typing import Any, cast

from django.test import RequestFactory

from jishan.honors.answers import DrawnTitle, Lot
from jishan.web.drawn import draws_shown

LOTS = tuple(Lot(f"h{n}", f"{n:064d}", "", "", n < 2) for n in range(45))
DRAW = DrawnTitle("幸运户", "号 2026-03", LOTS)


def part(query: str) -> tuple[list[str], int | None, int | None]:
    request = cast(Any, RequestFactory().get(f"/?{query}"))
    ((_draw, found),) = draws_shown(request, [DRAW])
    return [one.name for one in found.lots], found.earlier, found.later


def test_lots_are_shown_in_parts() -> None:
    assert part("") == ([f"h{n}" for n in range(20)], None, 20)
    assert part("lots=20") == ([f"h{n}" for n in range(20, 40)], 0, 40)
    assert part("lots=40") == ([f"h{n}" for n in range(40, 45)], 20, None)


def test_what_is_no_number_begins_at_the_first() -> None:
    for query in ("lots=x", "lots=-5", "lots=99999999999999999999"):
        assert part(query) == part("")


def again(*taken: int) -> tuple[int, bool]:
    lots = tuple(Lot(f"h{n}", f"{n:064d}", "", "", n in taken) for n in range(5))
    request = cast(Any, RequestFactory().get("/"))
    ((_draw, found),) = draws_shown(request, [DrawnTitle("幸运户", "号 2026-03", lots)])
    return found.taken, found.again


def test_the_draw_is_said_to_come_out_the_same_only_where_it_does() -> None:
    assert again(0, 1) == (2, True)
    assert again(0, 2) == (2, False)
    assert again() == (0, True)
