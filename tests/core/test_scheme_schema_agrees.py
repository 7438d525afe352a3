"""The JSON Schema and the reader say the same of a document that somebody broke: what the reader
takes an editor never marks, and what the reader refuses it marks wherever a schema can."""

import copy
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from jishan.core.scheme.findings import Finding, SchemeUnreadable
from jishan.core.scheme.plain import read_plain
from jishan.core.scheme.reading import from_plain
from jishan.core.targets import reading as targets
from jishan.entrance.words.scheme_schema import plan_schema, scheme_schema
from jishan.management.plan_files import plans
from jishan.management.scheme_files import PACKS, packs
from tests.core.test_scheme_schema import plain

PLANS = {name for name, _ in plans()}
NAMES = sorted({name for name, _ in packs()} | PLANS)
ODD: list[Any] = [
    None, True, False, 0, 1, -1, 3, 10**9, 10**12, 10**20, Decimal("0.5"), Decimal("2.50"),
    Decimal("2.555"), Decimal("0.0000001"), Decimal("1.0"), "", "  ", "x", "甲", "甲，乙", "2.50",
    "2.555", "+3", " 3 ", "-1", "0", "1", "1e3", "1e22", "２０", "9" * 30, "9" * 5_000, "x" * 5_000,
    "a b", "a" * 41, [], [1], ["a"], ["a", "a"], {}, {"a": 1}, {"shape": "fixed"},
    {"shape": "fixed", "points": 1}, date(2024, 2, 29), "2024-02-29", "2024-2-9", "2024-02-30",
    "2023-02-29", "2024-01-01T00:00:00", "month", "household", "NaN", "Infinity", "true",
    "yes", "Yes", " NO ",
    "是", "0.0", "\n",
]  # fmt: skip
NUMBERS = {"scheme.points_unreadable", "scheme.figure_unreadable", "scheme.choice_unknown"}


def beyond(one: Finding, value: Any) -> bool:
    """What a schema cannot say: how many decimals a number has, how large one is that is written
    as text, and which years have a 29th of February."""
    if one.code in NUMBERS:
        return isinstance(value, Decimal | str)
    if one.code == "scheme.number_out_of_range":
        return isinstance(value, str)
    return one.code == "scheme.day_unreadable" and str(value).endswith("-29")


def refused(document: Any, *, plan: bool) -> tuple[Finding, ...]:
    try:
        targets.from_plain(document) if plan else from_plain(document)
    except SchemeUnreadable as wrong:
        return wrong.findings
    return ()


@cache
def schema(*, plan: bool) -> Draft202012Validator:
    return Draft202012Validator(plan_schema() if plan else scheme_schema())


@cache
def short(name: str) -> Any:
    """The document without what its lists hold of the same make: enough to be broken anywhere."""
    return _shortened(read_plain((PACKS / f"{name}.yaml").read_bytes()).data)


def _shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shortened(part) for name, part in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        makes = {_make(part): part for part in reversed(value)}
        return [_shortened(part) for part in makes.values()]
    return value


def _make(part: Any) -> str:
    """What it is made of: parts of one make are broken alike."""
    if not isinstance(part, dict):
        return type(part).__name__
    inner = [f"{name}:{_make(one)}" for name, one in sorted(part.items())]
    return f"{part.get('shape')}({','.join(inner)})"


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for name, part in data.items() if isinstance(data, dict) else enumerate(data):
        yield (*path, name)
        if isinstance(part, dict | list):
            yield from places(part, (*path, name))


def agree(document: Any, value: Any, *, plan: bool) -> None:
    said = refused(document, plan=plan)
    marked = [one.message for one in schema(plan=plan).iter_errors(plain(document))]
    if not said:
        assert marked == []
    elif not marked:
        assert all(beyond(one, value) for one in said), said


def broken(name: str, path: tuple[Any, ...], how: str, value: Any) -> Any:
    document = copy.deepcopy(short(name))
    *above, last = path
    part = document
    for step in above:
        part = part[step]
    if how == "gone":
        del part[last]
    elif how == "more" and isinstance(part[last], dict):
        part[last]["nobody_knows"] = 1
    else:
        part[last] = value
    return document


@pytest.mark.parametrize("name", NAMES)
def test_a_document_made_short_is_one_still(name: str) -> None:
    document = short(name)

    assert refused(document, plan=name in PLANS) == ()
    agree(document, None, plan=name in PLANS)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_reader_and_schema_agree_on_what_was_broken(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    path = data.draw(st.sampled_from(list(places(short(name)))))
    how = data.draw(st.sampled_from(["odd", "odd", "odd", "gone", "more"]))
    value = data.draw(st.sampled_from(ODD))

    agree(broken(name, path, how, value), value, plan=name in PLANS)


KINDS: dict[str, list[tuple[Any, ...]]] = {
    "s2": [
        ("code",), ("version",), ("in_force_from",), ("subjects",), ("subjects", "kinds"),
        ("categories",), ("categories", 0, "code"),
        ("purses", 0, "spendable"), ("purses", 0, "floor"), ("streaks", 0, "length"),
        ("publicity", "names"), ("publicity", "days"),
    ],
    "s0": [("items", 0, "title"), ("items", 0, "worth")],
    "p6": [("kind",), ("from",), ("targets", 0, "deadline"), ("targets", 0, "goal")],
}  # fmt: skip
"""One place for each kind of value: there every odd one is tried."""


@pytest.mark.parametrize(
    ("name", "path"), [(name, path) for name, paths in KINDS.items() for path in paths], ids=str
)
def test_every_odd_value_in_one_place_of_each_kind(name: str, path: tuple[Any, ...]) -> None:
    for value in ODD:
        agree(broken(name, path, "odd", value), value, plan=name in PLANS)
    agree(broken(name, path, "gone", None), None, plan=name in PLANS)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("in_force_from",), 0),
        (("in_force_from",), "0"),
        (("in_force_from",), "2024-01-01T00:00:00"),
        (("publicity", "days"), True),
        (("purses", 0, "spendable"), 1),
        (("purses", 0, "spendable"), "maybe"),
    ],
)
def test_one_kind_of_value_is_not_taken_for_another(path: tuple[Any, ...], value: Any) -> None:
    """A 0 is no first of January 1970, and true is not one day."""
    assert len(refused(broken("s2", path, "odd", value), plan=False)) == 1


def test_what_somebody_means_is_read() -> None:
    document = broken("s2", ("purses", 0, "spendable"), "odd", "是")
    document["version"] = date(2024, 1, 1)
    document["publicity"]["days"] = " 30 "
    document["in_force_from"] = "2024-1-1"
    scheme = from_plain(document)

    assert scheme.purses[0].spendable
    assert scheme.version == "2024-01-01"
    assert scheme.publicity.days == 30
    assert scheme.in_force_from == date(2024, 1, 1)
