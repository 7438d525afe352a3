"""A pile of paper slips: the screen looks like the slip, and Enter leads to the next one.

Household code or number, number of the item, how much, which day; what is the same for the whole
pile (day, place, cause) stays filled in. Twenty slips in five minutes (faces.md 3.5).
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishan.claims.actions import Moved, record_claim
from jishan.claims.acts import NewClaim
from jishan.claims.queries import ItemCard, recordable_items
from jishan.core.access import Permission
from jishan.core.errors import Refusal
from jishan.entrance.request import JishanRequest
from jishan.entrance.words import Worded
from jishan.registry.queries import FoundHousehold
from jishan.schemes.queries import version_in_force
from jishan.web.claim_rows import said
from jishan.web.grid import page
from jishan.web.grid_record import found_households
from jishan.web.keys import new_key

_STAYS = ("day", "place", "cause")


class SlipForm(forms.Form):
    """One slip. `number` is the item's place in the list printed under the form."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    code = forms.CharField(
        label=gettext_lazy("哪一户（户码、户编号、姓名首字母）"),
        max_length=60,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "data-code": True}),
    )
    number = forms.IntegerField(
        label=gettext_lazy("事项号"),
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    quantity = forms.CharField(
        label=gettext_lazy("几次、几棵……（不填就是 1）"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    day = forms.DateField(
        label=gettext_lazy("哪一天做的"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    place = forms.CharField(label=gettext_lazy("在哪里"), max_length=120, required=False)
    cause = forms.CharField(label=gettext_lazy("怎么回事"), max_length=500, required=False)


def paper(request: JishanRequest, village: str) -> HttpResponse:
    request.actor.require(Permission.RECORD_CLAIM)
    today = timezone.localdate(request.now)
    scheme = version_in_force(request.place.id, today).scheme
    cards = _numbered(request)
    form = SlipForm(request.POST or None, initial=_stayed(request.GET, today.isoformat()))
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            return _next(request, village, form, cards)
        except Refusal as refused:
            refusal = said(refused, scheme)
    return _slip_page(request, form, cards, refusal)


def _numbered(request: JishanRequest) -> list[ItemCard]:
    """The items that one line of a slip can say: no levels, no figures, no documents, no team."""
    groups = recordable_items(request.actor, timezone.localdate(request.now))
    return [
        card
        for group in groups
        for card in group.items
        if not (card.levels or card.figures or card.negative or card.rule.evidence.required)
        and card.rule.credited_to not in ("named", "team")
        and "resident" not in card.rule.subjects
        and ("proxy" in card.origins or "recorded" in card.origins)
    ]


def _stayed(query: QueryDict, today: str) -> dict[str, str]:
    said_ = {name: str(query[name])[:500] for name in _STAYS if query.get(name)}
    return {"day": today, "key": new_key()} | said_


def _next(
    request: JishanRequest, village: str, form: SlipForm, cards: list[ItemCard]
) -> HttpResponse:
    """Save the slip; then an empty one, with what stays the same for the pile."""
    typed = form.cleaned_data
    found = found_households(request, typed["code"])
    if len(found) != 1:
        form.add_error("code", _("没有找到这一户") if not found else _many(found))
    if typed["number"] > len(cards):
        form.add_error("number", _("没有这个号，看看下面的单子"))
    if form.errors:
        return _slip_page(request, form, cards, None)
    card = cards[typed["number"] - 1]
    made = _saved(request, form, found[0], card)
    facts = {"who": found[0].name, "what": card.title, "n": made.number}
    messages.success(request, _("记下了：%(who)s，%(what)s，编号 %(n)s。") % facts)
    query = {name: str(typed[name]) for name in _STAYS if typed[name]}
    return HttpResponseRedirect(reverse("grid-paper", args=[village], query=query))


def _many(found: tuple[FoundHousehold, ...]) -> str:
    names = "、".join(f"{one.name}（{one.number}）" for one in found[:6])
    return _("有好几户：%(names)s。请填户编号。") % {"names": names}


def _saved(request: JishanRequest, form: SlipForm, home: FoundHousehold, card: ItemCard) -> Moved:
    typed = form.cleaned_data
    new = NewClaim(
        home.id,
        card.code,
        typed["day"],
        quantity=typed["quantity"] or 1,
        place=typed["place"],
        cause=typed["cause"],
    )
    origin = "proxy" if "proxy" in card.origins else "recorded"
    return record_claim(
        request.actor, new, origin=origin, channel="paper", key=typed["key"], now=request.now
    )


def _slip_page(
    request: JishanRequest,
    form: SlipForm,
    cards: list[ItemCard],
    refusal: Worded | None,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "cards": cards, "refusal": refusal}
    return page(request, "paper", context, status=refusal.status if refusal else 200)


urlpatterns = [path("v/<slug:village>/grid/paper/", paper, name="grid-paper")]
