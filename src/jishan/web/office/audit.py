"""The audit log (操作日志): who did which step, when."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy

from jishan.entrance.request import JishanRequest
from jishan.entrance.words.audit import STEPS
from jishan.orgs.queries import audit_lines
from jishan.reports.posts import posts_workbook
from jishan.web.office.tables import DayRange, sheet_response

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
    context = {"rows": rows, "next_before": next_before, "span": DayRange(request.GET or None)}
    return render(request, "office/audit.html", context)


def posts(request: JishanRequest, village: str) -> HttpResponse:
    """What was done at each post, as a sheet: from the first of January, unless days are given."""
    today = timezone.localdate(request.now)
    form = DayRange(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    book = posts_workbook(
        request.actor,
        since=said.get("since") or today.replace(month=1, day=1),
        until=said.get("until") or today,
        village_name=request.place.name,
        now=request.now,
    )
    return sheet_response(book, f"{request.place.name}岗位工作情况表.xlsx")


urlpatterns = [
    path("v/<slug:village>/audit/", audit, name="audit"),
    path("v/<slug:village>/audit/posts/", posts, name="audit-posts"),
]
