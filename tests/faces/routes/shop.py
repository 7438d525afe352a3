"""The counter and the goods."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone

from jishan.core.access import Actor
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.points import Points
from jishan.ledger.actions import post
from jishan.schemes.models import Scheme, SchemeVersion
from jishan.shop.actions import redeem
from jishan.shop.goods import add_product, stock_in
from tests.faces.routes import READERS, Line, village_only

KEEPER = frozenset({"shop"})
MANAGERS = frozenset({"shop", "clerk"})
SEES_SHOP = READERS | KEEPER
NOBODY: frozenset[str] = frozenset()
ROW_SCOPES = ("own", "household", "village")


def _keeper(world: Any, scope: str) -> Actor:
    """The shopkeeper, standing in the village of the row."""
    keeper: Actor = world.cast.shopkeeper
    if scope != "village":
        return keeper
    _let_redeem(world)
    return replace(keeper, village_id=world.cast.liushu.id)


def _let_redeem(world: Any) -> None:
    """Give 柳树村 the scheme of 桃源村, so that it has redemptions of its own."""
    model = SchemeVersion.objects.get(scheme__organization_id=world.cast.taoyuan.id, number=1)
    scheme, _ = Scheme.objects.get_or_create(
        organization_id=world.cast.liushu.id, code="shop", defaults={"name": "柳树村积分方案"}
    )
    SchemeVersion.objects.get_or_create(
        scheme=scheme,
        number=1,
        defaults={
            "document": model.document,
            "digest": model.digest,
            "state": "adopted",
            "in_force_from": model.in_force_from,
            "created_by": 1,
            "created_at": world.now,
        },
    )


def _household(world: Any, scope: str) -> int:
    cast = world.cast
    household: int = {"household": cast.far, "village": cast.elsewhere}.get(scope, cast.zhang).id
    return household


def _product(world: Any, scope: str) -> int:
    """A product with stock; asked for again it is the same one."""
    keeper = _keeper(world, scope)
    product = add_product(keeper, "大米", unit="袋", price=Points(10_00), key="rice", now=world.now)
    stock_in(
        keeper, product.id, quantity=9, donated=False, value_fen=0, key="rice-in", now=world.now
    )
    return product.id


def _redemption(world: Any, scope: str) -> int:
    keeper, household = _keeper(world, scope), _household(world, scope)
    _grant(world, scope)
    made = redeem(
        keeper,
        household,
        _product(world, scope),
        quantity=1,
        collected_by="",
        key=f"made {household}",
        now=world.now,
    )
    return made.id


def _grant(world: Any, scope: str) -> None:
    household = _household(world, scope)
    account = AccountRef("household", household, "spend")
    posting = settle(
        f"grant {household}", Kind.EARNING, timezone.localdate(world.now), [(account, 90_00)]
    )
    post(_keeper(world, scope), posting, now=world.now, code="claim.posted")


def _of_household(world: Any, scope: str) -> Mapping[str, Any]:
    return {"village": "taoyuan", "household_id": _household(world, scope)}


def _of_redemption(world: Any, scope: str) -> Mapping[str, Any]:
    return {"village": "taoyuan", "redemption_id": _redemption(world, scope)}


def _of_product(world: Any, scope: str) -> Mapping[str, Any]:
    return {"village": "taoyuan", "product_id": _product(world, scope)}


def _pressed(world: Any, scope: str) -> Mapping[str, Any]:
    """A tile of 桃源村's shelf, pressed for the household of the scope."""
    _grant(world, scope)
    product = _product(world, "own")
    return {"product": f"{product}:1000", "quantity": "1", "key": f"pressed {scope}"}


def _village(allowed: frozenset[str], below: frozenset[str], above: frozenset[str]) -> Line:
    """A page that names no row: who gets in at 桃源村, at 柳树村, at 松坪村."""
    return Line(
        "staff",
        village_only,
        allowed=allowed,
        by_scope={"village": below, "township": above},
        scopes=("own", "village", "township"),
    )


def _row(kwargs: Any, allowed: frozenset[str], **rest: Any) -> Line:
    """An address of one row; the row of another village is not found."""
    return Line(
        "staff",
        kwargs,
        allowed=allowed,
        by_scope={"village": NOBODY},
        hidden={"village": allowed},
        **{"scopes": ROW_SCOPES, **rest},
    )


def _goods_step(data: Mapping[str, str]) -> Line:
    return _row(
        _of_product,
        MANAGERS,
        method="post",
        data=lambda world, scope: data,
        ok=302,
        scopes=("own", "village"),
    )


_READS = (frozenset({"outsider", "township"}), frozenset({"other_township"}))
_CAME = {"quantity": "2", "source": "purchase", "value_fen": "3", "key": "came"}

LINES = {
    "counter": _village(KEEPER, NOBODY, NOBODY),
    "counter-day": _village(SEES_SHOP, *_READS),
    "counter-household": _row(_of_household, KEEPER, ok=302),
    "counter-redeem": _row(_of_household, KEEPER, method="post", data=_pressed, ok=302),
    "counter-receipt": _row(_of_redemption, SEES_SHOP),
    "counter-cancel": _row(
        _of_redemption, KEEPER, method="post", data=lambda world, scope: {"reason": "拿错"}, ok=302
    ),
    "goods": _village(SEES_SHOP, *_READS),
    "goods-movements": _village(SEES_SHOP, *_READS),
    "goods-movements-export": _village(READERS, *_READS),
    "goods-register-export": _village(READERS, *_READS),
    "goods-new": _village(MANAGERS, frozenset({"outsider"}), NOBODY),
    "goods-one": _row(_of_product, SEES_SHOP, scopes=("own", "village")),
    "goods-price": _goods_step({"price": "12"}),
    "goods-offer": _goods_step({"active": "0"}),
    "goods-stock-in": _goods_step(_CAME),
    "goods-stocktake": _goods_step({"counted": "9", "key": "counted"}),
}
