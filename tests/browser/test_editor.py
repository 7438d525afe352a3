"""A village secretary who has never seen a scheme file writes 中坪村's scheme from an empty page.

What comes out is compared with the scheme of 中坪村 that is shipped (Z3), names in place of codes.
"""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from jishan.core.scheme.checker import adoptable, check
from jishan.core.scheme.document import Scheme, to_document
from jishan.core.scheme.worth import Inspection
from jishan.demo.cast import PASSWORD
from jishan.schemes.drafts import shipped
from jishan.schemes.models import SchemeVersion
from tests.browser.hand import Hand
from tests.browser.site import Site

CATEGORIES = ["人居环境", "先锋模范", "学生就学", "创业就业", "团结友爱"]
Z3 = dict(shipped())["z3"]
FORM = Z3.items[0].worth
assert isinstance(FORM, Inspection)
OF_CATEGORY = [0] * 5 + [1] * 3 + [2] * 2 + [3] * 2 + [4] * 2
LINES = "\n".join(
    f"{name}类\n"
    + "\n".join(
        f"{line.title} {line.points // 100}"
        for line, of in zip(FORM.lines, OF_CATEGORY, strict=True)
        if of == place
    )
    for place, name in enumerate(CATEGORIES)
)
INDOORS = (1, 2, 3, 4)
SCALED = (8, 9, 10, 11)


class Secretary(Hand):
    """王建国 before the forms: what is asked is found by what it is called."""

    def named_control(self, name: str) -> Locator:
        return self.page.locator(f'[name="{name}"]')

    def choose(self, name: str, words: str) -> None:
        self.named_control(name).select_option(label=words)

    def fill(self, name: str, text: str) -> None:
        self.named_control(name).fill(text)

    def press(self, words: str) -> None:
        """A small button of the form; the form comes back with it."""
        self.page.get_by_role("button", name=words, exact=True).click()

    def add_row(self, name: str) -> None:
        before = int(self.named_control(f"{name}.n").input_value())
        self.page.locator(f'button[value="add:{name}"]').click()
        expect(self.named_control(f"{name}.n")).to_have_value(str(before + 1))

    def opens_more(self) -> None:
        for one in self.page.locator("details.more").all():
            if one.get_attribute("open") is None:
                one.locator("summary").first.click()

    def saves(self) -> None:
        self.tap(self.page.locator("button[value=save]"))
        self.reads("存好了。")

    def begins(self, part: str, shape: str = "") -> None:
        """From the step's page to the form of a new row."""
        self.tap(part)
        if shape:
            self.page.locator("a.tile").filter(has_text=shape).click()


def starts(secretary: Secretary) -> None:
    secretary.go("/v/taoyuan/rules/write/")
    secretary.type("方案名称", "中坪村社会治理积分使用管理办法")
    secretary.page.get_by_label("打算从哪一天起执行").fill("2027-01-01")
    secretary.page.get_by_label("户", exact=True).check()
    secretary.type("分哪几类", "\n".join(CATEGORIES))
    secretary.tap("开始写")
    secretary.reads("第 1 步")


def decides_who(secretary: Secretary) -> None:
    secretary.tap("去第 2 步")
    secretary.tap(secretary.page.locator("#subjects .ed-tools a"))
    secretary.add_row("eligible")
    secretary.choose("eligible.0.kind", "户")
    secretary.page.get_by_label("自愿参加，要本人（或户主）同意").check()
    secretary.saves()
    secretary.tap("现在来定")
    secretary.page.get_by_label("能兑换东西").check()
    secretary.choose("floor", "零分为止")
    secretary.saves()


