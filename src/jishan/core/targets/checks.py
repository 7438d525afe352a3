"""What a goal, its counting, its award and the money of a plan must be to be reckoned with."""

from decimal import Decimal

from jishan.core.points import ONE
from jishan.core.targets.desk import Desk
from jishan.core.targets.document import Amount, Coverage, Done, Fund, Grade, Milestone, Target
from jishan.core.targets.goals import HUNDRED, meets, start_report


def goal(desk: Desk, target: Target, *path: str | int) -> None:
    """The goal has a bound that can be met, and is not met already."""
    here = (*path, "goal")
    match target.goal:
        case Amount():
            sound = _amount(desk, target, target.goal, *here)
        case Coverage():
            sound = _coverage(desk, target, target.goal, *here)
        case Grade():
            sound = _grade(desk, target, target.goal, *here)
        case Done():
            sound = True
    for place, one in enumerate(target.milestones):
        _milestone(desk, target, one, *path, "milestones", place)
    start = start_report(target.goal) if sound else None
    if start is not None and target.direction == "reach" and meets(desk.plan, target.goal, start):
        desk.warn("already_reached", *here, target=target.title)


def _amount(desk: Desk, target: Target, goal: Amount, *path: str | int) -> bool:
    low, high = goal.at_least, goal.at_most
    if low is None and high is None:
        desk.error("goal_without_bound", *path, target=target.title)
        return False
    if low is not None and high is not None and low > high:
        desk.error("goal_upside_down", *path, target=target.title)
        return False
    figures = [one for one in (low, high, goal.start) if one is not None]
    if any(one < 0 for one in figures):
        desk.error("figure_below_zero", *path, target=target.title)
        return False
    if goal.whole and any(one != int(one) for one in figures):
        desk.error("whole_broken", *path, target=target.title)
        return False
    return True


def _coverage(desk: Desk, target: Target, goal: Coverage, *path: str | int) -> bool:
    base = desk.plan.base(goal.of)
    if not 0 < goal.at_least <= HUNDRED or not 0 <= (goal.start or 0) <= HUNDRED:
        desk.error("percent_out_of_range", *path, target=target.title)
        return False
    if base.figure <= 0:
        desk.error("base_empty", *path, target=target.title, base=base.name)
        return False
    if base.day is None:
        desk.note("base_without_day", *path, base=base.name)
    return True


def _grade(desk: Desk, target: Target, goal: Grade, *path: str | int) -> bool:
    if len(set(goal.grades)) != len(goal.grades):
        desk.error("grade_twice", *path, "grades", target=target.title)
        return False
    unknown = [one for one in (goal.at_least, goal.start) if one and one not in goal.grades]
    for grade in unknown:
        desk.error("grade_unknown", *path, target=target.title, grade=grade,
                   known="、".join(goal.grades))  # fmt: skip
    return not unknown


def _milestone(desk: Desk, target: Target, one: Milestone, *path: str | int) -> None:
    if one.at_least is None and one.at_most is None:
        desk.error("milestone_without_bound", *path, target=target.title)
    elif not isinstance(target.goal, Amount | Coverage):
        desk.error("milestone_unfit", *path, target=target.title)


def counted(desk: Desk, target: Target, *path: str | int) -> None:
    """What the program counts or adds up has the shape that can be counted."""
    fits = {
        "reported": True,
        "sum_of_villages": isinstance(target.goal, Amount | Coverage),
        "accepted_of_villages": isinstance(target.goal, Amount) and target.goal.whole,
        "villages_with_scheme": isinstance(target.goal, Coverage),
        "households_taking_part": isinstance(target.goal, Coverage),
    }[target.counted]
    if not fits:
        desk.error("counted_unfit", *path, "counted", target=target.title, counted=target.counted)


def award(desk: Desk, target: Target, *path: str | int) -> None:
    """Money goes with whole accepted items, and the village does not accept for itself."""
    given = target.award
    if given is None:
        return
    here = (*path, "award")
    if target.counted not in ("reported", "accepted_of_villages") or not _whole(target):
        desk.error("award_unfit", *here, target=target.title)
    fen = given.yuan_each * ONE
    if fen <= 0 or fen != int(fen):
        desk.error("award_unreadable", *here, target=target.title)
    if target.accepts.role == "secretary":
        desk.error("award_accepted_by_itself", *path, "accepts", target=target.title)
    fund = next((one for one in desk.plan.funds if one.code == given.fund), None)
    most = given.yuan_each * _most(target)
    if fund is not None and fund.yuan is not None and most > fund.yuan:
        desk.warn("award_above_fund", *here, target=target.title, most=_yuan(most),
                  fund=fund.name, yuan=_yuan(fund.yuan))  # fmt: skip


def _whole(target: Target) -> bool:
    return isinstance(target.goal, Done) or (
        isinstance(target.goal, Amount) and target.goal.whole and target.goal.at_least is not None
    )


def _most(target: Target) -> Decimal:
    return (target.goal.at_least or Decimal(0)) if isinstance(target.goal, Amount) else Decimal(1)


def money(desk: Desk) -> None:
    """The projects' money against the funds, where both are said."""
    plan = desk.plan
    for name in ("funds", "projects"):
        for place, one in enumerate(getattr(plan, name)):
            if one.yuan is not None and one.yuan < 0:
                desk.error("yuan_below_zero", name, place, name=one.name)
    for place, fund in enumerate(plan.funds):
        _fund(desk, fund, "funds", place)
    if plan.funds and all(one.yuan is not None for one in plan.funds):
        wanted = sum((one.yuan or Decimal(0) for one in plan.projects), Decimal(0))
        there = sum((one.yuan or Decimal(0) for one in plan.funds), Decimal(0))
        if wanted > there:
            desk.warn("funds_short", "funds", wanted=_yuan(wanted), there=_yuan(there))


def _fund(desk: Desk, fund: Fund, *path: str | int) -> None:
    if fund.yuan is None and fund.yuan_min is None:
        desk.note("fund_without_sum", *path, fund=fund.name)
    if fund.yuan is not None and fund.yuan_min is not None and fund.yuan < fund.yuan_min:
        desk.error("fund_below_least", *path, fund=fund.name)


def _yuan(figure: Decimal) -> str:
    return format(figure.normalize(), "f")
