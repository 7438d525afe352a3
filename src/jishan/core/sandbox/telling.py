"""Comparison and imagination as plain data for JSON: figures as exact text, order fixed."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from jishan.core.points import format_points
from jishan.core.replay.compare import cost
from jishan.core.replay.events import natural
from jishan.core.replay.outcome import Outcome
from jishan.core.sandbox.comparing import HomeChange, HomeSide, Side, Trial, compared
from jishan.core.sandbox.groups import ClassFigures
from jishan.core.sandbox.imagining import Imagined, Spread
from jishan.core.sandbox.money import MonthIssue
from jishan.core.sandbox.reach import Reach


def comparison_data(first: Trial, second: Trial) -> dict[str, Any]:
    """Two documents over one year."""
    found = compared(first, second)
    return {
        "subjects": _holders(first.out, second.out),
        "titles": _titles_moved(first.out, second.out),
        "refused": {"first": found.first.refused, "second": found.second.refused},
        "cost": {"first": cost(first.out), "second": cost(second.out)},
        "households": [_home(one) for one in found.homes],
        "village": _class(found.village),
        "classes": [_class(one) for one in found.classes],
        "people": [_class(one) for one in found.people],
        "money": {"first": _money(found.first), "second": _money(found.second)},
        "reach": {"first": _reach(found.first.reach), "second": _reach(found.second.reach)},
        "caps": {"first": found.first.caps, "second": found.second.caps},
    }


def _held(out: Outcome) -> set[tuple[str, str, str]]:
    return {
        (code, closing.period.label, one.key)
        for closing in out.closings
        for code, ranked in closing.honours.items()
        for one in ranked
        if one.taken
    }


def _titles_moved(first: Outcome, second: Outcome) -> list[dict[str, str]]:
    """Every title that one of the two gives and the other does not, to whomever."""
    before, after = _held(first), _held(second)
    return [
        {"honour": code, "period": period, "subject": key,
         "change": "gained" if (code, period, key) in after else "lost"}
        for code, period, key in sorted(before ^ after)
    ]  # fmt: skip


def _nominal(out: Outcome, key: str) -> int:
    """All that a holder earned less deductions, in the first purse that knows it."""
    for states in out.book.states.values():
        if key in states:
            return states[key].earned - states[key].deducted
    return 0


def _holders(first: Outcome, second: Outcome) -> list[dict[str, str]]:
    """Every holder whose points differ."""
    keys = {key for out in (first, second) for held in out.book.states.values() for key in held}
    both = [(key, _nominal(first, key), _nominal(second, key)) for key in sorted(keys, key=natural)]
    return [{"subject": key} | _both(one, two) for key, one, two in both if one != two]


def _both(first: int, second: int) -> dict[str, str]:
    return {
        "first": format_points(first),
        "second": format_points(second),
        "difference": format_points(second - first, signed=True),
    }


def _home(one: HomeChange) -> dict[str, Any]:
    sides = {"first": one.first, "second": one.second}
    return {
        "key": one.key,
        "group": one.group,
        **_both(one.first.points, one.second.points),
        "purses": [
            {"purse": code} | {name: _in_purse(side, code) for name, side in sides.items()}
            for code in dict.fromkeys([*one.first.purses, *one.second.purses])
        ],
        "titles": {name: _titles(side) for name, side in sides.items()},
        "goods": {name: list(side.goods) for name, side in sides.items()},
        "redeemed": {name: side.redeemed for name, side in sides.items()},
        "shared_yuan": {name: format_points(side.shared) for name, side in sides.items()},
    }


def _in_purse(one: HomeSide, code: str) -> dict[str, str]:
    held = one.purses.get(code)
    names = ("earned", "deducted", "spent", "balance")
    return {name: format_points(getattr(held, name, 0)) for name in names}


def _titles(one: HomeSide) -> list[dict[str, str]]:
    return [{"honour": code, "period": period} for code, period in one.titles]


def _class(one: ClassFigures) -> dict[str, Any]:
    return {
        "way": one.way,
        "name": one.name,
        "homes": one.homes,
        **_both(one.first, one.second),
        "mean_first": format_points(one.mean_first),
        "mean_second": format_points(one.mean_second),
        "gained": one.gained,
        "lost": one.lost,
        "without_points": {"first": one.none_first, "second": one.none_second},
        "titles": {"first": one.titles_first, "second": one.titles_second},
    }


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else format_points(fen)


def _money(side: Side) -> dict[str, Any]:
    """The bill of one run, in yuan; null: cannot be known."""
    money = side.money
    return {
        "fen_per_point": money.fen_per_point or None,
        "valued_by": money.valued_by,
        "issued": format_points(money.issued),
        "could_cost_yuan": _yuan(money.could_cost),
        "redeemed_yuan": _yuan(money.redeemed),
        "open_yuan": _yuan(money.open),
        "prizes_yuan": _yuan(money.prizes),
        "pools_yuan": _yuan(money.pools),
        "total_yuan": _yuan(money.total),
        "sources": [
            {"code": one.code, "name": one.name, "kind": one.kind, "yuan": _yuan(one.fen)}
            for one in money.sources
        ],
        "available_yuan": _yuan(money.available),
        "left_yuan": _yuan(money.left),
        "residents": money.residents,
        "cap_yuan": _yuan(money.cap),
        "floor_yuan": _yuan(money.floor),
        "run_out": money.run_out or None,
        "months": [_month(month) for month in side.months],
    }


def _month(month: MonthIssue) -> dict[str, Any]:
    return {
        "month": month.label,
        "acts": month.acts,
        "issued": format_points(month.issued),
        "deducted": format_points(month.deducted),
        "redeemed": format_points(month.redeemed),
        "cost_yuan": _yuan(month.cost),
    }


def _reach(reach: Reach) -> dict[str, Any]:
    return {
        "homes": reach.homes,
        "first_good": None if reach.first_good is None else reach.first_good.code,
        "good": reach.good,
        "title": reach.title,
        "nothing": reach.nothing,
        "without": [
            {
                "what": one.what,
                "items": list(one.items),
                "honours": list(one.honours),
                "goods": one.goods,
                "points": format_points(one.points),
                "percent": format_points(one.share),
            }
            for one in reach.without
        ],
    }


def imagined_data(found: Imagined) -> dict[str, Any]:
    """The spread of every figure over the runs."""
    return {
        "runs": found.runs,
        "households": found.households,
        "acts": asdict(found.acts),
        "refused": asdict(found.refused),
        "months": [{"month": label} | _points(one) for label, one in found.months.items()],
        "issued": _points(found.issued),
        "total_yuan": _perhaps(found.cost),
        "redeemed_yuan": _perhaps(found.redeemed),
        "classes": [
            {
                "way": one.way,
                "name": one.name,
                "homes": asdict(one.homes),
                "mean": _points(one.mean),
            }
            for one in found.classes
        ],
        "apart": _named(found.apart),
        "titles": {code: asdict(one) for code, one in found.titles.items()},
        "caps": {name: asdict(one) for name, one in found.caps.items()},
        "reach_percent": {
            "first_good": _perhaps(found.first_good),
            "first_title": _points(found.first_title),
            "nothing": _points(found.nothing),
        },
        "funds": {
            "runs": found.runs_funded,
            "short": found.runs_short,
            "run_out": dict(found.run_out),
        },
    }


def _points(one: Spread) -> dict[str, str]:
    return {name: format_points(value) for name, value in asdict(one).items()}


def _perhaps(one: Spread | None) -> dict[str, str] | None:
    return None if one is None else _points(one)


def _named(found: Mapping[str, Spread]) -> dict[str, dict[str, str]]:
    return {name: _points(one) for name, one in found.items()}
