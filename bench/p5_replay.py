"""P5: a village's year in the sandbox, from the two tables to everything that follows from them.

Ours reads roster and acts with all checks and runs them through the richest shipped scheme; the
yardstick reads the same tables and adds up one fixed figure for each act. Needs no database.
`JISHAN_BENCH_ACTS` sets how many acts the growth is followed to.
"""

import csv
import gc
import os
import time
from collections.abc import Callable, Iterable
from io import StringIO

from bench.engines import SQLITE
from bench.harness import Figure, of_pairs, peak_mb
from bench.made_year import MadeYear
from bench.raw_replay import add_up
from jishan.core.collecting import no_collector
from jishan.core.replay.outcome import Outcome
from jishan.core.replay.tables import read_happenings, read_roster
from jishan.core.replay.whole import replay
from jishan.core.scheme.document import Scheme
from jishan.management.scheme_cli import packs

TITLE = "a village's year is replayed"
ENGINES = (SQLITE,)
HOUSEHOLDS = 1_000
ACTS = 100_000
MOST = int(os.environ.get("JISHAN_BENCH_ACTS", "300000"))
GROWTH = ((10_000, ACTS), (ACTS, MOST))
PAIRS = 5
GROWTH_PAIRS = 3


def richest() -> tuple[str, Scheme]:
    """The shipped scheme with the most items, caps, measures, streaks and titles."""
    return max(packs(), key=lambda pack: _size(pack[1]))


def _size(scheme: Scheme) -> int:
    """Nothing can be recorded under a scheme whose items a village still has to write."""
    if not any(item.worth.shape != "base" for item in scheme.items):
        return 0
    caps = sum(len(item.caps) for item in scheme.items) + len(scheme.caps)
    results = len(scheme.measures) + len(scheme.streaks) + len(scheme.honours)
    return len(scheme.items) + caps + results + len(scheme.purses)


def run(engine: str) -> Iterable[Figure]:
    name, scheme = richest()
    year = MadeYear(scheme, households=HOUSEHOLDS, acts=ACTS)
    outcome = _replayed(scheme, year)
    counted = sum(one.state == "counted" for one in outcome.acts)
    credits_ = len(outcome.automatic)
    del outcome
    about = f"{name}: {len(scheme.items)} items; {counted:,} acts counted, {credits_:,} credits"
    pairs = [
        (_seconds(lambda: _replayed(scheme, year)), _seconds(lambda: _added_up(year)))
        for _ in range(PAIRS)
    ]
    yield of_pairs(
        "P5", engine, f"{HOUSEHOLDS:,} households, {ACTS:,} acts against adding up", pairs,
        target=8, at_least=False, unit="ms", note=f"{about}; memory {peak_mb():.0f} MB",
    )  # fmt: skip
    for few, many in GROWTH:
        small = MadeYear(scheme, households=HOUSEHOLDS, acts=few)
        large = year if many == ACTS else MadeYear(scheme, households=HOUSEHOLDS, acts=many)
        pairs = [
            (_per_act(scheme, large, many), _per_act(scheme, small, few))
            for _ in range(GROWTH_PAIRS)
        ]
        yield of_pairs(
            "P5", engine, f"cost of an act: {many:,} against {few:,}", pairs,
            target=1.3, at_least=False, unit="µs", note=f"{name}; memory {peak_mb():.0f} MB",
        )  # fmt: skip


def _replayed(scheme: Scheme, year: MadeYear) -> Outcome:
    """As `jishan scheme replay` does it, without printing."""
    with no_collector():
        roster = read_roster(csv.reader(StringIO(year.roster, newline="")))
        acts = read_happenings(csv.reader(StringIO(year.acts, newline="")), [scheme])
        return replay([scheme], roster, acts)


def _added_up(year: MadeYear) -> dict[str, int]:
    return add_up(year.roster, year.acts, year.points)


def _seconds(work: Callable[[], object]) -> float:
    """Milliseconds. What earlier turns left behind is cleared away before the clock starts, what
    this one made after it has stopped."""
    gc.collect()
    start = time.perf_counter()
    made = work()
    seconds = time.perf_counter() - start
    del made
    return seconds * 1_000


def _per_act(scheme: Scheme, year: MadeYear, acts: int) -> float:
    """Microseconds."""
    return _seconds(lambda: _replayed(scheme, year)) * 1_000 / acts
