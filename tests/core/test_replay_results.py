"""A year in memory: measures, streaks, titles, pools, membership, corrections, versions."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

from datetime import date

from tests.core.replaying import (
    YEAR,
    automatic,
    balances,
    events,
    measure,
    points,
    run,
    titles,
    told,
    village,
)
from tests.core.rows import ITEMS, REDEEM, purse, redeem, row, table

# measures


MEASURES = """
measures:
- {code: q, name: 季, shape: points, purse: main, period: quarter, lower: 0, upper: 40}
- {code: sum, name: 合计, shape: fold, measure: q, period: year, how: sum, missing: zero}
- {code: mean, name: 平均, shape: fold, measure: q, period: year, how: mean, missing: skip}
- {code: mean0, name: 四季平均, shape: fold, measure: q, period: year, how: mean, missing: zero, rounding: half_up}
- {code: best2, name: 最好两季, shape: fold, measure: q, period: year, how: sum, missing: zero, best_of: 2}
- {code: last, name: 末季, shape: fold, measure: q, period: year, how: last, missing: zero}
- {code: plus, name: 加分, shape: points, purse: main, period: year, on: {sign: plus}}
- {code: minus, name: 扣分, shape: points, purse: main, period: year, on: {categories: [civil]}}
- {code: times, name: 次数, shape: points, purse: main, period: year, on: {items: [a]}, value: times}
- {code: count, name: 件数, shape: points, purse: main, period: year, on: {items: [a]}, value: quantity}
- {code: total, name: 总分, shape: total, period: year, constant: 100, upper: 120, terms: [{measure: plus, weight: 0.5}, {measure: minus, lower: -4}]}
- {code: rate, name: 每次, shape: ratio, over: count, under: times, period: year, empty: 0}
- {code: band, name: 档, shape: bands, measure: plus, period: year, bands: [{below: 10, points: 1}, {at_least: 10, points: 2}]}
- {code: group, name: 组, shape: gather, subject: group, measure: plus, period: year, how: mean}
- {code: place, name: 名次, shape: rank, measure: plus, period: year}
- {code: ever, name: 累计, shape: earned_ever, purse: main, period: year}
- {code: held, name: 余额, shape: balance, purse: main, period: year}
"""


def test_measures_of_a_year() -> None:
    """甲: 50 (held to 40), nothing, 10 less 14 (held to 0), 6: quarters 40, –, 0, 6."""
    acts = table(
        row(1, "2024-01-05", quantity=50), row(2, "2024-07-05", quantity=10),
        row(3, "2024-08-05", item="m", quantity=14), row(4, "2024-12-05", quantity=6),
        row(5, "2024-12-06", "H3", quantity=3),
    )  # fmt: skip
    out = run(village(ITEMS, MEASURES), acts)
    found = {
        one["measure"]: one["exact"]
        for one in told(out)["measures"]
        if one["subject"] in ("H1", "一组") and one["period"] == "2024"
    }

    assert found == {
        "sum": "46", "mean": "46/3", "mean0": "11.5", "best2": "46", "last": "6",
        "plus": "66", "minus": "-14", "times": "3", "count": "66",
        "total": "120",  # 100 + 33 - 4 = 129, held to 120
        "rate": "22", "band": "2", "group": "33", "place": "1", "ever": "52", "held": "52",
    }  # fmt: skip


def test_averages_follow_dated_membership() -> None:
    """甲 has two members until 30 June, three from 1 July; 12 points in January, 12 in December."""
    measures = """
