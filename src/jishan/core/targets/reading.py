"""From text to Plan: structure first; every mistake with its line."""

from typing import Any

from jishan.core.scheme.findings import Finding, SchemeUnreadable
from jishan.core.scheme.plain import NotPlain, Path, Plain, read_plain
from jishan.core.scheme.reading import validated
from jishan.core.targets.document import Plan

KIND = "plan"


class PlanUnreadable(SchemeUnreadable):
    """The text is not a target plan; `findings` say why, each with its line."""

    code = "plan.unreadable"


def read_plan(raw: bytes | str) -> Plan:
    """Read a plan from YAML or JSON text; raises PlanUnreadable with every structural finding."""
    plan, _ = read_with_lines(raw)
    return plan


def read_with_lines(raw: bytes | str) -> tuple[Plan, dict[Path, int]]:
    """The plan, and the line of every path, which the checker's findings then carry."""
    try:
        plain = read_plain(raw)
    except NotPlain as wrong:
        finding = Finding(wrong.code, "error", "", wrong.line, wrong.facts)
        raise PlanUnreadable((finding,)) from None
    return from_plain(plain.data, plain.lines), plain.lines


def from_plain(data: Any, lines: dict[Path, int] | None = None) -> Plan:
    """Build a plan from plain data, for example the JSON that `to_plain` gave."""
    plain = Plain(data, lines or {})
    if isinstance(data, dict) and data.get("kind") != KIND:
        facts = {"kind": str(data.get("kind", "scheme"))}
        line = plain.lines.get(("kind",), 1)
        raise PlanUnreadable((Finding("plan.other_kind", "error", "kind", line, facts),))
    try:
        return validated(Plan, plain)
    except SchemeUnreadable as wrong:
        raise PlanUnreadable(wrong.findings) from None


def is_plan(raw: bytes) -> bool:
    """Whether the text calls itself a plan, be it otherwise right or wrong."""
    try:
        data = read_plain(raw).data
    except NotPlain:
        return False
    return isinstance(data, dict) and data.get("kind") == KIND
