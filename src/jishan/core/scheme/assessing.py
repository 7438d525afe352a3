"""From an admitted act to shares and credits: value, factors, overlap, caps, purses."""

from collections import ChainMap
from fractions import Fraction
from functools import cache

from jishan.core.points import Points
from jishan.core.pools import share_out
from jishan.core.scheme.adjusting import Assessment, multiplied, overlapped, repeated
from jishan.core.scheme.admission import (
    admit_act,
    conditions_hold,
    meant,
)
from jishan.core.scheme.compiled import CapRule, Compiled, PurseWay, Rule, Slot
from jishan.core.scheme.counting import counted
from jishan.core.scheme.doer import Doer
from jishan.core.scheme.facts import Act, Credit, Reason, Standing
from jishan.core.scheme.refusals import (
    HolderMissing,
    ItemUnknown,
    NeedUnmet,
    NoPurse,
    NotTakingPart,
    SubjectKindWrong,
    SubjectNotMeant,
)
from jishan.core.scheme.remembering import remember
from jishan.core.scheme.rounding import MILLION
from jishan.core.scheme.slots import Holder, Taken, limit_of, owner_in, slot_of


def assess(plan: Compiled, act: Act, doer: Doer, taken: Taken) -> Assessment:
    """Score an act. `taken` holds what is used of each slot; slots it lacks are unused."""
    rule = admit(plan, act, doer)
    holders = doer.holders(rule, act)
    found = Assessment(rule)
    if rule.needs:
        _after_what_it_needs(plan, rule, act, holders, taken)
    found.claimed = points = _value(plan, rule, act, holders, taken, found)
    if rule.adjusted:
        points = _adjusted(plan, rule, act, doer.standing, holders, points, taken, found)
    if not found.reasons:
        found.reasons = _counted(points)
    if rule.feeds and found.times:
        for cap in rule.feeds:
            found.uses += ((cap, slot_of(plan, cap, act, holders), found.times),)
    if len(holders) == 1 and not act.parts:
        _credit(plan, rule, act, holders[0], points, taken, found)
    else:
        _divide(plan, rule, act, holders, points, taken, found)
    shares = found.shares
    found.points = shares[0][1] if len(shares) == 1 else sum(points for _, points in shares)
    if not found.times:
        found.millionths = 0
    remember(plan, rule, act, found)
    return found


def admit(plan: Compiled, act: Act, doer: Doer) -> Rule:
    """The rule under which the act is scored; refuses what the document does not let in."""
    rule = doer.admitted.get(act.item)
    if rule is None:
        rule = _admit_doer(plan, act, doer)
    admit_act(plan, act, rule, doer.standing)
    return rule


def _admit_doer(plan: Compiled, act: Act, doer: Doer) -> Rule:
    rule = plan.rules.get(act.item)
    if rule is None:
        raise ItemUnknown(item=act.item)
    standing = doer.standing
    if standing.kind not in rule.kinds:
        raise SubjectKindWrong(item=act.item, kind=standing.kind)
    if not doer.takes_part(plan, act.day):
        raise NotTakingPart(subject=act.subject)
    if rule.who is not None and not meant(rule.who, standing, act.day):
        raise SubjectNotMeant(item=act.item, subject=act.subject)
    if plan.timeless and (rule.who is None or rule.who.timeless):
        doer.admitted[act.item] = rule
    return rule


def _adjusted(
    plan: Compiled,
    rule: Rule,
    act: Act,
    standing: Standing,
    holders: list[Holder],
    points: int,
    taken: Taken,
    found: Assessment,
) -> int:
    """After factors, repeats and overlap, in this order."""
    if rule.multipliers:
        points = multiplied(plan, rule, act, standing, points, found)
    if rule.repeat is not None:
        points = repeated(plan, rule, act, holders, taken, points, found)
    found.claimed = points
    for cap in rule.overlaps:
        points = overlapped(plan, cap, act, holders, taken, points, found)
    return points


def _after_what_it_needs(
    plan: Compiled, rule: Rule, act: Act, holders: list[Holder], taken: Taken
) -> None:
    for need in rule.needs:
        done = taken.get(slot_of(plan, need, act, holders), 0)
        if done < need.limit:
            rules = [plan.rules.get(code) for code in need.items]
            titles = "、".join(one.item.title for one in rules if one is not None)
            raise NeedUnmet(item=act.item, needs=titles, times=need.limit, done=done, per=need.per)


@cache
def _counted(points: int) -> tuple[Reason, ...]:
    return (Reason("counted", {"points": points}),)


