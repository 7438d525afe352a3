"""Two documents over the same year: who gains, who loses, what it costs, which titles move."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jishan.core.points import Fen, Points
from jishan.core.replay.outcome import Outcome
from jishan.core.sandbox.figures import HomeFigures, InPurse, Title, figures_of
from jishan.core.sandbox.groups import (
    ClassFigures,
    Pair,
    classes_of,
    compared_homes,
    people_classes,
    whole,
)
from jishan.core.sandbox.money import Money, MonthIssue, money_of, months_of
from jishan.core.sandbox.paying import costs_of
from jishan.core.sandbox.reach import Reach, reach_of
from jishan.core.scheme.document import Scheme, to_document

WHY_MAX = 30
CAPPED = ("capped", "times_capped", "quantity_capped", "purse_capped")


@dataclass(frozen=True)
class Why:
    """Why so many acts were refused. `facts` are those of the refusal, as plain data."""

    code: str
    facts: dict[str, Any]
    acts: int


@dataclass(frozen=True)
class Trial:
    """One document tried out: everything that is shown of it beside another.

    `caps`: how many acts each cap cut, most first; `why`: what refused acts were refused for.
    """

    out: Outcome
    homes: Mapping[str, HomeFigures]
    money: Money
    months: tuple[MonthIssue, ...]
    caps: dict[str, int]
    counted: int
    refused: int
    why: tuple[Why, ...] = ()


@dataclass(frozen=True)
class TitleMove:
    """One title in one period: which homes (or groups, units) have it only under the first
    document, which only under the second, and how many keep it."""

    honour: str
    period: str
    lost: tuple[str, ...]
    gained: tuple[str, ...]
    kept: int


@dataclass(frozen=True)
class Side:
    """One document of a comparison: what it is called, what it costs, whom it reaches."""

    name: str
    version: str
    honours: dict[str, str]
    money: Money
    months: tuple[MonthIssue, ...]
    caps: dict[str, int]
    counted: int
    refused: int
    reach: Reach
    why: tuple[Why, ...] = ()


@dataclass(frozen=True)
class HomeSide:
    """One home under one document. `shared`: its parts of pools."""

    points: Points
    purses: dict[str, InPurse]
    titles: tuple[Title, ...]
    goods: tuple[str, ...]
    redeemed: int
    shared: Fen


@dataclass(frozen=True)
class HomeChange:
    """One home under both."""

    key: str
    group: str
    first: HomeSide
    second: HomeSide


@dataclass(frozen=True)
class Comparison:
    """The same roster and acts under two documents, from day to day. Plain enough to be kept as
    JSON and read back."""

    since: date
    until: date
    first: Side
    second: Side
    homes: tuple[HomeChange, ...]
    village: ClassFigures
    classes: tuple[ClassFigures, ...]
    people: tuple[ClassFigures, ...]
    titles: tuple[TitleMove, ...]


def as_of(scheme: Scheme, first: date) -> Scheme:
    """The document as if it had been in force on `first` already: a draft is tried on a year that
    has passed. One that was in force is returned as it is."""
    if scheme.in_force_from <= first:
        return scheme
    document = to_document(scheme) | {"in_force_from": first.isoformat()}
    return Scheme.model_validate(document)


def tried(out: Outcome) -> Trial:
    """The figures of one run."""
    caps: dict[str, int] = {}
    for one in out.acts:
        for reason in one.reasons:
            if reason.code in CAPPED:
                name = str(reason.facts.get("cap", reason.code))
                caps[name] = caps.get(name, 0) + 1
    return Trial(
        out,
        figures_of(out),
        money_of(out, _redeemed(out)),
        months_of(out),
        dict(sorted(caps.items(), key=lambda pair: (-pair[1], pair[0]))),
        sum(one.state == "counted" for one in out.acts),
        sum(one.state == "refused" for one in out.acts),
        _why(out),
    )


def _why(out: Outcome) -> tuple[Why, ...]:
    """The reasons of refused acts, the most frequent first."""
    counts: Counter[tuple[str, tuple[tuple[str, Any], ...]]] = Counter()
    for one in out.acts:
        if one.state == "refused":
            reason = one.reasons[0]
            facts = ((name, _plain(value)) for name, value in reason.facts.items())
            counts[reason.code, tuple(sorted(facts))] += 1
    most = sorted(counts.items(), key=lambda pair: (-pair[1], repr(pair[0])))[:WHY_MAX]
    return tuple(Why(code, dict(facts), acts) for (code, facts), acts in most)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)


def _redeemed(out: Outcome) -> Fen | None:
    """What the redemptions cost whoever pays for them; None where one of them has no price."""
    costs = [one.fen for one in costs_of(out)]
    known = [fen for fen in costs if fen is not None]
    return Fen(sum(known)) if len(known) == len(costs) else None


def compared(first: Trial, second: Trial) -> Comparison:
    """Home by home; classes are read from the roster of the first run. Both ran over one roster."""
    pairs = compared_homes(first.homes, second.homes)
    everybody = [
        (one, second.homes[key]) for key, one in first.homes.items() if key in second.homes
    ]
    return Comparison(
        first.out.first,
        first.out.last,
        _side(first, [one for one, _ in pairs]),
        _side(second, [two for _, two in pairs]),
        tuple(
            HomeChange(one.home.key, one.home.group, _home(one), _home(two)) for one, two in pairs
        ),
        whole(pairs),
        tuple(classes_of(pairs, first.out.last)),
        tuple(people_classes(first.out, second.out, first.out.last)),
        _moves(everybody),
    )


def _side(trial: Trial, homes: list[HomeFigures]) -> Side:
    scheme = trial.out.scheme
    return Side(
        scheme.name,
        scheme.version,
        {honour.code: honour.name for honour in scheme.honours},
        trial.money,
        trial.months,
        trial.caps,
        trial.counted,
        trial.refused,
        reach_of(trial.out, homes),
        trial.why,
    )


def _home(one: HomeFigures) -> HomeSide:
    return HomeSide(
        Points(one.points),
        one.purses,
        tuple(sorted(one.titles)),
        one.goods,
        one.redeemed,
        Fen(one.shared),
    )


def _moves(pairs: list[Pair]) -> tuple[TitleMove, ...]:
    first: dict[Title, set[str]] = {}
    second: dict[Title, set[str]] = {}
    for one, two in pairs:
        for title in one.titles:
            first.setdefault(title, set()).add(one.home.key)
        for title in two.titles:
            second.setdefault(title, set()).add(two.home.key)
    found = []
    for title in sorted(first.keys() | second.keys()):
        before, after = first.get(title, set()), second.get(title, set())
        lost, gained = tuple(sorted(before - after)), tuple(sorted(after - before))
        found.append(TitleMove(*title, lost, gained, len(before & after)))
    return tuple(found)
