"""Expiry, clearing, order of spending, ceilings, locks, transfers, lifetime counters, windows, bars,
streaks, thresholds and draws: what holds of each whatever the figures."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from jishan.core.closing import streak_gives
from jishan.core.periods import period_of
from jishan.core.purses import PurseState, last_good_day, window_open
from jishan.core.ranking import Row, rank
from jishan.core.scheme.document import Expiry, Honour, Periods, Purse, Streak, Window
from tests.core.replaying import balances, events, measure, run, titles, village
from tests.core.rows import ITEMS, REDEEM, purse, redeem, row, table

FEW = settings(max_examples=25, deadline=None)
FIRST = date(2024, 1, 1)
YEAR = "measures:\n- {code: y, name: 年, shape: points, purse: main, period: year}\n- {code: e, name: 累计, shape: earned_ever, purse: main, period: year}\n"


def state(**more: object) -> PurseState:
    plain = {"code": "p", "name": "积分", "holder": "household", "spendable": True, "floor": "zero"}
    return PurseState(Purse.model_validate({**plain, **more}))


LOTS = st.lists(st.tuples(st.integers(1, 30), st.integers(1, 60)), min_size=1, max_size=6)


@FEW
@given(LOTS, st.integers(1, 90))
def test_what_is_good_on_a_day_is_what_has_not_expired(
    lots: list[tuple[int, int]], day: int
) -> None:
    held = state(expiry=[{"after": {"days": 30}}])
    for number, (points, good) in enumerate(lots):
        held.credit(points, number, number + good)
    held.expire(day)

    assert held.balance == sum(p for n, (p, good) in enumerate(lots) if n + good >= day)


@FEW
@given(LOTS, st.integers(0, 80), st.integers(1, 90))
def test_spending_what_expires_first_loses_least(
    lots: list[tuple[int, int]], spent: int, day: int
) -> None:
    left = {}
    for order in ("oldest", "newest", "soonest_expiry"):
        held = state(expiry=[{"after": {"days": 30}}], spend_first=order)
        for number, (points, good) in enumerate(lots):
            held.credit(points, number, number + good)
        held.spend(min(spent, held.balance))
        held.expire(day)
        left[order] = held.balance

    assert left["soonest_expiry"] == max(left.values())


@FEW
@given(
    st.lists(st.integers(-40, 40), max_size=8), st.sampled_from(["zero", "none", -10]),
    st.sampled_from([None, 50]),
)  # fmt: skip
def test_no_balance_below_its_floor_or_above_its_ceiling(
    credits_: list[int], floor: Any, ceiling: int | None
) -> None:
    held = state(floor=floor, held_max=ceiling)
    for one in credits_:
        held.credit(one * 100)

    lowest = {"zero": 0, -10: -1000}.get(floor, held.balance)
    assert lowest <= held.balance <= (held.balance if ceiling is None else ceiling * 100)
    assert held.balance == held.earned - held.deducted + held.forgiven - held.over
    assert held.earned - held.deducted == 100 * sum(credits_), "what was earned is not cut"


@FEW
@given(st.integers(0, 60), st.integers(0, 40), st.integers(0, 60))
def test_what_is_locked_or_not_yet_unlocked_cannot_be_spent(
    balance: int, locked: int, unlocked: int
) -> None:
    held = state(locked=locked)
    held.credit(balance * 100)

    assert held.spendable(unlocked * 100) == 100 * max(min(balance - locked, unlocked), 0)


@FEW
@given(st.lists(st.tuples(st.integers(1, 12), st.integers(1, 30)), max_size=6), st.integers(0, 20))
def test_spending_and_clearing_touch_neither_rank_nor_lifetime(
    deeds: list[tuple[int, int]], spent: int
) -> None:
    clearing = "spendable: true, floor: zero, clearing: {every: quarter, what: all}"
    lines = [row(n, f"2024-{m:02}-05", quantity=q) for n, (m, q) in enumerate(deeds, 1)]
    lines += [redeem(n + 90, f"2024-{n:02}-20", spent) for n in (2, 5) if spent]
    out = run(
        village(ITEMS, YEAR, REDEEM, purse=purse(clearing)), table(*lines), until=date(2024, 12, 31)
    )
    total = str(sum(quantity for _, quantity in deeds))

    assert (measure(out, "y", "2024")["H1"], measure(out, "e", "2024")["H1"]) == (total, total)


@FEW
@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.integers(1, 20))
def test_handing_on_keeps_the_sum_and_the_limit(amounts: list[int], most: int) -> None:
    clause = f"spendable: true, floor: zero, transfer: {{between: village, points_max: {most}, per: year}}"
    lines = [row(1, "2024-01-05", quantity=20)]
    lines += [
        row(n + 1, "2024-02-05", event="转让", item="", points=one, other="H2")
        for n, one in enumerate(amounts, 1)
    ]
    out = run(village(ITEMS, purse=purse(clause)), table(*lines))
    moved = 0
    for amount in amounts:
        moved += amount if moved + amount <= most and moved + amount <= 20 else 0
    held = balances(out)

    assert (held["H1"], held.get("H2", "0")) == (str(20 - moved), str(moved))


# Windows and bars ---------------------------------------------------------------------------


@FEW
@given(
    st.integers(0, 800), st.sampled_from(["month", "quarter", "half", "year"]), st.integers(1, 20),
    st.booleans(),
)  # fmt: skip
def test_a_window_is_the_first_or_last_days_of_its_period(
    after: int, every: Any, days: int, at_the_end: bool
) -> None:
    day = FIRST + timedelta(days=after)
    calendar = Periods(month_ends_on=25)
    window = Window.model_validate(
        {"every": every, "last_days" if at_the_end else "first_days": days}
    )
    period = period_of(calendar, every, day)
    from_edge = (period.last - day).days if at_the_end else (day - period.first).days

    assert window_open(calendar, (window,), day) == (from_edge < days)


@FEW
@given(st.integers(0, 100), st.integers(1, 60), st.one_of(st.none(), st.integers(0, 60)))
def test_a_bar_stands_from_its_day_until_its_last(day: int, lasts: int, lifted: int | None) -> None:
    veto = f"vetoes: [{{code: v, name: 违法, documents: [判决书], bars: [earning], lasts: {{days: {lasts}}}, route_back: 期满}}]\n"
    since = FIRST + timedelta(days=40)
    on = FIRST + timedelta(days=day)
    lines = [row(1, str(on)), row(2, str(since), item="v", event="否决", document="判决书")]
    if lifted is not None:
        lines.append(row(3, str(since + timedelta(days=lifted)), "", "", event="解除", touches=2))
    out = run(village(ITEMS, veto), table(*lines))
    ends = lasts if lifted is None else min(lasts, lifted)
    barred = 40 <= day < 40 + ends

    assert ("H1" in balances(out)) == (not barred)
    assert events(out)["2"] == "done"


# Streaks, thresholds, draws -----------------------------------------------------------------


@FEW
@given(
    st.lists(st.booleans(), min_size=1, max_size=12), st.integers(1, 4),
    st.sampled_from(["consecutive", "total"]), st.sampled_from(["rolling", "separate"]),
)  # fmt: skip
def test_streaks_roll_or_use_each_period_once(
    marks: list[bool], length: int, counting: str, windows: str
) -> None:
    clause = Streak.model_validate(
        {
            "code": "s", "name": "连", "measure": "m", "holds": {"at_least": 1}, "length": length,
            "counting": counting, "windows": windows, "restart": "ever", "missing": "breaks", "points": 1,
        }
    )  # fmt: skip
    given_ = [streak_gives(clause, marks[: n + 1]) for n in range(len(marks))]
    by_hand, run_ = [], 0
    for mark in marks:
        run_ = run_ + 1 if mark else (0 if counting == "consecutive" else run_)
        by_hand.append(mark and (run_ >= length if windows == "rolling" else run_ % length == 0))

    assert given_ == by_hand


VALUES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12), min_size=1)


def taken(pick: dict[str, object], values: dict[str, int], out: str = "") -> list[str]:
    plain = {"code": "h", "name": "荣誉", "measure": "m", "scope": "village", "ties": "all_in"}
    rows = [Row(key, value * 100, qualified=key != out) for key, value in values.items()]
    rule = Honour.model_validate({**plain, "pick": pick})
    return [one.key for one in rank(rows, rule) if one.taken]


@FEW
@given(VALUES, st.integers(0, 12))
def test_at_least_and_above_differ_by_the_number_itself(values: dict[str, int], line: int) -> None:
    reached = taken({"shape": "threshold", "at_least": line}, values)
    passed = taken({"shape": "threshold", "above": line}, values)

    assert set(reached) == {key for key, value in values.items() if value >= line}
    assert set(reached) - set(passed) == {key for key, value in values.items() if value == line}


@FEW
@given(VALUES, st.integers(1, 5), st.sampled_from(["甲", "乙", "20241231"]))
def test_a_draw_is_known_to_whoever_knows_its_seed(
    values: dict[str, int], count: int, seed: str
) -> None:
    pick = {"shape": "draw", "count": count, "seed": seed}
    found = taken(pick, values, out="a")

    assert found == taken(pick, dict(reversed(values.items())), out="a")
    assert len(found) == min(count, len(values.keys() - {"a"}))
    assert set(found) <= values.keys() - {"a"}


@FEW
@given(st.lists(st.integers(0, 20), min_size=3, max_size=3), st.sampled_from(["all_in", "all_out"]))
def test_equals_are_in_or_out_together(values: list[int], ties: str) -> None:
    text = f"honours: [{{code: h, name: 头名, measure: y, pick: {{shape: ranks, last: 1}}, scope: village, ties: {ties}}}]\n"
    lines = [row(n, "2024-02-05", f"H{n}", quantity=v) for n, v in enumerate(values, 1) if v]
    out = run(village(ITEMS, YEAR, text), table(*lines), until=date(2024, 12, 31))
    best = [f"H{n}" for n, value in enumerate(values, 1) if value == max(values)]
    expected = best if ties == "all_in" or len(best) == 1 else []

    assert sorted(subject for _, _, subject in titles(out)) == expected
    assert Fraction(max(values)) == max(map(Fraction, measure(out, "y", "2024").values()))


@FEW
@given(st.integers(0, 800), st.integers(0, 14), st.sampled_from([25, 31]))
def test_months_of_grace_end_with_a_month_of_the_village(
    after: int, months: int, cut_off: int
) -> None:
    """Good until the end of March: a year's end and three months of grace."""
    day, calendar = FIRST + timedelta(days=after), Periods(month_ends_on=cut_off)
    rule = Expiry.model_validate({"end_of": "year", "grace_months": months})
    last = last_good_day(calendar, (rule,), day, code="a", category="env", origin=None)
    year = period_of(calendar, "year", day).last

    assert last is not None
    assert (last.year - year.year) * 12 + last.month - year.month == months
    assert last == period_of(calendar, "month", last).last
