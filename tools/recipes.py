"""The sentences below each recipe of docs/schemes/recipes.md: what villagers read of it.

A recipe is a heading and one block of YAML; whatever it does not name is the smallest there is.
"""

import re
from pathlib import Path

from jishan.core.scheme.document import Scheme
from jishan.core.scheme.reading import read_scheme
from jishan.entrance.words.scheme_clauses import clauses

PATH = Path(__file__).resolve().parents[1] / "docs" / "schemes" / "recipes.md"
HEAD = {
    "format": "1",
    "code": "village",
    "name": "桃源村积分细则",
    "organisation": "桃源村",
    "version": "1",
    "in_force_from": "2024-01-01",
    "subjects": "{kinds: [household, resident], eligible: [{kind: household, consent: true}]}",
    "categories": "[{code: env, name: 环境}, {code: civil, name: 文明}]",
    "process": "{default: [{kind: review, role: panel, quorum: 5}, "
    "{kind: notice, days: 7, day_kind: calendar}], objections_to: supervisor}",
    "publicity": "{shows: [totals], names: masked, deductions: household_only, days: 30}",
    "purses": "[{code: points, name: 积分, holder: household, takes: both, "
    "spendable: false, floor: none}]",
    "measures": "[{code: year, name: 年度积分, shape: points, purse: points, period: year}]",
}
_RECIPE = re.compile(
    r"(^### (?:(?!^##|^```).)*?^```yaml\n(.*?)^```\n)(?:\n村民看到：\n\n(?:- [^\n]*\n)*)?",
    re.DOTALL | re.MULTILINE,
)
_PART = re.compile(r"^(\w+):", re.MULTILINE)


def scheme_of(block: str) -> Scheme:
    """The recipe in its place in a whole document."""
    named = set(_PART.findall(block))
    rest = "".join(f"{part}: {text}\n" for part, text in HEAD.items() if part not in named)
    return read_scheme(rest + block)


def sentences(block: str) -> list[str]:
    """What villagers read of the parts that the recipe names."""
    named = set(_PART.findall(block))
    return [
        sentence
        for section in clauses(scheme_of(block))
        if section.part.partition(":")[0] in named
        for sentence in section.sentences
    ]


def page() -> str:
    return _RECIPE.sub(_with_sentences, PATH.read_text("utf-8"))


def _with_sentences(recipe: re.Match[str]) -> str:
    lines = "".join(f"- {sentence}\n" for sentence in sentences(recipe[2]))
    return f"{recipe[1]}\n村民看到：\n\n{lines}"
