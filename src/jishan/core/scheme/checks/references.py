"""Codes are unique, and whatever is named exists."""

from collections.abc import Iterable, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from jishan.core.scheme.checks.conduct import all_benefits
from jishan.core.scheme.checks.desk import Desk
from jishan.core.scheme.document import (
    Measure,
    Redemption,
    RuleItem,
    Scheme,
    Selector,
)
from jishan.core.scheme.made_of import asked_at_once, parts_of


def look(desk: Desk) -> bool:
    """Whether every reference holds; what comes after needs that."""
    before = len(desk.found())
    _unique(desk)
    _items(desk)
    _caps(desk)
    _purses(desk)
    _measures(desk)
    _results(desk)
    _conduct(desk)
    return len([one for one in desk.found() if one.severity == "error"]) == before


def _unique(desk: Desk) -> None:
    scheme = desk.scheme
    lists: dict[str, Sequence[Any]] = {
        name: getattr(scheme, name)
        for name in ("categories", "purses", "measures", "vetoes", "pools", "caps", "overlaps")
    }
    for name, parts in lists.items():
        _codes_once(desk, name, [(name, place, part.code) for place, part in enumerate(parts)])
    bearing = ("items", "streaks", "settlements", "honours")
    entries = [("false_claim", 0, "false_claim")]
    entries += [
        (name, place, part.code)
        for name in bearing
        for place, part in enumerate(getattr(scheme, name))
    ]
    _codes_once(desk, "items", entries)
    _caps_apart(desk)
    if scheme.redemption:
        goods = [
            ("redemption.catalogue", place, one.code)
            for place, one in enumerate(scheme.redemption.catalogue)
        ]
        _codes_once(desk, "catalogue", goods)
        prices = [
            ("redemption.prices", place, one.code)
            for place, one in enumerate(scheme.redemption.prices)
        ]
        _codes_once(desk, "prices", prices)


def _caps_apart(desk: Desk) -> None:
    """What is used of a cap is kept under the code of what it limits: of two lists, no two things
    with caps may bear one code."""
    scheme = desk.scheme
    limited: list[tuple[str, int, str]] = []
    limited += [("caps", place, one.code) for place, one in enumerate(scheme.caps)]
    limited += [("categories", n, one.code) for n, one in enumerate(scheme.categories) if one.caps]
    limited += [("purses", n, one.code) for n, one in enumerate(scheme.purses) if one.earned_max]
    limited += [("items", n, one.code) for n, one in enumerate(scheme.items) if one.caps]
    owner: dict[str, str] = {}
    for part, place, code in limited:
        if owner.setdefault(code, part) != part:
            desk.error("code_twice", part, place, "code", code_=code, part=part)


def _codes_once(desk: Desk, name: str, found: Iterable[tuple[str, int, str]]) -> None:
    seen: set[str] = set()
    for part, place, code in found:
        if code in seen:
            desk.error("code_twice", *part.split("."), place, "code", code_=code, part=name)
        seen.add(code)


def _known(desk: Desk, code: str | None, known: Iterable[str], *path: str | int, what: str) -> None:
    if code is not None and code not in set(known):
        desk.error("reference_unknown", *path, code_=code, what=what)


def _selector(desk: Desk, on: Selector, *path: str | int) -> None:
    scheme = desk.scheme
    categories = {one.code for one in scheme.categories}
    codes = _entry_codes(desk)
    for name, known, what in (
        ("items", codes, "事项"),
        ("not_items", codes, "事项"),
        ("categories", categories, "类别"),
        ("not_categories", categories, "类别"),
    ):
        for place, code in enumerate(getattr(on, name)):
            _known(desk, code, known, *path, name, place, what=what)


def _entry_codes(desk: Desk) -> set[str]:
    scheme = desk.scheme
    parts: list[Any] = [*scheme.items, *scheme.streaks, *scheme.settlements, *scheme.honours]
    return {part.code for part in parts} | {"false_claim"}


def _items(desk: Desk) -> None:
    scheme = desk.scheme
    categories = [one.code for one in scheme.categories]
    purses = [one.code for one in scheme.purses]
    for place, item in enumerate(scheme.items):
        _known(desk, item.category, categories, "items", place, "category", what="类别")
        for number, purse in enumerate(item.purses):
            _known(desk, purse, purses, "items", place, "purses", number, what="分账")
        for number, line in enumerate(getattr(item.worth, "lines", ())):
            path = ("items", place, "worth", "lines", number, "category")
            _known(desk, line.category, categories, *path, what="类别")
        _needs(desk, item, place)
    for name in ("streaks", "settlements", "honours"):
        for place, part in enumerate(getattr(scheme, name)):
            _known(desk, part.category, categories, name, place, "category", what="类别")
    if scheme.false_claim:
        category = scheme.false_claim.category
        _known(desk, category, categories, "false_claim", "category", what="类别")


def _needs(desk: Desk, item: RuleItem, place: int) -> None:
    codes = [one.code for one in desk.scheme.items]
    for number, need in enumerate(item.needs):
        path = ("items", place, "needs", number, "items")
        for code in need.items:
            _known(desk, code, codes, *path, what="事项")
        if item.code in need.items:
            desk.error("need_of_itself", *path, item=item.title)


