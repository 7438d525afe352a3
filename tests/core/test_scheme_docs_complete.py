"""The documents for authors leave nothing out: every field and every choice of the scheme."""

import re
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from jishan.core.scheme.document import Scheme

DOCS = Path(__file__).parents[2] / "docs" / "schemes"
TEXT = "\n".join(
    (DOCS / f"{name}.md").read_text()
    for name in ("README", "items", "purses", "results", "conduct")
)


def models() -> list[type[BaseModel]]:
    found: list[type[BaseModel]] = []
    waiting: list[Any] = [Scheme]
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            if kind not in found:
                found.append(kind)
                waiting += [info.annotation for info in kind.model_fields.values()]
        else:
            waiting += get_args(kind)
    return sorted(found, key=lambda kind: kind.__name__)


def choices(kind: Any) -> set[str]:
    if get_origin(kind) is Literal:
        return {one for one in get_args(kind) if isinstance(one, str)}
    return {one for part in get_args(kind) for one in choices(part)}


def said(word: str) -> bool:
    return re.search(rf"(?<![A-Za-z_]){re.escape(word)}(?![A-Za-z_])", TEXT) is not None


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_every_field_and_choice_is_written_down(model: type[BaseModel]) -> None:
    for name, info in model.model_fields.items():
        written = info.alias or name
        assert said(written), f"{model.__name__}.{written}"
        missing = {one for one in choices(info.annotation) if not said(one)}
        assert missing == set(), f"{model.__name__}.{written}"
