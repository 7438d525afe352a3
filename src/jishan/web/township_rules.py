"""The township's page of its villages' rules: what waits for filing, and its reference list."""

from typing import Any

import yaml
from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jishan.core.access import Level, Permission
from jishan.core.errors import NotFound, Refusal
from jishan.core.scheme.findings import SchemeUnreadable
from jishan.core.scheme.reference import Reference, limit_of
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.scheme_road import STATES
from jishan.entrance.words.scheme_sentences import item_sentence
from jishan.orgs.queries import villages_under
from jishan.schemes.actions import adopt_reference
from jishan.schemes.queries import (
    ListInForce,
    VersionRow,
    lists_of,
    reference_document,
    reference_for,
    rules_under,
)
from jishan.web.office.adoption_forms import refused
from jishan.web.township_reference import MadeForm


class ListForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("参考目录文件（.yaml）"))
    issued = forms.CharField(label=gettext_lazy("文号"), max_length=60)
    day = forms.DateField(
        label=gettext_lazy("从哪一天起"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def rules(request: JishanRequest, place: str) -> HttpResponse:
    """The villages in the order of the tree: what waits to be filed, what is in force or moves."""
    today = timezone.localdate(request.now)
    lines = rules_under(villages_under(request.place.path), today)
    rows = [{"line": line, "recent": [_moving(one) for one in line.recent]} for line in lines]
    context = {
        "rows": rows,
        "may_enter": request.place.level is Level.TOWNSHIP,
        "waiting": sum(len(line.waiting) for line in lines),
    }
    return render(request, "overview/rules.html", context)


def _moving(version: VersionRow) -> dict[str, Any]:
    return {"version": version, "state": STATES[version.state]}


def reference(request: JishanRequest, place: str) -> HttpResponse:
    """The list in force with its limits in words, the earlier ones, and the forms for a new one."""
    return _reference_page(request)


def _reference_page(
    request: JishanRequest, sent: dict[str, forms.Form] | None = None, status: int = 400
) -> HttpResponse:
    """`sent`: a form that came back, as it was filled in."""
    today = timezone.localdate(request.now)
    found = reference_for(request.place.id, today)
    may_set = Permission.SET_REFERENCE in request.officer.whole
    context = {
        "found": found,
        "items": _items(found) if found else [],
        "lists": lists_of(request.place.id),
        "may_set": may_set,
        "form": ListForm(initial={"day": today}),
        "made_form": _made_form(request) if may_set else None,
        **(sent or {}),
    }
    return render(request, "overview/reference.html", context, status=status if sent else 200)


def _made_form(request: JishanRequest) -> MadeForm:
    today = timezone.localdate(request.now)
    lines = rules_under(villages_under(request.place.path), today)
    initial = {"day": today, "name": _("{place}积分参考目录").format(place=request.place.name)}
    return MadeForm(request.POST or None, lines=lines, initial=initial)


def _items(found: ListInForce) -> list[dict[str, Any]]:
    scheme = found.reference.scheme
    return [
        {"sentence": item_sentence(scheme, item), "limit": limit_words(found.reference, item.code)}
        for item in scheme.items
    ]


def limit_words(listed: Reference, code: str) -> str:
    """What a village may do with an item."""
    limit = limit_of(listed.limits, code)
    words = [_("必须保留") if limit.stays else _("可以去掉")]
    if limit.as_written:
        words.append(_("分值和上限不能改"))
    elif limit.low is not None or limit.high is not None:
        low = limit.model_dump(mode="json")["low"]
        high = limit.model_dump(mode="json")["high"]
        least = _("最低 {n} 分").format(n=low) if low is not None else ""
        most = _("最高 {n} 分").format(n=high) if high is not None else ""
        words.append("、".join(part for part in (least, most) if part))
    else:
        words.append(_("分值可以改"))
    return "，".join(str(word) for word in words)


@require_POST
def reference_set(request: JishanRequest, place: str) -> HttpResponse:
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _reference_page(request, {"form": form})
    return _adopt(request, "form", form, form.cleaned_data["file"].read())


@require_POST
def reference_make(request: JishanRequest, place: str) -> HttpResponse:
    """A list from a village's rules, with the limits of the form."""
    request.officer.require_whole(Permission.SET_REFERENCE)
    form = _made_form(request)
    if not form.is_valid():
        return _reference_page(request, {"made_form": form})
    return _adopt(request, "made_form", form, form.raw(request.place.name))


def _adopt(request: JishanRequest, name: str, form: forms.Form, raw: bytes | str) -> HttpResponse:
    """What is refused is said above the form; an unreadable file has its page with every line."""
    given = form.cleaned_data
    day = {"issued": given["issued"], "in_force_from": given["day"]}
    try:
        adopt_reference(request.officer, raw, **day, now=request.now)
    except SchemeUnreadable:
        raise
    except Refusal as refusal:
        return _reference_page(request, {name: form}, refused(form, refusal))
    messages.success(request, _("参考目录已定，各村起草方案时照它核对。"))
    return HttpResponseRedirect(reverse("reference", args=[request.place.code]))


def reference_export(request: JishanRequest, place: str, number: int) -> HttpResponse:
    document = reference_document(request.place.id, number)
    if document is None:
        raise NotFound
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="reference-{place}.yaml"'
    return response


urlpatterns = [
    path("o/<slug:place>/rules/", rules, name="township-rules"),
    path("o/<slug:place>/reference/", reference, name="reference"),
    path("o/<slug:place>/reference/set/", reference_set, name="reference-set"),
    path("o/<slug:place>/reference/make/", reference_make, name="reference-make"),
    path("o/<slug:place>/reference/<int:number>/", reference_export, name="reference-export"),
]
