"""The rules as the notice before adoption freezes them: what changes first, then everything."""

from jishan.core.scheme.document import Scheme
from jishan.entrance.words.scheme_clauses import clauses
from jishan.entrance.words.scheme_difference import difference_sections
from jishan.schemes.actions import Clause

CHANGES = "和现行方案相比"


def notice_clauses(scheme: Scheme, before: Scheme | None) -> list[Clause]:
    """Every line of the notice. `before` is the version in force, None for a village's first."""
    found: list[Clause] = []
    if before is not None:
        changes = [line for part in difference_sections(before, scheme) for line in part.sentences]
        found += [Clause(CHANGES, line) for line in changes or ["没有改动。"]]
    found += [Clause(part.title, line) for part in clauses(scheme) for line in part.sentences]
    return found


def notice_title(scheme: Scheme) -> str:
    return f"{scheme.name}公示"
