"""An act that was reversed never was: tried with rules of all sorts and events of all sorts."""

# ruff: noqa: E501 - rules read as rows; broken lines would hide the columns

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from jishan.core.replay.events import Event, Person
from jishan.core.replay.outcome import Outcome
from jishan.core.replay.whole import replay
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.facts import Act
from tests.core.replaying import village

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)
HOMES = ("H1", "H2", "H3", "H4")
PEOPLE = ("R1", "R2", "R3", "R4", "R5", "R6")
HOME_OF = dict(zip(PEOPLE, ("H1", "H1", "H2", "H2", "H3", "H4"), strict=True))


def one_of(draw: st.DrawFn, *values: object) -> Any:
    return draw(st.sampled_from(values))


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """Purses that expire, are cleared, have floors and ceilings; a base, caps, overlaps, repeats;
    bands, streaks, titles inside titles, in classes, drawn; pools; vetoes, false claims."""
    text = f"""
items:
- {{code: a, title: 甲, category: env, worth: {{shape: fixed, points: {draw(st.integers(1, 5))}}}, caps: [{{per: {one_of(draw, "week", "month", "half", "ever")}, {one_of(draw, "points", "times")}: {draw(st.integers(1, 9))}, whose: {one_of(draw, "account", "household", "everyone")}}}]}}
- {{code: b, title: 乙, category: env, worth: {{shape: per_unit, points: 1.5, unit: 件, bundle: 2, whole: true, per: {one_of(draw, "event", "month", "year")}}}, repeat: {{within: {{days: 40}}, factor: {one_of(draw, "2", "0.5")}}}}}
- {{code: c, title: 丙, category: civil, worth: {{shape: steps, unit: 时, per: quarter, mode: {one_of(draw, "add", "replace")}, steps: [{{at: 3, points: 2}}, {{at: 8, points: 5}}]}}, credited_to: {one_of(draw, "doer", "household", "members")}}}
- {{code: m, title: 丁, category: civil, worth: {{shape: fixed, points: -3}}, repeat: {{per: year, factors: [0, 1, 2]}}, credited_to: household}}
- {{code: n, title: 戊, category: civil, worth: {{shape: fixed, points: 2}}, needs: [{{items: [a], per: {one_of(draw, "month", "ever")}, whose: household}}]}}
- {{code: z, title: 基础, category: civil, subjects: [household], worth: {{shape: base, points: 4, per: {one_of(draw, "month", "quarter", "year")}, joiners: {one_of(draw, "full", "none", "by_month", "by_day")}, rounding: half_up}}}}
caps: [{{code: all, on: {{sign: plus}}, per: {one_of(draw, "month", "year")}, points: {draw(st.integers(10, 60))}, whose: {one_of(draw, "account", "household", "everyone")}}}]
overlaps: [{{code: o, items: [a, b], rule: {one_of(draw, "largest", "first")}, within: {one_of(draw, "day", "week", "month")}, whose: {one_of(draw, "account", "household", "everyone")}}}]
multiplying: {{combine: {one_of(draw, "all", "largest")}, rounding: half_up, rules: [{{code: p, name: 党员, factor: 1.5, who: {{tags_any: [党员]}}}}, {{code: s, name: 农忙, factor: 2, months: [5, 6]}}]}}
false_claim: {{times: 2, of: {one_of(draw, "claimed", "counted")}, reverses: {one_of(draw, "true", "false")}, proxy_pays: false, category: civil}}
purses:
- {{code: main, name: 积分, holder: household, takes: both, spendable: true, floor: {one_of(draw, "zero", "none", "-5")}, held_max: {draw(st.integers(8, 40))}, {one_of(draw, "expiry: [{after: {days: 70}}]", "clearing: {every: quarter, what: all}", "clearing: {every: half, what: positive, keep_percent: 33.3}", "earned_max: [{points: 9, per: month}]")}, spend_first: {one_of(draw, "oldest", "newest", "soonest_expiry")}}}
- {{code: own, name: 个人, holder: resident, spendable: false, floor: none, on: {{not_items: [m]}}}}
measures:
- {{code: mon, name: 月, shape: points, purse: main, period: month}}
- {{code: times, name: 次, shape: points, purse: main, period: month, value: times, "on": {{items: [a, b]}}}}
- {{code: q, name: 季, shape: fold, measure: mon, period: quarter, how: {one_of(draw, "sum", "mean", "best", "last", "median")}, missing: {one_of(draw, "skip", "zero")}}}
- {{code: y, name: 年, shape: points, purse: main, period: year}}
- {{code: per, name: 人均, shape: per_member, measure: y, members: {one_of(draw, "at_start", "at_end", "mean_by_day", "each_day")}, period: year}}
- {{code: half, name: 半年, shape: points, purse: main, period: half}}
- {{code: left, name: 余, shape: balance, purse: main, period: quarter}}
- {{code: ever, name: 累计, shape: earned_ever, purse: main, period: half}}
- {{code: rank, name: 名次, shape: rank, measure: q, period: quarter, within: {one_of(draw, "village", "group")}}}
- {{code: trail, name: 近三月, shape: trailing, measure: mon, periods: 3, how: sum, missing: zero, period: month}}
- {{code: before, name: 上月, shape: earlier, measure: mon, empty: 0, period: month}}
- {{code: person, name: 个人年, shape: points, purse: own, period: year}}
settlements:
- {{code: band, name: 档, measure: mon, category: env, counts: bands, rounding: down, bands: [{{at_least: 4, below: 8, points: 1}}, {{at_least: 8, points: 2}}]}}
- {{code: share, name: 折, measure: q, category: civil, counts: value, factor: 0.1, rounding: down, total_max: 3}}
streaks:
- {{code: s, name: 连, category: env, measure: mon, holds: {{at_least: 2}}, length: 2, counting: {one_of(draw, "consecutive", "total")}, windows: {one_of(draw, "rolling", "separate")}, restart: {one_of(draw, "half", "ever")}, missing: {one_of(draw, "breaks", "skipped", "counted")}, points: 1}}
- {{code: last, name: 末, measure: mon, holds: {{last: {one_of(draw, "alone", "tied_too")}}}, length: 2, counting: consecutive, windows: rolling, restart: ever, missing: counted, mark: 帮扶}}
honours:
- {{code: h, name: 头名, measure: half, pick: {{shape: ranks, last: 2}}, scope: village, ties: {one_of(draw, "all_in", "all_out", "draw")}, seed: 甲, gives_points: 3, category: civil}}
- {{code: inner, name: 内, measure: half, pick: {{shape: ranks, last: 1}}, scope: village, ties: all_in, inside: h}}
- {{code: other, name: 另, measure: y, pick: {{shape: top_share, percent: 50, of: {one_of(draw, "all", "qualified")}, rounding: up}}, scope: group, ties: all_in, gates: [{{measure: per, above: 0}}]}}
- {{code: drawn, name: 抽, measure: q, pick: {{shape: draw, count: 2, seed: 乙}}, scope: village, ties: all_in, gates: [{{measure: left, at_least: 1}}]}}
vetoes:
- {{code: v, name: 酒驾, documents: [决定书], bars: [{one_of(draw, "honours", "earning", "honours, pools", "honours, earning, spending, pools")}], lasts: {{months: {draw(st.integers(1, 6))}}}, falls_on: {one_of(draw, "self", "household")}}}
pools:
- {{code: pool, name: 分红, measure: y, yuan: 100.01, method: {one_of(draw, "proportional", "per_point")}, fen_per_point: 300, share_max_percent: {one_of(draw, "30", "100")}, cut_off: {one_of(draw, "others", "kept")}}}
"""
    return village(text, purse="")