measures:
- {code: year, name: 年度, shape: points, purse: main, period: year}
- {code: end, name: 期末, shape: per_member, measure: year, period: year, members: at_end}
- {code: start, name: 期初, shape: per_member, measure: year, period: year, members: at_start}
- {code: mean, name: 日均, shape: per_member, measure: year, period: year, members: mean_by_day}
- {code: each, name: 当日, shape: per_member, measure: year, period: year, members: each_day}
"""
    acts = table(
        row(1, "2024-01-05", quantity=12), row(2, "2024-07-01", "R9", "", event="加入", other="H1"),
        row(3, "2024-12-05", quantity=12),
    )  # fmt: skip
    out = run(village(ITEMS, measures), acts)

    assert measure(out, "end", "2024")["H1"] == "8"
    assert measure(out, "start", "2024")["H1"] == "12"
    assert measure(out, "each", "2024")["H1"] == "10"
    assert measure(out, "mean", "2024")["H1"] == "732/76.5".replace("732/76.5", "2196/229")


def test_split_merge_and_leave() -> None:
    scheme = village(ITEMS, YEAR, purse=purse()).model_copy(
        update={"subjects": village(ITEMS).subjects.model_copy(update={"split": "by_members"})}
    )
    acts = table(
        row(1, "2024-01-05", quantity=9), row(2, "2024-02-01", "H1", "", event="分户", other="H8", members="R2"),
        row(3, "2024-03-01", "R2", quantity=2), row(4, "2024-04-01", "H2", "", event="并户", other="H3"),
        row(5, "2024-04-02", "R3", quantity=5), row(6, "2024-05-01", "H2"),
        row(7, "2024-06-01", "H8", "", event="退出"), row(8, "2024-06-02", "R2"),
    )  # fmt: skip
    out = run(scheme, acts)

    assert balances(out) == {"H1": "4.5", "H3": "5", "H8": "6.5"}
    assert points(out)["8"] == "scoring.not_taking_part"
    assert points(out)["6"] == "scoring.not_taking_part"
    assert measure(out, "year", "2024") == {"H1": "9", "H3": "5"}


# streaks


def streak(
    windows: str, restart: str = "ever", counting: str = "consecutive", missing: str = "breaks"
) -> str:
    return f"""
measures: [{{code: mon, name: 月, shape: points, purse: main, period: month, on: {{items: [a]}}}}]
streaks:
- {{code: s, name: 连续, category: civil, measure: mon, holds: {{at_least: 5}}, length: 3, counting: {counting}, windows: {windows}, restart: {restart}, missing: {missing}, points: 2}}
"""


def months(*held: int) -> str:
    return table(*(row(n, f"2024-{month:02d}-05", quantity=5) for n, month in enumerate(held, 1)))


def test_streaks_rolling_separate_restarting_counted() -> None:
    def days(clause: str, acts: str) -> list[str]:
        return [day[5:7] for _, _, day, _ in automatic(run(village(ITEMS, clause), acts))]

    whole = months(*range(1, 13))
    assert days(streak("separate"), whole) == ["03", "06", "09", "12"]
    assert days(streak("rolling"), whole) == [f"{month:02d}" for month in range(3, 13)]
    assert days(streak("separate", "half"), months(2, 3, 4, 5, 6, 7, 8, 9)) == ["04", "09"]
    gap = months(1, 2, 4, 5, 6, 7)
    assert days(streak("separate"), gap) == ["06"]
    assert days(streak("separate", missing="skipped"), gap) == ["04", "07"]
    assert days(streak("separate", counting="total"), gap) == ["04", "07"]
    assert days(streak("rolling", counting="total"), gap) == ["04", "05", "06", "07"]


def test_a_streak_of_last_places_gives_a_mark_and_no_points() -> None:
    clause = """
measures: [{code: mon, name: 月, shape: points, purse: main, period: month}]
streaks:
- {code: s, name: 帮扶, measure: mon, holds: {last: alone}, length: 2, counting: consecutive, windows: separate, restart: ever, missing: breaks, mark: 帮扶}
"""
    acts = table(*(
        row(f"{household}{month}", f"2024-{month:02d}-05", household, quantity=amount)
        for month in (1, 2) for household, amount in (("H1", 5), ("H2", 1), ("H3", 4))
    ))  # fmt: skip

    assert told(run(village(ITEMS, clause), acts))["marks"] == [
        {"streak": "s", "subject": "H2", "period": "2024-02", "mark": "帮扶"}
    ]


def test_a_settlement_turns_a_measure_into_points_of_another_purse() -> None:
    purses = """
