"""The forms of the editor follow what is answered in them."""

from playwright.sync_api import expect

from tests.browser.site import Site
from tests.browser.test_editor import Secretary, starts


def test_the_page_follows_what_is_answered(site: Site) -> None:
    """What was wrong is no longer said once it is changed; a figure is asked for where it counts;
    the last press is taken back."""
    secretary = Secretary(site.page(375))
    secretary.logs_in("secretary")
    starts(secretary)
    step = secretary.page.url.replace("step/1/", "step/3/")
    secretary.go(step.replace("step/3/", "part/purses.0/"))
    expect(secretary.named_control("floor.number")).to_be_hidden()
    secretary.choose("floor", "可以欠一些")
    expect(secretary.named_control("floor.number")).to_be_visible()
    secretary.choose("floor", "零分为止")
    secretary.tap(secretary.page.locator("button[value=save]"))
    note = secretary.page.locator("#sheet .note-error")
    expect(note).to_contain_text("能不能花：还没有填")
    secretary.page.get_by_label("能兑换东西").check()
    expect(note).to_have_count(0)
    expect(secretary.page.locator("#sheet .field-error")).to_have_count(0)
    secretary.saves()

    secretary.go(step)
    secretary.tap(secretary.page.get_by_role("button", name="删掉").first)
    secretary.reads("刚才删掉了类别“人居环境”。")
    secretary.tap("改回去")
    secretary.reads("人居环境。")
    secretary.reads("已经改回去")
