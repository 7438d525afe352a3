"""Escalation, prerequisites, deadlines, grades, roles of judges, stated shares: what holds of each."""

# ruff: noqa: E501 - rules and tables read as rows; broken lines would hide the columns

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.one_item import item, told
from tests.core.replaying import balances, measure, points, run, village

FEW = settings(max_examples=25, deadline=None)
FIRST = date(2024, 1, 1)


def days(count: int, columns: str = "编号,日期,对象,事项", rest: str = "") -> str:
    lines = [f"{n},{FIRST + timedelta(days=n)},H1,it{rest}" for n in range(1, count + 1)]
    return columns + "\n" + "\n".join(lines) + "\n"


# Factors of repeats -------------------------------------------------------------------------


def test_first_warned_then_dearer_and_dearer() -> None:
    repeat = "{per: year, factors: [0, 1, 3, 5]}"

    assert told("{shape: fixed, points: -2}", days(6), repeat=repeat) == [
        "0", "-2", "-6", "-10", "-10", "-10",
    ]  # fmt: skip


@FEW
@given(st.lists(st.integers(0, 6), min_size=1, max_size=4), st.integers(1, 7))
def test_the_nth_time_has_the_nth_factor_and_the_last_holds_on(
    factors: list[int], times: int
) -> None:
    found = told(
        "{shape: fixed, points: 2}", days(times), repeat=f"{{per: year, factors: {factors}}}"
    )

    assert found == [str(2 * factors[min(n, len(factors)) - 1]) for n in range(1, times + 1)]


# Prerequisites ------------------------------------------------------------------------------

COURSE = "- {code: course, title: 培训, category: env, worth: {shape: fixed, points: 1}}\n"


@FEW
@given(st.integers(1, 4), st.integers(0, 5))
def test_an_item_waits_for_what_it_needs(need: int, done: int) -> None:
    needs = f"[{{items: [course], times: {need}, per: year}}]"
    scheme = village(item("{shape: fixed, points: 5}", needs=needs) + COURSE)
    acts = "编号,日期,对象,事项,数量\n"
    acts += f"1,2024-01-02,H1,course,{done}\n" if done else ""
    acts += "2,2024-01-03,H1,it,\n3,2024-01-03,H2,it,\n"
    found = points(run(scheme, acts))

    assert found["2"] == ("5" if done >= need else "scoring.need_unmet")
    assert found["3"] == "scoring.need_unmet", "somebody else's training does not count"


def test_what_was_done_in_another_period_or_reversed_does_not_count() -> None:
    needs = "[{items: [course], per: quarter}]"
    scheme = village(item("{shape: fixed, points: 5}", needs=needs) + COURSE)
    acts = """编号,日期,对象,事项,事件,涉及
1,2024-01-02,H1,course,,
2,2024-04-01,H1,it,,
3,2024-04-02,H1,course,,
4,2024-04-03,H1,it,,
5,2024-05-01,,,reverse,3
"""
    assert points(run(scheme, acts)) == {
        "1": "1",
        "2": "scoring.need_unmet",
        "4": "scoring.need_unmet",
    }


def test_of_the_whole_household() -> None:
    needs = "[{items: [course], per: ever, whose: household}]"
    scheme = village(item("{shape: fixed, points: 5}", needs=needs) + COURSE)
    acts = "编号,日期,对象,事项\n1,2024-01-02,R1,course\n2,2024-02-02,R2,it\n3,2024-02-02,R3,it\n"

    assert points(run(scheme, acts)) == {"1": "1", "2": "5", "3": "scoring.need_unmet"}


# Deadlines and seasons ----------------------------------------------------------------------


@FEW
@given(st.integers(0, 40), st.integers(0, 60))
def test_claimed_in_time_or_not_at_all(allowed: int, late: int) -> None:
    claimed = FIRST + timedelta(days=late)
    acts = f"编号,日期,对象,事项,申报日期\n1,2024-01-01,H1,it,{claimed}\n2,2024-01-01,H1,it,\n"
    found = told("{shape: fixed, points: 3}", acts, claim_days=str(allowed))

    assert found == ["3" if late <= allowed else "scoring.claimed_too_late", "3"]


def test_an_items_own_deadline_goes_before_that_of_all() -> None:
    text = item("{shape: fixed, points: 3}", claim_days="30") + COURSE
    scheme = village(text).model_copy()
    process = scheme.process.model_copy(update={"claim_days": 5})
    scheme = scheme.model_copy(update={"process": process})
    acts = "编号,日期,对象,事项,申报日期\n1,2024-01-01,H1,it,2024-01-31\n2,2024-01-01,H1,course,2024-01-07\n"

    assert points(run(scheme, acts)) == {"1": "3", "2": "scoring.claimed_too_late"}


