"""JSON Schema of a document, generated from its models, for editors that complete and check.

It says what can be read; what makes sense the checker says. Numbers may be written as text too,
texts and codes as bare numbers, exactly as they are read. It refuses nothing that the reader takes;
what it cannot say is listed with its test.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from jishan.core.points import ONE, POINTS_MAX
from jishan.core.scheme import values
from jishan.core.scheme.values import Model, plain_number

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NUMBER = {
    "type": "number",
    "minimum": -POINTS_MAX // ONE,
    "maximum": POINTS_MAX // ONE,
}
_POINTS: JsonSchemaValue = {
    "anyOf": [_NUMBER, {"type": "string", "pattern": r"^\s*[+-]?\d+(\.\d{1,2}0*)?\s*$"}]
}
_FIGURE: JsonSchemaValue = {
    "anyOf": [
        {"type": "number", "minimum": -POINTS_MAX, "maximum": POINTS_MAX},
        {"type": "string", "pattern": r"^\s*[+-]?\d+(\.\d{1,6}0*)?\s*$"},
    ]
}
_WHOLE: JsonSchemaValue = {
    "anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\s*[+-]?\d{1,18}\s*$"}]
}
_ANSWER = "|".join(
    "".join(f"[{sign}{sign.upper()}]" if sign.isascii() else sign for sign in word)
    for word in values.ANSWERS
)
_YES_NO: JsonSchemaValue = {
    "anyOf": [{"type": "boolean"}, {"type": "string", "pattern": rf"^\s*({_ANSWER})\s*$"}]
}
_DAY: JsonSchemaValue = {
    "type": "string",
    "pattern": r"^\s*(19|20|21)\d\d-((0?[13578]|1[02])-(0?[1-9]|[12]\d|3[01])"
    r"|(0?[469]|11)-(0?[1-9]|[12]\d|30)|0?2-(0?[1-9]|[12]\d))\s*$",
}
_READERS: dict[Any, JsonSchemaValue] = {
    get_args(values.PointsField)[1].func: _POINTS,
    get_args(values.Figure)[1].func: _FIGURE,
    get_args(values.Whole)[1].func: _WHOLE,
    get_args(values.YesNo)[1].func: _YES_NO,
    get_args(values.Day)[1].func: _DAY,
}
_EDGES = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
}
_TEXT_READER: Any = get_args(values.Text)[2].func
_SAID = r"\S"
_CODE = (
    r"^\s*([\w.\-]|[^\x00-\x7f\u2000-\u206f\u3000-\u3004\u3008-\u3020\uff01-\uff0f\uff1a-\uff20])"
    r"{1,40}\s*$"
)
"""Letters of any script: an editor's own `\\w` may know those of English only."""


class _Generator(GenerateJsonSchema):
    """Knows the document's own values by the functions that read them."""

    def generate_inner(self, schema: Any) -> JsonSchemaValue:
        """Pydantic leaves edges of what may be absent under the names of its own."""
        return {
            _EDGES.get(name, name): part for name, part in super().generate_inner(schema).items()
        }

    def function_before_schema(
        self, schema: core_schema.BeforeValidatorFunctionSchema
    ) -> JsonSchemaValue:
        reader = schema["function"]["function"]
        found = super().function_before_schema(schema)
        if reader in _READERS:
            edges = {name: found[name] for name in _EDGES.values() if name in found}
            return _READERS[reader] | edges
        if reader is _TEXT_READER:
            text = found | {"pattern": _CODE if "pattern" in found else _SAID}
            return {"anyOf": [text, {"type": "number"}]}
        return found

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Points are held as hundredths and written as points; what is absent needs no word."""
        found = super().default_schema(schema)
        given, kind = found.pop("default", None), _kind_of(schema["schema"])
        if kind is _POINTS and given is not None:
            given = plain_number(Decimal(given) / ONE)
        elif kind is _FIGURE and given is not None:
            given = plain_number(Decimal(given))
        if isinstance(given, bool | int | str) or (isinstance(given, list) and given):
            found["default"] = given
        return found


def _kind_of(schema: core_schema.CoreSchema) -> JsonSchemaValue | None:
    if schema["type"] != "function-before":
        return None
    return _READERS.get(schema["function"]["function"])


def json_schema(model: type[Model], identity: str, title: str) -> dict[str, Any]:
    """The JSON Schema of one kind of document."""
    found = model.model_json_schema(by_alias=True, schema_generator=_Generator)
    return {"$schema": DIALECT, "$id": identity, "title": title} | {
        name: part for name, part in found.items() if name != "title"
    }


def models_of(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """Every model of a document by its name, the document itself included.

    Two models of one name would be mistaken for each other: that is a programmer's error.
    """
    found: dict[str, type[BaseModel]] = {}
    for one in _beneath(model, set()):
        assert found.setdefault(one.__name__, one) is one, f"two models are called {one.__name__}"
    return found


def _beneath(kind: Any, seen: set[Any]) -> Iterator[type[BaseModel]]:
    """The models that a type is made of, through unions, lists and tables."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if kind in seen:
            return
        seen.add(kind)
        yield kind
        for field in kind.model_fields.values():
            yield from _beneath(field.annotation, seen)
    for inner in getattr(kind, "__args__", ()):
        yield from _beneath(inner, seen)
