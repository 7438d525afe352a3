"""Whether a figure satisfies a goal, and how much of the way to it is done. All of it exact."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from jishan.core.targets.document import (
    Amount,
    Coverage,
    Done,
    Goal,
    Grade,
    Milestone,
    Plan,
    Target,
)
from jishan.core.targets.reports import EvidenceMissing, Report

HUNDRED = 100


def value_of(plan: Plan, goal: Goal, report: Report) -> Fraction:
    """The figure that the goal speaks of: an amount as it is, a coverage in percent of its base,
    a grade as its place on the scale (0 is the best)."""
    if isinstance(goal, Coverage):
        base = report.of if report.of is not None else Fraction(plan.base(goal.of).figure)
        return report.figure * HUNDRED / base
    if isinstance(goal, Grade):
        return Fraction(goal.grades.index(report.grade))
    return report.figure


def meets(plan: Plan, goal: Goal, report: Report) -> bool:
    """Whether the report satisfies the goal. Bounds take their own figure in."""
    value = value_of(plan, goal, report)
    match goal:
        case Amount():
            return _within(value, goal.at_least, goal.at_most)
        case Coverage():
            return value >= Fraction(goal.at_least)
        case Done():
            return value >= 1
        case Grade():
            return value <= goal.grades.index(goal.at_least)


def milestone_met(plan: Plan, goal: Goal, milestone: Milestone, report: Report) -> bool:
    """Whether the report satisfies what was to be reached by the milestone's day."""
    return _within(value_of(plan, goal, report), milestone.at_least, milestone.at_most)


def share_of(plan: Plan, goal: Goal, report: Report) -> Fraction | None:
    """How much of the way from the start to the goal is done, from 0 to 1.

    None where the way has no length: a limit to keep under without a starting figure, and an
    amount beyond its upper bound.
    """
    if meets(plan, goal, report):
        return Fraction(1)
    value = value_of(plan, goal, report)
    match goal:
        case Amount(at_least=low) if low is not None and value < Fraction(low):
            return _way(Fraction(goal.start or 0), value, Fraction(low))
        case Amount(at_most=high, start=start) if start is not None and high is not None:
            return _way(Fraction(start), value, Fraction(high)) if start > high else None
        case Amount():
            return None
        case Coverage():
            return _way(Fraction(goal.start or 0), value, Fraction(goal.at_least))
        case Done():
            return Fraction(0)
        case Grade():
            begin = goal.grades.index(goal.start) if goal.start else len(goal.grades) - 1
            return _way(Fraction(begin), value, Fraction(goal.grades.index(goal.at_least)))


def start_report(goal: Goal) -> Report | None:
    """The starting figure as if it had been reported, for the checker; None where none is said."""
    if isinstance(goal, Amount) and goal.start is not None:
        return Report("", figure=Fraction(goal.start))
    if isinstance(goal, Coverage) and goal.start is not None:
        return Report("", figure=Fraction(goal.start), of=Fraction(HUNDRED))
    if isinstance(goal, Grade) and goal.start in goal.grades:
        return Report("", grade=goal.start)
    return None


def check_evidence(plan: Plan, target: Target, report: Report) -> None:
    """A report that asks for acceptance brings every kind of evidence that the plan names."""
    if target.counted == "accepted_of_villages":
        asks = report.figure > 0
    else:
        asks = target.counted == "reported" and meets(plan, target.goal, report)
        if target.direction == "keep":
            asks = asks and report.day >= target.deadline
    missing = tuple(kind for kind in target.evidence if kind not in report.evidence)
    if asks and missing:
        raise EvidenceMissing(target=target.title, missing=missing)


def _within(value: Fraction, low: Decimal | None, high: Decimal | None) -> bool:
    return (low is None or value >= Fraction(low)) and (high is None or value <= Fraction(high))


def _way(start: Fraction, value: Fraction, goal: Fraction) -> Fraction:
    if start == goal:
        return Fraction(0)
    return min(max((value - start) / (goal - start), Fraction(0)), Fraction(1))


def total(figures: Sequence[Fraction]) -> Fraction:
    """The sum of figures, zero of none."""
    return sum(figures, Fraction(0))
