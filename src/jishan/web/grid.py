"""The grid worker's pages (网格员), and recording for others from the office; one thing a page.

Whoever may record reaches them: the grid worker in the own groups, clerk and secretary everywhere.
"""

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

from jishan.claims.actions import Moved, verify_claim, withdraw_claim
from jishan.claims.queries import (
    ClaimRoad,
    ClaimRow,
    claims_awaiting,
    claims_found,
    photograph,
    slip,
    teams_of,
    waiting_count,
    why,
)
from jishan.core.access import Permission
from jishan.core.errors import NotAllowed, NotFound, Refusal
from jishan.core.scheme.document import Scheme
from jishan.core.workflow import Stage, State
from jishan.entrance.request import JishanRequest
from jishan.entrance.words import Worded
from jishan.entrance.words.claims import EVIDENCE
from jishan.entrance.words.notices import STRIKES
from jishan.schemes.queries import in_force
from jishan.web.claim_rows import claim_entry, road_steps, said, slip_receipt, team_shown
from jishan.web.keys import new_key

_RECORDED = ("proxy", "recorded", "document")
_SEEN = ("witness", "reported", "notified", "record")
_FAMILY = {
    "grid-record-household": "grid-record",
    "grid-record-item": "grid-record",
    "grid-claim": "grid",
}
LIST_MAX = 30


