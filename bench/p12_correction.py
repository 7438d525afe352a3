"""P12: what a correction costs in a village whose year is in the book.

An act of March is reversed, or comes late, when the year is over: everything that followed is
worked out by two replays of the year and corrected; announced rankings are looked at again. The
yardstick is those two replays by the core alone, from acts that are in memory, with nothing read
and nothing written. Meanwhile somebody else asks for the lock under which figures are bound, as
whoever publishes does (on SQLite as every writer). Sizes are set by `JISHAN_BENCH_HOUSEHOLDS`,
`JISHAN_BENCH_ACTS` and `JISHAN_BENCH_PAIRS`.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Any

from django.db import connection

from bench.engines import POSTGRESQL, SQLITE
from bench.harness import Figure, of_pairs, peak_mb
from bench.lived_year import DAY, LivedYear, at_of
from bench.p5_replay import richest
from jishan.claims.actions import post_due_claims, reverse_claim
from jishan.claims.models import Claim, Correction
from jishan.claims.past_people import roster_of
from jishan.core.access import clock_actor
from jishan.core.replay.known import Known
from jishan.core.replay.whole import replay
from jishan.core.scheme.document import Scheme, to_document
from jishan.core.scheme.reading import from_plain
from jishan.core.workflow import State
from jishan.honors.mending import recheck
from jishan.orgs.actions import next_number

TITLE = "an act of March is corrected when the year is over"
ENGINES = (SQLITE, POSTGRESQL)
HOUSEHOLDS = int(os.environ.get("JISHAN_BENCH_HOUSEHOLDS", "1000"))
ACTS = int(os.environ.get("JISHAN_BENCH_ACTS", "100000"))
PAIRS = int(os.environ.get("JISHAN_BENCH_PAIRS", "5"))
PATIENCE = 0.02
"""So long the other one waits before it asks again, in seconds."""

_MORE: dict[str, list[dict[str, Any]]] = {
    "caps": [
        {
            "code": "planting", "per": "month", "points": ACTS * 12 // 100, "whose": "everyone",
            "on": {"items": ["tree"]},
        },
    ],
    "measures": [
        {
            "code": "half", "name": "半年积分", "shape": "points", "purse": "points",
            "period": "half",
        },
    ],
    "streaks": [
        {
            "code": "steady", "name": "连续三月", "measure": "month", "holds": {"at_least": 60},
            "length": 3, "counting": "consecutive", "windows": "separate", "restart": "year",
            "missing": "breaks", "points": 8, "category": "生态",
        },
    ],
    "honours": [
        {
            "code": "first", "name": "半年之星", "measure": "half",
            "pick": {"shape": "ranks", "last": 10}, "scope": "village", "ties": "all_in",
            "gives_points": 20, "category": "生态",
        },
    ],
}  # fmt: skip


def hanging_together(document: Scheme) -> Scheme:
    """The same rules with a cap of the whole village, a streak, and titles that give points."""
    plain = to_document(document)
    return from_plain(plain | {part: [*plain.get(part, ()), *more] for part, more in _MORE.items()})


def run(engine: str) -> Iterable[Figure]:
    _, plain = richest()
    yield from _figures(engine, "S0", plain, growth=True)
    yield from _figures(engine, "S0 with a village's cap and a streak", hanging_together(plain))


def _figures(engine: str, name: str, document: Scheme, *, growth: bool = False) -> Iterable[Figure]:
    village = LivedYear(document, households=HOUSEHOLDS, acts=ACTS, code=f"v{len(name)}")
    village.announce("year", date(village.year, 12, 31), "year")
    today = date(village.year + 1, 1, 25)
    marched = [
        claim.id
        for claim in Claim.objects.filter(
            village_id=village.id, state=State.POSTED, item="tree", points__gt=0,
            day__range=(date(village.year, 3, 5), date(village.year, 3, 25)),
        ).order_by("number")[: PAIRS + 1]
    ]  # fmt: skip
    _reverse(village, today, marched.pop())
    pairs, waits = [], []
    for claim_id in marched:
        yardstick = _seconds(lambda: _two_replays(village, today))
        with _Other(village.id) as other:
            ours = _seconds(partial(_reverse, village, today, claim_id))
        pairs.append((ours, yardstick))
        waits.append((other.longest, 1.0))
    corrected = Correction.objects.filter(village_id=village.id).count()
    note = f"{HOUSEHOLDS:,} households, {corrected} corrections; memory {peak_mb():.0f} MB"
    size = f"{name}, {ACTS:,} acts"
    yield _of("P12", engine, f"{size}: a reversal against two replays", pairs, 3.0, note)
    yield _of("P12", engine, f"{size}: somebody else waits, against a second", waits, 1.0, note)
    checked = [(_seconds(lambda: recheck(village.clerk, now=at_of(today))), pairs[-1][1])]
    yield _of("P12", engine, f"{size}: the year's ranking looked at again", checked, None, note)
    late = []
    for number in range(PAIRS // 2 or 1):
        yardstick = _seconds(lambda: _two_replays(village, today))
        late.append((_late(village, today, number), yardstick))
    yield _of("P12", engine, f"{size}: a late act against two replays", late, 3.0, note)
    if growth:
        small = LivedYear(document, households=HOUSEHOLDS, acts=ACTS // 10, code="small")
        few = Claim.objects.filter(village_id=small.id, state=State.POSTED, item="tree")
        ids = list(few.order_by("number").values_list("id", flat=True)[: PAIRS + 1])
        _reverse(small, today, ids.pop())
        each = [
            (ours / ACTS, _seconds(partial(_reverse, small, today, claim_id)) / (ACTS // 10))
            for claim_id, (ours, _) in zip(ids, pairs, strict=True)
        ]
        yield _of(
            "P12", engine, f"cost of an act: {ACTS:,} against {ACTS // 10:,}", each, 1.3, name
        )


def _of(
    bench: str, engine: str, name: str, pairs: list[tuple[float, float]],
    target: float | None, note: str,
) -> Figure:  # fmt: skip
    milliseconds = [(1e3 * ours, 1e3 * yardstick) for ours, yardstick in pairs]
    return of_pairs(
        bench, engine, name, milliseconds, target=target, at_least=False, unit="ms", note=note
    )


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _two_replays(village: LivedYear, today: date) -> None:
    first = date(village.year, 1, 1)
    roster = roster_of(village.id, [village.document], first, today)
    for _ in range(2):
        replay(
            [village.document], roster, village.acts, first=first, until=today,
            known=Known(detailed=True),
        )  # fmt: skip


def _reverse(village: LivedYear, today: date, claim_id: int) -> None:
    reverse_claim(village.clerk, claim_id, reason="查无此事", now=at_of(today))


def _late(village: LivedYear, today: date, number: int) -> float:
    """An act of March that hung on the board is posted; how long the post takes."""
    act = village.acts[0]._replace(day=date(village.year, 3, 9 + number))
    claim = village.claim(act, next_number(village.id, "claim"))
    claim.save(force_insert=True)
    village.publish(today)
    clock = clock_actor(village.id)
    return _seconds(lambda: post_due_claims(clock, now=at_of(today + 9 * DAY)))


class _Other:
    """Somebody who asks for the lock of figures again and again; `longest`: the longest wait."""

    def __init__(self, village_id: int) -> None:
        self.longest = 0.0
        self._village_id = village_id
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> "_Other":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _ask(self) -> None:
        while not self._over.wait(PATIENCE):
            self.longest = max(self.longest, _seconds(self._once))
        connection.close()

    def _once(self) -> None:
        next_number(self._village_id, "binding")
