"""The panel's list (评议): one voice each, one after the other, or a batch without objection."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishan.claims.actions import review_claim
from jishan.claims.queries import ClaimRow, Team, claims_awaiting, teams_of
from jishan.core.access import Permission
from jishan.core.points import Points, parse_points
from jishan.core.workflow import Stage
from jishan.entrance.request import JishanRequest
from jishan.schemes.queries import version_in_force
from jishan.web.claim_rows import claim_entry, figure_asked
from jishan.web.keys import new_key
from jishan.web.office.tables import Key, ticked

PAGE = 50


class VoiceForm(Key):
    accepted = forms.TypedChoiceField(choices=[("1", ""), ("0", "")], coerce=lambda one: one == "1")
    note = forms.CharField(required=False, max_length=200)
    points = forms.CharField(required=False, max_length=12)

    def voice(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        typed = said.pop("points")
        decided: Points | None = parse_points(typed) if typed else None
        return {**said, "points": decided}


def review(request: JishanRequest, village: str) -> HttpResponse:
    request.actor.require_whole(Permission.REVIEW_CLAIM)
    waiting = claims_awaiting(request.actor, Stage.REVIEW, request.now, limit=PAGE)
    teams = teams_of(request.actor, [row.id for row in waiting])
    rows = [_entry(request, row, teams.get(row.id)) for row in waiting]
    together = any(row["together"] for row in rows)
    context = {"rows": rows, "key": new_key(), "together": together}
    return render(request, "office/review/list.html", context)


def _entry(request: JishanRequest, row: ClaimRow, team: Team | None) -> dict[str, Any]:
    village = request.place.code
    scheme = version_in_force(request.actor.village_id, row.day).scheme
    photos = [reverse("claims-photo", args=[village, one]) for one in row.photographs]
    url = reverse("claims-one", args=[village, row.id])
    figure = figure_asked(row, scheme)
    return {
        "claim": claim_entry(row, scheme, url=url, photos=photos, team=team),
        "id": row.id,
        "key": new_key(),
        "figure": figure,
        "together": figure is None or bool(figure["named"]),
    }


@require_POST
def one(request: JishanRequest, village: str, claim: int) -> HttpResponse:
    form = VoiceForm(request.POST)
    if form.is_valid():
        voice = form.voice()
        made = review_claim(request.actor, claim, now=request.now, **voice)
        said = _("同意") if voice["accepted"] else _("不同意")
        facts = {"n": made.number, "said": said}
        messages.success(request, _("编号 %(n)s：记下了您的意见，%(said)s。") % facts)
    return HttpResponseRedirect(reverse("review", args=[village]))


@require_POST
def batch(request: JishanRequest, village: str) -> HttpResponse:
    """The same yes for every ticked claim, each under a key of its own: sent twice, said once."""
    form = Key(request.POST)
    chosen = ticked(request, "claim")
    if not form.is_valid() or not chosen:
        messages.error(request, _("请先勾选要同意的申报。"))
        return HttpResponseRedirect(reverse("review", args=[village]))
    key = form.cleaned_data["key"]
    for claim in chosen:
        review_claim(
            request.actor, claim, accepted=True, key=f"{key}:{claim}"[:64], now=request.now
        )
    messages.success(request, _("已同意 {count} 条。").format(count=len(chosen)))
    return HttpResponseRedirect(reverse("review", args=[village]))


urlpatterns = [
    path("v/<slug:village>/review/", review, name="review"),
    path("v/<slug:village>/review/all/", batch, name="review-batch"),
    path("v/<slug:village>/review/<int:claim>/", one, name="review-one"),
]
