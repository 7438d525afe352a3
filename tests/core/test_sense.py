"""Rules that nobody could ever meet, or that give to nobody: each is found where it stands."""

import copy
import time
from datetime import date
from typing import Any

import pytest

from jishan.core.scheme.checker import check
from jishan.core.scheme.findings import SchemeUnreadable
from jishan.core.scheme.plain import read_plain
from jishan.core.scheme.reading import from_plain
from jishan.entrance.words.scheme_findings import finding_text
from tests.core.replaying import (
    HEAD,
    PURSE,
    balances,
    events,
    measure,
    points,
    run,
    titles,
    told,
    village,
)

RULES = f"""{HEAD}
items:
- {{code: a, title: 扫地, category: env, worth: {{shape: fixed, points: 2}}, conditions: [{{figure: f, name: 面积, unit: 平方米, at_least: 5}}]}}
- {{code: b, title: 评比, category: env, worth: {{shape: inspection, counts: score, lines: [{{code: l, title: 院子, points: 10}}, {{code: m, title: 门前, points: 10}}], judging: {{combine: single}}}}}}
- {{code: c, title: 获奖, category: civil, worth: {{shape: levels, levels: [{{level: v, name: 村级, points: 1}}, {{level: t, name: 镇级, points: 2}}]}}}}
- {{code: d, title: 收成, category: civil, worth: {{shape: import, unit: 斤, factor: 1, rounding: down, min: 1, max: 9}}}}
- {{code: e, title: 出工, category: env, credited_to: team, team: {{split: each}}, worth: {{shape: per_unit, points: 1, unit: 天, whole: true, grades: [{{level: p, name: 熟手, factor: 1}}, {{level: q, name: 新手, factor: 1}}]}}}}
- {{code: g, title: 比赛, category: civil, worth: {{shape: outcome, points: 1, combine: add, outcomes: [{{outcome: x, name: 得奖, points: 1}}, {{outcome: y, name: 获奖, points: 2}}]}}}}
multiplying: {{combine: all, rounding: down, rules: [{{code: k, name: 春种, factor: 2, first_day: 2024-03-01, last_day: 2024-04-01}}]}}
false_claim: {{times: 2, of: claimed, reverses: false, proxy_pays: false, category: env}}
purses:
- {{code: main, name: 户分, holder: household, takes: both, spendable: true, floor: zero, unlock: {{purse: own, ratio: 1}}}}
- {{code: own, name: 个人分, holder: resident, spendable: false, floor: none}}
measures:
- {{code: year, name: 年度, shape: points, purse: main, period: year, lower: 0, upper: 100}}
- {{code: mine, name: 个人年度, shape: points, purse: own, period: year}}
- {{code: seen, name: 评比分, shape: inspection, item: b, subject: household, how: mean, period: year}}
- {{code: both, name: 合计, shape: combine, measures: [year, seen], how: sum, period: year}}
- {{code: had, name: 称号数, shape: holding, honours: [h, i], period: year}}
- {{code: group, name: 组均, shape: gather, subject: group, measure: year, how: mean, period: year}}
- {{code: place, name: 名次, shape: rank, measure: year, within: group, period: year}}
settlements:
- {{code: s, name: 年终加分, measure: year, category: env, counts: value, rounding: down, gates: [{{measure: year, at_least: 1}}]}}
streaks:
- {{code: r, name: 连年, measure: year, holds: {{at_least: 1, at_most: 50}}, length: 1, counting: total, windows: rolling, restart: ever, missing: breaks, points: 5, category: env}}
honours:
- {{code: h, name: 先进, measure: year, pick: {{shape: ranks, last: 1}}, scope: village, ties: all_in, gives_points: 1, category: env}}
- {{code: i, name: 标兵, measure: year, pick: {{shape: threshold, at_least: 1}}, scope: village, ties: all_in, inside: h, who: {{age_min: 18, age_max: 60, tags_all: [党员]}}}}
- {{code: j, name: 好人, measure: mine, pick: {{shape: ranks, last: 1}}, scope: village, ties: all_in}}
- {{code: n, name: 先进组, measure: group, pick: {{shape: ranks, last: 1}}, scope: village, ties: all_in}}
redemption: {{purse: main, catalogue: [{{code: soap, name: 肥皂, points: 1}}, {{code: oil, name: 油, points: 2}}]}}
vetoes: [{{code: z, name: 酒驾, documents: [决定书], lasts: {{years: 1}}}}]
"""  # noqa: E501 - rules read as rows
NOTICE = {"kind": "notice", "days": 7, "day_kind": "calendar"}
FOUND = [
    ("items.0.conditions.0.at_most", 4, "bounds_upside_down", "items[0].conditions[0]"),
    ("streaks.0.holds.at_most", 0, "bounds_upside_down", "streaks[0].holds"),
    ("honours.1.pick.below", 1, "bounds_upside_down", "honours[1].pick"),
    ("settlements.0.gates.0.equals", 0, "bounds_upside_down", "settlements[0].gates[0]"),
    ("settlements.0.gates", [{"measure": "year"}], "bounds_missing", "settlements[0].gates[0]"),
    ("measures.0.upper", -1, "range_upside_down", "measures[0].upper"),
    ("items.3.worth.max", 0, "range_upside_down", "items[3].worth"),
    ("multiplying.rules.0.last_day", "2024-02-01", "days_upside_down",
     "multiplying.rules[0].last_day"),
    ("honours.1.who.age_max", 17, "nobody_meant", "honours[1].who.age_max"),
    ("honours.1.who.tags_none", ["党员"], "nobody_meant", "honours[1].who.tags_none"),
    ("subjects.eligible.0.kinds", ["resident"], "nobody_meant", "subjects.eligible[0].kinds"),
    ("items.1.worth.lines.1.title", "院子", "name_twice", "items[1].worth.lines[1]"),
    ("items.2.worth.levels.1.name", "村级", "name_twice", "items[2].worth.levels[1]"),
    ("items.2.worth.levels.1.name", "v", "name_twice", "items[2].worth.levels[1]"),
    ("items.4.worth.grades.1.name", "熟手", "name_twice", "items[4].worth.grades[1]"),
    ("items.5.worth.outcomes.1.name", "得奖", "name_twice", "items[5].worth.outcomes[1]"),
    ("items.1.title", "扫地", "title_twice", "items[1]"),
    ("redemption.catalogue.1.name", "肥皂", "title_twice", "redemption.catalogue[1]"),
    ("measures.3.measures", ["year", "year"], "counted_twice", "measures[3].measures"),
    ("measures.4.honours", ["h", "h"], "counted_twice", "measures[4].honours"),
    ("purses.1.holder", "unit", "unlock_of_others", "purses[0].unlock"),
    ("honours.1.inside", "j", "honours_of_others", "honours[1].inside"),
    ("honours.1.not_with", ["j"], "honours_of_others", "honours[1].not_with"),
    ("honours.0.inside", "i", "inside_before", "honours[0].inside"),
    ("honours.1.inside", "i", "inside_before", "honours[1].inside"),
    ("honours.3.scope", "group", "contest_of_one", "honours[3].scope"),
    ("measures.6.measure", "group", "contest_of_one", "measures[6].within"),
    ("process.default", [{"kind": "enter"}, NOTICE], "stage_after_enter", "process.default[0]"),
    ("process.default", [NOTICE, NOTICE], "notice_twice", "process.default"),
    ("process.items", {"a": [NOTICE, NOTICE]}, "notice_twice", "process.items.a"),
    ("items.0.worth", {"shape": "base", "points": 1, "per": "year", "joiners": "full"},
     "base_asks", "items[0]"),
    ("items.4.worth", {"shape": "base", "points": 1, "per": "year", "joiners": "full"},
     "base_asks", "items[4]"),
    ("items.0.code", "false_claim", "code_twice", "items[0].code"),
    ("items.0.team", {"split": "each"}, "team_unused", "items[0].team"),
    ("measures.2.item", "a", "measure_of_no_scores", "measures[2].item"),
    ("measures.2.subject", "unit", "measure_subject_differs", "measures[2].item"),
    ("settlements.0.bands", [{"at_least": 1, "points": 1}], "bands_unused", "settlements[0].bands"),
    ("settlements.0.measure", "group", "reward_without_purse", "settlements[0]"),
    ("honours.3.gives_points", 1, "reward_without_purse", "honours[3]"),
    ("purses.0.on", {"categories": ["civil"]}, "reward_without_purse", "streaks[0]"),
    ("items.1.worth.lines.0.category", "nothing", "reference_unknown",
     "items[1].worth.lines[0].category"),
    ("honours.0.brings", [{"kind": "title", "text": "牌子", "measure": "no"}], "reference_unknown",
     "honours[0].brings[0].measure"),
]  # fmt: skip
WARNED = [
    ("measures.1.on", {"items": ["a"], "not_items": ["a"]}, "measure_of_nothing", "measures[1]"),
    ("multiplying.rules.0.on", {"items": ["r"]}, "takes_nothing", "multiplying.rules[0].on"),
    ("caps", [{"code": "u", "per": "day", "points": 1, "whose": "account",
               "on": {"categories": ["civil"], "not_categories": ["civil"]}}],
     "takes_nothing", "caps[0].on"),
]  # fmt: skip
EMPTY = ["vetoes.0.bars", "items.0.origins", "overlaps.0.items"]


