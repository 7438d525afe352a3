"""The checker of target plans: each finding with its line and a Chinese sentence."""

# ruff: noqa: E501 - sentences and tables read as rows; broken lines would hide the columns

import re
from pathlib import Path

import pytest

import jishan
from jishan.core.scheme.findings import Finding, SchemeUnreadable
from jishan.core.scheme.reading import read_scheme
from jishan.core.targets.checker import check
from jishan.core.targets.reading import PlanUnreadable, is_plan, read_plan, read_with_lines
from jishan.entrance.words.scheme_findings import finding_line, finding_text
from jishan.entrance.words.target_findings import FINDINGS
from jishan.management.scheme_files import PACKS
from tests.core.test_scheme_cli import call, data

PLAN = """\
format: 1
kind: plan
code: road
name: 修路计划
organisation: 桃源村
version: 1
from: 2026-01-01
until: 2026-12-31
rounding: down
report_every: month
bases: [{code: all, name: 全村农户, unit: 户, figure: 312, day: 2026-01-01}]
funds: [{code: own, name: 村集体自筹, yuan: 60000}]
projects: [{code: roads, name: 道路, responsible: 村委会主任, yuan: 50000}]
targets:
- code: lane
  title: 硬化入户路
  project: roads
  goal: {shape: amount, unit: 米, at_least: 1200}
  deadline: 2026-10-31
  evidence: [photo]
  responsible: 村委会主任
  accepts: {role: township_officer, who: 镇规划办}
"""


def findings(text: str) -> tuple[Finding, ...]:
    plan, lines = read_with_lines(text)
    return check(plan, lines)


def changed(old: str, new: str) -> str:
    assert PLAN.count(old) == 1, old
    return PLAN.replace(old, new)


