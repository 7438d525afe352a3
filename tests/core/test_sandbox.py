"""Two documents over one year: reckoned by hand, and what must hold whatever the village."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

import json
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from jishan.core.points import Fen, Points
from jishan.core.sandbox.comparing import Comparison, as_of, compared, tried
from jishan.core.sandbox.groups import WAYS, ClassFigures
from jishan.core.sandbox.kept import comparison_kept, comparison_read
from jishan.core.sandbox.money import MonthIssue, run_out, value_of_point
from jishan.core.sandbox.telling import comparison_data
from jishan.core.scheme.document import Redemption, Scheme
from jishan.core.scheme.reading import read_scheme
from jishan.entrance.words.sandbox import cap_name, class_sentence, comparison_sentences
from tests.core.replaying import run

RULES = """
format: 1
code: village
name: 桃源村积分细则
organisation: 桃源村
version: 1
in_force_from: 2024-01-01
subjects: {{kinds: [household, resident], eligible: [{{kind: household, consent: true}}, {{kind: resident}}]}}
categories: [{{code: env, name: 环境}}, {{code: civil, name: 文明}}]
items:
- {{code: lane, title: 扫巷子, category: env, worth: {{shape: fixed, points: {lane}}}, caps: [{{per: month, times: 2, whose: household}}], credited_to: household}}
- {{code: meet, title: 参加村民会议, category: civil, worth: {{shape: fixed, points: 4}}, needs_presence: true, credited_to: household}}
- {{code: rape, title: 种植油菜, category: env, worth: {{shape: per_unit, points: 2, unit: 亩, whole: true}}, credited_to: household}}
- {{code: noise, title: 深夜吵闹, category: civil, worth: {{shape: fixed, points: -1}}, credited_to: household}}
purses: [{{code: main, name: 积分, holder: household, takes: both, spendable: true, floor: zero}}]
process:
  default: [{{kind: review, role: panel, quorum: 5}}, {{kind: notice, days: 7, day_kind: calendar}}]
  objections_to: supervisor
measures:
- {{code: year, name: 年度, shape: points, purse: main, period: year}}
- {{code: fields, name: 种田分, shape: points, purse: main, period: year, on: {{items: [rape]}}}}
honours:
- {{code: best, name: 十佳户, measure: year, pick: {{shape: ranks, last: 1}}, scope: village, ties: all_in, brings: [{{kind: money, text: 奖金, yuan: 20}}]}}
- {{code: farmer, name: 种田能手, measure: fields, pick: {{shape: threshold, at_least: 4}}, scope: village, ties: all_in}}
redemption:
  purse: main
  fen_per_point: 50
  catalogue: [{{code: soap, name: 肥皂, points: 4, yuan: 3}}, {{code: oil, name: 食用油, points: 20, yuan: 12}}]
