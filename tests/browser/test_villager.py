"""A household on its phone: a good deed is claimed in three presses, four with a photograph (J1),
an objection in three (J8)."""

import pytest

from jishan.claims.models import Claim, Evidence
from jishan.notices.models import Objection
from tests.browser.site import Site
from tests.faces import rows
from tests.stories import road

ITEM = "清理公共路段垃圾"


@pytest.mark.parametrize(
    ("width", "javascript"), [(360, True), (360, False), (1366, True), (320, False)]
)
def test_a_claim_takes_three_presses(site: Site, width: int, javascript: bool) -> None:
    phone = site.hand(width, javascript=javascript)
    phone.shows_card(site.card(site.cast.zhang))
    phone.reads("张桂兰家")
    phone.tap("我要申报")
    phone.tap(ITEM)
    phone.reads("按现在算：")
    phone.tap("报上去")
    phone.reads("收到了，编号 1。")
    phone.reads("等待核实")
    assert phone.taps == 3
    claim = Claim.objects.get()
    assert (claim.item, claim.origin, claim.household_id) == (
        "lane-sweep",
        "self",
        site.cast.zhang.id,
    )


def test_with_a_photograph_it_takes_four(site: Site) -> None:
    phone = site.hand(360)
    phone.shows_card(site.card(site.cast.zhang))
    phone.tap("我要申报")
    phone.tap(ITEM)
    picture = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": rows.picture()}
    with phone.page.expect_file_chooser() as chooser:
        phone.tap(phone.page.get_by_label("照片"))
    chooser.value.set_files(picture)  # type: ignore[arg-type]  # a dict is a FilePayload
    phone.reads("照片已选好")
    phone.tap("报上去")
    phone.reads("等待核实")
    assert phone.taps == 4
    assert Evidence.objects.filter(claim_id=Claim.objects.get().id).count() == 1


def test_pressing_twice_claims_once(site: Site) -> None:
    phone = site.hand(360, javascript=False)
    phone.shows_card(site.card(site.cast.zhang))
    phone.tap("我要申报")
    phone.tap(ITEM)
    phone.named("报上去").dblclick()
    phone.reads("等待核实")
    assert Claim.objects.count() == 1


def test_the_elders_version_stays_switched_on(site: Site) -> None:
    phone = site.hand(360)
    phone.shows_card(site.card(site.cast.zhang))
    phone.page.get_by_role("link", name="长辈版").tap()
    phone.reads("标准版")
    phone.tap("我要申报")
    phone.reads("做了什么？")
    assert phone.page.evaluate("document.documentElement.classList.contains('care')")
    assert phone.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 23


@pytest.mark.parametrize("javascript", [True, False])
def test_an_objection_takes_three_presses(site: Site, javascript: bool) -> None:
    road.on_notice(site.cast, site.now)
    phone = site.hand(360, javascript=javascript)
    phone.shows_card(site.card(site.cast.liu_neighbour))
    phone.go("/b/taoyuan/notices/1/")
    phone.tap("有异议")
    phone.reads("张*兰")
    phone.tap(phone.page.get_by_text("日期不对"))
    phone.tap("提交异议")
    phone.reads("收到了：1 号异议")
    assert phone.taps == 3
    assert Objection.objects.get().reason == "日期不对"


def test_a_wrong_pin_opens_nothing(site: Site) -> None:
    phone = site.hand(360)
    card = site.card(site.cast.zhang)
    phone.page.goto("/card/")
    phone.type("卡号", card.code)
    phone.page.locator("[name=pin]").fill("000000" if card.pin != "000000" else "111111")
    phone.tap("看我家的积分")
    phone.reads("密码")
    phone.page.goto("/my/")
    assert phone.page.url.startswith(f"{site.url}/card/")