GOAL = "{shape: amount, unit: 米, at_least: 1200}"
ACCEPTS = "accepts: {role: township_officer, who: 镇规划办}"
AWARD = "{yuan_each: 100, each: 米}"
ERRORS = [
    ("until: 2026-12-31", "until: 2025-12-31", "plan.days_upside_down", 8),
    ("code: lane", "code: lane\n  award: {yuan_each: 1, each: 米, fund: x}", "plan.reference_unknown", 16),
    ("project: roads\n", "project: bridge\n", "plan.reference_unknown", 17),
    (GOAL, "{shape: coverage, of: some, at_least: 90}", "plan.reference_unknown", 18),
    ("funds: [", "funds: [{code: own, name: 又一份}, ", "plan.code_twice", 12),
    ("deadline: 2026-10-31", "deadline: 2027-01-01", "plan.deadline_outside", 19),
    (GOAL, "{shape: amount, unit: 米}", "plan.goal_without_bound", 18),
    (GOAL, "{shape: amount, unit: 米, at_least: 9, at_most: 8}", "plan.goal_upside_down", 18),
    (GOAL, "{shape: amount, unit: 米, at_least: -1}", "plan.figure_below_zero", 18),
    (GOAL, "{shape: amount, unit: 米, at_least: 1.5, whole: true}", "plan.whole_broken", 18),
    (GOAL, "{shape: coverage, of: all, at_least: 101}", "plan.percent_out_of_range", 18),
    ("figure: 312", "figure: 0", "plan.base_empty", 18),
    (GOAL, "{shape: grade, grades: [甲, 甲], at_least: 甲}", "plan.grade_twice", 18),
    (GOAL, "{shape: grade, grades: [甲, 乙], at_least: 丙}", "plan.grade_unknown", 18),
    ("evidence: [photo]", "milestones: [{by: 2026-11-30, at_least: 5}]", "plan.milestone_outside", 20),
    ("evidence: [photo]", "milestones: [{by: 2026-05-31}]", "plan.milestone_without_bound", 20),
    (
        "evidence: [photo]",
        "milestones: [{by: 2026-05-31, at_least: 5}, {by: 2026-04-30, at_least: 9}]",
        "plan.milestones_out_of_order",
        20,
    ),
    (
        "evidence: [photo]",
        "direction: keep\n  milestones: [{by: 2026-05-31, at_least: 5}]",
        "plan.milestones_of_a_limit",
        21,
    ),
    ("who: 镇规划办", "who: 村委会主任", "plan.accepts_itself", 22),
    ("evidence: [photo]", "award: " + AWARD, "plan.award_unfit", 20),
    ("yuan: 60000", "yuan: -1", "plan.yuan_below_zero", 12),
    ("yuan: 60000", "yuan: 10, yuan_min: 20", "plan.fund_below_least", 12),
    ("evidence: [photo]", "counted: villages_with_scheme", "plan.counted_unfit", 20),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code", "line"), ERRORS, ids=[row[2] for row in ERRORS])
def test_an_error_is_found_on_its_line(old: str, new: str, code: str, line: int) -> None:
    text = changed(old, new)
    if code == "plan.base_empty":
        text = text.replace(GOAL, "{shape: coverage, of: all, at_least: 90}")
    first = findings(text)[0]

    assert (first.code, first.severity, first.line) == (code, "error", line)
    assert finding_line(first).startswith(f"第 {line} 行 错误：")
    assert "{" not in finding_text(first)


WARNINGS = [
    ("title: 硬化入户路", "title: 硬化一批入户路", "plan.word_without_number"),
    ("evidence: [photo]", "evidence: []", "plan.no_evidence"),
    (GOAL, "{shape: amount, unit: 米, at_least: 1200, start: 1300}", "plan.already_reached"),
    ("yuan: 60000", "yuan: 40000", "plan.funds_short"),
]


@pytest.mark.parametrize(("old", "new", "code"), WARNINGS)
def test_a_warning_asks_for_an_answer(old: str, new: str, code: str) -> None:
    assert [(one.code, one.severity) for one in findings(changed(old, new))] == [(code, "warning")]


WHOLE = "{shape: amount, unit: 个, at_least: 12, whole: true}"


def test_award_money_is_weighed_against_its_fund_and_never_accepted_in_the_village() -> None:
    award = "award: {yuan_each: 10000, each: 个, fund: own}\n  evidence: [photo]"
    text = changed(GOAL, WHOLE).replace("evidence: [photo]", award)

    assert [finding_text(one) for one in findings(text)] == [
        "“硬化入户路”全部达到要奖补 120000 元，超过“村集体自筹”的 60000 元，请写明差的钱从哪里来"
    ]
    village = text.replace("role: township_officer", "role: secretary")
    assert findings(village)[0].code == "plan.award_accepted_by_itself"
    fine = text.replace("yuan_each: 10000", "yuan_each: 0.005")
    assert findings(fine)[0].code == "plan.award_unreadable"


FORBIDDEN = [
    ("居民零上访", "petition", "扰乱公共秩序的，以公安机关的处罚决定书为依据"),
    ("投诉件数", "speech", "去掉这一条"),
    ("村级排名进前三", "league", "逐村列出事实和需要帮助的地方，由乡镇照自己的考核程序使用"),
    ("排名靠后的约谈", "league", "逐村列出事实和需要帮助的地方，由乡镇照自己的考核程序使用"),
    ("后进户曝光", "exposure", "一对一帮扶，由帮扶人私下商量改进办法"),
]


@pytest.mark.parametrize(("title", "clause", "instead"), FORBIDDEN)
def test_a_red_line_is_an_error_with_the_lawful_alternative(
    title: str, clause: str, instead: str
) -> None:
    """Petitions are a right (E.7), villages and cadres are not ranked (E.1): P6-09, P6-11."""
    found = findings(changed("title: 硬化入户路", f"title: {title}"))

    assert [(one.code, one.facts["clause"], one.line) for one in found] == [
        ("redline.blocked", clause, 15)
    ]
    assert finding_text(found[0]).endswith(f"替代办法：{instead}")


UNREADABLE: list[tuple[str, str, int]] = [
    (PLAN.replace("kind: plan\n", ""), "plan.other_kind", 1),
    (PLAN.replace("kind: plan", "kind: scheme"), "plan.other_kind", 2),
    (PLAN.replace("format: 1", "format: 2"), "scheme.format_unknown", 1),
    (PLAN.replace("rounding: down\n", ""), "scheme.field_missing", 1),
    (PLAN.replace("rounding: down", "rounding: near"), "scheme.choice_unknown", 9),
    (PLAN.replace("shape: amount", "shape: heap"), "scheme.shape_unknown", 18),
    (PLAN.replace("deadline: 2026-10-31", "deadline: 2026-02-30"), "scheme.day_unreadable", 19),
    (PLAN.replace("responsible: 村委会主任\n  acc", "responsable: 村委会主任\n  acc"), "scheme.field_missing", 15),
    ("a: &a [1]\nb: *a\n", "scheme.alias", 1),
    ("", "scheme.empty", 1),
    ("[1, 2", "scheme.yaml_broken", 2),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "line"), UNREADABLE, ids=[row[1] for row in UNREADABLE])
