"""The documents hang together: links lead somewhere, decisions are numbered."""

import argparse
import re
import shlex
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from jishan.management import scheme_cli
from tests.house.source import ROOT

_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    links = _LINK.findall(path.read_text("utf-8"))
    near = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in near if not (path.parent / link).exists()] == []


CHINESE = [
    path
    for path in DOCUMENTS
    if path.parent.name in ("manual", "schemes")
    or path.stem in ("operations", "permissions", "settings", "states")
]
_NO_TEXT = re.compile(r"```.*?```|`[^`\n]*`|\]\([^)\n]*\)|<[^>\n]*>", re.DOTALL)
_NARROW = re.compile(r"[\u3400-\u9fff）”…]\s?[,;:?!()]|[,;:?!()]\s?[\u3400-\u9fff（“]")


@pytest.mark.parametrize("path", CHINESE, ids=lambda path: str(path.relative_to(ROOT)))
def test_chinese_text_has_chinese_marks(path: Path) -> None:
    """Brackets, commas and colons of Chinese sentences are full width; code keeps its own."""
    text = _NO_TEXT.sub(lambda found: re.sub(r"[^\n]", "_", found[0]), path.read_text("utf-8"))
    lines = enumerate(text.splitlines(), 1)

    assert [(number, line) for number, line in lines if _NARROW.search(line)] == []


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


_SHELL = re.compile(r"^(?:\$ )?(jishan [a-z][^\n]*)|`(jishan [a-z][^`\n]*)`", re.MULTILINE)
COMMANDS = sorted(
    {
        (first or second).split("#")[0].split("·")[0].strip()
        for path in DOCUMENTS
        for first, second in _SHELL.findall(path.read_text("utf-8"))
        if path.parent.name != "decisions"
    }
)


def parser(name: str) -> argparse.ArgumentParser:
    if name == "scheme":
        return scheme_cli.parser()
    app = get_commands()[name]
    made = load_command_class(app, name) if isinstance(app, str) else app
    return made.create_parser("jishan", name)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_is_written_down_is_understood(command: str) -> None:
    """Optional parts are written out, words stand for values; a command that is only named is asked
    for its help."""
    written = re.sub(r"[\[\]…]", " ", command).replace(" DAY", " 2024-01-01")
    _, name, *words = shlex.split(written)
    if name != "scheme" or len(words) > 1:
        assert parser(name).parse_args(words)
        return
    with pytest.raises(SystemExit) as stopped:
        parser(name).parse_args([*words, "--help"])
    assert stopped.value.code == 0
