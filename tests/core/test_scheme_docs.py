"""The documents for authors are true: every example is read, checked and worded as they say."""

import re
from itertools import product
from pathlib import Path

import pytest
from pydantic import BaseModel
from tools import recipes

from jishan.core.scheme.checker import check
from jishan.core.scheme.document import Scheme, to_document
from jishan.core.scheme.plain import read_plain
from jishan.core.scheme.reading import read_scheme
from jishan.core.scheme.reference import read_reference
from jishan.entrance.words.scheme_sentences import item_sentence
from tests.core.replaying import HEAD, PURSE, YEAR, village
from tests.core.test_scheme_docs_complete import choices, models

DOCS = Path(__file__).parents[2] / "docs" / "schemes"
EXAMPLE = re.compile(r"```yaml\n(- code:.*?)```\n\n村民看到：(.*?)\n", re.DOTALL)
PLAIN_PURSE = (
    "purses: [{code: points, name: 积分, holder: household, takes: both, "
    "spendable: false, floor: none}]\n"
)
PLAIN_YEAR = "measures: [{code: year, name: 年度, shape: points, purse: points, period: year}]\n"
BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


def errors(scheme: Scheme) -> list[str]:
    return [one.code for one in check(scheme) if one.severity == "error"]


@pytest.mark.parametrize(
    ("document", "sentence"),
    EXAMPLE.findall((DOCS / "items.md").read_text()),
    ids=lambda text: text[:12],
)
def test_every_shape_and_the_sentence_beside_it(document: str, sentence: str) -> None:
    scheme = village(f"items:\n{document}")

    assert item_sentence(scheme, scheme.items[0]) == sentence
    assert errors(scheme) == []


def test_every_shape_has_its_example() -> None:
    found = EXAMPLE.findall((DOCS / "items.md").read_text())
    shapes = {village(f"items:\n{document}").items[0].worth.shape for document, _ in found}

    assert shapes == {
        "fixed", "per_unit", "range", "case", "levels", "steps", "brackets", "inspection", "base",
        "import", "outcome",
    }  # fmt: skip


def test_the_smallest_document_is_adoptable() -> None:
    text = BLOCK.search((DOCS / "README.md").read_text())
    assert text is not None

    assert errors(read_scheme(text.group(1))) == []


@pytest.mark.parametrize("name", ["purses", "results", "conduct", "items"])
def test_parts_of_documents_are_read(name: str) -> None:
    """Parts stand alone in the text; here each takes its place in a whole document."""
    for block in BLOCK.findall((DOCS / f"{name}.md").read_text()):
        if block.startswith("- code: points"):
            block = f"purses:\n{block}"
        if block.startswith("- code:"):
            continue
        part = block.split(":")[0]
        head = re.sub(rf"^{part}:.*?(?=^\w|\Z)", "", HEAD, flags=re.DOTALL | re.MULTILINE)
        rest = [text for key, text in (("purses", PURSE), ("measures", YEAR)) if key != part]

        scheme = read_scheme(head + "".join(rest) + block)
        assert errors(completed(scheme)) == [], part


STUBS = {
    "事项": ("items", "title: {0}, category: env, worth: {{shape: fixed, points: 1}}"),
    "类别": ("categories", "name: {0}"),
    "分账": ("purses", "name: {0}, holder: {2}, spendable: true, floor: zero"),
    "得分": ("measures", "name: {0}, shape: points, purse: main, period: {1}"),
}
"""The least that a part of a document can name: what it is called there, and where it stands."""


def completed(scheme: Scheme) -> Scheme:
    """The document with a stub for whatever its part names and does not hold; of the several
    periods and holders that a stub could have, those that fit."""
    missing = {
        (str(one.facts["what"]), str(one.facts["code_"]))
        for one in check(scheme)
        if one.code == "scheme.reference_unknown"
    }
    found = scheme
    tries = product(("year", "month", "quarter"), ("household", "village"))
    for period, holder in tries if missing else ():
        document = to_document(scheme)
        for what, code in sorted(missing):
            if what == "资金来源":
                source = {"code": code, "name": code, "kind": "money"}
                document["funds"] = {"sources": [source]}
                continue
            part, text = STUBS[what]
            stub = read_plain(f"{{code: {code}, {text.format(code, period, holder)}}}").data
            document[part] = [*document.get(part, []), stub]
        found = Scheme.model_validate(document)
        if not errors(found):
            break
    return found