def written(path: str, value: Any) -> Any:
    data = copy.deepcopy(read_plain(RULES).data)
    *steps, last = (int(one) if one.isdigit() else one for one in path.split("."))
    part = data
    for step in steps:
        part = part[step]
    part[last] = value
    return data


def errors(data: Any) -> list[tuple[str, str]]:
    return [(one.code, one.path) for one in check(from_plain(data)) if one.severity == "error"]


def test_the_rules_make_sense_as_they_stand() -> None:
    assert errors(read_plain(RULES).data) == []


@pytest.mark.parametrize(("path", "value", "code", "at"), FOUND)
def test_what_makes_no_sense_is_found(path: str, value: Any, code: str, at: str) -> None:
    assert (f"scheme.{code}", at) in errors(written(path, value))


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("honours.1.inside", "j",
         "“标兵”和“好人”评的不是同一种对象（户、个人、组），不能在它里面评，"
         "也不会和它重复；请去掉，或者换一个称号"),
        ("honours.3.gives_points", 1,
         "“先进组”的分没有地方记：没有一个分账收这种对象、这个类别的分。"
         "请换一个类别，或者让一个分账收下"),
        ("items.1.title", "扫地", "有两样都叫“扫地”，登记时分不清是哪一样，请改一个名字"),
    ],
)  # fmt: skip
def test_it_is_said_with_what_to_do(path: str, value: Any, sentence: str) -> None:
    found = check(from_plain(written(path, value)))
    assert sentence in [finding_text(one) for one in found]


