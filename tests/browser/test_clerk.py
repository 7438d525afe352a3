"""The clerk records for somebody without a phone (J2), and a pile of slips; a month's end (J7)."""

import pytest

from jishan.claims.models import Claim
from jishan.honors.models import ConferredTitle
from tests.browser.site import Site
from tests.faces.test_closing_pages import LAST_MONTH, of_last_month
from tests.stories.road import posted


@pytest.mark.parametrize(("width", "javascript"), [(1366, True), (1366, False), (360, True)])
def test_initials_item_saved(site: Site, width: int, javascript: bool) -> None:
    desk = site.staff("clerk", width, javascript=javascript)
    desk.go("/v/taoyuan/grid/record/")
    desk.type("姓名、拼音首字母", "zgl", enter=True)
    desk.reads("张桂兰")
    desk.tap("清理公共路段垃圾")
    desk.tap("记下，下一户")
    desk.reads("记下了：张桂兰，清理公共路段垃圾，编号 1。")
    assert desk.taps + desk.keys == 3
    claim = Claim.objects.get()
    assert (claim.household_id, claim.item) == (site.cast.zhang.id, "lane-sweep")
    assert claim.origin in ("proxy", "recorded")


def test_two_slips_by_keyboard_alone(site: Site) -> None:
    desk = site.staff("clerk")
    desk.go("/v/taoyuan/grid/paper/")
    for initials, name in (("zgl", "张桂兰"), ("lcf", "刘长福")):
        desk.page.locator("[name=code]").fill(initials)
        desk.page.locator("[name=number]").fill("1")
        desk.key(desk.page.locator("[name=number]"), "Enter")
        desk.reads(f"记下了：{name}")
    assert (desk.taps, desk.keys) == (0, 2)
    assert Claim.objects.count() == 2


@pytest.mark.parametrize(("width", "javascript"), [(1366, True), (375, False)])
def test_a_month_is_looked_at_closed_and_announced(
    site: Site, width: int, javascript: bool
) -> None:
    """J7 asks for four presses; what was shown ahead is what stands there afterwards."""
    posted(site.cast, of_last_month(site.cast, site.now))
    desk = site.staff("clerk", width, javascript=javascript)
    desk.go("/v/taoyuan/closing/")
    month = f"{LAST_MONTH.year}年{LAST_MONTH.month}月"

    desk.tap(month)
    desk.reads("本月之星")
    desk.reads("还没有办")
    desk.tap("结算这一期")

    desk.reads(f"{month}已结算。“{month}积分榜（本月积分）”公布了。")
    assert desk.taps == 2
    assert [(one.household_id, one.honours) for one in ConferredTitle.objects.all()] == [
        (site.cast.zhang.id, ["star"])
    ]
