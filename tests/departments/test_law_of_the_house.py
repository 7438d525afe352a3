"""The operator's lawyer changes a file in the data folder; every door obeys it at once."""

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from jishan.core.scheme.redlines import SHIPPED, shipped
from jishan.demo.cast import Cast
from jishan.entrance.words import worded
from jishan.home import home
from jishan.law import NAME, LawUnreadable, law_in_force
from jishan.management.scheme_cli import main
from jishan.schemes.actions import HasErrors, open_discussion
from tests.core.checking import foreign_words
from tests.departments.scheme_refusals import refuses
from tests.stories.scheme_road import drafted, state_of

HEAD = "format: 1\nreviewed: 某律师\nfalse_claim_times_max: 2\npool_percent_max: 20\n"
STRICT = (
    HEAD + "clauses: [{code: x, verdict: block, words: [植树], where: [all], reason: 试一试。, "
    "alternative: 换一个词}]\n"
)


@pytest.fixture
def lawyers_file() -> Iterator[Path]:
    path = home() / NAME
    yield path
    path.unlink(missing_ok=True)


def test_without_a_file_the_shipped_lines_hold(lawyers_file: Path) -> None:
    assert not lawyers_file.exists()
    assert law_in_force() is shipped()
    lawyers_file.write_bytes(SHIPPED.read_bytes())
    assert law_in_force() == shipped()


def test_a_file_replaces_the_classification_whole_and_without_a_restart(
    lawyers_file: Path,
) -> None:
    lawyers_file.write_text(STRICT, "utf-8")
    assert [one.code for one in law_in_force().clauses] == ["x"]
    lawyers_file.write_text(HEAD + "clauses: []\n", "utf-8")
    assert law_in_force().clauses == ()
    lawyers_file.unlink()
    assert law_in_force() is shipped()


def test_what_cannot_be_read_stops_every_step(lawyers_file: Path) -> None:
    lawyers_file.write_text("format: 1\nclauses: [\n", "utf-8")
    with pytest.raises(LawUnreadable) as refused:
        law_in_force()
    assert refused.value.facts == {"file": "redlines.yaml", "line": 3}
    said = worded(refused.value)
    assert (said.status, "第 3 行读不了" in said.sentence) == (503, True)


def test_the_lawyers_file_stops_a_draft_and_the_sentence_says_which_line(
    village: Cast, now: datetime, lawyers_file: Path
) -> None:
    version = drafted(village, now)
    lawyers_file.write_text(STRICT, "utf-8")

    facts = refuses(HasErrors, lambda: open_discussion(village.secretary, version, now=now))

    assert facts["first"].code == "redline.blocked"
    said = worded(HasErrors(**facts)).sentence
    assert "试一试。替代办法：换一个词" in said
    assert foreign_words(said) == []
    lawyers_file.unlink()
    open_discussion(village.secretary, version, now=now)
    assert state_of(version) == "discussed"


def test_the_shell_checks_by_the_lawyers_file(lawyers_file: Path) -> None:
    def check(*words: str) -> tuple[int, str]:
        said = io.StringIO()
        return main(["check", "z3", *words], said), said.getvalue()

    assert check()[0] == 0
    strict = STRICT.replace("植树", "庭院").replace("[all]", "[lines]")
    lawyers_file.write_text(strict, "utf-8")
    code, said = check()
    assert (code, "替代办法：换一个词" in said) == (1, True)
    assert check("--redlines", str(SHIPPED))[0] == 0
    lawyers_file.write_text(strict.replace("format: 1", "format: 9"), "utf-8")
    code, said = check()
    assert (code, "redlines.yaml 第 1 行读不了" in said) == (2, True)
