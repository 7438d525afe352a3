"""What follows from points in the sources, each as an example that a pencil can check: rankings,
stars, weights, floors, places of a course, cycles."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

from datetime import date

import pytest

from jishan.core.replay.compare import cost
from jishan.core.scheme.reading import read_scheme
from jishan.management.scheme_cli import PACKS
from tests.core.replaying import (
    YEAR,
    balances,
    events,
    measure,
    pack,
    points,
    run,
    titles,
    village,
)

DEEDS = """
items:
- {code: e, title: 环境, category: env, worth: {shape: range, low: -50, high: 50}}
- {code: c, title: 文明, category: civil, worth: {shape: range, low: -50, high: 50}}
"""


def acts(*rows: str) -> str:
    return "编号,日期,对象,事项,分值\n" + "".join(f"{n},{row}\n" for n, row in enumerate(rows))


def test_zx_10_rankings_by_subject_by_content_and_by_period() -> None:
    """甲's person leads in May, 乙's in the year; in civility 丙 leads although last of all."""
    purses = """
purses:
- {code: own, name: 个人, holder: resident, spendable: false, floor: none}
- {code: main, name: 家庭, holder: household, takes: both, spendable: false, floor: none}
"""
    shape = "pick: {shape: ranks, last: 1}, scope: village, ties: all_in"
    clause = f"""
measures:
- {{code: pm, name: 个人月, shape: points, purse: own, period: month}}
- {{code: py, name: 个人年, shape: points, purse: own, period: year}}
- {{code: hy, name: 家庭年, shape: points, purse: main, period: year}}
- {{code: hc, name: 文明年, shape: points, purse: main, period: year, on: {{categories: [civil]}}}}
honours:
- {{code: month, name: 月度个人, measure: pm, {shape}, gates: [{{measure: pm, above: 0}}]}}
- {{code: person, name: 年度个人, measure: py, {shape}}}
- {{code: family, name: 年度家庭, measure: hy, {shape}}}
- {{code: civil, name: 文明家庭, measure: hc, {shape}}}
"""
    rows = ("2024-05-01,R1,e,5", "2024-06-01,R3,e,9", "2024-06-02,H3,c,2")
    out = run(village(DEEDS, clause, purse=purses), acts(*rows))

    assert titles(out) == [
        ("month", "2024-05", "R1"),
        ("month", "2024-06", "R3"),
        ("person", "2024", "R3"),
        ("family", "2024", "H2"),
        ("civil", "2024", "H3"),
    ]


def test_a_unit_and_a_household_have_items_standards_and_accounts_of_their_own() -> None:
    """A team of volunteers (a unit) is held to its own items (ZX-04, ZX-29, SX-09)."""
    items = """
items:
- {code: shop, title: 守法经营, category: civil, subjects: [unit], worth: {shape: fixed, points: 5}}
- {code: yard, title: 庭院, category: env, subjects: [household], worth: {shape: fixed, points: 2}}
purses:
- {code: unit, name: 单位积分, holder: unit, spendable: false, floor: none}
- {code: main, name: 家庭积分, holder: household, spendable: false, floor: none}
"""
    roster = "编号,类型\nU1,单位\nH1,户\n"
    rows = (
        "1,2024-05-01,U1,shop\n2,2024-05-01,H1,yard\n3,2024-05-02,U1,yard\n4,2024-05-02,H1,shop\n"
    )
    out = run(village(items, purse=""), "编号,日期,对象,事项\n" + rows, roster)

    no = "scoring.subject_kind"
    assert points(out) == {"1": "5", "2": "2", "3": no, "4": no}
    assert (balances(out, "unit"), balances(out)) == ({"U1": "5"}, {"H1": "2"})


def test_s2_twenty_sixty_and_a_hundred_households_have_stars() -> None:
    text = (PACKS / "s2.yaml").read_text()
    deed = "{code: d, title: 事, category: 其他, worth: {shape: range, low: 1, high: 300}}"
    scheme = read_scheme(text.replace("\nitems: []\n", f"\nitems:\n- {deed}\n"))
    roster = "编号\n" + "".join(f"H{n}\n" for n in range(1, 201))
    rows = (f"2024-03-01,H{n},d,{n}" for n in range(1, 201))
    out = run(scheme, acts(*rows), roster)

    stars: dict[str, list[int]] = {}
    for honour, period, household in titles(out):
        assert period == "2024Q1"
        stars.setdefault(honour, []).append(int(household[1:]))
    assert {name: (len(found), max(found), min(found)) for name, found in stars.items()} == {
        "five": (20, 200, 181),
        "four": (60, 180, 121),
        "three": (100, 120, 21),
    }


def test_sx_one_file_a_household_rated_at_any_time_and_the_best_of_the_year() -> None:
    """Rated on days without any order; 甲 12, 乙 9, 丙 and 丁 share the third place with 4."""
    text = (PACKS / "sx.yaml").read_text()
    deed = "- {code: d, title: 文明, category: 文明积分, worth: {shape: range, low: -9, high: 9}}\n"
    scheme = read_scheme(text.replace("\npurses:\n", f"\n{deed}purses:\n", 1))
    rated = (
        "01-03,A,d,8",
        "01-09,A,d,4",
        "02-29,B,d,9",
        "07-01,C,d,4",
        "12-31,D,d,4",
        "12-31,E,d,-2",
    )
    out = run(scheme, acts(*(f"2024-{row}" for row in rated)), "编号\nA\nB\nC\nD\nE\n")

    assert balances(out, "points") == {"A": "12", "B": "9", "C": "4", "D": "4", "E": "-2"}
    red = [("red", "2024Q1", "A"), ("red", "2024Q3", "C"), ("red", "2024Q4", "D")]
    assert sorted(titles(out)) == [*(("family", "2024", name) for name in "ABCD"), *red]


def test_p4_each_star_brings_a_plaque_and_goods_of_its_own() -> None:
    """Plaques for three stars and more, goods by the star (P4-14); what each gets is the village's."""
    brought = {
        one.code: [(brings.kind, brings.text) for brings in one.brings]
        for one in pack("p4").honours
    }

    assert brought == {
        "five": [("plaque", "颁发奖牌"), ("goods", "物质奖励(五星级)")],
        "four": [("plaque", "颁发奖牌"), ("goods", "物质奖励(四星级)")],
        "three": [("plaque", "颁发奖牌"), ("goods", "物质奖励(三星级)")],
    }


