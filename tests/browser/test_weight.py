"""What a first visit costs on a villager's phone: 30 KB at most, style and script included (U1)."""

from collections import defaultdict

from tests.browser.hand import Hand
from tests.browser.site import Site
from tests.stories import road

VILLAGER_MAX = 30 * 1024


def weigh(site: Site, hand: Hand, path: str) -> tuple[int, list[str]]:
    """Bytes over the line with an empty cache, and what was fetched."""
    session = hand.page.context.new_cdp_session(hand.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    bytes_of: dict[str, float] = defaultdict(float)
    asked: dict[str, str] = {}
    session.on(
        "Network.requestWillBeSent",
        lambda event: asked.update({event["requestId"]: event["request"]["url"]}),
    )
    session.on(
        "Network.loadingFinished",
        lambda event: bytes_of.update({event["requestId"]: event["encodedDataLength"]}),
    )
    hand.page.goto(path, wait_until="networkidle")
    session.detach()
    return int(sum(bytes_of.values())), [url.removeprefix(site.url) for url in asked.values()]


def test_public_pages(site: Site) -> None:
    road.on_notice(site.cast, site.now)
    reader = site.hand(360)
    for path in ("/", "/b/taoyuan/", "/b/taoyuan/notices/1/", "/b/taoyuan/rules/", "/passbook/"):
        weight, fetched = weigh(site, reader, path)
        assert weight <= VILLAGER_MAX, (path, fetched)


def test_a_households_pages(site: Site) -> None:
    road.on_notice(site.cast, site.now)
    phone = site.hand(360)
    phone.shows_card(site.card(site.cast.zhang))
    for path in ("/my/", "/my/claim/", "/my/claim/lane-sweep/", "/my/passbook/", "/my/notices/1/"):
        weight, fetched = weigh(site, phone, path)
        assert weight <= VILLAGER_MAX, (path, fetched)
