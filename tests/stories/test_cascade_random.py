"""Any act of any half-year is reversed: the book is then what a replay says that never had it."""

import random
from datetime import date

import pytest

from jishan.claims.actions import Moved, reverse_claim
from jishan.demo.cast import Cast
from jishan.honors.mending import recheck
from jishan.ledger.check import prove
from tests.stories.mending import (
    Half,
    at,
    balances,
    balances_in,
    given,
    given_in,
    measures,
    owing,
    replayed,
    rules,
    titled,
    titled_in,
)

UNTIL = date(2026, 7, 31)


def lived(village: Cast, chance: random.Random) -> tuple[Half, list[Moved]]:
    """Half a year in which three households do what comes to them, and fetch goods.

    Goods are fetched before the first act of a month: where a deduction comes into the book after
    the goods were bought, though its day is before, the floor spares what a replay would take.
    """
    half = Half(village, chance.choice((rules, owing)))
    homes = [village.zhang.id, village.liu_neighbour.id, village.far.id]
    acts = []
    for month in range(1, 7):
        for _ in range(chance.randint(2, 5)):
            item = chance.choice(("tree", "tree", "visit", "lavish-feast"))
            many = {"quantity": chance.randint(1, 9)} if item == "tree" else {}
            day = chance.randint(14, 28)
            acts.append(half.act(chance.choice(homes), item, month, day, **many))
        half.end(month)
        who = chance.choice(homes)
        held = balances(half.id).get(("spend", f"h{who}"), 0)
        if held >= 1000 and month < 6:
            half.spend(who, chance.randint(1, held // 100) * 100, at(month + 1, 12))
    half.announce()
    return half, acts


def same(half: Half) -> None:
    """Balances, what the rules gave, every measure of every closed period, titles."""
    out = replayed(half.id, UNTIL)
    assert balances(half.id) == balances_in(out)
    assert given(half.id) == {key: points for key, points in given_in(out).items() if points}
    for label, code, ours, theirs in measures(half.id, out):
        assert ours == theirs, (label, code)
    assert titled(half.village) == titled_in(out)
    assert prove(half.id).differences == ()


@pytest.mark.parametrize("seed", range(6))
def test_the_book_is_what_a_replay_without_the_act_says(village: Cast, seed: int) -> None:
    chance = random.Random(seed)
    half, acts = lived(village, chance)
    same(half)

    for act in chance.sample(acts, 2):
        reverse_claim(village.clerk, act.id, reason="查无此事", now=at(7, 21))
        recheck(village.clerk, now=at(7, 21))
        same(half)
