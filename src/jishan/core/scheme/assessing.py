"""From an admitted act to shares and credits: value, factors, overlap, caps, purses."""

from fractions import Fraction
from functools import cache

from jishan.core.points import Points
from jishan.core.scheme.adjusting import Assessment, multiplied, overlapped, repeated
from jishan.core.scheme.admission import (
    admit_act,
    admit_subject,
    conditions_hold,
    timeless,
)
from jishan.core.scheme.compiled import CapRule, Compiled, PurseWay, Rule, Slot
from jishan.core.scheme.facts import Act, Credit, Reason, Share, Standing
from jishan.core.scheme.refusals import FigureUnread, HolderMissing, NoPurse, QuantityOutOfRange
from jishan.core.scheme.rounding import MILLION
from jishan.core.scheme.slots import Holder, Taken, owner_in, slot_of


class Lane:
    """What does not change from act to act of one item and subject: rule, holders, purses.

    May be kept and used again while the standing stays the same, if `keeps`; a steady rule's
    assessments are then `known` too.
    """

    __slots__ = ("holders", "keeps", "known", "rule", "standing", "ways")

    def __init__(self, plan: Compiled, act: Act, standing: Standing) -> None:
        self.rule = admit_subject(plan, act, standing)
        self.standing = standing
        self.holders = holders_of(plan, self.rule, act, standing)
        self.ways = [_ways(plan, self.rule, holder) for holder in self.holders]
        to = self.rule.item.credited_to
        self.known: dict[tuple[object, ...], Assessment] = {}
        self.keeps = to not in ("named", "team") and timeless(plan, self.rule)


def assess(
    plan: Compiled, act: Act, standing: Standing, taken: Taken, lane: Lane | None = None
) -> Assessment:
    """Score an act. `taken` holds what is used of each slot; slots it lacks are unused."""
    if lane is None:
        lane = Lane(plan, act, standing)
    rule = lane.rule
    admit_act(plan, act, rule, standing)
    if not rule.steady:
        return _assess(plan, act, standing, taken, lane)
    alike = (act.quantity, act.level, act.outcome, act.origin)
    found = lane.known.get(alike)
    if found is None:
        found = lane.known[alike] = _assess(plan, act, standing, taken, lane)
    return found


def _assess(plan: Compiled, act: Act, standing: Standing, taken: Taken, lane: Lane) -> Assessment:
    rule, holders = lane.rule, lane.holders
    found = Assessment()
    points = _value(plan, rule, act, holders, taken, found)
    if rule.multipliers:
        points = multiplied(plan, rule, act, standing, points, found)
    if rule.repeat is not None:
        points = repeated(plan, rule, act, holders, taken, points, found)
    found.claimed = points
    for cap in rule.overlaps:
        points = overlapped(plan, cap, act, holders, taken, points, found)
    if not found.reasons:
        found.reasons.append(_counted(points))
    if len(holders) == 1:
        _credit(plan, rule, act, holders[0], lane.ways[0], points, taken, found)
    else:
        _divide(plan, lane, act, points, taken, found)
    return found


@cache
def _counted(points: int) -> Reason:
    return Reason("counted", {"points": points})


def holders_of(plan: Compiled, rule: Rule, act: Act, standing: Standing) -> list[Holder]:
    """Whom the act is credited to, in a fixed order."""
    to = rule.item.credited_to
    if to == "doer":
        return [(act.subject, standing)]
    if to == "household":
        return [_household(act, standing)]
    if to == "members":
        home = act.subject if standing.kind == "household" else standing.household
        keys = standing.members
        if not keys:
            raise HolderMissing(item=act.item, need="members")
        return [(key, _other(standing, key, home)) for key in keys]
    keys = tuple(dict.fromkeys(act.credited))
    if not keys or (to == "named" and rule.item.team is None and len(keys) != 1):
        raise HolderMissing(item=act.item, need=to)
    team = rule.item.team
    if team is not None and team.members_max is not None and len(keys) > team.members_max:
        raise HolderMissing(item=act.item, need="fewer")
    return [(key, _other(standing, key, None)) for key in keys]


def _household(act: Act, standing: Standing) -> Holder:
    if standing.kind == "household":
        return (act.subject, standing)
    if standing.household is None:
        raise HolderMissing(item=act.item, need="household")
    other = standing.others.get(standing.household)
    return (standing.household, other or Standing("household", group=standing.group))


def _other(standing: Standing, key: str, home: str | None) -> Standing:
    return standing.others.get(key) or Standing("resident", home, standing.group)


