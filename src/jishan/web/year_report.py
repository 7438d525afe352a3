"""The year in figures (年度情况): a village's page, a township's villages, as Excel too."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy

from jishan.core.access import Permission
from jishan.entrance.request import JishanRequest
from jishan.orgs.queries import villages_under
from jishan.reports.exports import year_workbook
from jishan.reports.year import year_facts
from jishan.web.office.tables import sheet_response

FIRST_YEAR = 2020


class YearForm(forms.Form):
    year = forms.TypedChoiceField(label=gettext_lazy("哪一年"), coerce=int)

    def __init__(self, request: JishanRequest) -> None:
        today = timezone.localdate(request.now)
        years = [str(year) for year in range(today.year, FIRST_YEAR - 1, -1)]
        super().__init__({"year": request.GET.get("year", years[0])})
        field = self.fields["year"]
        assert isinstance(field, forms.TypedChoiceField), "as declared above"
        field.choices = [(year, year) for year in years]
        self.chosen: int = self.cleaned_data["year"] if self.is_valid() else today.year


def report(request: JishanRequest, village: str) -> HttpResponse:
    request.actor.require_whole(Permission.VIEW_LEDGER)
    form = YearForm(request)
    facts = year_facts((request.place,), form.chosen)[0]
    return render(request, "report/village.html", {"form": form, "facts": facts})


def export(request: JishanRequest, village: str) -> HttpResponse:
    form = YearForm(request)
    place = request.place
    book = year_workbook(request.actor, (place,), form.chosen, place=place.name, now=request.now)
    return sheet_response(book, f"{place.name}{form.chosen}年积分情况.xlsx")


def township(request: JishanRequest, place: str) -> HttpResponse:
    form = YearForm(request)
    rows = year_facts(villages_under(request.place.path), form.chosen)
    return render(request, "report/township.html", {"form": form, "rows": rows})


urlpatterns = [
    path("v/<slug:village>/report/", report, name="report"),
    path("v/<slug:village>/report/export/", export, name="report-export"),
    path("o/<slug:place>/report/", township, name="overview-report"),
]