purses:
- {code: work, name: 记录, holder: household, takes: both, spendable: false, floor: none, on: {items: [a, m]}}
- {code: main, name: 兑换, holder: household, spendable: true, floor: zero, on: {items: [pay]}}
"""
    clause = """
measures: [{code: mon, name: 月, shape: points, purse: work, period: month}]
settlements: [{code: pay, name: 月结, measure: mon, category: civil, counts: value, factor: 0.5, rounding: down, round_to: 1}]
"""
    out = run(village(ITEMS, clause, purse=purses), months(1, 2))

    assert automatic(out) == [("pay", "H1", "2024-01-31", "2"), ("pay", "H1", "2024-02-29", "2")]
    assert balances(out)["H1"] == "4"


# honours, vetoes, pools


def test_titles_gates_and_a_veto_that_ends() -> None:
    clause = (
        YEAR
        + """
honours:
- {code: star, name: 星级户, measure: year, pick: {shape: threshold, at_least: 10}, scope: village, ties: all_in}
- {code: top, name: 头名, measure: year, pick: {shape: ranks, last: 1}, scope: group, ties: all_in, inside: star}
vetoes:
- {code: crime, name: 刑事犯罪, documents: [判决书], lasts: {months: 12}, route_back: 期满恢复}
"""
    )
    acts = table(
        row(1, "2024-01-05", quantity=20), row(2, "2024-01-05", "H2", quantity=15), row(3, "2024-01-05", "H3", quantity=10),
        row(4, "2024-02-01", "H1", "crime", event="否决", document="判决书2024-7"),
        row(5, "2024-02-01", "H2", "crime", event="否决", document="听说"),
        row(6, "2025-01-05", quantity=10),
    )  # fmt: skip
    out = run(village(ITEMS, clause), acts)

    assert events(out)["5"] == "replay.veto_without_document"
    assert titles(out) == [
        ("star", "2024", "H2"), ("star", "2024", "H3"), ("top", "2024", "H2"), ("top", "2024", "H3"),
        ("star", "2025", "H1"), ("top", "2025", "H1"),
    ]  # fmt: skip


def test_a_pool_adds_up_to_the_fen() -> None:
    clause = (
        YEAR + "pools: [{code: p, name: 分红, measure: year, yuan: 100, method: proportional}]\n"
    )
    acts = table(*(row(n, "2024-01-05", f"H{n}", quantity=1) for n in (1, 2, 3)))

    pool = told(run(village(ITEMS, clause), acts))["pools"][0]
    assert [(one["subject"], one["yuan"]) for one in pool["shares"]] == [
        ("H1", "33.34"), ("H2", "33.33"), ("H3", "33.33"),
    ]  # fmt: skip
    assert pool["yuan"] == "100"


# corrections


def test_reversing_in_june_what_was_done_in_march() -> None:
    clause = streak("separate")
    acts = months(1, 2, 3, 4, 5, 6)
    reverse = row(99, "2024-06-30", "", "", event="冲正", touches=3)
    out = run(village(ITEMS, clause), acts + reverse)

    assert automatic(out) == [("s", "H1", "2024-06-30", "2")]
    assert [
        (c["kind"], c["code"], c["period"], c["before"], c["now"]) for c in told(out)["corrections"]
    ] == [
        ("automatic", "s", "2024-03", "2", ""),
        ("balance", "main", "2024-12-31", "34", "27"),
        ("measure", "mon", "2024-03", "5", "0"),
    ]


def test_goods_handed_over_stay_handed_over() -> None:
    acts = table(
        row(1, "2024-01-05", quantity=10), redeem(2, "2024-02-05", 10),
        row(3, "2024-03-05", "", "", event="冲正", touches=1),
        redeem(4, "2024-04-05", 1), row(5, "2024-05-05", quantity=4),
    )  # fmt: skip
    debt = run(village(ITEMS, REDEEM, purse=purse()), acts)
    assert events(debt) == {"2": "done", "3": "done", "4": "shop.not_enough_points"}
    assert balances(debt)["H1"] == "-6"

    forgiven = run(
        village(
            ITEMS, REDEEM, purse=purse("spendable: true, floor: zero, after_correction: write_off")
        ),
        acts,
    )
    assert balances(forgiven)["H1"] == "4"


def test_an_objection_upheld_keeps_the_act_out() -> None:
    acts = table(
        row(1, "2024-01-05"),
        row(2, "2024-01-06", "", "", event="异议成立", touches=1),
        row(3, "2024-01-07", "", "", event="冲正", touches="x"),
    )
    out = run(village(ITEMS), acts)

    assert [(one["key"], one["state"]) for one in told(out)["acts"]] == [("1", "withheld")]
    assert events(out) == {"2": "done", "3": "replay.act_unknown"}


def test_a_false_claim_costs_twice_and_only_the_one_at_fault() -> None:
    clause = (
        "false_claim: {times: 2, of: claimed, reverses: true, proxy_pays: false, category: civil}\n"
    )
    acts = table(
        row(1, "2024-01-05", quantity=4), row(2, "2024-01-06", "H2", quantity=3), row(3, "2024-01-07", quantity=1),
        row(8, "2024-02-06", "", "", event="虚报", touches=1, fault="申报人"),
        row(9, "2024-02-07", "", "", event="虚报", touches=2, fault="代报人"),
    )  # fmt: skip
    out = run(village(ITEMS, clause), acts)

    assert balances(out) == {"H1": "-7"}
    assert automatic(out) == [("false_claim", "H1", "2024-02-06", "-8")]


def test_a_new_version_changes_nothing_before_its_day() -> None:
    old = village(ITEMS, YEAR)
    new = village(ITEMS.replace("points: 1,", "points: 3,"), YEAR).model_copy(
        update={"in_force_from": date(2024, 7, 1), "version": "2"}
    )
    out = run([old, new], table(row(1, "2024-06-30"), row(2, "2024-07-01")))

    assert points(out) == {"1": "1", "2": "3"}
    assert measure(out, "year", "2024")["H1"] == "4"


def test_what_a_close_credits_counts_in_longer_periods_and_never_in_the_next() -> None:
    """The prize of the first half is dated 30 June: it counts in the year, not in the second half."""
    clause = """
