"""The documents for authors are true: every example is read, checked and worded as they say."""

import re
from pathlib import Path

import pytest

from jishan.core.scheme.checker import check
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.reading import read_scheme
from jishan.entrance.words.scheme_sentences import item_sentence
from tests.core.replaying import HEAD, PURSE, YEAR, village

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

        assert read_scheme(head + "".join(rest) + block), part


RECIPES = re.findall(r"### (.*?)\n(.*?)(?=\n##|\Z)", (DOCS / "recipes.md").read_text(), re.DOTALL)


@pytest.mark.parametrize(("clause", "text"), RECIPES, ids=lambda text: text[:20])
def test_every_recipe_is_read_and_adoptable(clause: str, text: str) -> None:
    """Each takes its place in a whole document; what it does not name is the smallest there is."""
    blocks = BLOCK.findall(text)
    assert len(blocks) == 1, clause
    parts = set(re.findall(r"^(\w+):", blocks[0], re.MULTILINE))
    head = HEAD
    for part in parts:
        head = re.sub(rf"^{part}:.*?(?=^\w|\Z)", "", head, flags=re.DOTALL | re.MULTILINE)
    plain = (("purses", PLAIN_PURSE), ("measures", PLAIN_YEAR))
    rest = [written for key, written in plain if key not in parts]

    assert errors(read_scheme(head + "".join(rest) + blocks[0])) == []


def test_there_are_recipes() -> None:
    assert len(RECIPES) >= 30