def writes_the_inspection(secretary: Secretary) -> None:
    secretary.tap("去第 3 步")
    secretary.tap("去第 4 步")
    secretary.begins("加一个事项", "检查打分")
    secretary.fill("title", "每月入户检查评比")
    secretary.choose("category", "人居环境")
    secretary.page.get_by_text("一次写好几行").click()
    secretary.page.get_by_label("一行写一条").fill(LINES)
    secretary.press("放进去")
    expect(secretary.named_control("worth.lines.n")).to_have_value("14")
    secretary.opens_more()
    secretary.choose("worth.lines.0.place", "在院里看")
    for row in INDOORS:
        secretary.choose(f"worth.lines.{row}.place", "要进屋看")
        secretary.named_control(f"worth.lines.{row}.door_consent").check()
    for row in INDOORS + SCALED:
        secretary.choose(f"worth.lines.{row}.absent", "不算，其余各行折算")
    secretary.choose("worth.judging.combine", "取平均")
    secretary.choose("worth.judging.rounding", "四舍五入")
    secretary.choose("worth.counts", "按分数段计几分")
    for row, (low, high, points) in enumerate((("80", "85", "1"), ("85", "90", "3"))):
        secretary.add_row("worth.bands")
        secretary.fill(f"worth.bands.{row}.at_least", low)
        secretary.fill(f"worth.bands.{row}.below", high)
        secretary.fill(f"worth.bands.{row}.points", points)
    secretary.add_row("worth.bands")
    secretary.fill("worth.bands.2.at_least", "90")
    secretary.fill("worth.bands.2.points", "5")


def writes_the_rest_of_the_inspection(secretary: Secretary) -> None:
    """How often, on which days, by whom; the sentence beside grows with every answer."""
    secretary.add_row("caps")
    secretary.choose("caps.0.per", "每月")
    secretary.fill("caps.0.times", "1")
    secretary.choose("caps.0.whose", "各算各的")
    secretary.opens_more()
    secretary.fill("days_of_month.0", "20")
    secretary.fill("days_of_month.1", "25")
    for words in ("本人申报", "别人代报", "网格员或经办人登记"):
        secretary.page.locator("#sheet").get_by_label(words, exact=True).uncheck()
    secretary.page.locator("#sheet").get_by_label("检查评比", exact=True).check()
    beside = secretary.page.locator("#beside")
    expect(beside).to_contain_text("80 分以上（含）、85 分以下（不含）计 1 分")
    expect(beside).to_contain_text("每月 20 日至 25 日办理")
    phone = secretary.page.frame_locator("#beside iframe")
    expect(phone.locator("body")).to_contain_text("每月入户检查评比")
    secretary.saves()


def decides_the_process(secretary: Secretary) -> None:
    secretary.tap("去第 5 步")
    secretary.tap("现在来定")
    secretary.page.locator("a.tile").filter(has_text="入户检查打分的").click()
    expect(secretary.named_control("default.n")).to_have_value("4")
    secretary.opens_more()
    for row, stage in enumerate(Z3.process.default):
        for name in ("members", "note"):
            secretary.fill(f"default.{row}.{name}", getattr(stage, name) or "")
    secretary.choose("objections_to", "评议小组")
    secretary.saves()


def decides_the_board(secretary: Secretary) -> None:
    secretary.tap("去第 6 步")
    secretary.tap("现在来定")
    secretary.page.get_by_label("各户合计").check()
    secretary.page.get_by_label("隐去一个字").check()
    secretary.page.get_by_label("只给本户看").check()
    secretary.fill("days", "30")
    secretary.saves()


def writes_the_measures(secretary: Secretary) -> None:
    secretary.tap("去第 7 步")
    for shape, name, period in (
        ("一期里得的分", "本月积分", "每月"),
        ("检查打的分", "本月检查得分", "每月"),
        ("一期里得的分", "全年积分", "每年"),
    ):
        add = secretary.page.get_by_role("link", name="加一个统计").or_(
            secretary.page.get_by_role("link", name="得分统计")
        )
        add.click()
        secretary.page.locator("a.tile").filter(has_text=shape).first.click()
        secretary.fill("name", name)
        secretary.choose("period", period)
        if shape == "检查打的分":
            secretary.choose("item", "每月入户检查评比")
            secretary.choose("subject", "户")
            secretary.choose("how", "取最后一期")
        else:
            secretary.choose("purse", "积分")
        if name == "本月积分":
            secretary.opens_more()
            secretary.page.locator("#sheet").get_by_label("每月入户检查评比").first.check()
        secretary.saves()


