"""What the fields of a document are called, everywhere: label, help, unit, choices.

The words stand in `scheme_labels.yaml` and, for target plans, `target_labels.yaml`; a test holds
them equal to the fields of the core.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from jishan.core.scheme.document import Scheme
from jishan.core.scheme.places import Asked, values_in
from jishan.core.scheme.reference import ReferenceHead
from jishan.core.scheme.schema import models_of
from jishan.core.targets.document import Plan

_SCHEME = Path(__file__).with_name("scheme_labels.yaml")
_PLAN = Path(__file__).with_name("target_labels.yaml")


@dataclass(frozen=True)
class Label:
    """`more`: shown behind one press. `of`: the list that a code is chosen from. `row`, `add`:
    what one line of a list is called, and the button that adds one. `paste`: the fields of a line
    that may be pasted as text, `like` such a line. `long`: several lines of text."""

    label: str
    help: str = ""
    more: bool = False
    of: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    row: str = ""
    add: str = ""
    paste: tuple[str, ...] = ()
    like: str = ""
    long: bool = False
    unit: str = ""


@cache
def _read(file: Path) -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = yaml.safe_load(file.read_text("utf-8"))
    return found


def _words(model: type[Any]) -> Mapping[str, Any]:
    """The words of one model, without those of its base."""
    own = _read(_PLAN) if ".targets." in model.__module__ else {}
    return own.get(model.__name__) or _read(_SCHEME).get(model.__name__, {})


def has_label(model: type[Any], name: str) -> bool:
    return any(name in _words(one) for one in model.__mro__)


@cache
def label_of(model: type[Any], name: str) -> Label:
    """The words of a field; those of a base class where the model has none of its own."""
    for one in model.__mro__:
        written = _words(one).get(name)
        if isinstance(written, str):
            return Label(written)
        if written is not None:
            return Label(**{**written, "paste": tuple(written.get("paste", ()))})
    raise KeyError(f"{model.__name__}.{name} has no label in {_SCHEME.name}")


@cache
def _documents() -> Mapping[str, Mapping[str, Any]]:
    """The models of each kind of document by name."""
    return {
        "Scheme": models_of(Scheme),
        "Plan": models_of(Plan),
        "ReferenceHead": models_of(ReferenceHead),
    }


def asked_named(named: str) -> Asked | None:
    """The field that a finding names (`Scheme/PerUnit.rounding`), if the words know it."""
    document, _, rest = named.partition("/")
    model, _, name = rest.partition(".")
    found = _documents().get(document, {}).get(model)
    known = found is not None and name in found.model_fields and has_label(found, name)
    return Asked(found, name) if found is not None and known else None


def label_by_key(key: str) -> str:
    """What some field of this key is called; the key itself where there is none."""
    for models in _documents().values():
        for model in models.values():
            for name, info in model.model_fields.items():
                if (info.alias or name) == key and has_label(model, name):
                    return label_of(model, name).label
    return key


def words_for(asked: Asked) -> Label:
    """What the field is called."""
    model: Any = asked.model
    return label_of(model, asked.name)


def value_words(asked: Asked, value: str) -> str:
    """What one of the field's own choices is called; any other text as it stands."""
    values = values_in(asked.annotation)
    if value not in values:
        return value
    return choice_words(words_for(asked), values).get(value, value)


def model_name(model: type[Any]) -> str:
    return str(_words(model)["_name"])


def model_example(model: type[Any]) -> str:
    """The sentence by which somebody recognises the shape."""
    return str(_words(model).get("_example", ""))


@cache
def order_of(model: type[Any]) -> tuple[str, ...]:
    """Field names in the order in which they are asked: `_order`, then inherited ones first."""
    found: dict[str, None] = dict.fromkeys(_words(model).get("_order", ()))
    for one in reversed(model.__mro__):
        found |= dict.fromkeys(name for name in _words(one) if name[0] != "_")
    return tuple(found)


def choice_words(label: Label, values: Iterable[str]) -> Mapping[str, str]:
    """The words of the values: the field's own, else the first shared set that knows them all."""
    if label.choices:
        return label.choices
    wanted = set(values)
    for words in _read(_SCHEME)["_choices"].values():
        if wanted <= words.keys():
            return dict(words)
    raise KeyError(f"no words for {sorted(wanted)} in {_SCHEME.name}")


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
    "date": "日期请写成“2026年3月1日”这样",
    "int": "请写整数",
    "bool": "请选一个",
    "decimal": "请写数字",
}


def error_words(kind: str, facts: Mapping[str, Any]) -> str:
    """What is wrong with one field."""
    words = ERRORS.get(kind) or next(
        (text for start, text in _BY_BEGINNING.items() if kind.startswith(start)), "这里写得不对"
    )
    return words.format_map(facts)
