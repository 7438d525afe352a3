"""Points that change hands keep the days on which they were earned and on which they end."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jishan.core.lots import Movement, lapsing, lots_held
from jishan.core.purses import NEVER, Lot, PurseState
from jishan.core.scheme.document import Purse
from jishan.core.transfers import Leaving, hand_over, received
from tests.core.replaying import run, village

FIRST = date(2024, 1, 1)
ORDERS = ("oldest", "newest", "soonest_expiry")


def purse(spend_first: str = "oldest", **said: Any) -> Purse:
    plain = {
        "code": "p", "name": "分", "holder": "household", "spendable": True, "floor": "none",
        "spend_first": spend_first, "expiry": [{"after": {"days": 30}}],
    }  # fmt: skip
    return Purse.model_validate(plain | said)


def holding(lots: list[tuple[int, int, int]], rule: Purse | None = None) -> PurseState:
    """A purse with credits of (day, last good day, points)."""
    state = PurseState(rule or purse())
    for day, last, points in lots:
        state.credit(points, day, last)
    return state


def lots(state: PurseState) -> Counter[tuple[int, int]]:
    found: Counter[tuple[int, int]] = Counter()
    for _, day, last, left in state.lots:
        found[day, last] += left
    return found


# By hand ----------------------------------------------------------------------------------------


def test_what_is_handed_on_is_what_would_be_spent_first() -> None:
    """6 points good until day 40 and 4 until day 60; 7 are handed on, the oldest first."""
    giver, taker = holding([(1, 40, 600), (2, 60, 400)]), holding([])

    assert hand_over(giver, taker, 700, 10) == 700

    assert lots(giver) == {(2, 60): 300}
    assert lots(taker) == {(1, 40): 600, (2, 60): 100}
    assert taker.expire(41) == 600
    assert (giver.balance, taker.balance) == (300, 100)


def test_where_a_household_splits_each_lot_goes_in_the_same_part() -> None:
    """Half of 6 points good until day 40 and of 4 until day 60."""
    giver, taker = holding([(1, 40, 600), (2, 60, 400)]), holding([])

    hand_over(giver, taker, 500, 10, evenly=True)

    assert lots(giver) == lots(taker) == {(1, 40): 300, (2, 60): 200}


def test_a_broken_part_goes_to_the_largest_fraction() -> None:
    """0.05 of 0.07 + 0.03 + 0.01: 3.18, 1.36 and 0.45 hundredths; the last one gets one more."""
    giver, taker = holding([(1, 40, 7), (2, 60, 3), (3, 70, 1)]), holding([])

    hand_over(giver, taker, 5, 10, evenly=True)

    assert lots(taker) == {(1, 40): 3, (2, 60): 1, (3, 70): 1}
    assert lots(giver) == {(1, 40): 4, (2, 60): 2}


def test_a_household_that_merges_brings_everything_with_its_days() -> None:
    giver, taker = holding([(1, 40, 600)]), holding([(1, 40, 100), (3, 50, 200)])

    assert hand_over(giver, taker, None, 10) == 600

    assert (giver.balance, lots(giver)) == (0, {})
    assert lots(taker) == {(1, 40): 700, (3, 50): 200}


def test_a_debt_that_comes_is_paid_with_what_is_spent_first() -> None:
    giver, taker = holding([(1, 40, 100)]), holding([(1, 40, 600), (2, 60, 400)])
    giver.spend(800)

    assert hand_over(giver, taker, None, 10) == -700

    assert (giver.balance, taker.balance) == (0, 300)
    assert lots(taker) == {(2, 60): 300}


def test_what_comes_to_a_debt_pays_it_first() -> None:
    giver, taker = holding([(1, 40, 600), (2, 60, 400)]), holding([])
    taker.spend(700)

    hand_over(giver, taker, None, 10)

    assert (taker.balance, lots(taker)) == (300, {(2, 60): 300})


def test_what_had_ended_does_not_go_along() -> None:
    giver, taker = holding([(1, 9, 600), (2, 60, 400)]), holding([])

    assert hand_over(giver, taker, None, 10) == 400

    assert (giver.balance, giver.expired, taker.balance) == (0, 600, 400)


def test_points_with_an_end_keep_it_in_a_purse_that_knows_none() -> None:
    """From another village's book: 5 points good until day 40 beside 3 that never end."""
    taker = PurseState(purse(expiry=[]))
    taker.credit(300, 1)

    taker.receive(500, [Lot(2, 40, 500)], 10)
    taker.credit(100, 20)

    assert taker.expire(41) == 500
    assert taker.balance == 400


