"""The draft as a paper: every rule a sentence, with the way to change it; and its steps one by
one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishan.core.errors import NotFound
from jishan.core.scheme.document import Scheme
from jishan.entrance.request import JishanRequest
from jishan.schemes.drafts import (
    Draft,
    move_row,
    open_draft,
    remove_row,
    save_part,
    undecided,
)
from jishan.schemes.unsaved import before_of, take_back
from jishan.web.office.editor.beside import (
    Said,
    found_in,
    in_step,
    part_sentences,
    phone_of_all,
    row_sentence,
    shown,
)
from jishan.web.office.editor.mending import mended
from jishan.web.office.editor.pages import (
    HEAD,
    STEPS,
    Page,
    Step,
    is_list,
    optional,
    page_of,
    parts,
    rows_of,
    step_of,
)
from jishan.web.office.editor.unsaved import begun, changed, named


@dataclass(frozen=True)
class Line:
    """One sentence and where it is changed. `group`: the category that it belongs to."""

    sentence: str
    group: str
    page: str
    place: int
    last: bool
    errors: int


@dataclass(frozen=True)
class Section:
    """One part of the document on the outline. `open`: nobody has decided it yet."""

    name: str
    label: Any
    lines: Sequence[Line]
    sentences: Sequence[str]
    rows: bool
    there: bool
    optional: bool
    open: bool

    @property
    def offered(self) -> bool:
        """Nothing is written, and nothing has to be: only a button."""
        empty = not self.there or not (self.lines or self.sentences)
        return empty and not self.open and self.name not in _MUST


_IN_SIGHT = 8
"""So many rows are seen without scrolling."""
_MUST = (HEAD, "subjects", "categories", "items", "process", "publicity", "purses")


def _sections(draft: Draft, scheme: Scheme, step: Step, found: Sequence[Said]) -> list[Section]:
    return [_section(draft, scheme, name, found) for name in step.parts]


def _parted(sections: list[Section]) -> dict[str, Any]:
    """What is written, and what is only offered."""
    return {"sections": sections, "offers": [one for one in sections if one.offered]}


def _section(draft: Draft, scheme: Scheme, name: str, found: Sequence[Said]) -> Section:
    rows = is_list(name)
    lines = _lines(draft, scheme, name, found) if rows else ()
    there = bool(lines) if rows else name == HEAD or name in draft.document
    decided = name not in undecided(draft)
    sentences = part_sentences(scheme, name) if not rows and decided else ()
    label = page_of(draft, f"{name}.new" if rows else name).label
    return Section(name, label, lines, sentences, rows, there, optional(name), not decided)


def _lines(draft: Draft, scheme: Scheme, name: str, found: Sequence[Said]) -> list[Line]:
    rows = list(rows_of(draft, name))
    groups = {one.code: one.name for one in scheme.categories} if name == "items" else {}
    lines = []
    for place, row in rows:
        key = f"{name}.{place}"
        errors = sum(one.severity == "error" and one.page == key for one in found)
        lines.append(
            Line(
                row_sentence(scheme, name, place),
                groups.get(row.get("category", ""), ""),
                key,
                place,
                place == len(rows) - 1,
                errors,
            )
        )
    return lines


def _state(draft: Draft, step: Step, found: Sequence[Said]) -> dict[str, Any]:
    """How far a step is: undecided, with errors, or in order."""
    errors = [one for one in in_step(found, step.number) if one.severity == "error"]
    waits = [name for name in step.parts if name in undecided(draft)]
    empty = step.number == 4 and not draft.document.get("items")
    return {"step": step, "errors": len(errors), "open": bool(waits) or empty}


def outline(request: JishanRequest, village: str, version: int) -> HttpResponse:
    """The whole draft on one page."""
    draft = open_draft(request.actor, version)
    scheme = draft.scheme
    found = found_in(request, scheme, draft)
    context = {
        "draft": draft,
        "scheme": scheme,
        "steps": [
            _state(draft, step, found) | _parted(_sections(draft, scheme, step, found))
            for step in STEPS
        ],
        "phone": phone_of_all(request, scheme, without=undecided(draft)),
        "begun": begun(request, draft),
        "before": before_of(request.actor, draft),
        "errors": sum(one.severity == "error" for one in found),
        "warnings": sum(one.severity == "warning" for one in found),
    }
    return render(request, "office/editor/outline.html", context)


def step(request: JishanRequest, village: str, version: int, number: int) -> HttpResponse:
    """One step of the road: what it decides, what stands there, what the checker says of it."""
    draft = open_draft(request.actor, version)
    this = next((one for one in STEPS if one.number == number), None)
    if this is None:
        raise NotFound
    scheme = draft.scheme
    found = found_in(request, scheme, draft)
    last = number == len(STEPS)
    context = {
        "draft": draft,
        "step": this,
        "road": [_state(draft, one, found) for one in STEPS],
        **shown(found if last else in_step(found, number)),
        "next": None if last else STEPS[number],
        "open_steps": _open_steps(draft) if last else (),
        "begun": begun(request, draft),
        "before": before_of(request.actor, draft),
        **_parted(_sections(draft, scheme, this, found)),
    }
    return render(request, "office/editor/step.html", context)


def _open_steps(draft: Draft) -> list[Step]:
    """The steps in which something waits to be decided at all."""
    waits = set(undecided(draft)) | (set() if draft.document.get("items") else {"items"})
    return [one for one in STEPS if waits & set(one.parts)]


@require_POST
def row(request: JishanRequest, village: str, version: int, part: str) -> HttpResponse:
    """A row up, down or out; or an optional part out."""
    draft = open_draft(request.actor, version)
    page = page_of(draft, part)
    after, said = _moved(request, draft, page, request.POST.get("do"))
    what = named(page, None if page.place is None else draft.document[page.name][page.place])
    changed(request, draft, after, said % {"what": what})
    return to_step(village, version, page.name, place=_place_after(draft, page, after))


def _moved(request: JishanRequest, draft: Draft, page: Page, do: str | None) -> tuple[Draft, str]:
    """The draft after the press, and what was done to `what`."""
    seen: dict[str, Any] = {"seen": request.POST.get("seen", ""), "now": request.now}
    if page.place is None:
        if not optional(page.name):
            raise NotFound
        after = save_part(request.actor, draft.id, path=page.path, value=None, **seen)
        return after, _("去掉了%(what)s")
    at: dict[str, Any] = {"path": (page.name,), "place": page.place}
    if do == "drop":
        return remove_row(request.actor, draft.id, **at, **seen), _("删掉了%(what)s")
    by = -1 if do == "up" else 1
    return move_row(request.actor, draft.id, **at, by=by, **seen), _("移动了%(what)s")


def _place_after(draft: Draft, page: Page, after: Draft) -> int | None:
    """Where a row stands that was moved; nowhere if it is gone."""
    if page.place is None:
        return None
    row, rows = draft.document[page.name][page.place], after.document[page.name]
    return rows.index(row) if row in rows else None


@require_POST
def undo(request: JishanRequest, village: str, version: int) -> HttpResponse:
    """Take back what the last press has changed; pressed again, it is done again."""
    draft = open_draft(request.actor, version)
    before = before_of(request.actor, draft)
    take_back(request.actor, draft, seen=request.POST.get("seen", ""), now=request.now)
    name = before.part if before else HEAD
    return to_step(village, version, name if name in parts() else HEAD)


@require_POST
def mend(request: JishanRequest, village: str, version: int) -> HttpResponse:
    """Take a proposal of the checker: `finding` names it, `choice` which of its buttons."""
    draft = open_draft(request.actor, version)
    wanted, choice = request.POST.get("finding"), request.POST.get("choice", "")
    one = next((one for one in found_in(request, draft.scheme, draft) if one.key == wanted), None)
    offers = {str(place): offer for place, offer in enumerate(one.proposals)} if one else {}
    if one is None or choice not in offers:
        raise NotFound
    offer = offers[choice]
    name = str(offer.path[0])
    value = mended(draft.scheme, offer)[name]
    seen = request.POST.get("seen", "")
    after = save_part(request.actor, version, path=(name,), value=value, seen=seen, now=request.now)
    changed(request, draft, after, _("改成了“%(offer)s”") % {"offer": offer.label})
    messages.success(request, _("改好了：{offer}。").format(offer=offer.label))
    return to_step(village, version, one.page.partition(".")[0])


def to_step(
    village: str, version: int, name: str, *, place: int | None = None
) -> HttpResponseRedirect:
    """Back to the step in which the part lies; in a long list to the row."""
    address = reverse("rules-write-step", args=[village, version, step_of(name).number])
    row = f"#{name}.{place}" if place is not None and place >= _IN_SIGHT else ""
    return HttpResponseRedirect(address + row)


_ONE = "v/<slug:village>/rules/<int:version>/write/"

urlpatterns = [
    path(_ONE, outline, name="rules-write"),
    path(f"{_ONE}step/<int:number>/", step, name="rules-write-step"),
    path(f"{_ONE}mend/", mend, name="rules-write-mend"),
    path(f"{_ONE}undo/", undo, name="rules-write-undo"),
    path(f"{_ONE}part/<str:part>/row/", row, name="rules-write-row"),
]
