"""P2: a month's inspection is posted for 100,000 households in one step."""

import os
import time
from collections.abc import Iterable
from functools import partial

from bench.engines import POSTGRESQL, SQLITE
from bench.harness import Figure, of_pairs, peak_mb, rate
from bench.p01_posting import Poster
from bench.people import DAY, NOW, BenchVillage, found_village
from bench.raw_posting import MEMO, RawPoster
from jishan.core.ledger import Kind, settle
from jishan.ledger.actions import Draft, post_many

TITLE = "a month's inspection is posted for 100,000 households"
ENGINES = (SQLITE, POSTGRESQL)
_HOUSEHOLDS = int(os.environ.get("JISHAN_BENCH_HOUSEHOLDS", "100000"))
_SMALL = _HOUSEHOLDS // 10
_PAIRS = 5


def _month(village: BenchVillage, name: str, size: int) -> int:
    """From scored results (who, how much) to the written book."""
    drafts = [
        Draft(
            settle(f"{name} {turn}", Kind.EARNING, DAY, [(village.account(turn), 100)]), turn, MEMO
        )
        for turn in range(size)
    ]
    return len(post_many(village.clerk, drafts, now=NOW, code="claim.posted"))


def run(engine: str) -> Iterable[Figure]:
    village = found_village("p2", _HOUSEHOLDS)
    before = peak_mb()
    small = rate(lambda: _month(village, "small", _SMALL))
    large = [rate(lambda: _month(village, "first", _HOUSEHOLDS))]
    memory = peak_mb()
    raw = RawPoster(village, 0)
    pairs, bare = [], []
    for turn in range(_PAIRS):
        start = time.perf_counter()
        month = raw.rows(_HOUSEHOLDS)
        if engine == POSTGRESQL:
            month.copies()
        middle = time.perf_counter()
        raw.post_month(month)
        end = time.perf_counter()
        del month
        large.append(rate(partial(_month, village, f"month {turn}", _HOUSEHOLDS)))
        pairs.append((large[-1], _HOUSEHOLDS / (end - start)))
        bare.append((large[-1], _HOUSEHOLDS / (end - middle)))
    name = f"{_HOUSEHOLDS:,} postings in one step"
    yield of_pairs("P2", engine, name, pairs, target=0.5, note="both from scored results")
    yield of_pairs("P2", engine, f"{name}, against rows made before", bare)
    yield of_pairs(
        "P2",
        engine,
        "peak memory",
        [(memory, 300.0)],
        target=1.0,
        at_least=False,
        unit="MB",
        note=f"{before:.0f} MB before the step, with Django and all households just made",
    )
    yield of_pairs(
        "P2",
        engine,
        f"cost of growth: the last {_HOUSEHOLDS:,} after five months, the first {_SMALL:,}",
        [(1e6 / large[-1], 1e6 / small)],
        target=1.3,
        at_least=False,
        unit="µs each",
    )
    single = Poster(village, 1)
    single.post(50)
    ones = [rate(lambda: single.post(300)) for _ in range(_PAIRS)]
    yield of_pairs(
        "P2",
        engine,
        "in bulk against one at a time",
        [(many, one) for (many, _), one in zip(pairs, ones, strict=True)],
        target=25,
    )
