"""An inspection's worth: forms of lines, several judges, bands."""

from fractions import Fraction

from jishan.core.points import ONE
from jishan.core.scheme.facts import Act, JudgeScores, Reason
from jishan.core.scheme.refusals import ScoreOutOfBands, ScoreOutOfRange, ScoresMissing
from jishan.core.scheme.rounding import exact_or_rounded
from jishan.core.scheme.valued import Value, Valued, fold, once
from jishan.core.scheme.worth import Inspection, Line

TOTAL_LINE = "total"


def inspection(worth: Inspection) -> Value:
    lines = {line.code: line for line in worth.lines}
    full = sum(line.points for line in worth.lines)

    def value(act: Act, quantity: int | Fraction, _: int) -> Valued:
        once(act, quantity)
        if len(act.scores) < max(1, worth.judging.judges_min):
            need = max(1, worth.judging.judges_min)
            raise ScoresMissing(item=act.item, line="", judges=len(act.scores), need=need)
        sums = [_form(act, lines, full, judge) for judge in act.scores]
        exact = _combined(worth, act, sums)
        raw = exact_or_rounded(exact, worth.judging.rounding, worth.judging.round_to)
        return _banded(worth, act, raw)

    return value


def _form(act: Act, lines: dict[str, Line], full: int, judge: JudgeScores) -> Fraction:
    """One judge's sum in hundredths, with the lines that do not apply treated as the form says."""
    for code, points in judge.lines.items():
        high = full if code == TOTAL_LINE and code not in lines else None
        high = lines[code].points if code in lines else high
        if high is None:
            raise ScoresMissing(item=act.item, line=code, judges=0, need=0)
        if points is not None and not 0 <= points <= high:
            raise ScoreOutOfRange(item=act.item, line=code, points=points, high_points=high)
    if TOTAL_LINE in judge.lines and TOTAL_LINE not in lines:
        return Fraction(judge.lines[TOTAL_LINE] or 0)
    return _sum_of_lines(act, lines, full, judge)


def _sum_of_lines(act: Act, lines: dict[str, Line], full: int, judge: JudgeScores) -> Fraction:
    total, left_out = 0, 0
    for code, line in lines.items():
        points = judge.lines.get(code)
        if points is not None:
            total += points
        elif line.absent == "refuse":
            raise ScoresMissing(item=act.item, line=line.title, judges=0, need=0)
        elif line.absent == "full":
            total += line.points
        elif line.absent == "scaled":
            left_out += line.points
    if left_out == full:
        raise ScoresMissing(item=act.item, line="", judges=0, need=0)
    return Fraction(total * full, full - left_out)


def _combined(worth: Inspection, act: Act, sums: list[Fraction]) -> Fraction:
    how = worth.judging.combine
    if how == "single" and len(sums) != 1:
        raise ScoresMissing(item=act.item, line="", judges=len(sums), need=1)
    if how == "weights":
        weights = [
            Fraction(worth.judging.weights.get(judge.role or judge.judge, 0))
            for judge in act.scores
        ]
        if not sum(weights):
            raise ScoresMissing(item=act.item, line="", judges=0, need=1)
        return sum((w * s for w, s in zip(weights, sums, strict=True)), Fraction(0)) / sum(weights)
    if how == "roles":
        return _by_role(worth, act, sums)
    if how == "trimmed_mean" and len(sums) > 2:
        sums = sorted(sums)[1:-1]
    return fold(sums, "mean" if how == "trimmed_mean" else how)


def _by_role(worth: Inspection, act: Act, sums: list[Fraction]) -> Fraction:
    """The mean of each role's judges, times the role's weight; every role must have judged."""
    weights = {role: Fraction(weight) for role, weight in worth.judging.weights.items()}
    by_role: dict[str, list[Fraction]] = {role: [] for role in weights}
    for judge, found in zip(act.scores, sums, strict=True):
        role = judge.role or judge.judge
        if role not in by_role:
            raise ScoresMissing(item=act.item, line=role, judges=0, need=0)
        by_role[role].append(found)
    missing = [role for role, found in by_role.items() if not found]
    if missing:
        raise ScoresMissing(item=act.item, line=missing[0], judges=0, need=1)
    total = sum((weights[role] * fold(by_role[role], "mean") for role in weights), Fraction(0))
    return total / sum(weights.values())


def line_score(worth: Inspection, act: Act, code: str) -> int | None:
    """What the judges together say of one line, combined as the whole form is; None where one of
    them said nothing of it."""
    said = [judge.lines.get(code) for judge in act.scores]
    sums = [Fraction(points) for points in said if points is not None]
    if not sums or len(sums) < len(said):
        return None
    exact = _combined(worth, act, sums)
    return exact_or_rounded(exact, worth.judging.rounding, worth.judging.round_to)


def _banded(worth: Inspection, act: Act, raw: int) -> Valued:
    if worth.counts == "score_only":
        return Valued(0, (Reason("score", {"score": raw}),), raw)
    if worth.counts == "score":
        exact = raw * Fraction(worth.factor)
        points = exact_or_rounded(exact, worth.rounding, worth.round_to)
        return Valued(points, (Reason("score", {"score": raw}),), raw)
    for band in worth.bands:
        if band.holds(Fraction(raw, ONE)):
            return Valued(
                band.points, (Reason("band", {"score": raw, "points": band.points}),), raw
            )
    if worth.below_bands == "refuse":
        raise ScoreOutOfBands(item=act.item, score_points=raw)
    return Valued(0, (Reason("outside_bands", {"score": raw}),), raw)
