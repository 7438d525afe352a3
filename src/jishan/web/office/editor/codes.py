"""Codes that nobody types: made once from the title, and kept however the title changes."""

import re
from collections.abc import Mapping
from typing import Any

from jishan.schemes.drafts import row_name
from jishan.web.office.editor.shapes import Either, Leaf, Node, Part, Rows

_OWN = ("code", "level", "outcome", "figure")
_LONGEST = 16


def with_codes(node: Node, value: Any, taken: frozenset[str]) -> Any:
    """The value with a code in every row that has none; `taken` are those of the row's list."""
    match node:
        case Part():
            found = _named(node, dict(value), taken)
            for field in node.fields:
                if field.key in found:
                    found[field.key] = with_codes(field.node, found[field.key], frozenset())
            return found
        case Either():
            return {**value, **with_codes(node.part(value.get("shape")), value, taken)}
        case Rows() if isinstance(node.of, Part | Either):
            rows = []
            held = {own(row) for row in value}
            for row in value:
                rows.append(with_codes(node.of, row, frozenset(held)))
                held.add(own(rows[-1]))
            return rows
    return value


def own(row: Mapping[str, Any]) -> str:
    """The row's own code, or nothing."""
    return next((str(row[key]) for key in _OWN if key in row), "")


def _named(part: Part, value: dict[str, Any], taken: frozenset[str]) -> dict[str, Any]:
    keys = [field.key for field in part.fields if _is_own(field.key, field.node)]
    for key in keys:
        if key not in value:
            value[key] = made(row_name(value), taken)
    return value


def _is_own(key: str, node: Node) -> bool:
    return key in _OWN and node == Leaf("code")


def made(title: str, taken: frozenset[str]) -> str:
    """The initials of the title; with a number where another row has them already."""
    from pypinyin import Style, lazy_pinyin  # its dictionary: only who writes rules pays for it

    initials = "".join(lazy_pinyin(title, style=Style.FIRST_LETTER))
    code = re.sub(r"[^a-z0-9]", "", initials.lower())[:_LONGEST] or "r"
    if code not in taken:
        return code
    number = 2
    while f"{code}{number}" in taken:
        number += 1
    return f"{code}{number}"


def taken_in(document: Mapping[str, Any]) -> frozenset[str]:
    """Every code of a row of the document: codes of different lists are kept apart too."""
    rows = [row for value in document.values() if isinstance(value, list) for row in value]
    return frozenset(own(row) for row in rows)
