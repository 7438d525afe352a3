"""The close of a period at the desk (结算): what is due, what was closed, lists of shares."""

from collections.abc import Iterable

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jishan.claims.actions import grant_base
from jishan.claims.naming import label_words
from jishan.claims.queries.ahead import periods_due
from jishan.claims.queries.periods import close_page, closed_periods
from jishan.core.scheme.compiled import compiled
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.honors import SUBJECTS
from jishan.reports.exports import shares_workbook
from jishan.schemes.queries import in_force
from jishan.web.days import OF_DOCUMENTS
from jishan.web.office.tables import sheet_response

KINDS = (
    ("month", gettext_lazy("月")),
    ("quarter", gettext_lazy("季度")),
    ("half", gettext_lazy("半年")),
    ("year", gettext_lazy("年")),
    ("half_month", gettext_lazy("半月")),
    ("ten_days", gettext_lazy("旬")),
    ("week", gettext_lazy("周")),
    ("day", gettext_lazy("天")),
)


class PeriodForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("结算什么"), choices=KINDS)
    day = forms.DateField(
        label=gettext_lazy("哪一期"),
        help_text=gettext_lazy("填这一期里的任意一天。"),
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=OF_DOCUMENTS,
    )


def closing(request: JishanRequest, village: str) -> HttpResponse:
    form = PeriodForm(request.GET or None)
    if form.is_valid():
        said = [village, form.cleaned_data["kind"], form.cleaned_data["day"].isoformat()]
        return HttpResponseRedirect(reverse("closing-ahead", args=said))
    today = timezone.localdate(request.now)
    due, rules = periods_due(request.actor, today=today), in_force(request.actor.village_id, today)
    context = {
        "due": [(label_words(one.label), one) for one in due],
        "rows": [(label_words(one.period), one) for one in closed_periods(request.actor)],
        "form": form,
        "bases": rules is not None and bool(compiled(rules.scheme).automatic),
    }
    return render(request, "office/closing/list.html", context, status=400 if request.GET else 200)


def one(request: JishanRequest, village: str, close: int) -> HttpResponse:
    page = close_page(request.actor, close)
    context = {
        "page": page,
        "period": label_words(page.period),
        "titles": counted_in(page.titles),
    }
    return render(request, "office/closing/one.html", context)


def counted_in(titles: Iterable[tuple[str, str, int]]) -> list[tuple[str, int, str]]:
    """(name, how many, counted in what) of titles with whom they are for."""
    unit = SUBJECTS["unit"]
    return [(name, count, SUBJECTS.get(subject, unit)[1]) for name, subject, count in titles]


def shares(request: JishanRequest, village: str, close: int) -> HttpResponse:
    book = shares_workbook(request.actor, close, village_name=request.place.name, now=request.now)
    return sheet_response(book, f"{request.place.name}积分分红发放表.xlsx")


@require_POST
def base(request: JishanRequest, village: str) -> HttpResponse:
    done = grant_base(request.actor, day=timezone.localdate(request.now), now=request.now)
    messages.success(request, _("发基础分 {n} 户，等公示后入账。").format(n=done.claims))
    return HttpResponseRedirect(reverse("closing", args=[village]))


urlpatterns = [
    path("v/<slug:village>/closing/", closing, name="closing"),
    path("v/<slug:village>/closing/<int:close>/", one, name="closing-one"),
    path("v/<slug:village>/closing/<int:close>/shares/", shares, name="closing-shares"),
    path("v/<slug:village>/closing/base/", base, name="closing-base"),
]
