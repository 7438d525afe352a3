"""The roster in the office: the list, a household, its card, door plates to print."""

from typing import Any
from urllib.parse import quote

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jishan.core.access import Permission
from jishan.entrance.request import JishanRequest
from jishan.entrance.words.wording import WORDINGS
from jishan.orgs.queries import groups_of, names_of, wordings_of
from jishan.paper.codes import qr_svg
from jishan.paper.typesetting import typeset
from jishan.registry.actions import IssuedCard, issue_card, issue_cards, reissue_card
from jishan.registry.codes import grouped
from jishan.registry.queries import household
from jishan.registry.roster_table import (
    Door,
    RosterFilters,
    carded_households,
    doors,
    imports_of,
    roster_table,
)
from jishan.registry.sheets.names import mask_name
from jishan.reports.exports import roster_workbook
from jishan.web.choices import offer
from jishan.web.counter import NotWellFormed
from jishan.web.keys import new_key
from jishan.web.office import households, roster_import, roster_tags
from jishan.web.office.tables import sheet_response


class FilterForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("姓名、首字母、户编号、门牌"), max_length=40, required=False
    )
    group = forms.TypedChoiceField(
        label=gettext_lazy("小组"), coerce=int, empty_value=None, required=False
    )
    card = forms.ChoiceField(
        label=gettext_lazy("积分卡"),
        required=False,
        choices=[
            ("", gettext_lazy("不论")),
            ("issued", gettext_lazy("已发卡")),
            ("none", gettext_lazy("还没发卡")),
        ],
    )
    closed = forms.BooleanField(label=gettext_lazy("只看已销的户"), required=False)

    def __init__(self, request: JishanRequest) -> None:
        super().__init__(request.GET)
        offer(self, "group", group_choices(request))

    def filters(self) -> RosterFilters:
        if not self.is_valid():
            return RosterFilters()
        typed = self.cleaned_data
        return RosterFilters(typed["text"], typed["group"], typed["card"], typed["closed"])


class PrintForm(forms.Form):
    group = forms.TypedChoiceField(
        label=gettext_lazy("小组"), coerce=int, empty_value=None, required=False
    )
    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, request: JishanRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "group", group_choices(request))


def group_choices(request: JishanRequest) -> list[tuple[Any, Any]]:
    groups = groups_of(request.place.id)
    return [("", _("全村")), *[(group.id, group.name) for group in groups]]


def roster(request: JishanRequest, village: str) -> HttpResponse:
    form = FilterForm(request)
    page = roster_table(request.actor, form.filters(), after=request.GET.get("after", ""))
    context = {
        "filter_form": form,
        "page": page,
        "total": page.total,
        "first_page": "after" not in request.GET,
        "export_url": f"{reverse('roster-export', args=[village])}?{request.GET.urlencode()}",
        "may_import": request.actor.holds(Permission.IMPORT_ROSTER),
        "may_issue": request.actor.holds(Permission.ISSUE_CARD),
    }
    return render(request, "office/roster/list.html", context)


def export(request: JishanRequest, village: str) -> HttpResponse:
    """The 户籍表 of the same filter."""
    book = roster_workbook(
        request.actor,
        FilterForm(request).filters(),
        village_name=request.place.name,
        span="",
        now=request.now,
    )
    return sheet_response(book, f"{request.place.name}户籍表.xlsx")


def one(request: JishanRequest, village: str, household_id: int) -> HttpResponse:
    """A household with its people: phones masked, of identity numbers the last four."""
    request.actor.require(Permission.VIEW_ROSTER)
    found = household(request.actor, household_id)
    context = {
        "household": found,
        "may_issue": request.actor.holds(Permission.ISSUE_CARD),
        "key": new_key(),
        **roster_tags.context(request, found),
    }
    return render(request, "office/roster/one.html", context)


def imports(request: JishanRequest, village: str) -> HttpResponse:
    """What was imported so far, and by whom."""
    rows = imports_of(request.actor, limit=50)
    names = names_of({row.actor_id for row in rows})
    context = {"rows": [{"row": row, "who": names.get(row.actor_id, "")} for row in rows]}
    return render(request, "office/roster/imports.html", context)


# Paper --------------------------------------------------------------------------------------


def printing(request: JishanRequest, village: str) -> HttpResponse:
    """What can be printed: first cards for a group, door plates for a group."""
    request.actor.require_whole(Permission.ISSUE_CARD)
    waiting = carded_households(request.actor, group_id=None, carded=False)
    context = {
        "card_form": PrintForm(request, initial={"key": new_key()}),
        "door_form": PrintForm(request, prefix="door"),
        "waiting": len(waiting),
    }
    return render(request, "office/roster/printing.html", context)


