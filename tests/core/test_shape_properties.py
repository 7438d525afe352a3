"""Every shape of worth against what a cadre would reckon with pencil and paper, for any figures."""

# ruff: noqa: E501 - rules read as rows; broken lines would hide the columns

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jishan.core.points import Points
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.facts import JudgeScores
from jishan.core.scheme.rounding import decimal_text
from jishan.core.scoring import (
    Act,
    LevelUnknown,
    OutcomeUnknown,
    PointsOutOfRange,
    QuantityOutOfRange,
    ScoreOutOfBands,
    ScoreOutOfRange,
    ScoringRefused,
    score,
)
from tests.core.one_item import item
from tests.core.replaying import village

DAY = date(2024, 3, 5)
MODES = st.sampled_from(["down", "half_up", "up"])


def one(worth: str, **more: str) -> Scheme:
    return village(item(worth, **more))


def worth_of(scheme: Scheme, **act: Any) -> int:
    return score(scheme, Act("k", DAY, "H1", "it", **act), {}).points


def by_hand(value: Fraction, mode: str) -> int:
    """Hundredths, as the word says, halves and the rest away from zero."""
    size = abs(value)
    whole = {"down": floor(size), "up": ceil(size), "half_up": floor(size + Fraction(1, 2))}[mode]
    return whole if value >= 0 else -whole


@settings(max_examples=40, deadline=None)
@given(st.integers(-50, 50).filter(bool), st.integers(1, 20))
def test_fixed_is_so_much_a_time(points: int, times: int) -> None:
    assert (
        worth_of(one(f"{{shape: fixed, points: {points}}}"), quantity=times) == points * 100 * times
    )


@settings(max_examples=40, deadline=None)
@given(
    st.integers(-9, 9).filter(bool),
    st.integers(1, 60),
    st.integers(1, 9),
    MODES,
    st.sampled_from(["true", "false"]),
)
def test_per_unit_is_bundles_whole_or_rounded(
    points: int, tenths: int, bundle: int, mode: str, whole: str
) -> None:
    scheme = one(
        f"{{shape: per_unit, points: {points}, unit: 亩, bundle: {bundle}, whole: {whole}, rounding: {mode}}}"
    )
    bundles = Fraction(tenths, 10) / bundle
    expected = (
        points * 100 * floor(bundles) if whole == "true" else by_hand(points * 100 * bundles, mode)
    )

    assert worth_of(scheme, quantity=Fraction(tenths, 10)) == expected


@settings(max_examples=40, deadline=None)
@given(
    st.integers(-10, 10),
    st.integers(0, 10),
    st.integers(-30, 30),
    st.sampled_from(["range", "case"]),
)
def test_a_panel_decides_between_two_figures_ends_included(
    low: int, wide: int, said: int, shape: str
) -> None:
    more = ", resolution: false" if shape == "case" else ""
    scheme = one(f"{{shape: {shape}, low: {low}, high: {low + wide}{more}}}")
    if low <= said <= low + wide:
        assert worth_of(scheme, points=Points(said * 100)) == said * 100
    else:
        with pytest.raises(PointsOutOfRange):
            worth_of(scheme, points=Points(said * 100))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-20, 20), min_size=1, max_size=5), st.integers(0, 6), st.integers(1, 4))
def test_levels_and_outcomes_are_looked_up(points: list[int], asked: int, times: int) -> None:
    levels = ", ".join(f"{{level: l{n}, name: 第{n}级, points: {p}}}" for n, p in enumerate(points))
    outcomes = levels.replace("level", "outcome")
    graded = one(f"{{shape: levels, levels: [{levels}]}}")
    for combine, base in (("add", 3), ("replace", 0)):
        ended = one(f"{{shape: outcome, points: 3, combine: {combine}, outcomes: [{outcomes}]}}")
        assert worth_of(ended, quantity=times) == 300 * times
        if asked < len(points):
            assert (
                worth_of(ended, outcome=f"第{asked}级", quantity=times)
                == (base + points[asked]) * 100 * times
            )
        else:
            with pytest.raises(OutcomeUnknown):
                worth_of(ended, outcome=f"l{asked}")
    if asked < len(points):
        assert worth_of(graded, level=f"l{asked}", quantity=times) == points[asked] * 100 * times
    else:
        with pytest.raises(LevelUnknown):
            worth_of(graded, level=f"l{asked}")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(1, 9)), min_size=1, max_size=4, unique_by=lambda one: one[0]),
    st.integers(1, 50), st.sampled_from(["add", "replace"]),
)  # fmt: skip
def test_steps_add_up_or_the_last_stands(
    steps: list[tuple[int, int]], amount: int, mode: str
) -> None:
    ladder = sorted(steps)
    text = ", ".join(f"{{at: {at}, points: {points}}}" for at, points in ladder)
    taken = [points for at, points in ladder if amount >= at]
    expected = sum(taken) if mode == "add" else (taken or [0])[-1]

    scheme = one(f"{{shape: steps, unit: 时, per: event, mode: {mode}, steps: [{text}]}}")

    assert worth_of(scheme, quantity=amount) == expected * 100


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 20), min_size=1, max_size=3), st.integers(1, 70), MODES)
def test_each_unit_is_worth_what_its_bracket_says(wide: list[int], amount: int, mode: str) -> None:
    """One unit after the other, as a water bill is reckoned; the rate is as fine as a thousandth."""
    edges = [sum(wide[: n + 1]) for n in range(len(wide))]
    rates = [Fraction(7 - 2 * n, 1000) for n in range(len(edges) + 1)]
    text = "".join(
        f"{{up_to: {edge}, points: {decimal_text(rate)}}}, "
        for edge, rate in zip(edges, rates, strict=False)
    )
    expected = Fraction(0)
    for unit in range(1, amount + 1):
        expected += next((r for e, r in zip(edges, rates, strict=False) if unit <= e), rates[-1])

    scheme = one(
        f"{{shape: brackets, unit: 元, per: event, rounding: {mode}, brackets: [{text}{{points: {decimal_text(rates[-1])}}}]}}"
    )

    assert worth_of(scheme, quantity=amount) == by_hand(expected * 100, mode)


