"""What people of a village that nobody lives in do in a year: acts, inspections, redemptions.

How often is estimated from what the document says of the item (its caps, its unit, who may do it,
whether somebody must be at home) by the tables below. Each item has lots of its own, so that
the acts of an item are the same under two documents that share it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from jishan.core.periods import ONE_DAY, Period
from jishan.core.points import ONE, Points
from jishan.core.purses import window_open
from jishan.core.replay.events import Event, Person
from jishan.core.sandbox.lots import Lots
from jishan.core.sandbox.reach import needs
from jishan.core.sandbox.synthetic import AWAY_TAG
from jishan.core.sandbox.worths import filled
from jishan.core.scheme.admission import meant, takes_part
from jishan.core.scheme.compiled import compiled
from jishan.core.scheme.document import (
    Base,
    Inspection,
    Redemption,
    RuleItem,
    Scheme,
    Veto,
)
from jishan.core.scheme.facts import Act, Standing
from jishan.core.scheme.values import Origin

ZEAL = ((20, 2), (50, 3), (100, 4), (160, 2), (240, 1))
"""How eager a home is, in percent of the usual, with weights."""
PER_CAP = {
    "day": 8_000, "week": 8_000, "ten_days": 8_000, "half_month": 6_000, "month": 5_000,
    "quarter": 2_000, "half": 1_200, "year": 500,
    "ever": 300, "event": 1_500,
}  # fmt: skip
"""Times a year in a thousand homes where the item is capped in times for such a period."""
USUAL = 1_500
PER_SHAPE = {
    "range": 600, "case": 25, "levels": 60, "outcome": 150, "steps": 3_000, "brackets": 1_000,
    "import": 1_000,
}  # fmt: skip
RARE, BAD, VETO = 40, 25, 1
"""In a thousand homes a year: what few ever do; a deduction; a veto clause."""
RARE_WORDS = (
    "献血", "捐", "见义勇为", "参军", "入伍", "大学", "考上", "表彰", "荣誉", "创业", "事迹",
)  # fmt: skip
REDEMPTIONS_MAX = 4
"""A home goes to the shop so many times a year at most."""
ROUNDS = {
    "day": 12, "week": 12, "ten_days": 12, "half_month": 12, "month": 12, "quarter": 4, "half": 2,
    "year": 1, "ever": 1,
}  # fmt: skip
PHONE, PHONE_OLD, LAND = 95, 25, 70
"""Percent of people below 70 and from 70 on who have a phone; of homes that till land."""
AWAY_ACTS = 25
"""Percent of what somebody away is asked for that he does all the same, where he need not come."""


@dataclass
class Cast:
    """The homes with their traits: eagerness in percent, land, phones; who is back from when."""

    people: Sequence[Person]
    year: Period
    homes: dict[str, list[Person]] = field(default_factory=dict)
    zeal: dict[str, int] = field(default_factory=dict)
    land: dict[str, bool] = field(default_factory=dict)
    phone: dict[str, bool] = field(default_factory=dict)
    back: dict[str, date] = field(default_factory=dict)

    def at_home(self, person: Person, day: date) -> bool:
        """Whether a resident is in the village on the day."""
        back = self.back.get(person.key)
        return AWAY_TAG not in person.tags or (back is not None and back <= day)

    def days(self) -> int:
        return self.year.days


def cast_of(lot: Lots, people: Sequence[Person], back: Sequence[Event], year: Period) -> Cast:
    """Draw the traits of every home and resident. What a home was asked, its people were asked."""
    listed = {one.key: one for one in people}
    people = [_asked_with_home(one, listed.get(one.household or "")) for one in people]
    cast = Cast(people, year, back={one.subject: one.day for one in back})
    for one in people:
        if one.kind == "resident":
            cast.homes.setdefault(one.household or one.key, []).append(one)
            old = one.born is not None and year.first.year - one.born.year >= 70
            cast.phone[one.key] = lot.chance(PHONE_OLD if old else PHONE)
        else:
            cast.homes.setdefault(one.key, [])
            cast.zeal[one.key] = lot.drawn(ZEAL)
            cast.land[one.key] = one.kind != "household" or lot.chance(LAND)
    return cast


def _asked_with_home(one: Person, home: Person | None) -> Person:
    if home is None:
        return one
    return one._replace(
        taking_part=one.taking_part and home.taking_part, consent=one.consent and home.consent
    )


def imagined_acts(seed: str, schemes: Sequence[Scheme], cast: Cast) -> list[Act]:
    """A year of acts for all items of the documents; the last document that has an item says how
    it is done."""
    items = {item.code: (scheme, item) for scheme in schemes for item in scheme.items}
    found: list[Act] = []
    for code in sorted(items):
        scheme, item = items[code]
        if not isinstance(item.worth, Base):
            found += _of_item(Lots(f"{seed}/{code}"), scheme, item, cast)
    return found


def imagined_events(seed: str, scheme: Scheme, cast: Cast) -> list[Event]:
    """What else happens under one document: redemptions, and now and then a veto."""
    found = list(_redemptions(Lots(f"{seed}/redeem"), scheme, cast))
    for veto in scheme.vetoes:
        found += _bars(Lots(f"{seed}/veto/{veto.code}"), veto, cast)
    return found


def _of_item(lot: Lots, scheme: Scheme, item: RuleItem, cast: Cast) -> Iterator[Act]:
    days = allowed_days(scheme, item, cast.year)
    if not days:
        return
    number = 0
    often = yearly(scheme, item)
    for person in cast.people:
        if person.kind == "resident":
            continue
        for day in _on_days(lot, item, often, cast.zeal[person.key], days):
            doer = _doer(lot, scheme, item, cast, person, day)
            if doer is None:
                continue
            number += 1
            act = Act(f"{item.code}-{number:04}", day, doer.key, item.code)
            yield _completed(lot, scheme, item, act, cast, doer, person)


def _on_days(lot: Lots, item: RuleItem, often: int, zeal: int, days: Sequence[date]) -> list[date]:
    """On which of the days one home is asked: inspections come round for all, the rest by zeal."""
    if isinstance(item.worth, Inspection):
        rounds = min(often, len(days))
        return [days[len(days) * number // rounds] for number in range(rounds)]
    wanted = often if item.negative else often * zeal // 100
    times = wanted // 1000 + (lot.below(1000) < wanted % 1000)
    return sorted(days[lot.below(len(days))] for _ in range(times))


def yearly(scheme: Scheme, item: RuleItem) -> int:
    """How often a year: rounds of an inspection, else times in a thousand homes."""
    periods = [cap.per for cap in item.caps if cap.times is not None]
    if isinstance(item.worth, Inspection):
        return max((ROUNDS.get(per, 4) for per in periods), default=4)
    if item.negative:
        return BAD
    if any(word in item.title for word in RARE_WORDS):
        return RARE
    by_shape = PER_SHAPE.get(item.worth.shape)
    if by_shape is not None:
        return by_shape
    return min((PER_CAP[per] for per in periods), default=USUAL)


def allowed_days(scheme: Scheme, item: RuleItem, year: Period) -> list[date]:
    """The days of the year on which the document lets the item be recorded."""
    first = max(item.active_from or year.first, scheme.in_force_from, year.first)
    last = min(item.active_until or year.last, scheme.in_force_until or year.last, year.last)
    span = item.days_of_month or (1, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [
        day
        for day in days
        if span[0] <= day.day <= span[1] and (not item.months or day.month in item.months)
    ]


def _doer(
    lot: Lots, scheme: Scheme, item: RuleItem, cast: Cast, home: Person, day: date
) -> Person | None:
    """Who of the home does it, if anybody can: the household itself, or one of its residents."""
    members = cast.homes.get(home.key, [])
    if not _able(lot, item, cast, home, members, day):
        return None
    if not _takes_part(scheme, home, day):
        return None
    kinds = _kinds(scheme, item)
    candidates = [home] if home.kind in kinds else []
    if "resident" in kinds:
        here = [one for one in members if cast.at_home(one, day)]
        candidates += here if item.needs_presence or here else members
    fitting = [one for one in candidates if _may(scheme, item, one, day)]
    return fitting[lot.below(len(fitting))] if fitting else None


def _able(
    lot: Lots, item: RuleItem, cast: Cast, home: Person, members: Sequence[Person], day: date
) -> bool:
    """Whether the home has what the item asks for: somebody there, a phone, land."""
    if members and not any(cast.at_home(one, day) for one in members):
        if item.needs_presence or isinstance(item.worth, Inspection) or item.negative:
            return False
        if not lot.chance(AWAY_ACTS):
            return False
    if needs(item, "phone") and members and not any(cast.phone[one.key] for one in members):
        return False
    return cast.land.get(home.key, True) or not needs(item, "land")


def _kinds(scheme: Scheme, item: RuleItem) -> frozenset[str]:
    """Who may do it; where the doer is credited, only those whom a purse takes points from."""
    rule = compiled(scheme).rules[item.code]
    return rule.kinds & rule.ways.keys() if item.credited_to == "doer" else rule.kinds


def _may(scheme: Scheme, item: RuleItem, one: Person, day: date) -> bool:
    if not _takes_part(scheme, one, day):
        return False
    return item.who is None or meant(item.who, _standing(one), day)


def _takes_part(scheme: Scheme, one: Person, day: date) -> bool:
    return takes_part(compiled(scheme), _standing(one), day)


def _standing(one: Person) -> Standing:
    return Standing(
        one.kind, one.household, one.group, (), one.tags, one.born, one.since, one.taking_part,
        one.consent, one.approved,
    )  # fmt: skip


def _completed(
    lot: Lots, scheme: Scheme, item: RuleItem, act: Act, cast: Cast, doer: Person, home: Person
) -> Act:
    """The act with quantity, scores, origin and whatever else its item asks for."""
    act = filled(lot, item, act, cast.zeal[home.key])
    act = act._replace(origin=_origin(lot, item, cast, doer, home))
    if item.credited_to in ("named", "team"):
        act = act._replace(credited=_credited(lot, scheme, item, cast, doer))
    if item.team is not None and item.team.split == "stated":
        parts = tuple(Fraction(1 + lot.below(3)) for _ in act.credited)
        act = act._replace(parts=parts)
    return act


def _origin(lot: Lots, item: RuleItem, cast: Cast, doer: Person, home: Person) -> Origin:
    """By oneself where there is a phone, else through somebody who writes it down."""
    phone = cast.phone.get(doer.key) or any(
        cast.phone[one.key] for one in cast.homes.get(home.key, [])
    )
    others = [origin for origin in item.origins if origin != "self"]
    if "self" in item.origins and (not others or (phone and lot.chance(60))):
        return "self"
    return others[lot.below(len(others))]


def _credited(
    lot: Lots, scheme: Scheme, item: RuleItem, cast: Cast, doer: Person
) -> tuple[str, ...]:
    """Another one whom a purse takes points from; for a team the doer and some others."""
    ways = compiled(scheme).rules[item.code].ways
    kind = "resident" if "resident" in ways else next(iter(ways), "household")
    others = [one.key for one in cast.people if one.kind == kind and one.key != doer.key]
    if item.credited_to == "named":
        return (others[lot.below(len(others))],) if others else (doer.key,)
    most = (item.team.members_max if item.team else None) or 5
    count = min(2 + lot.below(3), most, len(others) + 1)
    team = {doer.key} if doer.kind == kind else set()
    while len(team) < count and others:
        team.add(others[lot.below(len(others))])
    return tuple(sorted(team))


def _redemptions(lot: Lots, scheme: Scheme, cast: Cast) -> Iterator[Event]:
    """Homes try for goods now and then, on days that are open; who cannot pay is refused."""
    redemption = scheme.redemption
    if redemption is None:
        return
    days = [cast.year.first + ONE_DAY * n for n in range(cast.days())]
    open_ = [day for day in days[27:] if window_open(scheme.periods, redemption.windows, day)]
    holder = scheme.purse(redemption.purse).holder
    for person in cast.people if open_ else ():
        if person.kind != holder:
            continue
        for number in range(1, lot.below(REDEMPTIONS_MAX + 1) + 1):
            day = open_[lot.below(len(open_))]
            event = Event("redeem", f"redeem/{person.key}/{number}", day, person.key)
            yield event._replace(**_wish(lot, redemption))


def _wish(lot: Lots, redemption: Redemption) -> dict[str, Any]:
    """Goods of the catalogue, the cheaper the likelier; without one some points."""
    if not redemption.catalogue:
        step = redemption.multiples_of or 10 * ONE
        least = max(redemption.begin_at or 0, step)
        return {"points": Points(-(-least // step) * step * (1 + lot.below(2)))}
    goods = sorted(redemption.catalogue, key=lambda one: (one.points, one.code))
    return {"what": goods[min(lot.below(len(goods)), lot.below(len(goods)))].code}


def _bars(lot: Lots, veto: Veto, cast: Cast) -> Iterator[Event]:
    """A veto clause strikes hardly anybody, and on paper only."""
    for person in cast.people:
        if person.kind == "household" and lot.below(1000) < VETO:
            day = cast.year.first + ONE_DAY * lot.below(cast.days())
            paper = "、".join(veto.documents) or None
            key = f"bar/{veto.code}/{person.key}"
            yield Event("bar", key, day, person.key, what=veto.code, document=paper)
