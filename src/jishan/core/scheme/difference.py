"""What differs between two versions of a document, as a list that leaves nothing out.

Both documents are walked as plain data with every field written out, so a field that is added to
the format is compared from its first day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from jishan.core.scheme.document import Duration, Scheme

Kind = Literal["added", "removed", "changed", "moved"]
Path = tuple[str, ...]

IDENTITIES = ("code", "level", "outcome", "figure", "at")
"""By which field the members of a list are known again, the first that all of them have."""
_LENGTH = Duration.model_fields.keys()


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs. `path` goes from the document's own field inwards; a member of a list
    is named by its identity (`items`, `tree`, `worth`, `points`).

    `added` has no `before`, `removed` no `after`; `moved` gives the order of the list's members
    before and after, of those that both versions have. Values are plain data as the document
    writes them.
    """

    kind: Kind
    path: Path
    before: Any
    after: Any


def written_out(scheme: Scheme) -> dict[str, Any]:
    """The document as plain data with every default written; kept with it, not to be changed."""
    if "written_out" not in scheme.memory:
        scheme.memory["written_out"] = scheme.model_dump(mode="json", by_alias=True)
    plain: dict[str, Any] = scheme.memory["written_out"]
    return plain


def difference(before: Scheme, after: Scheme) -> tuple[Change, ...]:
    """Everything that differs, in the order of the document; nothing where the rules are the
    same."""
    found: list[Change] = []
    _tables(written_out(before), written_out(after), (), found)
    return tuple(found)


def _values(before: Any, after: Any, path: Path, found: list[Change]) -> None:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict) and _same_shape(before, after):
        _tables(before, after, path, found)
    elif isinstance(before, list) and isinstance(after, list):
        _lists(before, after, path, found)
    else:
        found.append(Change("changed", path, before, after))


def _same_shape(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """A value of another shape is replaced as a whole; a length of time is one value."""
    return before.get("shape") == after.get("shape") and before.keys() != _LENGTH


def _tables(
    before: Mapping[str, Any], after: Mapping[str, Any], path: Path, found: list[Change]
) -> None:
    for name in (*before, *(name for name in after if name not in before)):
        if name not in after:
            found.append(Change("removed", (*path, name), before[name], None))
        elif name not in before:
            found.append(Change("added", (*path, name), None, after[name]))
        else:
            _values(before[name], after[name], (*path, name), found)


def _lists(before: Sequence[Any], after: Sequence[Any], path: Path, found: list[Change]) -> None:
    identity = identity_of(before, after)
    if identity is None:
        found.append(Change("changed", path, list(before), list(after)))
        return
    old = {str(one[identity]): one for one in before}
    new = {str(one[identity]): one for one in after}
    found += [
        Change("removed", (*path, name), one, None) for name, one in old.items() if name not in new
    ]
    for name, one in new.items():
        if name in old:
            _values(old[name], one, (*path, name), found)
    found += [
        Change("added", (*path, name), None, one) for name, one in new.items() if name not in old
    ]
    stayed = [name for name in old if name in new]
    order = [name for name in new if name in old]
    if stayed != order:
        found.append(Change("moved", path, stayed, order))


def identity_of(*lists: Sequence[Any]) -> str | None:
    """The field that names the members of these lists, or None where they have none or use one
    name twice."""
    members = [one for some in lists for one in some]
    if not members or not all(isinstance(one, dict) for one in members):
        return None
    for name in IDENTITIES:
        if all(one.get(name) is not None for one in members):
            apart = all(len({str(one[name]) for one in some}) == len(some) for some in lists)
            return name if apart else None
    return None
