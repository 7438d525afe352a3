"""A township's facts of its villages: indices scored of each as a whole (SX-07), and the sheet of
what was done at each post (SX-11). Never a place, never a sum over villages (redlines E.1)."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from jishan.core.access import Actor, Level, Permission
from jishan.core.errors import NotFound
from jishan.entrance.request import JishanRequest
from jishan.orgs.queries import villages_under
from jishan.reports.indices import indices_workbook, village_indices
from jishan.reports.posts import township_posts_workbook
from jishan.web.office.tables import DayRange, sheet_response


def _officer(request: JishanRequest) -> Actor:
    """The person who asks, standing in the township itself."""
    if request.place.level is not Level.TOWNSHIP:
        raise NotFound
    return request.officer


def _days(request: JishanRequest) -> tuple[date, date]:
    """From the first of January until today, unless days are given."""
    form, today = DayRange(request.GET), timezone.localdate(request.now)
    said = form.cleaned_data if form.is_valid() else {}
    return said.get("since") or today.replace(month=1, day=1), said.get("until") or today


def facts(request: JishanRequest, place: str) -> HttpResponse:
    officer, (since, until) = _officer(request), _days(request)
    villages = villages_under(request.place.path)
    context = {
        "rows": village_indices(villages, since=since, until=until),
        "form": DayRange({"since": since, "until": until}),
        "since": since,
        "until": until,
        "may_export": Permission.EXPORT_TABLE in officer.whole,
    }
    return render(request, "overview/facts.html", context)


def indices(request: JishanRequest, place: str) -> HttpResponse:
    officer, (since, until) = _officer(request), _days(request)
    villages, name = villages_under(request.place.path), request.place.name
    book = indices_workbook(
        officer, villages, since=since, until=until, place=name, now=request.now
    )
    return sheet_response(book, f"{name}各村指数情况表.xlsx")


def posts(request: JishanRequest, place: str) -> HttpResponse:
    officer, (since, until) = _officer(request), _days(request)
    villages, name = villages_under(request.place.path), request.place.name
    book = township_posts_workbook(
        officer, villages, since=since, until=until, place=name, now=request.now
    )
    return sheet_response(book, f"{name}岗位工作情况表.xlsx")


urlpatterns = [
    path("o/<slug:place>/facts/", facts, name="township-facts"),
    path("o/<slug:place>/facts/indices/", indices, name="township-indices"),
    path("o/<slug:place>/facts/posts/", posts, name="township-posts"),
]
