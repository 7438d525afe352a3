"""What holds whatever a village writes: tried with documents and acts that hypothesis makes up."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from jishan.core.measuring import Totals
from jishan.core.points import Points
from jishan.core.pools import share_out
from jishan.core.purses import PurseState, floor_of
from jishan.core.ranking import Row, rank
from jishan.core.replay.events import Event, Person
from jishan.core.replay.outcome import Outcome
from jishan.core.replay.whole import replay
from jishan.core.scheme.checks.bounds import trouble
from jishan.core.scheme.document import Band, Honour, Purse, Scheme
from jishan.core.scoring import Act, CapWindow, cap_windows, score
from tests.core.replaying import village

PERIODS = st.sampled_from(["day", "week", "month", "quarter", "half", "year", "ever"])
HOUSEHOLDS = ("H1", "H2", "H3")
FIRST = date(2024, 1, 1)


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """Three items of different shapes, caps and overlaps of all sorts, a streak, a title."""
    caps = ", ".join(
        f"{{per: {draw(PERIODS)}, {draw(st.sampled_from(['points', 'times']))}: {draw(st.integers(1, 12))}, whose: account}}"
        for _ in range(draw(st.integers(0, 2)))
    )
    shared = draw(st.integers(3, 30))
    rule = draw(st.sampled_from(["all", "largest", "first"]))
    text = f"""
