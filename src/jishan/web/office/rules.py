"""The village's scheme (积分方案): versions, rules as sentences, what changes, what the checker
finds. The steps of its road stand in `adoption.py`."""

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

from jishan.core.access import Permission
from jishan.core.scheme.document import Scheme, to_document
from jishan.core.workflow import SchemeState
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.scheme_clauses import clauses
from jishan.entrance.words.scheme_difference import difference_sections
from jishan.entrance.words.scheme_findings import finding_text
from jishan.entrance.words.scheme_road import DISCUSSIONS, OPINION_STATES, STATES, STEPS, WAYS
from jishan.schemes.actions import draft_scheme, notice_length, start_from_reference, warning_key
from jishan.schemes.queries import (
    Hearing,
    VersionRow,
    compared,
    findings_for,
    hearing,
    reference_for,
    version_before,
    version_page,
    versions_of,
)
from jishan.web.office.adoption import step_forms


class DraftForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("方案文件(.yaml)"))


def rules(request: JishanRequest, village: str) -> HttpResponse:
    rows = [
        {"version": version, "state": STATES[version.state]}
        for version in versions_of(request.actor)
    ]
    reference = reference_for(request.place.id, timezone.localdate(request.now))
    context = {"rows": rows, "form": DraftForm(), "reference": reference}
    return render(request, "office/rules/list.html", context)


@require_POST
def draft(request: JishanRequest, village: str) -> HttpResponse:
    form = DraftForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("请先选一个方案文件。"))
        return HttpResponseRedirect(reverse("rules", args=[village]))
    version = draft_scheme(request.actor, form.cleaned_data["file"].read(), now=request.now)
    return HttpResponseRedirect(reverse("rules-one", args=[village, version.pk]))


@require_POST
def from_reference(request: JishanRequest, village: str) -> HttpResponse:
    version = start_from_reference(request.actor, now=request.now)
    messages.success(request, _("已照参考目录起了一份草案。"))
    return HttpResponseRedirect(reverse("rules-one", args=[village, version.pk]))


def one(request: JishanRequest, village: str, version: int) -> HttpResponse:
    """One version: where it stands, the form of its next step, what was said, and its rules."""
    row, scheme = version_page(request.actor, version)
    said = hearing(request.actor, version)
    context = {
        "row": row,
        "state": STATES[row.state],
        "steps": steps_of(row),
        "scheme": scheme,
        "sections": clauses(scheme),
        "findings": _findings(request, row, scheme),
        "outside": _outside(request, scheme),
        "hearing": _said(said, scheme),
        "notice_length": notice_length(scheme),
        "may_answer": Permission.ADOPT_SCHEME in request.actor.whole,
        **step_forms(request, row, scheme),
    }
    return render(request, "office/rules/version.html", context)


def _outside(request: JishanRequest, scheme: Scheme) -> dict[str, list[str]] | None:
    """The titles of what the document adds to the township's list, leaves out and changes."""
    today = timezone.localdate(request.now)
    listed = reference_for(request.place.id, today)
    found = compared(request.actor, scheme, today)
    if listed is None or found is None or not (found.added or found.removed or found.changed):
        return None
    theirs = listed.reference.scheme
    return {
        "added": [scheme.item(code).title for code in found.added],
        "removed": [theirs.item(code).title for code in found.removed],
        "changed": [scheme.item(code).title for code in found.changed],
    }


def steps_of(row: VersionRow) -> list[dict[str, str]]:
    """The road as parts/steps.html draws it."""
    order = [state for state, _label in STEPS]
    reached = {SchemeState.REPLACED: SchemeState.ADOPTED}.get(row.state, row.state)
    if reached is SchemeState.RETURNED:
        return [{"label": _("退回修改"), "state": "stopped", "note": ""}]
    at = order.index(reached)
    found = []
    for place, (_state, label) in enumerate(STEPS):
        done = place < at or reached is SchemeState.ADOPTED
        state = "done" if done else "now" if place == at else "next"
        found.append({"label": label, "state": state, "note": ""})
    return found


def _findings(request: JishanRequest, row: VersionRow, scheme: Scheme) -> list[dict[str, Any]]:
    day = timezone.localdate(request.now)
    return [
        {
            "severity": finding.severity,
            "text": finding_text(finding),
            "key": warning_key(finding.code, finding.path),
            "answer": row.answers.get(warning_key(finding.code, finding.path), ""),
        }
        for finding in findings_for(request.place.id, scheme, day)
    ]


def _said(said: Hearing, scheme: Scheme) -> dict[str, Any]:
    opinions = [
        {
            "row": one,
            "state": OPINION_STATES[one.state],
            "way": WAYS[one.way],
            "item": scheme.item(one.item).title if scheme.has_item(one.item) else one.item,
        }
        for one in said.opinions
    ]
    meetings = [{"row": one, "kind": DISCUSSIONS[one.kind]} for one in said.meetings]
    return {"meetings": meetings, "opinions": opinions, "open": said.open}


def difference(request: JishanRequest, village: str, version: int) -> HttpResponse:
    """What changes against the version that was in force when this one was made (和上一版比)."""
    row, scheme = version_page(request.actor, version)
    before = version_before(request.place.id, version)
    context = {
        "row": row,
        "before": before,
        "sections": difference_sections(before.scheme, scheme) if before else [],
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
