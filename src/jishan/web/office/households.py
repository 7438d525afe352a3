"""Households that change (家庭变动): what happened, entering it, and undoing a mistake."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishan.core.access import Permission
from jishan.core.errors import NotFound, Refusal
from jishan.core.points import format_points
from jishan.entrance.request import JishanRequest
from jishan.entrance.words import Worded, worded
from jishan.entrance.words.households import FORMS as TITLES
from jishan.entrance.words.households import KINDS
from jishan.moving.changed import ChangeRow, changes_in_village, changes_of, purse_names
from jishan.moving.households import Changed, change_household, undo_household_change
from jishan.registry.queries import household
from jishan.web.counter import NotWellFormed
from jishan.web.keys import new_key
from jishan.web.office.household_forms import FORMS, ChangeForm


def changes(request: JishanRequest, village: str, household_id: int) -> HttpResponse:
    """One household: what happened, and what may be entered."""
    request.actor.require_whole(Permission.VIEW_ROSTER)
    found = household(request.actor, household_id)
    day = timezone.localdate(request.now)
    context = {
        "household": found,
        "rows": _rows(changes_of(request.actor, household_id, day=day)),
        "forms": [(name, *TITLES[name]) for name in FORMS],
        "may_change": _may(request) and not found.until,
        **_undoing(request),
    }
    return render(request, "office/households/one.html", context)


def village_changes(request: JishanRequest, village: str) -> HttpResponse:
    """What happened lately in all households."""
    request.actor.require_whole(Permission.VIEW_ROSTER)
    rows = changes_in_village(request.actor, day=timezone.localdate(request.now))
    context = {"rows": _rows(rows), **_undoing(request)}
    return render(request, "office/households/list.html", context)


def _may(request: JishanRequest) -> bool:
    return Permission.MOVE_HOUSEHOLD in request.actor.whole


def _undoing(request: JishanRequest) -> dict[str, Any]:
    return {"may_undo": _may(request), "key": new_key()}


def _rows(rows: tuple[ChangeRow, ...]) -> list[dict[str, Any]]:
    return [{"row": row, "kind": KINDS[row.kind]} for row in rows]


def change(request: JishanRequest, village: str, household_id: int, what: str) -> HttpResponse:
    """One form; a refusal is said above it, and what was typed stays."""
    request.actor.require_whole(Permission.MOVE_HOUSEHOLD)
    if what not in FORMS:
        raise Http404
    found = household(request.actor, household_id)
    form = FORMS[what](request, found, request.POST if request.method == "POST" else None)
    refused: Worded | None = None
    if form.is_valid():
        try:
            done = _enter(request, form)
        except NotFound:
            raise
        except Refusal as refusal:
            refused = worded(refusal)
        else:
            messages.success(request, _said(request, done))
            return HttpResponseRedirect(reverse("roster-changes", args=[village, household_id]))
    title, whom = TITLES[what]
    context = {"form": form, "refusal": refused, "household": found, "title": title, "whom": whom}
    page = "office/households/form.html"
    return render(request, page, context, status=409 if refused else 200)


def _enter(request: JishanRequest, form: ChangeForm) -> Changed:
    key = form.cleaned_data["key"]
    return change_household(
        request.actor, form.change(), shares=form.shares(), key=key, now=request.now
    )


def _said(request: JishanRequest, done: Changed) -> str:
    """What went along, in words."""
    names = purse_names(request.place.id, timezone.localdate(request.now))
    went = "，".join(
        f"{names.get(purse, purse)} {format_points(points)} 分"
        for purse, points in done.points.items()
    )
    return _("办好了。转过去：{went}。").format(went=went) if went else _("办好了。")


@require_POST
def undo(request: JishanRequest, village: str, household_id: int, change_id: int) -> HttpResponse:
    """The change stays on record; from its day on it is as if it had not been."""
    key = request.POST.get("key", "")
    if not 0 < len(key) <= 64:
        raise NotWellFormed(what=_("这张表单"))
    undo_household_change(request.actor, change_id, key=key, now=request.now)
    messages.success(request, _("撤销了，和没有办过一样。记录还在。"))
    return HttpResponseRedirect(reverse("roster-changes", args=[village, household_id]))


_ROSTER = "v/<slug:village>/roster/"
_ONE = f"{_ROSTER}<int:household_id>/changes/"

urlpatterns = [
    path(f"{_ROSTER}changes/", village_changes, name="roster-changed"),
    path(_ONE, changes, name="roster-changes"),
    path(f"{_ONE}<slug:what>/", change, name="roster-change"),
    path(f"{_ONE}<int:change_id>/undo/", undo, name="roster-change-undo"),
]
