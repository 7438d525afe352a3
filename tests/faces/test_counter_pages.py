"""The counter and the goods pages as a shopkeeper meets them: no JavaScript, twice, too late."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jishan.core.ledger import AccountRef, Kind, settle
from jishan.core.points import Points
from jishan.demo.cast import Cast
from jishan.ledger.actions import post
from jishan.ledger.queries import balance_of
from jishan.shop.goods import add_product, stock_in
from jishan.shop.models import Product, Redemption, StockMovement

FULL_NAME = "张桂兰"


@pytest.fixture
def now() -> datetime:
    """The pages have their own clock."""
    return timezone.now()


@pytest.fixture
def market(village: Cast, now: datetime) -> Cast:
    """张桂兰's household has 200 points; rice is on the shelf, an electric cooker too dear."""
    account = AccountRef("household", village.zhang.id, "spend")
    day = timezone.localdate(now)
    posting = settle("g", Kind.EARNING, day, [(account, 200_00)])
    post(village.clerk, posting, now=now, code="claim.posted")
    shelf(village, "大米", 60_00, 3, now)
    shelf(village, "电饭锅", 300_00, 1, now)
    return village


def shelf(village: Cast, name: str, price: int, stock: int, now: datetime) -> Product:
    keeper = village.shopkeeper
    product = add_product(keeper, name, unit="袋", price=Points(price), key=name, now=now)
    stock_in(
        keeper, product.id, quantity=stock, donated=False, value_fen=0, key=f"in:{name}", now=now
    )
    return product


def browser(market: Cast, username: str = "shop") -> Client:
    client = Client()
    client.force_login(market.users[username])
    return client


def address(name: str, *ids: int, **query: str) -> str:
    return reverse(name, args=["taoyuan", *ids], query=query or None)


def spoken(code: str) -> str:
    """A code as somebody types it from paper."""
    return f"{code[:3]} {code[3:]}".lower()


def text(response: Any) -> str:
    written: str = response.content.decode()
    return written


def form_of(page: str) -> dict[str, str]:
    """What the first tile that can be pressed would send."""
    tile = re.search(r'<button class="tile" name="product" value="([^"]+)">', page)
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert tile
    assert key
    return {"product": tile[1], "key": key[1], "quantity": "1", "collected_by": ""}


def open_household(client: Client, market: Cast) -> tuple[str, str]:
    """By the household's code: the address of its page, and the page."""
    found = client.get(address("counter", code=spoken(market.zhang.door_code)))
    assert found.status_code == 302
    return found["Location"], text(client.get(found["Location"]))


def press(client: Client, market: Cast, **changed: str) -> Any:
    _, page = open_household(client, market)
    where = address("counter-redeem", market.zhang.id)
    return client.post(where, {**form_of(page), **changed})


def test_scan_one_press_receipt_undo(market: Cast) -> None:
    client = browser(market)
    _, page = open_household(client, market)
    assert "张*兰" in page
    sold = client.post(address("counter-redeem", market.zhang.id), form_of(page))
    assert sold.status_code == 302
    receipt = text(client.get(sold["Location"]))
    for shown in (
        "换好了",
        "张*兰",
        "大米",
        "60 分 × 1 袋",
        "140",
        "本户",
        "孙店主",
        "撤销这笔兑换",
    ):
        assert shown in receipt
    redemption = Redemption.objects.get()
    undone = client.post(address("counter-cancel", redemption.id), follow=True)
    assert "已撤销，积分和东西都退回了" in text(undone)
    assert balance_of(market.taoyuan.id, market.zhang.id, "spend") == 200_00
    assert Product.objects.get(name="大米").stock == 3


def test_a_double_tap_a_reload_and_the_back_button_book_once(market: Cast) -> None:
    client = browser(market)
    where, page = open_household(client, market)
    pressed = form_of(page)
    target = address("counter-redeem", market.zhang.id)
    first, second = client.post(target, pressed), client.post(target, pressed)
    assert first["Location"] == second["Location"]
    back = text(client.get(where))
    assert "这一笔刚才已经办好了，没有重复扣分。" in back
    assert 'name="product"' not in back
    assert Redemption.objects.count() == 1


def test_the_enter_of_a_scanner_presses_no_tile(market: Cast) -> None:
    _, page = open_household(browser(market), market)
    form = page[page.index(reverse("counter-redeem", args=["taoyuan", market.zhang.id])) :]
    first = re.search(r"<button[^>]*>", form)
    assert first
    assert " disabled" in first[0]


