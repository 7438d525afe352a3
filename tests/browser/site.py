"""桃源村 on a real server, and browsers before it that are watched for what no page may do."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from jishan.demo.cast import Cast
from jishan.registry.actions import issue_card
from tests.browser.hand import MOBILE_MAX, Hand

HEIGHTS = {320: 640, 360: 780, 375: 812, 1366: 768, 1440: 900}
WAIT_MS = 20_000
_REFUSED = "Failed to load resource: the server responded with a status of 4"


class Watch:
    """What every visit is watched for: requests to elsewhere, and anything said on the console
    (script errors, violations of the content security policy among them)."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.found: list[str] = []

    def follow(self, context: BrowserContext) -> None:
        context.on("request", self._asked)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.found.append(f"script: {error.error}"))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.found.append(f"outside: {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        # A refusal answers 409 or 422, which Chromium reports by itself.
        if message.type in ("error", "warning") and not message.text.startswith(_REFUSED):
            self.found.append(f"console: {message.text}")


class Site:
    """The village behind `url`. Browsers that were opened here are closed with it."""

    def __init__(self, url: str, cast: Cast, now: datetime, chromium: Browser) -> None:
        self.url = url
        self.cast = cast
        self.now = now
        self.watch = Watch(url)
        self._chromium = chromium
        self._open: list[BrowserContext] = []

    def context(self, width: int, **more: Any) -> BrowserContext:
        options: dict[str, Any] = {
            "base_url": self.url,
            "viewport": {"width": width, "height": HEIGHTS[width]},
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
            "accept_downloads": True,
        }
        context = self._chromium.new_context(**(options | more))
        context.set_default_timeout(WAIT_MS)
        self.watch.follow(context)
        self._open.append(context)
        return context

    def page(self, width: int, **more: Any) -> Page:
        phone = width < MOBILE_MAX
        return self.context(width, has_touch=phone, is_mobile=phone, **more).new_page()

    def hand(self, width: int = 1366, *, javascript: bool = True) -> Hand:
        return Hand(self.page(width, java_script_enabled=javascript))

    def staff(self, username: str, width: int = 1366, *, javascript: bool = True) -> Hand:
        """Somebody of the staff who has logged in."""
        hand = self.hand(width, javascript=javascript)
        hand.logs_in(username)
        return hand

    def card(self, household: Any) -> Any:
        """A first card for the household, with the PIN that is printed on it."""
        return issue_card(
            self.cast.clerk, household.id, key=f"browser-{household.number}", now=self.now
        )

    def close(self) -> None:
        for context in self._open:
            context.close()


def cookie_of(client: Client, url: str) -> Any:
    """The session of a test client, for a browser."""
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def _unwrapped(handler: Any) -> Any:
    """Django would put its own static files before the handler; ours serves them itself."""
    return handler


@contextmanager
def serving() -> Iterator[str]:
    """The product's own handler on a free port of the loopback; static files come from it too."""
    as_it_is: Any = _unwrapped
    thread = LiveServerThread("127.0.0.1", static_handler=as_it_is)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    try:
        yield f"http://{thread.host}:{thread.port}"
    finally:
        thread.terminate()
        thread.join()
