"""Imagined villages: the same seed the same village, and every document can be lived in."""

# ruff: noqa: E501 - rules read as rows

import csv
import io
import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from jishan.core.replay.tables import read_happenings, read_roster
from jishan.core.sandbox.comparing import compared
from jishan.core.sandbox.doing import allowed_days, yearly
from jishan.core.sandbox.imagining import (
    Spread,
    Village,
    imagine,
    imagined,
    run_in,
    spread,
    year_of,
)
from jishan.core.sandbox.kept import imagined_kept, imagined_read
from jishan.core.sandbox.lots import Lots
from jishan.core.sandbox.synthetic import imagined_village
from jishan.core.sandbox.telling import imagined_data
from jishan.core.sandbox.written import acts_table, roster_table
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.reading import read_scheme
from jishan.entrance.words.sandbox import imagined_sentences
from jishan.management.scheme_files import packs
from tests.core.replaying import HEAD, village
from tests.core.test_villages import VILLAGES, _texts

ITEMS = """
items:
- {code: a, title: 扫巷子, category: env, worth: {shape: fixed, points: 1}, caps: [{per: month, times: 2, whose: household}]}
- {code: b, title: 植树, category: env, worth: {shape: per_unit, points: 3, unit: 棵, whole: true}, needs_presence: true}
- {code: c, title: 互助, category: civil, worth: {shape: range, low: 1, high: 5, step: 1}}
- {code: d, title: 见义勇为, category: civil, worth: {shape: case, low: 10, high: 100}}
- {code: e, title: 表彰, category: civil, worth: {shape: levels, levels: [{level: v, name: 村, points: 5}, {level: t, name: 镇, points: 10}]}}
- {code: f, title: 服务, category: civil, worth: {shape: steps, unit: 小时, per: year, mode: replace, steps: [{at: 5, points: 5}, {at: 20, points: 20}]}}
- {code: g, title: 捐款, category: civil, worth: {shape: brackets, unit: 元, per: year, rounding: down, brackets: [{up_to: 1000, points: 0.01}, {points: 0.005}]}}
- {code: h, title: 检查, category: env, origins: [inspection], worth: {shape: inspection, lines: [{code: yard, title: 庭院, points: 60}, {code: room, title: 屋内, points: 40, place: indoor, door_consent: true, absent: scaled}], judging: {combine: mean, judges_min: 2, rounding: half_up}, counts: bands, bands: [{at_least: 80, points: 3}]}, caps: [{per: quarter, times: 1, whose: account}]}
- {code: i, title: 参会率, category: civil, origins: [import], worth: {shape: import, unit: 个百分点, factor: 0.1, rounding: half_up, min: 0, max: 100}}
- {code: j, title: 调解, category: civil, worth: {shape: outcome, points: 2, outcomes: [{outcome: done, name: 成功, points: 5}], combine: add}}
- {code: k, title: 吵闹, category: civil, worth: {shape: fixed, points: -2}}
- {code: l, title: 彩礼, category: civil, worth: {shape: fixed, points: 9}, conditions: [{figure: price, name: 彩礼, unit: 元, at_most: 80000}], unmet_points: 0}
- {code: m, title: 合伙, category: civil, worth: {shape: fixed, points: 6}, subjects: [resident], credited_to: team, team: {split: equal}}
- {code: o, title: 分工, category: civil, months: [3, 4], worth: {shape: per_unit, points: 2, unit: 工, whole: true, grades: [{level: a, name: 技工, factor: 1.5}, {level: b, name: 普工, factor: 1}]}, subjects: [resident], credited_to: team, team: {split: stated}}
- {code: n, title: 举荐, category: civil, worth: {shape: fixed, points: 1}, subjects: [resident], credited_to: named}
"""
MORE = """
measures: [{code: year, name: 年度, shape: points, purse: main, period: year}]
honours: [{code: top, name: 十佳户, measure: year, pick: {shape: ranks, last: 10}, scope: village, ties: all_in}]
vetoes: [{code: crime, name: 犯罪, documents: [判决书], lasts: {months: 12}}]
redemption: {purse: main, fen_per_point: 100}
funds: {sources: [{code: t, name: 补助, kind: money, yuan: 100}]}
"""
SPENDABLE = "purses: [{code: main, name: 积分, holder: household, takes: both, spendable: true, floor: zero}]\n"


def scheme() -> Scheme:
    return village(ITEMS, MORE, purse=SPENDABLE)


def lived(one: Scheme, *, seed: str = "7", run: int = 1, households: int = 40) -> Village:
    return imagined([one], seed=seed, run=run, households=households)


def test_the_same_seed_gives_the_same_village_and_another_seed_another() -> None:
    one, again, other = lived(scheme()), lived(scheme()), lived(scheme(), seed="8")

    assert (one.cast.people, one.acts) == (again.cast.people, again.acts)
    assert one.cast.people != other.cast.people
    first, same = (imagine([scheme()], households=12, runs=2) for _ in range(2))
    assert first == same
    assert first != imagine([scheme()], households=12, runs=2, seed="2")


def test_lots_are_the_same_on_every_machine() -> None:
    """Written down once: a change would give every kept seed another village."""
    lot = Lots("春")
    assert [lot.below(100) for _ in range(8)] == [63, 9, 59, 2, 56, 97, 59, 61]
    assert [Lots("x").drawn(((1, 0), (2, 5))), Lots("x").chance(100), Lots("x").chance(0)] == [
        2, True, False,
    ]  # fmt: skip


