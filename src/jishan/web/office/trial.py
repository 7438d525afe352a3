"""Trying a version out before its vote (试算): whom it serves, what it costs, who is left out."""

from typing import Any
from urllib.parse import quote

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
from jishan.core.errors import NotFound
from jishan.core.replay.cells import TableUnreadable
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.scheme import problem_text
from jishan.schemes.queries import version_page
from jishan.trials.actions import Upload, try_history, try_imagined, try_tables
from jishan.trials.queries import trials_of, years_to_try
from jishan.trials.samples import TABLES, sample_table
from jishan.web.office.trial_rows import shown_trial, sizes_of

PROBLEMS_SHOWN = 100
_WHERE = "v/<slug:village>/rules/<int:version>/trial/"


_MISSING = {"required": gettext_lazy("还没有选"), "empty": gettext_lazy("是空的，请换一个")}


class TablesForm(forms.Form):
    roster = forms.FileField(label=gettext_lazy("名册"), error_messages=_MISSING)
    acts = forms.FileField(label=gettext_lazy("行为表"), error_messages=_MISSING)


class YearForm(forms.Form):
    year = forms.CharField(max_length=20)


class SizeForm(forms.Form):
    """`size` is `households,villages` as the page offers them."""

    size = forms.RegexField(r"^[1-9]\d{0,2},[1-9]\d?$")
    seed = forms.CharField(max_length=20, required=False)


def trial(request: JishanRequest, village: str, version: int) -> HttpResponse:
    return _page(request, version)


def _page(
    request: JishanRequest, version: int, problems: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    request.actor.require_whole(Permission.VIEW_LEDGER)
    row, scheme = version_page(request.actor, version)
    kept = trials_of(request.actor, version)
    context: dict[str, Any] = {
        "row": row,
        "shown": {
            kind: shown_trial(request.actor, one, scheme) for kind, one in kept.items() if one.same
        },
        "outdated": [kind for kind, one in kept.items() if not one.same],
        "years": years_to_try(request.actor, timezone.localdate(request.now)),
        "sizes": sizes_of(scheme),
        "tables_form": TablesForm(),
        "problems": problems,
    }
    return render(request, "office/trial/page.html", context, status=status)


def _back(village: str, version: int, kind: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('rules-trial', args=[village, version])}#{kind}")


@require_POST
def history(request: JishanRequest, village: str, version: int) -> HttpResponse:
    form = YearForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选用哪一年的记录。"))
        return _back(village, version, "history")
    try_history(request.actor, version, year=form.cleaned_data["year"], now=request.now)
    return _back(village, version, "history")


@require_POST
def tables(request: JishanRequest, village: str, version: int) -> HttpResponse:
    form = TablesForm(request.POST, request.FILES)
    if not form.is_valid():
        wrong = [f"{form[name].label}{form.errors[name][0]}" for name in form.errors]
        messages.error(request, _("{wrong}。名册和行为表两份都要。").format(wrong="；".join(wrong)))
        return _back(village, version, "tables")
    sent = {name: Upload(one.name, one.read()) for name, one in form.cleaned_data.items()}
    try:
        try_tables(request.actor, version, **sent, now=request.now)
    except TableUnreadable as wrong:
        problems = tuple(problem_text(*one) for one in wrong.problems[:PROBLEMS_SHOWN])
        return _page(request, version, problems, status=400)
    return _back(village, version, "tables")


def sample(request: JishanRequest, village: str, version: int, table: str) -> HttpResponse:
    """A table to begin with, filled in as it is wanted."""
    if table not in TABLES:
        raise NotFound
    name = {"roster": _("名册样表.csv"), "acts": _("行为样表.csv")}[table]
    response = HttpResponse(
        sample_table(request.actor, version, table), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


@require_POST
def imagined(request: JishanRequest, village: str, version: int) -> HttpResponse:
    form = SizeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选设想多大的村。"))
        return _back(village, version, "imagined")
    households, runs = map(int, form.cleaned_data["size"].split(","))
    seed = form.cleaned_data["seed"] or "1"
    try_imagined(
        request.actor, version, households=households, runs=runs, seed=seed, now=request.now
    )
    return _back(village, version, "imagined")


urlpatterns = [
    path(_WHERE, trial, name="rules-trial"),
    path(f"{_WHERE}history/", history, name="rules-trial-history"),
    path(f"{_WHERE}tables/", tables, name="rules-trial-tables"),
    path(f"{_WHERE}sample/<slug:table>.csv", sample, name="rules-trial-sample"),
    path(f"{_WHERE}imagined/", imagined, name="rules-trial-imagined"),
]
