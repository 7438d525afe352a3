"""The small buttons within a form: a line more, a line less, up, down, a part in or out.

They only rearrange what was typed; nothing is saved and nothing judged.
"""

import copy
import re
from collections.abc import Callable
from typing import Any

from jishan.entrance.words.scheme_labels import label_of
from jishan.web.office.editor.shapes import Either, Field, Leaf, Node, Part, Rows, Table
from jishan.web.office.editor.typed import ROWS_MAX, opened

_HALF = str.maketrans("０１２３４５６７８９．。＋－−（）：；，", "0123456789..+--():;,")
"""Sign for sign, so that the name can be cut out of the line as it was written."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LINE = re.compile(r"(?P<name>.*?)[\s:(,、;]*(?P<points>[-+]?\d+(?:\.\d+)?)\s*分?\)?[.;]?")


def rearranged(node: Node, typed: Any, do: str, pasted: str = "") -> Any:
    """`do` is `add:caps`, `drop:caps.1`, `up:…`, `down:…`, `on:repeat`, `off:repeat`,
    `paste:worth.lines`; what names nothing changes nothing."""
    step, _, name = do.partition(":")
    found = copy.deepcopy(typed)
    try:
        holder, key, inner, field = _find(node, found, name.split(".")) if name else _NOTHING
    except (KeyError, IndexError, ValueError, StopIteration):
        return found
    if step in _IN_LISTS and isinstance(holder, list):
        _IN_LISTS[step](holder, int(key))
    elif step == "add" and isinstance(inner, Rows | Table) and len(holder[key]) < ROWS_MAX:
        holder[key].append(_empty(inner))
    elif step == "paste" and isinstance(inner, Rows) and field is not None:
        holder[key] = _with_pasted(inner, field, holder[key], pasted)
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


def _with_pasted(node: Rows, field: Field, rows: list[Any], pasted: str) -> list[Any]:
    """A row for each line of text: what is called, and the figure at its end. Empty rows give
    way."""
    assert isinstance(node.of, Part)
    first, second = label_of(field.model, field.name).paste
    blank = opened(node.of)
    kept = [row for row in rows if row != blank]
    for line in filter(None, map(str.strip, pasted.splitlines())):
        found = _LINE.fullmatch(line.translate(_HALF))
        named = line[: found.end("name")] if found else line
        points = found["points"] if found else ""
        kept.append(blank | {first: _first_of(node.of, first, named.strip()), second: points})
    return kept[:ROWS_MAX]


def _first_of(part: Part, key: str, text: str) -> str:
    """What begins the line; where a figure is asked for, the figure in it (`满 10 小时` is 10)."""
    if next(one.node for one in part.fields if one.key == key) == Leaf("text"):
        return text
    found = _NUMBER.search(text.translate(_HALF))
    return found[0] if found else text