def writes_a_streak(secretary: Secretary, button: str, name: str, measure: str) -> None:
    secretary.begins(button)
    secretary.fill("name", name)
    secretary.choose("measure", measure)
    secretary.fill("length", "3")
    for words in ("要连着", "用过的期不再用", "就断了"):
        secretary.page.locator("#sheet").get_by_label(words).first.check()
    secretary.choose("restart", "不从头数，跨年也接着数")


def writes_the_streaks(secretary: Secretary) -> None:
    writes_a_streak(secretary, "连续达标奖励", "连续三个月 5 分", "本月积分")
    secretary.fill("holds.at_least", "5")
    secretary.fill("points", "5")
    secretary.choose("category", "人居环境")
    expect(secretary.page.locator("#beside")).to_contain_text("连续三个月 5 分")
    secretary.saves()
    writes_a_streak(secretary, "加一条连续奖励", "连续三个月独自最后", "本月检查得分")
    secretary.opens_more()
    secretary.choose("holds.last", "只有一户最后才算")
    secretary.fill("mark", "帮扶")
    secretary.saves()
    secretary.begins("得分高低带来什么")
    secretary.choose("kind", "帮扶")
    secretary.fill("text", Z3.benefits[0].text)
    secretary.saves()


def decides_redemption(secretary: Secretary) -> None:
    secretary.tap("去第 8 步")
    secretary.tap("＋ 兑换")
    secretary.choose("purse", "积分")
    secretary.fill("fen_per_point", "100")
    secretary.saves()


def says_what_was_decided(secretary: Secretary) -> None:
    """Step nine: what the text left open, and a part of the board that was forgotten."""
    secretary.go(secretary.page.url.replace("step/8/", "part/publicity/"))
    secretary.page.get_by_label("本月积分").check()
    secretary.page.get_by_label("全年积分").check()
    secretary.saves()
    secretary.go(secretary.page.url.replace("step/6/", "step/9/"))
    secretary.begins("原文没说、村里定的")
    secretary.fill("about", Z3.choices[0].about)
    secretary.fill("text", Z3.choices[0].text)
    secretary.saves()
    expect(secretary.page.locator(".mark-no")).to_have_count(0)


# What comes out ----------------------------------------------------------------------------------

_LEFT_OUT = ("source", "ids", "code", "level", "outcome", "figure")
_NAMING = ("category", "categories", "item", "items", "measure", "measures", "purse", "purses")


def named(scheme: Scheme) -> dict[str, Any]:
    """The document with names in place of codes and without its sources."""
    document = to_document(scheme)
    names: dict[str, str] = {}
    for part in ("categories", "items", "purses", "measures", "streaks"):
        names |= {one["code"]: one.get("name") or one["title"] for one in document.get(part, [])}

    def plain(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: plain(one, name) for name, one in value.items() if name not in _LEFT_OUT}
        if isinstance(value, list):
            return [plain(one, key) for one in value]
        return names.get(value, value) if key in _NAMING else value

    found: dict[str, Any] = plain(document)
    return found


THE_SCHEME = (
    "subjects",
    "categories",
    "items",
    "purses",
    "process",
    "measures",
    "streaks",
    "benefits",
    "redemption",
    "publicity",
)


def test_from_an_empty_page_to_the_scheme_of_zhongping(site: Site) -> None:
    secretary = Secretary(site.page(1366))
    secretary.logs_in("secretary")
    starts(secretary)
    decides_who(secretary)
    writes_the_inspection(secretary)
    writes_the_rest_of_the_inspection(secretary)
    decides_the_process(secretary)
    decides_the_board(secretary)
    writes_the_measures(secretary)
    writes_the_streaks(secretary)
    decides_redemption(secretary)
    says_what_was_decided(secretary)

    version = SchemeVersion.objects.latest("id")
    assert version.state == "draft"
    written = Scheme.model_validate(version.document)
    assert adoptable(check(written))
    mine, theirs = named(written), named(Z3)
    for part in THE_SCHEME:
        assert mine[part] == theirs[part], part
    assert mine["choices"][0] == theirs["choices"][0]


