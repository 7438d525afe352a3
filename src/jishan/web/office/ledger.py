"""The ledger at the desk (台账): every line, filtered, exported; each leads to its why."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishan.core.ledger import Kind
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.ledger import KINDS
from jishan.ledger.queries import LedgerLine, LineFilter, ledger_lines
from jishan.reports.exports import ledger_workbook
from jishan.schemes.queries import in_force
from jishan.web.office.tables import DayRange, sheet_response

PAGE = 50


class LedgerFilter(DayRange):
    text = forms.CharField(label=gettext_lazy("户主、户号或事项"), required=False, max_length=40)
    kind = forms.ChoiceField(
        label=gettext_lazy("种类"), required=False, choices=[("", "全部"), *KINDS.items()]
    )

    def wanted(self) -> LineFilter:
        found: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        return {
            "since": found.get("since"),
            "until": found.get("until"),
            "kind": Kind(found["kind"]) if found.get("kind") else None,
            "text": found.get("text", ""),
        }


def ledger(request: JishanRequest, village: str) -> HttpResponse:
    form = LedgerFilter(request.GET)
    before = request.GET.get("before", "")
    page = ledger_lines(
        request.actor,
        **form.wanted(),
        limit=PAGE,
        before_id=int(before) if before.isdecimal() else None,
    )
    current = in_force(request.actor.village_id, timezone.localdate(request.now))
    purses = {purse.code: purse.name for purse in current.scheme.purses} if current else {}
    context = {
        "page": page,
        "rows": [(line, _word(line), purses.get(line.purse, "")) for line in page.lines],
        "total": page.count,
        "filter_form": form,
        "export_url": f"{reverse('ledger-export', args=[village])}?{request.GET.urlencode()}",
    }
    return render(request, "office/ledger/list.html", context)


def _word(line: LedgerLine) -> str:
    """What a line is: what takes back or corrects an earlier one is not called 加分 again."""
    if line.reverses_id is not None:
        return _("冲正")
    return _("更正") if line.correction else KINDS[line.kind]


def export(request: JishanRequest, village: str) -> HttpResponse:
    form = LedgerFilter(request.GET)
    book = ledger_workbook(
        request.actor,
        form.wanted(),
        village_name=request.place.name,
        span=form.span(),
        now=request.now,
    )
    return sheet_response(book, f"{request.place.name}积分台账.xlsx")


urlpatterns = [
    path("v/<slug:village>/ledger/", ledger, name="ledger"),
    path("v/<slug:village>/ledger/export/", export, name="ledger-export"),
]
