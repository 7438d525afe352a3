"""Whether measures, streaks, honours and pools can be computed, and what they choose."""

from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from jishan.core.measuring import subject_of
from jishan.core.periods import CLOSING_ORDER
from jishan.core.ranking import NEVER_RANKED
from jishan.core.scheme.checks.bounds import EPSILON, Edge, shown, stretch
from jishan.core.scheme.checks.desk import Desk
from jishan.core.scheme.checks.references import all_behind
from jishan.core.scheme.checks.values import report_bands
from jishan.core.scheme.compiled import compiled
from jishan.core.scheme.document import (
    BalanceMeasure,
    BandMeasure,
    Base,
    CombineMeasure,
    EverMeasure,
    FoldMeasure,
    GatherMeasure,
    HoldingMeasure,
    Honour,
    InspectionMeasure,
    Measure,
    MembersMeasure,
    PerMemberMeasure,
    PointsMeasure,
    Pool,
    RankMeasure,
    Ranks,
    RatioMeasure,
    Scheme,
    Seats,
    Settlement,
    SpreadMeasure,
    Streak,
    Threshold,
    TopShare,
    TotalMeasure,
    TrailingMeasure,
)
from jishan.core.scheme.made_of import parts_of
from jishan.core.scheme.plain import Path
from jishan.core.scheme.rounding import decimal_text


class Rung(NamedTuple):
    """One line of several on the same figure."""

    edge: Edge
    name: str
    path: Path


def look(desk: Desk) -> None:
    scheme = desk.scheme
    for place, measure in enumerate(scheme.measures):
        _measure(desk, measure, place)
    for place, streak in enumerate(scheme.streaks):
        _streak(desk, streak, place)
    for place, settlement in enumerate(scheme.settlements):
        _settlement(desk, settlement, place)
    for place, honour in enumerate(scheme.honours):
        _honour(desk, honour, place)
    _falls_by_spending(desk)
    _lines(desk)
    for place, pool in enumerate(scheme.pools):
        _gates(desk, pool.measure, [gate.measure for gate in pool.gates], "pools", place)
        if pool.method == "per_point" and pool.fen_per_point is None:
            desk.error("pool_value_missing", "pools", place, pool=pool.name)
        if pool.yuan <= 0:
            desk.error("pool_empty", "pools", place, "yuan", pool=pool.name)
        _part_of(desk, pool, place)


def _part_of(desk: Desk, pool: Pool, place: int) -> None:
    """The figure that a pool is a part of is the village's own, and known at the same close."""
    scheme = desk.scheme
    if pool.part_of is None:
        return
    of = scheme.measure(pool.part_of.measure)
    path = ("pools", place, "part_of")
    if subject_of(scheme, of) != "village" or of.period != scheme.measure(pool.measure).period:
        desk.error("pool_part_of_what", *path, "measure", pool=pool.name, of=of.name)
    if not 0 < pool.part_of.percent <= 100:
        desk.error("percent_not_possible", *path, "percent", name=pool.name)


def _measure(desk: Desk, measure: Measure, place: int) -> None:
    scheme = desk.scheme
    subject = subject_of(scheme, measure)
    if isinstance(measure, HoldingMeasure):
        _holding(desk, measure, place)
    for code in parts_of(measure):
        behind = scheme.measure(code)
        if isinstance(measure, FoldMeasure):
            _fold(desk, measure, behind, place)
        elif behind.period != measure.period:
            desk.error(
                "measure_period_differs", "measures", place, name=measure.name, of=behind.name
            )
        if not _fits(measure, subject, subject_of(scheme, behind)):
            desk.error(
                "measure_subject_differs", "measures", place, name=measure.name, of=behind.name
            )
    if isinstance(measure, BandMeasure):
        unit = unit_of(desk.scheme, desk.scheme.measure(measure.measure))
        report_bands(desk, measure.name, measure.bands, "measures", place, "bands", unit=unit)
    if isinstance(measure, PerMemberMeasure):
        _per_member(desk, measure, place)
    _rank(desk, measure, subject, place)


