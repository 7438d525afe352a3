"""A times cap and an act of several people: each has times of their own (scheme.md 2)."""

# ruff: noqa: E501 - rules read as rows; broken lines would hide the columns

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jishan.core.replay.outcome import Outcome
from jishan.core.scheme.checker import check
from jishan.core.scheme.compiled import compiled
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.facts import Act, Standing
from jishan.core.scheme.touching import slots_of
from jishan.core.scoring import cap_windows, score
from jishan.entrance.words.scheme import reason_text
from tests.core.replaying import run, village

PURSES = """
purses:
- {code: own, name: 个人, holder: resident, spendable: false, floor: none}
- {code: main, name: 家庭, holder: household, takes: both, spendable: false, floor: none}
"""


def team(
    cap: str, split: str = "each", worth: str = "{shape: fixed, points: 6}", **more: str
) -> Scheme:
    extra = "".join(f", {name}: {said}" for name, said in more.items())
    return village(
        f"items: [{{code: it, title: 清渠, category: env, worth: {worth}, credited_to: team, team: {{split: {split}}}, caps: [{cap}]{extra}}}]",
        purse=PURSES,
    )


def done(scheme: Scheme, *rows: str) -> Outcome:
    """Rows of doer, members, quantity; one a day."""
    lines = [f"{n},2024-03-{n:02d},it,{row}" for n, row in enumerate(rows, 1)]
    return run(scheme, "编号,日期,事项,对象,记给,数量\n" + "\n".join(lines) + "\n")


def own(out: Outcome) -> dict[str, int]:
    return {key: state.balance for key, state in out.book.states["own"].items() if state.balance}


def test_everybody_has_times_of_their_own_whoever_recorded_it() -> None:
    """Twice a month. R1 is in three teams, R2 in one, R3 in two: who recorded it does not count."""
    scheme = team("{per: month, times: 2, whose: account}")
    out = done(scheme, "R2,R1;R3,1", "R2,R1;R3,1", "R2,R1;R2,1")

    assert own(out) == {"R1": 1200, "R2": 600, "R3": 1200}
    assert [one.code for one in out.acts[2].reasons] == ["times_capped", "no_times_left"]
    assert reason_text(scheme, out.acts[2].reasons[1]) == (
        "一起做的人里有 1 个次数已满，这次不得分"
    )


@pytest.mark.parametrize(("split", "left"), [("equal", 300), ("stated", 400)])
def test_the_part_of_whoever_has_no_times_left_goes_to_nobody(split: str, left: int) -> None:
    scheme = team("{per: month, times: 1, whose: account}", split)
    acts = "编号,日期,事项,对象,记给,份额\n1,2024-03-01,it,R1,R1,1\n2,2024-03-02,it,R3,R1;R3,1;2\n"

    out = run(scheme, acts)

    assert own(out) == {"R1": 600, "R3": left}


def test_two_of_one_household_take_one_time_of_its_own() -> None:
    """Once a month and household: both of H1 are in the first team, so neither counts again."""
    out = done(team("{per: month, times: 1, whose: household}"), "R1,R1;R2,1", "R3,R2;R3,1")

    assert own(out) == {"R1": 600, "R2": 600, "R3": 600}


def test_several_times_at_once_are_cut_for_each() -> None:
    """3 times of 6 points, shared out; R1 has one time left of three, R3 all of them."""
    scheme = team("{per: month, times: 3, whose: account}", "equal")

    out = done(scheme, "R1,R1,2", "R1,R1;R3,3")

    assert own(out) == {"R1": 1200 + 300, "R3": 900}


def test_when_nobody_has_times_left_nothing_counts() -> None:
    out = done(team("{per: month, times: 1, whose: account}"), "R1,R1;R3,1", "R2,R1;R3,1")

    assert own(out) == {"R1": 600, "R3": 600}
    assert (out.acts[1].points, [one.code for one in out.acts[1].reasons]) == (0, ["times_capped"])


def test_times_of_the_whole_village_are_counted_once_for_the_team() -> None:
    out = done(team("{per: month, times: 1, whose: everyone}"), "R1,R1;R3,1", "R2,R2,1")

    assert own(out) == {"R1": 600, "R3": 600}


def test_who_got_nothing_has_not_done_it_once_more() -> None:
    """The figure of how often counts only those for whom it counted."""
    scheme = team("{per: month, times: 1, whose: account}").model_copy()
    times = village(
        "measures: [{code: m, name: 次, shape: points, purse: own, period: month, value: times}]",
        purse=PURSES,
    )
    out = done(scheme.model_copy(update={"measures": times.measures}), "R1,R1,1", "R3,R1;R3,1")

    march = next(one for one in out.closings if one.period.label == "2024-03")
    assert march.measures["m"].values == {"R1": 100, "R2": 0, "R3": 100}


teams = st.lists(
    st.lists(st.sampled_from(["R1", "R2", "R3"]), min_size=1, max_size=3, unique=True),
    min_size=1,
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(teams, st.integers(1, 3), st.sampled_from(["account", "household"]))
def test_nobody_is_credited_more_often_than_the_cap_says(
    acts: Sequence[Sequence[str]], most: int, whose: str
) -> None:
    rows = [f"R1,{';'.join(members)},1" for members in acts]
    out = done(team(f"{{per: month, times: {most}, whose: {whose}}}"), *rows)

    held = own(out)
    if whose == "account":
        expected = {key: min(sum(key in one for one in acts), most) for key in ("R1", "R2", "R3")}
        assert held == {key: 600 * times for key, times in expected.items() if times}
    first = [one for one in acts if {"R1", "R2"} & set(one)][:most] if whose == "household" else []
    for key in ("R1", "R2") if whose == "household" else ():
        assert held.get(key, 0) == 600 * sum(key in one for one in first)


def test_every_slot_that_is_looked_up_is_told_beforehand() -> None:
    scheme = team("{per: month, times: 1, whose: account}", "equal")
    standing = Standing(
        "resident",
        "H1",
        others={"R1": Standing("resident", "H1"), "R3": Standing("resident", "H2")},
    )
    act = Act("k", date(2024, 3, 1), "R2", "it", credited=("R1", "R3"))

    windows = cap_windows(scheme, act, standing)
    found = score(scheme, act, {windows[0]: 1}, standing)

    assert [one.holder for one in windows] == ["R1", "R3"]
    assert {use.window for use in found.uses} == {windows[1]}
    assert [(one.holder, int(one.points)) for one in found.shares] == [("R1", 0), ("R3", 300)]
    assert len(list(slots_of(compiled(scheme), act, standing))) == 2


def notes(scheme: Scheme) -> Any:
    return [one for one in check(scheme) if one.code == "scheme.team_counted_by_doer"]


def test_what_is_still_counted_for_whoever_did_it_is_named() -> None:
    """Quantities, repeats, running totals: of the act as a whole, so of whoever it is recorded of."""
    per_unit = "{shape: per_unit, points: 1, unit: 米, whole: true}"

    assert notes(team("{per: month, times: 2, whose: account}")) == []
    found = notes(team("{per: month, quantity: 20, whose: account}", worth=per_unit))
    assert [(one.severity, one.facts["item"]) for one in found] == [("note", "清渠")]
    again = team("{per: month, times: 2, whose: account}", repeat="{within: {days: 30}, factor: 2}")
    assert len(notes(again)) == 1
