"""What the shipped schemes say, figure by figure, as the sources say it: categories, counts, the
road of a claim, the board, and how rules change from a day on."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from jishan.core.scheme.checker import check
from jishan.core.scheme.document import Inspection, Scheme, to_document
from tests.core.replaying import measure, pack, points, run, told
from tests.core.test_replay_more_packs import filled

DEED = "{code: deed, title: 好事, category: %s, worth: {shape: range, low: -50, high: 50}}"

CATEGORIES = {
    "zx": "思想政治 平安稳定 村建设 奖励惩罚",
    "z3": "人居环境 先锋模范 学生就学 创业就业 团结友爱",
    "p4": "党的建设 民生保障 环境整治 文明新风 遵纪守法",
    "nh": "爱党爱国 遵纪守法 乡村建设 人居环境 家庭美德 公益美德 移风易俗 兴业致富",
    "ks": "美丽乡村 农房管理 村规民约 公益慈善 家庭荣誉",
    "hs": "爱党爱国 遵纪守法 乡村建设 人居环境 移风易俗 兴业致富 荣誉表彰",
    "zp": "爱党爱国 遵纪守法 产业发展 乡风文明 生态宜居 共建共治",
    "s2": "政策内容知晓 提供意见建议 参与公共事务 产业发展增收 其他",
}


@pytest.mark.parametrize("name", CATEGORIES)
def test_the_categories_are_those_that_the_source_names(name: str) -> None:
    assert [one.name for one in pack(name).categories] == CATEGORIES[name].split()


def miscounted(scheme: Scheme) -> list[tuple[str, object, object]]:
    """What the source counts otherwise than the document: name, said, found."""
    return [
        (one.path.removeprefix("declared."), one.facts["declared"], one.facts["found"])
        for one in check(scheme)
        if one.code == "scheme.count_differs"
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nh", [("categories", 9, 8), ("items", 51, 0)]),
        ("hs", [("plus", 32, 0), ("minus", 23, 0)]),
        ("zp", [("items", 28, 0), ("vetoes", 9, 0)]),
        ("z3", []),
    ],
)
def test_a_count_of_the_source_is_compared_and_nothing_is_invented(
    name: str, expected: list[tuple[str, object, object]]
) -> None:
    assert miscounted(pack(name)) == expected


def test_a_list_that_the_village_fills_in_is_counted() -> None:
    plus = [DEED.replace("deed", f"p{n}").replace("-50", "1") for n in range(32)]
    minus = [DEED.replace("deed", f"m{n}").replace("high: 50", "high: -1") for n in range(23)]
    whole = [one % "人居环境" for one in plus + minus]

    assert miscounted(filled("hs", *whole)) == []
    assert miscounted(filled("hs", *whole[1:])) == [("plus", 32, 31)]


def test_z3_a_form_of_a_hundred_points_in_five_parts() -> None:
    """50 + 20 + 10 + 10 + 10; the first part is 15 + 10 + 10 + 10 + 5."""
    scheme = pack("z3")
    form = scheme.item("inspection").worth
    assert isinstance(form, Inspection)
    parts = {
        one.code: [line.points // 100 for line in form.lines if line.category == one.code]
        for one in scheme.categories
    }

    assert parts == {
        "人居环境": [15, 10, 10, 10, 5],
        "先锋模范": [10, 5, 5],
        "学生就学": [5, 5],
        "创业就业": [5, 5],
        "团结友爱": [5, 5],
    }
    assert sum(sum(one) for one in parts.values()) == 100


def test_z3_every_part_moves_the_score() -> None:
    """90 of 100 brings 5 points; one point less in any one part brings 3."""
    form = pack("z3").item("inspection").worth
    assert isinstance(form, Inspection)
    full = {line.code: line.points // 100 for line in form.lines}
    ninety = full | {"yard": 5}
    acts = "编号,日期,对象,事项,来源,得分\n"
    every = [ninety, *(ninety | {code: ninety[code] - 1} for code in full)]
    for number, scores in enumerate(every):
        written = ";".join(f"{code}={value}" for code, value in scores.items())
        acts += f"{number},2024-01-20,H{number},inspection,检查,{written}\n"
    roster = "编号,同意\n" + "".join(f"H{n},是\n" for n in range(len(every)))

    found = points(run(pack("z3"), acts, roster))

    assert len(every) == 15
    assert [found[str(n)] for n in range(15)] == ["5"] + ["3"] * 14


ROADS = {
    "zx": "verify:grid_worker notice:7 approve:secretary enter:clerk",
    "z3": "verify:grid_worker review:panel:5 notice:7 enter:clerk",
    "p4": "verify:grid_worker review:panel:5 notice:3 enter:clerk",
    "nh": "verify:clerk review:panel:5 notice:7 enter:clerk",
    "ks": "verify:grid_worker review:panel:5 notice:7 enter:clerk",
    "hs": "verify:clerk review:panel:5 notice:7 enter:clerk",
    "zp": "verify:grid_worker review:panel:5 notice:7 enter:clerk",
    "s0": "verify:grid_worker review:panel:5 notice:7 enter:clerk",
    "s2": "verify:grid_worker review:panel:5 notice:7 enter:clerk",
    "sx": "review:panel:5 notice:7 enter:clerk",
}


@pytest.mark.parametrize("name", ROADS)
def test_the_road_of_a_claim_is_the_sources_own(name: str) -> None:
    """Who verifies, how many of the panel, how many days on the board, who enters."""
    stages = pack(name).process.default
    told_as = [
        ":".join(str(part) for part in (one.kind, one.role, one.quorum, one.days) if part)
        for one in stages
    ]

    assert " ".join(told_as) == ROADS[name]


def test_p4_what_is_judged_once_a_year_goes_to_the_meeting_and_then_to_the_township() -> None:
    """Quarterly aspects end with the group; yearly ones are heard in the meeting of Party members
    and representatives, published for three days and reported to the township (P4-10 to P4-12)."""
    process = pack("p4").process
    assert set(process.categories) == {"党的建设", "民生保障", "遵纪守法"}

    for stages in process.categories.values():
        assert [(one.kind, one.role, one.quorum, one.days) for one in stages] == [
            ("verify", "grid_worker", None, None),
            ("review", "representatives", 5, None),
            ("notice", None, None, 3),
            ("approve", "township_officer", None, None),
            ("enter", "clerk", None, None),
        ]


def test_sx_what_the_township_scores_and_what_posts_do_is_judged_by_no_panel() -> None:
    """SX-07 comes from above; SX-11 is a number of times, which the secretary only compares."""
    process = pack("sx").process
    roads = {
        code: [(one.kind, one.role, one.days) for one in stages]
        for code, stages in process.categories.items()
    }

    entered = [("notice", None, 7), ("enter", "clerk", None)]
    assert roads == {
        "文明指数": entered,
        "履职记录": [("approve", "secretary", None), *entered],
    }


MEMBERS = {
    "z3": "村指挥长、书记、第一书记、村“两委”、驻村工作队",
    "p4": "村“两委”成员、小组长、村务监督委员会成员、党员、群众代表",
    "ks": "两委、监委会、村民代表、网格员",
    "zp": "两委干部、小组长、村民代表、党员干部",
    "s2": "村党组织、村委会、网格员、党员代表、村民代表",
    "sx": "村民代表大会选出的道德评议组织",
}


@pytest.mark.parametrize("name", MEMBERS)
def test_the_panel_is_made_of_whom_the_source_names(name: str) -> None:
    panels = [one for one in pack(name).process.default if one.kind == "review"]

    assert [one.members for one in panels] == [MEMBERS[name]]


def test_ks_the_secretary_heads_the_group() -> None:
    notes = [one.note for one in pack("ks").process.default if one.kind == "review"]

    assert notes == ["村党组织书记任组长，副书记任副组长"]


WHERE = {
    "hs": ("村务公开公示栏",),
    "zp": ("“粤治美”平台", "村公开栏"),
}


@pytest.mark.parametrize("name", WHERE)
def test_the_board_hangs_where_the_source_says(name: str) -> None:
    assert pack(name).publicity.places == WHERE[name]


def test_hs_money_comes_from_three_levels_and_four_pockets_of_the_village() -> None:
    funds = pack("hs").funds
    assert funds is not None

    assert [one.name for one in funds.sources] == [
        "区级支持", "镇级支持", "村集体经济收入", "社会捐赠", "帮扶单位支持", "企业爱心捐助",
    ]  # fmt: skip
    assert funds.custody == "村财镇代管，专款专用"


def test_s2_sums_of_each_source_and_office_money_buys_no_goods() -> None:
    funds = pack("s2").funds
    assert funds is not None

    assert {one.code: one.yuan for one in funds.sources if one.yuan} == {
        "town": 30000, "helpers": 45000, "above": 50000,
    }  # fmt: skip
    assert [one.code for one in funds.sources if one.kind == "goods"] == ["helpers", "above"]
    assert [one.pays_for for one in funds.sources if one.code == "office"] == [("运转开支",)]


def test_ks_three_channels_masked_names_and_no_deductions_on_the_board() -> None:
    publicity = pack("ks").publicity

    assert publicity.places == ("村务公开栏", "农村智慧e阳光平台", "村民联系群")
    assert (publicity.names, publicity.deductions) == ("masked", "household_only")


def test_nh_the_average_alone_is_published() -> None:
    publicity = pack("nh").publicity

    assert publicity.shows == ("averages", "honours")
    assert publicity.measures == ("average_year", "average_ever")


def test_p4_who_takes_part() -> None:
    """Its own register and its own homestead; households of the old where they agreed."""
    scheme = filled("p4", DEED % "环境整治")
    roster = (
        "编号,标签,同意\nA,长期居住;独立户口;独立宅院,是\nB,长期居住;独立户口,是\n"
        "C,长期居住;独立宅院,是\nD,老年户,是\nE,老年户,否\nF,独立户口;独立宅院,是\n"
    )
    acts = "编号,日期,对象,事项,分值\n" + "".join(f"{n},2024-02-01,{n},deed,4\n" for n in "ABCDEF")
    no = "scoring.not_taking_part"

    assert points(run(scheme, acts, roster)) == {
        "A": "4", "B": no, "C": no, "D": "4", "E": no, "F": no,
    }  # fmt: skip


def test_p4_a_natural_year_and_the_next_begins_at_the_base() -> None:
    scheme = filled("p4", DEED % "遵纪守法")
    acts = "编号,日期,对象,事项,分值\n1,2024-12-31,H,deed,5\n2,2025-01-01,H,deed,2\n"
    out = run(scheme, acts, "编号,标签,同意\nH,长期居住;独立户口;独立宅院,是\n")

    assert measure(out, "year", "2024") == {"H": "145"}
    assert measure(out, "year", "2025") == {"H": "142"}


@pytest.mark.parametrize("name", ["zx", "p4", "nh", "ks", "hs", "s2", "zp"])
def test_a_village_adds_an_item_in_mid_year_and_nothing_before_changes(name: str) -> None:
    """Items are the village's own list; a new list is a new version with a day of its own."""
    category = pack(name).categories[0].code
    first = DEED % category
    second = first.replace("deed", "more")
    old = filled(name, first)
    document = to_document(filled(name, first, second))
    document |= {"version": "2", "in_force_from": "2024-07-01"}
    new = Scheme.model_validate(document)
    acts = (
        "编号,日期,对象,事项,分值\n1,2024-06-30,H,deed,3\n2,2024-06-30,H,more,3\n"
        "3,2024-07-01,H,more,3\n"
    )
    out = run([old, new], acts, "编号,标签,同意\nH,长期居住;独立户口;独立宅院,是\n")

    assert points(out) == {"1": "3", "2": "scoring.item_unknown", "3": "3"}
    assert old.in_force_from < date(2024, 7, 1)
    assert told(out)["totals"]["counted"] == 2


