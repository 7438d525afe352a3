"""Points of a household that moves within the township (迁转): out with a code, in by the code."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishan.core.access import Actor, Permission
from jishan.entrance.request import JishanRequest
from jishan.moving.actions import hand_over, take_over
from jishan.moving.queries import moves, villages_to_move_to
from jishan.web.keys import new_key
from jishan.web.office.choosing import HouseholdForm


class OutForm(HouseholdForm):
    to = forms.ChoiceField(label=gettext_lazy("搬到哪个村"))

    def __init__(self, actor: Actor, data: Any, **kwargs: Any) -> None:
        super().__init__(actor, data, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField), "as declared above"
        field.choices = [(one.code, one.name) for one in villages_to_move_to(actor)]


class InForm(HouseholdForm):
    code = forms.CharField(
        label=gettext_lazy("转接码"),
        max_length=60,
        help_text=gettext_lazy("在原来那个村开的单子上。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


def moving(request: JishanRequest, village: str) -> HttpResponse:
    request.actor.require_whole(Permission.MOVE_HOUSEHOLD)
    posted = request.POST if request.method == "POST" else None
    out = OutForm(request.actor, posted if "to" in request.POST else None, initial=_key())
    in_ = InForm(request.actor, posted if "code" in request.POST else None, initial=_key())
    if out.is_valid():
        said = out.cleaned_data
        done = hand_over(
            request.actor, said["household"], to=said["to"], key=said["key"], now=request.now
        )
        messages.success(request, _("已转出，转接码：{code}。").format(code=done.code))
        return HttpResponseRedirect(reverse("moving", args=[village]))
    if in_.is_valid():
        said = in_.cleaned_data
        take_over(request.actor, said["household"], code=said["code"], now=request.now)
        messages.success(request, _("已转入，积分接着用。"))
        return HttpResponseRedirect(reverse("moving", args=[village]))
    context = {"out_form": out, "in_form": in_, "rows": moves(request.actor)}
    return render(request, "office/moving/list.html", context)


def _key() -> dict[str, str]:
    return {"key": new_key()}


urlpatterns = [path("v/<slug:village>/moving/", moving, name="moving")]
