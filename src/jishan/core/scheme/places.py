"""Which field of which model a place in a document is: so that faces can name it in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class Asked:
    """A field by its model and its name in the code."""

    model: type[BaseModel]
    name: str

    @property
    def annotation(self) -> Any:
        return self.model.model_fields[self.name].annotation


def bare(annotation: Any) -> Any:
    """Without `Annotated` and without the None of an optional field."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
            continue
        if get_origin(annotation) in (Union, UnionType):
            rest = [one for one in get_args(annotation) if one is not NoneType]
            if len(rest) == 1:
                annotation = rest[0]
                continue
        return annotation


def shapes_in(annotation: Any) -> dict[str, type[BaseModel]]:
    """The models of a union by the shape that tells them apart."""
    inner = bare(annotation)
    if get_origin(inner) not in (Union, UnionType):
        return {}
    shapes = ((one, _fields(one).get("shape")) for one in get_args(inner))
    return {str(get_args(shape.annotation)[0]): one for one, shape in shapes if shape is not None}


def values_in(annotation: Any) -> tuple[str, ...]:
    """The words that a field may say, through alternatives and lists."""
    inner = bare(annotation)
    if get_origin(inner) is Literal:
        return tuple(one for one in get_args(inner) if isinstance(one, str))
    if get_origin(inner) in (Union, UnionType, tuple):
        found = [word for one in get_args(inner) for word in values_in(one)]
        return tuple(dict.fromkeys(found))
    return ()


def asked_by_error(kind: type[BaseModel], loc: Sequence[int | str]) -> Asked | None:
    """The innermost field that pydantic's path of an error names; its path has the shape of a part
    as a step of its own."""
    here: Any = kind
    found: Asked | None = None
    for step in loc:
        shapes = shapes_in(here)
        if step in shapes:
            here = shapes[str(step)]
            continue
        inner = _inside(here, step)
        if inner is None:
            break
        here, found = inner[0], inner[1] or found
    return found


def asked_on_path(
    kind: type[BaseModel], data: Any, path: Sequence[str]
) -> tuple[Asked | None, ...]:
    """For every step of a path in a document the field that it names; None for a step that names
    one member of a list or table. `data` are what lies at each step from the document on."""
    here: Any = kind
    found: list[Asked | None] = []
    for step, value in zip(path, data, strict=True):
        shapes = shapes_in(here)
        if shapes and isinstance(value, dict):
            here = shapes.get(str(value.get("shape")), here)
        inner = _inside(here, step)
        here, asked = inner if inner is not None else (None, None)
        found.append(asked)
    return tuple(found)


def asked_in(annotation: Any, part: Mapping[str, Any]) -> dict[str, Asked | None]:
    """The fields of one part that lies in a field of this kind, or in a list or table of it."""
    here = bare(annotation)
    while get_origin(here) in (tuple, dict):
        here = bare(get_args(here)[1 if get_origin(here) is dict else 0])
    return {name: asked_on_path(here, (part,), (name,))[0] for name in part}


def _inside(annotation: Any, step: int | str) -> tuple[Any, Asked | None] | None:
    """What lies one step further in; None where the step leads nowhere."""
    here = bare(annotation)
    if get_origin(here) in (tuple, dict):
        return get_args(here)[1 if get_origin(here) is dict else 0], None
    for name, field in _fields(here).items():
        if (field.alias or name) == step:
            return field.annotation, Asked(here, name)
    return None


def _fields(kind: Any) -> dict[str, Any]:
    known = isinstance(kind, type) and issubclass(kind, BaseModel)
    return kind.model_fields if known else {}
