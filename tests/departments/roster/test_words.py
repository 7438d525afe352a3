"""Every code that reading a roster can yield has its sentence, and every sentence its facts."""

import re
from pathlib import Path

import jishan.registry.sheets
from jishan.entrance.words.roster import FIELDS, SKIPPED, WORDS
from jishan.registry.sheets.preview import Field, Skipped
from jishan.registry.sheets.roster import read_roster
from tests.departments.roster.dirty import BUILDERS

PACKAGE = Path(jishan.registry.sheets.__file__).parent


def test_every_code_in_the_source_has_a_sentence_and_no_sentence_is_left_over() -> None:
    source = "".join(p.read_text(encoding="utf-8") for p in PACKAGE.glob("*.py"))

    assert set(re.findall(r'"(roster\.[a-z_]+)"', source)) == set(WORDS)


def test_every_problem_of_the_dirty_files_reads_as_a_whole_sentence() -> None:
    for build in BUILDERS:
        file = build()
        for problem in read_roster(file.content, filename=file.filename).problems:
            sentence = WORDS[problem.code][1].format(**problem.facts)
            assert "{" not in sentence
            assert sentence.endswith("。")


def test_no_problem_carries_a_whole_identity_number_or_phone() -> None:
    for build in BUILDERS:
        file = build()
        for problem in read_roster(file.content, filename=file.filename).problems:
            facts = " ".join(str(v) for v in problem.facts.values())
            assert not re.search(r"\d{11}", facts), problem.code


def test_fields_and_reasons_have_names() -> None:
    assert set(FIELDS) == set(Field)
    assert set(SKIPPED) == set(Skipped)
