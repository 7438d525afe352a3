"""Figures that no rule can mean: they are refused by their line; and what is taken never crashes
a year, its check or its sentences."""

import copy
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from jishan.core.scheme.checker import check
from jishan.core.scheme.document import Scheme, to_document
from jishan.core.scheme.findings import SchemeUnreadable
from jishan.core.scheme.plain import read_plain
from jishan.core.scheme.reading import from_plain
from jishan.entrance.words.scheme_clauses import clauses
from jishan.entrance.words.scheme_findings import finding_text
from tests.core.replaying import SCHEMES, YEAR, run, told
from tests.core.test_replayed_years import PACKS
from tests.core.test_villages import VILLAGES, _texts
from tests.core.year_tables import scheme_of

RULES = f"""
format: 1
code: v
name: 积分
organisation: 村
version: 1
in_force_from: 2024-01-01
subjects: {{kinds: [household], eligible: [{{kind: household, consent: true, age_min: 18}}]}}
categories: [{{code: env, name: 环境}}]
items:
- {{code: a, title: 扫地, category: env, worth: {{shape: per_unit, points: 1, unit: 次, whole: true, bundle: 2, min: 1, max: 9, round_to: 0.5}}, days_of_month: [1, 5], months: [3]}}
- {{code: b, title: 评比, category: env, worth: {{shape: inspection, counts: score, lines: [{{code: l, title: 院子, points: 10}}], judging: {{combine: weights, weights: {{邻居: 2}}, judges_min: 1, rounding: down}}}}}}
- {{code: c, title: 种树, category: env, worth: {{shape: fixed, points: 2}}, repeat: {{within: {{months: 12}}, factors: [1, 2]}}}}
purses:
- {{code: main, name: 户, holder: household, spendable: true, floor: zero, expiry: [{{end_of: year, plus: 1, grace_days: 30}}], clearing: {{every: year, what: positive, keep_percent: 50}}}}
process: {{default: [{{kind: verify, role: clerk}}, {{kind: notice, days: 7, day_kind: calendar}}]}}
{YEAR}
honours:
- {{code: h, name: 先进, measure: year, pick: {{shape: top_share, percent: 10, of: all, rounding: up}}, scope: village, ties: all_in}}
pools:
- {{code: p, name: 分红, measure: year, yuan: 100, method: proportional, share_max_percent: 20, safeguards: [unanimous_vote, discretionary_part, capped_share]}}
redemption:
  purse: main
  catalogue: [{{code: soap, name: 肥皂, points: 5, stock: 9, per_subject_max: 2}}]
  windows: [{{every: month, first_days: 5}}]
  fen_per_point: 10
  voucher_days: 30
publicity: {{shows: [totals], names: masked, deductions: household_only, days: 30}}
"""  # noqa: E501 - rules read as rows
IMPOSSIBLE = [
    ("items.0.worth.bundle", 0, "“每多少个算一份”写的“0”不行：要比 0 大"),
    ("items.0.worth.bundle", -1, None),
    ("items.0.worth.min", -1, None),
    ("items.0.worth.max", 0, None),
    ("items.0.worth.round_to", 0, None),
    ("items.0.days_of_month", [0, 2], None),
    ("items.0.days_of_month", [20, 35], None),
    ("items.0.months", [13], None),
    ("items.1.worth.judging.weights.邻居", 0, None),
    ("items.1.worth.judging.judges_min", 0, None),
    ("items.2.repeat.within.months", 0, None),
    ("items.2.repeat.within.months", 10**7, None),
    ("items.2.repeat.factors", [1, -2], None),
    ("subjects.eligible.0.age_min", -1, None),
    ("subjects.eligible.0.age_min", 200, None),
    ("purses.0.expiry.0.plus", 10**6, None),
    ("purses.0.expiry.0.grace_days", 10**6, None),
    ("purses.0.clearing.keep_percent", 101, None),
    ("process.default.1.days", -1, None),
    ("honours.0.pick.percent", 0, None),
    ("honours.0.pick.percent", 101, None),
    ("pools.0.yuan", -1, None),
    ("redemption.catalogue.0.points", 0, None),
    ("redemption.catalogue.0.stock", -1, None),
    ("redemption.catalogue.0.per_subject_max", 0, None),
    ("redemption.windows.0.first_days", 0, None),
    ("redemption.fen_per_point", 0, None),
    ("redemption.voucher_days", 10**7, None),
    ("publicity.days", 0, None),
]
ODD: dict[type, list[Any]] = {
    int: [0, -1, 10**11],
    Decimal: [0, -1, Decimal("0.5")],
    date: [date(1900, 1, 1), date(2199, 12, 31), date(9999, 12, 31)],
}


