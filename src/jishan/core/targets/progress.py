"""How far a target is on a day: its state, its share, its milestones, what villages add up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from jishan.core.periods import period_of
from jishan.core.scheme.conduct import Periods
from jishan.core.scheme.rounding import rounded
from jishan.core.targets.document import Coverage, Milestone, Plan, Target
from jishan.core.targets.goals import HUNDRED, meets, milestone_met, share_of, total, value_of
from jishan.core.targets.reports import Report, standing


class State(StrEnum):
    """Where a target stands. `REACHED` awaits acceptance; `OVERDUE` is past its day unreached."""

    NOT_BEGUN = "not_begun"
    UNDER_WAY = "under_way"
    REACHED = "reached"
    ACCEPTED = "accepted"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class MilestoneProgress:
    """`ahead`: its day is to come. `late`: met, but after its day. `missed`: still not met."""

    milestone: Milestone
    state: Literal["met", "ahead", "late", "missed"]


@dataclass(frozen=True, slots=True)
class Progress:
    """A target on a day. `value` is in the goal's own unit (percent for a coverage), `share` the
    part of the way from the start, `percent` the same in whole percent by the plan's rounding.

    `percent` says 100 only where the goal is met, and is None where the way has no length.
    `breaches` are the reports beyond a limit that was to be kept. `late` says that the goal was
    met after its day. `report_due`: nothing was reported in the current period.
    """

    state: State
    latest: Report | None
    value: Fraction | None
    share: Fraction | None
    percent: int | None
    met: bool
    late: bool
    sent_back: bool
    report_due: bool
    days_left: int
    breaches: tuple[Report, ...]
    milestones: tuple[MilestoneProgress, ...]


def progress(plan: Plan, target: Target, reports: Sequence[Report], day: date) -> Progress:
    """What the reports (in the order they came) make of the target on the day."""
    held = standing(reports, day)
    latest = held[-1] if held else None
    goal = target.goal
    breaches = () if target.direction == "reach" else _breaches(plan, target, held)
    met = _met(plan, target, latest, breaches)
    accepted = _accepted(plan, target, held, breaches)
    state = _state(target, latest, day, met=met, accepted=accepted)
    share = share_of(plan, goal, latest) if latest is not None else Fraction(0)
    if target.direction == "keep":
        share = Fraction(1) if met else None
    done = state in (State.REACHED, State.ACCEPTED)
    return Progress(
        state=state,
        latest=latest,
        value=value_of(plan, goal, latest) if latest is not None else None,
        share=share,
        percent=_percent(plan, share, met=met),
        met=met,
        late=done and _met_since(plan, target, held) > target.deadline,
        sent_back=latest is not None and latest.verdict == "sent_back",
        report_due=not accepted and _report_due(plan, held, day),
        days_left=(target.deadline - day).days,
        breaches=breaches,
        milestones=tuple(_milestone(plan, target, one, held, day) for one in target.milestones),
    )


def _state(target: Target, latest: Report | None, day: date, *, met: bool, accepted: bool) -> State:
    if accepted:
        return State.ACCEPTED
    if met and latest is not None and latest.verdict != "sent_back":
        return State.REACHED
    if day > target.deadline:
        return State.OVERDUE
    return State.UNDER_WAY if latest is not None else State.NOT_BEGUN


def _breaches(plan: Plan, target: Target, held: Sequence[Report]) -> tuple[Report, ...]:
    """Reports beyond the limit, up to the deadline."""
    until = [one for one in held if one.day <= target.deadline]
    return tuple(one for one in until if not meets(plan, target.goal, one))


def _met(plan: Plan, target: Target, latest: Report | None, breaches: tuple[Report, ...]) -> bool:
    """A goal to reach is met by the last report; one to keep, by a last report of the deadline or
    later and none beyond the limit before."""
    if latest is None:
        return False
    if target.direction == "keep":
        return latest.day >= target.deadline and not breaches
    return meets(plan, target.goal, latest)


def _accepted(
    plan: Plan, target: Target, held: Sequence[Report], breaches: tuple[Report, ...]
) -> bool:
    """Accepted once, and no report since has fallen short of the goal."""
    places = [place for place, one in enumerate(held) if one.verdict == "accepted"]
    if not places:
        return False
    if target.direction == "keep":
        return not breaches
    return all(meets(plan, target.goal, one) for one in held[places[-1] :])


def _met_since(plan: Plan, target: Target, held: Sequence[Report]) -> date:
    """The first day of the last unbroken run of reports that satisfy the goal."""
    if target.direction == "keep":
        return target.deadline
    since = held[-1].day
    for one in reversed(held):
        if not meets(plan, target.goal, one):
            break
        since = one.day
    return since


def _percent(plan: Plan, share: Fraction | None, *, met: bool) -> int | None:
    if share is None:
        return None
    percent = rounded(share * HUNDRED, plan.rounding)
    return percent if met else min(percent, HUNDRED - 1)


def _report_due(plan: Plan, held: Sequence[Report], day: date) -> bool:
    if not plan.from_ <= day <= plan.until:
        return False
    period = period_of(Periods(), plan.report_every, day)
    return not any(one.day in period for one in held)


def _milestone(
    plan: Plan, target: Target, milestone: Milestone, held: Sequence[Report], day: date
) -> MilestoneProgress:
    """By its day the last report up to it counts; after it, whatever stands now."""
    by_then = [one for one in held if one.day <= milestone.by]
    if by_then and milestone_met(plan, target.goal, milestone, by_then[-1]):
        return MilestoneProgress(milestone, "met")
    if day <= milestone.by:
        return MilestoneProgress(milestone, "ahead")
    late = bool(held) and milestone_met(plan, target.goal, milestone, held[-1])
    return MilestoneProgress(milestone, "late" if late else "missed")


def awaiting(
    plan: Plan, target: Target, reports: Sequence[Report], day: date, *, part: bool
) -> Report | None:
    """The report that asks for acceptance: the last one, undecided, and reaching the goal.

    A village's `part` of an area's target asks with every figure, where what is accepted counts.
    """
    held = standing(reports, day)
    if not held or held[-1].verdict:
        return None
    if part:
        asks = target.counted == "accepted_of_villages" and held[-1].figure > 0
        return held[-1] if asks else None
    reached = progress(plan, target, reports, day).state is State.REACHED
    return held[-1] if reached else None


def added_up(
    target: Target, villages: Sequence[Sequence[Report]], day: date
) -> tuple[Fraction, Fraction | None]:
    """What the villages' reports come to on a day: the figure, and for a coverage its base.

    `sum_of_villages` adds what each village last reported, `accepted_of_villages` only what was
    accepted. A village is never compared with another.
    """
    assert target.counted in ("sum_of_villages", "accepted_of_villages"), "villages report it"
    counted: list[Report] = []
    for reports in villages:
        held = standing(reports, day)
        if target.counted == "accepted_of_villages":
            held = tuple(one for one in held if one.verdict == "accepted")
        counted += held[-1:]
    figure = total([one.figure for one in counted])
    if isinstance(target.goal, Coverage):
        return figure, total([one.of or Fraction(0) for one in counted])
    return figure, None
