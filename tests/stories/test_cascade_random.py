"""Any act of any half-year is reversed: the book is then what a replay says that never had it."""

import random
from datetime import date, timedelta

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
    dearer,
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


def lived(
    village: Cast, chance: random.Random, *, most: int = 5, from_april: bool = False
) -> tuple[Half, list[Moved]]:
    """Half a year in which three households do what comes to them, at most so many things a month,
    and fetch goods. `from_april` another version is in force.

    Goods are fetched before the first act of a month: where a deduction comes into the book after
    the goods were bought, though its day is before, the floor spares what a replay would take.
    """
    half = Half(village, chance.choice((rules, owing)))
    homes = [village.zhang.id, village.liu_neighbour.id, village.far.id]
    acts = []
    for month in range(1, 7):
        if month == 4 and from_april:
            half.adopt_again(4, dearer)
        for _ in range(chance.randint(2, most)):
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


def same(half: Half, until: date = UNTIL) -> None:
    """Balances, what the rules gave, every measure of every closed period, titles."""
    out = replayed(half.id, until)
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


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_reversed_and_comes_late_the_book_is_what_the_days_say(
    village: Cast, seed: int
) -> None:
    """Two versions, many acts; some are taken back, others come months after they were done."""
    chance = random.Random(100 + seed)
    half, acts = lived(village, chance, most=9, from_april=bool(seed % 2))
    homes = [village.zhang.id, village.liu_neighbour.id, village.far.id]
    same(half)

    for turn in range(6):
        now = at(7, 21) + timedelta(days=5 * turn)
        if chance.random() < 0.5:
            gone = acts.pop(chance.randrange(len(acts)))
            reverse_claim(village.clerk, gone.id, reason="查无此事", now=now)
        else:
            item, month = chance.choice(("visit", "visit", "lavish-feast")), chance.randint(1, 6)
            acts.append(half.act(chance.choice(homes), item, month, chance.randint(1, 28)))
            half.enter(now)
        recheck(village.clerk, now=now)
        same(half, date(2026, 9, 30))
