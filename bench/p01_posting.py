"""P1: one act is posted, one at a time: the action with its audit line against raw SQL."""

import multiprocessing
import time
from collections.abc import Iterable
from itertools import pairwise
from multiprocessing.synchronize import Barrier
from typing import Any

from django.db import connection

from bench.engines import POSTGRESQL, SQLITE
from bench.harness import PAIRS, Figure, of_pairs, paired
from bench.people import DAY, NOW, BenchVillage, found_village
from bench.raw_posting import MEMO, RawPoster
from jishan.core.ledger import Kind, settle
from jishan.ledger.actions import post

TITLE = "one act is posted, one at a time"
ENGINES = (SQLITE, POSTGRESQL)
TARGET = 0.35
_TURN = 400
_CLIENTS = 8
_SHARE = 150
_HOUSEHOLDS = 312


class Poster:
    """One client of ours: the action, as a claim's close calls it."""

    def __init__(self, village: BenchVillage, number: int) -> None:
        self.village = village
        self.turn = number * 10_000_000

    def post(self, count: int) -> int:
        for _ in range(count):
            self.turn += 1
            posting = settle(
                f"claim {self.turn}", Kind.EARNING, DAY, [(self.village.account(self.turn), 100)]
            )
            post(
                self.village.clerk,
                posting,
                now=NOW,
                code="claim.posted",
                source_id=self.turn,
                memo=MEMO,
            )
        return count


def _raw(poster: RawPoster, start: int, count: int) -> int:
    for turn in range(start, start + count):
        poster.post(turn)
    return count


def _client(
    number: int, village: BenchVillage, barrier: Barrier, answers: "multiprocessing.Queue[Any]"
) -> None:
    """Both kinds of work by turns, all clients starting each turn together."""
    ours, raw = Poster(village, number + 1), RawPoster(village, number + 1)
    ours.post(20)
    _raw(raw, number, 20)
    times = []
    for turn in range(PAIRS):
        marks = [_meet(barrier)]
        if number == 0:
            ours.post(_SHARE)
        marks.append(_meet(barrier))
        ours.post(_SHARE)
        marks.append(_meet(barrier))
        _raw(raw, number * 37 + turn, _SHARE)
        marks.append(_meet(barrier))
        times.append([later - earlier for earlier, later in pairwise(marks)])
    answers.put(times)
    connection.close()


def _meet(barrier: Barrier) -> float:
    barrier.wait()
    return time.perf_counter()


def _many_clients(village: BenchVillage) -> list[tuple[float, float, float]]:
    """Rates turn by turn: ours with one client alone, ours with all together, raw with all."""
    connection.close()
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(_CLIENTS), context.Queue()
    clients = [
        context.Process(target=_client, args=(number, village, barrier, answers))
        for number in range(_CLIENTS)
    ]
    for client in clients:
        client.start()
    times, *_ = [answers.get(timeout=600) for _ in clients]
    for client in clients:
        client.join()
    return [
        (_SHARE / alone, _CLIENTS * _SHARE / together, _CLIENTS * _SHARE / raw)
        for alone, together, raw in times
    ]


def run(engine: str) -> Iterable[Figure]:
    village = found_village("p1", _HOUSEHOLDS)
    ours, raw = Poster(village, 0), RawPoster(village, 0)
    yield paired(
        "P1",
        engine,
        "1 client",
        ours=lambda: ours.post(_TURN),
        yardstick=lambda: _raw(raw, 0, _TURN),
        target=TARGET,
    )
    if engine == POSTGRESQL:
        rates = _many_clients(village)
        many = f"{_CLIENTS} clients"
        against_raw = [(together, raw) for _, together, raw in rates]
        yield of_pairs("P1", engine, many, against_raw, target=TARGET)
        against_one = [(together, alone) for alone, together, _ in rates]
        yield of_pairs("P1", engine, f"{many} against 1", against_one, target=1.3)
