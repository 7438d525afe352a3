"""The desk (今日工作): what waits, for whom, and the buttons that move it on."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jishan.claims.actions import post_due_claims
from jishan.claims.queries import TodaysWork, todays_work
from jishan.core.access import Permission
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.scheme_road import TASKS
from jishan.schemes.queries import rule_tasks
from jishan.targets.waiting import waiting_for


def desk(request: JishanRequest, village: str) -> HttpResponse:
    request.actor.require_whole(Permission.VIEW_OFFICE)
    work = todays_work(request.actor, request.now)
    context = {
        "work": work,
        "stats": [
            *_stats(work, village),
            *_target_stats(request, village),
            *_rule_stats(request, village),
        ],
    }
    return render(request, "office/desk.html", context)


def _stats(work: TodaysWork, village: str) -> list[dict[str, object]]:
    claims = reverse("claims", args=[village])
    notices = reverse("notices", args=[village])
    rows = (
        (_("等网格员核实"), work.to_verify, f"{claims}?stage=verify", ""),
        (_("等评议"), work.to_review, f"{claims}?stage=review", ""),
        (_("等审定"), work.to_approve, f"{claims}?stage=approve", ""),
        (_("等公示"), work.to_publish, notices, _("可以发公示了") if work.to_publish else ""),
        (_("公示中"), work.on_notice, notices, ""),
        (_("等入账"), work.to_post, notices, ""),
        (
            _("未答复的异议"),
            work.objections,
            notices,
            _("{count} 条过了答复期限").format(count=work.objections_overdue)
            if work.objections_overdue
            else "",
        ),
    )
    return [
        {
            "label": label,
            "value": value,
            "unit": _("条"),
            "url": url,
            "note": note,
            "urgent": bool(note) and value > 0,
        }
        for label, value, url, note in rows
    ]


def _target_stats(request: JishanRequest, village: str) -> list[dict[str, object]]:
    """Targets that ask to be accepted; nothing where none does."""
    day = timezone.localdate(request.now)
    waiting = waiting_for(request.actor, request.place, day=day)
    if not waiting.count:
        return []
    note = _("等您验收 {n} 个").format(n=waiting.own) if waiting.own else _("等上级或别人验收")
    return [
        {
            "label": _("等验收的目标"),
            "value": waiting.count,
            "unit": _("个"),
            "url": reverse("targets", args=[village]),
            "note": note,
            "urgent": waiting.own > 0,
        }
    ]


_RULE_PAGES = {"feedback": "rules-feedback", "review": "rules-review"}


def _rule_stats(request: JishanRequest, village: str) -> list[dict[str, object]]:
    """What is due about the rules; nothing where nothing is."""
    found: list[dict[str, object]] = []
    for task in rule_tasks(request.actor, request.now):
        label, unit = TASKS[task.what]
        if task.version_id is not None:
            url = reverse("rules-one", args=[village, task.version_id])
        else:
            url = reverse(_RULE_PAGES[task.what], args=[village])
        stat = {"label": label, "value": task.count, "unit": unit, "url": url}
        found.append(stat | {"note": _("该办了"), "urgent": True})
    return found


@require_POST
def post_due(request: JishanRequest, village: str) -> HttpResponse:
    done = post_due_claims(request.actor, now=request.now)
    said = _("入账 {posted} 条；有异议先放着的 {disputed} 条。").format(
        posted=done.posted, disputed=done.disputed
    )
    messages.success(request, said)
    return HttpResponseRedirect(reverse("desk", args=[village]))


urlpatterns = [
    path("v/<slug:village>/", desk, name="desk"),
    path("v/<slug:village>/post/", post_due, name="desk-post"),
]
