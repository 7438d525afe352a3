"""Rankings at the desk (积分榜): announced ones, a preview of any period, the announcement."""

from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jishan.core.access import Permission
from jishan.core.periods import ONE_DAY
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.honors import KINDS, PUBLICITY, RANKS_WHOM, REASONS, SUBJECTS
from jishan.honors import queries
from jishan.honors.actions import announce_ranking
from jishan.honors.answers import AnnouncedLine, MeasureChoice, RankingPage
from jishan.orgs.queries import groups_of
from jishan.reports.exports import ranking_workbook
from jishan.web.days import OF_DOCUMENTS
from jishan.web.drawn import draws_shown
from jishan.web.keys import new_key
from jishan.web.office.tables import Key, sheet_response

PAGE = 100


class GroupFilter(forms.Form):
    group = forms.TypedChoiceField(
        label=gettext_lazy("小组"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, data: Any, village_id: int, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        groups = [(place.id, place.name) for place in groups_of(village_id)]
        cast(Any, self.fields["group"]).choices = [("", gettext_lazy("全村")), *groups]

    def group_id(self) -> int | None:
        return self.cleaned_data.get("group") if self.is_valid() else None


class PreviewForm(GroupFilter):
    """`measure` is "month:month_total"."""

    measure = forms.ChoiceField(label=gettext_lazy("哪种榜"))
    day = forms.DateField(
        label=gettext_lazy("哪一期"),
        help_text=gettext_lazy("填这一期里的任意一天。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=OF_DOCUMENTS,
    )
    field_order = ("measure", "day", "group")

    def __init__(self, data: Any, village_id: int, choices: tuple[MeasureChoice, ...], **k: Any):
        super().__init__(data, village_id, **k)
        cast(Any, self.fields["measure"]).choices = [
            (
                f"{one.kind}:{one.code}",
                f"{one.name}（{KINDS[one.kind]}，{RANKS_WHOM[one.subject]}）",
            )
            for one in choices
        ]

    def settle(self) -> None:
        """Measure and period are chosen: above the table only the group can be changed."""
        for name in ("measure", "day"):
            self.fields[name].widget = forms.HiddenInput()


class AnnounceForm(Key):
    measure = forms.CharField(max_length=60, widget=forms.HiddenInput)
    day = forms.DateField(widget=forms.HiddenInput, validators=OF_DOCUMENTS)


def rankings(request: JishanRequest, village: str) -> HttpResponse:
    today = timezone.localdate(request.now)
    choices = queries.measures_to_rank(request.actor, today)
    form = PreviewForm(
        None, request.actor.village_id, choices, initial={"day": today.replace(day=1) - ONE_DAY}
    )
    context = {
        "rankings": _announced(request),
        "form": form if choices else None,
    }
    return render(request, "office/rankings/list.html", context)


def _announced(request: JishanRequest) -> list[tuple[AnnouncedLine, str]]:
    """With the word that those who took part are counted in."""
    found = queries.announced_rankings(request.actor)
    return [(one, SUBJECTS[one.subject][1]) for one in found]


def preview(request: JishanRequest, village: str) -> HttpResponse:
    """A period's ranking as it would stand now, clearly marked; from here it is announced."""
    today = timezone.localdate(request.now)
    choices = queries.measures_to_rank(request.actor, today)
    form = PreviewForm(request.GET or None, request.actor.village_id, choices)
    if not form.is_valid():
        context = {"rankings": _announced(request), "form": form}
        status = 400 if request.GET else 200
        return render(request, "office/rankings/list.html", context, status=status)
    kind, _colon, measure = form.cleaned_data["measure"].partition(":")
    day: date = form.cleaned_data["day"]
    page = queries.preview_ranking(
        request.actor, kind, day, measure=measure, today=today, group_id=form.group_id()
    )
    form.settle()
    announce = {"measure": form.cleaned_data["measure"], "day": day.isoformat(), "key": new_key()}
    context = {
        **_shown(request, page),
        "filter_form": form,
        "may_announce": Permission.ANNOUNCE_RANKING in request.actor.whole and page.ended,
        "announce_form": AnnounceForm(initial=announce),
    }
    return render(request, "office/rankings/one.html", context)


@require_POST
def announce(request: JishanRequest, village: str) -> HttpResponse:
    form = AnnounceForm(request.POST)
    if not form.is_valid():
        return HttpResponseRedirect(reverse("rankings", args=[village]))
    fields = form.cleaned_data
    kind, _colon, measure = fields["measure"].partition(":")
    made = announce_ranking(
        request.actor, kind, day=fields["day"], measure=measure, key=fields["key"], now=request.now
    )
    messages.success(request, _("“%(title)s”公布了，称号已记到账上。") % {"title": made.title})
    return HttpResponseRedirect(reverse("rankings-one", args=[village, made.id]))


def one(request: JishanRequest, village: str, ranking: int) -> HttpResponse:
    """A ranking as it was announced."""
    form = GroupFilter(request.GET, request.actor.village_id)
    page = queries.ranking(
        request.actor,
        ranking,
        today=timezone.localdate(request.now),
        group_id=form.group_id(),
    )
    group_id = form.group_id()
    query = "" if group_id is None else f"?{urlencode({'group': group_id})}"
    context = {
        **_shown(request, page),
        "filter_form": form,
        "export_url": f"{reverse('rankings-export', args=[village, ranking])}{query}",
    }
    return render(request, "office/rankings/one.html", context)


def export(request: JishanRequest, village: str, ranking: int) -> HttpResponse:
    form = GroupFilter(request.GET, request.actor.village_id)
    book = ranking_workbook(
        request.actor,
        ranking,
        group_id=form.group_id(),
        village_name=request.place.name,
        today=timezone.localdate(request.now),
        now=request.now,
    )
    return sheet_response(book, f"{request.place.name}积分榜.xlsx")


def _shown(request: JishanRequest, found: RankingPage) -> dict[str, Any]:
    """A page of the ranking, with the words for its reasons."""
    page = Paginator(found.lines, PAGE).get_page(request.GET.get("page"))
    return {
        "ranking": found,
        "page": page,
        "total": len(found.lines),
        "publicity": PUBLICITY[found.publicity],
        "who_head": SUBJECTS[found.subject][0],
        "counted_in": SUBJECTS[found.subject][1],
        "draws": draws_shown(request, found.draws),
        "rows": [
            {
                "line": line,
                "reasons": [
                    {"honour": one.honour, "text": REASONS[one.reason]} for one in line.reasons
                ],
            }
            for line in page.object_list
        ],
    }


_RANKINGS = "v/<slug:village>/rankings/"

urlpatterns = [
    path(_RANKINGS, rankings, name="rankings"),
    path(f"{_RANKINGS}preview/", preview, name="rankings-preview"),
    path(f"{_RANKINGS}announce/", announce, name="rankings-announce"),
    path(f"{_RANKINGS}<int:ranking>/", one, name="rankings-one"),
    path(f"{_RANKINGS}<int:ranking>/export/", export, name="rankings-export"),
]
