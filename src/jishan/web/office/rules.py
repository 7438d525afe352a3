"""The village's scheme (积分方案): versions, rules as sentences, what changes, what the checker
finds. The steps of its road stand in `adoption.py`."""

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

from jishan.core.scheme.document import to_document
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.scheme_difference import difference_sections
from jishan.entrance.words.scheme_road import state_text
from jishan.schemes.actions import draft_scheme, start_from_reference
from jishan.schemes.queries import (
    reference_for,
    version_before,
    version_page,
    versions_of,
)
from jishan.web.office.version import shown


class DraftForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("方案文件（.yaml）"),
        error_messages={
            "required": gettext_lazy("请先选一个方案文件。"),
            "empty": gettext_lazy("这个文件是空的，请换一个。"),
        },
    )


def rules(request: JishanRequest, village: str) -> HttpResponse:
    today = timezone.localdate(request.now)
    rows = [
        {"version": one, "state": state_text(one.state, one.day_from, one.day_until, today)}
        for one in versions_of(request.actor)
    ]
    reference = reference_for(request.place.id, today)
    context = {"rows": rows, "form": DraftForm(), "reference": reference}
    return render(request, "office/rules/list.html", context)


@require_POST
def draft(request: JishanRequest, village: str) -> HttpResponse:
    form = DraftForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, str(form.errors["file"][0]))
        return HttpResponseRedirect(reverse("rules", args=[village]))
    version = draft_scheme(request.actor, form.cleaned_data["file"].read(), now=request.now)
    return HttpResponseRedirect(reverse("rules-one", args=[village, version.pk]))


@require_POST
def from_reference(request: JishanRequest, village: str) -> HttpResponse:
    version = start_from_reference(request.actor, now=request.now)
    messages.success(request, _("已照参考目录起了一份草案。"))
    return HttpResponseRedirect(reverse("rules-one", args=[village, version.pk]))


def one(request: JishanRequest, village: str, version: int) -> HttpResponse:
    return shown(request, version)


def difference(request: JishanRequest, village: str, version: int) -> HttpResponse:
    """What changes against the version that was in force when this one was made (和上一版比)."""
    row, scheme = version_page(request.actor, version)
    before = version_before(request.place.id, version)
    context = {
        "row": row,
        "before": before,
        "sections": difference_sections(before.scheme, scheme, rules_only=True) if before else [],
    }
    return render(request, "office/rules/difference.html", context)


def export(request: JishanRequest, village: str, version: int) -> HttpResponse:
    row, scheme = version_page(request.actor, version)
    text = yaml.safe_dump(to_document(scheme), allow_unicode=True, sort_keys=False)
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="scheme-{village}-{row.number}.yaml"'
    return response


_ONE = "v/<slug:village>/rules/<int:version>/"

urlpatterns = [
    path("v/<slug:village>/rules/", rules, name="rules"),
    path("v/<slug:village>/rules/draft/", draft, name="rules-draft"),
    path("v/<slug:village>/rules/from-reference/", from_reference, name="rules-from-reference"),
    path(_ONE, one, name="rules-one"),
    path(f"{_ONE}difference/", difference, name="rules-difference"),
    path(f"{_ONE}document/", export, name="rules-export"),
]
