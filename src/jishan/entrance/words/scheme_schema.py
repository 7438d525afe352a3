"""The JSON Schema of documents with the Chinese words of every field: what an editor shows."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from jishan.core.scheme.document import Scheme
from jishan.core.scheme.places import Asked, values_in
from jishan.core.scheme.schema import json_schema, models_of
from jishan.core.scheme.values import Model
from jishan.core.targets.document import Plan
from jishan.entrance.words.scheme_labels import Label, has_label, label_of, model_name, value_words

_SHAPE = Label("哪一种")
"""The one field that the forms ask by itself: which model of several stands there."""


def scheme_schema() -> dict[str, Any]:
    """Of a scheme."""
    found = json_schema(Scheme, "urn:jishan:scheme:1", "积分方案")
    return _worded(found, Scheme)


def plan_schema() -> dict[str, Any]:
    """Of a target plan."""
    found = json_schema(Plan, "urn:jishan:plan:1", "目标计划")
    return _worded(found, Plan)


def as_text(schema: Mapping[str, Any]) -> str:
    """The file as it is printed and kept."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _worded(found: dict[str, Any], root: type[Model]) -> dict[str, Any]:
    """Titles and descriptions in Chinese in place of those made from the code."""
    models = models_of(root)
    found.pop("description", None)
    _fields(found, root)
    for name, part in found["$defs"].items():
        part.pop("description", None)
        part["title"] = model_name(models[name])
        _fields(part, models[name])
    return found


def _fields(part: dict[str, Any], model: type[BaseModel]) -> None:
    for name, field in model.model_fields.items():
        shown = part["properties"].get(field.alias or name)
        if shown is None:
            continue
        shown.pop("title", None)
        label = label_of(model, name) if has_label(model, name) else _SHAPE
        shown["title"] = label.label
        said = (label.help, _choices(Asked(model, name)))
        text = "。".join(one.rstrip("。") for one in said if one)
        if text:
            shown["description"] = f"{text}。"


def _choices(asked: Asked) -> str:
    """`可以写：month(每月)、year(每年)`"""
    values = values_in(asked.annotation)
    if len(values) < 2:
        return ""
    return "可以写：" + "、".join(f"{one}({value_words(asked, one)})" for one in values)
