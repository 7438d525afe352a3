"""Claims at the desk: the table, one claim's whole road, and the decisions about it."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jishan.claims.actions import approve_claim, reverse_claim, withdraw_claim
from jishan.claims.queries import ClaimRow, claims_found, photograph, trace, why
from jishan.core.access import Permission
from jishan.core.scheme.document import Scheme
from jishan.core.workflow import Stage, State
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.claims import CHANNELS, ORIGINS, STAGES, STATES
from jishan.honors.mending import recheck
from jishan.orgs.queries import groups_of
from jishan.reports.exports import claims_workbook
from jishan.web.claim_rows import (
    figure_asked,
    reasons_shown,
    road_steps,
    state_words,
    team_shown,
    trace_shown,
)
from jishan.web.grid import VerifyForm, verified
from jishan.web.keys import new_key
from jishan.web.office.bars import FalseForm
from jishan.web.office.tables import DayRange, Key, sheet_response

PAGE = 50


class ClaimFilter(DayRange):
    household = forms.CharField(label=gettext_lazy("户主或户号"), required=False, max_length=40)
    state = forms.ChoiceField(
        label=gettext_lazy("进度"), required=False, choices=[("", "全部"), *STATES.items()]
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("等哪一步"),
        required=False,
        choices=[("", "全部"), *[(stage.value, STAGES[stage]) for stage in Stage]],
    )
    origin = forms.ChoiceField(
        label=gettext_lazy("来源"), required=False, choices=[("", "全部"), *ORIGINS.items()]
    )
    group = forms.TypedChoiceField(
        label=gettext_lazy("小组"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, data: Any, village_id: int) -> None:
        super().__init__(data)
        groups = [(place.id, place.name) for place in groups_of(village_id)]
        cast(Any, self.fields["group"]).choices = [("", "全部"), *groups]

    def wanted(self) -> dict[str, Any]:
        """What `claims_found` takes; a field that was typed wrong filters nothing."""
        found = self.cleaned_data if self.is_valid() else {}
        return {
            "household": found.get("household", ""),
            "state": State(found["state"]) if found.get("state") else None,
            "stage": Stage(found["stage"]) if found.get("stage") else None,
            "origin": found.get("origin") or None,
            "group_id": found.get("group"),
            "day_from": found.get("since"),
            "day_until": found.get("until"),
        }


class ReasonForm(Key):
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200)


class VoiceForm(Key):
    accepted = forms.TypedChoiceField(choices=[("1", ""), ("0", "")], coerce=lambda one: one == "1")
    note = forms.CharField(required=False, max_length=200)


def claims(request: JishanRequest, village: str) -> HttpResponse:
    request.actor.require_whole(Permission.VIEW_OFFICE)
    form = ClaimFilter(request.GET, request.actor.village_id)
    before = request.GET.get("before", "")
    found = claims_found(
        request.actor,
        request.now,
        **form.wanted(),
        limit=PAGE + 1,
        before_number=int(before) if before.isdecimal() else None,
    )
    rows = [
        {"claim": row, "state": state_words(row), "origin": ORIGINS.get(row.origin, "")}
        for row in found[:PAGE]
    ]
    context = {
        "rows": rows,
        "filter_form": form,
        "export_url": f"{reverse('claims-export', args=[village])}?{request.GET.urlencode()}",
        "next_before": found[PAGE - 1].number if len(found) > PAGE else None,
    }
    return render(request, "office/claims/list.html", context)


def export(request: JishanRequest, village: str) -> HttpResponse:
    form = ClaimFilter(request.GET, request.actor.village_id)
    book = claims_workbook(
        request.actor,
        form.wanted(),
        village_name=request.place.name,
        span=form.span(),
        now=request.now,
    )
    return sheet_response(book, f"{request.place.name}积分申报登记表.xlsx")


def one(request: JishanRequest, village: str, claim: int) -> HttpResponse:
    road = why(request.actor, claim, request.now)
    row = road.claim
    scheme = road.rules
    context = {
        "road": road,
        "claim": row,
        "state": state_words(row),
        "origin": ORIGINS.get(row.origin, ""),
        "channel": CHANNELS.get(row.channel, ""),
        "team": team_shown(road.team),
        "steps": road_steps(road),
        "trace": trace_shown(trace(request.actor, road)),
        "reasons": reasons_shown(scheme, row.reasons),
        "photos": [reverse("claims-photo", args=[village, photo]) for photo in row.photographs],
        "key": new_key(),
        "figure": figure_asked(row, scheme),
        "verify_form": VerifyForm(initial={"place": row.place, "cause": row.cause}),
        "reason_form": ReasonForm(initial={"key": new_key()}),
        "false_form": _false_form(request, row, scheme),
    }
    return render(request, "office/claims/one.html", context)


def _false_form(request: JishanRequest, row: ClaimRow, scheme: Scheme) -> FalseForm | None:
    """Only of what was decided, where the scheme has the clause, for who may reverse."""
    decided = row.state not in (State.OPEN, State.WITHDRAWN)
    may = Permission.REVERSE_CLAIM in request.actor.whole
    if not (decided and may and scheme.false_claim and scheme.has_item(row.item_code)):
        return None
    return FalseForm(initial={"key": new_key()})


def _to(village: str, claim: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("claims-one", args=[village, claim]))


@require_POST
def verify(request: JishanRequest, village: str, claim: int) -> HttpResponse:
    form = VerifyForm(request.POST)
    if form.is_valid():
        verified(request, claim, form)
        passed = form.cleaned_data["accepted"] == "1"
        messages.success(request, _("已核实。") if passed else _("已退回，本户看得到原因。"))
    return _to(village, claim)


@require_POST
def approve(request: JishanRequest, village: str, claim: int) -> HttpResponse:
    form = VoiceForm(request.POST)
    if form.is_valid():
        approve_claim(request.actor, claim, now=request.now, **form.cleaned_data)
        passed = form.cleaned_data["accepted"]
        messages.success(request, _("已审定通过。") if passed else _("记下了：审定不通过。"))
    return _to(village, claim)


@require_POST
def withdraw(request: JishanRequest, village: str, claim: int) -> HttpResponse:
    withdraw_claim(request.actor, claim, now=request.now)
    messages.success(request, _("已撤回。"))
    return _to(village, claim)


@require_POST
def turn_back(request: JishanRequest, village: str, claim: int) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("冲正要写明理由。"))
        return _to(village, claim)
    reverse_claim(request.actor, claim, reason=form.cleaned_data["reason"], now=request.now)
    recheck(request.actor, now=request.now)
    messages.success(request, _("已冲正，台账里多了一笔相反的凭证；跟着它变的也更正了。"))
    return _to(village, claim)


def photo(request: JishanRequest, village: str, evidence: int) -> HttpResponseBase:
    file = photograph(request.actor, evidence, thumbnail="small" in request.GET)
    return FileResponse(file.open("rb"), content_type="image/jpeg")


urlpatterns = [
    path("v/<slug:village>/claims/", claims, name="claims"),
    path("v/<slug:village>/claims/export/", export, name="claims-export"),
    path("v/<slug:village>/claims/<int:claim>/", one, name="claims-one"),
    path("v/<slug:village>/claims/<int:claim>/verify/", verify, name="claims-verify"),
    path("v/<slug:village>/claims/<int:claim>/approve/", approve, name="claims-approve"),
    path("v/<slug:village>/claims/<int:claim>/withdraw/", withdraw, name="claims-withdraw"),
    path("v/<slug:village>/claims/<int:claim>/reverse/", turn_back, name="claims-reverse"),
    path("v/<slug:village>/photographs/<int:evidence>/", photo, name="claims-photo"),
]
