"""What the commands answer: JSON for programs, Chinese lines for people."""

import json
from typing import Any, TextIO

from jishan.core.replay.cells import TableUnreadable
from jishan.core.scheme.findings import Finding
from jishan.entrance.words.scheme import problem_text
from jishan.entrance.words.scheme_findings import finding_line_with_keys, finding_text

OK, FOUND, BROKEN = 0, 1, 2
"""Exit codes: fine; the document has errors; something could not be read."""


def finding_data(finding: Finding) -> dict[str, Any]:
    """A finding for JSON, with its sentence."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "path": finding.path,
        "line": finding.line,
        "facts": {name: _plain(value) for name, value in finding.facts.items()},
        "text": finding_text(finding),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value if isinstance(value, int | str | bool) else str(value)


def say(stdout: TextIO, data: Any, text: str, *, as_json: bool) -> None:
    """One answer, in the form that was asked for."""
    if as_json:
        json.dump(data, stdout, ensure_ascii=False, indent=1)
        stdout.write("\n")
    else:
        stdout.write(text + "\n")


def say_findings(stdout: TextIO, findings: tuple[Finding, ...], *, as_json: bool) -> None:
    """A document has errors: nothing was run."""
    data = {
        "format": 1,
        "kind": "refusal",
        "error": "scheme.has_errors",
        "findings": [finding_data(one) for one in findings],
    }
    text = "\n".join(["方案有错误，没有试算：", *map(finding_line_with_keys, findings)])
    say(stdout, data, text, as_json=as_json)


def say_problems(stdout: TextIO, wrong: TableUnreadable, *, as_json: bool) -> None:
    """A table has cells that cannot be read: nothing was run."""
    rows = [one._asdict() | {"sentence": problem_text(*one)} for one in wrong.problems]
    text = "\n".join(
        ["表格有读不了的地方，没有试算：", *(problem_text(*p) for p in wrong.problems)]
    )
    data = {"format": 1, "kind": "refusal", "error": wrong.code, "problems": rows}
    say(stdout, data, text, as_json=as_json)
