"""Which slots an act can touch: what must be read, under a lock, before it is scored."""

from collections.abc import Iterator

from jishan.core.scheme.assessing import admit, owner_of
from jishan.core.scheme.compiled import CapRule, Compiled, Rule, Slot
from jishan.core.scheme.doer import Doer
from jishan.core.scheme.facts import Act, Standing
from jishan.core.scheme.slots import Holder, owner_in, slot_of
from jishan.core.scheme.worth import Inspection


def slots_of(plan: Compiled, act: Act, standing: Standing) -> Iterator[tuple[CapRule, Slot]]:
    """Every slot that `assess` may look up for this act, caps in the order of the document."""
    doer = Doer(act.subject, standing)
    rule = admit(plan, act, doer)
    holders = doer.holders(rule, act)
    signs = (1, -1) if _both_signs(rule) else (-1,) if rule.item.negative else (1,)
    each = len(holders) > 1
    whole = [cap for cap in rule.times if not each or cap.whose == "everyone"]
    whole += rule.quantities
    whole += [cap for cap in (rule.running, rule.repeat) if cap is not None]
    whole += [*rule.needs, *rule.feeds]
    for cap in whole:
        if cap.per != "event" or cap.rolling:
            yield cap, slot_of(plan, cap, act, holders)
    for cap in rule.overlaps:
        number, owner, start = slot_of(plan, cap, act, holders)
        for sign in signs:
            yield cap, (number * sign, owner, start)
    seen: set[Slot] = set()
    for holder in holders:
        own = _times_of_holder(plan, rule, act, holder) if each else ()
        for cap, slot in (*own, *_slots_of_holder(plan, rule, act, holder, signs)):
            if slot not in seen:
                seen.add(slot)
                yield cap, slot


def _both_signs(rule: Rule) -> bool:
    from_points = rule.item.largest
    low = rule.item.negative
    unmet = rule.item.unmet_points or 0
    return (low and (from_points > 0 or unmet > 0 or _reaches_plus(rule))) or (
        not low and unmet < 0
    )


def _reaches_plus(rule: Rule) -> bool:
    worth = rule.item.worth
    high = getattr(worth, "high", 0)
    return bool(high > 0) or isinstance(worth, Inspection)


def _times_of_holder(
    plan: Compiled, rule: Rule, act: Act, holder: Holder
) -> Iterator[tuple[CapRule, Slot]]:
    for cap in rule.times:
        if cap.whose != "everyone" and cap.per != "event":
            yield cap, slot_of(plan, cap, act, [holder])


def _slots_of_holder(
    plan: Compiled, rule: Rule, act: Act, holder: Holder, signs: tuple[int, ...]
) -> Iterator[tuple[CapRule, Slot]]:
    for cap in rule.points:
        if cap.per != "event":
            for sign in signs:
                yield cap, (cap.number * sign, owner_in(cap, holder), plan.start(cap.per, act.day))
    for way in rule.ways.get(holder[1].kind, ()):
        owner = owner_of(plan, way, holder)
        if owner is None:
            continue
        for cap in way.caps:
            yield cap, (cap.number, owner, plan.start(cap.per, act.day))
