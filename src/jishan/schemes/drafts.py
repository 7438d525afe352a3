"""Writing a draft part by part: what is on the desk until it is discussed and voted.

Every save is a whole document that can be read; it may still have errors, which the checker names
and which stop the vote. Whoever saves says which text was before him (`seen`, its digest): if
somebody else has saved meanwhile, nothing is written and nothing lost. That digest also makes a
repeat harmless.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path as FilePath
from typing import Any

from django.db import transaction

from jishan.core.access import Actor, Permission
from jishan.core.errors import NotFound, Refusal
from jishan.core.scheme.checker import check
from jishan.core.scheme.document import FORMAT, scheme_digest, to_document
from jishan.core.scheme.document import Scheme as Document
from jishan.core.scheme.plain import Path
from jishan.core.scheme.reading import read_scheme
from jishan.core.workflow import SchemeState
from jishan.orgs.actions import record
from jishan.orgs.queries import place_of
from jishan.schemes.actions.versions import begun, keep_draft, reach_version
from jishan.schemes.models import NAME_MAX, Scheme, SchemeVersion

_PARTS = {
    "process": "流程",
    "redemption": "兑换",
    "publicity": "公示栏",
    "false_claim": "虚报",
    "multiplying": "加倍和打折",
    "caps": "几项合起来的上限",
    "overlaps": "一件事符合几项时怎么算",
    "benefits": "得分高低带来什么",
}
"""Parts that can name a row and have no name of their own."""
PACKS = FilePath(__file__).resolve().parents[1] / "packs"

UNDECIDED: Mapping[str, Any] = {
    "purses": [
        {
            "code": "points",
            "name": "积分",
            "holder": "household",
            "spendable": True,
            "floor": "none",
        }
    ],
    "process": {"default": [{"kind": "enter"}]},
    "publicity": {"shows": [], "names": "full", "deductions": "shown"},
}
"""What a new draft holds where the village has not decided yet. Each is an error to the checker, so
that nothing undecided is ever voted."""


class DraftChanged(Refusal):
    code = "schemes.draft_changed"


class NotADraft(Refusal):
    code = "schemes.not_a_draft"


class StillNamed(Refusal):
    """Something else of the document names the row; `who` are the names of those parts."""

    code = "schemes.still_named"


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft on the desk. `document` is plain data, `digest` is what the next save has to name."""

    id: int
    number: int
    document: Mapping[str, Any]
    digest: str

    @property
    def scheme(self) -> Document:
        return Document.model_validate(self.document)


@dataclass(frozen=True, slots=True)
class Blank:
    """An empty page: only what no document can be without."""

    organisation: str
    kinds: tuple[str, ...]
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CopyOf:
    """A version of the same village, whatever became of it."""

    version_id: int


@dataclass(frozen=True, slots=True)
class Shipped:
    """One of the schemes that come with the software, by its name there."""

    pack: str
    organisation: str


Template = Blank | CopyOf | Shipped


# Reading ---------------------------------------------------------------------------------------


def open_draft(actor: Actor, version_id: int) -> Draft:
    """The draft to be written on; refuses when the document has been put to the village."""
    actor.require_whole(Permission.ADOPT_SCHEME)
    rows = SchemeVersion.objects.filter(scheme__organization_id=actor.village_id)
    version = rows.filter(pk=version_id).first()
    if version is None:
        raise NotFound
    _require_draft(version)
    return _draft(version)


def undecided(draft: Draft) -> tuple[str, ...]:
    """The parts of a new draft that nobody has decided yet."""
    holder = draft.document["purses"][0]["holder"]
    given = dict(UNDECIDED, purses=[{**UNDECIDED["purses"][0], "holder": holder}])
    return tuple(name for name in given if draft.document.get(name) == given[name])


def shipped() -> list[tuple[str, Document]]:
    """The schemes that come with the software, each with its name there."""
    found = []
    for path in sorted(PACKS.glob("*.yaml")):
        raw = path.read_bytes()
        if path.stem != "redlines" and b"\nkind: plan" not in raw:
            found.append((path.stem, read_scheme(raw)))
    return found


# Starting --------------------------------------------------------------------------------------


@transaction.atomic
def start_draft(
    actor: Actor, name: str, *, template: Template, in_force_from: date, now: datetime
) -> Draft:
    """A new draft under the village's own name. The same start twice is one draft."""
    actor.require_whole(Permission.ADOPT_SCHEME)
    document = {"code": place_of(actor.village_id).code} | _from_template(actor, template)
    document |= {
        "format": FORMAT,
        "name": name,
        "version": str(_versions_put(actor) + 1),
        "in_force_from": in_force_from.isoformat(),
    }
    for gone in ("in_force_until", "adopted", "filing"):
        document.pop(gone, None)
    document["items"] = [begun(item, in_force_from) for item in document.get("items", [])]
    return _draft(keep_draft(actor, Document.model_validate(document), now=now))


def _from_template(actor: Actor, template: Template) -> dict[str, Any]:
    match template:
        case CopyOf():
            rows = SchemeVersion.objects.filter(scheme__organization_id=actor.village_id)
            version = rows.filter(pk=template.version_id).first()
            if version is None:
                raise NotFound
            return dict(version.document)
        case Shipped():
            found = dict(shipped()).get(template.pack)
            if found is None:
                raise NotFound
            own = to_document(found) | {"organisation": template.organisation}
            return {key: value for key, value in own.items() if key != "code"}
        case Blank():
            return _blank(template)


