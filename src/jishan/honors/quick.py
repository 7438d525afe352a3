"""The same standings, quickly: for documents whose measure is one sum of the book.

`standings` asks the core, which knows every clause there is. For a county most rankings are plain:
a purse's points of the period, titles by place, share or figure. Those are worked out here from one
statement a village, without a value for each household and clause; a property test holds the two
equal. What is not plain is not tried: `plan_of` returns None.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db import connection

from jishan.core.periods import Period
from jishan.core.scheme.document import (
    Honour,
    PointsMeasure,
    Ranks,
    Scheme,
    Selector,
    Threshold,
    TopShare,
)
from jishan.core.scheme.rounding import rounded
from jishan.honors.snapshot import Row, Run, Snapshot
from jishan.honors.standings import honours_of

_EARNED = """
SELECT h.id, COALESCE(t.points, 0) AS points, h.id IN (
    SELECT b.household_id FROM claims_bar b
    WHERE b.village_id = %(village)s AND b.resident_id IS NULL AND b.since <= %(last)s
      AND b.until >= %(last)s AND (b.lifted_on IS NULL OR b.lifted_on > %(last)s)
      AND CAST(b.bars AS text) LIKE '%%"honours"%%'
  ) AS barred
FROM registry_household h
LEFT JOIN ledger_account a ON a.village_id = h.village_id AND a.holder_kind = 'household'
  AND a.holder_id = h.id AND a.purse = %(purse)s
LEFT JOIN (
  SELECT e.account_id, SUM(e.points) AS points
  FROM ledger_entry e
  WHERE e.village_id = %(village)s AND e.day BETWEEN %(first)s AND %(last)s
    AND e.kind IN ('earning', 'deduction') AND e.posting_id NOT IN (
      SELECT r.id FROM ledger_posting r
      WHERE r.village_id = %(village)s AND r.reverses_id IS NOT NULL
      UNION ALL SELECT r.reverses_id FROM ledger_posting r
      WHERE r.village_id = %(village)s AND r.reverses_id IS NOT NULL
    )
  GROUP BY e.account_id
) t ON t.account_id = a.id
WHERE h.village_id = %(village)s AND h.participating AND h.since <= %(last)s
  AND (h.until IS NULL OR h.until >= %(last)s)
ORDER BY points DESC, h.id
"""
"""Who takes part on the last day, with what the book says they earned: a posting that was reversed
does not count, nor does its reversal. And whether the household is barred from honours that day."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be summed up, and the titles that follow from it."""

    purse: str
    honours: tuple[Honour, ...]


def plan_of(scheme: Scheme, measure: str) -> Plan | None:
    """The plan, if neither measure nor titles ask for more than the sums and their order."""
    chosen = scheme.measure(measure)
    if not isinstance(chosen, PointsMeasure) or not _whole(scheme, chosen):
        return None
    if any(one.kind == "household" for one in scheme.subjects.eligible):
        return None
    if scheme.settlements or scheme.streaks or any(one.gives_points for one in scheme.honours):
        return None
    honours = honours_of(scheme, measure)
    return Plan(chosen.purse, honours) if all(map(_simple, honours)) else None


def _whole(scheme: Scheme, measure: PointsMeasure) -> bool:
    """A household's purse without floor, all of it, as it is."""
    purse = scheme.purse(measure.purse)
    limited = measure.lower is not None or measure.upper is not None or measure.rounding is not None
    return (
        (purse.holder, purse.floor) == ("household", "none")
        and (measure.on, measure.value) == (Selector(), "points")
        and not limited
    )


def _simple(honour: Honour) -> bool:
    asks = (honour.who, honour.inside, *honour.gates, *honour.not_with, *honour.then_by)
    return (
        not any(asks)
        and (honour.scope, honour.order) == ("village", "highest")
        and honour.ties != "draw"
        and isinstance(honour.pick, Ranks | TopShare | Threshold)
    )


def quick_standings(village_id: int, plan: Plan, period: Period) -> Snapshot:
    """Everybody who takes part, best first."""
    asked: dict[str, Any] = {
        "village": village_id,
        "purse": plan.purse,
        "first": period.first,
        "last": period.last,
    }
    with connection.cursor() as cursor:
        cursor.execute(_EARNED, asked)
        found = cursor.fetchall()
    ranked = [(home, int(points)) for home, points, _ in found]
    return placed(ranked, frozenset(home for home, _, out in found if out), plan.honours)