def test_only_in_these_months() -> None:
    acts = "编号,日期,对象,事项\n1,2024-05-31,H1,it\n2,2024-06-01,H1,it\n3,2024-07-31,H1,it\n4,2024-08-01,H1,it\n"

    assert told("{shape: fixed, points: 3}", acts, months="[6, 7]") == [
        "scoring.item_not_in_force", "3", "3", "scoring.item_not_in_force",
    ]  # fmt: skip


# Grades -------------------------------------------------------------------------------------


@FEW
@given(
    st.integers(-9, 9).filter(bool),
    st.fractions("1/10", 9, max_denominator=20),
    st.sampled_from([("甲等", "1.5"), ("乙等", "1"), ("c", "0.25")]),
    st.booleans(),
)
def test_quantity_times_price_times_grade(
    price: int, quantity: Fraction, grade: tuple[str, str], whole: bool
) -> None:
    grades = "[{level: a, name: 甲等, factor: 1.5}, {level: b, name: 乙等, factor: 1}, {level: c, name: 丙等, factor: 0.25}]"
    worth = f"{{shape: per_unit, points: {price}, unit: 天, whole: {str(whole).lower()}, rounding: down, round_to: 0.01, grades: {grades}}}"
    text = str(float(round(quantity, 2)))
    acts = f"编号,日期,对象,事项,数量,级别\n1,2024-01-02,H1,it,{text},{grade[0]}\n"
    counted = Fraction(text).__floor__() if whole else Fraction(text)
    exact = price * Fraction(grade[1]) * counted * 100

    assert Fraction(told(worth, acts)[0]) * 100 == int(exact)


def test_a_grade_must_be_said() -> None:
    worth = "{shape: per_unit, points: 2, unit: 天, whole: true, grades: [{level: a, name: 甲等, factor: 2}]}"
    acts = "编号,日期,对象,事项,数量,级别\n1,2024-01-02,H1,it,1,\n2,2024-01-02,H1,it,1,丁等\n3,2024-01-02,H1,it,2,甲等\n"

    assert told(worth, acts) == ["scoring.level_missing", "scoring.level_unknown", "8"]


# Judges by role -----------------------------------------------------------------------------

ROLES = "{shape: inspection, lines: [{code: l, title: 综合, points: 100}], judging: {combine: roles, weights: {干部: 0.4, 代表: 0.6}, rounding: half_up}, counts: score}"


@FEW
@given(
    st.lists(st.integers(0, 100), min_size=1, max_size=3),
    st.lists(st.integers(0, 100), min_size=1, max_size=5),
)
def test_every_role_weighs_as_written_however_many_judge(
    cadres: list[int], people: list[int]
) -> None:
    forms = [f"{n}/干部:{score}" for n, score in enumerate(cadres)]
    forms += [f"{n + 9}/代表:{score}" for n, score in enumerate(people)]
    acts = f"编号,日期,对象,事项,得分\n1,2024-01-02,H1,it,{'|'.join(forms)}\n2,2024-01-02,H1,it,{'|'.join(reversed(forms))}\n"
    exact = 40 * Fraction(sum(cadres), len(cadres)) + 60 * Fraction(sum(people), len(people))
    found = told(ROLES, acts)

    assert Fraction(found[0]) * 100 == int(exact + Fraction(1, 2))
    assert found[0] == found[1]


def test_every_role_must_have_judged_and_no_other() -> None:
    acts = "编号,日期,对象,事项,得分\n1,2024-01-02,H1,it,a/干部:90\n2,2024-01-02,H1,it,a/干部:90|b/代表:80|c/路人:10\n"

    assert told(ROLES, acts) == ["scoring.scores_missing", "scoring.scores_missing"]


# Stated shares ------------------------------------------------------------------------------


@FEW
@given(st.lists(st.integers(1, 9), min_size=1, max_size=3), st.integers(1, 40))
def test_stated_shares_add_up_and_are_fair_to_the_hundredth(parts: list[int], worth: int) -> None:
    text = item(f"{{shape: fixed, points: {worth}}}", credited_to="team", team="{split: stated}")
    names = ("H1", "H2", "H3")[: len(parts)]
    acts = f"编号,日期,对象,事项,记给,份额\n1,2024-01-02,H1,it,{'、'.join(names)},{'、'.join(map(str, parts))}\n"
    out = run(village(text), acts)
    found = {key: Fraction(value) for key, value in balances(out).items() if key in names}

    assert sum(found.values()) == worth
    for name, part in zip(names, parts, strict=True):
        assert abs(found[name] - Fraction(worth * part, sum(parts))) < Fraction(1, 100)


