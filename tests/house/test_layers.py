"""Who may import whom (pyproject.toml, `tool.importlinter`), and what the core may know at all."""

import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.house.source import PACKAGE, ROOT, imported, python_files, where

CORE_MAY_IMPORT = sys.stdlib_module_names | {"pydantic", "pydantic_core"}
SCHEME_MAY_IMPORT = CORE_MAY_IMPORT | {"yaml"}  # a scheme document is YAML: text in, values out


def test_the_contracts_hold(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    broken = lint_imports(cache_dir=str(tmp_path), no_logo=True)
    assert broken == 0, capsys.readouterr().out


def test_the_core_imports_the_standard_library_itself_and_pydantic() -> None:
    foreign = []
    for path in python_files(PACKAGE / "core"):
        allowed = SCHEME_MAY_IMPORT if path.parent.name == "scheme" else CORE_MAY_IMPORT
        for name, node in imported(path):
            if name.split(".")[0] not in allowed and not name.startswith("jishan.core"):
                foreign.append(f"{where(path, node)} {name}")
    assert foreign == []


def test_the_core_has_no_clock_no_chance_and_no_database() -> None:
    """`now`, `day` and a seed are handed in."""
    forbidden = {"time", "random", "secrets", "os", "sqlite3", "socket", "subprocess"}
    found = [
        f"{where(path, node)} {name}"
        for path in python_files(PACKAGE / "core")
        for name, node in imported(path)
        if name.split(".")[0] in forbidden
    ]
    assert found == []
