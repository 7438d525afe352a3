"""The small buttons within a form: a line more, a line less, up, down, a part in or out.

They only rearrange what was typed; nothing is saved and nothing judged.
"""

import copy
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from jishan.entrance.words.scheme_labels import label_of
from jishan.web.office.editor.shapes import Either, Field, Leaf, Node, Part, Rows, Table
from jishan.web.office.editor.typed import ROWS_MAX, opened

_HALF = str.maketrans("０１２３４５６７８９．。＋－−（）：；，", "0123456789..+--():;,")
"""Sign for sign, so that the name can be cut out of the line as it was written."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LINE = re.compile(r"(?P<name>.*?)[\s:(,、;]*(?P<points>[-+]?\d+(?:\.\d+)?)\s*分?\)?[.;]?")


def rearranged(
    node: Node, typed: Any, do: str, pasted: str = "", heads: Mapping[str, str] | None = None
) -> Any:
    """`do` is `add:caps`, `drop:caps.1`, `up:…`, `down:…`, `on:repeat`, `off:repeat`,
    `paste:worth.lines`; what names nothing changes nothing. `heads`: category name → code, for
    pasted text in which a line by itself names the category of those beneath."""
    step, _, name = do.partition(":")
    found = copy.deepcopy(typed)
    try:
        holder, key, inner, field = _find(node, found, name.split(".")) if name else _NOTHING
    except (KeyError, IndexError, ValueError, TypeError, StopIteration):
        return found
    if isinstance(holder, list):
        if step in _IN_LISTS:
            _IN_LISTS[step](holder, int(key))
    elif step == "add" and isinstance(inner, Rows | Table) and len(holder[key]) < ROWS_MAX:
        holder[key].append(_empty(inner))
    elif step == "paste" and isinstance(inner, Rows) and field is not None and _pasted_as(field):
        holder[key] = _with_pasted(inner, field, holder[key], pasted, heads or {})
    elif step in ("on", "off") and isinstance(inner, Part):
        holder[key] = opened(inner) if step == "on" else None
    return found


_NOTHING: tuple[Any, str, Node | None, Field | None] = ({}, "", None, None)


def _find(node: Node, typed: Any, names: list[str]) -> tuple[Any, str, Node, Field | None]:
    """The holder of the named place, its key there, what may stand in it, and of which field."""
    here, inner, field = typed, node, None
    for place, name in enumerate(names):
        holder = here
        if isinstance(inner, Either):
            inner = inner.part(here["shape"])
        if isinstance(inner, Part):
            field = next(one for one in inner.fields if one.key == name)
            inner, here = field.node, here[name]
        elif isinstance(inner, Table) and name == "value":
            inner, here = inner.of, here["value"]
        elif isinstance(inner, Rows):
            inner, here = inner.of, here[int(name)]
        else:
            here = here[int(name)]
        if place == len(names) - 1:
            return holder, name, inner, field
    raise KeyError(names)


def _empty(node: Rows | Table) -> Any:
    blank = opened(node.of)
    return {"key": "", "value": blank} if isinstance(node, Table) else blank


def _drop(rows: list[Any], place: int) -> None:
    del rows[place]


def _up(rows: list[Any], place: int) -> None:
    rows.insert(max(place - 1, 0), rows.pop(place))


def _down(rows: list[Any], place: int) -> None:
    rows.insert(place + 1, rows.pop(place))


_IN_LISTS: dict[str, Callable[[list[Any], int], None]] = {"drop": _drop, "up": _up, "down": _down}


def _with_pasted(
    node: Rows, field: Field, rows: list[Any], pasted: str, heads: Mapping[str, str]
) -> list[Any]:
    """A row for each line of text: what is called, and the figure at its end. Empty rows give
    way."""
    assert isinstance(node.of, Part)
    first, second = _pasted_as(field)
    grouped = next((one.key for one in node.of.fields if _of(one) == "categories"), "")
    blank = opened(node.of)
    kept = [row for row in rows if row != blank]
    lines = [_cut(line) for line in map(str.strip, pasted.splitlines()) if line]
    for named, points, head in _beneath(lines, heads if grouped else {}):
        row = blank | {first: _first_of(node.of, first, named), second: points}
        kept.append(row | {grouped: head} if head else row)
    return kept[:ROWS_MAX]


def _pasted_as(field: Field) -> Sequence[str]:
    """The two fields of a row that a pasted line fills; nothing where nobody pastes."""
    return label_of(field.model, field.name).paste


def _of(field: Field) -> str:
    return label_of(field.model, field.name).of


def _cut(line: str) -> tuple[str, str]:
    """A line as its name and the figure at its end."""
    found = _LINE.fullmatch(line.translate(_HALF))
    named = line[: found.end("name")] if found else line
    return named.strip(), found["points"] if found else ""


def _beneath(
    lines: list[tuple[str, str]], heads: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """The lines, each with the category that was named above it. A category with no lines of its
    own beneath is a line itself."""
    named = [heads.get(name, heads.get(name.removesuffix("类"), "")) for name, _points in lines]
    head = ""
    for place, (name, points) in enumerate(lines):
        head = named[place] or head
        if not named[place] or all(named[place + 1 : place + 2]):
            yield name, points, head


def _first_of(part: Part, key: str, text: str) -> str:
    """What begins the line; where a figure is asked for, the figure in it (`满 10 小时` is 10)."""
    if next(one.node for one in part.fields if one.key == key) == Leaf("text"):
        return text
    found = _NUMBER.search(text.translate(_HALF))
    return found[0] if found else text
