"""Redemptions in a replay: decided as at the counter, paid by the sources that may pay."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

from jishan.core.sandbox.paying import paying_data
from tests.core.replaying import balances, events, run, told, village
from tests.core.rows import ITEMS, purse, redeem, row, table

UNLOCKED = """
purses:
- {code: main, name: 兑换分, holder: household, takes: both, spendable: true, floor: zero, on: {items: [a]}, unlock: {purse: honour, ratio: 2}}
- {code: honour, name: 荣誉分, holder: household, takes: both, spendable: false, floor: none, on: {items: [m]}}
"""
FUNDS = """
funds:
  sources:
  - {code: village, name: 集体, kind: money, yuan: 10}
  - {code: shop, name: 商户, kind: money, yuan: 4, pays_for: [兑换]}
  - {code: prizes, name: 表彰, kind: money, yuan: 1000, pays_for: [年度表彰]}
"""


def test_what_must_stay_and_what_is_unlocked_are_two_questions() -> None:
    """Ten held, four unlocked, two must stay: four may go, as at the counter."""
    clause = "redemption: {purse: main, must_stay: 2}\n"
    items = ITEMS.replace("points: -1", "points: 1")
    acts = table(
        row(1, "2024-01-01", quantity=10), row(2, "2024-01-01", item="m", quantity=2),
        redeem(3, "2024-01-02", 5), redeem(4, "2024-01-03", 4),
    )  # fmt: skip
    out = run(village(items, clause, purse=UNLOCKED), acts)

    assert events(out) == {"3": "shop.not_unlocked", "4": "done"}
    assert balances(out)["H1"] == "6"


def test_the_answer_says_what_the_counter_says() -> None:
    clause = "redemption: {purse: main, limits: [{per: month, times: 1}]}\n"
    acts = table(
        row(1, "2024-01-01", quantity=3), redeem(2, "2024-01-02", 0), redeem(3, "2024-01-02", 1),
        redeem(4, "2024-01-03", 1), redeem(5, "2024-02-01", 9),
    )  # fmt: skip
    out = run(village(ITEMS, clause, purse=purse()), acts)

    assert [one["reason"] and one["reason"]["text"] for one in told(out)["events"]] == [
        "要写明多少分；兑换的，也可以写换什么、换几份。",
        None,
        "从 2024年1月1日 到 2024年1月31日 每户最多兑 1 次，这户已经兑满。",
        "积分不够：要 9 分，这户现有 2 分。",
    ]


def test_a_refusal_of_its_day_stays_after_a_correction() -> None:
    clause = "redemption: {purse: main}\n"
    acts = table(
        row(1, "2024-01-01", quantity=3), row(2, "2024-01-01", item="m", quantity=2),
        redeem(3, "2024-01-02", 2), row(4, "2024-02-01", "", "", event="冲正", touches=2),
    )  # fmt: skip
    out = run(village(ITEMS, clause, purse=purse()), acts)

    assert events(out)["3"] == "shop.not_enough_points"
    assert balances(out)["H1"] == "3"


def test_goods_cost_money_from_the_source_that_may_pay() -> None:
    """Soap for 6 yuan: the shops' 4 yuan go first, then the village; the prizes never pay. In March
    half of the rice is paid in cash; nothing is left for the last yuan of it."""
    clause = """
redemption:
  purse: main
  fen_per_point: 50
  mixed: {points_percent_min: 50}
  catalogue: [{code: soap, name: 肥皂, points: 6, yuan: 6}, {code: rice, name: 米, points: 10, yuan: 18}]
"""
    acts = table(
        row(1, "2024-01-01", quantity=40),
        row(2, "2024-01-02", "H1", "肥皂", event="兑换"),
        redeem(3, "2024-02-01", 1),
        row(4, "2024-03-01", "H1", "rice", event="兑换", points=5),
    )
    found = paying_data(run(village(ITEMS, clause, FUNDS, purse=purse()), acts))

    assert found["costs"] == [
        {"key": "2", "day": "2024-01-02", "goods": "soap", "yuan": "6", "cash_yuan": "0"},
        {"key": "3", "day": "2024-02-01", "goods": "", "yuan": "0.5", "cash_yuan": "0"},
        {"key": "4", "day": "2024-03-01", "goods": "rice", "yuan": "9", "cash_yuan": "9"},
    ]
    assert found["payments"] == [
        {"month": "2024-01", "source": "shop", "yuan": "4"},
        {"month": "2024-01", "source": "village", "yuan": "2"},
        {"month": "2024-02", "source": "village", "yuan": "0.5"},
        {"month": "2024-03", "source": "village", "yuan": "7.5"},
        {"month": "2024-03", "source": "", "yuan": "1.5"},
    ]


def test_a_voucher_costs_when_it_is_used_and_lapses() -> None:
    clause = "redemption: {purse: main, fen_per_point: 100, vouchers: true, voucher_days: 30}\n"
    acts = table(
        row(1, "2024-01-01", quantity=9),
        redeem(2, "2024-01-02", 4), redeem(3, "2024-01-02", 3), redeem(4, "2024-12-20", 1),
        row(5, "2024-02-01", "H1", "", event="用券", touches=2),
        row(6, "2024-02-01", "H1", "", event="用券", touches=2),
        row(7, "2024-02-02", "H1", "", event="用券", touches=3),
        row(8, "2024-02-02", "H1", "", event="用券", touches=1),
    )  # fmt: skip
    out = run(village(ITEMS, clause, purse=purse()), acts)
    found = paying_data(out)

    assert events(out) == {
        "2": "done", "3": "done", "4": "done", "5": "done",
        "6": "voucher.used", "7": "voucher.lapsed", "8": "voucher.unknown",
    }  # fmt: skip
    assert [(one["key"], one["last"], one["yuan"], one["state"]) for one in found["vouchers"]] == [
        ("2", "2024-02-01", "4", "used"),
        ("3", "2024-02-01", "3", "lapsed"),
        ("4", "2025-01-19", "1", "open"),
    ]
    assert found["payments"] == [{"month": "2024-02", "source": "", "yuan": "4"}]
