"""Target plans on the command line: listed and checked beside the schemes."""

from typing import Any

from jishan.core.scheme.checker import adoptable
from jishan.core.scheme.redlines import Redlines
from jishan.core.targets.checker import check
from jishan.core.targets.document import Plan, plan_digest
from jishan.core.targets.reading import is_plan, read_plan, read_with_lines
from jishan.entrance.words.scheme_findings import finding_line_with_keys
from jishan.entrance.words.targets import target_sentence
from jishan.law import law_in_force
from jishan.management.scheme_files import PACKS, bytes_of
from jishan.management.scheme_saying import finding_data


def plans() -> list[tuple[str, Plan]]:
    """Every shipped target plan with its pack name, in order of names."""
    return [
        (path.stem, read_plan(path.read_bytes()))
        for path in sorted(PACKS.glob("*.yaml"))
        if is_plan(path.read_bytes())
    ]


def plan_rows() -> list[dict[str, Any]]:
    """What `list` says of the shipped plans."""
    return [
        {
            "pack": name,
            "name": plan.name,
            "organisation": plan.organisation,
            "version": plan.version,
            "targets": len(plan.targets),
            "digest": plan_digest(plan),
        }
        for name, plan in plans()
    ]


def plan_at(name: str) -> bytes | None:
    """The text of a document that calls itself a target plan, None for any other."""
    raw = bytes_of(name)
    return raw if is_plan(raw) else None


def checked_plan(
    name: str, raw: bytes, redlines: Redlines | None, *, sentences: bool
) -> tuple[dict[str, Any], list[str]]:
    """What `check` says of a plan: for a program, and as lines. Refuses what cannot be read."""
    plan, lines = read_with_lines(raw)
    findings = check(plan, lines, redlines or law_in_force())
    said = [{"target": one.code, "text": target_sentence(plan, one)} for one in plan.targets]
    data = {
        "file": name,
        "readable": True,
        "adoptable": adoptable(findings),
        "kind": "plan",
        "code": plan.code,
        "name": plan.name,
        "digest": plan_digest(plan),
        "findings": [finding_data(one) for one in findings],
        "sentences": said,
    }
    counts = [
        sum(one.severity == kind for one in findings) for kind in ("error", "warning", "note")
    ]
    head = f"{name}：{plan.name}（目标计划），错误 {counts[0]}，提醒 {counts[1]}，说明 {counts[2]}"
    text = [head, *map(finding_line_with_keys, findings)]
    if sentences:
        text += [f"  {one['text']}" for one in said]
    return data, text