funds: {{sources: [{{code: town, name: 镇补助, kind: money, yuan_per_resident: 4}}], cap_per_resident: 5, floor_per_resident: 1, custody: 镇代管}}
publicity: {{shows: [totals], names: masked, deductions: household_only, days: 30}}
"""
ROSTER = """编号,类型,所属户,组,标签,出生日期
H1,户,,一组,,
H2,户,,一组,低保户,
H3,户,,二组,,
H4,户,,二组,,
R1,村民,H1,一组,党员,1980-05-01
R2,村民,H1,一组,外出务工,1982-05-01
R3,村民,H2,一组,残疾,1940-01-01
R4,村民,H3,二组,,1961-07-01
R5,村民,H3,二组,,1990-07-01
R6,村民,H4,二组,在外务工,1985-07-01
"""
ACTS = """编号,日期,事件,对象,事项,数量
A1,2024-01-05,,H1,扫巷子,
A2,2024-01-06,,H1,扫巷子,
A3,2024-01-07,,H1,扫巷子,
A4,2024-02-01,,H1,参加村民会议,
A5,2024-01-08,,H2,扫巷子,
A6,2024-03-01,,H3,种植油菜,3
A7,2024-03-02,,R4,参加村民会议,
A8,2024-03-03,,H3,深夜吵闹,
B1,2024-06-01,兑换,H1,肥皂,1
B2,2024-06-02,兑换,H2,食用油,1
"""
"""By hand, a lane worth 1: H1 2 lanes (the third is above the cap) + 4 = 6; H2 1; H3 6 + 4 - 1 = 9;
H4 0. Worth 3: H1 10, H2 3, H3 9, H4 0."""


def scheme(lane: object = 1) -> Scheme:
    return read_scheme(RULES.format(lane=lane))


def comparison(first: Scheme, second: Scheme, acts: str = ACTS) -> Comparison:
    return compared(tried(run(first, acts, ROSTER)), tried(run(second, acts, ROSTER)))


def told(first: Scheme, second: Scheme, acts: str = ACTS) -> Any:
    """What an outsider gets."""
    data = comparison_data(tried(run(first, acts, ROSTER)), tried(run(second, acts, ROSTER)))
    return json.loads(json.dumps(data))


def of(found: Comparison, way: str, name: str) -> ClassFigures:
    return next(one for one in found.classes if (one.way, one.name) == (way, name))


def test_every_household_is_compared() -> None:
    found = comparison(scheme(1), scheme(3))

    assert [(one.key, one.first.points, one.second.points) for one in found.homes] == [
        ("H1", 600, 1000), ("H2", 100, 300), ("H3", 900, 900), ("H4", 0, 0),
    ]  # fmt: skip
    assert [one.first.goods for one in found.homes] == [("soap",), (), ("soap",), ()]
    assert [one.second.redeemed for one in found.homes] == [1, 0, 0, 0]
    assert (found.village.gained, found.village.lost) == (2, 0)
    assert (found.village.first, found.village.second) == (1600, 2200)
    assert found.first.caps == {"lane/1": 1}


def test_classes_are_told_apart_by_age_absence_group_disability_and_status() -> None:
    found = comparison(scheme(1), scheme(3))

    names = [(one.way, one.name, one.homes) for one in found.classes]
    assert names == [
        ("group", "一组", 2), ("group", "二组", 2),
        ("oldest", "18_44", 2), ("oldest", "60_69", 1), ("oldest", "80_up", 1),
        ("alone", "alone", 1), ("alone", "not_alone", 3),
        ("absence", "here", 2), ("absence", "some_away", 1), ("absence", "all_away", 1),
        ("size", "1", 2), ("size", "2", 2),
        ("disability", "with", 1), ("disability", "without", 3),
        ("tag", "低保户", 1), ("tag", "党员", 1), ("tag", "在外务工", 1), ("tag", "外出务工", 1), ("tag", "残疾", 1),
    ]  # fmt: skip
    group = of(found, "group", "一组")
    assert (group.first, group.second, group.mean_first, group.mean_second) == (700, 1300, 350, 650)
    assert (group.gained, group.titles_first, group.titles_second) == (2, 0, 1)
    assert (
        of(found, "absence", "all_away").none_second,
        of(found, "oldest", "18_44").none_first,
    ) == (1, 1)


def test_people_are_told_apart_by_their_own_age() -> None:
    """Only R4, born in 1961, is named in an act: a meeting, 4 points."""
    found = comparison(scheme(1), scheme(3))

    assert [(one.name, one.homes, one.first, one.second) for one in found.people] == [
        ("18_44", 4, 0, 0),
        ("60_69", 1, 400, 400),
        ("80_up", 1, 0, 0),
    ]
    assert (
        class_sentence(found.people[1])
        == "60–69 岁的人 1 人：平均 4 分 → 4 分（0），多 0 人，少 0 人"
    )
    nobody = comparison(scheme(1), scheme(3), "日期,对象,事项\n2024-01-01,H1,扫巷子\n")
    assert nobody.people == ()


def test_titles_move() -> None:
    found = comparison(scheme(1), scheme(3))

    assert [(one.honour, one.period, one.lost, one.gained, one.kept) for one in found.titles] == [
        ("best", "2024", ("H3",), ("H1",), 0), ("farmer", "2024", (), (), 1),
    ]  # fmt: skip


def test_money_is_held_against_the_funds() -> None:
    """1600 + 100 points (one was deducted) are issued: 17 points at half a yuan, and one prize of 20
    yuan; six residents at four yuan bring 24."""
    money = comparison(scheme(1), scheme(3)).first.money

    assert (money.issued, money.could_cost) == (1700, 850)
    assert (money.redeemed, money.open) == (300, 600)
    assert (money.prizes, money.total, money.available, money.left) == (2000, 2850, 2400, -450)
    assert (money.residents, money.cap, money.floor) == (6, 3000, 600)
    assert money.run_out == "2024-03"
    assert [(month.label, month.acts, month.issued, month.cost) for month in comparison(scheme(1), scheme(3)).first.months[:4]] == [
        ("2024-01", 4, 300, 150), ("2024-02", 1, 400, 200), ("2024-03", 3, 1000, 500), ("2024-04", 0, 0, 0),
    ]  # fmt: skip


def test_a_month_in_which_the_money_is_gone() -> None:
    def month(label: str, cost: int | None) -> MonthIssue:
        return MonthIssue(
            label, 1, Points(1), Points(0), Points(0), None if cost is None else Fen(cost)
        )

    months = (month("1", 5), month("2", 5), month("3", 5))
    assert run_out(months, 10) == "3"
    assert run_out(months, 15) == ""
    assert run_out(months, None) == ""
    assert run_out((month("1", None),), 0) == ""


def test_a_point_without_a_value_is_worth_the_dearest_goods() -> None:
    goods = [
        {"code": "a", "name": "甲", "points": 4, "yuan": 3},
        {"code": "b", "name": "乙", "points": 20, "yuan": 12},
    ]
    shop = Redemption.model_validate({"purse": "main", "catalogue": goods})
    assert value_of_point(shop) == (Fraction(75), "catalogue")
    assert value_of_point(Redemption.model_validate({"purse": "main"})) == (None, "nothing")
    assert value_of_point(None) == (None, "nothing")


def test_who_can_reach_what() -> None:
    reach = comparison(scheme(1), scheme(3)).first.reach

    assert (reach.homes, reach.good, reach.title, reach.nothing) == (4, 2, 1, 1)
    assert reach.first_good is not None
    assert reach.first_good.code == "soap"
    without = {one.what: one for one in reach.without}
    assert without["phone"].items == ()
    assert (without["family"].items, without["family"].points, without["family"].share) == (
        ("参加村民会议",),
        800,
        4705,
    )
    assert (without["land"].items, without["land"].honours, without["land"].goods) == (
        ("种植油菜",),
        ("种田能手",),
        False,
    )


def test_the_sentences_say_it_to_everybody() -> None:
    assert comparison_sentences(comparison(scheme(1), scheme(3))) == [
        "比了 4 户：得分变多的 2 户，变少的 0 户，不变的 2 户。",
        "合计从 16 分变为 22 分，平均每户从 4 分变为 5.5 分。",
        "“十佳户”（2024年）：1 户新得，1 户失去，0 户保留。",
        "发出的分全部兑掉要 11.5 元（按方案写的一分值多少钱算）。",
        "称号的奖励和分红另要 20 元。",
        "资金有 24 元，还差 7.5 元，到 2024-01 就用完了。",
        "超过了每人每年的上限（合计 30 元）。",
        "4 户里有 2 户够换第一样东西（肥皂，4 分），1 户一分也没有。",
        "家里没人在村的户得不到 1 项的分（参加村民会议），占发出的分的 34.78%。",
        "没有地的户得不到 1 项的分（种植油菜），占发出的分的 26.08%；评不上“种田能手”。",
    ]
    assert cap_name(scheme(), "lane/1") == "“扫巷子”每月全户合计最多 2 次"


def test_the_sentence_for_those_who_lose_most() -> None:
    """Classes of fewer than three homes say more about a neighbour than about the rules."""
    alone = of(comparison(scheme(3), scheme(1)), "alone", "not_alone")
    assert class_sentence(alone) == "其他户 3 户：平均 6.33 分 → 5 分（-1.33），多 0 户，少 1 户"

    more = (
        ROSTER
        + "H5,户,,一组,\nH6,户,,一组,\nR7,村民,H5,一组,,1981-01-01\nR8,村民,H6,一组,,1981-01-01\n"
    )
    acts = ACTS + "D1,2024-01-05,,H5,扫巷子,\nD2,2024-01-05,,H6,扫巷子,\n"
    found = compared(tried(run(scheme(3), acts, more)), tried(run(scheme(1), acts, more)))
    assert "吃亏的是最年长 18–44 岁的户：4 户里 3 户变少，平均每户 -2 分。" in comparison_sentences(
        found
    )


def test_who_comes_back_in_the_year_is_away_for_a_part_of_it() -> None:
    found = comparison(scheme(1), scheme(3), ACTS + "C1,2024-07-01,去标签,R6,在外务工,\n")

    assert {(one.name, one.homes) for one in found.classes if one.way == "absence"} == {
        ("here", 2),
        ("some_away", 2),
    }


def test_a_draft_is_tried_on_a_year_that_has_passed() -> None:
    draft = read_scheme(RULES.format(lane=3).replace("2024-01-01", "2025-03-01"))
    assert as_of(scheme(), date(2024, 5, 1)) == scheme()

    found = comparison(scheme(3), as_of(draft, date(2024, 1, 1)))
    assert found.village.first == found.village.second


def test_json_holds_everything_as_exact_text() -> None:
    data = told(scheme(1), scheme(3))

    assert data["subjects"] == [
        {"subject": "H1", "first": "6", "second": "10", "difference": "+4"},
        {"subject": "H2", "first": "1", "second": "3", "difference": "+2"},
    ]
    assert data["titles"] == [
        {"honour": "best", "period": "2024", "subject": "H1", "change": "gained"},
        {"honour": "best", "period": "2024", "subject": "H3", "change": "lost"},
    ]
    assert data["households"][0]["purses"][0]["first"] == {
        "earned": "6",
        "deducted": "0",
        "spent": "4",
        "balance": "2",
    }
    assert data["money"]["first"]["left_yuan"] == "-4.5"
    assert data["reach"]["second"]["first_good"] == "soap"
    assert data["refused"] == {"first": 0, "second": 0}


LINES = st.lists(
    st.tuples(
        st.integers(1, 12),
        st.sampled_from(["H1", "H2", "H3", "H4", "R1", "R4"]),
        st.sampled_from(["lane", "meet", "rape", "noise"]),
    ),
    max_size=30,
)


def table(lines: list[tuple[int, str, str]]) -> str:
    return "编号,日期,对象,事项\n" + "".join(
        f"K{number},2024-{month:02}-10,{who},{what}\n"
        for number, (month, who, what) in enumerate(lines)
    )


@settings(max_examples=25, deadline=None)
@given(LINES)
def test_a_document_compared_with_itself_changes_nothing(lines: list[tuple[int, str, str]]) -> None:
    found = comparison(scheme(2), scheme(2), table(lines))

    assert (found.village.gained, found.village.lost) == (0, 0)
    assert all(one.first == one.second for one in found.homes)
    assert all(not move.lost and not move.gained for move in found.titles)
    assert found.first.money == found.second.money
    assert told(scheme(2), scheme(2), table(lines))["subjects"] == []


@settings(max_examples=25, deadline=None)
@given(LINES, st.integers(1, 9))
def test_classes_add_up_to_the_village(lines: list[tuple[int, str, str]], lane: int) -> None:
    found = comparison(scheme(2), scheme(lane), table(lines))

    for way in WAYS:
        classes = [one for one in found.classes if one.way == way]
        if not classes:
            continue
        assert sum(one.homes for one in classes) == found.village.homes
        assert sum(one.first for one in classes) == found.village.first
        assert sum(one.second for one in classes) == found.village.second
        assert sum(one.gained for one in classes) == found.village.gained
        assert sum(one.titles_second for one in classes) == found.village.titles_second
    issued = sum(month.issued for month in found.second.months)
    assert issued == found.second.money.issued
    assert issued - sum(month.deducted for month in found.second.months) == found.village.second


def test_a_result_is_kept_as_json_and_read_back() -> None:
    found = comparison(scheme(1), scheme(3))

    assert comparison_read(json.loads(json.dumps(comparison_kept(found)))) == found
    assert comparison_sentences(comparison_read(comparison_kept(found))) == comparison_sentences(
        found
    )


def test_who_joins_in_the_year_counts_for_the_home() -> None:
    head, *lines = ACTS.strip().splitlines()
    joins = ["C1,2024-02-01,加入,R9,,,H4", "C2,2024-03-01,,R9,参加村民会议,,"]
    acts = "\n".join([f"{head},另一方", *(f"{line}," for line in lines), *joins])
    found = comparison(scheme(1), scheme(1), acts)

    assert [(one.key, one.first.points) for one in found.homes][-1] == ("H4", 400)
    assert {one.name: one.homes for one in found.classes if one.way == "size"} == {"1": 1, "2": 3}