def changed(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    found = copy.deepcopy(data)
    part = found
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    return found


def steps(path: str) -> tuple[Any, ...]:
    return tuple(int(one) if one.isdigit() else one for one in path.split("."))


def test_the_rules_are_taken_as_they_stand() -> None:
    assert [one.code for one in check(rules()) if one.severity == "error"] == []


def rules() -> Scheme:
    return from_plain(read_plain(RULES).data)


@pytest.mark.parametrize(("path", "value", "sentence"), IMPOSSIBLE)
def test_an_impossible_figure_is_refused(path: str, value: Any, sentence: str | None) -> None:
    with pytest.raises(SchemeUnreadable) as refused:
        from_plain(changed(read_plain(RULES).data, steps(path), value))

    assert [one.code for one in refused.value.findings] == ["scheme.number_out_of_range"]
    said = finding_text(refused.value.findings[0])
    assert said == sentence if sentence else said.split("：")[1][:2] in ("最小", "最大", "要比")


def test_days_of_a_month_are_written_upwards() -> None:
    scheme = from_plain(changed(read_plain(RULES).data, ("items", 0, "days_of_month"), [25, 5]))

    found = [(one.code, one.path) for one in check(scheme) if one.severity == "error"]
    assert found == [("scheme.days_upside_down", "items[0].days_of_month")]


def figures(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    for name, part in data.items() if isinstance(data, dict) else enumerate(data):
        if isinstance(part, dict | list):
            yield from figures(part, (*path, name))
        elif type(part) in ODD and name not in ("format", "version"):
            yield (*path, name), part


def told_with(
    plain: Any, path: tuple[Any, ...], value: Any, known: Iterable[str] = ()
) -> Scheme | None:
    """The document with this value, where a village could adopt it but for the `known` errors."""
    try:
        scheme = from_plain(changed(plain, path, value))
    except SchemeUnreadable:
        return None
    errors = {one.code for one in check(scheme) if one.severity == "error"}
    return scheme if errors <= set(known) else None


@pytest.mark.parametrize("path", VILLAGES, ids=lambda path: path.stem)
def test_a_year_bears_every_figure_that_is_taken(path: Path) -> None:
    village = yaml.safe_load(path.read_text())
    plains = [read_plain(text).data for text in _texts(village)]
    documents = [from_plain(plain) for plain in plains]
    days = {"until": village["until"]} if "until" in village else {}
    taken = 0
    for number, plain in enumerate(plains):
        for place, was in figures(plain):
            for value in ODD[type(was)]:
                scheme = told_with(plain, place, value, village.get("errors", ()))
                if scheme is not None:
                    versions = [*documents[:number], scheme, *documents[number + 1 :]]
                    told(run(versions, village["acts"], village["roster"], **days))
                    assert clauses(scheme)
                    taken += 1

    assert taken


@pytest.mark.parametrize("name", PACKS)
def test_a_source_bears_every_figure_that_is_taken(name: str) -> None:
    plain = to_document(scheme_of(name))
    acts, roster = (
        (SCHEMES / name / f"{table}.csv").read_text("utf-8") for table in ("acts", "roster")
    )
    taken = 0
    for number, (place, was) in enumerate(figures(plain)):
        value = ODD[type(was)][number % 3]
        scheme = told_with(plain, place, value)
        if scheme is not None:
            told(run(scheme, acts, roster))
            assert clauses(scheme)
            taken += 1

    assert taken
