"""Paired runs, their median and spread; one JSON line a figure, and a table for people."""

import json
import os
import resource
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

RESULTS = Path(__file__).resolve().parent / "results"
PAIRS = 7

Work = Callable[[], int]
"""Does some work and says how many pieces it was; the harness holds the clock."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `ratio` is what `target` speaks of: `at_least` or `at_most`.

    `ours` and `yardstick` are medians in `unit`; `low` and `high` are the ratio's spread over the
    pairs. A cost of growth has the small size as its yardstick.
    """

    bench: str
    engine: str
    name: str
    unit: str
    ours: float
    yardstick: float
    ratio: float
    low: float
    high: float
    target: float | None = None
    at_least: bool = True
    note: str = ""

    @property
    def met(self) -> bool | None:
        if self.target is None:
            return None
        return self.ratio >= self.target if self.at_least else self.ratio <= self.target


def rate(work: Work) -> float:
    """Pieces a second."""
    start = time.perf_counter()
    pieces = work()
    return pieces / (time.perf_counter() - start)


def paired(
    bench: str,
    engine: str,
    name: str,
    *,
    ours: Work,
    yardstick: Work,
    target: float | None = None,
    unit: str = "/s",
    pairs: int = PAIRS,
    note: str = "",
) -> Figure:
    """Ours and the yardstick by turns, after one unmeasured turn of each: rates, higher is better.

    The turns alternate, so that a neighbour on the machine slows both.
    """
    yardstick()
    ours()
    found = [
        (rate(ours), rate(yardstick)) if turn % 2 else _swapped(rate(yardstick), rate(ours))
        for turn in range(pairs)
    ]
    return of_pairs(bench, engine, name, found, target=target, unit=unit, note=note)


def _swapped(first: float, second: float) -> tuple[float, float]:
    return second, first


def of_pairs(
    bench: str,
    engine: str,
    name: str,
    found: Sequence[tuple[float, float]],
    *,
    target: float | None = None,
    at_least: bool = True,
    unit: str = "/s",
    note: str = "",
) -> Figure:
    """A figure of pairs (ours, yardstick) that a bench has measured itself."""
    ratios = [ours / yardstick for ours, yardstick in found]
    return Figure(
        bench,
        engine,
        name,
        unit,
        median(ours for ours, _ in found),
        median(yardstick for _, yardstick in found),
        median(ratios),
        min(ratios),
        max(ratios),
        target,
        at_least,
        note,
    )


def peak_mb() -> float:
    """The most memory that this process has held so far, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 if sys.platform != "darwin" else 1024**2)


def store(figures: Iterable[Figure]) -> None:
    """One JSON line a figure, appended to the file of its bench."""
    RESULTS.mkdir(exist_ok=True)
    machine = {"cores": os.cpu_count(), "memory_gb": _memory_gb(), "python": sys.version.split()[0]}
    for figure in figures:
        line = {"at": time.strftime("%Y-%m-%dT%H:%M:%S"), **machine, **asdict(figure)}
        with (RESULTS / f"{figure.bench}.jsonl").open("a") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _memory_gb() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3)


def table(figures: Sequence[Figure]) -> str:
    """The figures for people."""
    heads = ["", "database", "figure", "ours", "yardstick", "ratio", "spread", "target", ""]
    rows = [heads, *(_cells(figure) for figure in figures)]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(heads))]
    return "\n".join(
        "  ".join(cell + " " * (widths[n] - _width(cell)) for n, cell in enumerate(row)).rstrip()
        for row in rows
    )


def _cells(figure: Figure) -> list[str]:
    sign = "≥" if figure.at_least else "≤"
    return [
        figure.bench,
        figure.engine,
        figure.name,
        f"{figure.ours:,.0f} {figure.unit}",
        f"{figure.yardstick:,.0f} {figure.unit}",
        f"{figure.ratio:.2f}",
        f"{figure.low:.2f}–{figure.high:.2f}",
        "" if figure.target is None else f"{sign} {figure.target:g}",
        {None: "", True: "met", False: "NOT MET"}[figure.met],
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
