"""The pictures of the README and the manual, taken from the demo county by hand:

    JISHAN_HOME=/tmp/pictures .venv/bin/jishan run --port 8190 &
    JISHAN_HOME=/tmp/pictures .venv/bin/python -m tests.browser.screenshots http://127.0.0.1:8190

They go to docs/manual/images, 150 KB each at most. A household gets a new card for it.
"""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.house.source import ROOT

IMAGES = ROOT / "docs" / "manual" / "images"
BYTES_MAX = 150 * 1024
PHONE = {"width": 375, "height": 812}
DESK = {"width": 1440, "height": 560}


def opened(browser: Browser, base: str, viewport: dict[str, int]) -> Page:
    phone = viewport is PHONE
    context = browser.new_context(
        base_url=base,
        viewport=viewport,  # type: ignore[arg-type]  # a dict is a ViewportSize
        locale="zh-CN",
        is_mobile=phone,
        has_touch=phone,
    )
    return context.new_page()


def taken(page: Page, name: str) -> None:
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path, animations="disabled")
    _fewer_colours(path)
    size = path.stat().st_size
    assert size <= BYTES_MAX, f"{path.name} has {size} bytes"
    sys.stdout.write(f"{path.relative_to(ROOT)} {size // 1024} KB\n")


def _fewer_colours(path: Path) -> None:
    """Flat pages need no more than 128 colours."""
    from PIL import Image

    with Image.open(path) as picture:
        flat = picture.convert("RGB").quantize(128)
    flat.save(path, optimize=True)


def staff(browser: Browser, base: str, username: str, viewport: dict[str, int]) -> Page:
    from jishan.demo.cast import PASSWORD

    page = opened(browser, base, viewport)
    page.goto("/login/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_url(lambda url: "/login/" not in url)
    return page


def household_with_points() -> tuple[Any, str]:
    """A card of the household of 桃源村 that has most to spend, and its door plate's code."""
    from django.utils import timezone

    from jishan.ledger.models import Account
    from jishan.orgs.models import Organization, User
    from jishan.orgs.queries import actor_in_village, place_of
    from jishan.registry.actions import issue_card, reissue_card
    from jishan.registry.models import Card, Household

    now = timezone.now()
    village = place_of(Organization.objects.get(code="taoyuan").pk)
    clerk = actor_in_village(
        User.objects.get(username="clerk").pk, village, day=timezone.localdate(now)
    )
    accounts = Account.objects.filter(village_id=village.id, household_id__isnull=False)
    richest = accounts.order_by("-balance")[0]
    assert richest.household_id is not None
    home = Household.objects.get(village_id=village.id, id=richest.household_id)
    cards = Card.objects.filter(village_id=village.id, household_id=home.id, ended_at=None)
    step = reissue_card if cards.exists() else issue_card
    return step(clerk, home.id, key=f"picture-{now:%Y%m%d%H%M%S}", now=now), home.door_code


def villager(browser: Browser, base: str, card: Any) -> Page:
    page = opened(browser, base, PHONE)
    page.goto("/card/?care=1")
    page.get_by_label("卡号").fill(card.code)
    page.locator("[name=pin]").fill(card.pin)
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_url("**/my/")
    return page


def take_all(base: str) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jishan.settings")
    django.setup()
    card, door_code = household_with_points()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        board = opened(browser, base, PHONE)
        board.goto("/b/taoyuan/")
        taken(board, "board")
        desk = staff(browser, base, "clerk", DESK)
        desk.goto("/v/taoyuan/")
        taken(desk, "desk")
        phone = villager(browser, base, card)
        phone.goto("/my/claim/")
        phone.locator("main .tile").first.tap()
        phone.wait_for_load_state()
        taken(phone, "claim-care")
        counter = staff(browser, base, "shop", PHONE)
        counter.goto(f"/v/taoyuan/shop/?code={door_code}")
        taken(counter, "counter")
        browser.close()


if __name__ == "__main__":
    take_all(sys.argv[1].rstrip("/"))
