"""The two target plans of the sources, with a year of reports beside what a cadre works out."""

# ruff: noqa: E501 - sentences and tables read as rows; broken lines would hide the columns

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from jishan.core.points import Fen
from jishan.core.targets.awards import Awarded, award_due, fen_total
from jishan.core.targets.checker import check
from jishan.core.targets.document import (
    Amount,
    Coverage,
    Done,
    Grade,
    Plan,
    Target,
    to_plain,
)
from jishan.core.targets.goals import check_evidence
from jishan.core.targets.progress import added_up
from jishan.core.targets.reading import from_plain
from jishan.core.targets.reports import ReportRefused, check_report
from jishan.entrance.words.targets import target_sentence
from tests.core.target_tables import Year, expected, plan, report_of, rows

PACKS = ("p1", "p6")


@pytest.mark.parametrize("name", PACKS)
def test_a_plan_of_the_sources_has_neither_errors_nor_warnings(name: str) -> None:
    assert [one for one in check(plan(name)) if one.severity != "note"] == []


@pytest.mark.parametrize("name", PACKS)
def test_a_plan_is_the_same_after_a_round_trip(name: str) -> None:
    assert from_plain(to_plain(plan(name))) == plan(name)


@pytest.mark.parametrize("name", PACKS)
def test_every_target_names_its_source_and_is_in_the_table(name: str) -> None:
    found = plan(name)
    tried = {code for _, code, _ in expected(name)}

    unsaid = [one.code for one in found.targets if not (one.source.ids or one.source.text)]
    assert unsaid == []
    assert {one.code for one in found.targets} == tried


@pytest.mark.parametrize(
    ("name", "day", "code", "wanted"),
    [(name, *row) for name in PACKS for row in expected(name)],
    ids=[f"{name} {code} {day}" for name in PACKS for day, code, _ in expected(name)],
)
def test_a_year_comes_to_what_the_table_says(
    name: str, day: date, code: str, wanted: tuple[str, str, str]
) -> None:
    assert Year(name).found(code, day) == wanted


def of(name: str) -> set[str]:
    """Every mechanism that a plan names anywhere: head, funds, projects, targets, choices."""
    found = plan(name)
    sources = [found.source, *(one.source for one in found.funds)]
    sources += [one.source for one in found.projects] + [one.source for one in found.targets]
    ids = {one for source in sources for one in source.ids}
    ids |= {one for choice in found.choices for one in choice.ids}
    return ids | {one for clause in found.replaced for one in clause.ids}


@pytest.mark.parametrize("name", PACKS)
def test_every_mechanism_of_the_source_has_its_place(name: str) -> None:
    last = 16
    assert of(name) == {f"{name.upper()}-{number:02d}" for number in range(1, last + 1)}


SENTENCES = {
    ("p1", "plaza-land"): "新征广场用地，2024年6月30日前：不少于 2800 平方米。村委会主任负责，镇领导小组验收。",
    ("p1", "tap-water"): "自来水入户，2024年12月31日前：不少于全村农户的 90%。村文书负责，镇领导小组验收。",
    ("p1", "television"): "广播电视入户，2024年12月31日前：全村农户全部做到。村文书负责，村务监督委员会陪同书记验收。",
    ("p1", "sewage"): "污水横流的地方，2024年12月31日前一直守住：一处也不能有。村妇联主席负责，村务监督委员会陪同书记验收。",
    ("p1", "plaza"): "文化广场建成，绿化、亮化、净化、美化达标，2024年12月31日前：做成。村委会主任负责，镇领导小组验收。",
    ("p6", "water"): "出境断面水质(年均值)，2025年12月31日前一直守住：Ⅱ类或更好。市生态环境局负责，市领导小组办公室验收。",
    ("p6", "beautiful-villages"): (
        "美丽宜居村庄(屋场)，2025年12月31日前：不少于 1200 个。其中2022年12月31日前不少于 240 个。"
        "各乡镇(街道)负责，市县联合验收组验收。每验收一个美丽宜居村庄(屋场)，奖补 40 万元。"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "code"), SENTENCES)
def test_a_target_is_one_sentence(name: str, code: str) -> None:
    found = plan(name)

    assert target_sentence(found, found.target(code)) == SENTENCES[name, code]


COUNTED = {
    "reported": "照报的数",
    "sum_of_villages": "各村相加",
    "accepted_of_villages": "各村验收了的相加",
}


def asked(found: Plan, target: Target) -> str:
    """What a target asks, in the words of the table of the source."""
    kept = "一直守住" if target.direction == "keep" else ""
    match target.goal:
        case Coverage(of=of, at_least=least):
            text = f"{found.base(of).name}的 {least}%"
        case Amount(at_least=None, at_most=most, unit=unit):
            text = f"{kept} {most} {unit}".strip()
        case Amount(at_least=least, unit=unit):
            text = f"不少于 {least} {unit}"
        case Grade(at_least=grade):
            text = f"{kept}{grade}"
        case Done():
            text = "做成"
    parts = [text, *(f"{one.by} 前不少于 {one.at_least} 个" for one in target.milestones)]
    parts += [f"每个 {target.award.yuan_each} 元"] if target.award else []
    return "；".join(parts)


