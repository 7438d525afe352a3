"""Whether items, caps and purses mean what they can mean."""

import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from jishan.core.points import format_points
from jishan.core.scheme.checks import bounds
from jishan.core.scheme.checks.desk import Desk
from jishan.core.scheme.compiled import Compiled, compiled
from jishan.core.scheme.document import (
    Base,
    Brackets,
    Cap,
    Case,
    Honour,
    Import,
    Inspection,
    Levels,
    Outcome,
    PerUnit,
    Purse,
    Range,
    Repeat,
    RuleItem,
    Selector,
    Settlement,
    Steps,
    Streak,
)
from jishan.core.scheme.rounding import decimal_text
from jishan.core.scheme.values import Duration

_EARNED = re.compile("收入|增收|增产|产值|产量|亩产|销售额|营业额|销量|利润|赚")
"""Figures of success that points did not bring about (T24)."""


def look(desk: Desk) -> None:
    scheme = desk.scheme
    for place, item in enumerate(scheme.items):
        _worth(desk, item, place)
        _item(desk, item, place)
    for place, category in enumerate(scheme.categories):
        for number, cap in enumerate(category.caps):
            _cap(desk, cap, "categories", place, "caps", number)
        _cap_against_base(desk, category.code, place)
    for place, shared in enumerate(scheme.caps):
        _cap(desk, shared, "caps", place)
    for place, purse in enumerate(scheme.purses):
        _purse(desk, purse, place)
        if purse.rate is not None and purse.rate % 1 and purse.rate_rounding is None:
            desk.error("rounding_missing", "purses", place, "rate_rounding", item=purse.name)
    _ways(desk)
    _rewards(desk)


def _worth(desk: Desk, item: RuleItem, place: int) -> None:
    path: tuple[str | int, ...] = ("items", place, "worth")
    _names(desk, item, *path)
    earned = isinstance(item.worth, PerUnit | Steps | Brackets) and _EARNED.search(item.title)
    if earned or isinstance(item.worth, Import):
        desk.note("outcome_not_cause", *path, item=item.title)
    match item.worth:
        case PerUnit(rounding=None) as worth if _broken(worth):
            desk.error("rounding_missing", *path, item=item.title)
        case PerUnit(min=low, max=high) | Range(low=low, high=high) | Case(low=low, high=high):
            if low is not None and high is not None and low > high:
                desk.error("range_upside_down", *path, item=item.title)
        case Steps(steps=steps):
            _rising(desk, [Fraction(one.at) for one in steps], item, *path, "steps")
        case Brackets(brackets=brackets):
            _brackets(desk, [one.up_to for one in brackets], item, *path, "brackets")
        case Inspection() as form:
            _inspection(desk, item, form, *path)
        case _:
            _automatic(desk, item, *path)


def _broken(worth: PerUnit) -> bool:
    """Whether its points need not come out in whole hundredths."""
    factors = [Fraction(one.factor) * worth.points for one in worth.grades]
    return not worth.whole or any(value.denominator != 1 for value in factors)


def _names(desk: Desk, item: RuleItem, *path: str | int) -> None:
    if isinstance(item.worth, PerUnit):
        _once(desk, [one.level for one in item.worth.grades], item, *path, "grades")
    if isinstance(item.worth, Levels):
        _once(desk, [one.level for one in item.worth.levels], item, *path, "levels")
    if isinstance(item.worth, Outcome):
        _once(desk, [one.outcome for one in item.worth.outcomes], item, *path, "outcomes")


def _automatic(desk: Desk, item: RuleItem, *path: str | int) -> None:
    worth = item.worth
    if isinstance(worth, Base) and worth.rounding is None and worth.joiners.startswith("by_"):
        desk.error("rounding_missing", *path, item=item.title)


def _once(desk: Desk, codes: list[str], item: RuleItem, *path: str | int) -> None:
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        desk.error("code_twice", *path, code_=code, part=item.title)


def _rising(desk: Desk, marks: list[Fraction], item: RuleItem, *path: str | int) -> None:
    if any(later <= before for before, later in pairwise(marks)):
        desk.error("steps_not_rising", *path, item=item.title)


