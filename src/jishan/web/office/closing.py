"""The close of a period at the desk (结算): streak bonuses to the board, clearing, base points."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jishan.claims.actions import close_period, grant_base
from jishan.claims.naming import label_words
from jishan.claims.queries.periods import close_page, closed_periods
from jishan.core.points import format_points
from jishan.entrance.request import JishanRequest
from jishan.reports.exports import shares_workbook
from jishan.web.keys import new_key
from jishan.web.office.tables import Key, sheet_response

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


class CloseForm(Key):
    kind = forms.ChoiceField(label=gettext_lazy("结算什么"), choices=KINDS)
    day = forms.DateField(
        label=gettext_lazy("哪一期"),
        help_text=gettext_lazy("填这一期里的任意一天。"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )


def closing(request: JishanRequest, village: str) -> HttpResponse:
    context = {
        "rows": [(label_words(one.period), one) for one in closed_periods(request.actor)],
        "form": CloseForm(initial={"key": new_key()}),
    }
    return render(request, "office/closing/list.html", context)


def one(request: JishanRequest, village: str, close: int) -> HttpResponse:
    page = close_page(request.actor, close)
    context = {"page": page, "period": label_words(page.period)}
    return render(request, "office/closing/one.html", context)


def shares(request: JishanRequest, village: str, close: int) -> HttpResponse:
    book = shares_workbook(request.actor, close, village_name=request.place.name, now=request.now)
    return sheet_response(book, f"{request.place.name}积分分红发放表.xlsx")


@require_POST
def close(request: JishanRequest, village: str) -> HttpResponse:
    form = CloseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选结算什么，并填一个日子。"))
        return HttpResponseRedirect(reverse("closing", args=[village]))
    said = form.cleaned_data
    done = close_period(request.actor, said["kind"], said["day"], key=said["key"], now=request.now)
    facts = {
        "period": label_words(done.period),
        "n": done.claims,
        "points": format_points(done.cleared),
    }
    messages.success(
        request, _("{period}已结算：新增 {n} 条等公示，清零 {points} 分。").format(**facts)
    )
    return HttpResponseRedirect(reverse("closing", args=[village]))


@require_POST
def base(request: JishanRequest, village: str) -> HttpResponse:
    done = grant_base(request.actor, day=timezone.localdate(request.now), now=request.now)
    messages.success(request, _("发基础分 {n} 户，等公示后入账。").format(n=done.claims))
    return HttpResponseRedirect(reverse("closing", args=[village]))


urlpatterns = [
    path("v/<slug:village>/closing/", closing, name="closing"),
    path("v/<slug:village>/closing/<int:close>/", one, name="closing-one"),
    path("v/<slug:village>/closing/<int:close>/shares/", shares, name="closing-shares"),
    path("v/<slug:village>/closing/close/", close, name="closing-close"),
    path("v/<slug:village>/closing/base/", base, name="closing-base"),
]