REGISTER = Path(__file__).parents[2] / "docs" / "coverage.csv"


def named(part: Any) -> set[str]:
    """Every mechanism that a document names anywhere."""
    if isinstance(part, dict):
        ids = {one for one in part.get("ids", ()) if isinstance(one, str)}
        return ids.union(*(named(one) for one in part.values()))
    return set().union(*(named(one) for one in part)) if isinstance(part, list) else set()


@pytest.mark.parametrize("name", ["zx", "z3", "p4", "nh", "sx"])
def test_every_mechanism_that_is_more_than_words_stands_in_the_document(name: str) -> None:
    with REGISTER.open(encoding="utf-8", newline="") as opened:
        states = {row["id"]: row["state"] for row in csv.DictReader(opened)}
    mine = {one for one in states if one.startswith(f"{name.upper()}-")}
    found = named(to_document(pack(name)))

    assert {one for one in mine - found if states[one] != "narrative"} == set()
    assert found <= mine, "no mechanism of another source, none that is not in the register"


def test_zx_money_for_each_resident_and_what_is_left_is_carried() -> None:
    """1.5 yuan from the township, 1 from the village, at most 2 spent (ZX-12 to ZX-14, T2)."""
    funds = pack("zx").funds
    assert funds is not None

    assert {one.name: one.yuan_per_resident for one in funds.sources} == {
        "镇级财政预算": Decimal("1.5"), "村配套": Decimal(1),
        "部门帮助": None, "社会筹措": None, "社会捐赠": None,
    }  # fmt: skip
    assert (funds.cap_per_resident, funds.surplus) == (Decimal(2), "carried")


def test_zx_nine_links_are_there_or_replaced() -> None:
    """ZX-15: the statutory ones are replaced, the others stand with their conditions."""
    scheme = pack("zx")
    kept = [one for one in scheme.benefits if one.source and "ZX-15" in one.source.ids]
    (gone,) = (one for one in scheme.replaced if "ZX-15" in one.ids)

    assert [one.kind for one in kept] == [
        "goods", "service", "service", "recommendation", "recommendation",
    ]  # fmt: skip
    assert [one.safeguards for one in kept[3:]] == [("reference_only",), ("reference_only",)]
    for clause in ("就医卡", "养老院", "公租房", "慰问"):
        assert clause in gone.clause


def test_sx_what_the_best_family_gets_and_what_no_law_allows() -> None:
    """SX-04: a letter of honour, Party and 好人 as a reference; land, army and loans replaced."""
    (family,) = (one for one in pack("sx").honours if one.code == "family")

    assert [(one.kind, one.safeguards) for one in family.brings] == [
        ("party", ("reference_only",)),
        ("recommendation", ("reference_only",)),
        ("title", ()),
    ]
