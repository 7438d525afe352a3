"""Units (单位), villager groups and the village: the list, entering and changing, their books."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishan.claims.queries import kinds_recorded, marks_of_group, marks_of_unit
from jishan.core.access import Permission
from jishan.core.errors import NotFound, Refusal
from jishan.entrance.request import JishanRequest
from jishan.entrance.words import Worded, worded
from jishan.entrance.words.ledger import KINDS
from jishan.entrance.words.registry import UNIT_KINDS
from jishan.honors.naming import period_words
from jishan.honors.queries import titles_of_group, titles_of_unit
from jishan.ledger.queries import Passbook, PassbookLine, place_passbook, unit_passbook
from jishan.orgs.queries import groups_of
from jishan.registry.unit_table import UnitRow, unit, units
from jishan.registry.units import NewUnit, change_unit, found_unit, found_units
from jishan.schemes.queries import in_force
from jishan.web.choices import offer
from jishan.web.keys import new_key
from jishan.web.office.roster import group_choices
from jishan.web.office.tables import Key
from jishan.web.office.unit_lines import UnitLines
from jishan.web.tags_typed import tags_typed

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FilterForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("名称或门牌码"), max_length=40, required=False)
    closed = forms.BooleanField(label=gettext_lazy("只看已结束的"), required=False)

    def wanted(self) -> dict[str, Any]:
        found = self.cleaned_data if self.is_valid() else {}
        return {"text": found.get("text", ""), "closed": found.get("closed", False)}


class UnitForm(Key):
    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)
    kind = forms.ChoiceField(label=gettext_lazy("是哪一类"), choices=list(UNIT_KINDS.items()))
    group = forms.TypedChoiceField(
        label=gettext_lazy("在哪个小组"), coerce=int, empty_value=None, required=False
    )
    contact = forms.CharField(
        label=gettext_lazy("联系人"),
        help_text=gettext_lazy("只有村里办事的人看得到，可以不填。"),
        max_length=40,
        required=False,
    )
    address = forms.CharField(label=gettext_lazy("地址"), max_length=120, required=False)
    tags = forms.CharField(
        label=gettext_lazy("标签"),
        help_text=gettext_lazy("几个标签用顿号隔开；没有就空着。"),
        max_length=200,
        required=False,
    )
    participating = forms.BooleanField(label=gettext_lazy("参与积分"), required=False, initial=True)
    since = forms.DateField(label=gettext_lazy("从哪天起"), widget=_DAY)

    def __init__(self, request: JishanRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "group", [("", _("不分小组")), *group_choices(request)[1:]])

    def new_unit(self) -> NewUnit:
        said = self.cleaned_data
        return NewUnit(
            said["name"],
            said["kind"],
            said["group"],
            said["contact"],
            said["address"],
            tags_typed(said["tags"]),
            said["since"],
            said["participating"],
        )


class ChangeForm(UnitForm):
    """`since` is the day from which the tags are as written; the unit's own beginning stays."""

    until = forms.DateField(
        label=gettext_lazy("到哪天为止"),
        help_text=gettext_lazy("关门、解散了才填；填了以后不再记分，账还在。"),
        widget=_DAY,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].label = _("标签从哪天起这样")


def listed(request: JishanRequest, village: str) -> HttpResponse:
    form = FilterForm(request.GET)
    request.actor.require_whole(Permission.VIEW_ROSTER)
    rows = units(request.actor, **form.wanted())
    kinds = kinds_recorded(request.actor.village_id, timezone.localdate(request.now))
    context = {
        "rows": [(row, UNIT_KINDS[row.kind]) for row in rows],
        "total": len(rows),
        "filter_form": form,
        "groups": groups_of(request.place.id) if "group" in kinds else (),
        "whole": "village" in kinds,
        "counted": "unit" in kinds,
        "may_change": Permission.IMPORT_ROSTER in request.actor.whole,
    }
    return render(request, "office/units/list.html", context)


def new(request: JishanRequest, village: str) -> HttpResponse:
    """One unit; a refusal is said above the form, and what was typed stays."""
    request.actor.require_whole(Permission.IMPORT_ROSTER)
    today = timezone.localdate(request.now)
    posted = request.POST if request.method == "POST" else None
    form = UnitForm(request, posted, initial={"key": new_key(), "since": today})
    refused: Worded | None = None
    if form.is_valid():
        try:
            key = form.cleaned_data["key"]
            made = found_unit(request.actor, form.new_unit(), key=key, now=request.now)
        except Refusal as refusal:
            refused = worded(refusal)
        else:
            return HttpResponseRedirect(reverse("units-one", args=[village, made]))
    return _form_page(request, form, refused, None)


