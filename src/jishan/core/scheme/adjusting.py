"""What changes a value before caps: factors, repeats, overlap. And what an assessment gathers."""

from fractions import Fraction

from jishan.core.points import Points
from jishan.core.scheme.admission import meant
from jishan.core.scheme.compiled import CapRule, Compiled, Rule, Slot
from jishan.core.scheme.facts import Act, Credit, Reason, Standing
from jishan.core.scheme.rounding import MILLION, rounded
from jishan.core.scheme.slots import Holder, Taken, slot_of


class Assessment:
    """What came out under a rule: shares (holder, points), credits, reasons, uses of caps, the raw
    score of an inspection.

    `points` are all shares together, `claimed` is the value before overlap and caps; `times` and
    `millionths` of a unit are what was counted, `each` the times of each of several holders; `cut`
    says that a cap left less than there was.
    """

    __slots__ = (
        "claimed", "credits", "cut", "each", "millionths", "points", "raw", "reasons", "rule",
        "shares", "times", "uses",
    )  # fmt: skip

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.shares: tuple[tuple[str, int], ...] = ()
        self.credits: tuple[Credit, ...] = ()
        self.reasons: tuple[Reason, ...] = ()
        self.uses: tuple[tuple[CapRule, Slot, int], ...] = ()
        self.raw: Points | None = None
        self.claimed = self.points = 0
        self.cut = False
        self.times = 1
        self.each: tuple[int, ...] = ()
        self.millionths = MILLION


def multiplied(
    plan: Compiled, rule: Rule, act: Act, standing: Standing, points: int, found: Assessment
) -> int:
    all_rules = plan.scheme.multiplying
    assert all_rules is not None, "only a scheme that multiplies has multipliers"
    day = act.day
    fitting = [
        one
        for one in rule.multipliers
        if (one.who is None or meant(one.who, standing, day))
        and (one.first_day is None or day >= one.first_day)
        and (one.last_day is None or day <= one.last_day)
        and (not one.months or day.month in one.months)
        and (not one.weekdays or day.isoweekday() in one.weekdays)
    ]
    if not fitting:
        return points
    if all_rules.combine == "largest":
        fitting = [max(fitting, key=lambda one: one.factor)]
    factor = Fraction(1)
    for one in fitting:
        factor *= Fraction(one.factor)
        found.reasons += (Reason("multiplied", {"name": one.name, "factor": str(one.factor)}),)
    return rounded(points * factor, all_rules.rounding, all_rules.round_to)


def repeated(
    plan: Compiled,
    rule: Rule,
    act: Act,
    holders: list[Holder],
    taken: Taken,
    points: int,
    found: Assessment,
) -> int:
    repeat, cap = rule.item.repeat, rule.repeat
    assert repeat is not None, "only an item that repeats comes here"
    assert cap is not None, "a repeat has its cap"
    slot = slot_of(plan, cap, act, holders)
    time = taken.get(slot, 0) + 1
    found.uses += ((cap, slot, 1),)
    if repeat.factors:
        factor = Fraction(repeat.factors[min(time, len(repeat.factors)) - 1])
    elif time < repeat.from_time:
        return points
    else:
        factor = Fraction(time) if repeat.growing else Fraction(repeat.factor)
    if factor == 1:
        return points
    found.reasons += (Reason("repeated", {"time": time, "factor": str(factor)}),)
    return rounded(points * factor, "half_up")


def overlapped(
    plan: Compiled,
    cap: CapRule,
    act: Act,
    holders: list[Holder],
    taken: Taken,
    points: int,
    found: Assessment,
) -> int:
    if not points or (cap.per == "event" and act.event is None):
        return points
    number, holder, start = slot_of(plan, cap, act, holders)
    slot = (-number if points < 0 else number, holder, start)
    before = taken.get(slot, 0)
    if cap.overlap == "first":
        found.uses += ((cap, slot, 1),)
        if not before:
            return points
        found.times = 0
        found.reasons += (Reason("not_first", {"overlap": cap.name}),)
        return 0
    grown = max(abs(points) - before, 0)
    if grown:
        found.uses += ((cap, slot, grown),)
    if before:
        found.reasons += (Reason("largest_only", {"overlap": cap.name, "before": before}),)
    return grown if points > 0 else -grown