def _caps(desk: Desk) -> None:
    scheme = desk.scheme
    for place, cap in enumerate(scheme.caps):
        _selector(desk, cap.on, "caps", place, "on")
    codes = [item.code for item in scheme.items]
    for place, overlap in enumerate(scheme.overlaps):
        for number, code in enumerate(overlap.items):
            _known(desk, code, codes, "overlaps", place, "items", number, what="事项")
    if scheme.multiplying:
        for place, rule in enumerate(scheme.multiplying.rules):
            _selector(desk, rule.on, "multiplying", "rules", place, "on")


def _purses(desk: Desk) -> None:
    scheme = desk.scheme
    purses = [one.code for one in scheme.purses]
    for place, purse in enumerate(scheme.purses):
        _selector(desk, purse.on, "purses", place, "on")
        for number, rule in enumerate(purse.expiry):
            _selector(desk, rule.on, "purses", place, "expiry", number, "on")
        if purse.unlock:
            _known(desk, purse.unlock.purse, purses, "purses", place, "unlock", what="分账")
    if scheme.redemption:
        _known(desk, scheme.redemption.purse, purses, "redemption", "purse", what="分账")
        _goods(desk, scheme.redemption, purses)


def _goods(desk: Desk, redemption: Redemption, purses: list[str]) -> None:
    goods = [one.code for one in redemption.catalogue]
    for place, one in enumerate(redemption.catalogue):
        _known(desk, one.purse, purses, "redemption", "catalogue", place, "purse", what="分账")
    for place, price in enumerate(redemption.prices):
        for number, code in enumerate(price.goods):
            path = ("redemption", "prices", place, "goods", number)
            _known(desk, code, goods, *path, what="兑换目录里的东西")


def _measures(desk: Desk) -> None:
    scheme = desk.scheme
    measures = {one.code: one for one in scheme.measures}
    items = [one.code for one in scheme.items]
    purses = [one.code for one in scheme.purses]
    honours = [one.code for one in scheme.honours]
    for place, measure in enumerate(scheme.measures):
        for code in parts_of(measure):
            _known(desk, code, measures, "measures", place, "measure", what="得分")
        for code in getattr(measure, "honours", ()):
            _known(desk, code, honours, "measures", place, "honours", what="荣誉")
        _known(
            desk, getattr(measure, "purse", None), purses, "measures", place, "purse", what="分账"
        )
        _known(desk, getattr(measure, "item", None), items, "measures", place, "item", what="事项")
        if hasattr(measure, "on"):
            _selector(desk, measure.on, "measures", place, "on")
    _behind_each_other(desk, measures)


def all_behind(scheme: Scheme, codes: Iterable[str]) -> list[Measure]:
    """These measures and all that they are made of, each once."""
    found: dict[str, Measure] = {}
    waiting = list(codes)
    while waiting:
        code = waiting.pop()
        if code not in found:
            found[code] = scheme.measure(code)
            waiting += parts_of(found[code])
    return list(found.values())


DEPTH_MAX = 40
"""So many measures may stand one behind the other: far more than any village's, and few enough for
whoever follows them one by one."""


def _behind_each_other(desk: Desk, measures: dict[str, Measure]) -> None:
    """No measure is made of itself, and none of too long a row of others."""
    behind = {
        code: [one for one in asked_at_once(desk.scheme, measure) if one in measures]
        for code, measure in measures.items()
    }
    places = {one.code: place for place, one in enumerate(desk.scheme.measures)}
    depth: dict[str, int] = {}
    try:
        for code in TopologicalSorter(behind).static_order():
            depth[code] = 1 + max((depth[one] for one in behind[code]), default=0)
    except CycleError as circle:
        code = min(circle.args[1], key=places.__getitem__)
        desk.error("measure_circle", "measures", places[code], code_=code)
        return
    deep = next((code for code, found in depth.items() if found > DEPTH_MAX), None)
    if deep is not None:
        desk.error("measures_too_deep", "measures", places[deep], code_=deep, most=DEPTH_MAX)


def _results(desk: Desk) -> None:
    scheme = desk.scheme
    measures = [one.code for one in scheme.measures]
    honours = [one.code for one in scheme.honours]
    for name in ("streaks", "settlements", "honours", "pools"):
        for place, part in enumerate(getattr(scheme, name)):
            _known(desk, part.measure, measures, name, place, "measure", what="得分")
            for number, gate in enumerate(getattr(part, "gates", ())):
                _known(desk, gate.measure, measures, name, place, "gates", number, what="得分")
    for place, honour in enumerate(scheme.honours):
        for code in honour.then_by:
            _known(desk, code, measures, "honours", place, "then_by", what="得分")
        for other in (honour.inside, *honour.not_with):
            _known(desk, other, honours, "honours", place, "inside", what="荣誉")
    for benefit, way in all_benefits(scheme):
        _known(desk, benefit.measure, measures, *way, "measure", what="得分")


def _conduct(desk: Desk) -> None:
    scheme = desk.scheme
    categories = [one.code for one in scheme.categories]
    items = [one.code for one in scheme.items]
    for code in scheme.process.categories:
        _known(desk, code, categories, "process", "categories", code, what="类别")
    for code in scheme.process.items:
        _known(desk, code, items, "process", "items", code, what="事项")
    measures = [one.code for one in scheme.measures]
    for place, code in enumerate(scheme.publicity.measures):
        _known(desk, code, measures, "publicity", "measures", place, what="得分")
    funds = [one.code for one in scheme.funds.sources] if scheme.funds else []
    for place, pool in enumerate(scheme.pools):
        _known(desk, pool.fund, funds, "pools", place, "fund", what="资金来源")
        part_of = pool.part_of.measure if pool.part_of else None
        _known(desk, part_of, measures, "pools", place, "part_of", what="得分")
