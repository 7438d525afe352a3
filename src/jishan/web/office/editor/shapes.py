"""What each field of the scheme document asks for, read off the models of the core.

A new shape or field of the core appears in the forms by itself; only its words must be written
(`entrance/words/scheme_labels.yaml`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo

from jishan.core.scheme.values import Code, Figure, Model, PointsField, Text, plain_number

LeafKind = Literal[
    "text", "points", "figure", "whole", "day", "yes_no", "code", "choice", "choices", "texts",
    "numbers", "codes",
]  # fmt: skip


@dataclass(frozen=True)
class Leaf:
    """One control. `choices` are the values of a Literal."""

    kind: LeafKind
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A model within the document; `only` some of its fields, if any are named."""

    model: type[Model]
    only: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple["Field", ...]:
        found = fields_of(self.model)
        return tuple(one for one in found if one.key in self.only) if self.only else found


@dataclass(frozen=True)
class Rows:
    """A list of models or of codes whose order counts."""

    of: "Node"


@dataclass(frozen=True)
class Either:
    """One of several models, told apart by `shape`."""

    models: tuple[type[Model], ...]

    def part(self, shape: Any) -> Part:
        """The part of this shape; an unknown shape has no fields."""
        found = next((one for one in self.models if shape_of(one) == shape), Model)
        return Part(found)


@dataclass(frozen=True)
class OrNumber:
    """One of a few words, or a figure (`floor: zero`, `floor: -50`)."""

    choices: tuple[str, ...]
    number: Leaf


@dataclass(frozen=True)
class Pair:
    """Two figures: from, to."""

    of: Leaf


@dataclass(frozen=True)
class Table:
    """Names with a value each."""

    of: "Node"


Node = Leaf | Part | Rows | Either | OrNumber | Pair | Table


@dataclass(frozen=True)
class Field:
    """A field of a model. `key` is its name in the document; `default` is what counts where it is
    not written, as the document would write it (None: nothing)."""

    model: type[Model]
    name: str
    key: str
    node: Node
    required: bool
    default: Any

    @property
    def optional(self) -> bool:
        """A part that may be there or not, which is itself a choice."""
        return isinstance(self.node, Part) and not self.required and self.default is None


_ORDERED = ("then_by",)
"""Lists of codes whose order says something: asked one by one."""


def shape_of(model: type[Model]) -> str | None:
    """The word by which a union knows the model."""
    hint = get_type_hints(model, include_extras=True).get("shape")
    return str(get_args(hint)[0]) if get_origin(hint) is Literal else None


@cache
def fields_of(model: type[Model]) -> tuple[Field, ...]:
    """Every field of the model, in the order of the code, except those that can only say one
    thing (`format`, `shape`)."""
    hints = get_type_hints(model, include_extras=True)
    found = []
    for name, info in model.model_fields.items():
        if get_origin(hints[name]) is Literal and len(get_args(hints[name])) == 1:
            continue
        default = None if info.is_required() else info.get_default(call_default_factory=True)
        node = Rows(Leaf("code")) if name in _ORDERED else described(hints[name])
        key, required = info.alias or name, info.is_required() and not _may_be_empty(node, info)
        found.append(Field(model, name, key, node, required, _plain(node, default)))
    return tuple(found)


_LISTS = ("choices", "texts", "numbers", "codes")


def _may_be_empty(node: Node, info: FieldInfo) -> bool:
    """A list that has to be there and may be empty: nothing has to be typed."""
    if not isinstance(node, Leaf) or node.kind not in _LISTS:
        return False
    return not any(getattr(one, "min_length", 0) for one in info.metadata)


def described(hint: Any) -> Node:
    """What a type asks for."""
    for known, leaf in _LEAVES:
        if hint == known:
            return leaf
    origin = get_origin(hint)
    if origin is Annotated:
        inner = get_args(hint)[0]
        return Either(get_args(inner)) if _is_union(inner) else described(inner)
    if origin is Literal:
        return Leaf("choice", get_args(hint))
    if _is_union(hint):
        return _of_union([one for one in get_args(hint) if one is not NoneType])
    if origin is tuple:
        return _of_tuple(get_args(hint))
    if origin is dict:
        return Table(described(get_args(hint)[1]))
    assert isinstance(hint, type), f"a type that no form knows: {hint}"
    assert issubclass(hint, Model), f"a type that no form knows: {hint}"
    return Part(hint)


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in (Union, UnionType)


_LEAVES: tuple[tuple[Any, Leaf], ...] = (
    (PointsField, Leaf("points")),
    (Figure, Leaf("figure")),
    (Code, Leaf("code")),
    (Text, Leaf("text")),
    (Decimal, Leaf("figure")),
    (int, Leaf("whole")),
    (bool, Leaf("yes_no")),
    (date, Leaf("day")),
)


def _of_union(members: list[Any]) -> Node:
    if len(members) == 1:
        return described(members[0])
    nodes = [described(one) for one in members]
    words = tuple(
        word
        for node in nodes
        if isinstance(node, Leaf) and node.kind == "choice"
        for word in node.choices
    )
    numbers = [node for node in nodes if isinstance(node, Leaf) and node.kind != "choice"]
    if numbers:
        return OrNumber(words, numbers[0])
    return Leaf("choice", words)


_MANY: Mapping[str, LeafKind] = {
    "choice": "choices",
    "text": "texts",
    "whole": "numbers",
    "figure": "numbers",
    "points": "numbers",
    "code": "codes",
}


def _of_tuple(members: tuple[Any, ...]) -> Node:
    node = described(members[0])
    if members[-1] is not Ellipsis:
        assert isinstance(node, Leaf), "pairs are of figures"
        return Pair(node)
    if isinstance(node, Leaf):
        return Leaf(_MANY[node.kind], node.choices)
    return Rows(node)


def _plain(node: Node, value: Any) -> Any:
    """A default as the document would write it."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Model):
        return value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if isinstance(value, tuple | dict):
        return type(value)() if isinstance(value, dict) else list(value)
    if isinstance(node, Leaf) and node.kind == "points":
        return plain_number(Decimal(value) / 100)
    return plain_number(value)