def test_nh_the_average_of_all_years_is_what_is_recommended() -> None:
    """甲 is ahead in 2025, but over both years 乙 (NH-09, NH-13). Four titles are named."""
    text = (PACKS / "nh.yaml").read_text()
    deed = "{code: d, title: 事, category: 公益美德, worth: {shape: range, low: 1, high: 20}}"
    scheme = read_scheme(text.replace("\nitems: []\n", f"\nitems:\n- {deed}\n"))
    rows = ("2024-03-01,A,d,2", "2024-03-01,B,d,9", "2025-03-01,A,d,8", "2025-03-01,B,d,3")
    out = run(scheme, acts(*rows), "编号,人数\nA,1\nB,1\n")

    assert measure(out, "average_year", "2025") == {"A": "8", "B": "3"}
    assert measure(out, "average_ever", "2025") == {"A": "10", "B": "12"}
    assert titles(out) == [("priority", "2024", "B"), ("priority", "2025", "B")]
    (named, praised) = scheme.honours[0].brings
    assert named.text.startswith("“道德模范”“文明家庭”“最美家庭”“好公婆好儿媳”")
    assert (praised.kind, praised.text) == ("title", "村里表扬，报镇、区表扬")


def test_zp_categories_weigh_differently() -> None:
    """Civility counts one and a half times: 10 + 4 × 1.5 = 16 against 12 + 2 × 1.5 = 15."""
    clause = """
measures:
- {code: env, name: 环境, shape: points, purse: main, period: year, on: {categories: [env]}}
- {code: civil, name: 文明, shape: points, purse: main, period: year, on: {categories: [civil]}}
- {code: all, name: 总分, shape: total, period: year, terms: [{measure: env}, {measure: civil, weight: 1.5}]}
"""
    rows = ("2024-05-01,H1,e,10", "2024-05-01,H1,c,4", "2024-05-01,H2,e,12", "2024-05-01,H2,c,2")
    out = run(village(DEEDS, clause), acts(*rows))

    assert measure(out, "all", "2024") == {"H1": "16", "H2": "15", "H3": "0"}


def test_s0_20_below_sixty_no_title_that_year_and_the_next_year_is_open_again() -> None:
    """60 points are given each year. 乙 falls to 59.99 and has no title; next year it has."""
    items = """
- {code: base, title: 基础分, category: env, subjects: [household], worth: {shape: base, points: 60, per: year, joiners: full}}
- {code: fell, title: 扣分, category: civil, worth: {shape: fixed, points: -0.01}}
"""
    pick = "pick: {shape: ranks, last: 3}, scope: village, ties: all_in"
    honour = f"honours: [{{code: h, name: 评优, measure: year, {pick}, gates: [{{measure: year, at_least: 60}}]}}]\n"
    out = run(
        village(DEEDS + items, YEAR, honour), acts("2024-05-01,H2,fell,", "2025-01-05,H1,e,1")
    )

    assert measure(out, "year", "2024") == {"H1": "60", "H2": "59.99", "H3": "60"}
    assert titles(out) == [
        ("h", "2024", "H1"), ("h", "2024", "H3"),
        ("h", "2025", "H1"), ("h", "2025", "H2"), ("h", "2025", "H3"),
    ]  # fmt: skip


