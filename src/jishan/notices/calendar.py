"""The days on which offices rest (法定节假日), as data: ours, and the operator's own beside it.

The State Council announces each year's list in the autumn before. A year that no list names has
weekends only. `holidays.json` in the data folder has the form of the one here and replaces
the years that it names: `{"2027": {"rest": ["2027-01-01/2027-01-03"], "work": ["2027-01-09"]}}`.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

from jishan.core.errors import Refusal
from jishan.core.periods import last_notice_day

_OURS = Path(__file__).parent / "holidays.json"


class HolidaysUnreadable(Refusal):
    code = "notices.holidays_unreadable"


@dataclass(frozen=True, slots=True)
class OfficeCalendar:
    """`rest`: days off by law; `work`: weekend days that are worked instead."""

    rest: frozenset[date]
    work: frozenset[date]

    def last_day(self, first: date, days: int, *, working: bool) -> date:
        """The last day of a notice put up on `first`; the day after counts as the first."""
        return last_notice_day(first, days, working=working, holidays=self.rest, workdays=self.work)


def office_calendar() -> OfficeCalendar:
    """The calendar as it stands now; read anew each time, so that a new list needs no restart."""
    years = _years(_OURS)
    own = Path(settings.HOME) / "holidays.json"
    if own.is_file():
        years |= _years(own)
    rest = frozenset(day for one in years.values() for day in one.rest)
    work = frozenset(day for one in years.values() for day in one.work)
    return OfficeCalendar(rest, work)


def _years(path: Path) -> dict[str, OfficeCalendar]:
    try:
        plain = json.loads(path.read_text("utf-8"))
        return {
            str(year): OfficeCalendar(_days(lists["rest"]), _days(lists["work"]))
            for year, lists in plain.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        raise HolidaysUnreadable(file=path.name) from None


def _days(written: list[str]) -> frozenset[date]:
    """A day, or a first and a last day with a stroke between."""
    days: set[date] = set()
    for text in written:
        first, _, last = text.partition("/")
        day, end = date.fromisoformat(first), date.fromisoformat(last or first)
        while day <= end:
            days.add(day)
            day += timedelta(days=1)
    return frozenset(days)