def paste(request: JishanRequest, village: str) -> HttpResponse:
    """Many at once, copied from a sheet: one line a unit."""
    request.actor.require_whole(Permission.IMPORT_ROSTER)
    posted = request.POST if request.method == "POST" else None
    form = UnitLines(groups_of(request.place.id), posted, initial={"key": new_key()})
    refused: Worded | None = None
    if form.is_valid():
        try:
            key = form.cleaned_data["key"]
            made = found_units(request.actor, form.new_units, key=key, now=request.now)
        except Refusal as refusal:
            refused = worded(refusal)
        else:
            messages.success(request, _("登记了 {count} 个单位。").format(count=len(made)))
            return HttpResponseRedirect(reverse("units", args=[village]))
    context = {"form": form, "refusal": refused}
    return render(request, "office/units/paste.html", context, status=409 if refused else 200)


def one(request: JishanRequest, village: str, unit_id: int) -> HttpResponse:
    request.actor.require_whole(Permission.VIEW_ROSTER)
    found = unit(request.actor, unit_id)
    before = request.GET.get("before", "")
    book = unit_passbook(
        request.actor, unit_id, before_id=int(before) if before.isdecimal() else None
    )
    context = {
        "unit": found,
        "kind": UNIT_KINDS[found.kind],
        "titles": titles_of_unit(request.actor, unit_id),
        "marks": [(one, period_words(one.period)) for one in marks_of_unit(request.actor, unit_id)],
        "may_change": Permission.IMPORT_ROSTER in request.actor.whole,
        **_book(request, book),
    }
    return render(request, "office/units/one.html", context)


def change(request: JishanRequest, village: str, unit_id: int) -> HttpResponse:
    request.actor.require_whole(Permission.IMPORT_ROSTER)
    found = unit(request.actor, unit_id)
    posted = request.POST if request.method == "POST" else None
    form = ChangeForm(request, posted, initial=_initial(request, found))
    refused: Worded | None = None
    if form.is_valid():
        said = form.cleaned_data
        try:
            change_unit(
                request.actor, unit_id, form.new_unit(),
                from_day=said["since"], until=said["until"], now=request.now,
            )  # fmt: skip
        except NotFound:
            raise
        except Refusal as refusal:
            refused = worded(refusal)
        else:
            return HttpResponseRedirect(reverse("units-one", args=[village, unit_id]))
    return _form_page(request, form, refused, found)


def _initial(request: JishanRequest, found: UnitRow) -> dict[str, Any]:
    today: date = timezone.localdate(request.now)
    return {
        "key": new_key(),
        "name": found.name,
        "kind": found.kind,
        "group": found.group_id,
        "contact": found.contact,
        "address": found.address,
        "tags": "、".join(tag.name for tag in found.tags if tag.holds(today)),
        "participating": found.participating,
        "since": today,
        "until": found.until,
    }


def _form_page(
    request: JishanRequest, form: UnitForm, refused: Worded | None, found: UnitRow | None
) -> HttpResponse:
    context = {"form": form, "refusal": refused, "unit": found}
    return render(request, "office/units/form.html", context, status=409 if refused else 200)


def place(request: JishanRequest, village: str, org: int) -> HttpResponse:
    """The book of a villager group, or of the village itself."""
    before = request.GET.get("before", "")
    book = place_passbook(request.actor, org, before_id=int(before) if before.isdecimal() else None)
    names = {one.id: one.name for one in groups_of(request.place.id)}
    context = {
        "name": names.get(org, request.place.name),
        "titles": titles_of_group(request.actor, org),
        "marks": [(one, period_words(one.period)) for one in marks_of_group(request.actor, org)],
        **_book(request, book),
    }
    return render(request, "office/units/place.html", context)


def _book(request: JishanRequest, book: Passbook) -> dict[str, Any]:
    """Lines and purses with the names that the scheme in force gives the purses."""
    current = in_force(request.actor.village_id, timezone.localdate(request.now))
    names = {purse.code: purse.name for purse in current.scheme.purses} if current else {}
    return {
        "lines": [(line, _kind(line), names.get(line.purse, "")) for line in book.lines],
        "purses": [(names.get(one.purse, _("积分")), one.balance) for one in book.purses],
        "next_before": book.next_before_id,
    }


def _kind(line: PassbookLine) -> str:
    """A reversal is called one, not the earning that it takes back."""
    if line.reverses_id is not None:
        return _("冲正")
    return _("更正") if line.correction else KINDS[line.kind]


_UNITS = "v/<slug:village>/units/"

urlpatterns = [
    path(_UNITS, listed, name="units"),
    path(f"{_UNITS}new/", new, name="units-new"),
    path(f"{_UNITS}paste/", paste, name="units-paste"),
    path(f"{_UNITS}<int:unit_id>/", one, name="units-one"),
    path(f"{_UNITS}<int:unit_id>/change/", change, name="units-change"),
    path(f"{_UNITS}places/<int:org>/", place, name="units-place"),
]
