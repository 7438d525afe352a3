"""Whether measures, streaks, honours and pools can be computed, and what they choose."""

from fractions import Fraction

from jishan.core.measuring import subject_of
from jishan.core.periods import CLOSING_ORDER
from jishan.core.ranking import NEVER_RANKED
from jishan.core.scheme.checks.desk import Desk
from jishan.core.scheme.checks.references import all_behind
from jishan.core.scheme.checks.values import report_bands
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
    Measure,
    MembersMeasure,
    PerMemberMeasure,
    PointsMeasure,
    Pool,
    RankMeasure,
    Ranks,
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


def _honour(desk: Desk, honour: Honour, place: int) -> None:
    path = ("honours", place)
    _pick(desk, honour, place)
    if honour.ties == "draw" and honour.seed is None:
        desk.error("seed_missing", *path, "seed", honour=honour.name)
    if honour.scope == "class" and not honour.classes:
        desk.error("classes_missing", *path, "classes", honour=honour.name)
    if honour.order == "lowest":
        desk.error("redline.bottom_list", *path, "order", honour=honour.name)
    if subject_of(desk.scheme, desk.scheme.measure(honour.measure)) in NEVER_RANKED:
        desk.error("redline.never_ranked", *path, "measure", name=honour.name)
    gates = [gate.measure for gate in honour.gates]
    _gates(desk, honour.measure, [*gates, *honour.then_by], "honours", place)
    for number, gate in enumerate(honour.gates):
        if gate.empty:
            desk.error("bounds_missing", *path, "gates", number, name=honour.name)
    _base_behind(desk, honour, place)
    _falls_by_spending(desk, honour, place)


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
    """A floor of points without base points bars whoever did nothing wrong but nothing much
    (T9)."""
    low = [gate.at_least or gate.above for gate in honour.gates if gate.at_least or gate.above]
    based = any(isinstance(item.worth, Base) for item in desk.scheme.items)
    for measure in all_behind(desk.scheme, [gate.measure for gate in honour.gates]):
        based = based or (isinstance(measure, TotalMeasure) and measure.constant > 0)
    if low and not based:
        desk.warn(
            "gate_without_base", "honours", place, "gates", honour=honour.name, at=str(low[0])
        )


def _falls_by_spending(desk: Desk, honour: Honour, place: int) -> None:
    redemption = desk.scheme.redemption
    if redemption is None:
        return
    asked = [honour.measure, *(gate.measure for gate in honour.gates)]
    for measure in all_behind(desk.scheme, asked):
        if isinstance(measure, BalanceMeasure) and measure.purse == redemption.purse:
            desk.warn("rank_falls_by_spending", "honours", place, "measure", honour=honour.name)
            return
