"""The JSON Schema of documents with the Chinese words of every field: what an editor shows."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel

from jishan.core.scheme.document import Scheme
from jishan.core.scheme.schema import json_schema, models_of
from jishan.core.scheme.values import Model
from jishan.core.targets.document import Plan
from jishan.entrance.words.scheme_choices import CHOICES
from jishan.entrance.words.scheme_fields import FIELDS
from jishan.entrance.words.scheme_labels import choice_words, has_label, label_of, model_name

PLAN_FIELDS = {
    "format": "格式",
    "kind": "种类",
    "from": "从哪天起",
    "until": "到哪天止",
    "report_every": "多久报一次进度",
    "bases": "基数",
    "projects": "项目",
    "targets": "目标",
    "detail": "具体要求",
    "project": "属于哪个项目",
    "goal": "做到多少",
    "direction": "到期达到，还是一直保持",
    "deadline": "完成期限",
    "milestones": "中间节点",
    "by": "到哪天",
    "responsible": "谁负责",
    "accepts": "谁验收",
    "role": "角色",
    "who": "哪些人",
    "award": "奖补",
    "yuan_each": "每个奖多少元",
    "each": "按什么算一个",
    "fund": "从哪笔钱出",
    "counted": "数字从哪里来",
    "figure": "数字",
    "start": "起点",
    "whole": "只能是整数",
    "grades": "等级(最好的在前)",
    "at_least": "至少",
    "at_most": "至多",
    "of": "按哪个基数",
    "yuan_min": "至少多少元",
    "funds": "资金",
}
"""Words that only a target plan needs."""
PLAN_MODELS = {
    "Accepts": "验收",
    "Amount": "数量",
    "Award": "奖补",
    "Base": "基数",
    "Coverage": "覆盖率",
    "Done": "做成了没有",
    "Fund": "一笔钱",
    "Grade": "等级",
    "Milestone": "中间节点",
    "Project": "项目",
    "Target": "目标",
}


def scheme_schema() -> dict[str, Any]:
    """Of a scheme."""
    found = json_schema(Scheme, "urn:jishan:scheme:1", "积分方案")
    return _worded(found, Scheme, _scheme_words, {})


def plan_schema() -> dict[str, Any]:
    """Of a target plan."""
    found = json_schema(Plan, "urn:jishan:plan:1", "目标计划")
    return _worded(found, Plan, _plan_words, PLAN_MODELS)


def as_text(schema: Mapping[str, Any]) -> str:
    """The file as it is printed and kept."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


Words = Callable[[type[BaseModel], str, str], tuple[str, str]]
"""(model, field, how it is written) -> title and help."""


def _worded(
    found: dict[str, Any], root: type[Model], words: Words, titles: Mapping[str, str]
) -> dict[str, Any]:
    """Titles and descriptions in Chinese in place of those made from the code."""
    models = models_of(root)
    found.pop("description", None)
    _fields(found, root, words)
    for name, part in found["$defs"].items():
        part.pop("description", None)
        part["title"] = titles.get(name) or model_name(models[name])
        _fields(part, models[name], words)
    return found


def _fields(part: dict[str, Any], model: type[BaseModel], words: Words) -> None:
    for name, field in model.model_fields.items():
        written = field.alias or name
        shown = part["properties"].get(written)
        if shown is None:
            continue
        shown.pop("title", None)
        title, description = words(model, name, written)
        choices = _choices(model, name, written, shown)
        if title:
            shown["title"] = title
        said = "。".join(text.rstrip("。") for text in (description, choices) if text)
        if said:
            shown["description"] = f"{said}。"


def _scheme_words(model: type[BaseModel], name: str, written: str) -> tuple[str, str]:
    if has_label(model, name):
        label = label_of(model, name)
        return label.label, label.help
    return FIELDS.get(written, ""), ""


def _plan_words(_model: type[BaseModel], _name: str, written: str) -> tuple[str, str]:
    return PLAN_FIELDS.get(written) or FIELDS.get(written, ""), ""


def _choices(model: type[BaseModel], name: str, written: str, shown: Mapping[str, Any]) -> str:
    """`可以写：month(每月)、year(每年)`"""
    values = _values(shown)
    if len(values) < 2:
        return ""
    known: Mapping[str, str] = CHOICES.get(written, {})
    if has_label(model, name):
        try:
            known = choice_words(label_of(model, name), values)
        except KeyError:
            known = CHOICES.get(written, {})
    texts = [f"{value}({known[value]})" if value in known else value for value in values]
    return "可以写：" + "、".join(texts)


def _values(shown: Mapping[str, Any]) -> list[str]:
    """The literal values of a field, through alternatives and lists."""
    found = [one for one in shown.get("enum", ()) if isinstance(one, str)]
    found += [shown["const"]] if isinstance(shown.get("const"), str) else []
    for inner in (*shown.get("anyOf", ()), *([shown["items"]] if "items" in shown else ())):
        if isinstance(inner, Mapping):
            found += _values(inner)
    return found
