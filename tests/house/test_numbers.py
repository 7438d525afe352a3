"""Points are whole hundredths: no float, no rounding that nobody named, anywhere in the core."""

import ast
from pathlib import Path

from tests.house.source import PACKAGE, dotted, imported, python_files, tree, where

CORE = python_files(PACKAGE / "core")
EXACT = {"fractions", "decimal"}


def _exact(path: Path) -> bool:
    """Does the module count in fractions or decimals, where `/` and `round` are exact?"""
    return bool(EXACT & {name for name, _ in imported(path)})


def _divides(node: ast.AST) -> bool:
    """Is it a `/` between numbers? (With a string in it, it joins a path.)"""
    if not isinstance(node, ast.BinOp | ast.AugAssign) or not isinstance(node.op, ast.Div):
        return False
    parts = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
    return not any(isinstance(part, str) for part in parts)


def test_the_core_has_no_float() -> None:
    found = [
        where(path, node)
        for path in CORE
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (
            isinstance(node, ast.Call) and dotted(node.func) in {"float", "math.floor", "math.ceil"}
        )
    ]
    assert found == []


def test_the_core_divides_exactly_or_says_how_it_rounds() -> None:
    """`/` and `round` stand only among fractions; whole numbers name their rounding."""
    found = [
        where(path, node)
        for path in CORE
        if not _exact(path)
        for node in ast.walk(tree(path))
        if _divides(node) or (isinstance(node, ast.Call) and dotted(node.func) == "round")
    ]
    assert found == []


def test_no_table_has_a_float_or_a_decimal() -> None:
    found = [
        where(path, node)
        for path in python_files(PACKAGE)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"FloatField", "DecimalField"}
        if path.name == "models.py"
    ]
    assert found == []
