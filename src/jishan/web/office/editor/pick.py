"""From what is there already: items of the shipped schemes, ticked and taken over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishan.core.scheme.document import RuleItem, Scheme, to_document
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.scheme_sentences import item_sentence
from jishan.schemes.drafts import Draft, add_rows, open_draft, shipped
from jishan.web.office.editor.codes import made, taken_in
from jishan.web.office.editor.outline import to_step
from jishan.web.office.editor.pages import codes_of
from jishan.web.office.editor.unsaved import changed

_SHOWN_MAX = 60
_STAYS_BEHIND = ("purses", "subjects", "active_from", "active_until")
"""What only makes sense in the scheme that an item comes from."""


@dataclass(frozen=True)
class Offer:
    """An item of a shipped scheme: `key` names it, `row` is what the document would hold."""

    key: str
    scheme: str
    category: str
    sentence: str
    item: RuleItem
    row: dict[str, Any]


class PickForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("找什么"), required=False, max_length=40)


def offers(kinds: Sequence[str]) -> Iterator[Offer]:
    """Every item of every shipped scheme that can stand in a scheme of these subjects."""
    for pack, scheme in shipped():
        names = {one.code: one.name for one in scheme.categories}
        rows = to_document(scheme).get("items", [])
        for item, row in zip(scheme.items, rows, strict=True):
            if not item.subjects or set(item.subjects) & set(kinds):
                sentence = item_sentence(_bare(scheme, item), item)
                key = f"{pack}:{item.code}"
                yield Offer(key, scheme.name, names[item.category], sentence, item, row)


def _bare(scheme: Scheme, item: RuleItem) -> Scheme:
    """Without the caps of the category, which stay where they are."""
    bare = tuple(one.model_copy(update={"caps": ()}) for one in scheme.categories)
    return scheme.model_copy(update={"categories": bare})


def pick(request: JishanRequest, village: str, version: int) -> HttpResponse:
    """The list with a search, and what was ticked put into one category."""
    draft = open_draft(request.actor, version)
    known = list(offers(draft.scheme.subjects.kinds))
    category = request.POST.get("category", "")
    ticked = request.POST.getlist("item")
    wanted = [one for one in known if one.key in ticked]
    if wanted and category in dict(codes_of(draft.document)["categories"]):
        rows = taken_over(draft, wanted, category)
        seen = request.POST.get("seen", "")
        after = add_rows(
            request.actor, version, path=("items",), rows=rows, seen=seen, now=request.now
        )
        changed(request, draft, after, _("从现成的里面加了 %(n)d 项") % {"n": len(rows)})
        messages.success(request, _("加了 %(n)d 项。分数和上限都可以再改。") % {"n": len(rows)})
        return to_step(village, version, "items")
    return _page(request, draft, known)


def _page(request: JishanRequest, draft: Draft, known: list[Offer]) -> HttpResponse:
    form = PickForm(request.GET)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = [one for one in known if text in one.sentence or text in one.category]
    context = {
        "draft": draft,
        "form": form,
        "found": found[:_SHOWN_MAX],
        "more": max(len(found) - _SHOWN_MAX, 0),
        "categories": codes_of(draft.document)["categories"],
        "unpicked": request.method == "POST",
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "office/editor/pick.html", context, status=status)


def taken_over(draft: Draft, wanted: Sequence[Offer], category: str) -> list[dict[str, Any]]:
    """The rows for the draft: in the category, under codes of its own, naming nothing that is not
    there."""
    taken = set(taken_in(draft.document))
    rows = []
    for one in wanted:
        row = {key: value for key, value in one.row.items() if key not in _STAYS_BEHIND}
        row["code"] = made(one.item.title, frozenset(taken))
        row["category"] = category
        if row["worth"]["shape"] == "inspection":
            lines = row["worth"]["lines"]
            bare = [{k: v for k, v in line.items() if k != "category"} for line in lines]
            row["worth"] = row["worth"] | {"lines": bare}
        taken.add(row["code"])
        rows.append(row)
    return rows


urlpatterns = [
    path("v/<slug:village>/rules/<int:version>/write/pick/", pick, name="rules-write-pick")
]
