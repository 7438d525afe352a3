"""Small documents, and what the checker finds in them."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

import re

from jishan.core.scheme.checker import check
from jishan.core.scheme.findings import Finding
from jishan.core.scheme.reading import read_with_lines
from jishan.entrance.words.scheme_findings import finding_line, finding_text
from tests.core.replaying import HEAD, PURSE

OWN = re.compile(r"“[^”]*”|[（(][A-Z0-9、, -]+[)）]|UTF-8")
"""What the village wrote itself: names and codes in quotation marks, the numbers of its sources."""


def foreign_words(sentence: str) -> list[str]:
    """Latin words of a sentence that a cadre reads, but for what the village wrote itself."""
    return re.findall(r"[A-Za-z_]{2,}", OWN.sub("", sentence))


FIXED = "items: [{code: a, title: 好事, category: env, worth: {shape: fixed, points: 1}}]\n"
SPEND = "purses: [{code: main, name: 积分, holder: household, takes: both, spendable: true, floor: zero}]\n"


def found(*parts: str, head: str = HEAD, purse: str = PURSE) -> dict[str, Finding]:
    text = head + purse + "\n".join(parts)
    findings = check(*read_with_lines(text))
    for finding in findings:
        assert "{" not in finding_line(finding)
        assert foreign_words(finding_text(finding)) == []
        assert finding.line is not None
    first: dict[str, Finding] = {}
    for one in findings:
        first.setdefault(f"{one.severity}:{one.code.removeprefix('scheme.')}", one)
    return first


def inspection(
    bands: str, lines: str = "{code: x, title: 庭院, points: 100}", more: str = ""
) -> str:
    return f"""
items:
- code: visit
  title: 检查
  category: env
  worth:
    shape: inspection
    lines: [{lines}]
    judging: {{combine: single}}
    counts: bands
    bands: [{bands}]
    {more}
"""


HONOUR = "honours: [{code: h, name: 荣誉, measure: year, pick: %s, scope: village, ties: %s%s}]\n"


def honour(pick: str = "{shape: ranks, last: 3}", ties: str = "all_in", more: str = "") -> str:
    return HONOUR % (pick, ties, more)
