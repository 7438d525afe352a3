"""The desk at which the checks of a plan write down what they find."""

from collections.abc import Mapping
from typing import Any

from jishan.core.scheme.findings import Finding, Severity
from jishan.core.scheme.plain import Path
from jishan.core.scheme.reading import line_of, path_text
from jishan.core.targets.document import Plan

_ORDER = {"error": 0, "warning": 1, "note": 2}


class Desk:
    """Collects the findings of one plan."""

    def __init__(self, plan: Plan, lines: Mapping[Path, int] | None) -> None:
        self.plan = plan
        self._lines = dict(lines or {})
        self._found: list[Finding] = []

    def error(self, code: str, *path: str | int, **facts: Any) -> None:
        self._add(code, "error", path, facts)

    def warn(self, code: str, *path: str | int, **facts: Any) -> None:
        self._add(code, "warning", path, facts)

    def note(self, code: str, *path: str | int, **facts: Any) -> None:
        self._add(code, "note", path, facts)

    def found(self) -> tuple[Finding, ...]:
        """Errors first, then warnings, then notes; each by line."""
        return tuple(sorted(self._found, key=lambda one: (_ORDER[one.severity], one.line or 0)))

    def _add(self, code: str, severity: Severity, path: Path, facts: dict[str, Any]) -> None:
        code = code if code.startswith("redline.") else f"plan.{code}"
        line = line_of(path, self._lines)
        self._found.append(Finding(code, severity, path_text(path), line, facts))
