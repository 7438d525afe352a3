"""The checker finds the 24 traps of the sources."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

import pytest

from tests.core.checking import FIXED, SPEND, found, honour, inspection
from tests.core.replaying import HEAD, PURSE, YEAR


def test_t1_counts_that_do_not_match() -> None:
    finding = found(FIXED, "declared: {categories: 9, items: 51}")["warning:count_differs"]

    assert finding.facts["found"] in (1, 2)


def test_t2_a_floor_of_money_above_the_cap() -> None:
    funds = "funds: {sources: [{code: t, name: 镇, kind: money, yuan_per_resident: 1.5}, {code: v, name: 村, kind: money, yuan_per_resident: 1}], cap_per_resident: 2%s, custody: 镇}"

    assert found(FIXED, funds % "")["error:funds_floor_above_cap"].facts == {
        "floor": "2.5",
        "cap": "2",
    }
    assert "note:choice_surplus" in found(FIXED, funds % ", surplus: carried")


def test_t3_bands_with_gaps_and_overlaps() -> None:
    source = "{at_least: 80, at_most: 85, points: 1}, {at_least: 85, at_most: 90, points: 3}, {at_least: 90, points: 5}"
    assert found(inspection(source))["error:bands_overlap"].facts["at"] == "85"
    gap = "{at_least: 80, below: 85, points: 1}, {above: 85, points: 3}"
    assert found(inspection(gap))["error:bands_gap"].facts["at"] == "85"
    short = "{at_least: 80, at_most: 95, points: 1}"
    assert found(inspection(short))["error:bands_gap"].facts["at"] == "95"
    right = "{at_least: 80, below: 85, points: 1}, {at_least: 85, points: 3}"
    assert found(inspection(right))["note:bands_begin"].facts["at"] == "80"
    assert not [one for one in found(inspection(right)) if one.startswith("error")]


def test_t4_whether_a_streak_rolls_is_named() -> None:
    streak = "streaks: [{code: s, name: 连续, measure: year, holds: {at_least: 5}, length: 3, counting: consecutive, windows: rolling, restart: ever, missing: breaks, points: 5}]"

    assert found(FIXED, YEAR, streak)["note:choice_streak"].facts["windows"] == "rolling"


def test_t5_four_quarters_become_a_year_only_by_a_fold() -> None:
    measures = "measures: [{code: q, name: 季, shape: points, purse: main, period: quarter}, {code: y, name: 年, shape: total, period: year, terms: [{measure: q}]}]"
    assert "error:measure_period_differs" in found(FIXED, measures)
    fold = measures.replace(
        "shape: total, period: year, terms: [{measure: q}]",
        "shape: fold, measure: q, period: year, how: mean, missing: zero",
    )
    assert "note:choice_fold" in found(FIXED, fold)


def test_t6_shares_name_rounding_and_ties() -> None:
    share = "{shape: top_share, percent: 10, of: all, rounding: half_up}"

    assert found(FIXED, YEAR, honour(share))["note:choice_share"].facts["ties"] == "all_in"
    assert "error:seed_missing" in found(FIXED, YEAR, honour(share, "draw"))


def test_t7_a_rank_that_falls_by_redeeming() -> None:
    balance = YEAR.replace("shape: points", "shape: balance")
    redemption = "redemption: {purse: main}\n"

    assert "warning:rank_falls_by_spending" in found(
        FIXED, balance, honour(), redemption, purse=SPEND
    )
    assert "warning:rank_falls_by_spending" not in found(
        FIXED, YEAR, honour(), redemption, purse=SPEND
    )


def test_t8_what_remains_after_redeeming_is_said() -> None:
    assert "error:redeem_stay_unsaid" in found(
        FIXED, "redemption: {purse: main, begin_at: 100}\n", purse=SPEND
    )


def test_t9_a_floor_without_base_points() -> None:
    gate = ", gates: [{measure: year, at_least: 60}]"
    assert "warning:gate_without_base" in found(FIXED, YEAR, honour(more=gate))
    base = FIXED.replace(
        "shape: fixed, points: 1", "shape: base, points: 60, per: year, joiners: full"
    )
    assert "warning:gate_without_base" not in found(base, YEAR, honour(more=gate))


def test_t10_absolute_places_are_named() -> None:
    assert "note:places_absolute" in found(FIXED, YEAR, honour("{shape: ranks, last: 50}"))


def test_t11_which_members_divide_is_named() -> None:
    average = "measures: [{code: year, name: 年, shape: points, purse: main, period: year}, {code: avg, name: 平均, shape: per_member, measure: year, period: year, members: each_day}]"

    assert found(FIXED, average)["note:choice_members"].facts["how"] == "each_day"


def test_t12_an_honour_purse_cannot_be_redeemed() -> None:
    assert "error:redeems_honour" in found(FIXED, "redemption: {purse: main}\n")


def test_a_counter_takes_points_of_households() -> None:
    redemption = "redemption: {purse: main}\n"
    of_persons = SPEND.replace("holder: household", "holder: resident")
    assert "warning:redeems_of_others" in found(FIXED, redemption, purse=of_persons)
    assert "warning:redeems_of_others" not in found(FIXED, redemption, purse=SPEND)


NOTICE = (
    "default: [{kind: review, role: panel, quorum: 5}, {kind: notice, days: 7, day_kind: calendar}]"
)


@pytest.mark.parametrize(
    ("stages", "key"),
    [
        ("default: [{kind: notice, days: 7, day_kind: calendar}, {kind: approve, role: secretary}]", "warning:notice_before_review"),
        ("default: [{kind: notice}]", "error:notice_without_days"),
        ("default: [{kind: review, role: panel, quorum: 5}]", "error:no_notice"),
        ("default: [{kind: review, role: panel}, {kind: notice, days: 7, day_kind: calendar}]", "warning:review_without_quorum"),
        ("default: [{kind: verify}, {kind: notice, days: 7, day_kind: calendar}]", "error:stage_without_role"),
        (NOTICE.replace("role: panel", "role: supervisor"), "error:stage_role_cannot"),
        (NOTICE.replace("review, role: panel, quorum: 5", "verify, role: panel"), "error:stage_role_cannot"),
        (NOTICE.replace("review, role: panel, quorum: 5", "approve, role: clerk"), "error:stage_role_cannot"),
        (NOTICE + "\n  recusal: false", "warning:no_recusal"),
    ],
)  # fmt: skip
def test_t13_t14_t20_the_process(stages: str, key: str) -> None:
    assert NOTICE in HEAD
    assert key in found(FIXED, head=HEAD.replace(NOTICE, stages))


def test_t14_somebody_receives_objections() -> None:
    head = HEAD.replace("  objections_to: supervisor\n", "")

    assert "warning:objections_to_nobody" in found(FIXED, head=head)


def test_t15_a_word_is_no_number() -> None:
    text = "benefits: [{kind: training, text: 积分靠前的户优先培训%s}]\n"

    assert found(FIXED, YEAR, text % "")["error:quantifier_without_number"].facts["word"] == "靠前"
    said = text % ", measure: year, when: {at_least: 100}"
    assert "error:quantifier_without_number" not in found(FIXED, YEAR, said)


def test_t16_consent_is_asked() -> None:
    head = HEAD.replace(", eligible: [{kind: household, consent: true}]", "")

    assert "warning:consent_not_asked" in found(FIXED, head=head)


def test_t17_nothing_is_retroactive() -> None:
    item = FIXED.replace("title: 好事", "title: 好事, active_from: 2023-07-01")
    assert "error:retroactive" in found(item)
    adopted = (
        "adopted: {meeting: 村民代表会议, day: 2024-01-02, present: 40, for: 39, against: 1}\n"
    )
    assert "error:retroactive" in found(FIXED, adopted)
    assert "error:vote_not_carried" in found(FIXED, adopted.replace("for: 39", "for: 20"))


def test_t18_a_missing_list_is_named_and_not_invented() -> None:
    assert "note:list_absent" in found("declared: {list_absent: true}\n")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("times: 2", "times: 3", "error:redline.false_claim_too_hard"),
        ("proxy_pays: false", "proxy_pays: true", "error:redline.proxy_pays"),
        ("hearing: true", "hearing: false", "error:redline.no_hearing"),
    ],
)
def test_t19_false_claims(old: str, new: str, key: str) -> None:
    clause = "false_claim: {times: 2, of: claimed, reverses: true, proxy_pays: false, category: civil, hearing: true}\n"

    assert key not in found(FIXED, clause)
    assert key in found(FIXED, clause.replace(old, new))


def test_t21_windows_are_named() -> None:
    assert "note:choice_windows" in found(FIXED, "redemption: {purse: main}\n", purse=SPEND)


def test_t22_gifts_are_valued_first() -> None:
    assert "warning:goods_not_valued" in found(
        FIXED, "funds: {sources: [{code: g, name: 物资, kind: goods, yuan: 45000}], custody: 镇}\n"
    )


def test_t23_titles_without_line_or_quota() -> None:
    assert "error:honour_without_limit" in found(FIXED, YEAR, honour("{shape: threshold}"))
    assert "error:honour_without_limit" not in found(
        FIXED, YEAR, honour("{shape: threshold, quota: 3}")
    )


def test_t24_figures_from_outside_prove_nothing() -> None:
    item = FIXED.replace(
        "shape: fixed, points: 1", "shape: import, unit: 元, factor: 1, rounding: down"
    )

    assert "note:outcome_not_cause" in found(item)


@pytest.mark.parametrize(
    ("part", "key"),
    [
        ("items: [{code: a, title: 甲, category: 无, worth: {shape: fixed, points: 1}}]", "error:reference_unknown"),
        ("items: [{code: a, title: 甲, category: env, worth: {shape: fixed, points: 1}}, {code: a, title: 乙, category: env, worth: {shape: fixed, points: 1}}]", "error:code_twice"),
        ("items: [{code: a, title: 甲, category: env, worth: {shape: per_unit, points: 1, unit: 亩, whole: false}}]", "error:rounding_missing"),
        ("items: [{code: a, title: 甲, category: env, worth: {shape: range, low: 5, high: 1}}]", "error:range_upside_down"),
        ("items: [{code: a, title: 甲, category: env, worth: {shape: fixed, points: 1}, caps: [{per: day, points: 1, times: 1}]}]", "error:cap_unclear"),
        ("items: [{code: a, title: 甲, category: env, worth: {shape: fixed, points: 1}, needs_phone: true}]", "error:phone_required"),
        ("items: [{code: a, title: 甲, category: env, worth: {shape: fixed, points: 1}, origins: [self]}]", "warning:only_self"),
        ("items: [{code: a, title: 甲, category: env, worth: {shape: per_unit, points: 1, unit: 亩, whole: true}}]", "note:needs_land"),
        ("measures: [{code: a, name: 甲, shape: bands, measure: b, period: year, bands: [{at_least: 1, points: 1}]}, {code: b, name: 乙, shape: bands, measure: a, period: year, bands: [{at_least: 1, points: 1}]}]", "error:measure_circle"),
        ("vetoes: [{code: v, name: 犯罪, documents: [判决书]}]", "error:veto_without_end"),
    ],
)  # fmt: skip
def test_other_mistakes(part: str, key: str) -> None:
    assert key in found(part)


def test_a_cap_below_the_base() -> None:
    base = "items: [{code: b, title: 基础, category: env, worth: {shape: base, points: 60, per: year, joiners: full}, caps: [{per: year, points: 50, whose: account}]}]\n"

    assert found(base)["error:cap_below_base"].facts == {"cap": "50", "base": "60"}


def test_an_item_that_reaches_no_purse() -> None:
    own = PURSE.replace(", takes: both", "")
    resident = FIXED.replace("worth:", "subjects: [resident], worth:")

    assert "error:item_without_purse" in found(resident, purse=own)


@pytest.mark.parametrize(
    ("rate", "missing"), [("0.5", True), ("2", False), ("0.5, rate_rounding: down", False)]
)
def test_a_rate_that_breaks_points_says_how_to_round(rate: str, missing: bool) -> None:
    purse = f"purses: [{{code: main, name: 积分, holder: household, spendable: false, floor: none, rate: {rate}}}]\n"

    assert ("error:rounding_missing" in found(purse=purse)) == missing
