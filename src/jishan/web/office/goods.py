"""Goods in the office: products and prices, goods coming in, the stocktake, the stock book."""

from datetime import timedelta
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
from jishan.core.points import Points, PointsUnreadable, parse_points
from jishan.core.redemption import MovementKind
from jishan.entrance.request import JishanRequest
from jishan.reports.exports import movements_workbook, redemptions_workbook
from jishan.shop import goods as shelf
from jishan.shop import queries
from jishan.web.keys import new_key
from jishan.web.office.tables import sheet_response

KINDS = {
    MovementKind.PURCHASE: gettext_lazy("采购"),
    MovementKind.DONATION: gettext_lazy("捐赠"),
    MovementKind.REDEMPTION: gettext_lazy("兑换"),
    MovementKind.CANCELLATION: gettext_lazy("撤销兑换"),
    MovementKind.STOCKTAKE: gettext_lazy("盘点"),
}
_RECENT = 20
_DAYS = timedelta(days=30)


class HundredthsField(forms.CharField):
    """ "2.5" typed as points or as yuan, held as 250 hundredths or fen."""

    def clean(self, value: Any) -> Points | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_points(text)
        except PointsUnreadable:
            raise forms.ValidationError(_("请写成 3、2.5 这样的数，最多两位小数。")) from None


def _hundredths(label: Any, **kwargs: Any) -> HundredthsField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return HundredthsField(label=label, max_length=14, widget=widget, **kwargs)


def _date_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class KeyedForm(forms.Form):
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)


class PriceForm(forms.Form):
    price = _hundredths(gettext_lazy("每件多少分"))