def test_without_shares_nobody_knows_who_gets_what() -> None:
    text = item("{shape: fixed, points: 4}", credited_to="team", team="{split: stated}")
    acts = (
        "编号,日期,对象,事项,记给,份额\n1,2024-01-02,H1,it,H1、H2,\n2,2024-01-02,H1,it,H1、H2,3\n"
    )

    assert points(run(village(text), acts)) == {
        "1": "scoring.holder_missing",
        "2": "scoring.holder_missing",
    }


# Running totals, least points ---------------------------------------------------------------


@FEW
@given(
    st.lists(st.integers(1, 25), min_size=1, max_size=6),
    st.integers(2, 12),
    st.integers(-5, 5).filter(bool),
)
def test_bundles_of_a_running_total_lose_nothing(
    quantities: list[int], bundle: int, price: int
) -> None:
    worth = f"{{shape: per_unit, points: {price}, unit: 小时, bundle: {bundle}, whole: true, per: year}}"
    acts = "编号,日期,对象,事项,数量\n" + "".join(
        f"{n},{FIRST + timedelta(days=n)},H1,it,{quantity}\n"
        for n, quantity in enumerate(quantities, 1)
    )
    found = [int(value) for value in told(worth, acts)]

    for place in range(len(found)):
        done = sum(quantities[: place + 1]) // bundle
        assert sum(found[: place + 1]) == price * done


@FEW
@given(st.integers(1, 20), st.integers(1, 12), st.sampled_from([1, -1]))
def test_an_act_is_worth_at_least_so_much(quantity: int, least: int, sign: int) -> None:
    worth = f"{{shape: per_unit, points: {2 * sign}, unit: 平方米, whole: true, least: {least}}}"
    acts = f"编号,日期,对象,事项,数量\n1,2024-01-02,H1,it,{quantity}\n"

    assert told(worth, acts) == [str(sign * max(2 * quantity, least))]


# Villages where only households hold accounts ----------------------------------------------

HOMES = """编号,类型,所属户,同意
H1,户,,是
H2,户,,否
R1,村民,H1,
R2,村民,H2,
R3,村民,,
"""


def test_a_resident_acts_for_its_household_if_that_takes_part() -> None:
    text = item("{shape: fixed, points: 3}")
    scheme = village(text)
    subjects = scheme.subjects.model_copy(update={"kinds": ("household",)})
    scheme = scheme.model_copy(update={"subjects": subjects})
    acts = "编号,日期,对象,事项\n1,2024-01-02,R1,it\n2,2024-01-02,R2,it\n3,2024-01-02,H1,it\n4,2024-01-02,R3,it\n"
    out = run(scheme, acts, HOMES)

    assert points(out) == {
        "1": "3",
        "2": "scoring.not_taking_part",
        "3": "3",
        "4": "scoring.no_purse",
    }
    assert balances(out) == {"H1": "6"}


def test_times_are_quantities_of_what_is_worth_so_much_a_time() -> None:
    """Three times in one line or in three lines: the same, with a cap on times and without."""
    measures = (
        "measures: [{code: t, name: 次数, shape: points, purse: main, value: times, period: year}]"
    )
    for caps in ("[]", "[{per: year, times: 9, whose: account}]"):
        scheme = village(item("{shape: fixed, points: 3}", caps=caps), measures)
        out = run(scheme, "编号,日期,对象,事项,数量\n1,2024-01-02,H1,it,3\n2,2024-01-03,H2,it,1\n")

        assert measure(out, "t", "2024") == {"H1": "3", "H2": "1", "H3": "0"}


@FEW
@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=5), st.integers(1, 30), st.integers(1, 9),
    st.sampled_from(["event", "year"]),
)  # fmt: skip
def test_nothing_before_the_start_then_its_points_then_bundles(
    quantities: list[int], at: int, bundle: int, per: str
) -> None:
    worth = f"{{shape: per_unit, points: 2, unit: 元, bundle: {bundle}, whole: true, per: {per}, start: {{at: {at}, points: 7}}}}"
    acts = "编号,日期,对象,事项,数量\n" + "".join(
        f"{n},{FIRST + timedelta(days=n)},H1,it,{quantity}\n"
        for n, quantity in enumerate(quantities, 1)
    )

    def by_hand(quantity: int) -> int:
        return 0 if quantity < at else 7 + 2 * ((quantity - at) // bundle)

    parts = quantities if per == "event" else [sum(quantities)]
    assert sum(int(one) for one in told(worth, acts)) == sum(map(by_hand, parts))
