"""A year in memory: periods, base points, purses, redemption."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

from datetime import date

from tests.core.replaying import (
    YEAR,
    balances,
    events,
    measure,
    points,
    run,
    told,
    village,
)
from tests.core.rows import ITEMS, REDEEM, purse, redeem, row, table

# periods


def test_a_month_that_ends_on_the_25th() -> None:
    scheme = village(
        ITEMS, "periods: {month_ends_on: 25}",
        "measures: [{code: m1, name: 月, shape: points, purse: main, period: month}]",
    )  # fmt: skip
    out = run(scheme, table(row(1, "2024-03-25", quantity=1), row(2, "2024-03-26", quantity=10)))

    assert measure(out, "m1", "2024-03")["H1"] == "1"
    assert measure(out, "m1", "2024-04")["H1"] == "10"


def test_a_year_that_begins_in_april() -> None:
    scheme = village(ITEMS, "periods: {year_begins_in: 4}", YEAR)
    out = run(scheme, table(row(1, "2024-03-31", quantity=1), row(2, "2024-04-01", quantity=10)))

    assert measure(out, "year", "2023/2024")["H1"] == "1"
    assert measure(out, "year", "2024/2025")["H1"] == "10"


def test_a_period_still_open_is_shown_as_it_stands() -> None:
    out = run(village(ITEMS, YEAR), table(row(1, "2024-03-31")), until=date(2024, 6, 30))
    found = [one for one in told(out)["measures"] if one["subject"] == "H1"]

    assert [(one["value"], one["closed"], one["last"]) for one in found] == [
        ("1", False, "2024-06-30")
    ]


# base


def base(joiners: str, per: str = "year") -> str:
    return f"""
items:
- code: base
  title: 基础分
  category: env
  subjects: [household]
  worth: {{shape: base, points: 120, per: {per}, joiners: {joiners}, rounding: half_up}}
"""


def test_base_points_at_the_start_and_for_joiners() -> None:
    joins = table(row(1, "2024-10-01", "H9", "", event="加入"))

    for joiners, expected in (
        ("full", "120"),
        ("none", None),
        ("by_month", "30"),
        ("by_day", "30.16"),
    ):
        found = balances(run(village(base(joiners)), joins))
        assert found.get("H9") == expected
        assert found["H1"] == "120"


def test_base_points_every_month() -> None:
    out = run(village(base("full", "month")), table(row(1, "2024-03-31", "H9", "", event="加入")))

    assert balances(out)["H1"] == "1440"
    assert balances(out)["H9"] == "1200"


def test_a_base_is_never_recorded_by_hand() -> None:
    out = run(village(base("full")), table(row(1, "2024-03-31", "H1", "base")))

    assert points(out) == {"1": "replay.item_automatic"}


# purses


def test_a_floor_of_zero_forgives_and_the_measure_still_knows() -> None:
    scheme = village(ITEMS, YEAR, purse=purse())
    out = run(
        scheme, table(row(1, "2024-01-01", quantity=5), row(2, "2024-01-02", item="m", quantity=8))
    )

    assert balances(out)["H1"] == "0"
    assert measure(out, "year", "2024")["H1"] == "-3"


def test_a_debt_down_to_a_limit() -> None:
    scheme = village(ITEMS, purse=purse("spendable: false, floor: -5"))
    acts = table(row(1, "2024-01-01", item="m", quantity=8), row(2, "2024-01-02", quantity=2))

    assert balances(run(scheme, acts))["H1"] == "-3"


def test_a_ceiling_on_what_is_held_and_on_what_is_earned() -> None:
    held = village(ITEMS, REDEEM, purse=purse("spendable: true, floor: zero, held_max: 10"))
    acts = table(
        row(1, "2024-01-01", quantity=12),
        redeem(2, "2024-01-02", 4),
        row(3, "2024-01-03", quantity=9),
    )
    assert balances(run(held, acts))["H1"] == "10"

    earned = village(
        ITEMS, purse=purse("spendable: true, floor: zero, earned_max: [{points: 10, per: year}]")
    )
    acts = table(
        row(1, "2024-01-01", quantity=12),
        row(2, "2024-06-01", item="m", quantity=4),
        row(3, "2025-01-03", quantity=9),
    )
    assert balances(run(earned, acts))["H1"] == "15"


def test_clearing_all_or_only_what_is_positive_or_keeping_part() -> None:
    acts = table(
        row(1, "2024-01-01", quantity=101),
        row(2, "2024-01-01", "H2", "m", quantity=7),
        row(3, "2025-01-01", "H3"),
    )

    def cleared(clause: str) -> dict[str, str]:
        return balances(
            run(
                village(ITEMS, purse=purse(f"spendable: false, floor: none, clearing: {clause}")),
                acts,
            )
        )

    assert cleared("{every: year, what: all}") == {"H1": "0", "H2": "0", "H3": "0"}
    assert cleared("{every: year, what: positive}")["H2"] == "-7"
    half = cleared("{every: year, what: positive, keep_percent: 33.333, keep_max: 40}")
    assert half["H1"] == "11.21"  # 101 → 33.66 → 11.2198…, rounded down both times
    assert cleared("{every: year, what: all, keep_max: 40}")["H1"] == "40"


def test_credits_expire_by_themselves_the_oldest_is_spent_first() -> None:
    scheme = village(
        ITEMS, REDEEM, purse=purse("spendable: true, floor: zero, expiry: [{after: {months: 6}}]")
    )
    acts = table(
        row(1, "2024-01-01", quantity=10), row(2, "2024-05-01", quantity=10),
        redeem(3, "2024-06-30", 15), redeem(4, "2024-07-02", 6), redeem(5, "2024-10-31", 5),
    )  # fmt: skip
    out = run(scheme, acts)

    assert events(out) == {"3": "done", "4": "shop.not_enough_points", "5": "done"}
    assert balances(out)["H1"] == "0"


def test_expiry_by_origin_and_at_the_end_of_a_period_with_grace() -> None:
    rules = "[{origins: [inspection], after: {days: 30}}, {end_of: year, grace_days: 31}]"
    scheme = village(
        "items: [{code: a, title: 好事, category: env, origins: [inspection, recorded], worth: {shape: fixed, points: 5}}]",
        REDEEM, purse=purse(f"spendable: true, floor: zero, expiry: {rules}"),
    )  # fmt: skip
    acts = (
        "编号,日期,事件,对象,事项,来源,积分\n1,2024-03-01,,H1,a,检查,\n2,2024-03-01,,H1,a,登记,\n"
    )
    acts += "3,2024-04-01,兑换,H1,,,6\n4,2025-01-31,兑换,H1,,,1\n5,2025-02-01,兑换,H1,,,1\n"

    out = run(scheme, acts)

    assert events(out) == {
        "3": "shop.not_enough_points",
        "4": "done",
        "5": "shop.not_enough_points",
    }
    assert balances(out)["H1"] == "0"


def test_locked_points_and_unlocking_by_another_purse() -> None:
    locked = village(ITEMS, REDEEM, purse=purse("spendable: true, floor: zero, locked: 3"))
    acts = table(
        row(1, "2024-01-01", quantity=10), redeem(2, "2024-01-02", 8), redeem(3, "2024-01-03", 7)
    )
    assert events(run(locked, acts)) == {"2": "shop.too_little_would_stay", "3": "done"}

    both = """