measures:
- {code: half, name: 半年, shape: points, purse: main, period: half}
- {code: quarter, name: 季, shape: points, purse: main, period: quarter}
- {code: mon, name: 月, shape: points, purse: main, period: month}
- {code: year, name: 年, shape: points, purse: main, period: year}
honours:
- {code: first, name: 头名, measure: half, pick: {shape: ranks, last: 1}, scope: village, ties: all_in, gates: [{measure: half, above: 0}], gives_points: 5, category: env}
settlements:
- {code: pay, name: 月奖, measure: mon, category: env, counts: bands, bands: [{at_least: 3, points: 1}], rounding: down}
"""
    out = run(village(ITEMS, clause), table(row(1, "2024-06-03", quantity=3)))

    assert automatic(out) == [("first", "H1", "2024-06-30", "5"), ("pay", "H1", "2024-06-30", "1")]
    assert measure(out, "mon", "2024-06")["H1"] == "3"
    assert measure(out, "quarter", "2024Q2")["H1"] == "4"
    assert measure(out, "half", "2024H1")["H1"] == "4"
    assert measure(out, "half", "2024H2")["H1"] == "0"
    assert measure(out, "mon", "2024-07")["H1"] == "0"
    assert measure(out, "year", "2024")["H1"] == "9"
    assert balances(out)["H1"] == "9"


def test_rows_outside_the_days_are_left_out() -> None:
    acts = table(row(1, "2024-01-05"), row(2, "2024-03-05"), row(3, "2024-07-05"))
    out = run(village(ITEMS, YEAR), acts, first=date(2024, 2, 1), until=date(2024, 6, 30))

    assert points(out) == {"2": "1"}
    assert (told(out)["from"], told(out)["until"]) == ("2024-02-01", "2024-06-30")
