"""Pages of the editor that somebody has begun and not kept: put by, found again, thrown away. And
what the last press has changed, to be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from jishan.core.errors import NotFound
from jishan.entrance.request import JishanRequest
from jishan.schemes.drafts import Draft, row_name
from jishan.schemes.unsaved import (
    Waiting,
    drop_unsaved,
    keep_before,
    keep_unsaved,
    unsaved_of,
)
from jishan.web.office.editor.codes import own
from jishan.web.office.editor.desk import Writing, from_draft
from jishan.web.office.editor.pages import Page, page_of, title_of
from jishan.web.office.editor.shapes import Either, Leaf, Node, OrNumber, Pair, Part, Rows, Table

_BY_CODE = "="
_NAME_MAX = 20


@dataclass(frozen=True)
class Begun:
    """A page that waits, as the steps list it. `page` is its address."""

    page: str
    title: str
    at: datetime


def put_by(request: JishanRequest, writing: Writing) -> None:
    """Keep what stands on the page beside the draft; nothing where the draft says the same."""
    if writing.typed == from_draft(writing.draft, writing.page).typed:
        throw_away(request, writing.draft, writing.page)
        return
    keep_unsaved(
        request.actor,
        writing.draft,
        part=_key(writing.draft, writing.page),
        typed=writing.typed,
        now=request.now,
    )


def throw_away(request: JishanRequest, draft: Draft, page: Page) -> None:
    drop_unsaved(request.actor, draft, part=_key(draft, page))


def found_again(request: JishanRequest, draft: Draft, page: Page) -> tuple[Writing, Waiting] | None:
    """What was put by of this page, if it still fits."""
    key = _key(draft, page)
    waiting = next((one for one in unsaved_of(request.actor, draft) if one.part == key), None)
    if waiting is None or not _usable(draft, page, waiting):
        return None
    return Writing(draft, page, waiting.typed), waiting


def changed(request: JishanRequest, before: Draft, after: Draft, said: str) -> None:
    """Something was changed and can be taken back; `said` is what, in words."""
    keep_before(request.actor, before, after, said=said, now=request.now)


def named(page: Page, row: Any) -> str:
    """What was changed: `事项“清扫院子”`, or the part as a whole."""
    if page.place is None:
        return f"“{page.label.label}”"
    name = row_name(row)
    short = name if len(name) <= _NAME_MAX else f"{name[:_NAME_MAX]}……"
    return f"{page.label.row}“{short}”" if name else page.label.row


def begun(request: JishanRequest, draft: Draft) -> list[Begun]:
    """Every page of the draft that waits."""
    found = []
    for waiting in unsaved_of(request.actor, draft):
        page = _page(draft, waiting.part)
        if page is not None and _usable(draft, page, waiting):
            title = title_of(draft, page)
            name = row_name(waiting.typed) if page.new else ""
            named = _("%(title)s：%(name)s") % {"title": title, "name": name}
            found.append(Begun(page.key, named if name else title, waiting.at))
    return found


def _usable(draft: Draft, page: Page, waiting: Waiting) -> bool:
    """A row without a code of its own is known by its place only, which may have changed."""
    placed = page.place is not None and not page.new and not _code(draft, page)
    return (waiting.same or not placed) and _fits(page.node, waiting.typed)


def _key(draft: Draft, page: Page) -> str:
    code = _code(draft, page)
    return f"{page.name}{_BY_CODE}{code}" if code else page.key


def _code(draft: Draft, page: Page) -> str:
    if page.new or page.place is None:
        return ""
    return own(draft.document[page.name][page.place])


def _page(draft: Draft, key: str) -> Page | None:
    """The page that a key names; None where its row is gone."""
    name, by_code, code = key.partition(_BY_CODE)
    if by_code:
        codes = [own(row) for row in draft.document.get(name, [])]
        if code not in codes:
            return None
        key = f"{name}.{codes.index(code)}"
    try:
        return page_of(draft, key)
    except NotFound:
        return None


def _fits(node: Node, typed: Any) -> bool:
    """Whether the page still asks what was answered: the software may be newer than the answer."""
    match node:
        case Leaf() | OrNumber() | Pair():
            return True
        case Part():
            return typed is None or _fields_fit(node, typed, 0)
        case Rows():
            return isinstance(typed, list) and all(_fits(node.of, one) for one in typed)
        case Table():
            return isinstance(typed, list) and all(_fits(node.of, one["value"]) for one in typed)
        case Either():
            shaped = isinstance(typed, dict) and "shape" in typed
            return shaped and _fields_fit(node.part(typed["shape"]), typed, 1)


def _fields_fit(part: Part, typed: Mapping[str, Any], more: int) -> bool:
    fields = part.fields
    known = isinstance(typed, dict) and all(one.key in typed for one in fields)
    return (
        known
        and len(typed) == len(fields) + more
        and all(_fits(one.node, typed[one.key]) for one in fields)
    )
