"""Clearing in a replay: at the end of its period, also where the village closed that only later."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from jishan.core.points import Points
from jishan.core.scheme.values import PeriodKind

if TYPE_CHECKING:
    from jishan.core.replay.run import Run


def clear(run: "Run", ended: Sequence[PeriodKind], day: date) -> None:
    """Clear the purses of the periods that ended. Of a close that was made later it is kept what it
    cleared: goods may have been fetched in between."""
    closed = run.known.closed
    for kind in ended:
        if not run.in_the_book(run.current[kind]):
            continue
        before = len(run.out.lapses)
        run.book.clear([kind], day, run.out.lapses)
        if closed is not None:
            made = closed[run.current[kind].label]
            for place, lapse in enumerate(run.out.lapses[before:], before):
                run.cleared[lapse.purse, lapse.holder] = (place, made)


def fetched(run: "Run", purse: str, holder: str, day: date) -> None:
    """Goods were handed over, as had been decided: what is missing now may be what a close has
    cleared that was made only after the day."""
    place, made = run.cleared.get((purse, holder), (0, date.min))
    if day < made:
        lapse = run.out.lapses[place]
        back = run.book.state(purse, holder).give_back(-lapse.points)
        run.out.lapses[place] = lapse._replace(points=Points(lapse.points + back))