def test_what_cannot_be_taken_is_grey_and_says_why(market: Cast) -> None:
    _, page = open_household(browser(market), market)
    tile = page[page.index("电饭锅") - 120 : page.index("电饭锅") + 300]
    assert " disabled" in tile
    assert "积分不够：要 300 分，这户现有 200 分。" in tile
    poor = browser(market).get(address("counter", code=market.liu_neighbour.door_code), follow=True)
    assert "满 10 分才能开始兑换，这户现有 0 分，还差一些。" in text(poor)


def test_nobody_is_named_in_full_at_the_counter(market: Cast) -> None:
    client = browser(market)
    press(client, market)
    pages = [
        client.get(address("counter")),
        client.get(address("counter", code="张桂")),
        client.get(address("counter", code=market.zhang.door_code), follow=True),
        client.get(address("counter-receipt", Redemption.objects.get().id)),
        client.get(address("counter-day")),
        client.get(address("goods-movements")),
    ]
    for page in pages:
        shown = text(page).replace('value="张桂"', "")
        assert FULL_NAME not in shown


def test_a_scanner_may_send_the_whole_printed_address(market: Cast) -> None:
    printed = f"HTTPS://JISHAN.EXAMPLE/C/{market.zhang.door_code}/?V=1"
    found = browser(market).get(address("counter", code=printed))
    assert found.status_code == 302
    assert f"/household/{market.zhang.id}/" in found["Location"]


def test_several_of_a_name_are_a_choice_and_nobody_is_said_so(market: Cast) -> None:
    client = browser(market)
    several = text(client.get(address("counter", code="组")))
    assert "是哪一户？" in several
    assert "张*兰" in several
    assert "没有找到这一户" in text(client.get(address("counter", code="ZZZZ999")))


@pytest.mark.parametrize(
    "changed",
    [{"product": "x"}, {"product": "1"}, {"quantity": "0"}, {"quantity": "一"}, {"key": ""},
     {"key": "k" * 65}, {"collected_by": "长" * 41}],
)  # fmt: skip
def test_a_form_that_was_tampered_with_changes_nothing(
    market: Cast, changed: dict[str, str]
) -> None:
    refused = press(browser(market), market, **changed)
    assert refused.status_code == 400
    assert "代码：entrance.not_well_formed" in text(refused)
    assert Redemption.objects.count() == 0


def test_a_refusal_at_the_counter_is_a_sentence_and_changes_nothing(market: Cast) -> None:
    client = browser(market)
    moved = StockMovement.objects.count()
    refused = press(client, market, quantity="4")
    assert refused.status_code == 409
    assert "“大米”只剩 3 袋，不够 4 袋。没有扣分。" in text(refused)
    dearer = Product.objects.get(name="大米")
    refused = press(client, market, product=f"{dearer.id}:5000")
    assert "的分数刚刚改成了 60 分" in text(refused)
    assert (Redemption.objects.count(), StockMovement.objects.count()) == (0, moved)


def test_after_ten_seconds_the_page_asks_for_a_reason(market: Cast, now: datetime) -> None:
    client = browser(market)
    press(client, market)
    redemption = Redemption.objects.get()
    earlier = max(
        now - timedelta(seconds=40),
        timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0),
    )
    Redemption.objects.update(at=earlier - timedelta(seconds=11), day=timezone.localdate(now))
    page = text(client.get(address("counter-receipt", redemption.id)))
    assert "data-undo" not in page
    assert "过了 10 秒还要撤销" in page
    cancel = address("counter-cancel", redemption.id)
    refused = client.post(cancel)
    assert (refused.status_code, "请写明原因" in text(refused)) == (400, True)
    done = client.post(cancel, {"reason": "拿错了"}, follow=True)
    assert "已撤销" in text(done)


def test_who_reads_the_shop_sees_receipts_and_no_buttons(market: Cast) -> None:
    press(browser(market), market, collected_by="张明")
    redemption = Redemption.objects.get()
    for username in ("clerk", "supervisor", "secretary", "township"):
        client = browser(market, username)
        receipt = text(client.get(address("counter-receipt", redemption.id)))
        assert "撤销这笔兑换" not in receipt
        day = text(client.get(address("counter-day")))
        assert (FULL_NAME in day, "张明" in day) == (True, True)
        assert client.get(address("counter")).status_code == 403
        assert client.post(address("counter-cancel", redemption.id)).status_code == 403
    outside = browser(market, "liushu-clerk")
    assert outside.get(address("counter-receipt", redemption.id)).status_code == 404
    assert Redemption.objects.get().state == "collected"


