"""One vocabulary: every field and choice has its word, and no sentence names a key of the file."""

import re
from typing import Any

import pytest
import yaml

from jishan.core.scheme.document import Scheme
from jishan.core.scheme.findings import Finding
from jishan.core.scheme.places import Asked, asked_by_error, values_in
from jishan.entrance.words import scheme_labels, target_findings
from jishan.entrance.words.finding_keys import KEYS
from jishan.entrance.words.scheme_findings import (
    FINDINGS,
    finding_line,
    finding_line_with_keys,
    finding_text,
)
from jishan.entrance.words.scheme_labels import has_label, label_of, model_name, value_words
from tests.core.checking import foreign_words

DOCUMENTS = scheme_labels._documents()
MODELS = [(kind, model) for kind, models in DOCUMENTS.items() for model in models.values()]
NOBODY_SEES = {"shape"}
"""Which model of several stands there: the forms ask it by the models' names."""


@pytest.mark.parametrize(
    ("kind", "model"), MODELS, ids=[f"{kind}-{model.__name__}" for kind, model in MODELS]
)
def test_every_field_and_choice_has_its_word(kind: str, model: Any) -> None:
    assert foreign_words(model_name(model)) == []
    for name in model.model_fields.keys() - NOBODY_SEES:
        assert has_label(model, name), f"{model.__name__}.{name}: write it into the labels"
        label = label_of(model, name)
        assert foreign_words(label.label + label.help) == [], name
        asked = Asked(model, name)
        for value in values_in(asked.annotation):
            assert not value_words(asked, value).isascii(), f"{model.__name__}.{name}: {value}"


@pytest.mark.parametrize("file", [scheme_labels._SCHEME, scheme_labels._PLAN])
def test_no_word_is_left_over(file: Any) -> None:
    words = yaml.safe_load(file.read_text("utf-8"))
    there = file == scheme_labels._PLAN
    known: dict[str, Any] = {
        base.__name__: base
        for _kind, model in MODELS
        for base in model.__mro__
        if (".targets." in base.__module__) == there
    }
    assert words.keys() - {"_choices"} <= known.keys()
    left = [
        f"{name}.{field}"
        for name, fields in words.items()
        for field in fields
        if name != "_choices" and field[0] != "_" and field not in known[name].model_fields
    ]
    assert left == []


# What is wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted({**FINDINGS, **target_findings.FINDINGS}))
def test_no_sentence_names_a_key_of_the_file(code: str) -> None:
    words = FINDINGS.get(code) or target_findings.FINDINGS[code]
    assert foreign_words(re.sub(r"\{[^}]*\}", "", words)) == []


def test_every_key_belongs_to_a_sentence() -> None:
    assert KEYS.keys() <= FINDINGS.keys() | target_findings.FINDINGS.keys()


STRUCTURE = [
    "field_missing",
    "choice_unknown",
    "shape_unknown",
    "shape_missing",
    "points_unreadable",
    "figure_unreadable",
    "text_empty",
    "value_wrong",
    "text_too_long",
    "text_expected",
    "yes_no_expected",
    "list_expected",
    "table_expected",
    "list_empty",
    "number_out_of_range",
    "field_unknown",
    "whole_number_expected",
    "code_unreadable",
    "day_unreadable",
]


@pytest.mark.parametrize("code", STRUCTURE)
@pytest.mark.parametrize(("kind", "model"), MODELS[::3])
def test_what_is_wrong_with_any_field_is_said_by_its_name(
    code: str, kind: str, model: type[Any]
) -> None:
    for name, info in model.model_fields.items():
        key = info.alias or name
        asked = f"{kind}/{model.__name__}.{name}"
        facts = {
            "name": key,
            "asked": asked,
            "given": "十",
            "like": key,
            "expected": "'a' or 'b'",
            "tag": "十",
        }
        said = finding_text(Finding(f"scheme.{code}", "error", f"items[0].{key}", 1, facts))
        assert foreign_words(said) == []
        assert "{" not in said


def test_a_field_is_found_by_the_path_of_its_error() -> None:
    for loc, found in (
        (("items", 3, "worth", "per_unit", "rounding"), "PerUnit.rounding"),
        (("items", 3, "worth"), "RuleItem.worth"),
        (("measures", 0, "points", "purse"), "PointsMeasure.purse"),
        (("process", "items", "kind", 0, "kind"), "Stage.kind"),
        (("purses", 0, "floor", "literal['zero','none']"), "Purse.floor"),
        (("adopted", "for"), "Resolution.for_"),
        (("nothing",), None),
    ):
        asked = asked_by_error(Scheme, loc)
        assert (asked and f"{asked.model.__name__}.{asked.name}") == found, loc


def test_the_shell_shows_what_the_file_says() -> None:
    facts = {"item": "植树"}
    finding = Finding("scheme.rounding_missing", "error", "items[3].worth", 12, facts)
    said = "第 12 行 错误：“植树”会算出小数，请选“算出小数怎么办”"
    assert finding_line(finding) == said
    assert finding_line_with_keys(finding) == (
        f"{said}〔items[3].worth，rounding: down、half_up、up〕"
    )


def test_a_day_stands_in_a_finding_as_people_write_it_with_whose_it_is() -> None:
    late = "开始的日子（2025 年 7 月 1 日）早于通过或生效的日子：规则不能管以前的事"
    facts = {"day": "2025-07-01"}
    assert finding_text(Finding("scheme.retroactive", "error", "in_force_from", 1, facts)) == late
    facts["item"] = "植树"
    said = finding_text(Finding("scheme.retroactive", "error", "items[3].active_from", 1, facts))
    assert said == f"“植树”{late}"
