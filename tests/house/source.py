"""The source as the house tests read it: files, trees, and where a thing stands."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "jishan"


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def python_files(*folders: Path) -> list[Path]:
    """Python files beneath the folders that exist, migrations left out: they are generated."""
    found = (path for folder in folders if folder.is_dir() for path in folder.rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def imported(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """Every module that a file imports, with the statement. Relative imports are forbidden."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{where(path, node)}: a relative import"
            yield str(node.module), node


def dotted(node: ast.expr) -> str:
    """`timezone.now` of an expression, "" where it is no plain name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""