def _brackets(desk: Desk, edges: list[Any], item: RuleItem, *path: str | int) -> None:
    if any(edge is None for edge in edges[:-1]):
        desk.error("bracket_open_inside", *path, item=item.title)
        return
    _rising(desk, [Fraction(edge) for edge in edges if edge is not None], item, *path)
    if edges[-1] is not None:
        desk.note("bracket_ends", *path, item=item.title, last=str(edges[-1]))


def _inspection(desk: Desk, item: RuleItem, form: Inspection, *path: str | int) -> None:
    _once(desk, [line.code for line in form.lines], item, *path, "lines")
    full = sum(line.points for line in form.lines)
    declared = desk.scheme.declared.full
    category = next(c for c in desk.scheme.categories if c.code == item.category)
    for expected in (declared, category.full):
        if expected is not None and expected != full:
            desk.error(
                "full_differs", *path, "lines", item=item.title,
                declared=format_points(expected), found=format_points(full),
            )  # fmt: skip
            break
    _judging(desk, item, form, *path)
    if form.counts == "bands":
        _bands(desk, item, form, full, *path)
    elif form.bands:
        desk.error("bands_unused", *path, "bands", item=item.title)
    if form.counts == "score" and form.factor != 1 and form.rounding is None:
        desk.error("rounding_missing", *path, item=item.title)


def _judging(desk: Desk, item: RuleItem, form: Inspection, *path: str | int) -> None:
    judging = form.judging
    divides = judging.combine in ("mean", "median", "trimmed_mean", "weights", "roles")
    divides = divides or any(line.absent == "scaled" for line in form.lines)
    if divides and judging.rounding is None:
        desk.error("rounding_missing", *path, "judging", item=item.title)
    if judging.combine in ("weights", "roles") and not any(judging.weights.values()):
        desk.error("weights_missing", *path, "judging", item=item.title)


def _bands(desk: Desk, item: RuleItem, form: Inspection, full: int, *path: str | int) -> None:
    if not form.bands:
        desk.error("bands_missing", *path, item=item.title)
        return
    unit = Fraction(form.judging.round_to if form.judging.rounding else 1, 100)
    report_bands(desk, item.title, form.bands, *path, "bands", unit=unit)
    above = bounds.uncovered_above(form.bands, Fraction(full, 100), unit)
    if above is not None:
        desk.error("bands_gap", *path, "bands", item=item.title, at=decimal_text(above))
    low = bounds.covered_from(form.bands)
    if low is not None and low > 0:
        says = "不计分" if form.below_bands == "zero" else "不受理"
        desk.note("bands_begin", *path, "bands", item=item.title, at=decimal_text(low), says=says)


def report_bands(
    desk: Desk, title: str, bands: Any, *path: str | int, unit: Fraction | None = None
) -> None:
    """Gaps, overlaps and bands that nothing can reach are errors wherever bands are used."""
    for kind, place, at in bounds.trouble(bands, unit):
        desk.error(f"bands_{kind}", *path, place, item=title, at=decimal_text(at))


def _item(desk: Desk, item: RuleItem, place: int) -> None:
    path = ("items", place)
    for number, cap in enumerate(item.caps):
        _cap(desk, cap, *path, "caps", number)
    if item.repeat is not None:
        _repeat(desk, item.repeat, item, *path, "repeat")
    _whom(desk, item, *path)
    _reach(desk, item, *path)
    _team(desk, item, *path)


def _team(desk: Desk, item: RuleItem, *path: str | int) -> None:
    """Times are counted for each of a team; the rest looks at the act as a whole."""
    rule = compiled(desk.scheme).rules[item.code]
    whole = [*rule.quantities, *rule.overlaps, *rule.needs]
    whole += [one for one in (rule.running, rule.repeat) if one is not None]
    if item.credited_to == "team" and any(one.whose != "everyone" for one in whole):
        desk.note("team_counted_by_doer", *path, item=item.title)