def test_what_cannot_be_read_is_said_with_its_line(text: str, code: str, line: int) -> None:
    with pytest.raises(PlanUnreadable) as refused:
        read_plan(text)

    first = refused.value.findings[0]
    assert (refused.value.code, first.code, first.line) == ("plan.unreadable", code, line)
    assert finding_line(first).startswith(f"第 {line} 行 错误：")


def test_a_misspelt_field_is_told_what_it_may_have_meant() -> None:
    with pytest.raises(PlanUnreadable) as refused:
        read_plan(PLAN.replace("deadline:", "dedline:"))

    said = {finding_text(one) for one in refused.value.findings}
    assert "不认识“dedline”这一项，是不是想写“完成期限”？" in said


def test_a_plan_is_no_scheme_and_a_scheme_no_plan() -> None:
    with pytest.raises(SchemeUnreadable) as refused:
        read_scheme((PACKS / "p1.yaml").read_bytes())

    assert refused.value.findings[0].code == "scheme.other_kind"
    assert is_plan((PACKS / "p6.yaml").read_bytes())
    assert not is_plan((PACKS / "zx.yaml").read_bytes())
    assert not is_plan(b"\xff\xfe")


def test_a_plan_without_fault_has_nothing_to_say() -> None:
    assert findings(PLAN) == ()


def test_every_finding_of_a_plan_has_its_words_and_no_words_are_left_over() -> None:
    root = Path(jishan.__file__).parent / "core" / "targets"
    text = "\n".join(path.read_text() for path in root.glob("*.py"))
    named = {f"plan.{one}" for one in re.findall(r'desk\.\w+\(\s*"([a-z_]+)"', text)}
    named |= set(re.findall(r'Finding\("(plan\.[a-z_]+)"', text))

    assert named == set(FINDINGS)


def test_the_shell_lists_and_checks_plans_beside_schemes() -> None:
    code, found = data("list")
    assert (code, [one["pack"] for one in found["plans"]]) == (0, ["p1", "p6"])
    assert "p1" not in {one["pack"] for one in found["schemes"]}
    assert "p1    培山村生态文明示范村创建计划（目标计划，31 个目标）" in call("list")[1]

    code, found = data("check", "p1", "p6", "z3")
    assert (code, [one["adoptable"] for one in found["files"]]) == (0, [True] * 3)
    assert [one.get("kind", "scheme") for one in found["files"]] == ["plan", "plan", "scheme"]
    assert "自来水入户，2024年12月31日前" in call("check", "p1", "--sentences")[1]


def test_the_shell_says_what_is_wrong_with_a_plan(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(changed("title: 硬化入户路", "title: 零上访"))
    broken = tmp_path / "broken.yaml"
    broken.write_text(PLAN.replace("rounding: down\n", ""))

    assert call("check", bad)[0] == 1
    code, text = call("check", broken)
    assert (code, "还没有填“算出小数怎么办”〔rounding〕" in text) == (2, True)


@pytest.mark.parametrize(
    ("old", "new", "clause"),
    [
        ("title: 硬化入户路", "title: 居民零 上 訪", "petition"),
        ("name: 修路计划", "name: 各村排名计划", "league"),
        ("rounding: down", "rounding: down\nsummary: 排名靠后的约谈村书记", "league"),
        ("rounding: down", "rounding: down\nsummary: 落后的村上黑榜", "exposure"),
        ("rounding: down", "rounding: down\nchoices: [{about: 没做到的, text: 曝光}]", "exposure"),
        ("name: 村集体自筹", "name: 村民罚款", "fines"),
        ("name: 全村农户", "name: 上访户", "petition"),
    ],
)
def test_red_lines_stand_in_every_text_of_a_plan(old: str, new: str, clause: str) -> None:
    stopped = [one for one in findings(changed(old, new)) if one.code == "redline.blocked"]
    assert [one.facts["clause"] for one in stopped] == [clause]
    assert finding_text(stopped[0])


def test_a_plan_that_says_it_ranks_nobody_is_lawful() -> None:
    text = changed("rounding: down", "rounding: down\nsummary: 各村照实报，不排名次，不用约谈")
    assert [one.code for one in findings(text) if one.severity == "error"] == []


def test_a_grade_has_a_name_that_a_report_can_keep() -> None:
    goal = f"{{shape: grade, grades: [{'优' * 40}, 良], at_least: 良}}"
    read_plan(changed(GOAL, goal))
    with pytest.raises(SchemeUnreadable) as refused:
        read_plan(changed(GOAL, goal.replace("优", "优优", 1)))
    assert [one.code for one in refused.value.findings] == ["scheme.text_too_long"]