def test_s0_16_services_are_taken_like_goods_and_a_course_has_only_its_seats() -> None:
    purse = "purses: [{code: main, name: 积分, holder: household, spendable: true, floor: zero}]\n"
    clause = """
redemption:
  purse: main
  catalogue:
  - {code: haircut, name: 免费理发, points: 3, unit: 次}
  - {code: seat, name: 农技培训名额, points: 5, unit: 个, stock: 2}
"""
    table = "编号,日期,事件,对象,事项,分值,数量\n"
    table += "".join(f"{h},2024-05-01,,{h},e,20,\n" for h in ("H1", "H2", "H3"))
    table += "".join(f"{h}s,2024-05-02,兑换,{h},农技培训名额,,1\n" for h in ("H1", "H2", "H3"))
    table += "c,2024-05-03,兑换,H3,haircut,,2\n"
    out = run(village(DEEDS, clause, purse=purse), table)

    assert events(out) == {"H1s": "done", "H2s": "done", "H3s": "redeem.out_of_stock", "c": "done"}
    assert balances(out) == {"H1": "15", "H2": "15", "H3": "14"}


@pytest.mark.parametrize(
    ("per", "first", "year"),
    [("month", "2024-01", "720"), ("quarter", "2024Q1", "240"), ("year", "2024", "60")],
)
def test_ks_06_the_cycle_is_a_month_a_quarter_or_a_year(per: str, first: str, year: str) -> None:
    """60 base points a cycle, 5 more and 3 less in January."""
    text = (PACKS / "ks.yaml").read_text()
    text = text.replace("per: quarter", f"per: {per}").replace(
        "shape: points, purse: points, period: quarter",
        f"shape: points, purse: points, period: {per}",
    )
    more = "- {code: d, title: 巡查, category: 美丽乡村, worth: {shape: range, low: -9, high: 9}}\n"
    scheme = read_scheme(text.replace("\npurses:\n", f"\n{more}purses:\n", 1))
    out = run(scheme, acts("2024-01-05,H,d,5", "2024-01-06,H,d,-3"), "编号\nH\n")

    assert measure(out, "quarter", first) == {"H": "62"}
    assert balances(out, "points") == {"H": str(int(year) + 2)}


def test_ks_07_what_a_cycle_brought_is_redeemed_by_score() -> None:
    text = (PACKS / "ks.yaml").read_text()
    more = "- {code: d, title: 巡查, category: 美丽乡村, worth: {shape: range, low: -9, high: 9}}\n"
    scheme = read_scheme(text.replace("\npurses:\n", f"\n{more}purses:\n", 1))
    table = "编号,日期,事件,对象,事项,分值\n1,2024-03-05,,H,d,-5\n"
    table += "2,2024-03-31,兑换,H,,56\n3,2024-03-31,兑换,H,,55\n"
    out = run(scheme, table, "编号\nH\n", until=date(2024, 3, 31))

    assert events(out) == {"2": "shop.not_enough_points", "3": "done"}


def test_s2_a_veto_ends_with_the_year_and_needs_its_final_document() -> None:
    text = (PACKS / "s2.yaml").read_text()
    deed = "{code: d, title: 事, category: 其他, worth: {shape: range, low: 1, high: 50}}"
    scheme = read_scheme(text.replace("\nitems: []\n", f"\nitems:\n- {deed}\n"))
    table = "编号,日期,事件,对象,事项,分值,依据\n"
    table += "1,2024-10-05,,A,d,9,\n2,2024-10-05,,B,d,9,\n3,2025-01-05,,A,d,9,\n"
    table += "4,2024-11-01,否决,A,crime,,判决书2024-7\n5,2024-11-01,否决,B,crime,,群众反映\n"
    out = run(scheme, table, "编号\nA\nB\n")

    assert events(out) == {"4": "done", "5": "replay.veto_without_document"}
    assert titles(out) == [("five", "2024Q4", "B"), ("five", "2025Q1", "A")]


@pytest.mark.parametrize(
    ("name", "fen", "yuan"), [("s2", "100", "9"), ("hs", "100", "9"), ("hs", "80", "7.2")]
)
def test_a_point_is_valued_at_a_yuan_or_what_the_village_says(
    name: str, fen: str, yuan: str
) -> None:
    """For the budget: 5 points held and 4 redeemed are goods of 9 yuan at a yuan a point."""
    text = (
        (PACKS / f"{name}.yaml").read_text().replace("fen_per_point: 100", f"fen_per_point: {fen}")
    )
    category = "其他" if name == "s2" else "人居环境"
    deed = (
        f"{{code: d, title: 事, category: {category}, worth: {{shape: range, low: 1, high: 200}}}}"
    )
    scheme = read_scheme(
        text.replace("\nitems: []\n", f"\nitems:\n- {deed}\n").replace(
            "begin_at: 100", "begin_at: 9"
        )
    )
    table = "编号,日期,事件,对象,事项,分值\n1,2024-03-01,,H,d,9\n2,2024-03-31,兑换,H,,4\n"
    out = run(scheme, table, "编号\nH\n")

    assert cost(out) == {"issued": "9", "held": "5", "spent": "4", "yuan": yuan}
