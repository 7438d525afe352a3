"""Whatever file is handed to the shell: a Chinese sentence with its line, soon, nothing else."""

import json
import time
from io import StringIO
from pathlib import Path

import pytest

from jishan.core.scheme.checker import adoptable
from jishan.management.scheme_cli import main
from jishan.management.scheme_files import load
from tests.core.arsenal import BROKEN, GOOD, LARGE

SECONDS = 2
"""Of the processor, for everything together: on a quiet machine it is a tenth of that."""
UNREAD = {
    "ten megabytes", "ten megabytes of lines", "spreadsheet", "old spreadsheet", "picture", "pdf",
}  # fmt: skip
"""Files of which no line can be named, because none was read."""


@pytest.fixture
def tables(tmp_path: Path) -> list[str]:
    (tmp_path / "roster.csv").write_text("编号\nH1\n", "utf-8")
    (tmp_path / "acts.csv").write_text("日期,对象,事项\n2024-03-01,H1,a\n", "utf-8")
    (tmp_path / "good.yaml").write_text(GOOD, "utf-8")
    return ["--roster", str(tmp_path / "roster.csv"), "--acts", str(tmp_path / "acts.csv")]


def said(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    begun = time.process_time()
    code = main(arguments, out)
    assert time.process_time() - begun < SECONDS, arguments[0]
    return code, out.getvalue()


@pytest.mark.parametrize("name", BROKEN)
def test_every_command_answers_in_a_sentence(name: str, tmp_path: Path, tables: list[str]) -> None:
    file, good = str(tmp_path / "bad.yaml"), str(tmp_path / "good.yaml")
    Path(file).write_bytes(BROKEN[name])

    code, text = said("check", file)
    assert code in (1, 2)
    assert "错误：" in text
    assert ("第 " in text) == (name not in UNREAD)
    for arguments in (
        ["replay", file, *tables],
        ["replay", good, "--against", file, *tables],
        ["imagine", file, "--runs", "1", "--households", "5"],
        ["compare", file, good],
        ["check", good, "--redlines", file],
    ):
        code, text = said(*arguments)
        assert code in (1, 2), arguments
        assert text.strip(), arguments
    said("diff", good, file)
    said("compare", good, file)
    found = json.loads(said("check", file, "--json")[1])["files"][0]
    assert not found["adoptable"]
    assert all(one["text"] for one in found["findings"])


@pytest.mark.parametrize("name", BROKEN)
def test_as_a_table_it_is_refused_too(name: str, tmp_path: Path, tables: list[str]) -> None:
    (tmp_path / "bad.csv").write_bytes(BROKEN[name])
    good, bad = str(tmp_path / "good.yaml"), str(tmp_path / "bad.csv")

    for option in (1, 3):
        files = [*tables[:option], bad, *tables[option + 1 :]]
        code, text = said("replay", good, *files)
        assert code == 2, text
        assert text.strip()


@pytest.mark.parametrize("name", LARGE)
def test_what_is_too_large_for_any_village_is_looked_at_all_the_same(
    name: str, tmp_path: Path
) -> None:
    """Titles of titles, figures of figures: nothing is asked twice, nothing nests without end."""
    file = tmp_path / "large.yaml"
    file.write_bytes(LARGE[name])
    begun = time.process_time()

    _, findings = load(str(file))

    assert time.process_time() - begun < SECONDS * 2
    assert adoptable(findings)
