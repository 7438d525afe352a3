"""Notices and objections at the desk: publish, answer, print."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jishan.claims.actions import (
    dismiss_objection,
    publish_claims,
    return_claim,
    uphold_objection,
)
from jishan.claims.queries import claims_awaiting, may_answer_objections
from jishan.core.access import Permission, clock_actor
from jishan.core.workflow import Stage
from jishan.entrance.request import JishanRequest
from jishan.entrance.words import worded
from jishan.entrance.words.notices import OBJECTION_STATES, STRIKES
from jishan.honors.mending import recheck
from jishan.notices.queries import (
    notice_for_office,
    notices_of,
    objections_of,
)
from jishan.web.claim_rows import days_left_words, line_shown
from jishan.web.keys import new_key
from jishan.web.office.tables import Key, ticked

MOST = 500
ANSWERED = 24
CLOSED = 24


class AnswerForm(forms.Form):
    upheld = forms.TypedChoiceField(
        label=gettext_lazy("异议"),
        choices=[("1", gettext_lazy("成立")), ("0", gettext_lazy("不成立"))],
        coerce=lambda one: one == "1",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=gettext_lazy("答复（提异议的人会看到）"), max_length=200)


class ReturnForm(Key):
    reason = forms.CharField(label=gettext_lazy("为什么退回（申报的人会看到）"), max_length=200)


def notices(request: JishanRequest, village: str) -> HttpResponse:
    actor, now = request.actor, request.now
    actor.require_whole(Permission.VIEW_OFFICE)
    awaiting = claims_awaiting(actor, Stage.NOTICE, now, limit=MOST)
    objections = objections_of(actor, now, answered=ANSWERED)
    cards = notices_of(actor.village_id, now, closed=CLOSED)
    context = {
        "waiting": [one for one in awaiting if one.refusal is None],
        "stuck": [
            (one, worded(one.refusal).sentence) for one in awaiting if one.refusal is not None
        ],
        "open": [(one, days_left_words(one.days_left)) for one in cards if one.open],
        "closed": [one for one in cards if not one.open],
        "objections": [one for one in objections if one.state == "open"],
        "may_answer": may_answer_objections(actor, timezone.localdate(now)),
        "answered": [
            (one, OBJECTION_STATES[one.state]) for one in objections if one.state != "open"
        ],
        "answer_form": AnswerForm(),
        "key": new_key(),
    }
    return render(request, "office/notices/list.html", context)


@require_POST
def publish(request: JishanRequest, village: str) -> HttpResponse:
    form = Key(request.POST)
    chosen = ticked(request, "claim")
    if not form.is_valid() or not chosen:
        messages.error(request, _("请先勾选要公示的申报。"))
        return HttpResponseRedirect(reverse("notices", args=[village]))
    done = publish_claims(
        request.actor, key=form.cleaned_data["key"], now=request.now, claim_ids=chosen
    )
    for notice in done.notices:
        messages.success(request, _("第 {number} 号公示已上公开栏。").format(number=notice.number))
    for left in done.left_out:
        said = {"number": left.number, "why": worded(left.refusal).sentence}
        messages.warning(request, _("{number} 号没有上：{why}").format(**said))
    return HttpResponseRedirect(reverse("notices", args=[village]))


@require_POST
def send_back(request: JishanRequest, village: str, claim: int) -> HttpResponse:
    form = ReturnForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明为什么退回。"))
        return HttpResponseRedirect(reverse("notices", args=[village]))
    done = return_claim(
        request.actor,
        claim,
        reason=form.cleaned_data["reason"],
        key=form.cleaned_data["key"],
        now=request.now,
    )
    messages.success(request, _("{number} 号已退回。").format(number=done.number))
    return HttpResponseRedirect(reverse("notices", args=[village]))


@require_POST
def decide(request: JishanRequest, village: str, objection: int) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选成立或不成立，并写明答复。"))
        return HttpResponseRedirect(reverse("notices", args=[village]))
    step = uphold_objection if form.cleaned_data["upheld"] else dismiss_objection
    step(request.actor, objection, reason=form.cleaned_data["reason"], now=request.now)
    recheck(clock_actor(request.actor.village_id), now=request.now)
    messages.success(request, _("已答复。"))
    return HttpResponseRedirect(reverse("notices", args=[village]))


def one(request: JishanRequest, village: str, number: int) -> HttpResponse:
    page = notice_for_office(request.actor, number, request.now)
    context: dict[str, Any] = {
        "page": page,
        "rows": [line_shown(line, why=STRIKES.get(line.struck_why, "")) for line in page.lines],
    }
    return render(request, "office/notices/one.html", context)


urlpatterns = [
    path("v/<slug:village>/notices/", notices, name="notices"),
    path("v/<slug:village>/notices/publish/", publish, name="notices-publish"),
    path("v/<slug:village>/notices/return/<int:claim>/", send_back, name="notices-return"),
    path("v/<slug:village>/notices/<int:number>/", one, name="notices-one"),
    path("v/<slug:village>/objections/<int:objection>/", decide, name="notices-decide"),
]
