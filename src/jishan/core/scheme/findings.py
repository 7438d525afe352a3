"""Finding: what is wrong with a document, where, and how badly."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from jishan.core.errors import Refusal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Finding:
    """One finding. Errors stop adoption, warnings are answered in writing, notes name choices.

    `path` is written like `items[3].worth.points` (counted from 0), `line` counts from 1 and is
    None where the document did not come from text. `facts` fill the Chinese sentence of `code`.
    """

    code: str
    severity: Severity
    path: str
    line: int | None
    facts: Mapping[str, Any] = field(default_factory=dict)


class SchemeUnreadable(Refusal):
    """The text is not a scheme document; `findings` say why, each with its line."""

    code = "scheme.unreadable"

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        first = findings[0]
        super().__init__(count=len(findings), line=first.line or 1)
        self.findings = findings
