"""Rules that look at who a household is: prices for some, limits for each member, its own purse for
some goods, what the whole village may take; and a close every ten days."""

from datetime import date, datetime
from typing import Any

import pytest

from jishan.claims.actions import close_period
from jishan.claims.models import Claim, PeriodClose
from jishan.core.errors import Refusal
from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.points import Points
from jishan.demo.cast import Cast
from jishan.demo.households import DemoHousehold
from jishan.entrance.words import worded
from jishan.ledger.actions import post
from jishan.registry.tagging import tag_household
from jishan.registry.units import NewUnit, found_unit
from jishan.shop.actions import cancel_redemption, redeem
from jishan.shop.goods import add_product, stock_in
from jishan.shop.models import Product
from jishan.shop.queries import Counter, counter, receipt
from tests.stories.road import adopt, days, key, posted, published, purses, tick, written

SOAP = {"code": "soap", "name": "肥皂", "points": 5, "unit": "块"}
RICE = {"code": "rice", "name": "大米", "points": 30, "unit": "袋", "purse": "good"}
OLD = {
    "code": "old",
    "name": "独居老人七折",
    "who": {"tags_any": ["独居老人"]},
    "percent": 70,
    "rounding": "up",
    "round_to": 0.5,
}


def shop(village: Cast, now: datetime, **rule: Any) -> None:
    """桃源村 with another rule of redemption, and a second purse that pays for rice."""

    def change(document: dict[str, Any]) -> None:
        second = {"code": "good", "name": "好事分", "holder": "household", "spendable": True}
        document["purses"].append({**second, "floor": "zero", "on": {"items": ["none-of-them"]}})
        document["redemption"] = {"purse": "spend", "catalogue": [SOAP, RICE], **rule}

    adopt(village, now, change)


def on_the_shelf(village: Cast, now: datetime, name: str, points: int) -> Product:
    product = add_product(
        village.shopkeeper, name, unit="件", price=Points(points * 100), key=key(), now=now
    )
    stock_in(
        village.shopkeeper, product.id, quantity=50, donated=False, value_fen=0, key=key(), now=now
    )
    return product


def granted(village: Cast, now: datetime, home: DemoHousehold, purse: str, points: int) -> None:
    account = AccountRef("household", home.id, purse)
    posting = settle(key(), Kind.EARNING, date(2026, 3, 1), [(account, points * 100)])
    post(village.clerk, posting, now=now, code="claim.posted")


def taken(village: Cast, now: datetime, home: DemoHousehold, what: Product, **said: Any) -> Any:
    said = {"quantity": 1, "collected_by": "", "key": key(), **said}
    return redeem(village.shopkeeper, home.id, what.id, now=now, **said)


def refused(village: Cast, now: datetime, home: DemoHousehold, what: Product, **said: Any) -> str:
    """The refusal's code; it has its words, and nothing was written."""
    before = written()
    with pytest.raises(Refusal) as caught:
        taken(village, now, home, what, **said)
    assert written() == before
    assert "{" not in worded(caught.value).sentence
    return caught.value.code


def at_counter(village: Cast, now: datetime, home: DemoHousehold) -> Counter:
    return counter(village.shopkeeper, home.id, key="", now=now)


def test_an_old_household_pays_less_and_nobody_else_learns_why(
    village: Cast, now: datetime
) -> None:
    shop(village, now, prices=[OLD])
    soap = on_the_shelf(village, now, "肥皂", 5)
    homes = (village.zhang, village.liu_neighbour)
    for home in homes:
        granted(village, now, home, "spend", 10)
    today = now.date()
    tag_household(village.clerk, village.zhang.id, ["独居老人"], from_day=today, now=now)

    offers = [at_counter(village, now, home).offers[0] for home in homes]

    assert [one.price for one in offers] == [350, 500]
    assert refused(village, now, village.zhang, soap, shown_price=500) == "shop.price_changed"
    cheap = taken(village, now, village.zhang, soap, quantity=2, shown_price=350)
    dear = taken(village, now, village.liu_neighbour, soap, shown_price=500)
    assert (cheap.unit_price, cheap.points, cheap.balance) == (350, 700, 300)
    assert (dear.unit_price, dear.points) == (500, 500)
    cancel_redemption(village.shopkeeper, cheap.id, now=now)
    assert purses(village.zhang.id)["spend"] == 1000


def test_rice_is_paid_from_its_own_purse(village: Cast, now: datetime) -> None:
    shop(village, now)
    soap, rice = on_the_shelf(village, now, "肥皂", 5), on_the_shelf(village, now, "大米", 30)
    granted(village, now, village.zhang, "spend", 40)

    assert refused(village, now, village.zhang, rice) == "shop.not_enough_points"
    granted(village, now, village.zhang, "good", 30)
    here = at_counter(village, now, village.zhang)
    assert (here.balance, here.others) == (4000, (("好事分", 3000),))
    assert [(one.name, one.purse) for one in here.offers] == [("大米", "好事分"), ("肥皂", "")]
    done = taken(village, now, village.zhang, rice)
    taken(village, now, village.zhang, soap)
    slip = receipt(village.shopkeeper, done.id, now=now)
    assert (slip.points, slip.balance, slip.purse) == (3000, 0, "好事分")
    assert purses(village.zhang.id) == {"good": 0, "spend": 3500}


