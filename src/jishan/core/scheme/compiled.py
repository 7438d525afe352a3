"""A scheme made ready for scoring: every item with its caps, purses and factors looked up once."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from jishan.core.periods import after, period_of, shift_months
from jishan.core.scheme.document import (
    Cap,
    Multiplier,
    Purse,
    RuleItem,
    Scheme,
    Selector,
    SharedCap,
)
from jishan.core.scheme.facts import CapWindow, WindowMeasure
from jishan.core.scheme.rounding import millionths, rounded
from jishan.core.scheme.values import Duration, PeriodKind
from jishan.core.scheme.valuing import Value, value_of
from jishan.core.scheme.worth import Base, Brackets, Fixed, Levels, Outcome, PerUnit, Steps

EVERYONE = "*"
Slot = tuple[int, str, Hashable]
"""Number of the cap (negative for deductions), holder, start of the period or name of the event."""


@dataclass(slots=True)
class CapRule:
    """One cap, ready to be looked up. `limit` is in the unit of its measure."""

    number: int
    name: str
    measure: WindowMeasure
    limit: int
    per: str
    whose: str
    items: tuple[str, ...]
    sign: str = "any"
    rolling: Duration | None = None
    overlap: str = ""


@dataclass(slots=True)
class PurseWay:
    """How points reach a purse: as the holder's `own`, or through its household, group, village.

    A `picky` purse does not take every sign or origin."""

    purse: Purse
    through: str
    caps: tuple[CapRule, ...]
    picky: bool = False

    def part(self, points: int) -> int:
        """What a share becomes in this purse."""
        purse = self.purse
        if purse.rate is None:
            return points
        return rounded(points * Fraction(purse.rate), purse.rate_rounding)


@dataclass(slots=True)
class Rule:
    """An item with everything that scoring needs.

    `steady`: nothing but the act itself decides its worth, so equal acts are worth the same.
    """

    item: RuleItem
    value: Value
    counts_times: bool
    event_limit: int | None = None
    times: tuple[CapRule, ...] = ()
    quantities: tuple[CapRule, ...] = ()
    points: tuple[CapRule, ...] = ()
    overlaps: tuple[CapRule, ...] = ()
    running: CapRule | None = None
    repeat: CapRule | None = None
    multipliers: tuple[Multiplier, ...] = ()
    ways: dict[str, tuple[PurseWay, ...]] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()
    dated: bool = False
    steady: bool = False


class Compiled:
    """All rules of a scheme, and its calendar with a memory."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.starts: dict[str, dict[date, int]] = {}
        self.first = scheme.in_force_from
        self.last = scheme.in_force_until or date.max
        self._categories = {category.code: category for category in scheme.categories}
        self._codes = _codes(scheme)
        self._numbers = 0
        self._shared = [
            (cap, self._cap(cap, cap.code, self._meant(cap.on), cap.on.sign)) for cap in scheme.caps
        ]
        self._overlaps = [
            (
                overlap.items,
                self._overlap(overlap.code, overlap.items, overlap.rule, overlap.within),
            )
            for overlap in scheme.overlaps
            if overlap.rule != "all"
        ]
        self._category_caps = {
            code: [
                self._cap(cap, f"{code}/{number}", self._meant(Selector(categories=(code,))))
                for number, cap in enumerate(category.caps, 1)
            ]
            for code, category in self._categories.items()
        }
        self._purse_caps = {
            purse.code: tuple(
                CapRule(
                    self._next(),
                    f"{purse.code}/{number}",
                    "plus",
                    cap.points,
                    cap.per,
                    "account",
                    self._meant(purse.on),
                )
                for number, cap in enumerate(purse.earned_max, 1)
            )
            for purse in scheme.purses
        }
        self.rules = {item.code: self._rule(item) for item in scheme.items}
        self.categories_of = dict(self._codes)
        self.caps = self._all_caps()

    def renumbering(self, newer: "Compiled") -> dict[int, int]:
        """Numbers of this version's caps in a newer one, by name and what they count."""
        new = {(cap.name, cap.measure): cap.number for cap in newer.caps}
        numbers: dict[int, int] = {}
        for cap in self.caps:
            number = new.get((cap.name, cap.measure))
            if number is not None:
                numbers[cap.number], numbers[-cap.number] = number, -number
        return numbers

    def start(self, kind: str, day: date) -> int:
        """Ordinal of the first day of the period that holds the day; remembered."""
        try:
            return self.starts[kind][day]
        except KeyError:
            first = period_of(self.scheme.periods, kind, day).first  # type: ignore[arg-type]
            return self.starts.setdefault(kind, {}).setdefault(day, first.toordinal())

    def window(self, cap: CapRule, slot: Slot, day: date, event: str | None) -> CapWindow:
        """The public form of a slot."""
        measure = cap.measure
        if measure == "plus" and slot[0] < 0:
            measure = "minus"
        holder = None if slot[1] == EVERYONE else slot[1]
        if cap.rolling is not None:
            return CapWindow(cap.name, holder, since(day, cap.rolling), day, cap.items, measure)
        if cap.per == "event":
            return CapWindow(cap.name, holder, day, day, cap.items, measure, event)
        period = period_of(self.scheme.periods, _kind(cap.per), day)
        return CapWindow(cap.name, holder, period.first, period.last, cap.items, measure)

    def _rule(self, item: RuleItem) -> Rule:
        own = [
            self._cap(cap, f"{item.code}/{number}", (item.code,))
            for number, cap in enumerate(item.caps, 1)
        ]
        caps = [*own, *self._category_caps.get(item.category, ())]
        caps += [rule for cap, rule in self._shared if _meets(cap, item)]
        rule = Rule(
            item,
            value_of(item.worth),
            isinstance(item.worth, Fixed | Levels | Outcome),
            times=tuple(cap for cap in caps if cap.measure == "times"),
            quantities=tuple(cap for cap in caps if cap.measure == "quantity"),
            points=tuple(cap for cap in caps if cap.measure == "plus"),
            overlaps=tuple(cap for items, cap in self._overlaps if item.code in items),
            running=self._running(item),
            repeat=self._repeat(item),
            multipliers=self._multipliers(item),
            ways=self._ways(item),
            kinds=self._kinds(item),
        )
        rule.dated = bool(item.active_from or item.active_until or item.days_of_month)
        looks = (rule.times, rule.quantities, rule.points, rule.overlaps, rule.running, rule.repeat)
        capped = any(way.caps for ways in rule.ways.values() for way in ways)
        rule.steady = (
            isinstance(item.worth, Fixed | PerUnit | Levels | Outcome)
            and not any(looks)
            and not capped
            and not rule.multipliers
            and not item.conditions
        )
        return rule

    def _cap(self, cap: Cap, name: str, items: tuple[str, ...], sign: str = "any") -> CapRule:
        whose = cap.whose or "account"
        number = self._next()
        if cap.times is not None:
            return CapRule(number, name, "times", cap.times, cap.per, whose, items, sign)
        if cap.quantity is not None:
            limit = millionths(cap.quantity)
            return CapRule(number, name, "quantity", limit, cap.per, whose, items, sign)
        return CapRule(number, name, "plus", cap.points or 0, cap.per, whose, items, sign)

    def _overlap(self, code: str, items: tuple[str, ...], rule: str, within: str) -> CapRule:
        measure: WindowMeasure = "largest" if rule == "largest" else "first"
        return CapRule(self._next(), code, measure, 0, within, "account", items, overlap=rule)

    def _running(self, item: RuleItem) -> CapRule | None:
        worth = item.worth
        if not isinstance(worth, Steps | Brackets) or worth.per == "event":
            return None
        return CapRule(
            self._next(), f"{item.code}/running", "running", 0, worth.per, "account", (item.code,)
        )

    def _repeat(self, item: RuleItem) -> CapRule | None:
        if item.repeat is None:
            return None
        per = item.repeat.per or "ever"
        return CapRule(
            self._next(),
            f"{item.code}/repeat",
            "repeats",
            0,
            per,
            "account",
            (item.code,),
            rolling=item.repeat.within,
        )

    def _multipliers(self, item: RuleItem) -> tuple[Multiplier, ...]:
        if self.scheme.multiplying is None or isinstance(item.worth, Base):
            return ()
        sign = "minus" if item.negative else "plus"
        return tuple(
            rule
            for rule in self.scheme.multiplying.rules
            if rule.on.takes(item.code, item.category) and rule.on.sign in ("any", sign)
        )

    def _kinds(self, item: RuleItem) -> frozenset[str]:
        kinds = set(item.subjects or self.scheme.subjects.kinds)
        if item.credited_to == "household" and not item.subjects:
            kinds.add("resident")
        return frozenset(kinds)

    def _ways(self, item: RuleItem) -> dict[str, tuple[PurseWay, ...]]:
        ways: dict[str, list[PurseWay]] = {}
        for purse in self.scheme.purses:
            if item.purses and purse.code not in item.purses:
                continue
            if not purse.on.takes(item.code, item.category):
                continue
            for kind, through in _reaching(purse):
                picky = bool(purse.origins) or purse.on.sign != "any"
                way = PurseWay(purse, through, self._purse_caps[purse.code], picky)
                ways.setdefault(kind, []).append(way)
        return {kind: tuple(found) for kind, found in ways.items()}

    def ways_of(
        self, code: str, category: str, purses: Iterable[str] = ()
    ) -> dict[str, list[PurseWay]]:
        """The purses that take an automatic credit (base, streak, settlement) of this code."""
        ways: dict[str, list[PurseWay]] = {}
        named = tuple(purses)
        for purse in self.scheme.purses:
            if (named and purse.code not in named) or not purse.on.takes(code, category):
                continue
            for kind, through in _reaching(purse):
                ways.setdefault(kind, []).append(PurseWay(purse, through, ()))
        return ways

    def _all_caps(self) -> list[CapRule]:
        found = {
            cap.number: cap
            for rule in self.rules.values()
            for cap in (*rule.times, *rule.quantities, *rule.points, *rule.overlaps)
        }
        for rule in self.rules.values():
            for one in (rule.running, rule.repeat):
                if one is not None:
                    found[one.number] = one
        found |= {cap.number: cap for caps in self._purse_caps.values() for cap in caps}
        return list(found.values())

    def _meant(self, on: Selector) -> tuple[str, ...]:
        return tuple(code for code, category in self._codes.items() if on.takes(code, category))

    def _next(self) -> int:
        self._numbers += 1
        return self._numbers


