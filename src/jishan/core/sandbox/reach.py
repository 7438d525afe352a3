"""Who can reach what: the first good and title, and what nobody reaches without a phone, land or
somebody at home."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jishan.core.points import Points
from jishan.core.replay.outcome import Outcome
from jishan.core.sandbox.figures import HomeFigures
from jishan.core.sandbox.money import paying_purse
from jishan.core.scheme.document import (
    BalanceMeasure,
    Base,
    EverMeasure,
    Goods,
    InspectionMeasure,
    Measure,
    PerUnit,
    PointsMeasure,
    Purse,
    RatioMeasure,
    RuleItem,
    Scheme,
    TotalMeasure,
)
from jishan.core.scheme.measures import CombineMeasure
from jishan.core.scheme.values import Selector

WITHOUT = ("phone", "family", "land")
LAND_UNITS = ("亩", "分地", "公顷")
LAND_WORDS = ("农田", "耕地", "田间", "秸秆", "流转", "果园", "大棚", "种植")


@dataclass(frozen=True)
class Without:
    """What a home lacks that has no `phone`, no `land`, nobody at home (`family`).

    `items`: titles it can never score in; `honours`, `goods`: what is built on such items alone;
    `share`: how much of all points issued came from them, in hundredths of a percent.
    """

    what: str
    items: tuple[str, ...]
    honours: tuple[str, ...]
    goods: bool
    points: Points
    share: int


@dataclass(frozen=True)
class Reach:
    """Of so many `homes`: how many could take the first good, how many hold a title.

    `first_good` is the cheapest of the catalogue, None without one.
    """

    homes: int
    first_good: Goods | None
    good: int
    title: int
    nothing: int
    without: tuple[Without, ...]


def reach_of(out: Outcome, figures: Iterable[HomeFigures]) -> Reach:
    """Reach of one run among these homes."""
    homes = list(figures)
    catalogue = out.scheme.redemption.catalogue if out.scheme.redemption else ()
    first = min(catalogue, key=lambda one: (one.points, one.code), default=None)
    issued = _issued_by_item(out, paying_purse(out.scheme))
    return Reach(
        len(homes),
        first,
        sum(bool(one.goods) for one in homes),
        sum(bool(one.titles) for one in homes),
        sum(one.points <= 0 for one in homes),
        tuple(_without(out.scheme, issued, what) for what in WITHOUT),
    )


def needs(item: RuleItem, what: str) -> bool:
    """Whether the item cannot be done without it. Only the person himself can report it: a phone.
    Measured by area or named after fields: land (read from the words of the document)."""
    if item.negative or isinstance(item.worth, Base):
        return False
    if what == "phone":
        return item.needs_phone or set(item.origins) == {"self"}
    if what == "family":
        return item.needs_presence
    by_area = isinstance(item.worth, PerUnit) and item.worth.unit in LAND_UNITS
    return by_area or any(word in item.title for word in LAND_WORDS)


def _without(scheme: Scheme, issued: Mapping[str, int], what: str) -> Without:
    missing = {item.code for item in scheme.items if needs(item, what)}
    purse = paying_purse(scheme)
    lost, total = sum(issued.get(code, 0) for code in missing), sum(issued.values())
    honours = tuple(
        honour.name
        for honour in scheme.honours
        if _only(items_of(scheme, scheme.measure(honour.measure)), missing)
    )
    buys = _only(_in_purse(scheme, purse, Selector()), missing) and scheme.redemption is not None
    titles = tuple(item.title for item in scheme.items if item.code in missing)
    share = lost * 10_000 // total if total else 0
    return Without(what, titles, honours, buys, Points(lost), share)


def _only(items: set[str], missing: set[str]) -> bool:
    return bool(items) and items <= missing


def _issued_by_item(out: Outcome, purse: Purse) -> Mapping[str, int]:
    """Points that came into the purse, by item or clause."""
    found: dict[str, int] = {}
    counted = ((one.act.item, one.credits) for one in out.acts if one.state == "counted")
    for code, credits_ in (*counted, *((one.code, one.credits) for one in out.automatic)):
        for credit in credits_:
            if credit.purse == purse.code and credit.points > 0:
                found[code] = found.get(code, 0) + credit.points
    return found


def items_of(scheme: Scheme, measure: Measure) -> set[str]:
    """The codes of items (and streaks, settlements) whose points the measure adds up.

    A measure may look back at an earlier period of itself; each is asked once.
    """
    found: set[str] = set()
    asked: set[str] = set()
    ahead = [measure]
    while ahead:
        one = ahead.pop()
        if one.code not in asked:
            asked.add(one.code)
            found |= _added_up(scheme, one)
            ahead += [scheme.measure(code) for code in _beneath(one)]
    return found


def _added_up(scheme: Scheme, measure: Measure) -> set[str]:
    """What the measure reads from the book itself."""
    match measure:
        case PointsMeasure() | EverMeasure():
            return _in_purse(scheme, scheme.purse(measure.purse), measure.on)
        case BalanceMeasure():
            return _in_purse(scheme, scheme.purse(measure.purse), Selector())
        case InspectionMeasure():
            return {measure.item}
    return set()


def _beneath(measure: Measure) -> tuple[str, ...]:
    """The measures that this one is made of; of a quotient what stands above the line."""
    match measure:
        case TotalMeasure():
            return tuple(term.measure for term in measure.terms)
        case RatioMeasure():
            return (measure.over,)
        case CombineMeasure():
            return measure.measures
    one = getattr(measure, "measure", None)
    return () if one is None else (one,)


def _in_purse(scheme: Scheme, purse: Purse, on: Selector) -> set[str]:
    """Whatever adds points to the purse and is selected."""
    codes = [
        (item.code, item.category)
        for item in scheme.items
        if not item.negative and (not item.purses or purse.code in item.purses)
    ]
    codes += [(one.code, one.category) for one in scheme.settlements]
    codes += [(one.code, one.category or "") for one in scheme.streaks if one.points]
    codes += [(one.code, one.category or "") for one in scheme.honours if one.gives_points]
    return {code for code, of in codes if purse.on.takes(code, of) and on.takes(code, of)}