def test_the_townships_limits_are_read() -> None:
    (block,) = BLOCK.findall((DOCS / "adoption.md").read_text())
    head, limits = block.split("limits:")
    assert head.startswith("format: 1\nkind: reference\n")
    items = "".join(
        f"- {{code: {code}, title: {code}, category: env, worth: {{shape: fixed, points: 3}}}}\n"
        for code in ("tree", "lavish-feast")
    )
    text = f"{HEAD}kind: reference\n{PURSE}items:\n{items}limits:{limits}"

    found = read_reference(text).limits

    assert (found.added_max, found.removed_max, found.parts_as_written) == (
        3, 2, ("vetoes", "publicity"),
    )  # fmt: skip
    assert [one.code for one in found.items] == ["tree", "lavish-feast"]


RECIPES = re.findall(r"### (.*?)\n(.*?)(?=\n##|\Z)", (DOCS / "recipes.md").read_text(), re.DOTALL)


@pytest.mark.parametrize(("clause", "text"), RECIPES, ids=lambda text: text[:20])
def test_every_recipe_is_adoptable_and_said(clause: str, text: str) -> None:
    blocks = BLOCK.findall(text)
    assert len(blocks) == 1, clause

    assert errors(recipes.scheme_of(blocks[0])) == []
    said = text.split("村民看到：\n\n")[1].strip("\n")
    assert said.splitlines() == [f"- {sentence}" for sentence in recipes.sentences(blocks[0])]


WITHOUT_A_SENTENCE = {
    "Choice", "Declared", "FilingNote", "Periods", "Replaced", "Resolution", "Source",
}  # fmt: skip
"""Parts in which nobody rules anything: what was decided when, where a clause comes from."""
SHAPES = {
    "Base.joiners", "Honour.ties", "Judging.combine", "Line.absent", "Multiplying.combine",
    "Outcome.combine", "Overlap.rule", "PerMemberMeasure.members", "Pool.method",
    "RuleItem.credited_to", "Steps.mode", "Streak.windows", "Streak.counting", "Team.split",
    "Transfer.between",
}  # fmt: skip
"""Choices that are shapes of their own, besides every `shape`."""
NOT_ALLOWED = {"Overlap.rule=all", "Transfer.between=village"}
"""Says nothing; is no way for points to go."""


def test_every_shape_has_an_example_with_its_sentence() -> None:
    blocks = [block for _, text in RECIPES for block in BLOCK.findall(text)]
    items = [f"items:\n{text}" for text, _ in EXAMPLE.findall((DOCS / "items.md").read_text())]
    seen: set[str] = set()
    for scheme in [*map(recipes.scheme_of, blocks), *map(village, items)]:
        _look(scheme, seen)

    asked = {model.__name__ for model in models()} - WITHOUT_A_SENTENCE
    for model in models():
        for name, info in model.model_fields.items():
            if name == "shape" or f"{model.__name__}.{name}" in SHAPES:
                asked |= {f"{model.__name__}.{name}={one}" for one in choices(info.annotation)}
    assert asked - seen - NOT_ALLOWED == set()


def _look(value: object, seen: set[str]) -> None:
    """Every model that stands in a document, and every choice that it makes."""
    if isinstance(value, BaseModel):
        kind = type(value).__name__
        seen.add(kind)
        for name in type(value).model_fields:
            part = getattr(value, name)
            seen.add(f"{kind}.{name}={part}")
            _look(part, seen)
    elif isinstance(value, tuple):
        for part in value:
            _look(part, seen)


def test_there_are_recipes() -> None:
    assert len(RECIPES) >= 30
