"""The traps of the sources where they hide: split over two clauses, in another part, in other
units."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

import pytest

from jishan.core.scheme.findings import SchemeUnreadable
from tests.core.checking import FIXED, SPEND, found, honour
from tests.core.replaying import HEAD, PURSE, YEAR

TITLE = "{code: %s, name: %s, measure: year, pick: {shape: threshold, %s}, scope: village, ties: all_in}"


def titles(*lines: str) -> str:
    each = [TITLE % (f"h{number}", f"{number}星", line) for number, line in enumerate(lines)]
    return f"honours: [{', '.join(each)}]\n"


def test_t1_a_class_without_items_is_named() -> None:
    finding = found(FIXED, "declared: {categories: 2}\n")["note:category_empty"]
    assert finding.facts == {"category": "文明"}
    assert "note:category_empty" not in found(FIXED, "declared: {list_absent: true}\n")


def test_t3_a_number_that_two_titles_take_or_none() -> None:
    assert "warning:lines_overlap" in found(
        FIXED, YEAR, titles("at_least: 80, at_most: 85", "at_least: 85")
    )
    gap = found(FIXED, YEAR, titles("at_least: 80, at_most: 84", "at_least: 85"))
    assert gap["warning:lines_gap"].facts == {"name": "0星", "next_": "1星", "at": "84"}
    assert "warning:lines_gap" in found(FIXED, YEAR, titles("at_least: 80, below: 85", "above: 85"))
    rewards = "benefits: [{kind: goods, text: 一袋米, measure: year, when: {at_least: 80, at_most: 85}}, {kind: goods, text: 两袋米, measure: year, when: {at_least: 85}}]\n"
    assert "warning:lines_overlap" in found(FIXED, YEAR, rewards)
    for right in (
        titles("at_least: 80, below: 85", "at_least: 85"),
        titles("at_least: 60", "at_least: 80"),
        titles("at_least: 20, at_most: 30", "at_least: 60"),
    ):
        assert not [one for one in found(FIXED, YEAR, right) if "lines_" in one]


@pytest.mark.parametrize(
    "rest",
    [
        "benefits: [{kind: goods, text: 一袋米, measure: year, when: {at_least: 80}}]\n",
        "pools: [{code: p, name: 分红, measure: year, yuan: 1, method: proportional, safeguards: [unanimous_vote, discretionary_part, capped_share]}]\n",
        honour(),
        honour(more=", gates: [{measure: year, at_least: 1}]"),
    ],
)  # fmt: skip
def test_t7_what_can_be_spent_is_no_measure_of_merit(rest: str) -> None:
    balance = YEAR.replace("shape: points", "shape: balance")
    assert "warning:rank_falls_by_spending" in found(
        FIXED, balance, rest, "redemption: {purse: main}\n", purse=SPEND
    )
    assert "warning:rank_falls_by_spending" not in found(
        FIXED, YEAR, rest, "redemption: {purse: main}\n", purse=SPEND
    )


def test_t7_nor_the_purse_that_pays_for_one_kind_of_goods() -> None:
    two = SPEND.replace(
        "]\n",
        ", {code: food, name: 粮, holder: household, takes: both, spendable: true, floor: zero}]\n",
    )
    food = YEAR.replace("shape: points, purse: main", "shape: balance, purse: food")
    paid = "redemption: {purse: main, catalogue: [{code: r, name: 米, points: 1, purse: food}]}\n"
    assert "warning:rank_falls_by_spending" in found(FIXED, food, honour(), paid, purse=two)


def test_t8_whether_the_figure_itself_suffices_is_named() -> None:
    begin = "redemption: {purse: main, begin_at: 100, must_stay: 0%s}\n"
    assert (
        found(FIXED, begin % "", purse=SPEND)["note:choice_begin"].facts["begin_is"] == "at_least"
    )
    assert (
        found(FIXED, begin % ", begin_is: above", purse=SPEND)["note:choice_begin"].facts[
            "begin_is"
        ]
        == "above"
    )


BASE = "items: [{code: a, title: 好事, category: env, worth: {shape: fixed, points: 1}}, {code: b, title: 基础, category: civil, worth: {shape: base, points: %s, per: %s, joiners: full}%s}]\n"


@pytest.mark.parametrize(
    ("points", "per", "more", "reached"),
    [
        ("1", "year", "", False),
        ("59.99", "year", "", False),
        ("60", "year", "", True),
        ("5", "month", "", True),
        ("4", "month", "", False),
        ("60", "ever", "", True),
        ("60", "year", ", purses: [other]", False),
    ],
)  # fmt: skip
def test_t9_a_base_that_does_not_reach_the_floor(
    points: str, per: str, more: str, reached: bool
) -> None:
    purse = PURSE.replace(
        "]\n", ", {code: other, name: 别的, holder: household, spendable: false, floor: none}]\n"
    )
    gate = honour(more=", gates: [{measure: year, at_least: 60}]")
    findings = found(BASE % (points, per, more), YEAR, gate, purse=purse)
    assert ("warning:gate_without_base" in findings) != reached


def test_t9_a_score_of_a_hundred_needs_no_base() -> None:
    share = "measures: [{code: year, name: 年, shape: points, purse: main, period: year}, {code: rate, name: 参会率, shape: ratio, over: year, under: year, times: 100, empty: 0, period: year}]\n"
    gate = honour(more=", gates: [{measure: rate, at_least: 60}]")
    assert "warning:gate_without_base" not in found(FIXED, share, gate)


def test_t14_a_notice_of_no_day_or_less() -> None:
    assert "error:notice_without_days" in found(FIXED, head=HEAD.replace("days: 7", "days: 0"))
    with pytest.raises(SchemeUnreadable) as refused:
        found(FIXED, head=HEAD.replace("days: 7", "days: -3"))
    assert [one.code for one in refused.value.findings] == ["scheme.number_out_of_range"]


@pytest.mark.parametrize(
    "word", ["名列前茅", "前列", "屡次", "得分高", "积分高", "较好", "前几名", "经常"]
)
def test_t15_more_words_that_are_no_numbers(word: str) -> None:
    text = f"benefits: [{{kind: training, text: {word}的户先培训}}]\n"
    assert "error:quantifier_without_number" in found(FIXED, YEAR, text)
    said = text.replace("}]", ", measure: year, when: {at_least: 100}}]")
    assert "error:quantifier_without_number" not in found(FIXED, YEAR, said)


def test_t15_in_items_and_vetoes() -> None:
    often = FIXED.replace("好事", "多次不参加会议")
    assert found(often)["warning:quantifier_in_rule"].facts["word"] == "多次"
    decided = often.replace("shape: fixed, points: 1", "shape: range, low: -5, high: -1")
    assert "warning:quantifier_in_rule" not in found(decided)
    veto = "vetoes: [{code: v, name: 屡次违法, documents: [判决书], lasts: {months: 12}, route_back: 期满}]\n"
    assert "warning:quantifier_in_rule" in found(FIXED, veto)


def test_t16_one_clause_that_asks_nobody() -> None:
    asked = "{kind: household, consent: true}"
    head = HEAD.replace(asked, asked + ", {kind: household, tags_any: [老年户]}")
    assert "warning:consent_not_asked" in found(FIXED, head=head)
    members = HEAD.replace(asked, asked + ", {kind: resident, months_min: 6}")
    assert "warning:consent_not_asked" not in found(FIXED, head=members)


@pytest.mark.parametrize(
    ("meeting", "votes", "key"),
    [
        ("村民代表会议", "present: 27, for: 27, against: 0, electorate: 42", "error:vote_not_quorate"),
        ("村民代表会议", "present: 28, for: 27, against: 0, electorate: 42", None),
        ("村民会议", "present: 50, for: 50, against: 0, electorate: 100", "error:vote_not_quorate"),
        ("村民会议", "present: 51, for: 50, against: 0, electorate: 100", None),
        ("村民会议", "present: 101, for: 90, against: 0, electorate: 100", "error:present_exceed_entitled"),
        ("村民会议", "present: 60, for: 70, against: -10, electorate: 100", "error:votes_exceed_present"),
        ("村民会议", "present: 60, for: 30, against: 0, electorate: 100", "error:vote_not_carried"),
    ],
)  # fmt: skip
def test_t17_a_vote_without_a_quorum(meeting: str, votes: str, key: str | None) -> None:
    findings = found(FIXED, f"adopted: {{meeting: {meeting}, day: 2023-12-02, {votes}}}\n")
    errors = [one for one in findings if one.startswith("error")]
    assert errors == ([] if key is None else [key])


def test_t19_a_false_claim_under_an_items_name() -> None:
    false = FIXED.replace("好事", "虚报积分").replace("points: 1}", "points: -50}")
    assert "warning:false_claim_as_item" in found(false)


def test_t22_goods_that_are_called_money() -> None:
    gift = (
        "funds: {sources: [{code: g, name: 兑换物资, kind: money, yuan: 45000%s}], custody: 镇}\n"
    )
    assert "warning:goods_not_valued" in found(FIXED, gift % "")
    assert "warning:goods_not_valued" not in found(FIXED, gift % ", valued: true")


def test_t23_a_title_for_everybody() -> None:
    whole = "{shape: top_share, percent: 100, of: %s, rounding: half_up}"
    assert "error:honour_without_limit" in found(FIXED, YEAR, honour(whole % "all"))
    gated = honour(whole % "qualified", more=", gates: [{measure: year, above: 0}]")
    assert "error:honour_without_limit" not in found(FIXED, YEAR, gated)


def test_t24_income_in_other_shapes() -> None:
    per_unit = FIXED.replace(
        "shape: fixed, points: 1", "shape: per_unit, points: 1, unit: 元, bundle: 1000, whole: true"
    )
    assert "note:outcome_not_cause" in found(per_unit.replace("好事", "年收入增加"))
    assert "note:outcome_not_cause" not in found(per_unit.replace("好事", "捐款"))


def test_the_last_do_not_pay_for_being_last() -> None:
    last = "streaks: [{code: s, name: 连续最后, measure: year, holds: {last: alone}, length: 2, counting: consecutive, windows: separate, restart: ever, missing: breaks, points: -5}]\n"
    assert "warning:last_loses_points" in found(FIXED, YEAR, last)