@settings(max_examples=40, deadline=None)
@given(st.integers(-50, 150), st.integers(1, 99), MODES)
def test_a_figure_from_outside_times_a_factor_within_its_limits(
    figure: int, factor: int, mode: str
) -> None:
    scheme = one(
        f"{{shape: import, unit: 个, factor: 0.0{factor:02d}, rounding: {mode}, min: 0, max: 100}}"
    )
    if 0 <= figure <= 100:
        assert worth_of(scheme, quantity=figure) == by_hand(Fraction(figure * factor, 10), mode)
    else:
        with pytest.raises(QuantityOutOfRange):
            worth_of(scheme, quantity=figure)


def judges(forms: Sequence[Sequence[int]]) -> tuple[JudgeScores, ...]:
    return tuple(
        JudgeScores(f"评委{n}", {f"l{m}": Points(p * 100) for m, p in enumerate(form)})
        for n, form in enumerate(forms)
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 4).flatmap(lambda lines: st.lists(st.lists(st.integers(0, 20), min_size=lines, max_size=lines), min_size=1, max_size=4)),
       st.sampled_from(["mean", "sum", "best", "worst"]), MODES)  # fmt: skip
def test_judges_are_combined_as_declared(forms: list[list[int]], how: str, mode: str) -> None:
    lines = ", ".join(f"{{code: l{n}, title: 第{n}行, points: 20}}" for n in range(len(forms[0])))
    scheme = one(
        f"{{shape: inspection, lines: [{lines}], judging: {{combine: {how}, rounding: {mode}}}, counts: score}}",
        origins="[inspection]",
    )
    sums = [sum(form) for form in forms]
    expected = {
        "mean": Fraction(sum(sums) * 100, len(sums)),
        "sum": Fraction(sum(sums) * 100),
        "best": Fraction(max(sums) * 100),
        "worst": Fraction(min(sums) * 100),
    }[how]

    assert worth_of(scheme, scores=judges(forms)) == by_hand(expected, mode)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 100),
    st.lists(st.integers(1, 99), min_size=1, max_size=4, unique=True),
    st.sampled_from(["zero", "refuse"]),
)
def test_a_score_falls_into_exactly_one_band(total: int, cuts: list[int], below: str) -> None:
    edges = [*sorted(cuts), 101]
    text = ", ".join(
        f"{{at_least: {low}, below: {high}, points: {n + 1}}}"
        for n, (low, high) in enumerate(pairwise(edges))
    )
    scheme = one(
        f"{{shape: inspection, lines: [{{code: l0, title: 总, points: 100}}], judging: {{combine: single}}, counts: bands, bands: [{text}], below_bands: {below}}}",
        origins="[inspection]",
    )
    reached = sum(total >= low for low in edges[:-1])
    if reached or below == "zero":
        assert worth_of(scheme, scores=judges([[total]])) == reached * 100
    else:
        with pytest.raises(ScoreOutOfBands):
            worth_of(scheme, scores=judges([[total]]))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 60), st.sampled_from(["zero", "full", "scaled", "refuse"]))
def test_a_line_that_does_not_apply(said: int, absent: str) -> None:
    """Of 100 points 40 do not apply: they count nothing, in full, or the others are scaled up."""
    scheme = one(
        f"{{shape: inspection, lines: [{{code: a, title: 院, points: 60}}, {{code: b, title: 厕, points: 40, absent: {absent}}}], judging: {{combine: single, rounding: half_up}}, counts: score}}",
        origins="[inspection]",
    )
    form = (JudgeScores("评委", {"a": Points(said * 100), "b": None}),)
    if absent == "refuse":
        with pytest.raises(ScoringRefused):
            worth_of(scheme, scores=form)
        return
    expected = {
        "zero": Fraction(said),
        "full": Fraction(said + 40),
        "scaled": Fraction(said * 100, 60),
    }[absent]

    assert worth_of(scheme, scores=form) == by_hand(expected * 100, "half_up")
    with pytest.raises(ScoreOutOfRange):
        worth_of(scheme, scores=(JudgeScores("评委", {"a": Points(6001), "b": None}),))
