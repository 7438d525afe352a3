"""The same standings, quickly: for documents whose measure is one sum of the book.

`standings` asks the core, which knows every clause there is. What is plain (`claims.sums`) is
worked out here without a value for each household and clause; a property test holds the two equal.
"""

from collections.abc import Sequence

from jishan.claims.sums import Plan, Sums
from jishan.core.contests import Contest, stretches
from jishan.core.periods import Period
from jishan.core.scheme.document import Honour
from jishan.honors.snapshot import Row, Run, Snapshot


def quick_standings(sums: Sums, plan: Plan, period: Period) -> Snapshot:
    """Everybody who takes part, best first."""
    return placed(*sums.earned(plan.purse, period), plan.honours)


def placed(
    ranked: Sequence[tuple[int, int]], out: frozenset[int], honours: Sequence[Honour]
) -> Snapshot:
    """`ranked` are (household, points) from the highest points down; `out` the numbers (from 0) of
    those who are barred."""
    rows: list[Row] = []
    position, last = 0, None
    for number, (home, points) in enumerate(ranked, 1):
        if points != last:
            position, last = number, points
        rows.append([home, None, position, points])
    negated = [-points for _, points in ranked]
    contests = [(honour.code, Contest(negated, out, honour)) for honour in honours]
    return Snapshot(rows, _runs(len(rows), contests))


def _runs(count: int, contests: Sequence[tuple[str, Contest]]) -> list[Run]:
    """Stretches in which every title says the same."""
    runs: list[Run] = []
    for start, stop in stretches(count, *(contest.cuts for _, contest in contests)):
        said = tuple((code, contest.reason(start)) for code, contest in contests)
        if runs and runs[-1].reasons == said:
            runs[-1] = runs[-1]._replace(size=runs[-1].size + stop - start)
        else:
            titles = tuple(code for code, why in said if why == "taken")
            runs.append(Run(stop - start, titles, said))
    return runs