def compiled(scheme: Scheme) -> Compiled:
    """The compiled scheme, made once and kept with the document."""
    memory = scheme.memory
    plan = memory.get("compiled")
    if plan is None:
        plan = memory["compiled"] = Compiled(scheme)
    assert isinstance(plan, Compiled)
    return plan


def since(day: date, length: Duration) -> date:
    """The first day whose acts still count on `day` when each counts for so long."""
    months = (length.months or 0) + 12 * (length.years or 0)
    first = shift_months(day, -months) - timedelta(days=length.days or 0)
    while after(first, length) <= day:
        first += timedelta(days=1)
    return first


def _codes(scheme: Scheme) -> dict[str, str]:
    """Every code that entries can bear, with its category."""
    codes = {item.code: item.category for item in scheme.items}
    codes |= {streak.code: streak.category or "" for streak in scheme.streaks}
    codes |= {settlement.code: settlement.category for settlement in scheme.settlements}
    codes |= {
        honour.code: honour.category or "" for honour in scheme.honours if honour.gives_points
    }
    if scheme.false_claim:
        codes["false_claim"] = scheme.false_claim.category
    return codes


def _meets(cap: SharedCap, item: RuleItem) -> bool:
    return cap.on.takes(item.code, item.category)


def _reaching(purse: Purse) -> list[tuple[str, str]]:
    """Which kinds of credited subjects fill this purse, and how it is found from them."""
    reaching: list[tuple[str, str]] = []
    if purse.takes in ("own", "both"):
        reaching.append((purse.holder, "own"))
    if purse.takes in ("members", "both"):
        if purse.holder == "household":
            reaching.append(("resident", "household"))
        elif purse.holder == "group":
            reaching += [("resident", "group"), ("household", "group")]
        elif purse.holder == "village":
            reaching += [(kind, "village") for kind in ("resident", "household", "unit", "group")]
    return reaching


def _kind(per: str) -> PeriodKind:
    assert per != "event", "an event is not a period"
    return per  # type: ignore[return-value]
