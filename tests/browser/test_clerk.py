"""The clerk records for somebody without a phone (J2), and a pile of slips."""

import pytest

from jishan.claims.models import Claim
from tests.browser.site import Site


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
