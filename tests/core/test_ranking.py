"""Titles: shares, ranges, thresholds, draws; ties and rounding as declared."""

import pytest

from jishan.core.ranking import Row, lot, places, rank
from jishan.core.scheme.document import Honour


def honour(pick: dict[str, object], **more: object) -> Honour:
    plain = {"code": "h", "name": "荣誉", "measure": "m", "pick": pick, "scope": "village"}
    return Honour.model_validate({**plain, "ties": "all_in", **more})


def rows(*values: int) -> list[Row]:
    return [Row(f"h{number}", value * 100) for number, value in enumerate(values, 1)]


def taken(rule: Honour, *values: int) -> list[str]:
    return [one.key for one in rank(rows(*values), rule) if one.taken]


def test_equals_share_a_place() -> None:
    values = [("a", 3), ("b", 5), ("c", 5), ("d", 1)]

    assert places(values) == {"b": 1, "c": 1, "a": 3, "d": 4}
    assert places(values, dense=True) == {"b": 1, "c": 1, "a": 2, "d": 3}


@pytest.mark.parametrize(
    ("rounding", "at_least", "households", "count"),
    [
        ("down", 0, 25, 2),
        ("half_up", 0, 25, 3),
        ("up", 0, 21, 3),
        ("down", 1, 9, 1),
        ("down", 0, 9, 0),
    ],
)
def test_ten_percent_of_so_many(rounding: str, at_least: int, households: int, count: int) -> None:
    pick = {
        "shape": "top_share",
        "percent": 10,
        "of": "all",
        "rounding": rounding,
        "at_least": at_least,
    }

    assert len(taken(honour(pick), *range(households))) == count


def test_stars_of_adjoining_shares() -> None:
    """20 households: places 1–2, 3–4, 5–6; who shares the second place is in the first share."""
    values = (90, 80, 80, 70, 60, 60, *range(14))
    share = {"shape": "top_share", "of": "all", "rounding": "half_up"}
    five = honour({**share, "percent": 10})
    four = honour({**share, "above_percent": 10, "percent": 20})
    three = honour({**share, "above_percent": 20, "percent": 30})

    assert taken(five, *values) == ["h1", "h2", "h3"]
    assert taken(four, *values) == ["h4"]
    assert taken(three, *values) == ["h5", "h6"]


def test_a_tie_at_the_cut() -> None:
    pick = {"shape": "ranks", "last": 2}

    assert taken(honour(pick), 9, 8, 8) == ["h1", "h2", "h3"]
    assert taken(honour(pick, ties="all_out"), 9, 8, 8) == ["h1"]
    drawn = taken(honour(pick, ties="draw", seed="甲"), 9, 8, 8)
    winner = min(("h2", "h3"), key=lambda key: lot("甲", key))
    assert drawn == ["h1", winner]


def test_a_tie_decided_by_another_measure() -> None:
    candidates = [Row("a", 800, (100,)), Row("b", 800, (300,)), Row("c", 900, (0,))]
    found = rank(candidates, honour({"shape": "ranks", "last": 2}, then_by=["n"]))

    assert [(one.key, one.place) for one in found if one.taken] == [("c", 1), ("b", 2)]


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ({"at_least": 80}, ["h1", "h2"]),
        ({"above": 80}, ["h1"]),
        ({"at_least": 70, "below": 80}, ["h3"]),
        ({"at_least": 70, "quota": 1}, ["h1"]),
    ],
)
def test_thresholds(bounds: dict[str, object], expected: list[str]) -> None:
    assert taken(honour({"shape": "threshold", **bounds}), 90, 80, 70) == expected


def test_the_unqualified_leave_their_place_to_the_next_or_empty() -> None:
    candidates = [Row("a", 900, qualified=False, reason="barred"), Row("b", 800), Row("c", 700)]
    pick = {"shape": "ranks", "last": 2}

    filled = rank(candidates, honour(pick))
    left = rank(candidates, honour(pick, gaps="left"))

    assert [(one.key, one.place, one.reason) for one in filled] == [
        ("b", 1, "taken"), ("c", 2, "taken"), ("a", None, "barred"),
    ]  # fmt: skip
    assert [(one.key, one.place, one.reason) for one in left] == [
        ("a", 1, "barred"), ("b", 2, "taken"), ("c", 3, "not_placed"),
    ]  # fmt: skip


def test_a_draw_can_be_redrawn_by_anybody() -> None:
    rule = honour({"shape": "draw", "count": 1, "seed": "2024-12-31 正午"})
    lots = sorted(("h1", "h2", "h3"), key=lambda key: lot("2024-12-31 正午", key))

    assert taken(rule, 1, 1, 1) == lots[:1]


def test_each_group_has_its_own_contest_and_low_can_be_best() -> None:
    candidates = [
        Row("a", 100, scope="一组"),
        Row("b", 200, scope="一组"),
        Row("c", 50, scope="二组"),
    ]
    found = rank(candidates, honour({"shape": "ranks", "last": 1}, order="lowest"))

    assert [(one.scope, one.key) for one in found if one.taken] == [("一组", "a"), ("二组", "c")]
