"""How many times, and how much of a quantity, an act still counts for under its caps."""

from fractions import Fraction

from jishan.core.scheme.adjusting import Assessment
from jishan.core.scheme.compiled import CapRule, Compiled, Rule, Slot
from jishan.core.scheme.facts import Act, Reason
from jishan.core.scheme.refusals import FigureUnread, QuantityOutOfRange
from jishan.core.scheme.rounding import MILLION
from jishan.core.scheme.slots import Holder, Taken, limit_of, slot_of


def counted(
    plan: Compiled,
    rule: Rule,
    act: Act,
    holders: list[Holder],
    taken: Taken,
    quantity: int | Fraction,
    found: Assessment,
) -> tuple[int | Fraction, int]:
    """The quantity that times and quantities still have room for; the running total before."""
    if (rule.quantities or rule.running is not None) and MILLION % quantity.denominator:
        raise FigureUnread(item=act.item, quantity=str(act.quantity))
    if rule.times:
        quantity = _times(plan, rule, act, holders, taken, quantity, found)
    for cap in rule.quantities:
        quantity = _quantity_room(plan, cap, act, holders, taken, quantity, found)
    found.millionths = int(quantity * MILLION)
    if rule.counts_times and not rule.times and act.quantity:
        found.times = int(quantity)
    before = 0
    if rule.running is not None and found.times and (quantity or not act.quantity):
        slot = slot_of(plan, rule.running, act, holders)
        before = taken.get(slot, 0)
        found.uses += ((rule.running, slot, int(quantity * MILLION)),)
    return quantity, before


def _times(
    plan: Compiled,
    rule: Rule,
    act: Act,
    holders: list[Holder],
    taken: Taken,
    quantity: int | Fraction,
    found: Assessment,
) -> int | Fraction:
    """Counts times: of an item that is worth so much a time, each unit of quantity is one."""
    wanted = int(quantity) if rule.counts_times else 1
    if wanted < 1 or (rule.counts_times and quantity.denominator != 1):
        raise QuantityOutOfRange(item=act.item, quantity=str(act.quantity), low="1", high="")
    times, slots = wanted, []
    for cap in rule.times:
        if len(holders) > 1 and cap.whose != "everyone":
            continue
        slot = slot_of(plan, cap, act, holders)
        slots.append((cap, slot))
        times = _within(cap, limit_of(cap, holders[0]), taken.get(slot, 0), times, found)
    if len(holders) > 1:
        times = _times_of_each(plan, rule, act, holders, taken, times, found)
    if times:
        found.uses += tuple([(cap, slot, times) for cap, slot in slots])
    found.times = times
    return times if rule.counts_times else quantity


def _within(cap: CapRule, limit: int, used: int, times: int, found: Assessment) -> int:
    """The times that there is room for; says so where there is less."""
    if times <= limit - used:
        return times
    facts = {"cap": cap.name, "limit": limit, "per": cap.per, "whose": cap.whose}
    reason = Reason("times_capped", facts)
    if reason not in found.reasons:
        found.reasons += (reason,)
    found.cut = True
    return max(limit - used, 0)


def _times_of_each(
    plan: Compiled,
    rule: Rule,
    act: Act,
    holders: list[Holder],
    taken: Taken,
    times: int,
    found: Assessment,
) -> int:
    """Of an act of several each has times of its own: who has none left gets nothing of it, and
    nobody else gets more. Two of one household take one time of what its household has."""
    caps = [cap for cap in rule.times if cap.whose != "everyone"]
    uses: dict[Slot, tuple[CapRule, int]] = {}
    each: list[int] = []
    for holder in holders:
        left, own = times, []
        for cap in caps:
            slot = slot_of(plan, cap, act, [holder])
            own.append((cap, slot))
            left = _within(cap, limit_of(cap, holder), taken.get(slot, 0), left, found)
        each.append(left)
        for cap, slot in own:
            uses[slot] = (cap, max(uses.get(slot, (cap, 0))[1], left))
    found.each = tuple(each)
    if max(each) and 0 in each:
        found.reasons += (Reason("no_times_left", {"count": each.count(0)}),)
    found.uses += tuple([(cap, slot, times) for slot, (cap, times) in uses.items() if times])
    return max(each)


def _quantity_room(
    plan: Compiled,
    cap: CapRule,
    act: Act,
    holders: list[Holder],
    taken: Taken,
    quantity: int | Fraction,
    found: Assessment,
) -> int | Fraction:
    slot = slot_of(plan, cap, act, holders)
    limit = limit_of(cap, holders[0])
    room = Fraction(max(limit - taken.get(slot, 0), 0), MILLION)
    if quantity > room:
        quantity = room
        facts = {"cap": cap.name, "limit": str(Fraction(limit, MILLION)), "per": cap.per}
        found.reasons += (Reason("quantity_capped", facts | {"whose": cap.whose}),)
        found.cut = True
    if quantity:
        found.uses += ((cap, slot, int(quantity * MILLION)),)
    return quantity
