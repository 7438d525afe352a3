"""Credits that expire one by one: read back from the entries, it is what the replay does."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jishan.core.lots import Movement, lapsing
from jishan.core.points import Points
from jishan.core.purses import PurseState
from jishan.core.scheme.document import Purse

FIRST = date(2026, 1, 1)


def purse(spend_first: str = "oldest") -> Purse:
    return Purse.model_validate(
        {
            "code": "p", "name": "分", "holder": "household", "spendable": True, "floor": "zero",
            "spend_first": spend_first, "expiry": [{"after": {"days": 30}}],
        }
    )  # fmt: skip


def on(number: int) -> date:
    return FIRST + timedelta(days=number)


def earned(day: int, points: int, last: int) -> Movement:
    return Movement(on(day), "h1", points, last_good=on(last))


def spent(day: int, points: int) -> Movement:
    return Movement(on(day), "h1", -points, "spent")


def lapsed(day: int, points: int) -> Movement:
    return Movement(on(day), "h1", -points, "lapse")


def lapses(moved: list[Movement], day: int, spend_first: str = "oldest") -> dict[date, Points]:
    return lapsing(purse(spend_first), moved, on(day)).get("h1", {})


def test_what_is_left_of_a_credit_expires_the_day_after_its_last_good_one() -> None:
    """5 points good until day 10, 5 until day 20; 7 are spent on day 5, the oldest first."""
    moved = [earned(0, 500, 10), earned(1, 500, 20), spent(5, 700)]

    assert lapses(moved, 10) == {}
    assert lapses(moved, 20) == {}
    assert lapses(moved, 21) == {on(20): 300}
    assert lapses([*moved, lapsed(21, 300)], 60) == {}


def test_a_credit_that_was_posted_late_expires_at_the_next_look() -> None:
    """The expiry of day 11 took 2 points; afterwards 3 more of the same day are entered."""
    moved = [earned(0, 200, 10), lapsed(11, 200), earned(0, 300, 10)]

    assert lapses(moved, 12) == {on(10): 300}


def test_what_had_ended_and_was_spent_before_the_clock_looked_is_not_taken_again() -> None:
    """3 points of day 0 are entered on day 30, and 2 of them fetched before the night."""
    moved = [earned(0, 300, 10), spent(30, 200)]

    assert lapses(moved, 31) == {on(10): 100}
    later = [*moved, lapsed(11, 100), earned(40, 250, 90)]
    assert lapses(later, 60) == {}
    assert lapses(later, 91) == {on(90): 250}


steps = st.lists(
    st.tuples(
        st.integers(0, 40), st.integers(1, 30), st.sampled_from(["earn", "earn", "spend", "look"])
    ),
    max_size=30,
).map(sorted)


@given(steps, st.sampled_from(["oldest", "newest", "soonest_expiry"]))
def test_looking_now_and_then_loses_the_same_points_as_looking_every_day(
    happened: list[tuple[int, int, Any]], spend_first: str
) -> None:
    daily = PurseState(purse(spend_first))
    entries: list[Movement] = []

    def look(day: int) -> None:
        for last, points in sorted(lapses(entries, day, spend_first).items()):
            entries.append(Movement(last + timedelta(days=1), "h1", -points, "lapse"))

    order = {"earn": 0, "spend": 1, "look": 2}
    for day, points, what in sorted(happened, key=lambda one: (one[0], order[one[2]])):
        daily.expire(on(day).toordinal())
        if what == "earn":
            daily.credit(points, on(day).toordinal(), on(day + points).toordinal())
            entries.append(earned(day, points, day + points))
        elif what == "spend" and daily.balance:
            taken = min(points, daily.balance)
            look(day)  # the clock comes before the counter opens
            daily.spend(taken)
            entries.append(spent(day, taken))
        elif what == "look":
            look(day)
    daily.expire(on(90).toordinal())
    look(90)

    assert sum(one.points for one in entries) == daily.balance == Points(0)
    assert -sum(one.points for one in entries if one.what == "lapse") == daily.expired