def page(
    request: JishanRequest,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    village = request.place.code
    current = request.resolver_match.url_name if request.resolver_match else ""
    current = _FAMILY.get(current or "", current)
    entries = [
        ("grid", _("核实")),
        ("grid-record", _("登记")),
        ("grid-paper", _("纸条")),
        ("grid-claims", _("登记过的")),
    ]
    nav = [
        {"label": label, "url": reverse(name, args=[village]), "current": name == current}
        for name, label in entries
    ]
    shared = {"home_url": reverse("grid", args=[village]), "nav": nav}
    return render(request, f"grid/{template}.html", shared | context, status=status)


def scheme_now(request: JishanRequest) -> Scheme | None:
    found = in_force(request.place.id, timezone.localdate(request.now))
    return found.scheme if found else None


def _entry(request: JishanRequest, row: ClaimRow, scheme: Scheme | None) -> dict[str, Any]:
    village = request.place.code
    return claim_entry(
        row,
        scheme,
        url=reverse("grid-claim", args=[village, row.id]),
        photos=[reverse("grid-photo", args=[village, one]) for one in row.photographs],
        key=new_key(),
    )


# Verifying ----------------------------------------------------------------------------------


def grid(request: JishanRequest, village: str) -> HttpResponse:
    """What waits to be verified in one's own groups, the oldest first."""
    request.actor.require(Permission.RECORD_CLAIM)
    scheme, may_verify = scheme_now(request), request.actor.holds(Permission.VERIFY_CLAIM)
    waiting = claims_awaiting(request.actor, Stage.VERIFY, request.now, limit=LIST_MAX)
    teams = teams_of(request.actor, [row.id for row in waiting])
    rows = [
        {
            "claim": _entry(request, row, scheme) | {"team": team_shown(teams.get(row.id))},
            "actions": _verify_actions(village, row),
        }
        for row in waiting
    ]
    full = len(waiting) == LIST_MAX
    total = waiting_count(request.actor, Stage.VERIFY) if full else len(waiting)
    return page(request, "verify", {"rows": rows, "total": total, "may_verify": may_verify})


def _verify_actions(village: str, row: ClaimRow) -> list[dict[str, Any]]:
    return [
        {
            "label": _("属实，通过"),
            "url": reverse("grid-verify", args=[village, row.id]),
            "method": "post",
            "key": "y",
            "name": "accepted",
            "value": "1",
        },
        {
            "label": _("细看、退回"),
            "url": reverse("grid-claim", args=[village, row.id]),
            "method": "get",
            "tone": "plain",
            "key": "n",
        },
    ]


class VerifyForm(forms.Form):
    """`accepted` is the button pressed: "1" or "0"; a return names one of the common reasons."""

    REASONS = (
        ("没有做这件事", gettext_lazy("没有做这件事")),
        ("次数、数量不对，请改好再报", gettext_lazy("次数、数量不对")),
        ("日期不对，请改好再报", gettext_lazy("日期不对")),
        ("说不清在哪里做的，请补上再报", gettext_lazy("说不清在哪里做的")),
        ("重复申报", gettext_lazy("重复申报")),
        ("不在积分事项里", gettext_lazy("不在积分事项里")),
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    accepted = forms.ChoiceField(choices=[("1", ""), ("0", "")])
    common = forms.ChoiceField(
        label=gettext_lazy("为什么退回"),
        choices=[*REASONS, ("other", gettext_lazy("别的原因（写在下面）"))],
        widget=forms.RadioSelect,
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("要说的话（可以不写）"), max_length=400, required=False
    )
    evidence = forms.MultipleChoiceField(
        label=gettext_lazy("看到了哪些佐证"),
        choices=[(kind, EVIDENCE[kind]) for kind in _SEEN],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    place = forms.CharField(label=gettext_lazy("在哪里"), max_length=120, required=False)
    cause = forms.CharField(label=gettext_lazy("怎么回事"), max_length=500, required=False)

    def reason(self) -> str:
        """What the household reads of a return."""
        parts = (self.cleaned_data["common"], self.cleaned_data["note"].strip())
        return "；".join(part for part in parts if part and part != "other")


def claim_one(request: JishanRequest, village: str, claim_id: int) -> HttpResponse:
    return _claim_page(request, claim_id, None, None)


def _claim_page(
    request: JishanRequest, claim_id: int, form: VerifyForm | None, refusal: Worded | None
) -> HttpResponse:
    """The claim with its road, and what the actor may do with it."""
    road = why(request.actor, claim_id, request.now)
    row = road.claim
    verifiable = row.state is State.OPEN and row.stage is Stage.VERIFY
    initial = {"key": new_key(), "place": row.place, "cause": row.cause}
    context = {
        "road": road,
        "claim": _entry(request, row, road.rules) | {"url": None, "team": team_shown(road.team)},
        "steps": road_steps(road),
        "lines": [
            {"shown": one, "why": one.struck_note or STRIKES.get(one.struck_why, "")}
            for one in road.lines
        ],
        "form": form or VerifyForm(initial=initial),
        "refusal": refusal,
        "may_verify": verifiable and request.actor.holds(Permission.VERIFY_CLAIM),
        "may_withdraw": _withdrawable(road) and request.actor.holds(Permission.WITHDRAW_CLAIM),
        "has_slip": row.points is not None,
    }
    return page(request, "claim", context, status=refusal.status if refusal else 200)


def _withdrawable(road: ClaimRoad) -> bool:
    claim = road.claim
    early = claim.stage in (Stage.VERIFY, Stage.REVIEW)
    return claim.origin in _RECORDED and claim.state is State.OPEN and early


@require_POST
def verify(request: JishanRequest, village: str, claim_id: int) -> HttpResponse:
    """It happened, or it goes back with a reason; then the next one."""
    form = VerifyForm(request.POST)
    if not form.is_valid():
        return _claim_page(request, claim_id, form, None)
    try:
        moved = verified(request, claim_id, form)
    except (NotFound, NotAllowed):
        raise
    except Refusal as refused:
        return _claim_page(request, claim_id, form, said(refused, scheme_now(request)))
    passed = form.cleaned_data["accepted"] == "1"
    words = _("%(n)s 号已核实。") if passed else _("%(n)s 号已退回，本户看得到原因。")
    messages.success(request, words % {"n": moved.number})
    return HttpResponseRedirect(reverse("grid", args=[village]))


def verified(request: JishanRequest, claim_id: int, form: VerifyForm) -> Moved:
    """The verdict of a form that is valid."""
    said_ = form.cleaned_data
    return verify_claim(
        request.actor,
        claim_id,
        accepted=said_["accepted"] == "1",
        key=said_["key"],
        now=request.now,
        note=form.reason(),
        evidence=said_["evidence"],
        place=said_["place"],
        cause=said_["cause"],
    )


# What was recorded --------------------------------------------------------------------------


def claims(request: JishanRequest, village: str) -> HttpResponse:
    """What staff recorded within one's reach, the newest first."""
    request.actor.require(Permission.RECORD_CLAIM)
    scheme, before = scheme_now(request), request.GET.get("before", "")
    limit = LIST_MAX // 2
    found = [
        row
        for origin in _RECORDED
        for row in claims_found(
            request.actor,
            request.now,
            origin=origin,
            limit=limit,
            before_number=int(before) if before.isdecimal() else None,
        )
    ]
    found.sort(key=lambda row: -row.number)
    rows = [_entry(request, row, scheme) for row in found[:limit]]
    more = found[limit - 1].number if len(found) >= limit else None
    return page(request, "claims", {"rows": rows, "more": more})


def withdraw(request: JishanRequest, village: str, claim_id: int) -> HttpResponse:
    """Asks once more; then what staff recorded is taken back."""
    request.actor.require(Permission.WITHDRAW_CLAIM)
    if request.method == "POST":
        moved = withdraw_claim(request.actor, claim_id, now=request.now)
        messages.success(request, _("%(n)s 号已撤回。") % {"n": moved.number})
        return HttpResponseRedirect(reverse("grid-claims", args=[village]))
    claim = why(request.actor, claim_id, request.now).claim
    facts = {"who": claim.head_name, "item": claim.item}
    context = {
        "title": _("撤回登记"),
        "sentence": _("撤回%(who)s的“%(item)s”？") % facts,
        "cancel_url": reverse("grid-claim", args=[village, claim_id]),
        "danger": True,
        "confirm_label": _("撤回"),
    }
    return render(request, "confirm.html", context)


def slip_page(request: JishanRequest, village: str, claim_id: int) -> HttpResponse:
    """The slip (奖分通知单) of a claim within reach, to print and hand over."""
    found = slip(request.actor, claim_id, request.now)
    context = {
        "receipt": slip_receipt(found, request.place, scheme_now(request)),
        "paper": "a6" if request.GET.get("paper") == "a6" else "80",
        "back_url": reverse("grid-claim", args=[village, claim_id]),
    }
    return render(request, "villager/slip.html", context)


def photo(request: JishanRequest, village: str, evidence_id: int) -> HttpResponse:
    found = photograph(request.actor, evidence_id, thumbnail="small" in request.GET)
    return HttpResponse(found.read_bytes(), content_type="image/jpeg")


_GRID = "v/<slug:village>/grid/"

urlpatterns = [
    path(_GRID, grid, name="grid"),
    path(f"{_GRID}claims/", claims, name="grid-claims"),
    path(f"{_GRID}claims/<int:claim_id>/", claim_one, name="grid-claim"),
    path(f"{_GRID}claims/<int:claim_id>/verify/", verify, name="grid-verify"),
    path(f"{_GRID}claims/<int:claim_id>/withdraw/", withdraw, name="grid-withdraw"),
    path(f"{_GRID}claims/<int:claim_id>/slip/", slip_page, name="grid-slip"),
    path(f"{_GRID}photos/<int:evidence_id>/", photo, name="grid-photo"),
]