def _repeat(desk: Desk, repeat: Repeat, item: RuleItem, *path: str | int) -> None:
    if (repeat.within is None) == (repeat.per is None):
        desk.error("repeat_unclear", *path, item=item.title)
    if repeat.within:
        duration(desk, repeat.within, *path, "within")
    said = {"factor", "from_time", "growing"} & repeat.model_fields_set
    if repeat.factors and said:
        desk.error("repeat_said_twice", *path, "factors", item=item.title)


def _whom(desk: Desk, item: RuleItem, *path: str | int) -> None:
    if item.credited_to == "team" and item.team is None:
        desk.error("team_split_missing", *path, "team", item=item.title)
    if item.credited_to in ("doer", "household") and item.team is not None:
        desk.error("team_unused", *path, "team", item=item.title)
    for number, condition in enumerate(item.conditions):
        if condition.empty:
            desk.error("bounds_missing", *path, "conditions", number, name=condition.name)
    if item.active_from and item.active_until and item.active_from > item.active_until:
        desk.error("days_upside_down", *path, "active_until", item=item.title)
    if item.days_of_month and item.days_of_month[0] > item.days_of_month[1]:
        desk.error("days_upside_down", *path, "days_of_month", item=item.title)
    if item.active_from and item.active_from < desk.scheme.in_force_from:
        day = item.active_from.isoformat()
        desk.error("retroactive", *path, "active_from", item=item.title, day=day)


def _reach(desk: Desk, item: RuleItem, *path: str | int) -> None:
    """Whom the item leaves out: those without a phone, without land, away from home."""
    others = {"proxy", "recorded", "document", "inspection", "import"}
    if item.needs_phone:
        desk.error("phone_required", *path, "needs_phone", item=item.title)
    elif not others & set(item.origins) and not isinstance(item.worth, Base):
        desk.warn("only_self", *path, "origins", item=item.title)
    if isinstance(item.worth, PerUnit) and item.worth.unit in ("亩", "分地", "公顷"):
        desk.note("needs_land", *path, item=item.title)
    if item.needs_presence:
        desk.note("needs_presence", *path, item=item.title)
    unbounded = isinstance(item.worth, PerUnit | Brackets | Import) and not item.negative
    if unbounded and getattr(item.worth, "max", None) is None and not _capped(desk, item):
        desk.note("item_unbounded", *path, item=item.title)


def _capped(desk: Desk, item: RuleItem) -> bool:
    rule = compiled(desk.scheme).rules[item.code]
    return bool(rule.points or rule.times or rule.quantities)


def _cap(desk: Desk, cap: Cap, *path: str | int) -> None:
    limits = [one for one in (cap.points, cap.times, cap.quantity) if one is not None]
    if len(limits) != 1:
        desk.error("cap_unclear", *path)
    elif limits[0] < 0:
        desk.error("cap_negative", *path)
    if cap.per == "event" and cap.points is None:
        desk.error("cap_event_points_only", *path)
    if cap.per_member and cap.whose == "everyone":
        desk.error("cap_per_member_of_all", *path, "per_member")
    kinds = {purse.holder for purse in desk.scheme.purses} & {"household", "resident"}
    if cap.whose is None and cap.per != "event" and len(kinds) > 1:
        desk.error("cap_whose_missing", *path, "whose")


def _cap_against_base(desk: Desk, code: str, place: int) -> None:
    """A cap below the base that everybody is granted in the same period takes it away again."""
    category = desk.scheme.categories[place]
    for item in desk.scheme.items:
        if item.category != code or not isinstance(item.worth, Base):
            continue
        for number, cap in enumerate((*category.caps, *item.caps)):
            if cap.points is not None and cap.points < item.worth.points:
                desk.error(
                    "cap_below_base", "categories", place, "caps", number,
                    cap=format_points(cap.points), base=format_points(item.worth.points),
                )  # fmt: skip


def duration(desk: Desk, length: Duration, *path: str | int) -> None:
    """Exactly one of days, months, years, and more than nothing."""
    given = [one for one in (length.days, length.months, length.years) if one is not None]
    if len(given) != 1 or given[0] < 1:
        desk.error("duration_unclear", *path)


