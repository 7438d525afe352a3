"""The page of one version: its road, the form of its next step, what was said, the rules."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from jishan.core.access import Permission
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.reference import compare
from jishan.core.workflow import SchemeState
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.scheme_clauses import clauses
from jishan.entrance.words.scheme_findings import finding_text
from jishan.entrance.words.scheme_road import (
    DISCUSSIONS,
    OPINION_STATES,
    RETURNED_BY,
    WAYS,
    since_text,
    state_text,
)
from jishan.schemes.actions import notice_length, warning_key
from jishan.schemes.queries import (
    Hearing,
    VersionRow,
    corrected_by,
    findings_for,
    hearing,
    reference_for,
    version_page,
)
from jishan.web.office.adoption_forms import step_forms
from jishan.web.office.editor.beside import REPEATS
from jishan.web.rules_steps import steps_of


def shown(
    request: JishanRequest,
    version: int,
    *,
    sent: Mapping[str, forms.Form] | None = None,
    status: int = 400,
) -> HttpResponse:
    """One version: where it stands, the form of its next step, what was said, and its rules.

    `sent` is a form that came back with something missing or refused, by its name: it stands there
    as it was filled in.
    """
    row, scheme = version_page(request.actor, version)
    said = hearing(request.actor, version)
    today = timezone.localdate(request.now)
    context = {
        "row": row,
        "state": state_text(row.state, row.day_from, row.day_until, today),
        "steps": steps_of(row, today),
        "corrects": _corrects(request, row),
        "scheme": scheme,
        "sections": clauses(scheme, since_text(scheme.in_force_from, row.day_from, today)),
        **_found(_findings(request, row, scheme)),
        "outside": _outside(request, scheme),
        "hearing": _said(said, scheme),
        "notice_length": notice_length(scheme),
        "may_answer": Permission.ADOPT_SCHEME in request.actor.whole,
        **step_forms(request, row, scheme),
        **(sent or {}),
        "not_done": _not_done(sent or {}),
    }
    return render(request, "office/rules/version.html", context, status=status if sent else 200)


def _corrects(request: JishanRequest, row: VersionRow) -> dict[str, Any] | None:
    """Why a draft was begun again: which version it puts right, who sent it back, and the words."""
    before = corrected_by(request.actor, row.id) if row.state is SchemeState.DRAFT else None
    if before is None or not before.returned["reason"]:
        return None
    return {"row": before, "who": RETURNED_BY[before.returned["by"]]}


def _not_done(sent: Mapping[str, forms.Form]) -> list[str]:
    """What stands at the head of the page when a form came back: it may lie far below."""
    said = [str(text) for form in sent.values() for text in form.non_field_errors()]
    return said or ([_("有几处没有填对，在下面标出来了。")] if sent else [])


def _outside(request: JishanRequest, scheme: Scheme) -> dict[str, list[str]] | None:
    """The titles of what the document adds to the township's list, leaves out and changes."""
    today = timezone.localdate(request.now)
    listed = reference_for(request.place.id, today)
    found = compare(listed.reference, scheme) if listed else None
    if listed is None or found is None or not (found.added or found.removed or found.changed):
        return None
    theirs = listed.reference.scheme
    return {
        "added": [scheme.item(code).title for code in found.added],
        "removed": [theirs.item(code).title for code in found.removed],
        "changed": [scheme.item(code).title for code in found.changed],
    }


def _findings(request: JishanRequest, row: VersionRow, scheme: Scheme) -> list[dict[str, Any]]:
    day = timezone.localdate(request.now)
    answers = {**row.answers, **typed_answers(request)}
    return [
        {
            "severity": finding.severity,
            "text": finding_text(finding),
            "key": warning_key(finding.code, finding.path),
            "answer": answers.get(warning_key(finding.code, finding.path), ""),
        }
        for finding in findings_for(request.place.id, scheme, day)
        if finding.code not in REPEATS
    ]


def _found(findings: list[dict[str, Any]]) -> dict[str, Any]:
    """What has to be looked at, and what only explains a choice."""
    return {
        "findings": findings,
        "found": any(one["severity"] != "note" for one in findings),
        "wrong": sum(one["severity"] == "error" for one in findings),
        "notes": [one["text"] for one in findings if one["severity"] == "note"],
    }


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


def typed_answers(request: JishanRequest) -> dict[str, str]:
    """The answers to the checker's reminders as they were sent with a vote."""
    return {
        name.removeprefix("answer:"): value
        for name, value in request.POST.items()
        if name.startswith("answer:") and isinstance(value, str)
    }
