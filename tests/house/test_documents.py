"""The documents hang together: links lead somewhere, decisions are numbered."""

import re
from pathlib import Path

import pytest

from tests.house.source import ROOT

_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    links = _LINK.findall(path.read_text("utf-8"))
    near = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in near if not (path.parent / link).exists()] == []


def test_the_map_is_at_most_300_lines() -> None:
    assert len((ROOT / "ARCHITECTURE.md").read_text("utf-8").splitlines()) <= 300


def test_decisions_are_numbered_and_their_title_is_the_decision() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in files]
    assert len(numbers) == len(set(numbers))
    for path in files:
        assert re.fullmatch(r"\d{4}-[a-z0-9-]+", path.stem), path.name
        first = path.read_text("utf-8").splitlines()[0]
        assert re.match(rf"# {path.name[:4]}\W", first), path.name


def test_the_readme_names_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert "make run" in text
    assert "make test" in text


def test_the_program_speaks_of_no_other_machine() -> None:
    """No path of one machine and no host of a registry in what is shipped or written down."""
    suspicious = re.compile(r"/(work|home|root)/|pypi\.org|registry\.npmjs|debian\.org")
    kinds = {
        ".py",
        ".md",
        ".toml",
        ".json",
        ".txt",
        ".html",
        ".js",
        ".mjs",
        ".css",
        ".yaml",
        ".csv",
    }
    folders = ("src", "docs", "tests", "tools", "bench", "frontend/src", "requirements", ".ci")
    found = [
        str(path.relative_to(ROOT))
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix in kinds and path.name != "test_documents.py"
        if suspicious.search(path.read_text("utf-8"))
    ]
    assert found == []
