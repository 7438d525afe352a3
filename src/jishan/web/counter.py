"""The counter of the points shop: who is here, what may they take, the receipt, the day's list."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jishan.core.access import Permission
from jishan.core.errors import Refusal
from jishan.core.points import format_points
from jishan.entrance.request import JishanRequest
from jishan.entrance.words import worded
from jishan.moving.changed import may_hand_on
from jishan.shop import queries
from jishan.shop.actions import QUANTITY_MAX, cancel_redemption, redeem
from jishan.shop.tiles import Offer
from jishan.web.keys import new_key

PAPERS = (("58", gettext_lazy("58 毫米")), ("80", gettext_lazy("80 毫米")), ("a6", "A6"))


class NotWellFormed(Refusal):
    code = "entrance.not_well_formed"


class FindForm(forms.Form):
    """A scanner may send the whole printed address: of that the last piece counts."""

    code = forms.CharField(required=False, max_length=200)

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        return typed.partition("?")[0].rstrip("/ ").rpartition("/")[2].strip()


class KeyForm(forms.Form):
    key = forms.CharField(max_length=64)


class RedeemForm(KeyForm):
    """`product` is what the pressed tile says: the product's id and the price that was shown."""

    product = forms.RegexField(r"^\d{1,19}:\d{1,13}$")
    quantity = forms.IntegerField(
        label=gettext_lazy("换几件"), min_value=1, max_value=QUANTITY_MAX, initial=1
    )
    collected_by = forms.CharField(
        label=gettext_lazy("谁来领的（本户自己领就不用填）"), max_length=40, required=False
    )


