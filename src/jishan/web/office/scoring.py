"""The village's own index (文明指数), scored by the township: facts of one village, compared with
nobody (SX-07, redlines E.1)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from jishan.claims.places import village_key
from jishan.claims.queries import inspection_items
from jishan.core.errors import NotFound
from jishan.entrance.request import JishanRequest
from jishan.web.office.inspections import Row, sheet_page


def scoring(request: JishanRequest, village: str) -> HttpResponse:
    """Which forms there are for the village."""
    items = inspection_items(request.actor, timezone.localdate(request.now), kind="village")
    return render(request, "office/inspections/village.html", {"items": items})


def sheet(request: JishanRequest, village: str, item: str) -> HttpResponse:
    found = inspection_items(request.actor, timezone.localdate(request.now), kind="village")
    card = next((one for one in found if one.code == item), None)
    if card is None:
        raise NotFound
    key = village_key(request.place.id)
    return sheet_page(request, card, [Row(key, request.place.name, "", None, key)], back="scoring")


urlpatterns = [
    path("v/<slug:village>/scoring/", scoring, name="scoring"),
    path("v/<slug:village>/scoring/<str:item>/", sheet, name="scoring-sheet"),
]
