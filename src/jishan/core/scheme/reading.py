"""From text to Scheme: structure first; every mistake with its line."""

import difflib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from jishan.core.scheme.document import FORMAT, Scheme
from jishan.core.scheme.findings import Finding, SchemeUnreadable
from jishan.core.scheme.places import asked_by_error
from jishan.core.scheme.plain import NotPlain, Path, Plain, read_plain

FINDINGS_MAX = 100
Document = TypeVar("Document", bound=BaseModel)
_CODES = {
    "missing": "scheme.field_missing",
    "extra_forbidden": "scheme.field_unknown",
    "literal_error": "scheme.choice_unknown",
    "enum": "scheme.choice_unknown",
    "union_tag_invalid": "scheme.shape_unknown",
    "union_tag_not_found": "scheme.shape_missing",
    "points_unreadable": "scheme.points_unreadable",
    "figure_unreadable": "scheme.figure_unreadable",
    "string_pattern_mismatch": "scheme.code_unreadable",
    "string_too_short": "scheme.text_empty",
    "string_too_long": "scheme.text_too_long",
    "string_type": "scheme.text_expected",
    "bool_type": "scheme.yes_no_expected",
    "bool_parsing": "scheme.yes_no_expected",
    "tuple_type": "scheme.list_expected",
    "dict_type": "scheme.table_expected",
    "model_type": "scheme.table_expected",
    "model_attributes_type": "scheme.table_expected",
    "too_short": "scheme.list_empty",
    "too_long": "scheme.list_too_long",
    "greater_than_equal": "scheme.number_out_of_range",
    "less_than_equal": "scheme.number_out_of_range",
    "greater_than": "scheme.number_out_of_range",
    "less_than": "scheme.number_out_of_range",
}
_PREFIXES = (
    ("date", "scheme.day_unreadable"),
    ("int", "scheme.whole_number_expected"),
    ("decimal", "scheme.figure_unreadable"),
)


def read_scheme(raw: bytes | str) -> Scheme:
    """Read a document from YAML or JSON text.

    Raises SchemeUnreadable with every structural finding.
    """
    scheme, _ = read_with_lines(raw)
    return scheme


def read_with_lines(raw: bytes | str) -> tuple[Scheme, dict[Path, int]]:
    """The scheme, and the line of every path, which the checker's findings then carry."""
    try:
        plain = read_plain(raw)
    except NotPlain as wrong:
        finding = Finding(wrong.code, "error", "", wrong.line, wrong.facts)
        raise SchemeUnreadable((finding,)) from None
    return from_plain(plain.data, plain.lines), plain.lines


def from_plain(data: Any, lines: dict[Path, int] | None = None) -> Scheme:
    """Build a Scheme from plain data, for example the JSON that `to_document` gave."""
    plain = Plain(data, lines or {})
    if isinstance(data, dict) and data.get("kind", "scheme") != "scheme":
        kind = data["kind"]
        facts = {"kind": _short(kind) if isinstance(kind, str) else ""}
        line = plain.lines.get(("kind",), 1)
        raise SchemeUnreadable((Finding("scheme.other_kind", "error", "kind", line, facts),))
    return validated(Scheme, plain)


def validated(kind: type[Document], plain: Plain) -> Document:
    """The document of this kind that the plain data are; raises SchemeUnreadable with every
    structural finding and its line."""
    _look_at_format(plain)
    try:
        return kind.model_validate(plain.data)
    except ValidationError as wrong:
        found = [_finding(error, plain, kind) for error in wrong.errors(include_url=False)]
        raise SchemeUnreadable(tuple(_tidied(found)[:FINDINGS_MAX])) from None


_NUMBER = {"scheme.points_unreadable", "scheme.figure_unreadable", "scheme.whole_number_expected"}