@st.composite
def happenings(draw: st.DrawFn) -> list[Act | Event]:
    """Acts of a year, and what happens to the people meanwhile."""
    rows: list[Act | Event] = []
    for number in range(draw(st.integers(1, 14))):
        day = FIRST + timedelta(days=draw(st.integers(0, 365)))
        item = one_of(draw, *"aabbcmn")
        who = one_of(draw, *HOMES, *PEOPLE)
        many = draw(st.integers(1, 9)) if item in "bc" else 1
        event = one_of(draw, None, None, "一件事")
        rows.append(Act(f"k{number}", day, who, item, many, event=event))
    for number in range(draw(st.integers(0, 5))):
        day = FIRST + timedelta(days=draw(st.integers(0, 365)))
        home, person = one_of(draw, *HOMES), one_of(draw, *PEOPLE)
        rows.append(
            one_of(
                draw,
                Event("bar", f"e{number}", day, home, what="v", document="决定书"),
                Event("tag", f"e{number}", day, person, what="党员"),
                Event("leave", f"e{number}", day, person),
                Event("join", f"e{number}", day, person, other=home),
                Event("split", f"e{number}", day, HOME_OF[person], other="H9", members=(person,)),
                Event("merge", f"e{number}", day, home, other=one_of(draw, *HOMES)),
            )
        )
    return rows