def _value(
    plan: Compiled, rule: Rule, act: Act, holders: list[Holder], taken: Taken, found: Assessment
) -> int:
    given = act.quantity
    quantity = given if isinstance(given, int | Fraction) else Fraction(given)
    counted = rule.quantities or rule.running is not None
    if counted and MILLION % quantity.denominator:
        raise FigureUnread(item=act.item, quantity=str(given))
    if rule.times:
        quantity = _times(plan, rule, act, holders, taken, quantity, found)
    for cap in rule.quantities:
        quantity = _quantity_room(plan, cap, act, holders, taken, quantity, found)
    found.quantity = quantity
    if not found.times or (given and not quantity):
        return 0
    before = 0
    if rule.running is not None:
        slot = slot_of(plan, rule.running, act, holders)
        before = taken.get(slot, 0)
        found.uses.append((rule.running, slot, int(quantity * MILLION)))
    valued = rule.value(act, quantity, before)
    found.reasons.extend(valued.reasons)
    if valued.raw is not None:
        found.raw = Points(valued.raw)
    if rule.item.conditions and not conditions_hold(act, rule.item):
        found.reasons.append(Reason("condition_unmet", {"points": rule.item.unmet_points}))
        return rule.item.unmet_points or 0
    return valued.points


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
    times = wanted
    slots = [(cap, slot_of(plan, cap, act, holders)) for cap in rule.times]
    for cap, slot in slots:
        room = max(cap.limit - taken.get(slot, 0), 0)
        if times > room:
            times = room
            facts = {"cap": cap.name, "limit": cap.limit, "per": cap.per, "whose": cap.whose}
            found.reasons.append(Reason("times_capped", facts))
    if times:
        found.uses.extend((cap, slot, times) for cap, slot in slots)
    found.times = times
    return times if rule.counts_times else quantity


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
    room = Fraction(max(cap.limit - taken.get(slot, 0), 0), MILLION)
    if quantity > room:
        quantity = room
        facts = {"cap": cap.name, "limit": str(Fraction(cap.limit, MILLION)), "per": cap.per}
        found.reasons.append(Reason("quantity_capped", facts | {"whose": cap.whose}))
    if quantity:
        found.uses.append((cap, slot, int(quantity * MILLION)))
    return quantity


def _divide(
    plan: Compiled, lane: Lane, act: Act, points: int, taken: Taken, found: Assessment
) -> None:
    """Several holders: each the whole, or equal parts to the hundredth, the first get the rest."""
    holders, team = lane.holders, lane.rule.item.team
    parts = [points] * len(holders)
    if team is not None and team.split == "equal":
        whole, rest = divmod(abs(points), len(holders))
        sign = 1 if points >= 0 else -1
        parts = [sign * (whole + (place < rest)) for place in range(len(holders))]
    tally = dict(taken)
    for holder, ways, part in zip(holders, lane.ways, parts, strict=True):
        before = len(found.uses)
        _credit(plan, lane.rule, act, holder, ways, part, tally, found)
        for _, slot, amount in found.uses[before:]:
            tally[slot] = tally.get(slot, 0) + amount


OwnedWay = tuple[PurseWay, str]


def _ways(plan: Compiled, rule: Rule, holder: Holder) -> list[OwnedWay]:
    """The purses that a holder's share reaches, with their owners."""
    found: list[OwnedWay] = []
    for way in rule.ways.get(holder[1].kind, ()):
        owner = owner_of(plan, way, holder)
        if owner is not None:
            found.append((way, owner))
    return found


def _credit(
    plan: Compiled,
    rule: Rule,
    act: Act,
    holder: Holder,
    ways: list[OwnedWay],
    points: int,
    taken: Taken,
    found: Assessment,
) -> None:
    if rule.points and points:
        points = _capped(plan, rule, act, holder, points, taken, found)
    found.shares.append(Share(holder[0], Points(points)))
    for way, owner in ways:
        if way.picky and not _takes(way, act, points):
            continue
        part = way.part(points)
        if way.caps and part > 0:
            part = _purse_room(plan, way, act, owner, part, taken, found)
        found.credits.append(Credit(way.purse.code, owner, Points(part)))
    if not found.credits:
        raise NoPurse(item=act.item, kind=holder[1].kind, subject=holder[0])


def _takes(way: PurseWay, act: Act, points: int) -> bool:
    """Whether a purse that is choosy about origins and signs takes this one."""
    purse = way.purse
    if purse.origins and act.origin is not None and act.origin not in purse.origins:
        return False
    return not (
        (purse.on.sign == "plus" and points < 0) or (purse.on.sign == "minus" and points > 0)
    )


def owner_of(plan: Compiled, way: PurseWay, holder: Holder) -> str | None:
    """Whose purse it is: the holder's own, or that of its household, group or village."""
    key, standing = holder
    match way.through:
        case "own":
            return key
        case "household":
            return standing.household
        case "group":
            return standing.group
    return plan.scheme.organisation


def _capped(
    plan: Compiled,
    rule: Rule,
    act: Act,
    holder: Holder,
    points: int,
    taken: Taken,
    found: Assessment,
) -> int:
    """Cut by every cap; each then notes what was in the end counted."""
    slots: list[tuple[CapRule, Slot]] = []
    left, sign = abs(points), 1 if points > 0 else -1
    wrong = "minus" if points > 0 else "plus"
    for cap in rule.points:
        if cap.sign == wrong:
            continue
        room = cap.limit
        if cap.per != "event":
            number = cap.number * sign
            owner = owner_in(cap, holder)
            slot = (number, owner, plan.start(cap.per, act.day))
            slots.append((cap, slot))
            room = max(cap.limit - taken.get(slot, 0), 0)
        if left > room:
            left = room
            facts = {"cap": cap.name, "limit": cap.limit, "per": cap.per, "whose": cap.whose}
            found.reasons.append(Reason("capped", facts | {"points": sign * left}))
    if left:
        found.uses.extend((cap, slot, left) for cap, slot in slots)
    return sign * left


def _purse_room(
    plan: Compiled,
    way: PurseWay,
    act: Act,
    owner: str,
    points: int,
    taken: Taken,
    found: Assessment,
) -> int:
    slots = [(cap, (cap.number, owner, plan.start(cap.per, act.day))) for cap in way.caps]
    for cap, slot in slots:
        room = max(cap.limit - taken.get(slot, 0), 0)
        if points > room:
            points = room
            facts = {"purse": way.purse.code, "limit": cap.limit, "per": cap.per}
            found.reasons.append(Reason("purse_capped", facts | {"points": points}))
    if points:
        found.uses.extend((cap, slot, points) for cap, slot in slots)
    return points
