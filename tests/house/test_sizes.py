"""Where we stop and look for the missing noun: functions of 60 lines, modules of 400."""

import ast

from tests.house.source import PACKAGE, ROOT, python_files, tree, where

FUNCTION_MAX = 60
MODULE_MAX = 400
FOUNDATION_MAX = 400

FILES = python_files(PACKAGE, ROOT / "tests", ROOT / "bench", ROOT / "tools")


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{where(path, node)} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if node.end_lineno is not None and node.end_lineno - node.lineno >= FUNCTION_MAX
    ]
    assert long == []


def test_no_module_is_longer_than_400_lines() -> None:
    sizes = {path.relative_to(ROOT): len(path.read_text("utf-8").splitlines()) for path in FILES}
    assert {path: size for path, size in sizes.items() if size > MODULE_MAX} == {}


def test_the_foundation_stays_small() -> None:
    """It is the only shared Django code, and must not become "utils"."""
    files = python_files(PACKAGE / "foundation")
    lines = [line for path in files for line in path.read_text("utf-8").splitlines()]
    assert len([line for line in lines if line.strip()]) <= FOUNDATION_MAX


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in python_files(PACKAGE)
        if path.name != "apps.py" and path.read_text("utf-8").strip()
        if ast.get_docstring(tree(path)) is None
    ]
    assert silent == []
