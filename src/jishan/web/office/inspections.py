"""A round of inspection (检查评比): one sheet for a group, every household one row of scores."""

from collections.abc import Sequence
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
from jishan.claims.queries import ItemCard, inspection_items
from jishan.core.errors import NotFound
from jishan.core.points import Points, parse_points
from jishan.core.scheme.document import Inspection, Line
from jishan.core.scoring import JudgeScores
from jishan.entrance.request import JishanRequest
from jishan.orgs.queries import groups_of
from jishan.registry.queries import FoundHousehold, households_of_group
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


def _item(request: JishanRequest, code: str) -> ItemCard:
    found = inspection_items(request.actor, timezone.localdate(request.now))
    item = next((one for one in found if one.code == code), None)
    if item is None:
        raise NotFound
    return item


def inspections(request: JishanRequest, village: str) -> HttpResponse:
    """Choose the form and the group."""
    context = {
        "items": inspection_items(request.actor, timezone.localdate(request.now)),
        "groups": groups_of(request.actor.village_id),
    }
    return render(request, "office/inspections/choose.html", context)


def sheet(request: JishanRequest, village: str, item: str, group: int) -> HttpResponse:
    card = _item(request, item)
    households = households_of_group(request.actor, group)
    form = SheetForm(request.POST or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        rows = _rows(request, card, households, form.cleaned_data["judge"])
        done = _record(request, card, rows, form.cleaned_data)
        messages.success(request, _("记下 {count} 户，等评议后公示。").format(count=done))
        return HttpResponseRedirect(reverse("inspections", args=[village]))
    context = {
        "item": card,
        "lines": _lines(card),
        "form": form,
        "rows": [(one, _typed(request, one, card)) for one in households],
    }
    return render(request, "office/inspections/sheet.html", context)


def _initial(request: JishanRequest) -> dict[str, Any]:
    return {"key": new_key(), "day": timezone.localdate(request.now).isoformat()}


def _name(household: FoundHousehold, line: Line) -> str:
    return f"s{household.id}-{line.code}"


def _typed(
    request: JishanRequest, household: FoundHousehold, item: ItemCard
) -> list[tuple[Line, str, str]]:
    return [
        (line, _name(household, line), request.POST.get(_name(household, line), ""))
        for line in _lines(item)
    ]


def _rows(
    request: JishanRequest, item: ItemCard, households: Sequence[FoundHousehold], judge: str
) -> list[NewInspection]:
    """Households with nothing typed were not visited and are left out."""
    rows = []
    for household in households:
        typed = {line.code: value for line, _, value in _typed(request, household, item)}
        if not any(typed.values()):
            continue
        scores: dict[str, Points | None] = {
            code: parse_points(value) if value else None for code, value in typed.items()
        }
        rows.append(NewInspection(household.id, (JudgeScores(judge, scores),)))
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
]
