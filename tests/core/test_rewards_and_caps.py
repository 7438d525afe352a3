"""Where a division has no rounding, and where a cap would limit nothing: the checker names both."""

# ruff: noqa: E501 - rules read as rows; broken lines would hide the columns

import pytest

from jishan.core.scheme.checker import check
from jishan.core.scheme.document import Scheme
from tests.core.replaying import automatic, balances, run, village

FORM = "items: [{{code: a, title: 查, category: env, origins: [inspection], worth: {{shape: inspection, lines: [{{code: x, title: 院, points: 60}}, {{code: y, title: 厕, points: 40, absent: {absent}}}], judging: {{combine: single{rounding}}}, counts: score}}}}]"
GRADES = "items: [{{code: a, title: 工, category: env, worth: {{shape: per_unit, points: 1, unit: 天, whole: true, grades: [{{level: g, name: 甲, factor: {factor}}}]{rounding}}}}}]"
REWARDED = """
items: [{code: a, title: 甲, category: env, worth: {shape: fixed, points: 4}}]
measures: [{code: m, name: 月, shape: points, purse: main, period: month}]
settlements: [{code: s, name: 月奖, measure: m, category: civil, counts: value, rounding: down}]
"""


def found(scheme: Scheme) -> set[str]:
    return {f"{one.severity}:{one.code.removeprefix('scheme.')}" for one in check(scheme)}


@pytest.mark.parametrize(
    ("part", "missing"),
    [
        (FORM.format(absent="scaled", rounding=""), True),
        (FORM.format(absent="scaled", rounding=", rounding: down"), False),
        (FORM.format(absent="zero", rounding=""), False),
        (GRADES.format(factor="1.333", rounding=""), True),
        (GRADES.format(factor="1.333", rounding=", rounding: half_up"), False),
        (GRADES.format(factor="1.5", rounding=""), False),
    ],
)
def test_a_broken_figure_needs_a_rounding(part: str, *, missing: bool) -> None:
    """Lines that are left out and scaled up divide; so may the factors of grades."""
    assert ("error:rounding_missing" in found(village(part))) == missing


def test_a_cap_that_names_a_reward_limits_nothing() -> None:
    capped = village(
        REWARDED, "caps: [{code: c, on: {items: [s]}, per: month, points: 1, whose: account}]"
    )

    assert "error:cap_on_rewards" in found(capped)


def test_rewards_come_on_top_of_caps_and_the_checker_says_so() -> None:
    cap = "{per: month, points: 1, whose: account}"
    shared = village(REWARDED, f"caps: [{{code: c, on: {{sign: plus}}, {cap[1:]}]")
    plain = village(REWARDED)
    civil = plain.categories[1].model_copy(update={"caps": shared.caps})
    of_a_category = plain.model_copy(update={"categories": (plain.categories[0], civil)})

    assert "note:rewards_beyond_cap" in found(shared)
    assert "note:rewards_beyond_cap" in found(of_a_category)
    assert "note:rewards_beyond_cap" not in found(plain)


def test_rewards_come_on_top_of_what_a_purse_may_earn() -> None:
    purse = "purses: [{code: main, name: 积分, holder: household, takes: both, spendable: false, floor: none, earned_max: [{points: 3, per: month}]}]\n"
    scheme = village(REWARDED, purse=purse)
    out = run(scheme, "编号,日期,对象,事项\nk1,2024-01-05,H1,a\n")

    assert "note:rewards_beyond_cap" in found(scheme)
    assert automatic(out) == [("s", "H1", "2024-01-31", "3")]
    assert balances(out)["H1"] == "6"


def test_what_a_purse_may_hold_binds_rewards_too() -> None:
    """4 points of the act and 4 of the month, of which a purse of at most 5 holds one."""
    purse = "purses: [{code: main, name: 积分, holder: household, takes: both, spendable: false, floor: none, held_max: 5}]\n"
    out = run(village(REWARDED, purse=purse), "编号,日期,对象,事项\nk1,2024-01-05,H1,a\n")

    assert balances(out)["H1"] == "5"
    assert automatic(out) == [("s", "H1", "2024-01-31", "4")]
