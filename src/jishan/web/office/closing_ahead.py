"""The end of a period (月结): what its close would bring; then closed, its rankings announced."""

from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jishan.claims.naming import day_words, label_words
from jishan.claims.queries.ahead import CloseAhead, close_ahead
from jishan.core.errors import NotFound
from jishan.core.points import Points, format_points
from jishan.core.scheme.values import FIRST_DAY, LAST_DAY, PeriodKind
from jishan.entrance.request import JishanRequest
from jishan.honors.answers import MeasureChoice
from jishan.honors.period_end import EndedPeriod, end_period
from jishan.honors.queries import measures_to_announce, measures_to_rank
from jishan.web.keys import new_key
from jishan.web.office.closing import KINDS, counted_in
from jishan.web.office.tables import Key

PAGE = 100


class EndForm(Key):
    """`measures` are the rankings that are announced with the close."""

    measures = forms.MultipleChoiceField(
        label=gettext_lazy("同时公布的积分榜"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, choices: tuple[MeasureChoice, ...], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        cast(Any, self.fields["measures"]).choices = [(one.code, one.name) for one in choices]
        if not choices:
            del self.fields["measures"]


def ahead(request: JishanRequest, village: str, kind: str, day: str) -> HttpResponse:
    found = close_ahead(
        request.actor, _kind(kind), _day(day), today=timezone.localdate(request.now)
    )
    choices = _offered(request, found)
    form = EndForm(None, choices, initial={"key": new_key(), "measures": _titled(choices)})
    context = {
        "ahead": found,
        "period": label_words(found.period.label),
        "days": (day_words(found.period.first), day_words(found.period.last)),
        "titles": counted_in(found.titles),
        "shorter": label_words(found.shorter.label) if found.shorter else "",
        "page": Paginator(found.given, PAGE).get_page(request.GET.get("page")),
        "points": Points(sum(one.points for one in found.given)),
        "form": form if found.ready else None,
        "choices": choices,
    }
    return render(request, "office/closing/ahead.html", context)


@require_POST
def end(request: JishanRequest, village: str, kind: str, day: str) -> HttpResponse:
    choices = measures_to_rank(request.actor, _day(day))
    form = EndForm(request.POST, tuple(one for one in choices if one.kind == kind))
    if not form.is_valid():
        messages.error(request, _("这一期刚才有了变化，请看一遍再办。"))
        return HttpResponseRedirect(reverse("closing-ahead", args=[village, kind, day]))
    done = end_period(
        request.actor,
        _kind(kind),
        _day(day),
        measures=form.cleaned_data.get("measures", []),
        key=form.cleaned_data["key"],
        now=request.now,
    )
    messages.success(request, _said(done))
    return HttpResponseRedirect(reverse("closing", args=[village]))


def _offered(request: JishanRequest, found: CloseAhead) -> tuple[MeasureChoice, ...]:
    """The rankings that can be announced in the same step: none where points still come."""
    if not found.ready or found.given:
        return ()
    return measures_to_announce(request.actor, found.period)


def _titled(choices: tuple[MeasureChoice, ...]) -> list[str]:
    """Those that confer titles are ticked."""
    return [one.code for one in choices if one.titled]


def _said(done: EndedPeriod) -> str:
    text = _("{period}已结算。").format(period=label_words(done.closed.period))
    if done.closed.claims:
        text += _("新增 {n} 条，等公示后入账。").format(n=done.closed.claims)
    if done.closed.cleared:
        text += _("清零 {points} 分。").format(points=format_points(done.closed.cleared))
    return text + "".join(_("“{title}”公布了。").format(title=one.title) for one in done.rankings)


def _kind(kind: str) -> PeriodKind:
    if kind not in dict(KINDS):
        raise NotFound
    return cast(PeriodKind, kind)


def _day(day: str) -> date:
    try:
        found = date.fromisoformat(day)
    except ValueError:
        raise NotFound from None
    if not FIRST_DAY <= found <= LAST_DAY:
        raise NotFound
    return found


_PERIOD = "v/<slug:village>/closing/<slug:kind>/<slug:day>/"

urlpatterns = [
    path(_PERIOD, ahead, name="closing-ahead"),
    path(f"{_PERIOD}end/", end, name="closing-end"),
]