def _blank(template: Blank) -> dict[str, Any]:
    given = copy.deepcopy(dict(UNDECIDED))
    given["purses"][0]["holder"] = template.kinds[0]
    return given | {
        "organisation": template.organisation,
        "subjects": {"kinds": list(template.kinds)},
        "categories": [
            {"code": f"c{place}", "name": name} for place, name in enumerate(template.categories, 1)
        ],
    }


def _versions_put(actor: Actor) -> int:
    """How many versions the village has put to a vote so far: drafts are not counted, so that the
    same start gives the same text."""
    rows = SchemeVersion.objects.filter(scheme__organization_id=actor.village_id)
    return rows.exclude(state=SchemeState.DRAFT.value).count()


# Writing ---------------------------------------------------------------------------------------


@transaction.atomic
def save_part(
    actor: Actor, version_id: int, *, path: Path, value: Any, seen: str, now: datetime
) -> Draft:
    """Put a value in its place; None takes an optional part out.

    An empty path merges the fields of the head: those that are None are taken out. The document
    must stay readable (`pydantic.ValidationError` is the caller's to prevent).
    """
    version = _locked(actor, version_id, seen)
    document = placed(version.document, path, value)
    return _save(actor, version, document, now=now)


@transaction.atomic
def add_rows(
    actor: Actor, version_id: int, *, path: Path, rows: Sequence[Any], seen: str, now: datetime
) -> Draft:
    """New rows at the end of a list."""
    version = _locked(actor, version_id, seen)
    before = _at(version.document, path) or []
    document = placed(version.document, path, [*before, *rows])
    return _save(actor, version, document, now=now)


@transaction.atomic
def remove_row(
    actor: Actor, version_id: int, *, path: Path, place: int, seen: str, now: datetime
) -> Draft:
    """Take a row out of a list; refuses with who names it, if anything does."""
    version = _locked(actor, version_id, seen)
    rows = list(_row_list(version.document, path, place))
    gone = rows.pop(place)
    document = placed(version.document, path, rows)
    who = still_named(version.document, document)
    if who:
        raise StillNamed(name=row_name(gone), who="、".join(who))
    return _save(actor, version, document, now=now)


@transaction.atomic
def move_row(
    actor: Actor, version_id: int, *, path: Path, place: int, by: int, seen: str, now: datetime
) -> Draft:
    """A row one place up (-1) or down (+1); at the end of the list it stays."""
    version = _locked(actor, version_id, seen)
    rows = list(_row_list(version.document, path, place))
    to = min(max(place + by, 0), len(rows) - 1)
    rows.insert(to, rows.pop(place))
    return _save(actor, version, placed(version.document, path, rows), now=now)


def placed(document: Mapping[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """The document with the value in its place, the rest as it was."""
    copied = copy.deepcopy(dict(document))
    if not path:
        copied |= value
        return {key: one for key, one in copied.items() if one is not None}
    here: Any = copied
    if len(path) > 1 and isinstance(path[1], int):
        here.setdefault(path[0], [])
    for step in path[:-1]:
        here = here[step]
    if isinstance(here, list) and path[-1] == len(here):
        here.append(value)
    elif value is None:
        here.pop(path[-1], None)
    else:
        here[path[-1]] = value
    return copied


def still_named(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the parts that would name something that is no longer there."""
    held = _broken(before)
    found = {}
    for path in _broken(after):
        if path not in held:
            found[_part_name(after, path)] = True
    return tuple(found)


def _broken(document: Mapping[str, Any]) -> set[str]:
    findings = check(Document.model_validate(document))
    return {one.path for one in findings if one.code == "scheme.reference_unknown"}


def _part_name(document: Mapping[str, Any], path: str) -> str:
    """The name of the row in which a finding lies, else the name of the part."""
    first = path.split(".")[0]
    name, _, rest = first.partition("[")
    if not rest:
        return _PARTS.get(name, name)
    return row_name(document[name][int(rest.rstrip("]"))]) or _PARTS.get(name, "")


def row_name(row: Mapping[str, Any]) -> str:
    """What a row of the document is called."""
    return next((str(row[key]) for key in ("title", "name", "about", "text") if key in row), "")


def _at(document: Mapping[str, Any], path: Path) -> Any:
    here: Any = document
    for step in path:
        if isinstance(here, dict) and step not in here:
            return None
        here = here[step]
    return here


def _row_list(document: Mapping[str, Any], path: Path, place: int) -> Sequence[Any]:
    rows = _at(document, path)
    if not isinstance(rows, list) or not 0 <= place < len(rows):
        raise NotFound
    return rows


def _locked(actor: Actor, version_id: int, seen: str) -> SchemeVersion:
    version = reach_version(actor, Permission.ADOPT_SCHEME, version_id)
    _require_draft(version)
    if version.digest != seen:
        raise DraftChanged
    return version


def _require_draft(version: SchemeVersion) -> None:
    if version.state != SchemeState.DRAFT.value:
        raise NotADraft(number=version.number)


def _save(
    actor: Actor, version: SchemeVersion, document: Mapping[str, Any], *, now: datetime
) -> Draft:
    scheme = Document.model_validate(document)
    digest = scheme_digest(scheme)
    if digest == version.digest:
        return _draft(version)
    version.document = to_document(scheme)
    version.digest = digest
    version.save(update_fields=["document", "digest"])
    if not version.scheme.versions.exclude(pk=version.pk).exists():
        Scheme.objects.filter(pk=version.scheme_id).update(name=scheme.name[:NAME_MAX])
    record(actor, "scheme.edited", version.pk, now=now)
    return _draft(version)


def _draft(version: SchemeVersion) -> Draft:
    return Draft(version.pk, version.number, version.document, version.digest)
