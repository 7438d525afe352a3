"""P10: 1,000 household cards with codes, and 1,000 door plates. Seconds on this machine."""

import time
from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from bench.engines import SQLITE
from bench.harness import Figure, of_pairs
from jishan.core.access import Actor, Held, Level, Role, staff_actor
from jishan.orgs.actions import found_organization
from jishan.paper.codes import qr_svg
from jishan.paper.typesetting import typeset
from jishan.registry.actions import NewResident, found_household, issue_cards
from jishan.registry.codes import grouped, new_codes

TITLE = "cards and door plates are printed"
ENGINES = (SQLITE,)
_CARDS = 1_000
_LIMIT_MS = 40_000.0
_TURNS = 3
_NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
_HOST = "https://jishan.example.cn"


def _village() -> tuple[Actor, list[int]]:
    """A clerk and households without a card."""
    code = uuid4().hex[:12]
    county = found_organization("县", f"c{code}", level=Level.COUNTY, parent=None)
    village = found_organization("村", f"v{code}", level=Level.VILLAGE, parent=county)
    clerk = staff_actor(1, village.pk, (Held(Role.CLERK, above=True),))
    homes = [
        found_household(clerk, NewResident("张桂兰"), key=f"{code}{n}", now=_NOW).id
        for n in range(_CARDS)
    ]
    return clerk, homes


def _cards() -> float:
    """Codes drawn, PINs hashed, QR codes made, pages typeset."""
    clerk, homes = _village()
    start = time.perf_counter()
    faces = [
        {
            "number": card.number, "masked": "张*兰", "head": card.head_name, "group": card.group,
            "code": grouped(card.code), "door": grouped(card.door_code), "version": card.version,
            "qr": qr_svg(f"{_HOST}/K/{card.code}"), "pin": card.pin,
        }
        for card in issue_cards(clerk, homes, key=uuid4().hex, now=_NOW)
    ]  # fmt: skip
    content = {"village": "桃源村", "card": "积分卡", "day": "2026-03-02", "cards": faces}
    assert typeset("cards", content).startswith(b"%PDF"), "a PDF"
    return (time.perf_counter() - start) * 1_000


def _plates() -> float:
    start = time.perf_counter()
    plates = [
        {"code": grouped(code), "qr": qr_svg(f"{_HOST}/H/{code}"), "margin": "一组 户编号 0001"}
        for code in new_codes(_CARDS)
    ]
    content = {"village": "桃源村", "line": "扫一扫，看村务公开栏", "plates": plates}
    assert typeset("door_plates", content).startswith(b"%PDF"), "a PDF"
    return (time.perf_counter() - start) * 1_000


def run(engine: str) -> Iterable[Figure]:
    """Ratios to the limit of 40 s: the only absolute figures, so the machine is named beside."""
    for name, work in (("1,000 cards with PINs", _cards), ("1,000 door plates", _plates)):
        found = [(work(), _LIMIT_MS) for _ in range(_TURNS)]
        yield of_pairs("P10", engine, name, found, target=1, at_least=False, unit="ms")
