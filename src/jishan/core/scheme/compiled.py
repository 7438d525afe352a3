"""A scheme made ready for scoring: every item with its caps, purses and factors looked up once."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, cast, get_args

from jishan.core.periods import after, period_of, shift_months
from jishan.core.scheme.document import (
    Cap,
    Eligible,
    EverMeasure,
    Multiplier,
    Overlap,
    PointsMeasure,
    Purse,
    RuleItem,
    Scheme,
    Selector,
    SharedCap,
)
from jishan.core.scheme.facts import CapWindow, WindowMeasure
from jishan.core.scheme.remembering import direct_ways
from jishan.core.scheme.rounding import millionths
from jishan.core.scheme.rules import EVERYONE, CapRule, PurseWay, Rule, Slot
from jishan.core.scheme.values import Duration, PeriodKind
from jishan.core.scheme.valuing import value_of
from jishan.core.scheme.worth import (
    Base,
    Brackets,
    Fixed,
    Levels,
    Outcome,
    PerUnit,
    Steps,
)

if TYPE_CHECKING:
    from jishan.core.scheme.adjusting import Assessment


class _Starts(dict[date, int]):
    """Ordinal of the first day of the period of one kind, by day."""

    def __init__(self, scheme: Scheme, kind: PeriodKind) -> None:
        super().__init__()
        self._calendar, self._kind = scheme.periods, kind

    def __missing__(self, day: date) -> int:
        first = period_of(self._calendar, self._kind, day).first.toordinal()
        self[day] = first
        return first


class Compiled:
    """All rules of a scheme, and its calendar with a memory.

    `timeless`: whether somebody takes part does not change with the day alone.
    """

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.starts = {kind: _Starts(scheme, kind) for kind in get_args(PeriodKind)}
        self.eligible: dict[str, tuple[Eligible, ...]] = {}
        for clause in scheme.subjects.eligible:
            self.eligible[clause.kind] = (*self.eligible.get(clause.kind, ()), clause)
        self.timeless = all(clause.timeless for clause in scheme.subjects.eligible)
        self.for_the_household = "resident" not in scheme.subjects.kinds
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
                self._overlap(overlap),
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
        self._purse_caps = {purse.code: self._earned_max(purse) for purse in scheme.purses}
        self.rules = {item.code: self._rule(item) for item in scheme.items}
        for rule in self.rules.values():
            for need in rule.needs:
                self._feed(need)
        for rule in self.rules.values():
            rule.direct = direct_ways(rule) if self.timeless else {}
        self.known: dict[Hashable, Assessment] = {}
        """What was found for acts, by what they said (`remembering`)."""
        self.looking_back = {
            code for code, rule in self.rules.items() if rule.repeat and rule.repeat.rolling
        }
        self.automatic = {
            code for code, rule in self.rules.items() if isinstance(rule.item.worth, Base)
        }
        self.categories_of = dict(self._codes)
        self.caps = self._all_caps()

    def _earned_max(self, purse: Purse) -> tuple[CapRule, ...]:
        items = self._meant(purse.on)
        return tuple(
            CapRule(
                self._next(),
                f"{purse.code}/{number}",
                "plus",
                cap.points,
                cap.per,
                "account",
                items,
            )
            for number, cap in enumerate(purse.earned_max, 1)
        )

    def counts(self, measure: PointsMeasure | EverMeasure, code: str) -> bool:
        """Whether what is entered under the code belongs to the measure. Points have a sign of
        their own; of times and quantities the sign asks for items that add, or that deduct."""
        on, rule = measure.on, self.rules.get(code)
        acts = isinstance(measure, PointsMeasure) and measure.value != "points"
        if acts and rule is not None and on.sign != "any":
            return rule.item.negative == (on.sign == "minus") and on.takes(code, rule.category)
        return on.takes(code, self.categories_of[code])

    def renumbering(self, newer: "Compiled") -> dict[int, int]:
        """Numbers of this version's caps in a newer one, by what they count and for whom."""
        new: dict[tuple[object, ...], int] = {}
        for cap in newer.caps:
            new.setdefault(cap.counts, cap.number)
        numbers: dict[int, int] = {}
        for cap in self.caps:
            number = new.get(cap.counts)
            if number is not None:
                numbers[cap.number], numbers[-cap.number] = number, -number
        return numbers

    def start(self, kind: str, day: date) -> int:
        """Ordinal of the first day of the period that holds the day; remembered."""
        return self.starts[kind][day]

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
            quantities=self._quantities(item, caps),
            points=tuple(cap for cap in caps if cap.measure == "plus"),
            overlaps=tuple(cap for items, cap in self._overlaps if item.code in items),
            running=self._running(item),
            repeat=self._repeat(item),
            needs=self._needs(item),
            multipliers=self._multipliers(item),
            ways=self._ways(item),
            kinds=self._kinds(item),
        )
        rule.dated = bool(
            item.active_from or item.active_until or item.days_of_month or item.months
        )
        rule.to, rule.who, rule.conditional = item.credited_to, item.who, bool(item.conditions)
        rule.documented = bool(item.evidence.required or item.evidence.any_of)
        rule.category, rule.origins = item.category, frozenset(item.origins)
        rule.counts = bool(rule.times or rule.quantities or rule.running)
        rule.adjusted = bool(rule.multipliers or rule.repeat or rule.overlaps)
        return rule

    def _quantities(self, item: RuleItem, caps: Sequence[CapRule]) -> tuple[CapRule, ...]:
        """Of a base the quantity is only the part that a newcomer gets: no cap counts it."""
        if isinstance(item.worth, Base):
            return ()
        return tuple(cap for cap in caps if cap.measure == "quantity")

    def _cap(self, cap: Cap, name: str, items: tuple[str, ...], sign: str = "any") -> CapRule:
        limits: WindowMeasure = "plus"
        limit: int = cap.points or 0
        if cap.times is not None:
            limits, limit = "times", cap.times
        elif cap.quantity is not None:
            limits, limit = "quantity", millionths(cap.quantity)
        return CapRule(
            self._next(), name, limits, limit, cap.per, cap.whose or "account", items, sign,
            per_member=cap.per_member,
        )  # fmt: skip

    def _overlap(self, one: Overlap) -> CapRule:
        measure: WindowMeasure = "largest" if one.rule == "largest" else "first"
        return CapRule(
            self._next(), one.code, measure, 0, one.within, one.whose, one.items, overlap=one.rule
        )

    def _running(self, item: RuleItem) -> CapRule | None:
        worth = item.worth
        if not isinstance(worth, PerUnit | Steps | Brackets) or worth.per == "event":
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

    def _needs(self, item: RuleItem) -> tuple[CapRule, ...]:
        """What must have been done before, counted like a cap on times that nothing fills up."""
        return tuple(
            CapRule(
                self._next(),
                f"{item.code}/need/{number}",
                "times",
                need.times,
                need.per,
                need.whose,
                need.items,
            )
            for number, need in enumerate(item.needs, 1)
        )

    def _feed(self, need: CapRule) -> None:
        """Acts of these items are noted for the item that needs them."""
        for code in need.items:
            rule = self.rules.get(code)
            if rule is not None:
                rule.feeds = (*rule.feeds, need)

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
        """Who may do it. Residents may act for their household, where it takes what they earn."""
        kinds = set(item.subjects or self.scheme.subjects.kinds)
        fed = any(one.holder == "household" and one.takes != "own" for one in self.scheme.purses)
        if not item.subjects and (item.credited_to == "household" or fed):
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
            for one in (rule.running, rule.repeat, *rule.needs):
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
    return cast(PeriodKind, per)


__all__ = [
    "EVERYONE",
    "CapRule",
    "Compiled",
    "PurseWay",
    "Rule",
    "Slot",
    "compiled",
    "since",
]
