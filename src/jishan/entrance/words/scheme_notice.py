"""The rules as the notice before adoption freezes them: what changes first, then everything."""

from jishan.core.scheme.document import Scheme
from jishan.entrance.words.scheme_clauses import clauses
from jishan.entrance.words.scheme_difference import difference_sections
from jishan.schemes.actions import Clause

CHANGES = "和现行方案相比"


def notice_clauses(scheme: Scheme, before: Scheme | None, *, since: str = "") -> list[Clause]:
    """Every line of the notice. `before` is the version in force, None for a village's first;
    `since` says from when the rules will hold, left out as the document says."""
    found: list[Clause] = []
    if before is not None:
        parts = difference_sections(before, scheme, rules_only=True)
        changes = [line for part in parts for line in part.sentences]
        found += [Clause(CHANGES, line) for line in changes or ["没有改动。"]]
    rules = clauses(scheme, since)
    return [*found, *(Clause(part.title, line) for part in rules for line in part.sentences)]


def notice_title(scheme: Scheme) -> str:
    return f"{scheme.name}公示"