def year(versions: Sequence[Scheme], rows: Sequence[Act | Event]) -> Outcome:
    roster = [Person(home, "household", group=f"{home in ('H1', 'H2')}") for home in HOMES]
    roster += [Person(one, "resident", household=HOME_OF[one]) for one in PEOPLE]
    return replay(versions, roster, rows, first=FIRST, until=LAST)


def said(out: Outcome) -> dict[str, Any]:
    """Everything that followed."""
    return {
        "balances": {
            (purse, key): (
                state.balance,
                state.earned,
                state.deducted,
                state.expired,
                state.cleared,
            )
            for purse, states in out.book.states.items()
            for key, state in states.items()
            if (state.balance, state.earned, state.deducted) != (0, 0, 0)
        },
        "acts": sorted(
            (one.act.key, one.points, one.credits) for one in out.acts if one.state == "counted"
        ),
        "refused": sorted(
            (one.act.key, one.reasons[0].code) for one in out.acts if one.state == "refused"
        ),
        "automatic": sorted(one for one in out.automatic if one.points),
        "closings": [
            (
                one.period,
                {code: found.values for code, found in one.measures.items()},
                one.honours,
                one.marks,
                one.pools,
            )
            for one in out.closings
        ],
        "bars": out.bars,
    }


@settings(max_examples=30, deadline=None)
@given(schemes(), happenings(), st.data())
def test_whatever_was_reversed_never_was(
    scheme: Scheme, rows: list[Act | Event], data: st.DataObject
) -> None:
    """Several acts, each reversed on its own later day; what touched them stays without effect."""
    acts = [one for one in rows if isinstance(one, Act)]
    gone = data.draw(
        st.lists(st.sampled_from(acts), min_size=1, max_size=3, unique_by=lambda one: one.key)
    )
    undone: list[Act | Event] = [
        Event(
            "reverse",
            f"r{one.key}",
            one.day + timedelta(days=data.draw(st.integers(0, (LAST - one.day).days))),
            touches=one.key,
        )
        for one in gone
    ]
    keys = {one.key for one in gone}
    without = [
        one for one in rows if one.key not in keys and getattr(one, "touches", None) not in keys
    ]
    there = year([scheme], [*rows, *undone])
    assert said(there) == said(year([scheme], without))


@settings(max_examples=20, deadline=None)
@given(schemes(), schemes(), happenings(), st.data())
def test_across_versions_too(
    one: Scheme, two: Scheme, rows: list[Act | Event], data: st.DataObject
) -> None:
    """The rules change in the middle of the year; what is reversed was done under either version."""
    day = FIRST + timedelta(days=data.draw(st.integers(1, 365)))
    later = two.model_copy(update={"in_force_from": day, "version": "2"})
    acts = [row for row in rows if isinstance(row, Act)]
    gone = data.draw(st.sampled_from(acts))
    undone = Event("reverse", "r", LAST, touches=gone.key)
    without = [row for row in rows if row is not gone and getattr(row, "touches", None) != gone.key]
    assert said(year([one, later], [*rows, undone])) == said(year([one, later], without))
