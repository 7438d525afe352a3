"""The audit log (操作日志): who did which step, when."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy

from jishan.entrance.request import JishanRequest
from jishan.entrance.words.audit import STEPS
from jishan.orgs.queries import audit_lines

PAGE = 100
KINDS = {"villager": gettext_lazy("村民（凭卡）"), "clock": gettext_lazy("系统定时")}


def audit(request: JishanRequest, village: str) -> HttpResponse:
    before = request.GET.get("before", "")
    found = audit_lines(
        request.actor, limit=PAGE + 1, before_id=int(before) if before.isdecimal() else None
    )
    rows = [
        {"line": line, "who": line.who or KINDS.get(line.actor_kind, ""), "step": STEPS[line.code]}
        for line in found[:PAGE]
    ]
    next_before = found[PAGE - 1].id if len(found) > PAGE else None
    return render(request, "office/audit.html", {"rows": rows, "next_before": next_before})


urlpatterns = [path("v/<slug:village>/audit/", audit, name="audit")]
