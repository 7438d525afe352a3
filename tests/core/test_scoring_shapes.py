"""What every shape is worth: rule, acts, points. Each table can be checked with a pencil."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

import pytest

from tests.core.one_item import HEADER, told


@pytest.mark.parametrize(
    ("worth", "quantity", "expected"),
    [
        ("{shape: fixed, points: 2.5}", "", "2.5"),
        ("{shape: fixed, points: 2.5}", "3", "7.5"),
        ("{shape: fixed, points: -15}", "", "-15"),
        ("{shape: fixed, points: 2}", "1.5", "scoring.quantity_out_of_range"),
        ("{shape: per_unit, points: 3, unit: 棵, whole: true}", "7", "21"),
        ("{shape: per_unit, points: 3, unit: 棵, whole: true}", "7.9", "21"),
        ("{shape: per_unit, points: 5, unit: 毫升, bundle: 200, whole: true}", "399", "5"),
        ("{shape: per_unit, points: 5, unit: 毫升, bundle: 200, whole: true}", "400", "10"),
        ("{shape: per_unit, points: 5, unit: 亩, whole: false, rounding: half_up}", "1.333", "6.67"),
        ("{shape: per_unit, points: 5, unit: 亩, whole: false, rounding: down}", "1.333", "6.66"),
        (
            "{shape: per_unit, points: 5, unit: 亩, whole: false, rounding: up, round_to: 1}",
            "1.333",
            "7",
        ),
        (
            "{shape: per_unit, points: 1, unit: 时, whole: false, rounding: half_up, round_to: 0.5}",
            "2.3",
            "2.5",
        ),
        (
            "{shape: per_unit, points: 1, unit: 元, bundle: 3, whole: false, rounding: half_up}",
            "1",
            "0.33",
        ),
        ("{shape: per_unit, points: 1, unit: 棵, whole: true, min: 2, max: 5}", "2", "2"),
        (
            "{shape: per_unit, points: 1, unit: 棵, whole: true, min: 2, max: 5}",
            "1",
            "scoring.quantity_out_of_range",
        ),
        (
            "{shape: per_unit, points: 1, unit: 棵, whole: true, max: 5}",
            "6",
            "scoring.quantity_out_of_range",
        ),
        ("{shape: per_unit, points: 1, unit: 棵, whole: true, max: 5, over: cut}", "6", "5"),
        ("{shape: per_unit, points: 1, unit: 棵, whole: true, min: 2, over: cut}", "1", "0"),
        ("{shape: per_unit, points: -2, unit: 处, whole: true}", "3", "-6"),
        ("{shape: per_unit, points: 3, unit: 棵, whole: true}", "0", "scoring.quantity_out_of_range"),
        ("{shape: import, unit: 元, factor: 0.01, rounding: down}", "1299", "12.99"),
        ("{shape: import, unit: 次, factor: 0.5, rounding: down, round_to: 1}", "5", "2"),
        ("{shape: import, unit: 次, factor: 1, rounding: down, max: 4}", "5", "scoring.quantity_out_of_range"),
    ],
)  # fmt: skip
def test_quantities(worth: str, quantity: str, expected: str) -> None:
    assert told(worth, f"{HEADER}1,2024-03-01,H1,it,{quantity}\n") == [expected]


def test_range_is_decided_by_the_panel_within_limits_and_steps() -> None:
    worth = "{shape: range, low: 1, high: 5, step: 0.5}"
    acts = "编号,日期,对象,事项,分值\n1,2024-03-01,H1,it,1\n2,2024-03-01,H1,it,5\n"
    acts += "3,2024-03-01,H1,it,5.5\n4,2024-03-01,H1,it,2.25\n5,2024-03-01,H1,it,\n"

    assert told(worth, acts) == [
        "1",
        "5",
        "scoring.points_out_of_range",
        "scoring.points_out_of_range",
        "scoring.points_missing",
    ]


def test_range_below_zero() -> None:
    acts = "编号,日期,对象,事项,分值\n1,2024-03-01,H1,it,-3\n2,2024-03-01,H1,it,3\n"

    assert told("{shape: range, low: -5, high: -1}", acts) == ["-3", "scoring.points_out_of_range"]


def test_case_needs_its_resolution() -> None:
    acts = "编号,日期,对象,事项,分值,依据\n1,2024-03-01,H1,it,80,村民代表会议3号\n2,2024-03-01,H1,it,80,\n"

    assert told("{shape: case, low: 0, high: 100}", acts) == ["80", "scoring.document_missing"]


def test_levels_by_code_or_name() -> None:
    worth = "{shape: levels, levels: [{level: v, name: 村级, points: 5}, {level: t, name: 镇级, points: 10}]}"
    acts = "编号,日期,对象,事项,级别\n1,2024-03-01,H1,it,v\n2,2024-03-01,H1,it,镇级\n3,2024-03-01,H1,it,省级\n"

    assert told(worth, acts) == ["5", "10", "scoring.level_unknown"]


@pytest.mark.parametrize(
    ("mode", "expected"), [("replace", ["0", "5", "0", "7"]), ("add", ["0", "5", "0", "12"])]
)
def test_steps_on_a_running_total(mode: str, expected: list[str]) -> None:
    """8, then 12 (reaches 10: 5 points), 19, then 20 (the step of 12 points)."""
    worth = f"{{shape: steps, unit: 时, per: year, mode: {mode}, steps: [{{at: 10, points: 5}}, {{at: 20, points: 12}}]}}"
    acts = (
        HEADER
        + "1,2024-03-01,H1,it,8\n2,2024-03-02,H1,it,4\n3,2024-03-03,H1,it,7\n4,2024-03-04,H1,it,1\n"
    )

    assert told(worth, acts) == expected


def test_steps_begin_anew_with_each_period_and_each_account() -> None:
    worth = "{shape: steps, unit: 时, per: month, mode: replace, steps: [{at: 10, points: 5}]}"
    acts = (
        HEADER
        + "1,2024-03-01,H1,it,8\n2,2024-04-02,H1,it,4\n3,2024-04-03,H2,it,10\n4,2024-04-04,H1,it,6\n"
    )

    assert told(worth, acts) == ["0", "0", "5", "5"]


@pytest.mark.parametrize(("per", "expected"), [("event", ["10", "9"]), ("year", ["10", "6"])])
def test_brackets_are_progressive(per: str, expected: list[str]) -> None:
    """2 points each up to 4, 1 point each beyond. 6 = 8 + 2; then 5 alone = 8 + 1, or 5 more after 6 = 5 (of 1)."""
    worth = f"{{shape: brackets, unit: 棵, per: {per}, rounding: down, brackets: [{{up_to: 4, points: 2}}, {{points: 1}}]}}"
    acts = HEADER + "1,2024-03-01,H1,it,6\n2,2024-03-02,H1,it,5\n"
    expected = [expected[0], "9" if per == "event" else "5"]

    assert told(worth, acts) == expected


def test_outcome_replaces_or_adds() -> None:
    acts = "编号,日期,对象,事项,结果\n1,2024-03-01,H1,it,\n2,2024-03-01,H1,it,签协议\n3,2024-03-01,H1,it,无\n"
    worth = "{shape: outcome, points: 5, combine: %s, outcomes: [{outcome: signed, name: 签协议, points: 10}]}"

    assert told(worth % "replace", acts) == ["5", "10", "scoring.outcome_unknown"]
    assert told(worth % "add", acts) == ["5", "15", "scoring.outcome_unknown"]


FORM = "{shape: inspection, lines: [{code: a, title: 甲, points: 60}, {code: b, title: 乙, points: 40, absent: %s}], judging: {combine: %s, %s}, counts: score}"


@pytest.mark.parametrize(
    ("combine", "more", "scores", "expected"),
    [
        ("single", "", "a=50;b=30", "80"),
        ("single", "", "a=50;b=30|a=60;b=40", "scoring.scores_missing"),
        ("mean", "rounding: half_up", "a=50;b=30|a=51;b=30|a=51;b=31", "81"),
        ("mean", "rounding: half_up", "a=50;b=30|a=50;b=31|a=50;b=31", "80.67"),
        ("mean", "rounding: down, round_to: 1", "a=50;b=30|a=50;b=31|a=50;b=31", "80"),
        ("median", "rounding: half_up", "a=10;b=10|a=50;b=30|a=60;b=40", "80"),
        ("trimmed_mean", "rounding: half_up", "0|70|80|100", "75"),
        ("sum", "rounding: down", "30|40", "70"),
        ("best", "rounding: down", "30|40", "40"),
        ("worst", "rounding: down", "30|40", "30"),
        ("mean", "rounding: down, judges_min: 3", "30|40", "scoring.scores_missing"),
        ("weights", "rounding: half_up, weights: {cadre: 3, villager: 1}", "甲/cadre:80|乙/villager:60", "75"),
        ("single", "", "a=61;b=30", "scoring.score_out_of_range"),
        ("single", "", "a=50", "scoring.scores_missing"),
        ("single", "", "c=50", "scoring.scores_missing"),
        ("single", "", "88.5", "88.5"),
    ],
)  # fmt: skip
def test_several_judges(combine: str, more: str, scores: str, expected: str) -> None:
    acts = f"编号,日期,对象,事项,得分\n1,2024-03-01,H1,it,{scores}\n"

    assert told(FORM % ("refuse", combine, more), acts) == [expected]


@pytest.mark.parametrize(("absent", "expected"), [("zero", "45"), ("full", "85"), ("scaled", "75")])
def test_a_line_that_does_not_apply(absent: str, expected: str) -> None:
    acts = "编号,日期,对象,事项,得分\n1,2024-03-01,H1,it,a=45;b=-\n"

    assert told(FORM % (absent, "single", ""), acts) == [expected]


def test_scores_in_columns_of_their_own() -> None:
    acts = "编号,日期,对象,事项,得分:甲,score:b\n1,2024-03-01,H1,it,45,30\n"

    assert told(FORM % ("refuse", "single", ""), acts) == ["75"]


def test_conditions_on_figures() -> None:
    conditions = "[{figure: price, name: 彩礼, unit: 元, at_most: 80000}, {figure: tables, name: 桌数, unit: 桌, below: 16}]"
    header = "编号,日期,对象,事项,figure:price,数字:桌数\n"
    acts = (
        header
        + "1,2024-03-01,H1,it,80000,15\n2,2024-03-01,H1,it,80000.5,15\n3,2024-03-01,H1,it,1,16\n4,2024-03-01,H1,it,,16\n"
    )
    worth = "{shape: fixed, points: 20}"

    assert told(worth, acts, conditions=conditions) == [
        "20",
        "scoring.condition_unmet",
        "scoring.condition_unmet",
        "scoring.figure_missing",
    ]
    assert told(worth, acts, conditions=conditions, unmet_points="2")[:3] == ["20", "2", "2"]
    assert told(worth, acts, conditions=conditions, conditions_need="any")[:3] == ["20", "20", "20"]
