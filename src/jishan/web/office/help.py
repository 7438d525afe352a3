"""Help for households (帮扶): a list, one plan with its talks. Read by those who give it only."""

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
from jishan.entrance.request import JishanRequest
from jishan.helping.actions import begin_help, end_help, write_talk
from jishan.helping.queries import help_plan, help_plans
from jishan.web.keys import new_key
from jishan.web.office.choosing import HouseholdForm
from jishan.web.office.tables import Key

_TEXT = forms.Textarea(attrs={"rows": 3})


class BeginForm(HouseholdForm):
    helper = forms.CharField(label=gettext_lazy("谁来帮"), max_length=40)
    cause = forms.CharField(label=gettext_lazy("为什么帮"), max_length=200)


class TalkForm(Key):
    day = forms.DateField(
        label=gettext_lazy("哪一天"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    text = forms.CharField(label=gettext_lazy("谈了什么"), max_length=500, widget=_TEXT)


class EndForm(forms.Form):
    outcome = forms.CharField(label=gettext_lazy("结果怎样"), max_length=300)


def plans(request: JishanRequest, village: str) -> HttpResponse:
    request.actor.require_whole(Permission.HELP_HOUSEHOLD)
    posted = request.POST if request.method == "POST" else None
    form = BeginForm(request.actor, posted, initial={"key": new_key()})
    if form.is_valid():
        said = dict(form.cleaned_data)
        plan = begin_help(request.actor, said.pop("household"), now=request.now, **said)
        messages.success(request, _("已定下帮扶人。"))
        return HttpResponseRedirect(reverse("help-one", args=[village, plan]))
    context = {"plans": help_plans(request.actor), "form": form}
    return render(request, "office/help/list.html", context)


def one(request: JishanRequest, village: str, plan: int) -> HttpResponse:
    today = timezone.localdate(request.now)
    context = {
        "page": help_plan(request.actor, plan),
        "talk_form": TalkForm(initial={"key": new_key(), "day": today}),
        "end_form": EndForm(),
    }
    return render(request, "office/help/one.html", context)


@require_POST
def talk(request: JishanRequest, village: str, plan: int) -> HttpResponse:
    form = TalkForm(request.POST)
    if form.is_valid():
        write_talk(request.actor, plan, now=request.now, **form.cleaned_data)
        messages.success(request, _("已记下。"))
    else:
        messages.error(request, _("请填日期和谈的内容。"))
    return HttpResponseRedirect(reverse("help-one", args=[village, plan]))


@require_POST
def end(request: JishanRequest, village: str, plan: int) -> HttpResponse:
    form = EndForm(request.POST)
    if form.is_valid():
        end_help(request.actor, plan, outcome=form.cleaned_data["outcome"], now=request.now)
        messages.success(request, _("这次帮扶结束了。"))
    else:
        messages.error(request, _("请写一句结果。"))
    return HttpResponseRedirect(reverse("help-one", args=[village, plan]))


urlpatterns = [
    path("v/<slug:village>/help/", plans, name="help"),
    path("v/<slug:village>/help/<int:plan>/", one, name="help-one"),
    path("v/<slug:village>/help/<int:plan>/talk/", talk, name="help-talk"),
    path("v/<slug:village>/help/<int:plan>/end/", end, name="help-end"),
]
