"""One part of the draft as a form; beside it the sentence, the checker and the phone."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from jishan.core.scheme.document import Scheme, to_document
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.scheme_labels import model_example, model_name
from jishan.schemes.drafts import open_draft, save_part
from jishan.schemes.unsaved import Waiting
from jishan.web.office.editor.beside import found_in, on_page, page_sentences, phone, shown
from jishan.web.office.editor.desk import (
    Writing,
    from_draft,
    from_post,
    is_chosen,
)
from jishan.web.office.editor.fields import Sheet
from jishan.web.office.editor.outline import to_step
from jishan.web.office.editor.pages import (
    STEPS,
    chooser_of,
    is_list,
    optional,
    page_of,
    step_of,
    title_of,
)
from jishan.web.office.editor.presets import asks_first, presets_of
from jishan.web.office.editor.shapes import shape_of
from jishan.web.office.editor.unsaved import (
    changed,
    found_again,
    named,
    put_by,
    throw_away,
)

_LOOK = "look"
_FORGET = "forget"
_SAVES = ("save", "more", "next")


def part(request: JishanRequest, village: str, version: int, part: str) -> HttpResponse:
    """The form of one part; a new row begins with the choice of its shape."""
    draft = open_draft(request.actor, version)
    page = page_of(draft, part)
    if request.method == "POST":
        return _posted(request, village, from_post(draft, page, request.POST))
    waiting = found_again(request, draft, page)
    if waiting is not None:
        return _form(request, waiting[0], waiting=waiting[1])
    preset = request.GET.get("preset", "")
    writing = from_draft(draft, page, request.GET.get("shape", ""), preset)
    if asks_first(draft, page, preset):
        context = _context(writing) | {"presets": presets_of(page)}
        return render(request, "office/editor/presets.html", context)
    if not is_chosen(writing):
        return _chooser(request, writing)
    return _form(request, writing)


def _posted(request: JishanRequest, village: str, writing: Writing) -> HttpResponse:
    do = request.POST.get("do", "save")
    if do == _FORGET:
        throw_away(request, writing.draft, writing.page)
        return HttpResponseRedirect(request.path)
    if do in _SAVES:
        return _save(request, village, writing, do)
    if do != _LOOK:
        pasted = request.POST.get(f"{do.partition(':')[2]}.paste", "")
        writing = writing.rearranged(do, pasted)
    put_by(request, writing)
    if do != _LOOK:
        return _form(request, writing)
    judged, _value, scheme = writing.kept()
    if request.htmx:
        return render(request, "office/editor/beside.html", _beside(request, judged, scheme))
    return _form(request, Writing(writing.draft, writing.page, writing.typed, judged.wrong))


def _save(request: JishanRequest, village: str, writing: Writing, do: str) -> HttpResponse:
    """Keep it and go on; what cannot be kept is shown again with what is wrong, and so is what was
    typed over a text that somebody else has changed meanwhile."""
    judged, value, scheme = writing.kept()
    draft, page = writing.draft, writing.page
    stale = request.POST.get("seen") != draft.digest
    if scheme is None or stale:
        put_by(request, writing)
        status = 409 if scheme is not None else 400
        return _form(request, judged, status=status, changed=status == 409)
    after = save_part(
        request.actor, draft.id, path=page.path, value=value, seen=draft.digest, now=request.now
    )
    said = _("加了%(what)s") if page.new else _("改了%(what)s")
    changed(request, draft, after, said % {"what": named(page, value)})
    throw_away(request, draft, page)
    messages.success(request, _("存好了。"))
    return _onward(village, writing, do)


def _onward(village: str, writing: Writing, do: str) -> HttpResponse:
    page, version = writing.page, writing.draft.id
    if do == "more":
        address = reverse("rules-write-part", args=[village, version, f"{page.name}.new"])
        return HttpResponseRedirect(address)
    if do == "next":
        number = min(step_of(page.name).number + 1, len(STEPS))
        address = reverse("rules-write-step", args=[village, version, number])
        return HttpResponseRedirect(address)
    return to_step(village, version, page.name, place=page.place)


def _chooser(request: JishanRequest, writing: Writing) -> HttpResponse:
    """The shapes that a new row may have, each by a sentence that somebody recognises."""
    chosen = chooser_of(writing.page)
    assert chosen is not None, "asked only where a shape has to be chosen"
    shapes = [
        {"shape": shape_of(one), "name": model_name(one), "example": model_example(one)}
        for one in chosen[1].models
    ]
    return render(request, "office/editor/shapes.html", _context(writing) | {"shapes": shapes})


def _form(
    request: JishanRequest,
    writing: Writing,
    *,
    status: int = 200,
    changed: bool = False,
    waiting: Waiting | None = None,
) -> HttpResponse:
    sheet, blocks = writing.sheet()
    judged, _value, scheme = writing.kept()
    context = _context(writing) | _beside(request, judged, scheme)
    context |= {
        "blocks": blocks,
        "form": sheet.form,
        "wrong": _wrong(sheet),
        "changed": changed,
        "waiting": waiting,
    }
    return render(request, "office/editor/part.html", context, status=status)


def _wrong(sheet: Sheet) -> list[dict[str, str]]:
    """The summary of errors: each leads to its control, or to the list that it is about."""
    found = []
    for name, text in sheet.wrong.items():
        field = sheet.form.fields.get(name)
        label = str(field.label) if field else sheet.titles.get(name, "")
        row = sheet.row_of(name)
        label = f"{row}，{label}" if row and label else label
        found.append({"id": f"id_{name}" if field else f"at-{name}", "label": label, "text": text})
    return found


def _context(writing: Writing) -> dict[str, Any]:
    page, draft = writing.page, writing.draft
    return {
        "draft": draft,
        "page": page,
        "title": title_of(draft, page),
        "step": step_of(page.name),
        "rows": is_list(page.name),
        "usual": bool(presets_of(page)),
        "may_drop": page.place is None and optional(page.name) and page.name in draft.document,
    }


def _beside(request: JishanRequest, judged: Writing, scheme: Scheme | None) -> dict[str, Any]:
    """The panel beside the form; without a scheme it says what is still missing."""
    if scheme is None:
        sheet, _blocks = judged.sheet()
        return {"sentences": (), "lacking": _wrong(sheet), "draft": judged.draft}
    page = judged.page
    found = found_in(request, scheme, replace(judged.draft, document=to_document(scheme)))
    return {
        "draft": judged.draft,
        "sentences": page_sentences(scheme, page),
        **shown(on_page(found, page)),
        "elsewhere": sum(one.severity == "error" for one in found)
        - sum(one.severity == "error" for one in on_page(found, page)),
        "phone": phone(request, scheme, page),
    }


_PART = "v/<slug:village>/rules/<int:version>/write/part/<str:part>/"

urlpatterns = [path(_PART, part, name="rules-write-part")]