def test_p6_each_target_is_the_sources_own_figure() -> None:
    """Beside each sentence of the source what the plan makes of it: figure, day, how it is counted."""
    found = plan("p6")
    table = rows("p6", "source")

    assert [
        [
            one.code,
            ";".join(one.source.ids),
            asked(found, one),
            one.deadline.isoformat(),
            COUNTED[one.counted],
        ]
        for one in found.targets
    ] == [[row["目标"], row["机制"], row["要求"], row["期限"], row["怎么数"]] for row in table]
    assert [one.yuan for one in found.funds] == [None, 20_000_000]


def test_p1_money_comes_from_four_sides_and_the_village_gives_at_least_50000() -> None:
    found = plan("p1")

    assert [one.name for one in found.funds] == [
        "争取上级支持",
        "地方财政补助",
        "村集体自筹",
        "社会各界捐助",
    ]
    assert [one.yuan_min for one in found.funds] == [None, None, 50000, None]
    assert {one.code: one.yuan for one in found.projects if one.yuan} == {
        "culture": 600000,
        "newvillage": 5000000,
    }


NOT_TAKEN = {
    "": None,
    "日子不对": "targets.day_outside",
    "不能是负数": "targets.figure_negative",
    "要是整数": "targets.figure_not_whole",
    "超过一共": "targets.more_than_all",
    "只能是成了或没成": "targets.neither_yes_nor_no",
    "缺佐证": "targets.evidence_missing",
}


@pytest.mark.parametrize("row", rows("p1", "refused"), ids=lambda row: str(row["序号"]))
def test_p1_what_is_not_taken(row: dict[str, str]) -> None:
    found = plan("p1")
    target = found.target(row["目标"])
    said = replace(report_of(row | {"等级": "", "更正": "", "验收": ""}),
                   evidence=tuple(filter(None, row["佐证"].split(";"))))  # fmt: skip
    code = None
    try:
        check_report(found, target, said, today=date(2025, 1, 10))
        check_evidence(found, target, said)
    except ReportRefused as refused:
        code = refused.code

    assert code == NOT_TAKEN[row["不收的原因"]]


def test_p6_tasks_are_projects_with_lists_and_each_is_answered_for() -> None:
    """任务项目化、推进清单化、调度常态化 (P6-13)."""
    found = plan("p6")
    lists = {
        one.code: [t.code for t in found.targets if t.project == one.code] for one in found.projects
    }

    assert {code: len(targets) for code, targets in lists.items()} == {
        "link": 6,
        "industry": 7,
        "living": 6,
        "land": 4,
        "peace": 3,
        "service": 2,
    }  # fmt: skip
    assert found.report_every == "quarter"
    now = Year("p6").at(found.target("industries"), date(2023, 2, 1))
    assert now.report_due, "nothing was reported in this quarter"


def test_p6_240_villages_by_the_end_of_2022_are_held_against_their_day() -> None:
    year = Year("p6")
    target = year.plan.target("beautiful-villages")

    def state(day: date) -> str:
        return year.at(target, day).milestones[0].state

    assert state(date(2022, 12, 31)) == "ahead"
    assert state(date(2023, 1, 10)) == "missed"
    assert state(date(2023, 6, 30)) == "missed", "239"
    assert state(date(2023, 9, 30)) == "late", "240"


def test_p6_award_money_for_each_accepted_village_to_the_fen() -> None:
    """40 万元 a village: 甲村 2, 乙村 3 accepted; then 乙村 is corrected to 2 and gives one back."""
    target = plan("p6").target("beautiful-villages")
    table = {row["序号"]: row for row in rows("p6", "reports") if row["目标"] == target.code}

    def due(number: str, *, awarded: int = 0) -> Awarded:
        return award_due(target, Fraction(table[number]["报的数"]), awarded=awarded)

    first, second = due("12"), due("13")
    corrected = due("15", awarded=second.count)

    assert (first, second) == (Awarded(2, Fen(80_000_000)), Awarded(3, Fen(120_000_000)))
    assert corrected == Awarded(-1, Fen(-40_000_000))
    accepted, _ = added_up(
        target, list(Year("p6").reports[target.code].values()), date(2022, 12, 31)
    )
    assert fen_total([first, second, corrected]) == accepted * 40_000_000 == 160_000_000


def test_p6_what_the_source_sets_for_petitions_and_low_ranks_is_replaced() -> None:
    found = plan("p6")
    replaced = {one.ids[0]: one.by for one in found.replaced}

    assert set(replaced) == {"P6-09", "P6-11"}
    assert [one.code for one in found.targets if "P6-09" in one.source.ids] == [
        "accidents",
        "pollution",
        "crimes",
    ]
    assert [one.code for one in found.targets if "P6-11" in one.source.ids] == []
