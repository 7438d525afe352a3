"""Base points (基础分): how much of them somebody gets who comes later than the period began."""

from datetime import date
from fractions import Fraction

from jishan.core.periods import Period, periods_within
from jishan.core.scheme.conduct import Periods
from jishan.core.scheme.worth import Base


def base_part(
    calendar: Periods, worth: Base, period: Period, *, begun: date, day: date
) -> Fraction:
    """The exact part: 1, 0, or days or months that are left of all in the period.

    `begun` is the first day on which the base could be granted at all: who is there by then gets
    the whole, and so does everybody of what is granted once for ever. The month of coming counts as
    a whole one. The part goes into scoring as the quantity of the act, as it is: the points are
    rounded there, as the document declares.
    """
    if worth.joiners == "none" and day > begun:
        return Fraction(0)
    if day <= begun or worth.joiners == "full" or worth.per == "ever":
        return Fraction(1)
    if worth.joiners == "by_day":
        return Fraction((period.last - day).days + 1, period.days)
    months = periods_within(calendar, "month", period)
    return Fraction(sum(month.last >= day for month in months), len(months))