class DayForm(forms.Form):
    day = forms.DateField(
        label=gettext_lazy("哪一天"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class PaperForm(forms.Form):
    paper = forms.ChoiceField(choices=PAPERS)


def _cleaned(form: forms.Form) -> dict[str, Any]:
    """What was typed, or a refusal that names the first field that is wrong."""
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        label = form.fields[name].label or name
        raise NotWellFormed(what=f"{label} {errors[0]}")
    return form.cleaned_data


def _nav(request: JishanRequest, current: str) -> list[dict[str, Any]]:
    """The counter itself is only for who hands goods out; others read the day's list."""
    entries = [("counter-day", _("当日兑换")), ("goods", _("商品库存"))]
    if request.actor.holds(Permission.REDEEM):
        entries.insert(0, ("counter", _("柜台")))
    village = request.place.code
    return [
        {"label": label, "url": reverse(name, args=[village]), "current": name == current}
        for name, label in entries
    ]


def _household_url(village: str, household_id: int) -> str:
    """The household's page with a fresh key in its address: going back finds the same key again."""
    address = reverse("counter-household", args=[village, household_id])
    return f"{address}?{urlencode({'key': new_key()})}"


def counter(request: JishanRequest, village: str) -> HttpResponse:
    """Scan or type; a code that means one household leads straight to it."""
    text = _cleaned(FindForm(request.GET))["code"]
    found = queries.counter_search(request.actor, text)
    if len(found) == 1:
        return HttpResponseRedirect(_household_url(village, found[0].id))
    today = timezone.localdate(request.now)
    lines = queries.redemptions_table(request.actor, since=today, until=today)
    context = {
        "text": text,
        "found": found,
        "total": queries.day_total(lines),
        "lines": lines[:-6:-1],
        "nav": _nav(request, "counter"),
    }
    return render(request, "shop/counter.html", context)


def household(request: JishanRequest, village: str, household_id: int) -> HttpResponse:
    """The tiles. The form's key stands in the address, so that a step back books nothing twice."""
    form = KeyForm(request.GET)
    key = form.cleaned_data["key"] if form.is_valid() else ""
    found = queries.counter(request.actor, household_id, key=key, now=request.now)
    if not key:
        return HttpResponseRedirect(_household_url(village, household_id))
    context = {
        "counter": found,
        "refusal": worded(found.refusal) if found.refusal else None,
        "tiles": [_tile(offer) for offer in found.offers],
        "form": RedeemForm(),
        "key": key,
        "again_url": _household_url(village, household_id),
        "may_hand_on": may_hand_on(request.place.id, timezone.localdate(request.now)),
        "nav": _nav(request, ""),
    }
    return render(request, "shop/household.html", context)


def _tile(offer: Offer) -> dict[str, Any]:
    why = worded(offer.refusal).sentence if offer.refusal else ""
    return {"offer": offer, "value": f"{offer.product_id}:{offer.price}", "why": why}


@require_POST
def redeem_product(request: JishanRequest, village: str, household_id: int) -> HttpResponse:
    """One press on a tile. The same form sent twice leads to the same receipt."""
    form = _cleaned(RedeemForm(request.POST))
    product_id, shown_price = (int(part) for part in form["product"].split(":"))
    redemption = redeem(
        request.actor,
        household_id,
        product_id,
        quantity=form["quantity"],
        collected_by=form["collected_by"],
        key=form["key"],
        now=request.now,
        shown_price=shown_price,
    )
    return HttpResponseRedirect(reverse("counter-receipt", args=[village, redemption.id]))


def receipt(request: JishanRequest, village: str, redemption_id: int) -> HttpResponse:
    """The slip (58 mm, 80 mm or A6), and for a short while the button that takes it back."""
    row = queries.receipt(request.actor, redemption_id, now=request.now)
    chosen = PaperForm(request.GET)
    cancel_url = reverse("counter-cancel", args=[village, row.id])
    context = {
        "row": row,
        "receipt": _slip(request, row),
        "paper": chosen.cleaned_data["paper"] if chosen.is_valid() else "80",
        "papers": PAPERS,
        "may_cancel": request.actor.holds(Permission.CANCEL_REDEMPTION),
        "may_redeem": request.actor.holds(Permission.REDEEM),
        "undo": {"url": cancel_url, "seconds": row.undo},
        "cancel_url": cancel_url,
        "again_url": _household_url(village, row.household_id),
        "nav": _nav(request, ""),
    }
    return render(request, "shop/receipt.html", context)


def _left(row: queries.Receipt) -> str:
    return _("%(purse)s还剩") % {"purse": row.purse} if row.purse else _("还剩")


def _slip(request: JishanRequest, row: queries.Receipt) -> dict[str, Any]:
    """The lines of the slip, in the shape of parts/receipt.html."""
    price = _("%(price)s 分 × %(quantity)s %(unit)s") % {
        "price": format_points(row.unit_price),
        "quantity": row.quantity,
        "unit": row.unit,
    }
    lines = [
        {"label": _("户主"), "value": f"{row.masked} {row.group}".strip()},
        {"label": _("换了"), "value": f"{row.product} {row.spec}".strip()},
        {"label": _("数量"), "value": price},
        {"label": _("用去"), "points": -row.points, "word": _("兑换")},
        {"label": _left(row), "points": row.balance, "plain": True, "strong": True},
        {"label": _("领取人"), "value": row.collected_by or _("本户")},
        {"label": _("经办"), "value": row.clerk},
    ]
    if row.cancelled_at is not None:
        back = {"label": _("已撤销"), "points": row.points, "word": _("退回"), "strong": True}
        lines.append(back)
    return {
        "title": _("兑换小票"),
        "place": f"{request.place.township}{request.place.name}",
        "number": row.number,
        "at": timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M"),
        "lines": lines,
        "foot": _("数目不对，请当天到柜台说。"),
        "signs": [_("领取人"), _("经办人")],
    }


@require_POST
def cancel(request: JishanRequest, village: str, redemption_id: int) -> HttpResponse:
    """Undo. The server's clock decides, whatever the page's countdown said."""
    reason = request.POST.get("reason", "")[:120]
    cancel_redemption(request.actor, redemption_id, now=request.now, reason=reason)
    return HttpResponseRedirect(reverse("counter-receipt", args=[village, redemption_id]))


def day(request: JishanRequest, village: str) -> HttpResponse:
    """The day's list, which prints as the register that people sign."""
    form = DayForm(request.GET)
    chosen = form.cleaned_data["day"] if form.is_valid() else timezone.localdate(request.now)
    lines = queries.redemptions_table(request.actor, since=chosen, until=chosen)
    context = {
        "day": chosen,
        "form": DayForm(initial={"day": chosen}),
        "lines": lines,
        "total": queries.day_total(lines),
        "nav": _nav(request, "counter-day"),
    }
    return render(request, "shop/day.html", context)


urlpatterns = [
    path("v/<slug:village>/shop/", counter, name="counter"),
    path(
        "v/<slug:village>/shop/household/<int:household_id>/", household, name="counter-household"
    ),
    path(
        "v/<slug:village>/shop/household/<int:household_id>/redeem/",
        redeem_product,
        name="counter-redeem",
    ),
    path("v/<slug:village>/shop/redemptions/<int:redemption_id>/", receipt, name="counter-receipt"),
    path(
        "v/<slug:village>/shop/redemptions/<int:redemption_id>/cancel/",
        cancel,
        name="counter-cancel",
    ),
    path("v/<slug:village>/shop/day/", day, name="counter-day"),
]
