"""The JSON Schema says what the reader reads, in Chinese, and every shipped document fits it."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from jishan.core.scheme.document import Scheme
from jishan.core.scheme.plain import read_plain
from jishan.core.scheme.schema import models_of
from jishan.entrance.words.scheme_schema import as_text, plan_schema, scheme_schema
from jishan.management.plan_files import plans
from jishan.management.scheme_files import PACKS, packs
from tests.core.replaying import HEAD, PURSE


def plain(value: Any) -> Any:
    """As an editor sees the text: days and decimals are what JSON can hold."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def faults(schema: dict[str, Any], text: str) -> list[str]:
    fits = Draft202012Validator(schema, format_checker=FormatChecker())
    return [one.message for one in fits.iter_errors(plain(read_plain(text).data))]


@pytest.mark.parametrize("schema", [scheme_schema(), plan_schema()], ids=["scheme", "plan"])
def test_it_is_a_schema_without_a_word_of_english_for_people(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)

    for part in [schema, *schema["$defs"].values()]:
        assert not part["title"].isascii()
        for name, shown in part["properties"].items():
            assert not shown["title"].isascii(), name
            assert not shown.get("description", "中").isascii(), name


@pytest.mark.parametrize("name", [name for name, _ in packs()])
def test_every_shipped_scheme_fits(name: str) -> None:
    assert faults(scheme_schema(), (PACKS / f"{name}.yaml").read_text("utf-8")) == []


@pytest.mark.parametrize("name", [name for name, _ in plans()])
def test_every_shipped_plan_fits(name: str) -> None:
    assert faults(plan_schema(), (PACKS / f"{name}.yaml").read_text("utf-8")) == []


ITEM = "items: [{code: a, title: 甲, category: env, worth: {shape: fixed, points: %s}}]"


@pytest.mark.parametrize("points", ["3", "2.5", '"2.50"', "-1", '"+3"', '" 3 "'])
def test_points_are_numbers_or_decimal_text(points: str) -> None:
    assert faults(scheme_schema(), HEAD + PURSE + ITEM % points) == []


@pytest.mark.parametrize("points", ['"2.555"', "many", "[1]", "true", "{a: 1}"])
def test_what_is_no_points_does_not_fit(points: str) -> None:
    assert faults(scheme_schema(), HEAD + PURSE + ITEM % points) != []


def test_what_nobody_knows_and_what_is_missing_does_not_fit() -> None:
    assert faults(scheme_schema(), HEAD + PURSE + "something: 1") != []
    assert faults(scheme_schema(), HEAD) != []


def test_defaults_are_written_as_the_document_writes_them() -> None:
    shown = scheme_schema()["$defs"]["PerUnit"]["properties"]

    assert shown["round_to"]["default"] == "0.01"
    assert shown["bundle"]["default"] == 1
    assert "default" not in shown["max"]
    assert shown["rounding"]["description"].endswith("half_up(四舍五入)、up(有小数就进一)。")


def test_models_of_one_name_would_be_a_mistake() -> None:
    assert "PerUnit" in models_of(Scheme)


def test_it_names_no_host() -> None:
    assert "://" not in as_text(scheme_schema()).replace(json.dumps(scheme_schema()["$schema"]), "")