class ProductForm(KeyedForm):
    name = forms.CharField(label=gettext_lazy("品名"), max_length=60)
    spec = forms.CharField(
        label=gettext_lazy("规格"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("如 2 kg、500 ml。"),
    )
    unit = forms.CharField(label=gettext_lazy("单位"), max_length=10, initial=gettext_lazy("件"))
    price = _hundredths(gettext_lazy("每件多少分"))
    value_fen = _hundredths(
        gettext_lazy("每件进价（元）"),
        required=False,
        help_text=gettext_lazy("只用来算账，不写在标签上。"),
    )
    service = forms.BooleanField(
        label=gettext_lazy("这是服务（理发、培训名额），库存就是名额"), required=False
    )


class StockInForm(KeyedForm):
    quantity = forms.IntegerField(label=gettext_lazy("数量"), min_value=1)
    source = forms.ChoiceField(
        label=gettext_lazy("来源"),
        widget=forms.RadioSelect,
        choices=[("purchase", gettext_lazy("采购")), ("donation", gettext_lazy("捐赠"))],
        initial="purchase",
    )
    value_fen = _hundredths(gettext_lazy("总共值多少元"))
    note = forms.CharField(
        label=gettext_lazy("备注"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("如发票号、捐赠单位。"),
    )


class StocktakeForm(KeyedForm):
    counted = forms.IntegerField(label=gettext_lazy("实际点到几件"), min_value=0)
    note = forms.CharField(
        label=gettext_lazy("对不上的原因"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("和账上一样就不用填。"),
    )


class BookForm(forms.Form):
    since = forms.DateField(label=gettext_lazy("从"), widget=_date_input())
    until = forms.DateField(label=gettext_lazy("到"), widget=_date_input())


def goods(request: JishanRequest, village: str) -> HttpResponse:
    context = {
        "products": queries.products_list(request.actor),
        "value_fen": queries.stock_value_fen(request.actor),
        "may_manage": request.actor.holds(Permission.MANAGE_STOCK),
    }
    return render(request, "office/goods/list.html", context)


def new(request: JishanRequest, village: str) -> HttpResponse:
    """Register a kind of goods. What was typed stays when something is wrong."""
    request.actor.require_whole(Permission.MANAGE_STOCK)
    form = ProductForm(request.POST or None, initial={"key": new_key()})
    if form.is_valid():
        fields = {**form.cleaned_data, "value_fen": form.cleaned_data["value_fen"] or 0}
        product = shelf.add_product(request.actor, fields.pop("name"), now=request.now, **fields)
        messages.success(request, _("登记好了。东西到了就办入库。"))
        return HttpResponseRedirect(reverse("goods-one", args=[village, product.id]))
    return render(request, "office/goods/new.html", {"form": form})


def one(request: JishanRequest, village: str, product_id: int) -> HttpResponse:
    """One product: its price, its stock, its last movements."""
    return _product_page(request, product_id)


def _product_page(request: JishanRequest, product_id: int, **bound: forms.Form) -> HttpResponse:
    """`bound` are the forms that were sent and have to be shown again."""
    product = queries.product(request.actor, product_id)
    today = timezone.localdate(request.now)
    context = {
        "product": product,
        "price_form": PriceForm(),
        "stock_form": StockInForm(initial={"key": new_key()}),
        "count_form": StocktakeForm(initial={"key": new_key()}),
        "may_manage": request.actor.holds(Permission.MANAGE_STOCK),
        "lines": _worded(
            queries.movements_table(
                request.actor,
                since=today.replace(year=today.year - 1, day=1),
                until=today,
                product_id=product.id,
                limit=_RECENT,
            )
        ),
        **bound,
    }
    status = 400 if bound else 200
    return render(request, "office/goods/one.html", context, status=status)


def _worded(lines: tuple[queries.MovementLine, ...]) -> list[dict[str, Any]]:
    return [{"line": line, "kind": KINDS[line.kind]} for line in lines]


def _done(request: JishanRequest, village: str, product_id: int, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("goods-one", args=[village, product_id]))


@require_POST
def price(request: JishanRequest, village: str, product_id: int) -> HttpResponse:
    form = PriceForm(request.POST)
    if not form.is_valid():
        return _product_page(request, product_id, price_form=form)
    wanted = Points(form.cleaned_data["price"])
    shelf.change_price(request.actor, product_id, price=wanted, now=request.now)
    return _done(request, village, product_id, _("分数改好了，从现在起的兑换按新的算。"))


@require_POST
def offer(request: JishanRequest, village: str, product_id: int) -> HttpResponse:
    active = request.POST.get("active") == "1"
    shelf.offer_product(request.actor, product_id, active=active, now=request.now)
    said = _("已上架。") if active else _("已下架，柜台不再显示。库存还在账上。")
    return _done(request, village, product_id, said)


@require_POST
def stock_in(request: JishanRequest, village: str, product_id: int) -> HttpResponse:
    form = StockInForm(request.POST)
    if not form.is_valid():
        return _product_page(request, product_id, stock_form=form)
    fields = form.cleaned_data
    shelf.stock_in(
        request.actor,
        product_id,
        quantity=fields["quantity"],
        donated=fields["source"] == "donation",
        value_fen=fields["value_fen"],
        note=fields["note"],
        key=fields["key"],
        now=request.now,
    )
    return _done(request, village, product_id, _("已入库。"))


@require_POST
def stocktake(request: JishanRequest, village: str, product_id: int) -> HttpResponse:
    form = StocktakeForm(request.POST)
    if not form.is_valid():
        return _product_page(request, product_id, count_form=form)
    shelf.stocktake(request.actor, product_id, now=request.now, **form.cleaned_data)
    return _done(request, village, product_id, _("盘点记好了。"))


def movements(request: JishanRequest, village: str) -> HttpResponse:
    """The stock book (物资出入库) of some days; prints with room for the supervisor's name."""
    today = timezone.localdate(request.now)
    span: dict[str, Any] = {"since": today - _DAYS, "until": today}
    form = BookForm(request.GET if "since" in request.GET else None, initial=span)
    if form.is_valid():
        span = form.cleaned_data
    lines = queries.movements_table(request.actor, since=span["since"], until=span["until"])
    query = f"since={span['since']}&until={span['until']}"
    context = {
        "filter_form": form,
        "lines": _worded(lines),
        "total": len(lines),
        "export_url": f"{reverse('goods-movements-export', args=[village])}?{query}",
        "register_url": f"{reverse('goods-register-export', args=[village])}?{query}",
        **span,
    }
    return render(request, "office/goods/movements.html", context)


def _span(request: JishanRequest) -> dict[str, Any]:
    """The days of an export: as asked for, else the last thirty."""
    today = timezone.localdate(request.now)
    form = BookForm(request.GET)
    if not form.is_valid():
        return {"since": today - _DAYS, "until": today}
    return {"since": form.cleaned_data["since"], "until": form.cleaned_data["until"]}


def movements_export(request: JishanRequest, village: str) -> HttpResponse:
    span = _span(request)
    book = movements_workbook(
        request.actor,
        {"since": span["since"], "until": span["until"]},
        village_name=request.place.name,
        span=f"{span['since']} 至 {span['until']}",
        now=request.now,
    )
    return sheet_response(book, f"{request.place.name}物资出入库.xlsx")


def register_export(request: JishanRequest, village: str) -> HttpResponse:
    """The 兑换登记表 of the same days."""
    span = _span(request)
    book = redemptions_workbook(
        request.actor,
        {"since": span["since"], "until": span["until"]},
        village_name=request.place.name,
        span=f"{span['since']} 至 {span['until']}",
        now=request.now,
    )
    return sheet_response(book, f"{request.place.name}兑换登记表.xlsx")


_ONE = "v/<slug:village>/office/goods/<int:product_id>/"

urlpatterns = [
    path("v/<slug:village>/office/goods/", goods, name="goods"),
    path("v/<slug:village>/office/goods/new/", new, name="goods-new"),
    path("v/<slug:village>/office/goods/movements/", movements, name="goods-movements"),
    path(
        "v/<slug:village>/office/goods/movements/export/",
        movements_export,
        name="goods-movements-export",
    ),
    path(
        "v/<slug:village>/office/goods/register/export/",
        register_export,
        name="goods-register-export",
    ),
    path(_ONE, one, name="goods-one"),
    path(f"{_ONE}price/", price, name="goods-price"),
    path(f"{_ONE}offer/", offer, name="goods-offer"),
    path(f"{_ONE}stock-in/", stock_in, name="goods-stock-in"),
    path(f"{_ONE}stocktake/", stocktake, name="goods-stocktake"),
]