def _tidied(findings: Sequence[Finding]) -> list[Finding]:
    """One finding for each place: where several things could be written, what all of them are; and
    no list is called empty because what stands in it is wrong."""
    by_path: dict[str, list[Finding]] = {}
    for one in findings:
        by_path.setdefault(one.path, []).append(one)
    kept: list[Finding] = []
    for path, here in by_path.items():
        choices = [one for one in here if one.code == "scheme.choice_unknown"]
        if here[0].code == "scheme.list_empty" and any(
            other.startswith(f"{path}[") for other in by_path
        ):
            continue
        if not choices:
            kept += here
            continue
        expected = ", ".join(str(one.facts["expected"]) for one in choices)
        number = any(one.code in _NUMBER for one in here)
        facts = {**choices[0].facts, "expected": expected + (", 一个数" if number else "")}
        kept.append(replace(choices[0], facts=facts))
    return kept


def _look_at_format(plain: Plain) -> None:
    line = plain.lines.get(("format",), 1)
    if not isinstance(plain.data, dict):
        raise SchemeUnreadable((Finding("scheme.not_a_table", "error", "", 1),))
    given = plain.data.get("format")
    if given is None:
        raise SchemeUnreadable((Finding("scheme.format_missing", "error", "format", line),))
    if given != FORMAT or isinstance(given, bool):
        facts = {"format": _short(given), "known": str(FORMAT)}
        raise SchemeUnreadable((Finding("scheme.format_unknown", "error", "format", line, facts),))


def _finding(error: ErrorDetails, plain: Plain, kind_of: type[BaseModel]) -> Finding:
    path = _path_in_document(error["loc"], plain.data)
    kind, code = error["type"], _code(error["type"], error["input"])
    name = str(error["loc"][-1]) if error["loc"] else ""
    if kind not in ("missing", "extra_forbidden"):
        name = next((part for part in reversed(path) if isinstance(part, str)), name)
    facts: dict[str, Any] = {"name": _short(name)}
    facts |= {key: str(value) for key, value in error.get("ctx", {}).items()}
    facts["given"] = _short(error["input"])
    if "tag" in facts:
        facts["tag"] = _short(error["input"].get("shape"))
    asked = asked_by_error(kind_of, error["loc"])
    if asked is not None:
        facts["asked"] = f"{kind_of.__name__}/{asked.model.__name__}.{asked.name}"
    if kind == "extra_forbidden":
        facts["like"] = _like(name, kind_of)
        if error["input"] is None and not name.isascii():
            code = "scheme.comma_in_text"
    if kind == "missing":
        path = (*path, name) if not path or path[-1] != name else path
    return Finding(code, "error", path_text(path), line_of(path, plain.lines), facts)


def _code(kind: str, given: Any) -> str:
    found = _CODES.get(kind) or next(
        (code for prefix, code in _PREFIXES if kind.startswith(prefix)), "scheme.value_wrong"
    )
    if given is None and found == "scheme.text_expected":
        return "scheme.text_empty"
    if isinstance(given, str) and found == "scheme.list_too_long":
        return "scheme.text_too_long"
    return found


def _path_in_document(loc: tuple[int | str, ...], data: Any) -> Path:
    """Pydantic puts the names of union members into its paths; the document knows nothing of
    them."""
    path: list[str | int] = []
    here = data
    for part in loc:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            continue  # a name of pydantic's own, or a part that was not written
        path.append(part)
    return tuple(path)


def line_of(path: Path, lines: dict[Path, int]) -> int | None:
    """The line of the path, or of the nearest place above it that was written."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)


def path_text(path: Path) -> str:
    """`("items", 3, "worth")` is written `items[3].worth`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _short(value: Any) -> str:
    """What was written, as far as it can be said in a line."""
    if isinstance(value, dict | list):
        return "一个列表" if isinstance(value, list) else "一组内容"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 40 else text[:37] + "…"


def _like(name: str, kind_of: type[BaseModel]) -> str:
    near = difflib.get_close_matches(name, _field_names(kind_of), n=1)
    return near[0] if near else ""


@cache
def _field_names(kind_of: type[BaseModel]) -> tuple[str, ...]:
    names: set[str] = set()
    waiting: list[Any] = [kind_of]
    seen: set[Any] = set()
    while waiting:
        kind = waiting.pop()
        if kind in seen:
            continue
        seen.add(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            for name, info in kind.model_fields.items():
                names.add(info.alias or name)
                waiting.append(info.annotation)
        else:
            waiting.extend(part for part in get_args(kind) if not isinstance(part, str))
    return tuple(sorted(names))
