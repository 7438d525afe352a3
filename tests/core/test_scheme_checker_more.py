"""What the checker says of repeats, prerequisites, titles in measures, seats, places and bars."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

import pytest

from jishan.core.scheme.checker import check
from jishan.core.scheme.findings import SchemeUnreadable
from jishan.core.scheme.reading import read_with_lines
from jishan.entrance.words.scheme_findings import finding_line
from tests.core.checking import FIXED, found, honour
from tests.core.one_item import item
from tests.core.replaying import HEAD, PURSE, YEAR

Y = "- {code: year, name: 年, shape: points, purse: main, period: year}\n"
M = "- {code: mon, name: 月, shape: points, purse: main, period: month}\n"
PLACE = "- {code: p, name: 名次, shape: rank, measure: year, period: year}\n"


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        ([item("{shape: fixed, points: 1}", repeat="{per: year, factors: [0, 1], factor: 2}")], "error:repeat_said_twice"),
        ([item("{shape: fixed, points: 1}", needs="[{items: [it], per: year}]")], "error:need_of_itself"),
        ([item("{shape: fixed, points: 1}", needs="[{items: [nothing], per: year}]")], "error:reference_unknown"),
        ([item("{shape: per_unit, points: 1, unit: 天, whole: true, grades: [{level: a, name: 甲, factor: 1}, {level: a, name: 乙, factor: 2}]}")], "error:code_twice"),
        ([FIXED, "measures:\n" + M + "- {code: h, name: 得奖, shape: holding, honours: [h0], period: month}\n"], "error:reference_unknown"),
        ([FIXED, "measures:\n" + Y + M + "- {code: h, name: 得奖, shape: holding, honours: [h], period: month}\n", honour()], "error:measure_period_differs"),
        ([FIXED, "measures:\n" + Y + "- {code: s, name: 给户, shape: spread, subject: household, measure: year, period: year}\n"], "error:measure_subject_differs"),
        ([FIXED, "measures:\n" + Y + "- {code: g, name: 合计, shape: gather, subject: household, measure: year, how: sum, period: year}\n"], "error:measure_subject_differs"),
        ([FIXED, "measures:\n" + Y + M + "- {code: e, name: 上期, shape: earlier, measure: mon, empty: 0, period: year}\n"], "error:measure_period_differs"),
        ([FIXED, YEAR, honour("{shape: seats, count: 3, of: all}")], "error:seats_of_one_contest"),
        ([FIXED, "measures:\n" + Y + M + "settlements: [{code: s, name: 折, measure: year, category: env, counts: value, rounding: down, gates: [{measure: mon, at_least: 1}]}]\n"], "error:gate_differs"),
        ([FIXED, "measures:\n" + Y + M + "streaks: [{code: s, name: 连, measure: year, holds: {at_least: 1}, length: 2, counting: total, windows: rolling, restart: ever, missing: breaks, mark: 好, gates: [{measure: mon, at_least: 1}]}]\n"], "error:gate_differs"),
        ([FIXED, "vetoes: [{code: v, name: 违法, documents: [判决书], lasts: {years: 1}, plus: 1}]\n"], "error:veto_plus_of_nothing"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant(parts: list[str], key: str) -> None:
    assert key in found(*parts)


def test_places_and_times_are_whole_numbers_without_gaps_between() -> None:
    """Places 1, 2, 3 leave no gap; points of 1, 2, 3 would."""
    bands = "settlements: [{code: s, name: 折, measure: %s, category: env, counts: bands, rounding: down, bands: [{equals: 1, points: 5}, {equals: 2, points: 3}]}]\n"

    assert "error:bands_gap" not in found(FIXED, "measures:\n" + Y + PLACE + bands % "p")
    assert "error:bands_gap" in found(FIXED, "measures:\n" + Y + PLACE + bands % "year")


BROKEN = {
    "a word that is none": FIXED.replace("points: 1", "points: 一分"),
    "a field that is none": FIXED.replace("worth:", "value: 3, worth:"),
    "a choice that is none": FIXED.replace("shape: fixed", "shape: fixd"),
    "no category": FIXED.replace("category: env", "category: en"),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_every_message_names_its_line(text: str) -> None:
    try:
        findings = check(*read_with_lines(HEAD + PURSE + text))
    except SchemeUnreadable as refusal:
        findings = tuple(refusal.findings)
    errors = [finding_line(one) for one in findings if one.severity == "error"]

    assert errors
    assert all(line.startswith("第 ") for line in errors), errors