def _value(
    plan: Compiled, rule: Rule, act: Act, holders: list[Holder], taken: Taken, found: Assessment
) -> int:
    given, before = act.quantity, 0
    quantity = given if type(given) is int else Fraction(given)
    if rule.counts:
        quantity, before = counted(plan, rule, act, holders, taken, quantity, found)
        if not found.times or (given and not quantity):
            return 0
    elif quantity != 1:
        found.millionths = int(quantity * MILLION)
        if rule.counts_times:
            found.times = int(quantity)
    valued = rule.value(act, quantity, before)
    if valued.reasons:
        found.reasons += valued.reasons
    if valued.raw is not None:
        found.raw = Points(valued.raw)
    if rule.conditional and not conditions_hold(act, rule.item):
        found.reasons += (Reason("condition_unmet", {"points": rule.item.unmet_points}),)
        return rule.item.unmet_points or 0
    return valued.points


def _divide(
    plan: Compiled,
    rule: Rule,
    act: Act,
    holders: list[Holder],
    points: int,
    taken: Taken,
    found: Assessment,
) -> None:
    """Several holders: each the whole, or parts to the hundredth that add up; of equal parts the
    first get the rest, of stated parts those with the largest fractions. Who has fewer times left
    gets that many of them, a broken hundredth rounded down."""
    team = rule.item.team
    parts = [points] * len(holders)
    sign = 1 if points >= 0 else -1
    if team is not None and team.split == "equal":
        whole, rest = divmod(abs(points), len(holders))
        parts = [sign * (whole + (place < rest)) for place in range(len(holders))]
    if team is not None and team.split == "stated":
        shares = share_out(abs(points), _stated(act))
        parts = [sign * shares.get(holder[0], 0) for holder in holders]
    if found.each:
        most = max(found.each) or 1
        each = zip(parts, found.each, strict=True)
        parts = [sign * (abs(part) * times // most) for part, times in each]
    tally: ChainMap[Slot, int] = ChainMap({}, taken)  # type: ignore[arg-type]  # only read
    for place, (holder, part) in enumerate(zip(holders, parts, strict=True)):
        if found.times and found.each and not found.each[place]:
            found.shares += ((holder[0], 0),)
            continue
        before = len(found.uses)
        _credit(plan, rule, act, holder, part, tally, found)
        for _, slot, amount in found.uses[before:]:
            tally[slot] = tally.get(slot, 0) + amount


def _stated(act: Act) -> dict[str, Fraction]:
    """The parts that the act itself states for its team."""
    if len(act.parts) != len(act.credited) or not any(part > 0 for part in act.parts):
        raise HolderMissing(item=act.item, need="parts")
    stated: dict[str, Fraction] = {}
    for key, part in zip(act.credited, act.parts, strict=True):
        stated[key] = stated.get(key, Fraction(0)) + part
    return stated


def _credit(
    plan: Compiled,
    rule: Rule,
    act: Act,
    holder: Holder,
    points: int,
    taken: Taken,
    found: Assessment,
) -> None:
    if rule.points and points:
        points = _capped(plan, rule, act, holder, points, taken, found)
    key, standing = holder
    found.shares += ((key, points),)
    for way in rule.ways.get(standing.kind, ()):
        owner = key if way.through == "own" else owner_of(plan, way, holder)
        if owner is None or (way.picky and not _takes(way, act, points)):
            continue
        part = way.part(points) if way.rated else points
        if way.caps and part > 0:
            part = _purse_room(plan, way, act, owner, part, taken, found)
        found.credits += (Credit(way.code, owner, Points(part)),)
    if not found.credits:
        raise NoPurse(item=act.item, kind=standing.kind, subject=key)


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
        room = limit = limit_of(cap, holder)
        if cap.per != "event":
            number = cap.number * sign
            owner = owner_in(cap, holder)
            slot = (number, owner, plan.starts[cap.per][act.day])
            slots.append((cap, slot))
            room = max(limit - taken.get(slot, 0), 0)
        if left > room:
            left = room
            facts = {"cap": cap.name, "limit": limit, "per": cap.per, "whose": cap.whose}
            found.reasons += (Reason("capped", facts | {"points": sign * left}),)
            found.cut = True
    if left:
        found.uses += tuple([(cap, slot, left) for cap, slot in slots])
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
    slots = [(cap, (cap.number, owner, plan.starts[cap.per][act.day])) for cap in way.caps]
    for cap, slot in slots:
        room = max(cap.limit - taken.get(slot, 0), 0)
        if points > room:
            points = room
            facts = {"purse": way.purse.code, "limit": cap.limit, "per": cap.per}
            found.reasons += (Reason("purse_capped", facts | {"points": points}),)
    if points:
        found.uses += tuple([(cap, slot, points) for cap, slot in slots])
    return points
