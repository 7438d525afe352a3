"""One act at a time, as the server scores it: windows to read, uses to store, credits to post."""

from datetime import date
from typing import Any

import pytest

from jishan.core.points import Points
from jishan.core.scoring import (
    Act,
    CapWindow,
    Credit,
    ItemUnknown,
    NotInForce,
    OriginNotAllowed,
    Standing,
    cap_windows,
    score,
)
from tests.core.replaying import pack, village

CAPPED = """
items:
- code: sweep
  title: 清扫巷道
  category: env
  worth: {shape: fixed, points: 3}
  origins: [recorded]
  caps: [{per: month, points: 10, whose: household}, {per: day, times: 1, whose: account}]
"""
DAY = date(2024, 3, 5)
RESIDENT = Standing("resident", "H1", members=("R1",))


def act(**more: Any) -> Act:
    return Act("k", DAY, "R1", "sweep")._replace(**more)


def test_the_windows_that_an_act_can_touch() -> None:
    assert cap_windows(village(CAPPED), act(), RESIDENT) == (
        CapWindow("sweep/2", "R1", DAY, DAY, ("sweep",), "times"),
        CapWindow("sweep/1", "H1", date(2024, 3, 1), date(2024, 3, 31), ("sweep",), "plus"),
    )


def test_what_is_used_cuts_the_points_and_says_so() -> None:
    scheme = village(CAPPED)
    times, points = cap_windows(scheme, act(), RESIDENT)
    found = score(scheme, act(), {points: 850}, RESIDENT)

    assert found.points == Points(150)
    assert found.credits == (Credit("main", "H1", Points(150)),)
    assert [(one.code, dict(one.facts)) for one in found.reasons] == [
        ("counted", {"points": 300}),
        (
            "capped",
            {"cap": "sweep/1", "limit": 1000, "per": "month", "whose": "household", "points": 150},
        ),
    ]  # fmt: skip
    assert {use.window: use.amount for use in found.uses} == {times: 1, points: 150}
    assert score(scheme, act(), {times: 1}, RESIDENT).points == 0
    assert score(scheme, act(), {times: 1}, RESIDENT).uses == ()


def test_a_refusal_names_the_item_by_its_title() -> None:
    with pytest.raises(OriginNotAllowed) as refused:
        score(village(CAPPED), act(origin="self"), {}, RESIDENT)
    assert refused.value.facts == {"item": "清扫巷道", "origin": "self"}
    with pytest.raises(ItemUnknown) as unknown:
        score(village(CAPPED), act(item="fly"), {}, RESIDENT)
    assert unknown.value.facts == {"item": "fly"}
    with pytest.raises(NotInForce):
        cap_windows(village(CAPPED), act(day=date(2023, 12, 31)), RESIDENT)


def test_without_a_standing_the_subject_is_a_household() -> None:
    found = score(pack("s0"), Act("k", date(2025, 3, 5), "H1", "tree", quantity=7), {})

    assert found.points == Points(2100)
    assert found.credits == (Credit("points", "H1", Points(2100)),)