def _rank(desk: Desk, measure: Measure, subject: str, place: int) -> None:
    if isinstance(measure, RankMeasure) and subject in NEVER_RANKED:
        desk.error("redline.never_ranked", "measures", place, "measure", name=measure.name)


def _fits(measure: Measure, subject: str, behind: str) -> bool:
    """Whether a measure of this subject can be made of one of that subject."""
    if isinstance(measure, SpreadMeasure):
        return behind in _OWNERS[subject]
    if isinstance(measure, GatherMeasure):
        return subject in _OWNERS.get(behind, ())
    return behind == subject


_OWNERS = {
    "resident": ("household", "unit", "group", "village"),
    "household": ("unit", "group", "village"),
    "group": ("village",),
    "unit": ("group", "village"),
    "post": ("unit", "group", "village"),
}
"""What a subject can belong to."""


def _holding(desk: Desk, measure: HoldingMeasure, place: int) -> None:
    """Titles are decided at the close of their own period, for their own subjects."""
    scheme = desk.scheme
    subject = subject_of(scheme, measure)
    for honour in scheme.honours:
        if honour.code in measure.honours:
            of = scheme.measure(honour.measure)
            if of.period != measure.period:
                desk.error(
                    "measure_period_differs", "measures", place, name=measure.name, of=honour.name
                )
            if subject_of(scheme, of) != subject:
                desk.error(
                    "measure_subject_differs", "measures", place, name=measure.name, of=honour.name
                )


def unit_of(scheme: Scheme, measure: Measure) -> Fraction | None:
    """The smallest step of a measure's values; None if they can be any fraction."""
    known: dict[str, Fraction | None] = scheme.memory.setdefault("units", {})
    if measure.code not in known:
        known[measure.code] = _unit_of(scheme, measure)
    return known[measure.code]


def _unit_of(scheme: Scheme, measure: Measure) -> Fraction | None:
    if measure.rounding is not None:
        return Fraction(measure.round_to, 100)
    if _hands_on(measure):
        units = [unit_of(scheme, scheme.measure(code)) for code in parts_of(measure)]
        return min(unit for unit in units if unit) if all(units) else None
    match measure:
        case PointsMeasure(value="times") | RankMeasure() | HoldingMeasure():
            return Fraction(1)
        case MembersMeasure(members="at_start" | "at_end"):
            return Fraction(1)
        case PointsMeasure(value="points") | BalanceMeasure() | EverMeasure() | BandMeasure():
            return Fraction(1, 100)
    return None


def _hands_on(measure: Measure) -> bool:
    """Whether its values are among those that it is made of, or sums of them."""
    how = getattr(measure, "how", None)
    whole = how in ("sum", "best", "worst", "first", "last")
    folds = isinstance(measure, FoldMeasure | TrailingMeasure | GatherMeasure | CombineMeasure)
    return isinstance(measure, SpreadMeasure) or (folds and whole)


def _fold(desk: Desk, measure: FoldMeasure, behind: Measure, place: int) -> None:
    order = CLOSING_ORDER
    if order.index(behind.period) >= order.index(measure.period):
        desk.error("fold_not_shorter", "measures", place, name=measure.name, of=behind.name)
    desk.note(
        "choice_fold", "measures", place, "how", name=measure.name, how=measure.how,
        missing=measure.missing,
    )  # fmt: skip


def _per_member(desk: Desk, measure: PerMemberMeasure, place: int) -> None:
    behind = desk.scheme.measure(measure.measure)
    if subject_of(desk.scheme, behind) != "household":
        desk.error("measure_subject_differs", "measures", place, name=measure.name, of=behind.name)
    if measure.members == "each_day" and not isinstance(behind, PointsMeasure):
        desk.error("each_day_needs_points", "measures", place, name=measure.name)
    desk.note(
        "choice_members", "measures", place, "members", name=measure.name, how=measure.members
    )


