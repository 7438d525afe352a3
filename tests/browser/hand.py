"""What a person does before a screen: presses, keys, and what is read. Every press is counted."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from jishan.demo.cast import PASSWORD

MOBILE_MAX = 600


class Hand:
    """One person at one screen. `taps` counts presses on our page, `keys` keyboard strokes that do
    something (Enter, J, Y); typing letters counts as neither."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0
        self.keys = 0
        self._touch = bool(page.evaluate("navigator.maxTouchPoints"))

    def go(self, path: str) -> None:
        """Stand on a page before the counting begins."""
        self.page.goto(path)
        self.taps = self.keys = 0

    def tap(self, what: Locator | str) -> None:
        """Press a link or a button; a text means the one link or button that carries it."""
        target = what if isinstance(what, Locator) else self.named(what)
        if self._touch:
            target.tap()
        else:
            target.click()
        self.taps += 1

    def named(self, text: str) -> Locator:
        main = self.page.get_by_role("main")
        return main.get_by_role("link", name=text).or_(main.get_by_role("button", name=text))

    def type(self, label: str, text: str, *, enter: bool = False) -> None:
        field = self.page.get_by_label(label)
        field.fill(text)
        if enter:
            self.key(field, "Enter")

    def key(self, where: Locator, key: str) -> None:
        where.press(key)
        self.keys += 1

    def reads(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def reads_not(self, text: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(text)

    def text(self) -> str:
        return self.page.locator("body").inner_text()

    def logs_in(self, username: str) -> None:
        """The staff entrance, with the demo county's password."""
        self.page.goto("/login/")
        self.type("账号", username)
        self.type("密码", PASSWORD)
        self.named("登录").first.click()
        self.page.wait_for_url(lambda url: "/login/" not in url)

    def shows_card(self, card: Any) -> None:
        """A household's card and PIN."""
        self.page.goto("/card/")
        self.type("卡号", card.code)
        self.page.locator("[name=pin]").fill(card.pin)
        self.named("看我家的积分").click()
        self.page.wait_for_url("**/my/")
        self.taps = self.keys = 0