@require_POST
def cards(request: JishanRequest, village: str) -> HttpResponse:
    """First cards for all households of a group that have none, with their PIN slips.

    The households of the first try stand in the session: sent again after a lost connection, the
    form prints the same cards.
    """
    form = PrintForm(request, request.POST)
    if not form.is_valid() or not form.cleaned_data["key"]:
        raise NotWellFormed(what=_("小组"))
    key, group = form.cleaned_data["key"], form.cleaned_data["group"]
    first = request.session.get("cards", {})
    ids = first.get(key) or carded_households(request.actor, group_id=group, carded=False)
    issued = issue_cards(request.actor, ids, key=key, now=request.now)
    request.session["cards"] = {key: list(ids)}
    return _card_sheets(request, issued)


@require_POST
def card(request: JishanRequest, village: str, household_id: int) -> HttpResponse:
    key = _key(request)
    return _card_sheets(
        request, [issue_card(request.actor, household_id, key=key, now=request.now)]
    )


@require_POST
def reissue(request: JishanRequest, village: str, household_id: int) -> HttpResponse:
    """Lost card (挂失补卡): the old one is dead before the new one is printed."""
    key = _key(request)
    return _card_sheets(
        request, [reissue_card(request.actor, household_id, key=key, now=request.now)]
    )


def door_plates(request: JishanRequest, village: str) -> HttpResponse:
    """Eight to a sheet, name-free; only the margin that is cut off says which house."""
    request.actor.require_whole(Permission.ISSUE_CARD)
    form = PrintForm(request, request.GET, prefix="door")
    group = form.cleaned_data["group"] if form.is_valid() else None
    plates = [_plate(request, door) for door in doors(request.actor, group_id=group)]
    line = _("扫一扫，看村务公开栏")
    content = {"village": request.place.name, "line": line, "plates": plates}
    return _pdf(typeset("door_plates", content), _("门牌码.pdf"))


def _key(request: JishanRequest) -> str:
    key = request.POST.get("key", "")
    if not 0 < len(key) <= 64:
        raise NotWellFormed(what=_("这张表单"))
    return key


def _plate(request: JishanRequest, door: Door) -> dict[str, str]:
    address = request.build_absolute_uri(reverse("door-code", args=[door.code]))
    margin = _("{group} 户编号 {number}（裁掉）").format(group=door.group, number=door.number)
    return {"code": grouped(door.code), "qr": qr_svg(address), "margin": margin}


def _card_sheets(request: JishanRequest, issued: list[IssuedCard]) -> HttpResponse:
    own_words = wordings_of(request.place)
    content = {
        "village": request.place.name,
        "card": own_words.get("household_card") or WORDINGS["household_card"],
        "day": timezone.localdate(request.now).isoformat(),
        "cards": [_face(request, card) for card in issued],
    }
    return _pdf(typeset("cards", content), _("积分卡.pdf"))


def _face(request: JishanRequest, card: IssuedCard) -> dict[str, Any]:
    address = request.build_absolute_uri(reverse("card-code", args=[card.code]))
    return {
        "number": card.number,
        "masked": mask_name(card.head_name),
        "head": card.head_name,
        "group": card.group,
        "code": grouped(card.code),
        "door": grouped(card.door_code),
        "version": card.version,
        "qr": qr_svg(address),
        "pin": card.pin,
    }


def _pdf(content: bytes, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(filename)}"
    return response


_ROSTER = "v/<slug:village>/roster/"
_ONE = f"{_ROSTER}<int:household_id>/"

urlpatterns = [
    path(_ROSTER, roster, name="roster"),
    path(f"{_ROSTER}export/", export, name="roster-export"),
    path(f"{_ROSTER}imports/", imports, name="roster-imports"),
    path(f"{_ROSTER}printing/", printing, name="roster-printing"),
    path(f"{_ROSTER}printing/cards/", cards, name="roster-cards"),
    path(f"{_ROSTER}printing/doors/", door_plates, name="roster-doors"),
    *roster_import.urlpatterns,
    *roster_tags.urlpatterns,
    *households.urlpatterns,
    path(_ONE, one, name="roster-one"),
    path(f"{_ONE}card/", card, name="roster-card"),
    path(f"{_ONE}card/reissue/", reissue, name="roster-reissue"),
]
