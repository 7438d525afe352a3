"""Vetoes that bar a household for a time (一票否决), and claims found to be false (虚报)."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jishan.claims.actions import Falsehood, NewVeto, confirm_false, lift_bar, record_veto
from jishan.claims.queries import bars_in_force
from jishan.core.access import Actor, Permission
from jishan.core.errors import Refusal
from jishan.core.scheme.document import Veto
from jishan.entrance.request import JishanRequest
from jishan.entrance.words import worded
from jishan.entrance.words.claims import BARRED_FROM
from jishan.schemes.queries import in_force
from jishan.web.keys import new_key
from jishan.web.office.choosing import HouseholdForm
from jishan.web.office.tables import Key

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class VetoForm(HouseholdForm):
    clause = forms.ChoiceField(label=gettext_lazy("哪一条"), widget=forms.RadioSelect)
    day = forms.DateField(label=gettext_lazy("哪一天的事"), widget=_DAY)
    document_kind = forms.ChoiceField(label=gettext_lazy("凭什么文件"))
    document = forms.CharField(
        label=gettext_lazy("文号"),
        help_text=gettext_lazy("要是已经生效的文件；群众反映不算。"),
        max_length=80,
    )
    cause = forms.CharField(label=gettext_lazy("事由"), max_length=200, required=False)

    def __init__(self, actor: Actor, vetoes: tuple[Veto, ...], data: Any, **kwargs: Any) -> None:
        super().__init__(actor, data, **kwargs)
        kinds = list(dict.fromkeys(kind for veto in vetoes for kind in veto.documents))
        cast(Any, self.fields["clause"]).choices = [(one.code, one.name) for one in vetoes]
        cast(Any, self.fields["document_kind"]).choices = [(kind, kind) for kind in kinds] or [
            ("正式文件", gettext_lazy("正式文件"))
        ]

    def new_veto(self) -> NewVeto:
        said = self.cleaned_data
        return NewVeto(
            said["household"],
            said["clause"],
            said["day"],
            said["document_kind"],
            said["document"],
            cause=said["cause"],
        )


class LiftForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("为什么解除"), max_length=200)


class FalseForm(Key):
    fault = forms.ChoiceField(
        label=gettext_lazy("是谁的过错"),
        choices=[
            ("claimant", gettext_lazy("申报的人")),
            ("proxy", gettext_lazy("代报的人（不扣这一户的分）")),
        ],
        widget=forms.RadioSelect,
    )
    cause = forms.CharField(label=gettext_lazy("怎么认定的"), max_length=200)
    heard_on = forms.DateField(
        label=gettext_lazy("哪天听的当事人意见"), required=False, widget=_DAY
    )
    said = forms.CharField(
        label=gettext_lazy("当事人怎么说"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def bars(request: JishanRequest, village: str) -> HttpResponse:
    request.actor.require_whole(Permission.VIEW_OFFICE)
    today = timezone.localdate(request.now)
    rows = [
        {"bar": row, "what": "、".join(str(BARRED_FROM[one]) for one in row.bars)}
        for row in bars_in_force(request.actor, today)
    ]
    return render(request, "office/bars/list.html", {"rows": rows, "vetoes": _vetoes(request)})


def _vetoes(request: JishanRequest) -> tuple[Veto, ...]:
    found = in_force(request.actor.village_id, timezone.localdate(request.now))
    return found.scheme.vetoes if found else ()


def new(request: JishanRequest, village: str) -> HttpResponse:
    """The form, and what comes of it; a refusal is said above it, and what was typed stays."""
    request.actor.require_whole(Permission.RECORD_CLAIM)
    posted = request.POST if request.method == "POST" else None
    form = VetoForm(request.actor, _vetoes(request), posted, initial={"key": new_key()})
    refused = None
    if form.is_valid():
        try:
            veto = form.new_veto()
            record_veto(request.actor, veto, key=form.cleaned_data["key"], now=request.now)
        except Refusal as refusal:
            refused = worded(refusal)
        else:
            messages.success(request, _("已登记。核实、评议、公示以后才生效。"))
            return HttpResponseRedirect(reverse("bars", args=[village]))
    context = {"form": form, "refusal": refused, "vetoes": _vetoes(request)}
    return render(request, "office/bars/new.html", context, status=409 if refused else 200)


@require_POST
def lift(request: JishanRequest, village: str, bar: int) -> HttpResponse:
    form = LiftForm(request.POST)
    if form.is_valid():
        lift_bar(request.actor, bar, reason=form.cleaned_data["reason"], now=request.now)
        messages.success(request, _("已解除。"))
    else:
        messages.error(request, _("解除要写明理由。"))
    return HttpResponseRedirect(reverse("bars", args=[village]))


@require_POST
def false(request: JishanRequest, village: str, claim: int) -> HttpResponse:
    form = FalseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明是谁的过错、怎么认定的。"))
        return HttpResponseRedirect(reverse("claims-one", args=[village, claim]))
    said = dict(form.cleaned_data)
    key = said.pop("key")
    made = confirm_false(request.actor, claim, found=Falsehood(**said), key=key, now=request.now)
    messages.success(request, _("已登记为虚报。公示以后没有异议才扣分。"))
    return HttpResponseRedirect(reverse("claims-one", args=[village, made.id]))


urlpatterns = [
    path("v/<slug:village>/bars/", bars, name="bars"),
    path("v/<slug:village>/bars/new/", new, name="bars-new"),
    path("v/<slug:village>/bars/<int:bar>/lift/", lift, name="bars-lift"),
    path("v/<slug:village>/claims/<int:claim>/false/", false, name="claims-false"),
]
