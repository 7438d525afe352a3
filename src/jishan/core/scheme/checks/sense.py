"""What nobody could ever meet, what is given to nobody, and names that two things bear."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from jishan.core.measuring import subject_of
from jishan.core.scheme.checks.bounds import stretch
from jishan.core.scheme.checks.desk import Desk
from jishan.core.scheme.checks.values import CREDITED
from jishan.core.scheme.compiled import Compiled, compiled
from jishan.core.scheme.document import (
    Band,
    Base,
    Bounds,
    Eligible,
    EverMeasure,
    Gate,
    Honour,
    Import,
    Inspection,
    InspectionMeasure,
    Levels,
    Outcome,
    PerUnit,
    PointsMeasure,
    Purse,
    RankMeasure,
    RuleItem,
    Scheme,
    Selector,
    Settlement,
    Stage,
    Streak,
    Who,
)
from jishan.core.scheme.plain import Path
from jishan.core.scheme.values import Model


class Place(NamedTuple):
    """A part of the document, where it stands, and what the part is called in which it stands."""

    part: Model
    path: Path
    name: str


def look(desk: Desk) -> None:
    for one in _parts(desk.scheme, (), desk.scheme.name):
        _bounds(desk, one)
        _edges(desk, one)
        if isinstance(one.part, Who):
            _who(desk, one.part, one)
    for place, item in enumerate(desk.scheme.items):
        _item(desk, item, "items", place, "worth")
        _by_itself(desk, item, "items", place)
    for place, purse in enumerate(desk.scheme.purses):
        _unlocked(desk, purse, "purses", place)
    for place, honour in enumerate(desk.scheme.honours):
        _inside(desk, honour, place)
        _contest(desk, honour, place)
    _measures(desk)
    _road(desk)
    _titles(desk)
    _counted_twice(desk)
    _rewards(desk)
    _of_nothing(desk)


def _parts(model: Model, path: Path, name: str) -> Iterator[Place]:
    """Every part of a part, itself first."""
    own = getattr(model, "title", None) or getattr(model, "name", None)
    name = own if isinstance(own, str) else name
    yield Place(model, path, name)
    for field, value in model:
        if isinstance(value, Model):
            yield from _parts(value, (*path, field), name)
        elif isinstance(value, tuple):
            for place, one in enumerate(value):
                if isinstance(one, Model):
                    yield from _parts(one, (*path, field, place), name)


def _bounds(desk: Desk, one: Place) -> None:
    """Bounds that no number fulfils; bands have words of their own."""
    if not isinstance(one.part, Bounds) or isinstance(one.part, Band):
        return
    low, high = stretch(one.part)
    if isinstance(one.part, Gate) and one.part.empty:
        desk.error("bounds_missing", *one.path, name=one.name)
    if low is not None and high is not None and not (low <= high and one.part.holds(low)):
        desk.error("bounds_upside_down", *one.path, name=one.name)


_EDGES = (("lower", "upper", "range_upside_down"), ("first_day", "last_day", "days_upside_down"))


def _edges(desk: Desk, one: Place) -> None:
    for first, last, code in _EDGES:
        low, high = getattr(one.part, first, None), getattr(one.part, last, None)
        if low is not None and high is not None and low > high:
            desk.error(code, *one.path, last, item=one.name)


def _who(desk: Desk, who: Who, one: Place) -> None:
    """A description that fits nobody."""
    youngest, oldest, without = who.age_min, who.age_max, set(who.tags_none)
    if youngest is not None and oldest is not None and youngest > oldest:
        desk.error("nobody_meant", *one.path, "age_max", name=one.name)
    elif without & set(who.tags_all) or (who.tags_any and without >= set(who.tags_any)):
        desk.error("nobody_meant", *one.path, "tags_none", name=one.name)
    elif isinstance(who, Eligible) and who.kinds and who.kind not in who.kinds:
        desk.error("nobody_meant", *one.path, "kinds", name=one.name)


def _by_itself(desk: Desk, item: RuleItem, *path: str | int) -> None:
    """What is granted by itself has nobody who could name a person or state a figure."""
    if isinstance(item.worth, Base) and (item.credited_to in ("named", "team") or item.conditions):
        desk.error("base_asks", *path, item=item.title)


def _item(desk: Desk, item: RuleItem, *path: str | int) -> None:
    match item.worth:
        case Import(min=low, max=high) if low is not None and high is not None and low > high:
            desk.error("range_upside_down", *path, item=item.title)
        case Inspection(lines=lines):
            _apart(desk, [(line.title, line.code) for line in lines], item, *path, "lines")
        case Levels(levels=levels):
            _apart(desk, [(one.name, one.level) for one in levels], item, *path, "levels")
        case PerUnit(grades=grades):
            _apart(desk, [(one.name, one.level) for one in grades], item, *path, "grades")
        case Outcome(outcomes=outcomes):
            _apart(desk, [(one.name, one.outcome) for one in outcomes], item, *path, "outcomes")


def _apart(desk: Desk, names: Sequence[tuple[str, str]], item: RuleItem, *path: str | int) -> None:
    """An act says by name or by code what it was: no word may stand for two of them."""
    meant = {code: code for _, code in names}
    for place, (name, code) in enumerate(names):
        if meant.setdefault(name, code) != code:
            desk.error("name_twice", *path, place, name=item.title, of=name)


def _unlocked(desk: Desk, purse: Purse, *path: str | int) -> None:
    """What frees points is earned by the holder, or by those who live in it."""
    if purse.unlock is None:
        return
    by = desk.scheme.purse(purse.unlock.purse)
    if by.holder != purse.holder and (purse.holder, by.holder) != ("household", "resident"):
        desk.error("unlock_of_others", *path, "unlock", purse=purse.name, of=by.name)


def _contest(desk: Desk, honour: Honour, place: int) -> None:
    """A group belongs to no group in which it could be the best."""
    kind = subject_of(desk.scheme, desk.scheme.measure(honour.measure))
    if honour.scope == "group" and kind == "group":
        desk.error("contest_of_one", "honours", place, "scope", name=honour.name)


def _inside(desk: Desk, honour: Honour, place: int) -> None:
    """Whoever holds the other title must be known, and be of the same kind."""
    scheme = desk.scheme
    subject = subject_of(scheme, scheme.measure(honour.measure))
    before = [one.code for one in scheme.honours[:place]]
    for other in scheme.honours:
        if other.code != honour.inside and other.code not in honour.not_with:
            continue
        field = "inside" if other.code == honour.inside else "not_with"
        facts = {"name": honour.name, "of": other.name}
        measure = scheme.measure(other.measure)
        same = measure.period == scheme.measure(honour.measure).period
        if subject_of(scheme, measure) != subject:
            desk.error("honours_of_others", "honours", place, field, **facts)
        elif field == "inside" and same and other.code not in before:
            desk.error("inside_before", "honours", place, field, **facts)


def _measures(desk: Desk) -> None:
    for place, measure in enumerate(desk.scheme.measures):
        if isinstance(measure, InspectionMeasure):
            _scores(desk, measure, place)
        grouped = isinstance(measure, RankMeasure) and measure.within == "group"
        if grouped and subject_of(desk.scheme, measure) == "group":
            desk.error("contest_of_one", "measures", place, "within", name=measure.name)


def _scores(desk: Desk, measure: InspectionMeasure, place: int) -> None:
    """Scores come of an item that is scored, for those whom it credits."""
    item = desk.scheme.item(measure.item)
    rule = compiled(desk.scheme).rules[item.code]
    path = ("measures", place, "item")
    if not isinstance(item.worth, Inspection):
        desk.error("measure_of_no_scores", *path, name=measure.name, of=item.title)
    elif measure.subject not in CREDITED.get(item.credited_to, rule.kinds):
        desk.error("measure_subject_differs", *path, name=measure.name, of=item.title)


def _counted_twice(desk: Desk) -> None:
    """What is named twice would count twice."""
    for place, measure in enumerate(desk.scheme.measures):
        for field in ("honours", "measures"):
            codes = getattr(measure, field, ())
            if len(set(codes)) < len(codes):
                desk.error("counted_twice", "measures", place, field, name=measure.name)


def _road(desk: Desk) -> None:
    """Everything travels one road, which ends with the book and passes the board once."""
    process = desk.scheme.process
    roads: list[tuple[Path, Sequence[Stage]]] = [(("process", "default"), process.default)]
    roads += [(("process", "categories", one), road) for one, road in process.categories.items()]
    roads += [(("process", "items", one), road) for one, road in process.items.items()]
    for path, road in roads:
        kinds = [stage.kind for stage in road]
        if "enter" in kinds[:-1]:
            desk.error("stage_after_enter", *path, kinds.index("enter"))
        if kinds.count("notice") > 1:
            desk.error("notice_twice", *path)


def _titles(desk: Desk) -> None:
    """Acts and redemptions are written down by name."""
    scheme = desk.scheme
    goods = scheme.redemption.catalogue if scheme.redemption else ()
    seen: set[tuple[str, str]] = set()
    named: list[tuple[Path, str]] = []
    named += [(("items", place), one.title) for place, one in enumerate(scheme.items)]
    named += [(("redemption", "catalogue", place), one.name) for place, one in enumerate(goods)]
    for path, name in named:
        if (str(path[0]), name) in seen:
            desk.error("title_twice", *path, name=name)
        seen.add((str(path[0]), name))


def _of_nothing(desk: Desk) -> None:
    """Figures into which nothing can ever come, limits and factors on no item at all."""
    scheme, plan = desk.scheme, compiled(desk.scheme)
    if not scheme.items or scheme.declared.list_absent:
        return
    for place, measure in enumerate(scheme.measures):
        if isinstance(measure, PointsMeasure | EverMeasure):
            codes = [code for code in plan.categories_of if plan.counts(measure, code)]
            if not any(measure.purse in _purses_of(plan, code) for code in codes):
                purse = scheme.purse(measure.purse).name
                desk.warn("measure_of_nothing", "measures", place, name=measure.name, purse=purse)
    for path, name, on in _selecting(scheme):
        if not any(on.takes(item.code, item.category) for item in scheme.items):
            desk.warn("takes_nothing", *path, "on", name=name)


def _selecting(scheme: Scheme) -> Iterator[tuple[Path, str, Selector]]:
    """What limits or multiplies some items only."""
    for place, cap in enumerate(scheme.caps):
        yield ("caps", place), "几项合起来的上限", cap.on
    for place, rule in enumerate(scheme.multiplying.rules if scheme.multiplying else ()):
        yield ("multiplying", "rules", place), rule.name, rule.on


def _purses_of(plan: Compiled, code: str) -> set[str]:
    """The purses into which what bears this code can go."""
    rule = plan.rules.get(code)
    ways = rule.ways.values() if rule else plan.ways_of(code, plan.categories_of[code]).values()
    return {way.code for some in ways for way in some}


def _rewards(desk: Desk) -> None:
    """What a close gives has a purse that takes it of those whom it is given to."""
    scheme = desk.scheme
    given: list[tuple[str, int, Settlement | Streak | Honour, int]] = []
    for place, settled in enumerate(scheme.settlements):
        given.append(("settlements", place, settled, 0))
    for place, streak in enumerate(scheme.streaks):
        given += [("streaks", place, streak, streak.points)] if streak.points else []
    for place, honour in enumerate(scheme.honours):
        given += [("honours", place, honour, honour.gives_points)] if honour.gives_points else []
    for name, place, one, points in given:
        kind = subject_of(scheme, scheme.measure(one.measure))
        if not _taken(desk, one.code, one.category, (kind,), points):
            desk.error("reward_without_purse", name, place, name=one.name)
    clause = scheme.false_claim
    if clause is not None and not _taken(
        desk, "false_claim", clause.category, {*scheme.subjects.kinds, "household"}, -1
    ):
        desk.error("reward_without_purse", "false_claim", name="虚报扣分")


def _taken(desk: Desk, code: str, category: str | None, kinds: Iterable[str], points: int) -> bool:
    """Whether a purse takes it of any of these; points of 0 are of either sign."""
    wrong = {0: "", 1: "minus", -1: "plus"}[(points > 0) - (points < 0)]
    ways = compiled(desk.scheme).ways_of(code, category or "")
    return any(way.purse.on.sign != wrong for kind in kinds for way in ways.get(kind, ()))
