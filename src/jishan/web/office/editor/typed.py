"""What somebody typed: from the document into the form and back, with nothing lost on the way.

Typed values are as the controls hold them: text, lists of text, True and False; a part that is
absent is None; a table is a list of `{"key", "value"}`. They may be nonsense, and are then shown
again as they were.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict
from pydantic_core import ErrorDetails

from jishan.entrance.words.scheme_labels import error_words, label_of
from jishan.web.office.editor.shapes import (
    Either,
    Field,
    Leaf,
    Node,
    OrNumber,
    Pair,
    Part,
    Rows,
    Table,
)

MISSING: Any = object()
ROWS_MAX = 300
_MANY = ("choices", "texts", "numbers", "codes")
_FIGURES = ("points", "figure", "whole", "numbers")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))")
_FIGURE = re.compile(r"[+-]?\d+(?:\.\d+)?")
_DAY = re.compile(r"(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})日?")
OTHER = "="
"""Before the figure of an OrNumber."""


# From the document -----------------------------------------------------------------------------


def opened(node: Node, value: Any = MISSING) -> Any:
    """A value of the document as the form shows it; MISSING is a new, empty one."""
    match node:
        case Leaf():
            return _opened_leaf(node, value)
        case Part():
            return _opened_part(node, {} if value is MISSING else value)
        case Rows():
            return [] if value is MISSING else [opened(node.of, one) for one in value]
        case Table():
            pairs = {} if value is MISSING else value
            return [{"key": key, "value": opened(node.of, one)} for key, one in pairs.items()]
        case Either():
            return _opened_either(node, value)
        case OrNumber():
            return "" if value is MISSING else _or_number(node, str(value))
        case Pair():
            return ["", ""] if value is MISSING else [str(one) for one in value]


def _opened_leaf(leaf: Leaf, value: Any) -> Any:
    if leaf.kind in _MANY:
        return [] if value is MISSING else [str(one) for one in value]
    if value is MISSING or value is None:
        return ""
    return value if isinstance(value, bool) else str(value)


def _or_number(node: OrNumber, text: str) -> str:
    return text if text in node.choices else OTHER + text


def _opened_part(part: Part, value: Mapping[str, Any]) -> dict[str, Any]:
    return {field.key: _opened_field(field, value) for field in part.fields}


def _opened_field(field: Field, value: Mapping[str, Any]) -> Any:
    if field.key in value:
        return opened(field.node, value[field.key])
    if field.optional:
        return None
    return opened(field.node, MISSING if field.default is None else field.default)


def _opened_either(node: Either, value: Any) -> dict[str, Any]:
    if value is MISSING:
        return {"shape": ""}
    return {"shape": value["shape"]} | _opened_part(node.part(value["shape"]), value)


# From the page ---------------------------------------------------------------------------------


def read(node: Node, post: QueryDict, name: str, field: Field | None = None) -> Any:
    """What was typed under this name."""
    match node:
        case Leaf():
            return _read_leaf(node, post, name, field)
        case Part():
            off = field is not None and field.optional and f"{name}.on" not in post
            return None if off else _read_part(node, post, name)
        case Rows() | Table():
            return [_read_row(node, post, f"{name}.{row}") for row in range(_count(post, name))]
        case Either():
            shape = post.get(under(name, "shape"), "")
            return {"shape": shape} | _read_part(node.part(shape), post, name)
        case OrNumber():
            said = post.get(name, "")
            number = one_figure(post.get(f"{name}.number", ""), "分")
            return OTHER + number if said == OTHER else said
        case Pair():
            return [one_figure(post.get(f"{name}.{place}", "")) for place in (0, 1)]


def _read_row(node: Rows | Table, post: QueryDict, name: str) -> Any:
    if isinstance(node, Rows):
        return read(node.of, post, name)
    value = read(node.of, post, f"{name}.value")
    return {"key": post.get(f"{name}.key", "").strip(), "value": value}


def under(name: str, key: str) -> str:
    return f"{name}.{key}" if name else key


def narrow(text: str) -> str:
    """Figures as they are typed in a Chinese input method: `３．５` is 3.5, `－5` is -5."""
    return unicodedata.normalize("NFKC", text).replace("。", ".").replace("−", "-").strip()


def one_figure(text: str, unit: str = "") -> str:
    """A figure by itself: `1,000` is 1000, and the unit that the label names may stand behind
    (`20 分`). Anything else stays as it was typed."""
    typed = narrow(text)
    figure = _THOUSANDS.sub("", typed.removesuffix(unit).rstrip())
    return figure if _FIGURE.fullmatch(figure) else typed


def one_day(text: str) -> str:
    """`2026年3月1日` and `2026/3/1` are 2026-03-01; anything else stays as it was typed."""
    typed = narrow(text).replace(" ", "")
    found = _DAY.fullmatch(typed)
    return f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}" if found else typed


def _count(post: QueryDict, name: str) -> int:
    text = post.get(f"{name}.n", "0")
    return min(int(text), ROWS_MAX) if text.isascii() and text.isdigit() else 0


def _read_part(part: Part, post: QueryDict, name: str) -> dict[str, Any]:
    return {
        field.key: read(field.node, post, under(name, field.key), field) for field in part.fields
    }


def _read_leaf(leaf: Leaf, post: QueryDict, name: str, field: Field | None) -> Any:
    if leaf.kind in ("choices", "codes"):
        return [text for text in post.getlist(name) if text]
    text = post.get(name, "")
    if leaf.kind == "yes_no":
        if field is None or field.required:
            return {"true": True, "false": False}.get(text, "")
        return text == "true"
    if leaf.kind == "texts":
        return [line.strip() for line in text.splitlines() if line.strip()]
    if leaf.kind == "numbers":
        return [part for part in re.split(r"[\s,、;]+", narrow(text)) if part]
    if leaf.kind == "day":
        return one_day(text)
    if leaf.kind in _FIGURES:
        return one_figure(text, _unit(leaf, field))
    return text.replace("\r\n", "\n").strip()


def _unit(leaf: Leaf, field: Field | None) -> str:
    """What may stand behind a figure: the unit of its label; without one it is 分."""
    named = label_of(field.model, field.name).unit if field else ""
    return named or ("分" if leaf.kind in ("points", "figure") else "")


# To the document -------------------------------------------------------------------------------


def tidied(node: Node, typed: Any) -> Any:
    """Without the lines that were added and left empty."""
    match node:
        case Part() if typed is not None:
            return {field.key: tidied(field.node, typed[field.key]) for field in node.fields}
        case Rows():
            rows = [tidied(node.of, one) for one in typed]
            return [one for one in rows if not _untouched(node.of, one)]
        case Table():
            pairs = [{"key": one["key"], "value": tidied(node.of, one["value"])} for one in typed]
            return [one for one in pairs if one["key"] or not _untouched(node.of, one["value"])]
        case Either():
            return {"shape": typed["shape"]} | tidied(node.part(typed["shape"]), typed)
    return typed


def _untouched(node: Node, typed: Any) -> bool:
    return bool(typed == tidied(node, opened(node)))


def settled(node: Node, typed: Any) -> Any:
    """What the document would hold: blanks are not written. MISSING where nothing was typed."""
    match node:
        case Leaf():
            return MISSING if typed == "" else typed
        case Part():
            return MISSING if typed is None else _settled_part(node, typed)
        case Rows():
            return [settled(node.of, one) for one in typed]
        case Table():
            return {one["key"]: settled(node.of, one["value"]) for one in typed}
        case Either():
            shape = {"shape": typed["shape"]} if typed["shape"] else {}
            return shape | _settled_part(node.part(typed["shape"]), typed)
        case OrNumber():
            return typed.removeprefix(OTHER) or MISSING
        case Pair():
            return typed if any(typed) else MISSING


def _settled_part(part: Part, typed: Mapping[str, Any]) -> dict[str, Any]:
    found = {field.key: settled(field.node, typed[field.key]) for field in part.fields}
    return {key: value for key, value in found.items() if value is not MISSING}


# What is wrong, and with which control -----------------------------------------------------------


def errors_by_name(
    node: Node, typed: Any, errors: Iterable[ErrorDetails], begin: tuple[int | str, ...] = ()
) -> dict[str, str]:
    """Control name → sentence, the first that was found of each. `begin` is where the part lies in
    the document; what lies elsewhere is not named here."""
    found: dict[str, str] = {}
    short: set[str] = set()
    for error in errors:
        loc = error["loc"]
        if loc[: len(begin)] == begin:
            name = _name_of(node, typed, loc[len(begin) :], "")
            kind = "missing" if error["input"] == "" else error["type"]
            found.setdefault(name, error_words(kind, error.get("ctx", {})))
            short |= {name} if error["type"] == "too_short" else set()
    return _without_echo(found, short) | dict(twice(node, typed, ""))


def _without_echo(found: Mapping[str, str], short: set[str]) -> dict[str, str]:
    """A list whose only rows are wrong counts as empty too: that is not said."""
    full = {name for name in short if any(one.startswith(f"{name}.") for one in found)}
    return {name: text for name, text in found.items() if name not in full}


def _name_of(node: Node, typed: Any, loc: tuple[int | str, ...], name: str) -> str:
    """The name of the control; pydantic's own words in the path (union members) are passed over."""
    if isinstance(node, Either) and not typed["shape"]:
        return under(name, "shape")
    if isinstance(node, Leaf | OrNumber) or not loc:
        return name
    step, rest = loc[0], loc[1:]
    if isinstance(node, Either):
        part = node.part(typed["shape"])
        return _name_of(part, typed, rest if step == typed["shape"] else loc, name)
    if isinstance(node, Part):
        field = next((one for one in node.fields if one.key == step), None)
        if field is None or typed is None:
            return name
        return _name_of(field.node, typed[field.key], rest, under(name, field.key))
    if isinstance(node, Pair):
        return f"{name}.{step}"
    if isinstance(node, Rows):
        row = int(step)
        return _name_of(node.of, typed[row], rest, f"{name}.{row}")
    row = next(place for place, one in enumerate(typed) if one["key"] == step)
    return _name_of(node.of, typed[row]["value"], rest, f"{name}.{row}.value")


def twice(node: Node, typed: Any, name: str) -> Iterable[tuple[str, str]]:
    """Tables whose names are missing or stand there twice: the document could not hold them."""
    match node:
        case Part() if typed is not None:
            for field in node.fields:
                yield from twice(field.node, typed[field.key], under(name, field.key))
        case Either():
            yield from twice(node.part(typed["shape"]), typed, name)
        case Rows():
            for row, one in enumerate(typed):
                yield from twice(node.of, one, f"{name}.{row}")
        case Table():
            yield from _keys_twice([one["key"] for one in typed], name)


def _keys_twice(keys: list[str], name: str) -> Iterable[tuple[str, str]]:
    for row, key in enumerate(keys):
        if not key or key in keys[:row]:
            yield f"{name}.{row}.key", error_words("key_twice" if key else "key_missing", {})
