"""docs/coverage.md: what became of every mechanism of the source documents, from docs/coverage.csv.

One line a mechanism: id, title, state, proof. `works` (a feature and a test), `guarded` (works
behind a condition), `replaced` (the lawful alternative works instead) name their tests in `proof`,
separated by spaces, as `tests/core/test_x.py::test_name`; `narrative` (a sentence of intent that no
program carries out) says why; `not yet` may say what is missing.
"""

import ast
import csv
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from tools.tables import GENERATED, table

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "docs" / "coverage.csv"

NUMBERS = {
    "ZX": 34,
    "Z3": 19,
    "P4": 28,
    "NH": 24,
    "SX": 27,
    "KS": 20,
    "HS": 35,
    "ZP": 17,
    "S0": 32,
    "S2": 20,
    "P1": 16,
    "P6": 16,
}
"""The last number of each source's mechanisms. They run without gap, but for `UNUSED`."""
UNUSED = {"P4-24"}


class State(StrEnum):
    WORKS = "works"
    GUARDED = "guarded"
    REPLACED = "replaced"
    NARRATIVE = "narrative"
    NOT_YET = "not yet"


TESTED = frozenset({State.WORKS, State.GUARDED, State.REPLACED})


@dataclass(frozen=True, slots=True)
class Line:
    id: str
    title: str
    state: State
    proof: str


def every_id() -> list[str]:
    ids = (f"{source}-{n:02d}" for source, last in NUMBERS.items() for n in range(1, last + 1))
    return [name for name in ids if name not in UNUSED]


def read_lines(file: Path = FILE) -> list[Line]:
    with file.open(encoding="utf-8", newline="") as opened:
        return [
            Line(row["id"], row["title"], State(row["state"]), row["proof"])
            for row in csv.DictReader(opened)
        ]


def faults(lines: list[Line]) -> list[str]:
    """What is wrong with the list: ids missing or twice, proofs missing, tests not found."""
    counted = Counter(line.id for line in lines)
    found = [f"{name} is missing" for name in every_id() if name not in counted]
    found += [f"{name} is unknown" for name in counted if name not in set(every_id())]
    found += [f"{name} stands twice" for name, times in counted.items() if times > 1]
    for line in lines:
        if line.state in TESTED:
            found += _test_faults(line)
        elif line.state is State.NARRATIVE and len(line.proof) < 10:
            found.append(f"{line.id}: a narrative says why")
    return found


def _test_faults(line: Line) -> list[str]:
    named = line.proof.split()
    if not named:
        return [f"{line.id}: {line.state} names no test"]
    return [f"{line.id}: there is no test {name}" for name in named if not test_exists(name)]


def test_exists(name: str) -> bool:
    """Is there a test function of this node id (with or without its parameters)?"""
    file, _, function = name.partition("::")
    path = ROOT / file
    return path.is_file() and function.split("[")[0] in _tests_of(path)


@cache
def _tests_of(path: Path) -> frozenset[str]:
    return frozenset(
        node.name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def page() -> str:
    lines = read_lines()
    wrong = faults(lines)
    assert not wrong, "\n".join(["docs/coverage.csv:", *wrong])
    counted = Counter(line.state for line in lines)
    sums = table(
        ["state", "mechanisms"],
        [[state.value, str(counted[state])] for state in State] + [["all", str(len(lines))]],
    )
    rows = [[line.id, line.title, line.state.value, _shown(line)] for line in lines]
    return (
        f"# Coverage: what became of every mechanism\n\n{GENERATED}\n"
        "The source documents (ten schemes, two target plans) describe 287 mechanisms. Each\n"
        "ends in one of four states, or is not built yet. To change a line, edit\n"
        "`docs/coverage.csv`, then `make docs`.\n\n"
        f"{sums}\n{table(['id', 'mechanism', 'state', 'test, or why'], rows)}"
    )


def _shown(line: Line) -> str:
    if line.state not in TESTED:
        return line.proof
    return " ".join(f"`{name.removeprefix('tests/')}`" for name in line.proof.split())