def test_one_bar_of_soap_in_a_month(village: Cast, now: datetime) -> None:
    soap = {**SOAP, "per_subject_max": 1, "per_subject_in": "month"}
    shop(village, now, catalogue=[soap])
    bar = on_the_shelf(village, now, "肥皂", 5)
    for home in (village.zhang, village.liu_neighbour):
        granted(village, now, home, "spend", 50)

    assert refused(village, now, village.zhang, bar, quantity=2) == "shop.goods_limit_reached"
    first = taken(village, now, village.zhang, bar)
    assert refused(village, now, village.zhang, bar) == "shop.goods_limit_reached"
    assert at_counter(village, now, village.zhang).offers[0].refusal is not None
    taken(village, now, village.liu_neighbour, bar)
    cancel_redemption(village.shopkeeper, first.id, now=now)
    taken(village, now, village.zhang, bar)
    taken(village, now + days(31), village.zhang, bar)


def test_each_member_ten_points_a_month_and_the_village_thirty(
    village: Cast, now: datetime
) -> None:
    limits = [
        {"per": "month", "points": 10, "per_member": True},
        {"per": "month", "points": 30, "whose": "everyone"},
    ]
    shop(village, now, limits=limits)
    soap = on_the_shelf(village, now, "肥皂", 5)
    for home in (village.zhang, village.liu_neighbour):
        granted(village, now, home, "spend", 100)

    taken(village, now, village.zhang, soap, quantity=4)  # two people
    assert refused(village, now, village.zhang, soap) == "shop.points_limit_reached"
    taken(village, now, village.liu_neighbour, soap, quantity=2)
    assert refused(village, now, village.liu_neighbour, soap) == "shop.village_limit_reached"
    taken(village, now + days(31), village.liu_neighbour, soap)


def test_redemption_opens_by_what_was_earned_and_stays_open(village: Cast, now: datetime) -> None:
    shop(village, now, begin_at=20, begin_by="earned", must_stay=0)
    soap = on_the_shelf(village, now, "肥皂", 5)
    granted(village, now, village.zhang, "spend", 19)
    assert refused(village, now, village.zhang, soap) == "shop.earned_too_little"

    granted(village, now, village.zhang, "spend", 1)
    taken(village, now, village.zhang, soap, quantity=3)
    taken(village, now, village.zhang, soap)
    assert purses(village.zhang.id)["spend"] == 0


def test_a_cap_for_each_member(village: Cast, now: datetime) -> None:
    def change(document: dict[str, Any]) -> None:
        item = next(one for one in document["items"] if one["code"] == "lane-sweep")
        item["caps"] = [{"per": "month", "times": 1, "whose": "account", "per_member": True}]

    adopt(village, now, change)
    claims = [posted(village, now + days(7 * n)) for n in range(3)]

    assert [Claim.objects.get(id=one.id).points for one in claims] == [300, 300, 0]


def ten_days(document: dict[str, Any]) -> None:
    swept = {"items": ["lane-sweep"]}
    document["measures"] = [
        {"code": "ten", "name": "旬分", "shape": "points", "period": "ten_days", "purse": "honour",
         "on": swept},
        {"code": "near", "name": "近三旬", "shape": "trailing", "measure": "ten", "periods": 3,
         "how": "sum", "missing": "zero", "period": "ten_days"},
    ]  # fmt: skip
    document["settlements"] = [
        {"code": "steady", "name": "近三旬奖", "measure": "near", "category": "env",
         "counts": "bands", "rounding": "down", "bands": [{"at_least": 6, "points": 2}]},
    ]  # fmt: skip
    document["honours"] = []
    document["streaks"] = []


def test_a_close_every_ten_days_looks_back_over_three(village: Cast, now: datetime) -> None:
    adopt(village, now, ten_days)
    posted(village, now)
    posted(village, now + days(9))
    april = now.replace(month=4, day=3)

    done = [
        close_period(village.clerk, "ten_days", date(2026, 3, day), key=key(), now=april)
        for day in (5, 15, 25)
    ]

    assert [one.period for one in done] == ["2026-03上旬", "2026-03中旬", "2026-03下旬"]
    assert [one.claims for one in done] == [0, 1, 1]
    published(village, april)
    tick(village, april + days(4))
    assert purses(village.zhang.id)["honour"] == 1000
    assert PeriodClose.objects.filter(village_id=village.taoyuan.id).count() == 3


def net(document: dict[str, Any]) -> None:
    """A contact zone is a unit; who belongs to it bears its name as a tag."""
    document["subjects"]["kinds"] = [*document["subjects"]["kinds"], "unit"]
    document["purses"].append(
        {"code": "net", "name": "网格分", "holder": "unit", "spendable": False, "floor": "none"}
    )
    common = {"period": "month"}
    document["measures"] = [
        {"code": "m", "name": "月分", "shape": "points", "purse": "honour", **common},
        {"code": "all", "name": "网格平均", "shape": "gather", "subject": "unit", "measure": "m",
         "how": "mean", **common},
        {"code": "here", "name": "网格平均给户", "shape": "spread", "subject": "household",
         "measure": "all", **common},
    ]  # fmt: skip
    document["settlements"] = [
        {"code": "together", "name": "网格奖", "measure": "here", "category": "env",
         "counts": "bands", "rounding": "down", "bands": [{"at_least": 1, "points": 2}]},
    ]  # fmt: skip
    document["honours"] = []
    document["streaks"] = []


def test_a_contact_zone_beside_the_groups(village: Cast, now: datetime) -> None:
    adopt(village, now, net)
    zone = NewUnit("三号网格", "team")
    found_unit(village.clerk, zone, key=key(), now=now)
    for home in (village.zhang, village.liu_neighbour):
        tag_household(village.clerk, home.id, ["三号网格"], from_day=now.date(), now=now)
    posted(village, now)
    april = now.replace(month=4, day=3)

    done = close_period(village.clerk, "month", date(2026, 3, 5), key=key(), now=april)

    given = Claim.objects.filter(origin="rule").order_by("household_id")
    assert done.claims == 2
    assert {one.household_id for one in given} == {village.zhang.id, village.liu_neighbour.id}
