"""Points handed on at the counter (转积分): who gives, to whom, how many; and taking it back."""

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

from jishan.core.access import Permission
from jishan.core.errors import NotFound, Refusal
from jishan.core.points import Points, PointsUnreadable, format_points, parse_points
from jishan.entrance.request import JishanRequest
from jishan.entrance.words import Worded, worded
from jishan.entrance.words.scheme import PERIODS
from jishan.moving.changed import TransferPage, transfer_page
from jishan.moving.handing import Giving, hand_on, take_back_transfer
from jishan.registry.queries import residents_of
from jishan.web.choices import offer
from jishan.web.keys import new_key
from jishan.web.office.choosing import HouseholdForm


class TransferForm(HouseholdForm):
    """`giver` and `taker` where the purse is a person's; `household` where it may leave the house,
    with the name of the person there."""

    giver = forms.TypedChoiceField(label=gettext_lazy("谁的积分"), coerce=int)
    taker = forms.TypedChoiceField(label=gettext_lazy("转给家里谁"), coerce=int)
    name = forms.CharField(label=gettext_lazy("那一户里的谁"), max_length=40)
    points = forms.CharField(
        label=gettext_lazy("转多少分"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, request: JishanRequest, page: TransferPage, data: Any) -> None:
        super().__init__(request.actor, data, initial={"key": new_key()})
        self.page, self.day = page, timezone.localdate(request.now)
        self.fields["household"].label = _("转给哪一户")
        blank: tuple[int | str, str] = ("", _("请选一位"))
        held = [
            (own, _("{name}（现有 {points} 分）").format(name=name, points=format_points(left)))
            for own, name, left in page.people
        ]
        people = [(own, name) for own, name, _left in page.people]
        offer(self, "giver", [blank, *held])
        offer(self, "taker", [blank, *people])
        unasked = {"household", "name"} if page.near else {"taker"}
        for field in unasked if page.personal else {"giver", "taker", "name"}:
            del self.fields[field]
        self.order_fields(["giver", "taker", "household", "name", "points"])

    def clean_points(self) -> Points:
        try:
            return parse_points(self.cleaned_data["points"])
        except PointsUnreadable:
            raise forms.ValidationError(_("请填一个数，最多两位小数。")) from None

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if "name" in said and "household" in said:
            there = residents_of(self.actor.village_id, said["household"], self.day)
            found = [one.id for one in there if one.name == said["name"].strip()]
            if len(found) == 1:
                said["taker"] = found[0]
            else:
                self.add_error("name", _("那一户里没有叫这个名字的人，或者不止一个。"))
        return said

    def giving(self) -> Giving:
        said, own = self.cleaned_data, self.page.household_id
        return Giving(own, said.get("household", own), said.get("giver"), said.get("taker"))


def transfer(request: JishanRequest, village: str, household_id: int) -> HttpResponse:
    """A refusal is said above the form, and what was typed stays."""
    request.actor.require_whole(Permission.REDEEM)
    page = transfer_page(request.actor, household_id, day=timezone.localdate(request.now))
    form = TransferForm(request, page, request.POST if request.method == "POST" else None)
    refused: Worded | None = None
    if form.is_valid():
        try:
            _hand_on(request, form)
        except NotFound:
            raise
        except Refusal as refusal:
            refused = worded(refusal)
        else:
            return HttpResponseRedirect(reverse("counter-transfer", args=[village, household_id]))
    context = {"page": page, "form": form, "refusal": refused, "period": _period(page)}
    return render(request, "shop/transfer.html", context, status=409 if refused else 200)


def _period(page: TransferPage) -> str:
    """Within what the limit counts, in words; empty where it counts for ever."""
    clause = page.purse.transfer
    return PERIODS[clause.per] if clause and clause.per and clause.per != "ever" else ""


def _hand_on(request: JishanRequest, form: TransferForm) -> None:
    said = form.cleaned_data
    done = hand_on(
        request.actor,
        form.giving(),
        points=said["points"],
        purse=form.page.purse.code,
        key=said["key"],
        now=request.now,
    )
    messages.success(request, _("转好了 {points} 分。").format(points=format_points(done.points)))


@require_POST
def take_back(
    request: JishanRequest, village: str, household_id: int, transfer_id: int
) -> HttpResponse:
    take_back_transfer(request.actor, transfer_id, now=request.now)
    messages.success(request, _("撤销了，积分退回去了。"))
    return HttpResponseRedirect(reverse("counter-transfer", args=[village, household_id]))


_ONE = "v/<slug:village>/shop/household/<int:household_id>/transfer/"

urlpatterns = [
    path(_ONE, transfer, name="counter-transfer"),
    path(f"{_ONE}<int:transfer_id>/back/", take_back, name="counter-transfer-back"),
]
