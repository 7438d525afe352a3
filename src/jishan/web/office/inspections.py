"""A round of inspection (检查评比): one sheet for a group's households, units or groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishan.claims.actions import NewInspection, record_inspections
from jishan.claims.queries import ItemCard, inspection_items, subjects_of_kind
from jishan.core.errors import NotFound
from jishan.core.points import Points, parse_points
from jishan.core.scheme.document import Inspection, Line
from jishan.core.scoring import JudgeScores
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.claims import SUBJECT_KINDS
from jishan.orgs.queries import groups_of
from jishan.registry.queries import households_of_group
from jishan.web.keys import new_key
from jishan.web.office.tables import Key


class SheetForm(Key):
    day = forms.DateField(
        label=gettext_lazy("检查日期"), widget=forms.DateInput(attrs={"type": "date"})
    )
    judge = forms.CharField(label=gettext_lazy("谁去看的"), max_length=40)
    place = forms.CharField(label=gettext_lazy("地点"), max_length=60, required=False)


def _lines(item: ItemCard) -> Sequence[Line]:
    return cast(Inspection, item.rule.worth).lines


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the sheet: a household, or a `subject` that is none. `id` names its inputs."""

    id: str
    name: str
    number: str
    household_id: int | None
    subject: str = ""


def _item(request: JishanRequest, code: str, kind: str = "household") -> ItemCard:
    found = inspection_items(request.actor, timezone.localdate(request.now), kind=kind)
    item = next((one for one in found if one.code == code), None)
    if item is None:
        raise NotFound
    return item


def inspections(request: JishanRequest, village: str) -> HttpResponse:
    """Choose the form and the group."""
    today = timezone.localdate(request.now)
    others = [
        (kind, SUBJECT_KINDS[kind], inspection_items(request.actor, today, kind=kind))
        for kind in ("unit", "group")
    ]
    context = {
        "items": inspection_items(request.actor, today),
        "groups": groups_of(request.actor.village_id),
        "others": [one for one in others if one[2]],
    }
    return render(request, "office/inspections/choose.html", context)


def sheet(request: JishanRequest, village: str, item: str, group: int) -> HttpResponse:
    """The households of one group."""
    card = _item(request, item)
    rows = [
        Row(str(one.id), one.name, one.number, one.id)
        for one in households_of_group(request.actor, group)
    ]
    return sheet_page(request, card, rows, back="inspections")


def subjects(request: JishanRequest, village: str, item: str, kind: str) -> HttpResponse:
    """The units, or the groups, on one sheet."""
    if kind not in ("unit", "group"):
        raise NotFound
    card = _item(request, item, kind)
    today = timezone.localdate(request.now)
    found = subjects_of_kind(request.actor, kind, today)
    rows = [Row(one.key, one.name, one.group, None, one.key) for one in found]
    return sheet_page(request, card, rows, back="inspections")


def sheet_page(
    request: JishanRequest, card: ItemCard, rows: Sequence[Row], *, back: str
) -> HttpResponse:
    """The sheet, and what was typed into it; also for the township's own (`scoring`)."""
    form = SheetForm(request.POST or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        typed = _rows(request, card, rows, form.cleaned_data["judge"])
        done = _record(request, card, typed, form.cleaned_data)
        messages.success(request, _("记下 {count} 份，等评议后公示。").format(count=done))
        return HttpResponseRedirect(reverse(back, args=[request.place.code]))
    context = {
        "item": card,
        "lines": _lines(card),
        "form": form,
        "rows": [(one, _typed(request, one, card)) for one in rows],
    }
    return render(request, "office/inspections/sheet.html", context)


def _initial(request: JishanRequest) -> dict[str, Any]:
    return {"key": new_key(), "day": timezone.localdate(request.now).isoformat()}


def _name(row: Row, line: Line) -> str:
    return f"s{row.id}-{line.code}"


def _typed(request: JishanRequest, row: Row, item: ItemCard) -> list[tuple[Line, str, str]]:
    return [
        (line, _name(row, line), request.POST.get(_name(row, line), "")) for line in _lines(item)
    ]


def _rows(
    request: JishanRequest, item: ItemCard, listed: Sequence[Row], judge: str
) -> list[NewInspection]:
    """Rows with nothing typed were not visited and are left out."""
    rows = []
    for row in listed:
        typed = {line.code: value for line, _, value in _typed(request, row, item)}
        if not any(typed.values()):
            continue
        scores: dict[str, Points | None] = {
            code: parse_points(value) if value else None for code, value in typed.items()
        }
        scored = (JudgeScores(judge, scores),)
        rows.append(NewInspection(row.household_id, scored, subject=row.subject))
    return rows


def _record(
    request: JishanRequest, item: ItemCard, rows: Sequence[NewInspection], said: dict[str, Any]
) -> int:
    day: date = said["day"]
    if not rows:
        return 0
    return record_inspections(
        request.actor,
        item.code,
        day=day,
        rows=rows,
        key=said["key"],
        now=request.now,
        place=said["place"],
    ).count


urlpatterns = [
    path("v/<slug:village>/inspections/", inspections, name="inspections"),
    path("v/<slug:village>/inspections/<str:item>/<int:group>/", sheet, name="inspections-sheet"),
    path(
        "v/<slug:village>/inspections/<str:item>/of/<slug:kind>/",
        subjects,
        name="inspections-subjects",
    ),
]
