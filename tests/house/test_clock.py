"""The clock is read at the entrance and by commands; everything below is told what time it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import PACKAGE, dotted, python_files, tree, where

READS = {
    "timezone.now",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
}
READS_WITHOUT_ARGUMENT = {"timezone.localdate", "timezone.localtime"}
ALLOWED = {PACKAGE / "entrance" / "request.py"}


def _readings(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            silent = not node.args and not node.keywords
            if name in READS or (name in READS_WITHOUT_ARGUMENT and silent):
                yield node


def test_only_the_entrance_and_the_commands_read_the_clock() -> None:
    found = [
        where(path, node)
        for path in python_files(PACKAGE)
        if path not in ALLOWED and "management" not in path.parts
        for node in _readings(path)
    ]
    assert found == []


def test_a_model_has_no_clock_of_its_own() -> None:
    found = [
        where(path, node)
        for path in python_files(PACKAGE)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}
    ]
    assert found == []
