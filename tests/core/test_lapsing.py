"""Credits that expire one by one: read back from the entries, it is what the replay does."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jishan.core.points import Points
from jishan.core.purses import Movement, PurseState, lapsing
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


def test_what_is_left_of_a_credit_expires_the_day_after_its_last_good_one() -> None:
    """5 points good until day 10, 5 until day 20; 7 are spent on day 5, the oldest first."""
    moved = [
        Movement(on(0), 500, on(10)),
        Movement(on(1), 500, on(20)),
        Movement(on(5), -700),
    ]

    assert lapsing(purse(), moved, on(10)) == {}
    assert lapsing(purse(), moved, on(20)) == {}
    assert lapsing(purse(), moved, on(21)) == {on(20): 300}
    lapsed = [*moved, Movement(on(21), -300, lapse=True)]
    assert lapsing(purse(), lapsed, on(60)) == {}


def test_a_credit_that_was_posted_late_expires_at_the_next_look() -> None:
    """The expiry of day 11 took 2 points; afterwards 3 more of the same day are entered."""
    moved = [
        Movement(on(0), 200, on(10)),
        Movement(on(11), -200, lapse=True),
        Movement(on(0), 300, on(10)),
    ]

    assert lapsing(purse(), moved, on(12)) == {on(10): 300}


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
    rule = purse(spend_first)
    daily = PurseState(rule)
    entries: list[Movement] = []

    def look(day: int) -> None:
        for last, points in sorted(lapsing(rule, entries, on(day)).items()):
            entries.append(Movement(last + timedelta(days=1), -points, lapse=True))

    for day, points, what in happened:
        daily.expire(on(day).toordinal())
        if what == "earn":
            daily.credit(points, on(day).toordinal(), on(day + points).toordinal())
            entries.append(Movement(on(day), points, on(day + points)))
        elif what == "spend" and daily.balance:
            spent = min(points, daily.balance)
            look(day)  # the clock comes before the counter opens
            daily.spend(spent)
            entries.append(Movement(on(day), -spent))
        elif what == "look":
            look(day)
    daily.expire(on(90).toordinal())
    look(90)

    assert sum(one.points for one in entries) == daily.balance == Points(0)
    assert -sum(one.points for one in entries if one.lapse) == daily.expired