def test_everything_that_is_done_is_what_the_document_takes() -> None:
    """Of all shapes; refused is only what is meant to be: figures outside their bounds."""
    trial = run_in(scheme(), lived(scheme(), households=80))

    assert trial.counted > 400
    assert {one.act.item for one in trial.out.acts if one.state == "counted"} >= set("abcfhijklmno")
    assert {one.reasons[0].code for one in trial.out.acts if one.state == "refused"} <= {
        "scoring.condition_unmet"
    }


@pytest.mark.parametrize("name", [name for name, _ in packs()])
def test_every_shipped_document_can_be_imagined(name: str) -> None:
    """Whatever its shapes, nearly everything that is drawn can be scored."""
    one = dict(packs())[name]
    trial = run_in(one, imagined([one], seed="1", run=1, households=30))

    assert trial.refused * 5 <= max(len(trial.out.acts), 1)


@pytest.mark.parametrize("path", VILLAGES, ids=lambda path: path.stem)
def test_every_village_of_the_tests_can_be_imagined_and_compared(path: Path) -> None:
    """Their documents have every shape there is; needs and conditions alone refuse an act."""
    for text in _texts(yaml.safe_load(path.read_text("utf-8"))):
        one = read_scheme(text)
        trial = run_in(one, imagined([one], seed="2", run=1, households=15))
        refused = {act.reasons[0].code for act in trial.out.acts if act.state == "refused"}

        assert refused <= {"scoring.condition_unmet", "scoring.need_unmet"}
        assert compared(trial, trial).village.lost == 0


def test_two_documents_are_tried_in_the_same_villages() -> None:
    cheap = read_scheme(HEAD + SPENDABLE + ITEMS + MORE)
    dear = read_scheme(
        (HEAD + SPENDABLE + ITEMS + MORE).replace(
            "title: 扫巷子, category: env, worth: {shape: fixed, points: 1}",
            "title: 扫巷子, category: env, worth: {shape: fixed, points: 2}",
        )
    )
    one, two = imagine([cheap, dear], households=30, runs=3)

    assert one.acts == two.acts
    assert one.issued.middle < two.issued.middle
    assert one.runs_short == 3


def test_a_village_can_be_kept_as_tables_and_read_back() -> None:
    kept = lived(scheme())
    happenings = kept.happenings(scheme())

    def through(rows: object) -> list[list[str]]:
        text = io.StringIO()
        csv.writer(text).writerows(rows)  # type: ignore[arg-type]
        return list(csv.reader(io.StringIO(text.getvalue(), newline="")))

    assert read_roster(through(roster_table(kept.cast.people))) == list(kept.cast.people)
    read = {one.key: one for one in read_happenings(through(acts_table(happenings)), [scheme()])}
    assert [read[one.key] for one in happenings] == happenings


def test_how_often_follows_from_what_the_document_says() -> None:
    one = scheme()
    often = {item.code: yearly(one, item) for item in one.items}

    assert (often["a"], often["b"], often["h"]) == (5_000, 1_500, 4)
    assert often["g"] == often["d"] == 40
    assert often["k"] < often["d"]


def test_days_on_which_an_item_is_open() -> None:
    text = ITEMS.replace(
        "category: env, worth: {shape: fixed, points: 1}",
        "category: env, active_from: 2024-11-01, days_of_month: [20, 25], worth: {shape: fixed, points: 1}",
    )
    one = village(text, MORE, purse=SPENDABLE)
    days = allowed_days(one, one.item("a"), year_of(one))

    assert (days[0].isoformat(), days[-1].isoformat(), len(days)) == (
        "2024-11-20",
        "2024-12-25",
        12,
    )


def test_villages_look_like_villages_today() -> None:
    begins = year_of(scheme()).first
    people = imagined_village(Lots("x"), [scheme()], 300, begins)
    residents = [one for one in people if one.kind == "resident"]
    away = [one for one in residents if "外出务工" in one.tags]

    assert len({one.key for one in people}) == len(people)
    assert 2 <= len(residents) / 300 <= 4
    assert 0.1 < len(away) / len(residents) < 0.45
    assert all(one.born is not None and one.born < begins for one in residents)
    assert 10 <= sum("独居" in one.tags for one in residents) <= 80


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=60))
def test_spread_names_figures_of_runs_in_order(figures: list[int]) -> None:
    found = spread(figures)

    assert found.low <= found.middle <= found.high
    assert {found.low, found.middle, found.high} <= set(figures)
    assert sum(one <= found.middle for one in figures) * 2 >= len(figures)


def test_spread_by_hand() -> None:
    assert spread(list(range(1, 21))) == Spread(2, 10, 18)
    assert spread([5]) == Spread(5, 5, 5)


@settings(max_examples=5, deadline=None)
@given(st.text(min_size=1, max_size=6), st.integers(1, 25))
def test_any_seed_and_size_can_be_imagined(seed: str, households: int) -> None:
    (found,) = imagine([scheme()], households=households, runs=1, seed=seed)

    assert found.issued.low == found.issued.high == sum(one.low for one in found.months.values())
    assert imagined_data(found)["households"] == households
    assert imagined_read(json.loads(json.dumps(imagined_kept((found,))))) == (found,)


def test_the_sentences() -> None:
    (found,) = imagine([scheme()], households=20, runs=2)
    text = "\n".join(imagined_sentences(scheme(), found))

    assert "设想了 2 个村，每村 20 户" in text
    assert "2 个村里有 2 个村的钱不够" in text
    assert (
        imagined_sentences(village(), imagine([village()], households=5, runs=1)[0])[-1]
        == "方案里还没有事项，村里填了事项再来设想。"
    )