@pytest.mark.parametrize(("width", "javascript"), [(375, False), (375, True), (1366, False)])
def test_an_item_on_a_phone_and_without_a_script(site: Site, width: int, javascript: bool) -> None:
    """Every button works alike: a row more, the sentence, what is wrong, and then it is kept."""
    secretary = Secretary(site.page(width, java_script_enabled=javascript))
    secretary.logs_in("secretary")
    starts(secretary)
    secretary.go(secretary.page.url.replace("step/1/", "part/items.new/"))
    secretary.page.locator("a.tile").filter(has_text="每次固定的分").click()
    secretary.fill("title", "清扫院子")
    secretary.add_row("caps")
    secretary.choose("caps.0.per", "每月")
    secretary.fill("caps.0.points", "三十")
    secretary.tap(secretary.page.locator("button[value=save]"))
    secretary.reads("还不能保存")
    secretary.reads("最多多少分：请写数字")
    secretary.fill("caps.0.points", "30")
    secretary.choose("category", "人居环境")
    secretary.fill("worth.points", "3")
    secretary.press("看看这句话怎么读")
    secretary.reads("清扫院子：每次 +3 分，每月最多 30 分")
    secretary.saves()
    document = SchemeVersion.objects.latest("id").document
    assert [item["title"] for item in document["items"]] == ["清扫院子"]
    assert secretary.page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def test_without_a_line_nothing_typed_is_lost(site: Site) -> None:
    secretary = Secretary(site.page(1366))
    secretary.logs_in("secretary")
    starts(secretary)
    secretary.go(secretary.page.url.replace("step/1/", "part/items.new/"))
    secretary.page.locator("a.tile").filter(has_text="每次固定的分").click()
    secretary.fill("title", "清扫院子")
    secretary.choose("category", "人居环境")
    secretary.fill("worth.points", "2")
    secretary.fill("worth.unit", "次")
    secretary.page.wait_for_timeout(1_500)  # what the panel beside asks has been answered
    secretary.page.context.set_offline(True)
    secretary.page.locator("button[value=save]").click()
    expect(secretary.page.locator("#sheet .note-error")).to_contain_text("现在没有网络，还没有保存")
    expect(secretary.named_control("title")).to_have_value("清扫院子")
    secretary.page.context.set_offline(False)
    secretary.saves()


def test_a_session_that_ran_out_loses_nothing(site: Site) -> None:
    """Logged out meanwhile: the page says so, keeps every letter, and goes on after a new login."""
    secretary = Secretary(site.page(1366))
    secretary.logs_in("secretary")
    starts(secretary)
    secretary.go(secretary.page.url.replace("step/1/", "part/items.new/"))
    secretary.page.locator("a.tile").filter(has_text="每次固定的分").click()
    secretary.fill("title", "清扫院子")
    secretary.choose("category", "人居环境")
    secretary.fill("worth.points", "2")
    secretary.page.context.clear_cookies(name="sessionid")
    secretary.fill("title", "清扫院子和水沟")
    note = secretary.page.locator("#sheet .note-error")
    expect(note).to_contain_text("离开太久，要重新登录，还没有保存")
    expect(secretary.named_control("title")).to_have_value("清扫院子和水沟")
    with secretary.page.context.expect_page() as opened:
        note.locator("a").click()
    login = Hand(opened.value)
    login.type("账号", "secretary")
    login.type("密码", PASSWORD)
    login.named("登录").first.click()
    login.page.wait_for_url(lambda url: "/login/" not in url)
    secretary.page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(note).to_contain_text("已经重新登录，请再按一次保存。")
    secretary.saves()
    assert SchemeVersion.objects.latest("id").document["items"][0]["title"] == "清扫院子和水沟"