@pytest.mark.parametrize(("asked", "paper"), [("58", "58"), ("a6", "a6"), ("x", "80"), ("", "80")])
def test_the_receipt_is_as_wide_as_the_paper(market: Cast, asked: str, paper: str) -> None:
    client = browser(market)
    press(client, market)
    where = address("counter-receipt", Redemption.objects.get().id, paper=asked)
    assert f'class="slip slip-{paper}"' in text(client.get(where))


def test_the_day_list_is_the_register(market: Cast) -> None:
    client = browser(market)
    press(client, market, collected_by="张明")
    page = text(client.get(address("counter-day")))
    head = page[page.index("<thead") : page.index("</thead>")]
    columns = "编号 时间 户主 领取人 物品 规格 数量 单价（分） 扣分 余额 经办 领取人签字"
    assert re.findall(r">([^<>]+)</th>", head) == columns.split()
    assert "共 1 笔，1 件，用去 60 分" in page
    assert "这一天没有兑换" in text(client.get(address("counter-day", day="2020-01-01")))


@pytest.mark.parametrize("name", ["counter-household", "counter", "counter-day", "goods"])
def test_a_page_asks_as_often_for_much_as_for_little(
    market: Cast, now: datetime, name: str
) -> None:
    client = browser(market)
    key = {"key": "k"} if name == "counter-household" else {}
    ids = [market.zhang.id] if key else []
    where = address(name, *ids, **key)

    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(where).status_code == 200
        return len(asked)

    press(client, market)
    client.get(where)
    few = questions()
    for number in range(20):
        shelf(market, f"肥皂 {number}", 1_00, 5, now)
    for _ in range(10):
        press(client, market)
    assert Redemption.objects.count() > 10
    assert questions() == few <= 12


def test_goods_are_registered_received_counted_and_repriced(market: Cast) -> None:
    client = browser(market, "clerk")
    page = text(client.get(address("goods-new")))
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    typed = {"key": key[1], "name": "食盐", "spec": "400 g", "unit": "袋", "price": "2.5"}
    wrong = text(client.post(address("goods-new"), {**typed, "price": "贵"}))
    assert "请写成 3、2.5 这样的数，最多两位小数。" in wrong
    assert 'value="食盐"' in wrong
    for _ in range(2):
        made = client.post(address("goods-new"), {**typed, "value_fen": "1.80"})
        assert made.status_code == 302
    salt = Product.objects.get(name="食盐")
    assert (salt.price, salt.value_fen, salt.stock) == (250, 180, 0)

    def send(name: str, **data: str) -> str:
        return text(client.post(address(name, salt.id), data, follow=True))

    bought = {"quantity": "20", "source": "donation", "value_fen": "36", "key": "k1"}
    assert "已入库。" in send("goods-stock-in", **bought)
    send("goods-stock-in", **bought)
    assert "必填" in send("goods-stock-in", key="k9")
    assert "账上 20，实有 18" in send("goods-stocktake", counted="18", key="k2")
    assert "盘点记好了。" in send("goods-stocktake", counted="18", note="破了两袋", key="k2")
    assert "分数改好了" in send("goods-price", price="3")
    assert "请写成" in send("goods-price", price="三")
    assert "已下架" in send("goods-offer", active="0")
    salt.refresh_from_db()
    assert (salt.price, salt.stock, salt.active) == (300, 18, False)
    book = text(client.get(address("goods-movements")))
    for shown in ("捐赠", "36.00", "盘点", "破了两袋", "监督"):
        assert shown in book
    assert "已上架。" in send("goods-offer", active="1")


def test_a_reader_of_goods_sees_no_forms_and_cannot_send_them(market: Cast) -> None:
    client = browser(market, "supervisor")
    rice = Product.objects.get(name="大米")
    assert "登记新商品" not in text(client.get(address("goods")))
    assert "办入库" not in text(client.get(address("goods-one", rice.id)))
    assert client.get(address("goods-new")).status_code == 403
    assert client.post(address("goods-price", rice.id), {"price": "1"}).status_code == 403
    rice.refresh_from_db()
    assert rice.price == 60_00


def test_the_book_may_be_read_for_other_days(market: Cast) -> None:
    client = browser(market, "supervisor")
    before = address("goods-movements", since="2020-01-01", until="2020-01-31")
    assert "大米" not in text(client.get(before))
    assert "大米" in text(client.get(address("goods-movements", since="", until="")))
