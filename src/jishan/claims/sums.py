"""A village's plain sums: what the book says that each household earned, best first.

`claims.facts` gathers what any document may ask for, `core.closing` makes everything of it. For a
county most documents are plain: a purse's points of the period, titles by place, share or figure.
That is answered here from one statement a village, without a value for each household and clause; a
test holds the two equal. What is not plain is not tried: `plan_of` and `plain_titles` return None.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from jishan.claims.acts import household_key
from jishan.claims.heirs import brought
from jishan.core.contests import Contest, simple
from jishan.core.periods import Period
from jishan.core.scheme.document import (
    Honour,
    PointsMeasure,
    Pool,
    Scheme,
    Selector,
    Settlement,
    Streak,
)

_EARNED = """
SELECT h.id, COALESCE(t.points, 0) AS points, h.id IN (
    SELECT b.household_id FROM claims_bar b
    WHERE b.village_id = %(village)s AND b.resident_id IS NULL AND b.since <= %(last)s
      AND b.until >= %(last)s AND (b.lifted_on IS NULL OR b.lifted_on > %(last)s)
      AND CAST(b.bars AS text) LIKE '%%"honours"%%'
  ) AS barred, EXISTS (
    SELECT 1 FROM registry_change c WHERE c.village_id = %(village)s AND c.kind = 'merged'
  ) AS merged
FROM registry_household h
LEFT JOIN ledger_account a ON a.village_id = h.village_id AND a.holder_kind = 'household'
  AND a.holder_id = h.id AND a.purse = %(purse)s
LEFT JOIN (
  SELECT e.account_id, CAST(SUM(e.points) AS bigint) AS points
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
does not count, nor does its reversal. And whether the household is barred from honours that day,
and whether the village ever had a merge."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be summed up, and the titles that follow from it."""

    purse: str
    honours: tuple[Honour, ...]


class Earned(NamedTuple):
    """`ranked` are (household, points), the highest points first and equals by household; `out` are
    the numbers (from 0) of those who are barred from honours."""

    ranked: list[tuple[int, int]]
    out: frozenset[int]


def plan_of(scheme: Scheme, measure: str) -> Plan | None:
    """The plan, if neither measure nor titles ask for more than the sums and their order."""
    chosen = scheme.measure(measure)
    if not isinstance(chosen, PointsMeasure) or not _whole(scheme, chosen):
        return None
    if any(one.kind == "household" for one in scheme.subjects.eligible):
        return None
    if scheme.settlements or scheme.streaks or any(one.gives_points for one in scheme.honours):
        return None
    honours = tuple(one for one in scheme.honours if one.measure == measure)
    return Plan(chosen.purse, honours) if all(map(simple, honours)) else None


def _whole(scheme: Scheme, measure: PointsMeasure) -> bool:
    """A household's purse without floor or ceiling, all of it, as it is."""
    purse = scheme.purse(measure.purse)
    limited = measure.lower is not None or measure.upper is not None or measure.rounding is not None
    return (
        (purse.holder, purse.floor, purse.held_max) == ("household", "none", None)
        and (measure.on, measure.value) == (Selector(), "points")
        and not limited
    )


class Sums:
    """A village's sums within one transaction: what a ranking is made of is asked once, and the
    close that stands beside it sees the same."""

    def __init__(self, village_id: int) -> None:
        self.village_id = village_id
        self._known: dict[tuple[str, Period], Earned] = {}

    def earned(self, purse: str, period: Period) -> Earned:
        """Everybody who takes part, best first."""
        found = self._known.get((purse, period))
        if found is None:
            found = self._known[purse, period] = _earned(self.village_id, purse, period)
        return found


def _earned(village_id: int, purse: str, period: Period) -> Earned:
    asked: dict[str, Any] = {
        "village": village_id,
        "purse": purse,
        "first": period.first,
        "last": period.last,
    }
    with connection.cursor() as cursor:
        cursor.execute(_EARNED, asked)
        found = cursor.fetchall()
    if found and found[0][3]:
        more = brought(village_id, purse, period)
        added = [(home, points + more.get(home, 0), *said) for home, points, *said in found]
        found = sorted(added, key=lambda row: (-row[1], row[0]))
    out = frozenset(number for number, row in enumerate(found) if row[2])
    return Earned([row[:2] for row in found], out)


def plain_titles(sums: Sums, scheme: Scheme, period: Period) -> dict[str, list[str]] | None:
    """Who gets which title at the close of the period, if nothing else follows from it."""
    kind = period.kind
    more: list[Settlement | Streak | Pool] = [*scheme.settlements, *scheme.streaks, *scheme.pools]
    if any(scheme.measure(one.measure).period == kind for one in more):
        return None
    plans: dict[str, Plan] = {}
    for honour in scheme.honours:
        if scheme.measure(honour.measure).period == kind:
            plan = plan_of(scheme, honour.measure)
            if plan is None:
                return None
            plans[honour.measure] = plan
    titles: dict[str, list[str]] = {}
    for plan in plans.values():
        ranked, out = sums.earned(plan.purse, period)
        negated = [-points for _, points in ranked]
        for honour in plan.honours:
            numbers = Contest(negated, out, honour).taken()
            titles[honour.code] = sorted(household_key(ranked[number][0]) for number in numbers)
    return titles