def _purse(desk: Desk, purse: Purse, place: int) -> None:
    path = ("purses", place)
    if purse.takes != "own" and purse.holder not in ("household", "group", "village"):
        desk.error("purse_has_no_members", *path, "takes", purse=purse.name)
    if isinstance(purse.floor, int) and purse.floor > 0:
        desk.error("floor_positive", *path, "floor", purse=purse.name)
    for number, rule in enumerate(purse.expiry):
        if (rule.after is None) == (rule.end_of is None):
            desk.error("expiry_unclear", *path, "expiry", number, purse=purse.name)
        if rule.after is not None:
            duration(desk, rule.after, *path, "expiry", number, "after")
    if purse.held_max is not None and purse.locked is not None and purse.locked > purse.held_max:
        desk.error("locked_above_held", *path, "locked", purse=purse.name)
    if purse.spendable and purse.clearing is None and not purse.expiry:
        desk.note("choice_never_cleared", *path, purse=purse.name)


def _ways(desk: Desk) -> None:
    """Every item reaches a purse, and every purse is reached."""
    plan = compiled(desk.scheme)
    fed: set[str] = set()
    for place, item in enumerate(desk.scheme.items):
        rule = plan.rules[item.code]
        credited = CREDITED.get(item.credited_to, rule.kinds)
        ways = [way for kind in credited for way in rule.ways.get(kind, ())]
        fed |= {way.purse.code for way in ways}
        if not ways:
            desk.error("item_without_purse", "items", place, item=item.title)
    fed |= _fed_by_closes(desk, plan)
    for place, purse in enumerate(desk.scheme.purses):
        if purse.code not in fed and desk.scheme.items and not desk.scheme.declared.list_absent:
            desk.warn("purse_unfed", "purses", place, purse=purse.name)


CREDITED: Mapping[str, frozenset[str]] = {
    "household": frozenset({"household"}),
    "members": frozenset({"resident", "household"}),
    "named": frozenset({"resident", "household"}),
    "team": frozenset({"resident", "household"}),
}


def _fed_by_closes(desk: Desk, plan: Compiled) -> set[str]:
    scheme = desk.scheme
    return {
        way.purse.code
        for clauses in (scheme.streaks, scheme.settlements, scheme.honours)
        for clause in clauses
        for ways in plan.ways_of(clause.code, clause.category or "").values()
        for way in ways
    }


def _rewards(desk: Desk) -> None:
    """Caps limit what is done. What a close gives comes on top: it has limits of its own."""
    scheme = desk.scheme
    for place, cap in enumerate(scheme.caps):
        asked = _given(desk, cap.on, named=True)
        if asked:
            desk.error("cap_on_rewards", "caps", place, "on", rewards=asked)
        elif cap.points is not None and cap.on.sign != "minus":
            _beyond(desk, cap.on, "几项合起来", "caps", place)
    for place, category in enumerate(scheme.categories):
        if any(cap.points is not None for cap in category.caps):
            on = Selector(categories=(category.code,))
            _beyond(desk, on, category.name, "categories", place, "caps")
    for place, purse in enumerate(scheme.purses):
        if purse.earned_max:
            _beyond(desk, purse.on, purse.name, "purses", place, "earned_max")


def _beyond(desk: Desk, on: Selector, name: str, *path: str | int) -> None:
    rewards = _given(desk, on)
    if rewards:
        desk.note("rewards_beyond_cap", *path, name=name, rewards=rewards)


def _given(desk: Desk, on: Selector, *, named: bool = False) -> str:
    """The rewards that a selector takes; with `named`, those that it names one by one."""
    scheme = desk.scheme
    rewards: list[Settlement | Streak | Honour] = [*scheme.settlements]
    rewards += [one for one in scheme.streaks if one.points is not None]
    rewards += [one for one in scheme.honours if one.gives_points]
    return "、".join(
        one.name
        for one in rewards
        if on.takes(one.code, one.category or "") and (one.code in on.items or not named)
    )
