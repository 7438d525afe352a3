"""The township's and the county's page: their villages' facts of a month, and what waits for
filing."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from jishan.core.access import Level
from jishan.entrance.request import JishanRequest
from jishan.orgs.queries import villages_under
from jishan.reports.overview import overview as facts_of


def overview(request: JishanRequest, place: str) -> HttpResponse:
    today = timezone.localdate(request.now)
    since = date(today.year, today.month, 1)
    villages = villages_under(request.place.path)
    context = {
        "rows": facts_of(villages, since=since, until=today, now=request.now),
        "since": since,
        "today": today,
        "may_enter": request.place.level is Level.TOWNSHIP,
    }
    return render(request, "overview/villages.html", context)


urlpatterns = [path("o/<slug:place>/", overview, name="overview")]
