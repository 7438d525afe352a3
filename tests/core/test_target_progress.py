"""Progress of targets: what must hold for every series of reports, and the day of HS-04, ZX-24."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jishan.core.errors import Refusal
from jishan.core.points import Fen
from jishan.core.targets.awards import Awarded, NoAward, NothingDue, award_due, fen_total
from jishan.core.targets.document import Plan, Target
from jishan.core.targets.goals import check_evidence, meets, share_of
from jishan.core.targets.progress import State, added_up, awaiting, progress
from jishan.core.targets.reading import from_plain
from jishan.core.targets.reports import Report, check_report, standing

FIRST, LAST, DEADLINE = date(2024, 1, 1), date(2024, 12, 31), date(2024, 6, 30)
AMOUNT: dict[str, Any] = {"shape": "amount", "unit": "个", "at_least": 10, "whole": True}
COVERAGE: dict[str, Any] = {"shape": "coverage", "of": "all", "at_least": 90, "start": 40}
GRADE: dict[str, Any] = {"shape": "grade", "grades": ["甲", "乙", "丙"], "at_least": "乙"}


def plan_of(goal: dict[str, Any], **more: Any) -> Plan:
    target = {
        "code": "t",
        "title": "目标",
        "goal": goal,
        "deadline": DEADLINE,
        "responsible": "村委会",
        "accepts": {"role": "township_officer", "who": "镇里"},
    }
    return from_plain(
        {
            "format": 1,
            "kind": "plan",
            "code": "p",
            "name": "计划",
            "organisation": "某村",
            "version": "1",
            "from": FIRST,
            "until": LAST,
            "rounding": more.pop("rounding", "down"),
            "report_every": "month",
            "bases": [{"code": "all", "name": "全村", "unit": "户", "figure": 200}],
            "targets": [target | more],
        }
    )


def at(day: date, figure: Any = 0, **rest: Any) -> Report:
    return Report(rest.pop("key", day.isoformat()), day=day, figure=Fraction(figure), **rest)


def target(plan: Plan) -> Target:
    return plan.target("t")


days = st.dates(min_value=FIRST, max_value=LAST)
verdicts = st.sampled_from(["", "accepted", "sent_back"])
LESS: dict[str, Any] = {"shape": "amount", "unit": "起", "at_most": 3, "start": 20}
PLANS = [
    plan_of(goal, direction=direction, rounding=rounding)
    for goal in (AMOUNT, COVERAGE, LESS)
    for direction in ("reach", "keep")
    for rounding in ("down", "half_up", "up")
]
plans = st.sampled_from(PLANS)
reports = st.lists(
    st.tuples(days, st.integers(0, 200), verdicts), max_size=8
).map(
    lambda rows: [
        at(day, figure, key=str(number), verdict=verdict)
        for number, (day, figure, verdict) in enumerate(rows)
    ]
)  # fmt: skip


@settings(max_examples=120)
@given(plans, reports, days)
def test_a_share_is_between_nothing_and_all_and_100_percent_means_met(
    plan: Plan, made: list[Report], day: date
) -> None:
    now = progress(plan, target(plan), made, day)

    assert now.share is None or 0 <= now.share <= 1
    assert now.percent is None or (now.percent == 100) == now.met
    assert (now.state in (State.REACHED,)) <= now.met


@settings(max_examples=100)
@given(plans, reports, days)
def test_what_is_reported_later_does_not_change_a_day(
    plan: Plan, made: list[Report], day: date
) -> None:
    """Without corrections: a board of March reads in June as it read in March."""
    until = [one for one in made if one.day <= day]

    assert progress(plan, target(plan), made, day) == progress(plan, target(plan), until, day)


@settings(max_examples=100)
@given(plans, reports, days, st.data())
def test_a_corrected_report_is_as_if_it_had_never_been_made(
    plan: Plan, made: list[Report], day: date, data: st.DataObject
) -> None:
    if not made:
        return
    wrong = data.draw(st.sampled_from(made))
    right = at(wrong.day, 7, key="right")
    corrected = [*made, Report("right", right.day, right.figure, corrects=wrong.key)]
    without = [one for one in made if one.key != wrong.key] + [right]

    ours = progress(plan, target(plan), corrected, day)
    theirs = progress(plan, target(plan), without, day)
    assert (ours.state, ours.value, ours.percent) == (theirs.state, theirs.value, theirs.percent)


@settings(max_examples=100)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=8), st.integers(1, 40))
def test_doing_more_never_makes_the_share_smaller(figures: list[int], at_least: int) -> None:
    plan = plan_of(AMOUNT | {"at_least": at_least})
    shares = [share_of(plan, target(plan).goal, at(FIRST, figure)) for figure in sorted(figures)]

    assert shares == sorted(shares)  # type: ignore[type-var]  # an amount to reach has a share


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 3), days, st.integers(0, 9), verdicts), max_size=12), days)
def test_villages_add_up_in_any_order(rows: list[tuple[int, date, int, Any]], day: date) -> None:
    villages = [
        [
            at(made, n, key=f"{v}{i}", verdict=said)
            for i, (w, made, n, said) in enumerate(rows)
            if w == v
        ]
        for v in range(4)
    ]
    for counted in ("sum_of_villages", "accepted_of_villages"):
        goal = target(plan_of(AMOUNT, counted=counted))
        figure, _ = added_up(goal, villages, day)
        assert figure == added_up(goal, villages[::-1], day)[0]
        last = [held[-1] for one in villages if (held := standing(one, day))]
        if counted == "sum_of_villages":
            assert figure == sum(one.figure for one in last)


@settings(max_examples=60)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=6), st.integers(1, 10**6))
def test_awards_after_any_corrections_come_to_what_stands(counts: list[int], cents: int) -> None:
    plan = plan_of(AMOUNT, award={"yuan_each": Decimal(cents) / 100, "each": "个"})
    given_: list[Awarded] = []
    for count in counts:
        awarded = sum(one.count for one in given_)
        if count != awarded:
            given_.append(award_due(target(plan), Fraction(count), awarded=awarded))

    assert fen_total(given_) == Fen(counts[-1] * cents)


def test_nothing_is_due_twice_and_nothing_without_an_award() -> None:
    plan = plan_of(AMOUNT, award={"yuan_each": 40, "each": "个"})

    with pytest.raises(NothingDue):
        award_due(target(plan), Fraction(2), awarded=2)
    with pytest.raises(NoAward):
        award_due(target(plan_of(AMOUNT)), Fraction(2), awarded=0)


def test_half_of_the_villages_by_2022_then_all_by_2023_hs04() -> None:
    """HS-04: 到2022年底至少50%的行政村，到2023年底所有村居; a town of twelve villages."""
    goal = COVERAGE | {"at_least": 100, "start": 0}
    plan = plan_of(
        goal,
        counted="villages_with_scheme",
        milestones=[{"by": date(2022, 12, 31), "at_least": 50}],
        deadline=date(2023, 12, 31),
    )
    town = [
        at(date(2022, 9, 30), 5, of=Fraction(12)),
        at(date(2022, 12, 30), 6, of=Fraction(12)),
        at(date(2023, 12, 29), 12, of=Fraction(12)),
    ]

    def on(day: date) -> tuple[State, int | None, str]:
        now = progress(plan, target(plan), town, day)
        return now.state, now.percent, now.milestones[0].state

    assert on(date(2022, 10, 1)) == (State.UNDER_WAY, 41, "ahead")
    assert on(date(2022, 12, 31)) == (State.UNDER_WAY, 50, "met")
    assert on(date(2023, 12, 31)) == (State.REACHED, 100, "met")
    late = progress(plan, target(plan), town[:2], date(2024, 1, 1))
    assert late.state is State.OVERDUE


def test_everywhere_by_the_end_of_september_2017_zx24() -> None:
    """ZX-24: 2017年9月底前全部完成推广任务; 200 households of the village."""
    plan = plan_of(
        COVERAGE | {"at_least": 100, "start": 0},
        counted="households_taking_part",
        deadline=date(2017, 9, 30),
    )
    village = [at(date(2017, 8, 31), 150), at(date(2017, 9, 30), 199), at(date(2017, 10, 8), 200)]

    def on(day: date) -> tuple[State, int | None, bool]:
        now = progress(plan, target(plan), village, day)
        return now.state, now.percent, now.late

    assert on(date(2017, 8, 31)) == (State.UNDER_WAY, 75, False)
    assert on(date(2017, 9, 30)) == (State.UNDER_WAY, 99, False)
    assert on(date(2017, 10, 1)) == (State.OVERDUE, 99, False)
    assert on(date(2017, 10, 8)) == (State.REACHED, 100, True)


def test_accepted_stays_until_a_report_falls_short() -> None:
    plan = plan_of(AMOUNT)
    made = [at(date(2024, 5, 1), 10, verdict="accepted"), at(date(2024, 6, 1), 12)]

    assert progress(plan, target(plan), made, date(2024, 7, 1)).state is State.ACCEPTED
    made.append(at(date(2024, 8, 1), 9))
    assert progress(plan, target(plan), made, date(2024, 8, 1)).state is State.OVERDUE


def test_a_grade_is_kept_only_if_no_report_was_worse() -> None:
    plan = plan_of(GRADE, direction="keep")
    fine = [at(date(2024, 3, 31), grade="甲"), at(DEADLINE, grade="乙", key="x")]
    worse = [at(date(2024, 3, 31), grade="丙"), at(DEADLINE, grade="甲", key="x")]

    assert progress(plan, target(plan), fine[:1], date(2024, 4, 1)).state is State.UNDER_WAY
    assert progress(plan, target(plan), fine, DEADLINE).state is State.REACHED
    assert progress(plan, target(plan), worse, DEADLINE).state is State.UNDER_WAY
    assert progress(plan, target(plan), worse, DEADLINE + timedelta(1)).state is State.OVERDUE


def test_a_range_is_met_inside_and_has_no_share_above() -> None:
    plan = plan_of({"shape": "amount", "unit": "亩", "at_least": 10, "at_most": 20})
    goal = target(plan).goal

    assert [meets(plan, goal, at(FIRST, n)) for n in (9, 10, 20, 21)] == [False, True, True, False]
    assert [share_of(plan, goal, at(FIRST, n)) for n in (5, 21)] == [Fraction(1, 2), None]


def test_only_the_last_undecided_report_that_reaches_asks_for_acceptance() -> None:
    plan = plan_of(AMOUNT)
    low, reached = at(date(2024, 5, 1), 4), at(date(2024, 6, 1), 10)

    def asks(*made: Report) -> Report | None:
        return awaiting(plan, target(plan), made, DEADLINE, part=False)

    assert asks(low) is None
    assert asks(low, reached) == reached
    assert asks(low, at(date(2024, 6, 1), 10, verdict="sent_back")) is None


def test_a_village_part_asks_with_every_figure_where_acceptance_counts() -> None:
    counted = plan_of(AMOUNT, counted="accepted_of_villages")
    summed = plan_of(AMOUNT, counted="sum_of_villages")
    two = at(date(2024, 6, 1), 2)

    assert awaiting(counted, target(counted), [two], DEADLINE, part=True) == two
    assert awaiting(summed, target(summed), [two], DEADLINE, part=True) is None


REFUSED: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    (AMOUNT, {"figure": -1}, "targets.figure_negative"),
    (AMOUNT, {"figure": Fraction(1, 2)}, "targets.figure_not_whole"),
    (AMOUNT, {"day": date(2023, 12, 31)}, "targets.day_outside"),
    (AMOUNT, {"day": date(2024, 7, 2)}, "targets.day_outside"),
    (COVERAGE, {"figure": 201}, "targets.more_than_all"),
    (COVERAGE, {"figure": 6, "of": Fraction(5)}, "targets.more_than_all"),
    ({"shape": "done"}, {"figure": 2}, "targets.neither_yes_nor_no"),
    (GRADE, {"grade": "丁"}, "targets.grade_unknown"),
]


@pytest.mark.parametrize(("goal", "said", "code"), REFUSED)
def test_a_report_that_cannot_be_is_refused(
    goal: dict[str, Any], said: dict[str, Any], code: str
) -> None:
    plan = plan_of(goal)
    made = at(said.pop("day", DEADLINE), **said)

    with pytest.raises(Refusal) as refused:
        check_report(plan, target(plan), made, today=date(2024, 7, 1))
    assert refused.value.code == code


def test_a_part_of_an_areas_coverage_says_how_many_there_are() -> None:
    plan = plan_of(COVERAGE, counted="sum_of_villages")

    with pytest.raises(Refusal) as refused:
        check_report(plan, target(plan), at(DEADLINE, 5), today=DEADLINE)
    assert refused.value.code == "targets.base_missing"


def test_a_report_that_reaches_the_goal_brings_its_evidence() -> None:
    plan = plan_of(AMOUNT, evidence=["photo", "document"])

    kept = plan_of(AMOUNT, evidence=["photo"], direction="keep")
    check_evidence(kept, target(kept), at(DEADLINE - timedelta(1), 10))
    with pytest.raises(Refusal):
        check_evidence(kept, target(kept), at(DEADLINE, 10))
    check_evidence(plan, target(plan), at(DEADLINE, 9))
    check_evidence(plan, target(plan), at(DEADLINE, 10, evidence=("photo", "document")))
    with pytest.raises(Refusal) as refused:
        check_evidence(plan, target(plan), at(DEADLINE, 10, evidence=("photo",)))
    assert (refused.value.code, refused.value.facts["missing"]) == (
        "targets.evidence_missing",
        ("document",),
    )
