"""The village's scheme (积分方案): versions, the checker's findings, vote, filing, in force."""

from datetime import date
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

from jishan.core.scheme.checker import check
from jishan.core.scheme.document import Scheme, to_document
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.scheme_findings import finding_text
from jishan.entrance.words.scheme_sentences import item_sentence
from jishan.schemes.actions import (
    Vote,
    adopt_scheme,
    draft_scheme,
    file_scheme,
    vote_scheme,
    warning_key,
)
from jishan.schemes.queries import version_page, versions_of

STATES = {
    "draft": gettext_lazy("草案"),
    "voted": gettext_lazy("已表决，待备案"),
    "filed": gettext_lazy("已备案，待生效"),
    "adopted": gettext_lazy("已公布"),
    "replaced": gettext_lazy("已被新版代替"),
}


class DraftForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("方案文件(.yaml)"))


class VoteForm(forms.Form):
    meeting = forms.CharField(label=gettext_lazy("什么会议"), max_length=60)
    day = forms.DateField(label=gettext_lazy("哪一天"))
    entitled = forms.IntegerField(label=gettext_lazy("应到人数"), min_value=1)
    present = forms.IntegerField(label=gettext_lazy("实到人数"), min_value=1)
    for_ = forms.IntegerField(label=gettext_lazy("赞成"), min_value=0)
    against = forms.IntegerField(label=gettext_lazy("反对"), min_value=0)


class FilingForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("备案编号"), max_length=40)


class InForceForm(forms.Form):
    day = forms.DateField(label=gettext_lazy("从哪一天起生效"))


def rules(request: JishanRequest, village: str) -> HttpResponse:
    rows = [
        {"version": version, "state": STATES[version.state]}
        for version in versions_of(request.actor)
    ]
    return render(request, "office/rules/list.html", {"rows": rows, "form": DraftForm()})


@require_POST
def draft(request: JishanRequest, village: str) -> HttpResponse:
    form = DraftForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("请先选一个方案文件。"))
        return HttpResponseRedirect(reverse("rules", args=[village]))
    version = draft_scheme(request.actor, form.cleaned_data["file"].read(), now=request.now)
    return HttpResponseRedirect(reverse("rules-one", args=[village, version.pk]))


def categories_of(scheme: Scheme) -> list[dict[str, Any]]:
    """The scheme as a villager reads it: categories in board order, each item a sentence."""
    return [
        {
            "name": category.name,
            "sentences": [
                item_sentence(scheme, item)
                for item in scheme.items
                if item.category == category.code
            ],
        }
        for category in scheme.categories
    ]


def one(request: JishanRequest, village: str, version: int) -> HttpResponse:
    row, scheme = version_page(request.actor, version)
    findings = [
        {
            "severity": finding.severity,
            "text": finding_text(finding),
            "key": warning_key(finding.code, finding.path),
            "answer": row.answers.get(warning_key(finding.code, finding.path), ""),
        }
        for finding in check(scheme)
    ]
    context = {
        "row": row,
        "state": STATES[row.state],
        "scheme": scheme,
        "categories": categories_of(scheme),
        "findings": findings,
        "vote_form": VoteForm(),
        "filing_form": FilingForm(),
        "force_form": InForceForm(initial={"day": timezone.localdate(request.now)}),
    }
    return render(request, "office/rules/version.html", context)


def _back(village: str, version: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("rules-one", args=[village, version]))


def _answers(request: JishanRequest) -> dict[str, str]:
    return {
        name.removeprefix("answer:"): value
        for name, value in request.POST.items()
        if name.startswith("answer:") and isinstance(value, str)
    }


@require_POST
def vote(request: JishanRequest, village: str, version: int) -> HttpResponse:
    form = VoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("表决结果没有填全，请把每一格都填好。"))
        return _back(village, version)
    result = Vote(**form.cleaned_data)
    vote_scheme(request.actor, version, vote=result, answers=_answers(request), now=request.now)
    messages.success(request, _("表决结果已记下，下一步报乡镇备案。"))
    return _back(village, version)


@require_POST
def file(request: JishanRequest, village: str, version: int) -> HttpResponse:
    form = FilingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填写备案编号。"))
        return _back(village, version)
    file_scheme(request.actor, version, number=form.cleaned_data["number"], now=request.now)
    messages.success(request, _("已备案。"))
    return _back(village, version)


@require_POST
def adopt(request: JishanRequest, village: str, version: int) -> HttpResponse:
    form = InForceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填写生效的日子。"))
        return _back(village, version)
    day: date = form.cleaned_data["day"]
    adopt_scheme(request.actor, version, in_force_from=day, now=request.now)
    messages.success(request, _("方案已公布，到日子就按它计分。"))
    return _back(village, version)


def export(request: JishanRequest, village: str, version: int) -> HttpResponse:
    row, scheme = version_page(request.actor, version)
    text = yaml.safe_dump(to_document(scheme), allow_unicode=True, sort_keys=False)
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="scheme-{village}-{row.number}.yaml"'
    return response


urlpatterns = [
    path("v/<slug:village>/rules/", rules, name="rules"),
    path("v/<slug:village>/rules/draft/", draft, name="rules-draft"),
    path("v/<slug:village>/rules/<int:version>/", one, name="rules-one"),
    path("v/<slug:village>/rules/<int:version>/vote/", vote, name="rules-vote"),
    path("v/<slug:village>/rules/<int:version>/file/", file, name="rules-file"),
    path("v/<slug:village>/rules/<int:version>/adopt/", adopt, name="rules-adopt"),
    path("v/<slug:village>/rules/<int:version>/document/", export, name="rules-export"),
]
