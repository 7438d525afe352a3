"""Places shared out among contests by size, and lots by points."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jishan.core.ranking import Row, rank
from jishan.core.scheme.document import Honour

FEW = settings(max_examples=40, deadline=None)


def honour(pick: dict[str, object], **more: object) -> Honour:
    plain = {"code": "h", "name": "荣誉", "measure": "m", "pick": pick, "scope": "group"}
    return Honour.model_validate({**plain, "ties": "draw", "seed": "s", **more})


def contests(sizes: dict[str, int]) -> list[Row]:
    return [
        Row(f"{name}{number}", 100 * number, scope=name)
        for name, size in sizes.items()
        for number in range(size)
    ]


@pytest.mark.parametrize(
    ("sizes", "count", "seats"),
    [
        ({"甲": 50, "乙": 30, "丙": 20}, 10, {"甲": 5, "乙": 3, "丙": 2}),
        ({"甲": 5, "乙": 2, "丙": 1}, 4, {"甲": 3, "乙": 1}),
        ({"甲": 3, "乙": 3, "丙": 3}, 4, {"甲": 1, "乙": 1, "丙": 2}),
    ],
)
def test_seats_by_largest_remainder(
    sizes: dict[str, int], count: int, seats: dict[str, int]
) -> None:
    rule = honour({"shape": "seats", "count": count, "of": "all"})
    taken = Counter(one.scope for one in rank(contests(sizes), rule) if one.taken)

    assert sum(taken.values()) == count
    assert {name: taken[name] for name in sizes if taken[name]} == seats


@FEW
@given(
    st.dictionaries(st.sampled_from("甲乙丙丁"), st.integers(1, 12), min_size=1), st.integers(1, 20)
)
def test_no_contest_has_more_or_fewer_than_its_share(sizes: dict[str, int], count: int) -> None:
    everybody = sum(sizes.values())
    rule = honour({"shape": "seats", "count": count, "of": "all"})
    taken = Counter(one.scope for one in rank(contests(sizes), rule) if one.taken)

    assert sum(taken.values()) == min(count, everybody)
    if count <= everybody:
        for name, size in sizes.items():
            assert abs(taken[name] - count * size / everybody) < 1


def test_seats_by_those_who_qualify() -> None:
    rows = contests({"甲": 8, "乙": 2})
    rows = [row._replace(qualified=row.scope == "乙" or row.value >= 600) for row in rows]
    seats = {of: Counter[str]() for of in ("all", "qualified")}
    for of, found in seats.items():
        rule = honour({"shape": "seats", "count": 2, "of": of})
        found.update(one.scope for one in rank(rows, rule) if one.taken)

    assert seats == {"all": Counter({"甲": 2}), "qualified": Counter({"甲": 1, "乙": 1})}


def lots(values: dict[str, int], seed: str, count: int = 1) -> list[str]:
    pick = {"shape": "draw", "count": count, "seed": seed, "points_per_lot": 10}
    rows = [Row(key, value * 100) for key, value in values.items()]
    return [one.key for one in rank(rows, honour(pick, scope="village")) if one.taken]


def test_more_points_more_lots() -> None:
    """100 draws between 90 points and 10: nine lots against one."""
    won = Counter(lots({"H1": 90, "H2": 10}, f"号{n}")[0] for n in range(100))

    assert won == {"H1": 89, "H2": 11}


@FEW
@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 60), min_size=1), st.text(max_size=4)
)
def test_who_has_no_lot_is_never_drawn_and_order_does_not_matter(
    values: dict[str, int], seed: str
) -> None:
    seed = seed.strip() or "s"
    found = lots(values, seed, count=3)

    assert set(found) <= {key for key, value in values.items() if value >= 10}
    assert len(found) == min(3, sum(value >= 10 for value in values.values()))
    assert lots(dict(reversed(values.items())), seed, count=3) == found
