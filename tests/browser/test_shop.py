"""The counter: a scanned code and one press (J5); twice is once; ten seconds to take it back."""

from decimal import Decimal

import pytest
from playwright.sync_api import Locator

from jishan.core.points import Points
from jishan.ledger.queries import balance_of
from jishan.shop.goods import add_product, stock_in
from jishan.shop.models import Product, Redemption
from tests.browser.hand import Hand
from tests.browser.site import Site
from tests.stories import road

PRICE = 10_00
EARNED = 60_00


@pytest.fixture
def shelf(site: Site) -> Product:
    """Rice on the shelf, and 60 points that 张桂兰 earned by planting trees."""
    keeper = site.cast.shopkeeper
    rice = add_product(
        keeper, "大米", spec="5 公斤", unit="袋", price=Points(PRICE), key="rice", now=site.now
    )
    stock_in(keeper, rice.id, quantity=9, donated=False, value_fen=0, key="rice-in", now=site.now)
    planted = site.now - road.days(6)
    road.posted(site.cast, planted, "tree", quantity=Decimal(20))
    return rice


def scanned(site: Site, width: int, *, javascript: bool = True) -> Hand:
    """The counter after the scanner has typed the door plate's code and its Enter."""
    counter = site.staff("shop", width, javascript=javascript)
    counter.go("/v/taoyuan/shop/")
    counter.type("户码、卡号", site.cast.zhang.door_code, enter=True)
    counter.reads("张*兰")
    return counter


def tile(counter: Hand) -> Locator:
    return counter.page.get_by_role("button", name="大米")


def held(site: Site) -> int:
    return balance_of(site.cast.taoyuan.id, site.cast.zhang.id, "spend")


def stock() -> int:
    return Product.objects.get().stock


@pytest.mark.parametrize(("width", "javascript"), [(360, True), (360, False), (1366, True)])
def test_one_press_and_the_receipt(
    site: Site, shelf: Product, width: int, javascript: bool
) -> None:
    counter = scanned(site, width, javascript=javascript)
    counter.tap(tile(counter))
    counter.reads("兑换小票")
    counter.reads("还剩")
    assert counter.taps <= 3
    assert counter.taps == 1
    assert (held(site), stock()) == (EARNED - PRICE, 8)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_double_tap_is_one_redemption(site: Site, shelf: Product, javascript: bool) -> None:
    counter = scanned(site, 360, javascript=javascript)
    tile(counter).dblclick()
    counter.reads("兑换小票")
    assert Redemption.objects.count() == 1
    assert (held(site), stock()) == (EARNED - PRICE, 8)


def test_a_step_back_books_nothing_twice(site: Site, shelf: Product) -> None:
    counter = scanned(site, 360)
    counter.tap(tile(counter))
    counter.reads("兑换小票")
    counter.page.go_back()
    counter.reads("没有重复扣分")
    assert Redemption.objects.count() == 1


@pytest.mark.parametrize("javascript", [True, False])
def test_ten_seconds_to_take_it_back(site: Site, shelf: Product, javascript: bool) -> None:
    counter = scanned(site, 360, javascript=javascript)
    counter.tap(tile(counter))
    counter.tap(counter.page.get_by_role("button", name="撤销这笔兑换").first)
    counter.reads("已撤销")
    assert counter.taps == 2
    assert (held(site), stock()) == (EARNED, 9)
    assert Redemption.objects.get().state == "cancelled"


def test_the_scanners_enter_presses_no_tile(site: Site, shelf: Product) -> None:
    counter = scanned(site, 360)
    counter.page.keyboard.press("Enter")
    counter.page.wait_for_timeout(300)
    assert Redemption.objects.count() == 0


def test_too_few_points_are_refused_in_words(site: Site, shelf: Product) -> None:
    counter = site.staff("shop", 360)
    counter.go("/v/taoyuan/shop/")
    counter.type("户码、卡号", site.cast.liu_neighbour.door_code, enter=True)
    counter.reads("刘*福")
    assert tile(counter).is_disabled()
    assert Redemption.objects.count() == 0
