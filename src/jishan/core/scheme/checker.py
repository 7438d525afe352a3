"""The checker: what is wrong with a document that can be read, with line and proposal.

Structure is looked at first; what needs sound references is not looked at before they are. Errors
stop adoption, warnings are answered in writing, notes name what was chosen.
"""

from collections.abc import Mapping

from jishan.core.scheme import redlines as law
from jishan.core.scheme.checks import conduct, lists, publicity, references, results, sense, values
from jishan.core.scheme.checks.desk import Desk
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.findings import Finding
from jishan.core.scheme.plain import Path


def check(
    scheme: Scheme,
    lines: Mapping[Path, int] | None = None,
    redlines: law.Redlines | None = None,
) -> tuple[Finding, ...]:
    """Every finding, errors first. `redlines` replaces the classification that is shipped."""
    desk = Desk(scheme, lines)
    if references.look(desk):
        values.look(desk)
        results.look(desk)
        conduct.look(desk)
        lists.look(desk)
        publicity.look(desk)
        sense.look(desk)
        law.look(desk, redlines or law.shipped())
    return desk.found()


def adoptable(findings: tuple[Finding, ...]) -> bool:
    """Whether nothing stops adoption."""
    return not any(one.severity == "error" for one in findings)


def computable(findings: tuple[Finding, ...]) -> bool:
    """Whether the document can be replayed: what law forbids can still be computed in the
    sandbox."""
    return not any(
        one.severity == "error" and not one.code.startswith("redline.") for one in findings
    )