purses:
- {code: main, name: 兑换分, holder: household, takes: both, spendable: true, floor: zero, on: {items: [a]}, unlock: {purse: honour, ratio: 2}}
- {code: honour, name: 荣誉分, holder: household, takes: both, spendable: false, floor: none, on: {items: [h]}}
"""
    items = ITEMS + "- {code: h, title: 荣誉, category: civil, worth: {shape: fixed, points: 2}}\n"
    scheme = village(
        items.replace(
            "- {code: m, title: 坏事, category: civil, worth: {shape: per_unit, points: -1, unit: 件, whole: true}}\n",
            "",
        ),
        REDEEM,
        purse=both,
    )
    acts = table(
        row(1, "2024-01-01", quantity=10),
        redeem(2, "2024-01-02", 4),
        row(3, "2024-01-03", item="h"),
        redeem(4, "2024-01-04", 4),
        redeem(5, "2024-01-05", 1),
    )
    assert events(run(scheme, acts)) == {
        "2": "shop.not_unlocked",
        "4": "done",
        "5": "shop.not_unlocked",
    }


def test_transfer_inside_the_household_only() -> None:
    purses = "purses: [{code: main, name: 个人, holder: resident, spendable: true, floor: zero, transfer: {between: household, points_max: 5, per: month}}]\n"
    acts = table(
        row(1, "2024-01-01", "R1", quantity=10),
        row(2, "2024-01-02", "R1", "", event="转让", points=4, other="R2"),
        row(3, "2024-01-03", "R1", "", event="转让", points=2, other="R2"),
        row(4, "2024-01-04", "R1", "", event="转让", points=1, other="R3"),
    )
    out = run(village(ITEMS, purse=purses), acts)

    assert events(out) == {"2": "done", "3": "transfer.limit_reached", "4": "transfer.too_far"}
    assert balances(out) == {"R1": "6", "R2": "4"}


# redemption


def test_redemption_line_remainder_windows_limits_and_goods() -> None:
    clause = """
redemption:
  purse: main
  begin_at: 10
  begin_is: above
  must_stay: 2
  windows: [{every: quarter, last_days: 5}]
  limits: [{per: year, points: 12}]
  catalogue: [{code: soap, name: 肥皂, points: 3, stock: 3, per_subject_max: 2}]
"""
    acts = table(
        row(1, "2024-01-01", quantity=10), redeem(2, "2024-03-31", 1),
        row(3, "2024-04-01", quantity=5), redeem(4, "2024-06-25", 1),
        redeem(5, "2024-06-26", 14), row(6, "2024-06-27", "H1", "soap", event="兑换", quantity=3),
        row(7, "2024-06-28", "H1", "肥皂", event="兑换", quantity=1), redeem(8, "2024-06-29", 10),
        row(9, "2024-06-30", "H1", "rice", event="兑换"),
    )  # fmt: skip
    out = run(village(ITEMS, clause, purse=purse()), acts)

    assert events(out) == {
        "2": "shop.not_above_beginning",
        "4": "shop.window_closed",
        "5": "shop.too_little_would_stay",
        "6": "shop.goods_limit_ever",
        "7": "done",
        "8": "shop.points_limit_reached",
        "9": "redeem.goods_unknown",
    }
    assert balances(out)["H1"] == "12"


def test_mixed_payment_keeps_a_least_share_of_points() -> None:
    clause = "redemption: {purse: main, catalogue: [{code: rice, name: 米, points: 20}], mixed: {points_percent_min: 50}}\n"
    acts = table(
        row(1, "2024-01-01", quantity=30),
        row(2, "2024-01-02", "H1", "rice", event="兑换", points=9),
        row(3, "2024-01-03", "H1", "rice", event="兑换", points=10),
    )
    out = run(village(ITEMS, clause, purse=purse()), acts)

    assert events(out) == {"2": "redeem.cash_share_too_large", "3": "done"}
    assert balances(out)["H1"] == "20"
