"""Documents whose structure somebody has broken: a part left out, written twice, in another order,
another choice, another reference, another shape."""

import copy
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from jishan.core.scheme.document import Scheme
from jishan.core.scheme.places import asked_on_path, bare, shapes_in, values_in
from jishan.core.scheme.values import Model

Path = tuple[str | int, ...]
Examples = Mapping[str, Sequence[Any]]
"""Parts of other documents, by what can stand in their place."""
_NAMED = ("code", "level", "outcome")
_STAYS = ("code", "name", "period", "measure", "purse", "item", "over", "under")
"""What a part keeps when it takes another shape."""
_EXAMPLES_MAX = 3
"""Of each shape, of each field."""
GONE = object()


class Mutant(NamedTuple):
    """What is done where; `value` is what stands there then, GONE for nothing."""

    what: str
    path: Path
    value: Any

    def of(self, data: Any) -> Any:
        found = copy.deepcopy(data)
        part = found
        for step in self.path[:-1]:
            part = part[step]
        if self.value is GONE:
            del part[self.path[-1]]
        else:
            part[self.path[-1]] = copy.deepcopy(self.value)
        return found


class Place(NamedTuple):
    """A value of a document, where it stands, and what the models ask for there."""

    path: Path
    value: Any
    kind: Any

    @property
    def model(self) -> type[Model] | None:
        if not isinstance(self.value, dict):
            return None
        shape = str(self.value.get("shape"))
        found = bare(shapes_in(self.kind).get(shape, self.kind))
        return found if isinstance(found, type) and issubclass(found, Model) else None


def places(data: Any) -> Iterator[Place]:
    """Every value of a document, from the outside inwards."""
    yield Place((), data, Scheme)
    waiting: list[tuple[Path, list[Any]]] = [((), [data])]
    while waiting:
        path, above = waiting.pop(0)
        here = above[-1]
        for step in here if isinstance(here, dict) else range(len(here)):
            value = here[step]
            steps, seen = (*path, step), [*above, value]
            asked = asked_on_path(Scheme, above, [str(one) for one in steps])
            named = [place for place, one in enumerate(asked) if one is not None]
            if not named:
                continue
            field = asked[named[-1]]
            assert field is not None
            kind = field.annotation
            for _ in range(len(steps) - 1 - named[-1]):
                kind = _member(kind)
            yield Place(steps, value, kind)
            if isinstance(value, dict | list):
                waiting.append((steps, seen))


def _member(kind: Any) -> Any:
    inner = bare(kind)
    arguments = getattr(inner, "__args__", ())
    if not arguments:
        return None
    return arguments[-1 if getattr(inner, "__origin__", None) is dict else 0]


def mutants(data: Any, examples: Examples) -> list[Mutant]:
    """Everything that can be broken in one place."""
    found: list[Mutant] = []
    codes = _codes(data)
    for place in places(data):
        path, value = place.path, place.value
        if path and path != ("format",):
            found.append(Mutant("leave out", path, GONE))
            found += [Mutant("instead", path, one) for one in _instead(place, codes, examples)]
        if isinstance(value, list):
            found += [Mutant("list", path, one) for one in _lists(value)]
        found += [Mutant("more", (*path, name), one) for name, one in _more(place, examples)]
    return found


def _instead(place: Place, codes: Sequence[str], examples: Examples) -> Iterator[Any]:
    """Another choice, another reference, another shape, nothing."""
    value, kind = place.value, place.kind
    words = values_in(kind) if place.path[-1] != "shape" else ()
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, str):
        yield from (one for one in (*words, *(codes if value in codes else ())) if one != value)
    elif isinstance(value, list):
        yield from ([word] for word in words)
        yield from ([*value, word] for word in words if word not in value)
    elif isinstance(value, dict):
        yield {}
        for other in examples.get(_union(kind), ()):
            if other["shape"] != value.get("shape"):
                yield other | {name: value[name] for name in _STAYS if name in value}


def _lists(value: list[Any]) -> Iterator[list[Any]]:
    yield []
    for place, one in enumerate(value):
        yield [*value[: place + 1], one, *value[place + 1 :]]
        if isinstance(one, dict):
            renamed = one | {name: f"{one[name]}x" for name in _NAMED if name in one}
            yield [*value[: place + 1], renamed, *value[place + 1 :]]
        if place:
            yield [*value[: place - 1], one, value[place - 1], *value[place + 1 :]]


def _more(place: Place, examples: Examples) -> Iterator[tuple[str, Any]]:
    """Fields that are not written."""
    model = place.model
    for name, field in (model.model_fields if model else {}).items():
        key = field.alias or name
        if key not in place.value:
            listed = str(field.annotation).startswith("tuple")
            words = values_in(field.annotation)
            yield from ((key, [word] if listed else word) for word in words)
            yield from ((key, one) for one in examples.get(_field(place, key), ()))


def _union(kind: Any) -> str:
    return " ".join(sorted(shapes_in(kind)))


def _field(place: Place, name: str) -> str:
    return f"{getattr(place.model, '__name__', '')}.{name}"


def _codes(data: Any) -> list[str]:
    lists = [rows for rows in data.values() if isinstance(rows, list)]
    rows = [row for some in lists for row in some if isinstance(row, dict)]
    return list(dict.fromkeys(str(row["code"]) for row in rows if "code" in row))


def examples_in(documents: Sequence[Any]) -> Examples:
    """Parts that can stand in the place of others."""
    found: dict[str, list[Any]] = {}
    for data in documents:
        for place in places(data):
            if isinstance(place.value, dict):
                _keep(found, _union(place.kind), place.value)
                for name, one in place.value.items():
                    if not isinstance(one, str):
                        _keep(found, _field(place, name), one)
    return found


def _keep(found: dict[str, list[Any]], key: str, value: Any) -> None:
    known = found.setdefault(key, [])
    shape = value.get("shape") if isinstance(value, dict) else None
    alike = [one for one in known if not shape or one["shape"] == shape]
    if key and value not in alike and len(alike) < _EXAMPLES_MAX:
        known.append(value)


def broken_twice(data: Any, examples: Examples, dice: random.Random) -> tuple[str, Any]:
    """Two changes, one after the other, and what they were."""
    said = []
    for _ in range(2):
        one = dice.choice(mutants(data, examples))
        data = one.of(data)
        said.append(f"{one.what} {one.path} {one.value if one.value is not GONE else ''}")
    return "; ".join(said), data