@pytest.mark.parametrize(("path", "value", "code", "at"), WARNED)
def test_what_does_nothing_is_said(path: str, value: Any, code: str, at: str) -> None:
    found = check(from_plain(written(path, value)))
    assert (f"scheme.{code}", "warning", at) in [(o.code, o.severity, o.path) for o in found]
    before = check(from_plain(read_plain(RULES).data))
    assert f"scheme.{code}" not in [one.code for one in before]


@pytest.mark.parametrize("path", EMPTY)
def test_a_list_that_cannot_be_empty_is_refused(path: str) -> None:
    data = read_plain(RULES).data
    data["overlaps"] = [{"code": "o", "items": ["a"], "rule": "first", "within": "day"}]
    part: Any = data
    *steps, last = (int(one) if one.isdigit() else one for one in path.split("."))
    for step in steps:
        part = part[step]
    part[last] = []

    with pytest.raises(SchemeUnreadable) as refused:
        from_plain(data)

    assert [one.code for one in refused.value.findings] == ["scheme.list_empty"]


def test_a_line_of_no_points_could_not_be_scored() -> None:
    with pytest.raises(SchemeUnreadable) as refused:
        from_plain(written("items.1.worth.lines.0.points", -1))

    assert [one.code for one in refused.value.findings] == ["scheme.number_out_of_range"]


GROUPS = f"""{HEAD}
items: [{{code: a, title: 扫地, category: env, worth: {{shape: fixed, points: 5}}}}]
purses: [{{code: main, name: 户, holder: household, spendable: false, floor: none}}]
measures:
- {{code: y, name: 年, shape: points, purse: main, period: year}}
- {{code: g, name: 组, shape: gather, subject: group, measure: y, how: mean, period: year}}
- {{code: v, name: 村, shape: gather, subject: village, measure: g, how: mean, period: year}}
honours: [{{code: h, name: 先进组, measure: g, pick: {{shape: ranks, last: 1}}, scope: village, ties: all_in}}]
"""  # noqa: E501 - rules read as rows


def test_the_mean_of_groups_that_the_roster_only_names_is_the_village_s() -> None:
    """H1 of 一组 swept: 5 and 0 in 一组, 0 in 二组; the means 2.5 and 0, of both 1.25."""
    out = run(from_plain(read_plain(GROUPS).data), "编号,日期,对象,事项\n1,2024-01-02,H1,扫地\n")

    assert measure(out, "g", "2024") == {"一组": "2.5", "二组": "0"}
    assert measure(out, "v", "2024") == {"桃源村": "1.25"}
    assert titles(out) == [("h", "2024", "一组")]


