"""Several versions in one replay: each rule holds from the day of its version."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

from datetime import date

from jishan.core.scheme.document import Scheme
from tests.core.replaying import (
    automatic,
    balances,
    events,
    measure,
    points,
    run,
    told,
    village,
)
from tests.core.rows import ITEMS, purse, redeem, row, table

JULY = date(2024, 7, 1)
MONTH = "measures: [{code: mon, name: 月, shape: points, purse: main, period: month}]\n"


def later(scheme: Scheme, day: date = JULY) -> Scheme:
    return scheme.model_copy(update={"in_force_from": day, "version": "2"})


def counting(members: str) -> Scheme:
    text = """
measures:
- {code: year, name: 年, shape: points, purse: main, period: year}
- {code: each, name: 人均, shape: per_member, measure: year, members: mean_by_day, period: year}
"""
    scheme = village(ITEMS, text)
    subjects = scheme.subjects.model_copy(update={"members": members})
    return scheme.model_copy(update={"subjects": subjects})


def test_members_are_counted_as_each_version_says_from_its_day() -> None:
    """H1 has one who takes part and one who does not: 1 for 182 days, 2 for 184: 366 / 550."""
    roster = "编号,所属户,参加\nH1,,\nR1,H1,是\nR2,H1,否\n"
    acts = table(row(1, "2024-02-01", quantity=11))
    items = counting("participating")
    both = [items, later(counting("all"))]

    assert measure(run(both, acts, roster), "each", "2024")["H1"] == "7.32"
    assert measure(run(items, acts, roster), "each", "2024")["H1"] == "11"


def test_a_version_between_two_rows_is_not_passed_over() -> None:
    """All are counted in May only: 335 days of 1, 31 days of 2."""
    roster = "编号,所属户,参加\nH1,,\nR1,H1,是\nR2,H1,否\n"
    acts = table(row(1, "2024-02-01", quantity=397))
    versions = [
        counting("participating"),
        later(counting("all"), date(2024, 5, 1)),
        later(counting("participating"), date(2024, 6, 1)),
    ]

    assert measure(run(versions, acts, roster), "each", "2024")["H1"] == "366"


def test_purses_follow_their_version() -> None:
    """Until June a debt of five is allowed, from July a purse that holds ten at most."""
    first = village(ITEMS, purse=purse("spendable: false, floor: -5"))
    second = later(village(ITEMS, purse=purse("spendable: false, floor: zero, held_max: 10")))
    acts = table(
        row(1, "2024-03-01", item="m", quantity=4), row(2, "2024-07-01", quantity=9),
        row(3, "2024-07-02", quantity=9), row(4, "2024-07-03", item="m", quantity=40),
    )  # fmt: skip

    assert balances(run([first, second], acts, until=date(2024, 6, 30)))["H1"] == "-4"
    assert balances(run([first, second], acts, until=date(2024, 7, 2)))["H1"] == "10"
    assert balances(run([first, second], acts))["H1"] == "0"


def test_a_purse_that_a_new_version_gives_up_keeps_what_it_held() -> None:
    both = purse("spendable: true, floor: zero").replace(
        "}]", "}, {code: old, name: 旧分, holder: household, spendable: false, floor: zero}]"
    )
    acts = table(
        row(1, "2024-03-01", quantity=4), row(2, "2024-08-01", quantity=2),
        row(3, "2024-09-01", "H1", "", event="并户", other="H3"),
    )  # fmt: skip
    out = run([village(ITEMS, purse=both), later(village(ITEMS, purse=purse()))], acts)

    assert (balances(out)["H3"], balances(out, "old")["H3"]) == ("6", "4")


def test_expiry_that_begins_with_a_version_and_the_order_of_spending() -> None:
    first = village(ITEMS, purse=purse("spendable: true, floor: zero"))
    second = later(
        village(ITEMS, purse=purse("spendable: true, floor: zero, expiry: [{after: {months: 1}}]"))
    )
    acts = table(row(1, "2024-06-30", quantity=4), row(2, "2024-07-01", quantity=2))

    assert balances(run([first, second], acts, until=date(2024, 7, 30)))["H1"] == "6"
    assert balances(run([first, second], acts, until=date(2024, 7, 31)))["H1"] == "4"


def test_measures_of_each_version() -> None:
    """A month belongs to the version that is in force on its last day."""
    second = later(
        village(
            ITEMS, "measures: [{code: week, name: 周, shape: points, purse: main, period: week}]"
        ),
        date(2024, 7, 10),
    )
    acts = table(row(1, "2024-06-01"), row(2, "2024-07-08"), row(3, "2024-07-09", quantity=4))
    out = run([village(ITEMS, MONTH), second], acts)

    months = {one["period"] for one in told(out)["measures"] if one["measure"] == "mon"}
    assert months == {f"2024-0{number}" for number in range(1, 7)}
    assert measure(out, "week", "W2024-07-08")["H1"] == "5"


def test_caps_keep_what_is_used_of_them_wherever_they_stand() -> None:
    """Three a month become five in the middle of it, behind a new cap of the day."""

    def capped(caps: str) -> Scheme:
        return village(ITEMS.replace("whole: true}}\n", f"whole: true}}, caps: [{caps}]}}\n", 1))

    first = capped("{per: month, points: 3, whose: account}")
    second = later(
        capped("{per: day, points: 4, whose: account}, {per: month, points: 5, whose: account}"),
        date(2024, 7, 15),
    )
    acts = table(
        row(1, "2024-07-14", quantity=7), row(2, "2024-07-15", quantity=9),
        row(3, "2024-08-01", quantity=9), row(4, "2024-08-02", quantity=9),
    )  # fmt: skip

    assert points(run([first, second], acts)) == {"1": "3", "2": "2", "3": "4", "4": "1"}


def test_limits_of_redemption_keep_what_was_taken() -> None:
    def limited(limits: str) -> Scheme:
        return village(ITEMS, f"redemption: {{purse: main, limits: [{limits}]}}\n", purse=purse())

    second = later(limited("{per: month, points: 9}, {per: year, points: 5}"))
    acts = table(
        row(1, "2024-01-01", quantity=20), redeem(2, "2024-02-01", 4), redeem(3, "2024-07-01", 2),
        redeem(4, "2024-07-02", 1),
    )  # fmt: skip

    assert events(run([limited("{per: year, points: 4}"), second], acts)) == {
        "2": "done", "3": "shop.points_limit_reached", "4": "done",
    }  # fmt: skip


def test_base_points_that_a_version_brings_anew() -> None:
    """The first base is granted once; the second comes with its version, whole for who is there."""

    def based(*codes: str) -> Scheme:
        items = "".join(
            f"- {{code: {code}, title: {code}, category: env, subjects: [household], "
            "worth: {shape: base, points: 12, per: year, joiners: by_month, rounding: down}}\n"
            for code in codes
        )
        return village("items:\n" + items)

    acts = table(row(1, "2024-10-01", "H9", "", event="加入"))
    roster = "编号\nH1\n"
    found = automatic(run([based("one"), later(based("one", "two"))], acts, roster))

    assert found == [
        ("one", "H1", "2024-01-01", "12"), ("two", "H1", "2024-07-01", "12"),
        ("one", "H9", "2024-10-01", "3"), ("two", "H9", "2024-10-01", "3"),
    ]  # fmt: skip


def test_a_calendar_that_changes_leaves_no_day_out_and_counts_none_twice() -> None:
    """From July the month ends on the 25th: July begins on its first day and is shorter."""
    second = later(village(ITEMS, MONTH, "periods: {month_ends_on: 25}"))
    acts = table(
        row(1, "2024-06-28", quantity=1), row(2, "2024-07-01", quantity=2),
        row(3, "2024-07-25", quantity=4), row(4, "2024-07-26", quantity=8),
    )  # fmt: skip
    out = run([village(ITEMS, MONTH), second], acts)

    assert measure(out, "mon", "2024-06")["H1"] == "1"
    assert measure(out, "mon", "2024-07")["H1"] == "6"
    assert measure(out, "mon", "2024-08")["H1"] == "8"


def test_false_claims_are_judged_by_the_version_of_their_day() -> None:
    def clause(*, reverses: bool) -> Scheme:
        return village(
            ITEMS,
            f"false_claim: {{times: 2, of: counted, reverses: {str(reverses).lower()}, proxy_pays: true, category: civil}}",
        )

    acts = table(
        row(1, "2024-02-01", quantity=3), row(2, "2024-08-01", quantity=5),
        row(3, "2024-02-02", "", "", event="虚报", touches=1, fault="申报人"),
        row(4, "2024-08-02", "", "", event="虚报", touches=2, fault="申报人"),
    )  # fmt: skip
    out = run([clause(reverses=True), later(clause(reverses=False))], acts)

    assert {one["key"]: one["state"] for one in told(out)["acts"]} == {
        "1": "reversed",
        "2": "counted",
    }
    assert balances(out)["H1"] == "-11"
