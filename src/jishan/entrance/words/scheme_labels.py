"""What the fields of a scheme document are called in the forms: label, help, unit, choices.

The words stand in `scheme_labels.yaml`; a test holds it equal to the fields of the core.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True)
class Label:
    """`more`: shown behind one press. `of`: the list that a code is chosen from. `row`, `add`:
    what one line of a list is called, and the button that adds one. `paste`: the fields of a line
    that may be pasted as text. `long`: several lines of text."""

    label: str
    help: str = ""
    more: bool = False
    of: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    row: str = ""
    add: str = ""
    paste: tuple[str, ...] = ()
    long: bool = False
    unit: str = ""


@cache
def _words() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = yaml.safe_load(_FILE.read_text("utf-8"))
    return found


def has_label(model: type[Any], name: str) -> bool:
    return any(name in _words().get(one.__name__, ()) for one in model.__mro__)


@cache
def label_of(model: type[Any], name: str) -> Label:
    """The words of a field; those of a base class where the model has none of its own."""
    for one in model.__mro__:
        written = _words().get(one.__name__, {}).get(name)
        if isinstance(written, str):
            return Label(written)
        if written is not None:
            return Label(**{**written, "paste": tuple(written.get("paste", ()))})
    raise KeyError(f"{model.__name__}.{name} has no label in {_FILE.name}")


def model_name(model: type[Any]) -> str:
    return str(_words()[model.__name__]["_name"])


def model_example(model: type[Any]) -> str:
    """The sentence by which somebody recognises the shape."""
    return str(_words()[model.__name__].get("_example", ""))


def order_of(model: type[Any]) -> tuple[str, ...]:
    """Field names in the order in which they are asked: `_order`, then inherited ones first."""
    found: dict[str, None] = dict.fromkeys(_words()[model.__name__].get("_order", ()))
    for one in reversed(model.__mro__):
        found |= dict.fromkeys(name for name in _words().get(one.__name__, ()) if name[0] != "_")
    return tuple(found)


def choice_words(label: Label, values: Iterable[str]) -> Mapping[str, str]:
    """The words of the values: the field's own, else the first shared set that knows them all."""
    if label.choices:
        return label.choices
    wanted = set(values)
    for words in _words()["_choices"].values():
        if wanted <= words.keys():
            return dict(words)
    raise KeyError(f"no words for {sorted(wanted)} in {_FILE.name}")


ERRORS = {
    "missing": "还没有填",
    "literal_error": "请选一个",
    "points_unreadable": "请写数字，最多两位小数，如 3、2.5、-5",
    "figure_unreadable": "请写数字，最多六位小数",
    "string_too_short": "还没有填",
    "string_too_long": "文字太长了",
    "string_pattern_mismatch": "请选一个",
    "too_short": "至少要有一行",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "greater_than": "要大于 {gt}",
    "less_than": "要小于 {lt}",
    "union_tag_not_found": "请先选一种",
    "union_tag_invalid": "请先选一种",
    "bool_parsing": "请选一个",
    "key_twice": "和上面一行重了",
    "key_missing": "请选一个",
}
_BY_BEGINNING = {
    "date": "日期请写成 2026-03-01 这样",
    "int": "请写整数",
    "decimal": "请写数字",
}


def error_words(kind: str, facts: Mapping[str, Any]) -> str:
    """What is wrong with one field."""
    words = ERRORS.get(kind) or next(
        (text for start, text in _BY_BEGINNING.items() if kind.startswith(start)), "这里写得不对"
    )
    return words.format_map(facts)