def placed(
    ranked: Sequence[tuple[int, int]], barred: frozenset[int], honours: Sequence[Honour]
) -> Snapshot:
    """`ranked` are (household, points) from the highest points down."""
    values = [points for _, points in ranked]
    rows: list[Row] = []
    position, last = 0, None
    for number, (home, points) in enumerate(ranked, 1):
        if points != last:
            position, last = number, points
        rows.append([home, None, position, points])
    out = frozenset(number for number, row in enumerate(ranked) if barred and row[0] in barred)
    contests = [(honour.code, _Contest(values, out, honour)) for honour in honours]
    return Snapshot(rows, _runs(len(rows), contests))


def _runs(count: int, contests: Sequence[tuple[str, "_Contest"]]) -> list[Run]:
    """Stretches in which every title says the same."""
    cuts = sorted({count}.union(*(contest.cuts for _, contest in contests)) - {0})
    runs: list[Run] = []
    start = 0
    for stop in cuts if count else ():
        said = tuple((code, contest.reason(start)) for code, contest in contests)
        if runs and runs[-1].reasons == said:
            runs[-1] = runs[-1]._replace(size=runs[-1].size + stop - start)
        else:
            titles = tuple(code for code, why in said if why == "taken")
            runs.append(Run(stop - start, titles, said))
        start = stop
    return runs


class _Contest:
    """One title among falling `values`. What it says changes only at `cuts`.

    `reason` answers in the words of `core.ranking`, for the first place of a stretch.
    """

    def __init__(self, values: Sequence[int], out: frozenset[int], honour: Honour) -> None:
        self.out = out if honour.barred == "out" else frozenset()
        self.all_in = honour.ties == "all_in"
        self.standing: Sequence[int] | None = None
        contest, everybody = values, len(values)
        if self.out and honour.gaps == "filled":
            self.standing = [one for one in range(everybody) if one not in self.out]
            contest = [values[one] for one in self.standing]
        pick = honour.pick
        self.low, self.high, self.beyond = 0, len(contest), "not_placed"
        if isinstance(pick, Threshold):
            inside = _bounded(contest, pick)
            self.low, self.high, self.beyond = inside.start, inside.stop, "over_quota"
            self.first = 1
            self.last = len(inside) if pick.quota is None else pick.quota
        else:
            assert isinstance(pick, Ranks | TopShare), "a simple title"
            self.first, self.last = _positions(pick, everybody, len(contest))
        self.falling = [-value for value in contest]
        self.cuts: Iterable[int] = range(everybody + 1) if self.out else self._cuts()

    def _cuts(self) -> set[int]:
        cuts = {self.low, self.high}
        for position in (self.first, self.last):
            place = self.low + position - 1
            if self.low <= place < self.high:
                begin, end = self._span(place)
                cuts |= {begin, end}
        return cuts

    def _span(self, place: int) -> tuple[int, int]:
        """The group of equals: where it begins, and where the next one does."""
        value = self.falling[place]
        return (
            bisect_left(self.falling, value, self.low, self.high),
            bisect_right(self.falling, value, self.low, self.high),
        )

    def reason(self, number: int) -> str:
        if number in self.out:
            return "barred"
        place = number if self.standing is None else bisect_left(self.standing, number)
        if not self.low <= place < self.high:
            return "out_of_bounds"
        start, stop = self._span(place)
        begin, end = start - self.low + 1, stop - self.low
        if self.first <= (begin if self.all_in else end) <= self.last:
            return "taken"
        if begin <= self.last < end or begin < self.first <= end:
            return "tied_out"
        return self.beyond


def _positions(pick: Ranks | TopShare, everybody: int, standing: int) -> tuple[int, int]:
    if isinstance(pick, Ranks):
        return pick.first, pick.last
    count = everybody if pick.of == "all" else standing
    first = rounded(count * Fraction(pick.above_percent) / 100, pick.rounding) + 1
    last = rounded(count * Fraction(pick.percent) / 100, pick.rounding)
    return first, max(last, first - 1 + pick.at_least)


def _bounded(values: Sequence[int], pick: Threshold) -> range:
    """The stretch of falling values that lies within the bounds."""
    low = bisect_left(values, 1, key=lambda value: not _above(pick, Fraction(value) / 100))
    high = bisect_left(values, 1, key=lambda value: _beneath(pick, Fraction(value) / 100))
    return range(low, max(low, high))


def _above(pick: Threshold, value: Fraction) -> bool:
    return (
        (pick.at_most is not None and value > Fraction(pick.at_most))
        or (pick.below is not None and value >= Fraction(pick.below))
        or (pick.equals is not None and value > Fraction(pick.equals))
    )


def _beneath(pick: Threshold, value: Fraction) -> bool:
    return (
        (pick.at_least is not None and value < Fraction(pick.at_least))
        or (pick.above is not None and value <= Fraction(pick.above))
        or (pick.equals is not None and value < Fraction(pick.equals))
    )