def _streak(desk: Desk, streak: Streak, place: int) -> None:
    path = ("streaks", place)
    if (streak.points is None) == (streak.mark is None):
        desk.error("streak_gives_nothing", *path, streak=streak.name)
    holds = streak.holds
    if holds.empty and holds.rank_at_most is None and holds.last is None:
        desk.error("bounds_missing", *path, "holds", name=streak.name)
    order, period = CLOSING_ORDER.index, desk.scheme.measure(streak.measure).period
    if streak.length > 1 and order(streak.restart) <= order(period):
        desk.error("streak_never_full", *path, "restart", streak=streak.name)
    if streak.counting == "total" and streak.restart == "ever":
        desk.note("streak_never_restarts", *path, streak=streak.name)
    _gates(desk, streak.measure, [gate.measure for gate in streak.gates], *path)
    desk.note("choice_streak", *path, "windows", streak=streak.name, windows=streak.windows)


def _settlement(desk: Desk, settlement: Settlement, place: int) -> None:
    path = ("settlements", place)
    _gates(desk, settlement.measure, [gate.measure for gate in settlement.gates], *path)
    if settlement.counts == "bands":
        if not settlement.bands:
            desk.error("bands_missing", *path, item=settlement.name)
        unit = unit_of(desk.scheme, desk.scheme.measure(settlement.measure))
        report_bands(desk, settlement.name, settlement.bands, *path, "bands", unit=unit)
    elif settlement.bands:
        desk.error("bands_unused", *path, "bands", item=settlement.name)


def _honour(desk: Desk, honour: Honour, place: int) -> None:
    path = ("honours", place)
    _pick(desk, honour, place)
    if honour.ties == "draw" and honour.seed is None:
        desk.error("seed_missing", *path, "seed", honour=honour.name)
    if honour.scope == "class" and not honour.classes:
        desk.error("classes_missing", *path, "classes", honour=honour.name)
    if subject_of(desk.scheme, desk.scheme.measure(honour.measure)) in NEVER_RANKED:
        desk.error("redline.never_ranked", *path, "measure", name=honour.name)
    gates = [gate.measure for gate in honour.gates]
    _gates(desk, honour.measure, [*gates, *honour.then_by], "honours", place)
    _base_behind(desk, honour, place)


def _pick(desk: Desk, honour: Honour, place: int) -> None:
    path = ("honours", place)
    pick = honour.pick
    if isinstance(pick, Threshold) and pick.empty and pick.quota is None:
        desk.error("honour_without_limit", *path, "pick", honour=honour.name)
    if isinstance(pick, Ranks) and pick.first > pick.last:
        desk.error("range_upside_down", *path, "pick", item=honour.name)
    if isinstance(pick, TopShare):
        if not 0 <= pick.above_percent < pick.percent <= 100:
            desk.error("share_unclear", *path, "pick", honour=honour.name)
        elif pick.percent - pick.above_percent == 100 and not honour.gates:
            desk.error("honour_without_limit", *path, "pick", honour=honour.name)
        desk.note(
            "choice_share", *path, "pick", honour=honour.name, rounding=pick.rounding, of=pick.of,
            ties=honour.ties,
        )  # fmt: skip
    if isinstance(pick, Seats) and honour.scope == "village":
        desk.error("seats_of_one_contest", *path, "scope", honour=honour.name)
    if isinstance(pick, Ranks) and pick.last >= 10:
        desk.note("places_absolute", *path, "pick", honour=honour.name, last=pick.last)


def _gates(desk: Desk, measure: str, others: list[str], *path: str | int) -> None:
    scheme = desk.scheme
    main = scheme.measure(measure)
    for code in others:
        other = scheme.measure(code)
        if other.period != main.period or subject_of(scheme, other) != subject_of(scheme, main):
            desk.error("gate_differs", *path, "gates", name=other.name, of=main.name)


def _base_behind(desk: Desk, honour: Honour, place: int) -> None:
    """A floor of points that the base points do not reach bars whoever did nothing wrong but
    nothing much (T9)."""
    scheme = desk.scheme
    for number, gate in enumerate(honour.gates):
        low = gate.at_least or gate.above
        behind = all_behind(scheme, [gate.measure])
        if not low or low < 0 or any(isinstance(one, _NO_POINTS) for one in behind):
            continue
        if low > sum((granted(scheme, one) for one in behind), Fraction(0)):
            desk.warn(
                "gate_without_base", "honours", place, "gates", number,
                honour=honour.name, at=str(low),
            )  # fmt: skip


