"""The page of one version: its road, the form of its next step, what was said, the rules."""

from collections.abc import Mapping
from datetime import date
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
from jishan.entrance.words.scheme_road import DISCUSSIONS, OPINION_STATES, STEPS, WAYS, state_text
from jishan.schemes.actions import notice_length, warning_key
from jishan.schemes.queries import (
    Hearing,
    VersionRow,
    findings_for,
    hearing,
    reference_for,
    version_page,
)
from jishan.web.office.adoption_forms import step_forms
from jishan.web.office.editor.beside import REPEATS


def shown(
    request: JishanRequest, version: int, *, sent: Mapping[str, forms.Form] | None = None
) -> HttpResponse:
    """One version: where it stands, the form of its next step, what was said, and its rules.

    `sent` is a form that came back with something missing, by its name: it stands there as it was
    filled in.
    """
    row, scheme = version_page(request.actor, version)
    said = hearing(request.actor, version)
    today = timezone.localdate(request.now)
    context = {
        "row": row,
        "state": state_text(row.state, row.day_from, row.day_until, today),
        "voted_on": date.fromisoformat(row.resolution["day"]) if row.resolution else None,
        "steps": steps_of(row),
        "scheme": scheme,
        "sections": clauses(scheme),
        **_found(_findings(request, row, scheme)),
        "outside": _outside(request, scheme),
        "hearing": _said(said, scheme),
        "notice_length": notice_length(scheme),
        "may_answer": Permission.ADOPT_SCHEME in request.actor.whole,
        **step_forms(request, row, scheme),
        **(sent or {}),
    }
    return render(request, "office/rules/version.html", context, status=400 if sent else 200)


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
