"""Which earlier periods a close looks back to: folded ones, earlier ones, and runs of streaks."""

from datetime import date

from django.db.models import Min

from jishan.claims.models import Claim
from jishan.core.periods import CLOSING_ORDER, ONE_DAY, Period, period_of, periods_within
from jishan.core.scheme.document import (
    EarlierMeasure,
    FoldMeasure,
    Measure,
    Scheme,
    TrailingMeasure,
)
from jishan.core.scheme.made_of import asked_at_once, looked_back
from jishan.core.workflow import State

LOOKING_BACK = (EarlierMeasure, TrailingMeasure)


def by_close(period: Period) -> tuple[date, int]:
    """The order in which periods are closed."""
    return period.last, CLOSING_ORDER.index(period.kind)


def looks_back(village_id: int, scheme: Scheme, period: Period) -> dict[Period, set[str]]:
    """The earlier periods whose measures this one asks for, with the measures."""
    asks = any(one.restart == "ever" for one in scheme.streaks)
    asks = asks or any(isinstance(one, LOOKING_BACK) for one in scheme.measures)
    begins = _first_day(village_id) if asks else None
    back = _Back(scheme, begins or period.first)
    for measure in scheme.measures:
        if measure.period == period.kind:
            back.follow(measure, period)
    for streak in scheme.streaks:
        measure = scheme.measure(streak.measure)
        if measure.period != period.kind:
            continue
        first = back.begins
        if streak.restart != "ever":
            first = period_of(scheme.periods, streak.restart, period.last).first
        earlier = period_of(scheme.periods, period.kind, first)
        while earlier.last < period.first:
            back.ask(measure, earlier)
            earlier = period_of(scheme.periods, period.kind, earlier.last + ONE_DAY)
    return back.needed


def _first_day(village_id: int) -> date | None:
    posted = Claim.objects.filter(village_id=village_id, state=State.POSTED.value)
    found: date | None = posted.aggregate(first=Min("day"))["first"]
    return found


class _Back:
    """What is needed of earlier periods; nothing had been posted before `begins`."""

    def __init__(self, scheme: Scheme, begins: date) -> None:
        self.scheme, self.begins = scheme, begins
        self.needed: dict[Period, set[str]] = {}

    def ask(self, measure: Measure, period: Period) -> None:
        """Note a measure of an earlier period, and what it is made of."""
        asked = self.needed.setdefault(period, set())
        if measure.code not in asked:
            asked.add(measure.code)
            self.follow(measure, period)

    def follow(self, measure: Measure, period: Period) -> None:
        """Note what a measure of this period needs of earlier ones."""
        if isinstance(measure, EarlierMeasure | TrailingMeasure):
            for then in looked_back(self.scheme, measure, period):
                if then.last >= self.begins:
                    self.ask(self.scheme.measure(measure.measure), then)
        if isinstance(measure, FoldMeasure):
            inner = self.scheme.measure(measure.measure)
            for part in periods_within(self.scheme.periods, inner.period, period):
                self.ask(inner, part)
        else:
            for code in asked_at_once(self.scheme, measure):
                self.follow(self.scheme.measure(code), period)
