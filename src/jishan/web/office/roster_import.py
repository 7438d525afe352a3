"""Bringing a roster in: drop the file ①, columns and problems ②, yes ③. Nothing before the yes."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jishan.core.access import Permission
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.problems import said
from jishan.entrance.words.roster import FIELDS, SKIPPED
from jishan.moving.rosters import confirm_roster
from jishan.registry.blank_roster import blank_roster
from jishan.registry.incoming import keep_upload
from jishan.registry.rosters import Checked, check_roster
from jishan.registry.sheets.preview import ColumnGuess, SheetPreview
from jishan.web.counter import NotWellFormed
from jishan.web.keys import new_key

PROBLEMS_SHOWN = 300
_MARK = "m-"  # before the names of the selects that re-map a column
_LEFT_OUT = "-"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("户籍表"))


class ConfirmForm(forms.Form):
    """`day`: from when what the roster changes counts."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    day = forms.DateField(
        label=gettext_lazy("这份名册是哪一天的情况"),
        help_text=gettext_lazy("来的、走的、换户的人从这一天起算，以前的人均不变。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )


def start(request: JishanRequest, village: str) -> HttpResponse:
    """① The file. It waits sealed on the disk until the yes, for a day at most."""
    request.actor.require_whole(Permission.IMPORT_ROSTER)
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        token = keep_upload(request.actor, file.read(), filename=file.name, now=request.now)
        return HttpResponseRedirect(reverse("roster-check", args=[village, token]))
    context = {"form": form}
    status = 400 if form.is_bound else 200
    return render(request, "office/roster/import.html", context, status=status)


def check(request: JishanRequest, village: str, token: str) -> HttpResponse:
    """② What the file says, what is wrong with it, what it would change."""
    mapping = _mapping(request.GET)
    checked = check_roster(request.actor, token, mapping=mapping, now=request.now)
    problems = [said(p) for p in (*checked.preview.errors, *checked.preview.warnings)]
    context = {
        "checked": checked,
        "token": token,
        "sheets": [_sheet(sheet) for sheet in checked.preview.sheets],
        "fields": FIELDS.items(),
        "problems": problems[:PROBLEMS_SHOWN],
        "more": max(len(problems) - PROBLEMS_SHOWN, 0),
        "hidden": [(name, request.GET[name]) for name in request.GET if name.startswith(_MARK)],
        "changes": _changes(checked),
        "form": ConfirmForm(initial={"key": new_key(), "day": timezone.localdate(request.now)}),
    }
    return render(request, "office/roster/check.html", context)


@require_POST
def confirm(request: JishanRequest, village: str, token: str) -> HttpResponse:
    """③ The yes. Sent twice, it imports once."""
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        raise NotWellFormed(what=_("这张表单"))
    entered = confirm_roster(
        request.actor,
        token,
        mapping=_mapping(request.POST),
        day=form.cleaned_data["day"],
        key=form.cleaned_data["key"],
        now=request.now,
    )
    messages.success(
        request,
        _("导入好了：新增 {households} 户 {people} 人，更新 {changed} 人。").format(
            households=entered.households_new,
            people=entered.residents_new,
            changed=entered.residents_changed + entered.residents_closed,
        ),
    )
    return HttpResponseRedirect(reverse("roster", args=[village]))


def template(request: JishanRequest, village: str) -> HttpResponse:
    """An empty roster whose columns are understood for certain."""
    request.actor.require_whole(Permission.IMPORT_ROSTER)
    response = HttpResponse(blank_roster(), content_type=_XLSX)
    name = "attachment; filename=\"roster.xlsx\"; filename*=UTF-8''%E6%88%B7%E7%B1%8D%E8%A1%A8.xlsx"
    response.headers["Content-Disposition"] = name
    return response


def _mapping(sent: QueryDict) -> dict[str, str | None]:
    """`m-一组!C=name` for the reader; "-" leaves a column, or with `*` a sheet, out."""
    chosen = {
        name.removeprefix(_MARK): sent.get(name, "") for name in sent if name.startswith(_MARK)
    }
    return {
        where: None if what == _LEFT_OUT else what
        for where, what in chosen.items()
        if what and not (where.endswith("!*") and what != _LEFT_OUT)
    }


def _sheet(sheet: SheetPreview) -> dict[str, Any]:
    columns = [_column(sheet.name, column) for column in sheet.columns]
    return {
        "name": sheet.name,
        "select": f"{_MARK}{sheet.name}!*",
        "rows": sheet.row_count,
        "skipped": SKIPPED[sheet.skipped] if sheet.skipped else "",
        "left_out": sheet.skipped == "left_out",
        "columns": [c for c in columns if c["title"] or c["field"]],
    }


def _column(sheet: str, column: ColumnGuess) -> dict[str, Any]:
    return {
        "select": f"{_MARK}{sheet}!{column.column}",
        "letter": column.column,
        "title": column.title,
        "field": column.field.value if column.field else _LEFT_OUT if column.known else "",
        "sure": column.confidence == 100 or (column.known and column.field is None),
        "known": column.known,
    }


def _changes(checked: Checked) -> dict[str, Any]:
    if checked.plan is None:
        return {}
    plan = checked.plan
    return {
        **plan.counts(),
        "groups_new": plan.groups_new,
        "identity_changed": plan.identity_changed,
        "emptied": plan.emptied,
        "absent": plan.absent,
    }


_IMPORT = "v/<slug:village>/roster/import/"

urlpatterns = [
    path(_IMPORT, start, name="roster-import"),
    path(f"{_IMPORT}template/", template, name="roster-template"),
    path(f"{_IMPORT}<str:token>/", check, name="roster-check"),
    path(f"{_IMPORT}<str:token>/confirm/", confirm, name="roster-confirm"),
]