items:
- {{code: a, title: 甲, category: env, worth: {{shape: fixed, points: {draw(st.integers(1, 5))}}}, caps: [{caps}]}}
- {{code: b, title: 乙, category: env, worth: {{shape: per_unit, points: 1.5, unit: 件, bundle: 2, whole: {str(draw(st.booleans())).lower()}, rounding: {draw(st.sampled_from(["down", "up", "half_up"]))}}}}}
- {{code: c, title: 丙, category: civil, worth: {{shape: steps, unit: 时, per: month, mode: {draw(st.sampled_from(["add", "replace"]))}, steps: [{{at: 3, points: 2}}, {{at: 8, points: 5}}]}}}}
- {{code: m, title: 丁, category: civil, worth: {{shape: fixed, points: -2}}}}
caps: [{{code: all, on: {{sign: plus}}, per: {draw(PERIODS)}, points: {shared}, whose: {draw(st.sampled_from(["account", "everyone"]))}}}]
overlaps: [{{code: o, items: [a, b], rule: {rule}, within: {draw(PERIODS)}}}]
measures:
- {{code: mon, name: 月, shape: points, purse: main, period: month}}
- {{code: year, name: 年, shape: points, purse: main, period: year}}
streaks:
- {{code: s, name: 连, category: env, measure: mon, holds: {{at_least: 2}}, length: 2, counting: consecutive, windows: {draw(st.sampled_from(["rolling", "separate"]))}, restart: ever, missing: breaks, points: 1}}
honours:
- {{code: h, name: 头名, measure: year, pick: {{shape: ranks, last: 1}}, scope: village, ties: all_in}}
"""
    return village(text)


@st.composite
def deeds(draw: st.DrawFn) -> list[Act]:
    rows = draw(
        st.lists(
            st.tuples(
                st.integers(0, 365), st.sampled_from(HOUSEHOLDS), st.sampled_from("abcm"),
                st.integers(1, 9),
            ),
            max_size=14,
        )
    )  # fmt: skip
    return [
        Act(
            f"k{number}",
            FIRST + timedelta(days=day),
            household,
            item,
            amount if item in "bc" else 1,
        )
        for number, (day, household, item, amount) in enumerate(rows)
    ]


def whole_year(scheme: Scheme, acts: Sequence[Act | Event]) -> Outcome:
    roster = [Person(key, "household") for key in HOUSEHOLDS]
    return replay([scheme], roster, acts, first=FIRST, until=date(2024, 12, 31))


def figures(out: Outcome) -> object:
    """Everything that followed, in a form that can be compared."""
    states = [
        (key, state.balance, state.earned, state.deducted)
        for key, state in sorted(out.book.states["main"].items())
        if (state.balance, state.earned, state.deducted) != (0, 0, 0)
    ]
    acts = sorted((one.act.key, one.points) for one in out.acts if one.state == "counted")
    honours = [(c.period, c.honours) for c in out.closings]
    measures = [{code: m.values for code, m in c.measures.items()} for c in out.closings]
    return states, acts, honours, measures, sorted(out.automatic)


@settings(max_examples=60, deadline=None)
@given(schemes(), deeds(), st.randoms(use_true_random=False))
def test_the_order_of_entry_changes_nothing(
    scheme: Scheme, acts: list[Act], random: object
) -> None:
    shuffled = list(acts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert figures(whole_year(scheme, acts)) == figures(whole_year(scheme, shuffled))


@settings(max_examples=60, deadline=None)
@given(schemes(), deeds(), st.data())
def test_a_reversed_act_leaves_no_trace(
    scheme: Scheme, acts: list[Act], data: st.DataObject
) -> None:
    """The replay that reverses an act in December equals the replay that never had it."""
    if not acts:
        return
    gone = data.draw(st.sampled_from(acts))
    reverse = Event("reverse", "r", date(2024, 12, 31), touches=gone.key)

    there = whole_year(scheme, [*acts, reverse])
    without = whole_year(scheme, [act for act in acts if act is not gone])

    assert figures(there) == figures(without)


@settings(max_examples=60, deadline=None)
@given(schemes(), deeds())
def test_one_act_at_a_time_equals_the_replay_and_no_cap_is_exceeded(
    scheme: Scheme, acts: list[Act]
) -> None:
    """What the server does under a lock, act by act, with the windows it is told to read."""
    out = whole_year(scheme, acts)
    expected = {one.act.key: (one.points, one.reasons) for one in out.acts}
    used: dict[CapWindow, int] = {}
    for act in sorted(acts, key=lambda one: (one.day, len(one.key), one.key)):
        windows = cap_windows(scheme, act)
        found = score(scheme, act, {window: used.get(window, 0) for window in windows})
        assert (found.points, found.reasons) == expected[act.key]
        assert sum(credit.points for credit in found.credits) == found.points
        for use in found.uses:
            assert use.window in windows
            used[use.window] = used.get(use.window, 0) + use.amount
    shared = scheme.caps[0]
    assert shared.points is not None
    assert all(amount <= shared.points for window, amount in used.items() if window.cap == "all")
    for item in scheme.items:
        for number, cap in enumerate(item.caps, 1):
            limit = cap.points if cap.points is not None else cap.times
            assert all(
                amount <= (limit or 0)
                for window, amount in used.items()
                if window.cap == f"{item.code}/{number}"
            )


@settings(max_examples=60, deadline=None)
@given(schemes(), deeds(), st.sampled_from("abc"), st.integers(0, 365))
def test_doing_more_never_earns_less(scheme: Scheme, acts: list[Act], item: str, day: int) -> None:
    more = Act("k99", FIRST + timedelta(days=day), "H1", item, 2 if item in "bc" else 1)

    def earned(out: Outcome) -> int:
        return sum(
            one.points for one in out.acts if one.state == "counted" and one.act.subject == "H1"
        )

    kept = scheme.model_copy(update={"caps": (), "overlaps": ()})
    assert earned(whole_year(kept, [*acts, more])) >= earned(whole_year(kept, acts))


@settings(deadline=None)
@given(
    st.integers(0, 10**9), st.dictionaries(st.text(min_size=1, max_size=3), st.integers(-5, 10**6))
)
def test_a_pool_adds_up_and_is_fair(total: int, weights: dict[str, int]) -> None:
    shares = share_out(total, weights)
    positive = {key: weight for key, weight in weights.items() if weight > 0}

    assert sum(shares.values()) == (total if positive else 0)
    assert shares.keys() == positive.keys()
    for key, fen in shares.items():
        assert abs(fen - Fraction(total * positive[key], sum(positive.values()))) < 1


PICKS = st.one_of(
    st.builds(lambda a, b: {"shape": "ranks", "first": min(a, b), "last": max(a, b)}, st.integers(1, 6), st.integers(1, 6)),
    st.builds(lambda p, r: {"shape": "top_share", "percent": p, "of": "all", "rounding": r}, st.integers(1, 100), st.sampled_from(["down", "up", "half_up"])),
    st.builds(lambda q: {"shape": "threshold", "at_least": 2, "quota": q}, st.integers(1, 4)),
    st.builds(lambda c: {"shape": "draw", "count": c, "seed": "七月"}, st.integers(1, 4)),
)  # fmt: skip


def honour(pick: dict[str, object], ties: str = "all_in", **more: object) -> Honour:
    plain = {"code": "h", "name": "荣誉", "measure": "year", "pick": pick, "scope": "village"}
    return Honour.model_validate({**plain, "ties": ties, "seed": "甲辰", **more})


ROWS = st.lists(
    st.builds(lambda key, value, ok: Row(key, value * 100, qualified=ok), st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 4), st.booleans()),
    max_size=10, unique_by=lambda row: row.key,
)  # fmt: skip


@settings(deadline=None)
@given(
    ROWS, PICKS, st.sampled_from(["all_in", "all_out", "draw"]), st.randoms(use_true_random=False)
)
def test_a_ranking_does_not_depend_on_the_order_of_its_input(
    rows: list[Row], pick: dict[str, object], ties: str, random: object
) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    rule = honour(pick, ties)

    assert rank(rows, rule) == rank(shuffled, rule)
    assert {one.key for one in rank(rows, rule)} == {row.key for row in rows}
    assert all(
        row.qualified
        for row in rows
        for one in rank(rows, rule)
        if one.key == row.key and one.taken
    )


@settings(deadline=None)
@given(ROWS, st.sampled_from(["all_in", "all_out", "draw"]))
def test_adjoining_ranges_give_each_place_exactly_once(rows: list[Row], ties: str) -> None:
    qualified = [row for row in rows if row.qualified]
    tiers = [
        honour({"shape": "ranks", "first": first, "last": last}, ties)
        for first, last in ((1, 2), (3, 5), (6, 99))
    ]
    taken = [one.key for tier in tiers for one in rank(qualified, tier) if one.taken]

    assert sorted(taken) == sorted(row.key for row in qualified)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["earn", "deduct", "spend", "expire"]), st.integers(1, 500)),
        max_size=30,
    ),
    st.sampled_from(["zero", "none", "-5"]),
    st.sampled_from(["oldest", "newest", "soonest_expiry"]),
)
def test_a_purse_is_always_the_sum_of_what_came_and_went(
    steps: list[tuple[str, int]], floor: str, first: str
) -> None:
    purse = Purse.model_validate(
        {"code": "p", "name": "分", "holder": "household", "spendable": True, "floor": floor,
         "held_max": 12, "spend_first": first, "expiry": [{"after": {"days": 10}}]}
    )  # fmt: skip
    state = PurseState(purse)
    for day, (step, points) in enumerate(steps):
        if step == "earn":
            state.credit(points, day, day + points % 20)
        elif step == "deduct":
            state.credit(-points)
        elif step == "spend":
            state.spend(min(points, state.spendable()))
        else:
            state.expire(day)
        came = state.earned + state.forgiven + state.moved_in + state.written_off
        went = state.deducted + state.over + state.spent + state.expired + state.cleared
        assert state.balance == came - went - state.moved_out
        assert sum(lot[3] for lot in state.lots) == max(state.balance, 0)
        lowest = floor_of(purse)
        assert lowest is None or state.balance >= lowest
        assert state.balance <= 1200


@settings(deadline=None)
@given(st.lists(st.integers(0, 100), min_size=1, max_size=6, unique=True))
def test_bands_made_of_cuts_have_neither_gap_nor_overlap(cuts: list[int]) -> None:
    """Any cuts make total bands; leaving one out is a gap, stretching one an overlap."""
    edges = sorted(cuts)
    bands = [Band.model_validate({"below": edges[0], "points": 0})]
    bands += [
        Band.model_validate({"at_least": low, "below": high, "points": 1})
        for low, high in pairwise(edges)
    ]
    bands.append(Band.model_validate({"at_least": edges[-1], "points": 2}))

    assert trouble(bands) == []
    for number in range(0, 1000, 7):
        value = Fraction(number, 9)
        assert sum(band.holds(value) for band in bands) == 1
    stretched = [*bands[:-1], Band.model_validate({"at_least": edges[-1] - 1, "points": 2})]
    assert [kind for kind, _, _ in trouble(stretched)] == ["overlap"] or len(edges) > 1
    if len(bands) > 2:
        assert "gap" in [kind for kind, _, _ in trouble([bands[0], *bands[2:]])]


def test_totals_add_up() -> None:
    totals = Totals(5, 2, 1, 3, Fraction(1, 3))
    totals.add(Totals(1, 1, 1, 1, Fraction(2, 3)))

    assert (totals.plus, totals.minus, totals.times, totals.quantity) == (6, 3, 2, 4)
    assert totals.per_member == 1
    assert Points(totals.plus) == 6
