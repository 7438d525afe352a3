"""When a bar (一票否决) ends."""

from datetime import date

from jishan.core.periods import ONE_DAY, after, next_period, period_of
from jishan.core.scheme.conduct import Periods, Veto


def last_barred_day(calendar: Periods, veto: Veto, since: date) -> date | None:
    """The last day on which a clause bars from `since` on; None: until it is lifted."""
    if veto.lasts is not None:
        return after(since, veto.lasts) - ONE_DAY
    if veto.until_end_of is None:
        return None
    period = period_of(calendar, veto.until_end_of, since)
    for _ in range(veto.plus):
        period = next_period(calendar, period)
    return period.last