@pytest.mark.parametrize(("kind", "first", "every", "held"), [
    ("day", "1900-01-01", 2, ["2024-01-01", "2024-01-03"]),
    ("day", "2024-01-02", 3, ["2024-01-02"]),
    ("week", "2024-01-03", 2, ["W2024-01-01"]),
    ("week", "2024-01-10", 2, []),
])  # fmt: skip
def test_turns_are_counted_from_however_long_ago(
    kind: str, first: str, every: int, held: list[str]
) -> None:
    """From 1900 to 2024 an even number of days passed (45,290)."""
    rules = GROUPS.replace("period: year", f"period: {kind}")
    turns = f"ties: all_in, turns: {{every: {every}, first: {first}}}"
    scheme = from_plain(read_plain(rules.replace("ties: all_in", turns)).data)
    begun = time.process_time()

    out = run(scheme, "编号,日期,对象,事项\n1,2024-01-02,H1,扫地\n", until=date(2024, 1, 4))
    week = run(scheme, "编号,日期,对象,事项\n1,2024-01-02,H1,扫地\n", until=date(2024, 1, 9))

    found = titles(out if kind == "day" else week)
    assert list(dict.fromkeys(period for _, period, _ in found)) == held
    assert time.process_time() - begun < 2


def test_a_level_that_is_not_said_is_asked_for() -> None:
    worth = "{shape: levels, levels: [{level: v, name: 村级, points: 1}]}"
    rules = GROUPS.replace("{shape: fixed, points: 5}", worth)

    out = run(from_plain(read_plain(rules).data), "编号,日期,对象,事项\n1,2024-01-02,H1,扫地\n")

    assert events(out) == {}
    (reason,) = told(out)["acts"][0]["reasons"]
    assert (reason["code"], reason["text"]) == (
        "scoring.level_missing",
        "“扫地”要写明是哪一级，可选：村级。",
    )


@pytest.mark.parametrize(("given", "said"), [("ranking", "ranking"), ({"a": 1}, "一组内容")])
def test_a_shape_that_is_none_is_said_as_it_was_written(given: Any, said: str) -> None:
    with pytest.raises(SchemeUnreadable) as refused:
        from_plain(written("honours.0.pick.shape", given))

    (one,) = refused.value.findings
    assert finding_text(one).startswith(f"“怎么选”没有“{said}”这一种，可以选：前百分之几、")


def test_two_things_with_caps_bear_two_codes() -> None:
    """What is used of a cap is kept under the code: an item and its category were mixed up."""

    def found(item: str, *, capped: bool = True) -> list[tuple[str, str]]:
        caps = "caps: [{per: year, points: 9, whose: account}]"
        data = read_plain(HEAD + PURSE).data
        data["categories"][0] |= read_plain(f"{{{caps}}}").data if capped else {}
        worth = "worth: {shape: fixed, points: 1}"
        own = f"{{code: {item}, title: 扫地, category: env, {worth}, {caps}}}"
        return errors(data | {"items": [read_plain(own).data]})

    assert found("lane") == found("env", capped=False) == []
    assert found("env") == [("scheme.code_twice", "items[0].code")]


def test_caps_that_are_called_by_a_number_stay_apart_in_the_next_version() -> None:
    """By hand: 5 in February of the 10 for sweeping, 15 of the 20 for trees; then 5 and 5 more."""
    item = "{{code: {}, title: {}, category: env, worth: {{shape: fixed, points: 5}}}}"
    cap = "{{code: {}, per: year, points: {}, whose: account, on: {{items: [{}]}}}}"
    rules = f"""items: [{item.format("a", "扫地")}, {item.format("b", "种树")}]
caps: [{cap.format(1, 10, "a")}, {cap.format(2, 20, "b")}]
"""
    first, second = village(rules), village(rules)
    later = {"in_force_from": date(2024, 6, 1), "version": "2"}
    acts = ["扫地", "种树", "种树", "种树", "扫地", "扫地", "种树", "种树"]
    rows = [f"{n},2024-0{2 if n < 5 else 7}-01,H1,{one}" for n, one in enumerate(acts, 1)]

    out = run([first, second.model_copy(update=later)], "编号,日期,对象,事项\n" + "\n".join(rows))

    assert list(points(out).values()) == ["5", "5", "5", "5", "5", "0", "5", "0"]
    assert balances(out)["H1"] == "30"