def test_where_points_go_that_come_from_another_village() -> None:
    """Points to spend go where goods are redeemed from, others into the first purse of honour."""
    purses = tuple(
        purse().model_copy(update={"code": code} | said)
        for code, said in (
            ("rice", {}), ("shop", {}), ("fame", {"spendable": False}),
            ("own", {"holder": "resident"}),
        )
    )  # fmt: skip
    old, new = Lot(1, 40, 100), Lot(2, 60, 50)
    leaving = [Leaving(True, 300, (old,)), Leaving(False, 500), Leaving(True, 50, (new,))]

    assert received(purses, "shop", leaving) == {
        "shop": Leaving(True, 350, (old, new)), "fame": Leaving(False, 500),
    }  # fmt: skip
    assert received(purses, None, leaving[:1]) == {"rice": Leaving(True, 300, (old,))}
    assert received(purses[:2], "shop", leaving) is None
    assert received(purses, "shop", []) == {}


# Properties -------------------------------------------------------------------------------------

some_lots = st.lists(
    st.tuples(st.integers(1, 9), st.sampled_from([20, 30, 40, NEVER]), st.integers(1, 999)),
    max_size=6,
)


@settings(max_examples=80, deadline=None)
@given(some_lots, some_lots, st.integers(0, 4000), st.booleans(), st.sampled_from(ORDERS))
def test_nothing_is_lost_and_no_lot_lives_longer_by_moving(
    had: list[Any], has: list[Any], points: int, evenly: bool, spend_first: str
) -> None:
    giver, taker = holding(had, purse(spend_first)), holding(has, purse(spend_first))
    points, before = min(points, giver.balance), lots(giver) + lots(taker)
    balances, mine = giver.balance + taker.balance, lots(giver)

    hand_over(giver, taker, points, 10, evenly=evenly)

    assert giver.balance + taker.balance == balances
    assert lots(giver) + lots(taker) == before
    assert (sum(lots(giver).values()), sum(lots(taker).values())) == (giver.balance, taker.balance)
    if evenly and points:
        for key, left in mine.items():
            exact = Fraction(left * points, giver.balance + points)
            assert abs(left - lots(giver)[key] - exact) < 1


@settings(max_examples=80, deadline=None)
@given(some_lots, st.integers(0, 4000), st.booleans(), st.sampled_from(ORDERS))
def test_going_and_coming_back_changes_nothing(
    had: list[Any], points: int, evenly: bool, spend_first: str
) -> None:
    giver, taker = holding(had, purse(spend_first)), holding([], purse(spend_first))
    before, points = [list(lot) for lot in giver.lots], min(points, giver.balance)

    hand_over(giver, taker, points, 10, evenly=evenly)
    hand_over(taker, giver, None, 12)

    assert giver.lots == before
    assert (taker.lots, taker.balance) == ([], 0)


steps = st.lists(
    st.tuples(
        st.integers(0, 60),
        st.sampled_from(["earn", "earn", "spend", "hand", "split", "look", "merge"]),
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["a", "b", "c"]),
        st.integers(1, 40),
    ),
    max_size=25,
)
_PHASE = {"look": 0, "merge": 1, "earn": 2, "hand": 3, "split": 3, "spend": 4}


def on(number: int) -> date:
    return FIRST + timedelta(days=number)


