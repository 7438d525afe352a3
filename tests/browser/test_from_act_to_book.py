"""One act from the grid worker's list to the board and into the book (J6, J7), by the people who
do each step, at their screens."""

import re

import pytest

from jishan.claims.actions import post_due_claims
from jishan.core.access import clock_actor
from jishan.core.points import format_points
from jishan.ledger.queries import village_totals
from tests.browser.hand import Hand
from tests.browser.site import Site
from tests.stories import road

FULL_NAMES = ("张桂兰", "刘长福", "张明")


def verifies(site: Site, width: int, count: int) -> None:
    """The grid worker says of each that it is true: one press each."""
    grid = site.staff("grid", width)
    grid.go("/v/taoyuan/grid/")
    for _ in range(count):
        grid.tap(grid.page.get_by_role("button", name="属实，通过").first)
        grid.reads("号已核实。")
    grid.reads("都核实完了")
    assert grid.taps == count


def agrees_by_keyboard(site: Site, username: str, count: int) -> None:
    """J to the next line, Y to agree: two keys an item."""
    panel = site.staff(username)
    panel.go("/v/taoyuan/review/")
    for left in range(count, 0, -1):
        assert panel.page.locator("[data-row]").count() == left
        panel.page.locator("[data-row]").first.focus()
        if left > 1:
            panel.page.keyboard.press("j")
        with panel.page.expect_navigation():
            panel.page.keyboard.press("y")
    panel.reads("没有等您评议的申报")
    assert panel.taps == 0


def publishes(site: Site) -> Hand:
    desk = site.staff("clerk")
    desk.go("/v/taoyuan/notices/")
    desk.tap("公示勾上的")
    desk.reads("第 1 号公示已上公开栏。")
    assert desk.taps <= 4
    return desk


def reads_the_board(site: Site, width: int) -> None:
    """A stranger reads the masked line and how many days are left, and no full name."""
    board = site.hand(width)
    board.go("/b/taoyuan/")
    board.reads("还剩 3 天")
    board.tap(board.page.get_by_role("link", name="第 1 号"))
    board.reads("张*兰")
    board.reads("清理公共路段垃圾")
    for name in FULL_NAMES:
        board.reads_not(name)


def objects(site: Site) -> None:
    phone = site.hand(360)
    phone.shows_card(site.card(site.cast.liu_neighbour))
    phone.go("/b/taoyuan/notices/1/")
    phone.tap(phone.page.get_by_role("link", name="有异议").first)
    phone.tap(phone.page.get_by_text("日期不对"))
    phone.tap("提交异议")
    phone.reads("收到了：1 号异议")


def answers(site: Site) -> None:
    """The secretary answers; who objected reads the answer."""
    desk = site.staff("secretary")
    desk.go("/v/taoyuan/notices/")
    desk.tap(desk.page.get_by_text("不成立，照原样入账"))
    desk.type("答复（提异议的人会看到）", "问过了，那天他在")
    desk.tap("答复")
    desk.reads("已答复。")
    assert desk.taps == 2


def reads_the_passbook(site: Site, width: int, *, javascript: bool) -> None:
    """The card under the kiosk's scanner: the line and its why; no PIN, nothing in the address."""
    card = site.card(site.cast.zhang)
    kiosk = site.hand(width, javascript=javascript)
    kiosk.go("/passbook/")
    kiosk.type("积分卡上的卡号", card.code, enter=True)
    kiosk.reads("张*兰")
    line = kiosk.page.locator("li", has_text="清理公共路段垃圾").first
    assert "+3" in line.inner_text()
    line.get_by_text("为什么是这个分").click()
    assert line.locator("details li").first.is_visible()
    assert card.code not in kiosk.page.url


def test_from_the_grid_workers_list_to_the_book(site: Site) -> None:
    for item in ("lane-sweep", "video-call"):
        road.claimed(site.cast, site.now, item)
    verifies(site, 360, 2)
    for username in ("panel", "panel2"):
        agrees_by_keyboard(site, username, 2)
    third = site.staff("panel3")
    third.page.goto("/v/taoyuan/review/")
    third.reads("没有等您评议的申报")
    publishes(site)
    for width in (360, 1366):
        reads_the_board(site, width)
    objects(site)
    answers(site)
    done = post_due_claims(clock_actor(site.cast.taoyuan.id), now=site.now + road.days(5))
    assert (done.posted, done.disputed) == (2, 0)
    reads_the_passbook(site, 360, javascript=False)
    reads_the_passbook(site, 1366, javascript=True)
    the_board_equals_the_book(site)


def the_board_equals_the_book(site: Site) -> None:
    board = site.hand(360)
    board.go("/b/taoyuan/figures/")
    shown = re.findall(r"本月发出\s*([\d.]+) 分", board.text())
    totals = village_totals(site.cast.taoyuan.id)
    assert set(shown) == {format_points(one.issued) for one in totals}
    held = road.purses(site.cast.zhang.id)
    assert sorted(one.held for one in totals) == sorted(held.values()) == [5_00, 5_00]


@pytest.mark.parametrize("javascript", [True, False])
def test_what_is_due_is_booked_with_one_press(site: Site, javascript: bool) -> None:
    road.on_notice(site.cast, site.now - road.days(5))
    desk = site.staff("clerk", javascript=javascript)
    desk.go("/v/taoyuan/")
    desk.tap("现在入账")
    desk.reads("入账 1 条")
    assert desk.taps == 1
    assert road.purses(site.cast.zhang.id) == {"spend": 3_00, "honour": 3_00}
    desk.page.goto("/v/taoyuan/ledger/")
    desk.reads("清理公共路段垃圾")
    the_month_on_the_board(site)


def the_month_on_the_board(site: Site) -> None:
    board = site.hand(360)
    board.go("/b/taoyuan/figures/")
    board.reads("本月发出")
    assert re.search(r"本月发出\s*3 分", board.text())


def test_a_disagreement_needs_a_reason(site: Site) -> None:
    claim = road.verified(site.cast, road.claimed(site.cast, site.now), site.now)
    panel = site.staff("panel")
    panel.go("/v/taoyuan/review/")
    panel.page.locator("[data-row]").first.focus()
    panel.page.keyboard.press("n")
    panel.page.wait_for_url(f"**/claims/{claim.id}/")
    panel.reads("清理公共路段垃圾")