_NO_POINTS = (InspectionMeasure, RatioMeasure, RankMeasure, HoldingMeasure, MembersMeasure)
"""Scores, shares, places, numbers: nothing that base points could reach."""


def granted(scheme: Scheme, measure: Measure) -> Fraction:
    """Points that a measure holds of everybody who does nothing at all: its constant, and the base
    points of its purse, for as often as they are granted in a year at most."""
    if isinstance(measure, TotalMeasure):
        return Fraction(measure.constant)
    if not isinstance(measure, PointsMeasure | EverMeasure):
        return Fraction(0)
    plan = compiled(scheme)
    found = Fraction(0)
    for item in scheme.items:
        if isinstance(item.worth, Base) and measure.on.takes(item.code, item.category):
            ways = [way for some in plan.rules[item.code].ways.values() for way in some]
            if any(way.purse.code == measure.purse for way in ways):
                found += Fraction(item.worth.points, 100) * _times(item.worth.per, measure.period)
    return found


def _times(granted_per: str, period: str) -> int:
    """How often a base comes within a period; once at least, for it may be of a longer one."""
    a_year = {"month": 12, "quarter": 4, "half": 2}
    return max(1, a_year.get(granted_per, 1) // a_year.get(period, 1))


def _falls_by_spending(desk: Desk) -> None:
    """What can be spent is no measure of merit: who redeems falls behind (T7)."""
    scheme = desk.scheme
    redemption = scheme.redemption
    if redemption is None:
        return
    paying = {redemption.purse, *(one.purse for one in redemption.catalogue if one.purse)}
    asked = [
        (honour.name, [honour.measure, *(gate.measure for gate in honour.gates)],
         ("honours", place, "measure"))
        for place, honour in enumerate(scheme.honours)
    ]  # fmt: skip
    asked += [
        (pool.name, [pool.measure], ("pools", place, "measure"))
        for place, pool in enumerate(scheme.pools)
    ]
    asked += [
        (benefit.text, [benefit.measure], ("benefits", place, "measure"))
        for place, benefit in enumerate(scheme.benefits)
        if benefit.measure is not None
    ]
    for name, codes, path in asked:
        behind = all_behind(scheme, codes)
        if any(isinstance(one, BalanceMeasure) and one.purse in paying for one in behind):
            desk.warn("rank_falls_by_spending", *path, honour=name)


def _lines(desk: Desk) -> None:
    """Titles and rewards by lines of one figure: a number that two of them take, or none (T3)."""
    scheme = desk.scheme
    ladders: dict[str, list[Rung]] = {}
    for place, honour in enumerate(scheme.honours):
        if isinstance(honour.pick, Threshold) and not honour.inside and not honour.not_with:
            kin = f"honours {honour.measure} {honour.scope} {honour.who}"
            rung = Rung(stretch(honour.pick), honour.name, ("honours", place, "pick"))
            ladders.setdefault(kin, []).append(rung)
    for place, benefit in enumerate(scheme.benefits):
        if benefit.measure is not None and benefit.when is not None:
            rung = Rung(stretch(benefit.when), benefit.text, ("benefits", place, "when"))
            ladders.setdefault(f"benefits {benefit.measure}", []).append(rung)
    for rungs in ladders.values():
        rungs.sort(key=lambda one: one.edge.low or Fraction(0))
        for below, above in pairwise(rungs):
            _step(desk, below, above)


def _step(desk: Desk, below: "Rung", above: "Rung") -> None:
    high, low = below.edge.high, above.edge.low
    if high is None or low is None:
        return
    facts = {"name": below.name, "next_": above.name, "at": decimal_text(shown(high))}
    if low == high:
        desk.warn("lines_overlap", *above.path, **facts)
    elif 0 < shown(low) - shown(high) <= 1 or (shown(low) == shown(high) and low - high > EPSILON):
        desk.warn("lines_gap", *above.path, **facts)