class Twice:
    """Three purses as a replay holds them, and the entries that a book would have of it."""

    def __init__(self, rule: Purse) -> None:
        self.rule = rule
        self.states = {name: PurseState(rule) for name in "abc"}
        self.entries: list[Movement] = []

    def look(self, day: int) -> None:
        """The clock comes before anything moves."""
        for state in self.states.values():
            state.expire(on(day).toordinal())
        for holder, due in lapsing(self.rule, self.entries, on(day)).items():
            for last, points in due.items():
                lapse = Movement(last + timedelta(days=1), holder, -points, "lapse")
                self.entries.append(lapse)

    def earn(self, day: int, one: str, other: str, points: int) -> None:
        last = on(day + points)
        self.states[one].credit(points, on(day).toordinal(), last.toordinal())
        self.entries.append(Movement(on(day), one, points, last_good=last))

    def spend(self, day: int, one: str, other: str, points: int) -> None:
        """Also more than there is: a debt after a correction."""
        self.states[one].spend(points)
        self.entries.append(Movement(on(day), one, -points, "spent"))

    def hand(self, day: int, one: str, other: str, points: int, *, evenly: bool = False) -> None:
        part = min(points, max(self.states[one].balance, 0))
        if part and one != other:
            self._over(day, one, other, part, evenly=evenly)
            entry = Movement(on(day), one, part, "moved", other=other, evenly=evenly)
            self.entries.append(entry)

    def split(self, day: int, one: str, other: str, points: int) -> None:
        self.hand(day, one, other, points, evenly=True)

    def merge(self, day: int, one: str, other: str, points: int) -> None:
        if one != other:
            self._over(day, one, other, None)
            self.entries.append(Movement(on(day), one, 0, "merge", other=other))

    def _over(
        self, day: int, one: str, other: str, points: int | None, *, evenly: bool = False
    ) -> None:
        giver, taker = self.states[one], self.states[other]
        hand_over(giver, taker, points, on(day).toordinal(), evenly=evenly)


@settings(max_examples=120, deadline=None)
@given(steps, st.sampled_from(ORDERS))
def test_what_is_read_back_from_the_entries_is_what_the_replay_holds(
    happened: list[tuple[int, str, str, str, int]], spend_first: str
) -> None:
    both = Twice(purse(spend_first))

    for day, what, *how in sorted(happened, key=lambda one: (one[0], _PHASE[one[1]])):
        both.look(day)
        if what != "look":
            getattr(both, what)(day, *how)
    both.look(61)

    assert lapsing(both.rule, both.entries, on(61)) == {}
    held = lots_held(both.rule, both.entries, on(61))
    for name, state in both.states.items():
        assert held.get(name, ()) == tuple(Lot(*lot[1:]) for lot in state.lots)


# In a replay ------------------------------------------------------------------------------------

EXPIRING = """
purses: [{code: main, name: 积分, holder: household, takes: both, spendable: true, floor: none,
  expiry: [{end_of: half}]}]
"""
FOUR = "items: [{code: a, title: 甲, category: env, worth: {shape: fixed, points: 4}}]\n"


@pytest.mark.parametrize(("until", "left"), [("2024-06-29", 2), ("2024-06-30", 0)])
def test_a_household_that_splits_has_its_part_until_the_same_day(until: str, left: int) -> None:
    """4 points of February, good until the end of June; one of two goes in March. A run that ends
    with the last good day shows what there is the morning after."""
    scheme = village(FOUR, purse=EXPIRING)
    subjects = scheme.subjects.model_copy(update={"split": "by_members"})
    acts = (
        "编号,日期,事件,对象,事项,对方,成员\nk1,2024-02-05,,H1,a,,\ne1,2024-03-05,split,H1,,H4,R2\n"
    )

    out = run(scheme.model_copy(update={"subjects": subjects}), acts,
              until=date.fromisoformat(until))  # fmt: skip

    states = out.book.states["main"]
    assert (states["H1"].balance, states["H4"].balance) == (left * 100, left * 100)


def test_a_household_that_merges_has_its_points_until_the_same_day() -> None:
    scheme = village(FOUR, purse=EXPIRING)
    acts = "编号,日期,事件,对象,事项,对方\nk1,2024-02-05,,H1,a,\ne1,2024-03-05,merge,H1,,H2\n"

    held = run(scheme, acts, until=date(2024, 6, 29)).book.states["main"]["H2"].balance
    after = run(scheme, acts, until=date(2024, 6, 30)).book.states["main"]["H2"].balance

    assert (held, after) == (400, 0)
