"""What an act is worth under a scheme, and why: the answer always carries its reasons.

`cap_windows` says how much must be known beforehand, `score` computes. Both are pure; the
replay of a year and the server's single act go through the same lines.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from jishan.core.points import Points
from jishan.core.scheme.adjusting import Assessment
from jishan.core.scheme.assessing import assess
from jishan.core.scheme.compiled import Compiled, Slot, compiled
from jishan.core.scheme.document import Scheme
from jishan.core.scheme.doer import Doer
from jishan.core.scheme.facts import (
    HOUSEHOLD,
    Act,
    CapWindow,
    Credit,
    JudgeScores,
    Reason,
    Score,
    Share,
    Standing,
    Use,
)
from jishan.core.scheme.refusals import (
    BarredFromEarning,
    ConditionUnmet,
    DayNotAllowed,
    DocumentMissing,
    EvidenceMissing,
    FigureMissing,
    FigureUnread,
    HolderMissing,
    ItemNotInForce,
    ItemUnknown,
    LevelUnknown,
    NoPurse,
    NotInForce,
    NotTakingPart,
    OriginNotAllowed,
    OutcomeUnknown,
    PointsMissing,
    PointsOutOfRange,
    QuantityOutOfRange,
    ScoreOutOfBands,
    ScoreOutOfRange,
    ScoresMissing,
    ScoringRefused,
    SubjectKindWrong,
    SubjectNotMeant,
)
from jishan.core.scheme.touching import slots_of


def cap_windows(
    scheme: Scheme, act: Act, standing: Standing | None = None
) -> tuple[CapWindow, ...]:
    """The windows that this act can touch, in a fixed order.

    The server reads under a lock how much of each is used (see `CapWindow.measure` for the
    unit) and hands it to `score`. Refuses what `score` would refuse before looking at caps.
    """
    with _titled(scheme):
        return tuple(window for window, _ in _windows(compiled(scheme), act, standing or HOUSEHOLD))


def score(
    scheme: Scheme,
    act: Act,
    used: Mapping[CapWindow, int],
    standing: Standing | None = None,
) -> Score:
    """The points of an act, with reasons, credits, and what it takes of each window.

    `standing` is the subject on that day; without it the subject is a plain household.
    """
    plan = compiled(scheme)
    here = standing or HOUSEHOLD
    with _titled(scheme):
        windows = _windows(plan, act, here)
        taken = {slot: used[window] for window, slot in windows if window in used}
        return _score(plan, act, assess(plan, act, Doer(act.subject, here), taken))


def as_if_done(scheme: Scheme, act: Act, standing: Standing | None = None) -> dict[CapWindow, int]:
    """What `score` is told of the windows of what the act needs, while that may still be on its
    road: as if it had been done."""
    plan = compiled(scheme)
    rule = plan.rules.get(act.item)
    needs = {need.number: need.limit for need in rule.needs} if rule is not None else {}
    if not needs:
        return {}
    with _titled(scheme):
        windows = _windows(plan, act, standing or HOUSEHOLD)
        return {window: needs[slot[0]] for window, slot in windows if slot[0] in needs}


@contextmanager
def _titled(scheme: Scheme) -> Iterator[None]:
    """A refusal names the item by its title, as people know it."""
    try:
        yield
    except ScoringRefused as refusal:
        code = str(refusal.facts.get("item", ""))
        if scheme.has_item(code):
            refusal.facts["item"] = scheme.item(code).title
        raise


def _windows(plan: Compiled, act: Act, standing: Standing) -> list[tuple[CapWindow, Slot]]:
    found: list[tuple[CapWindow, Slot]] = []
    for cap, slot in slots_of(plan, act, standing):
        found.append((plan.window(cap, slot, act.day, act.event), slot))
    return found


def _score(plan: Compiled, act: Act, found: Assessment) -> Score:
    uses = tuple(
        Use(plan.window(cap, slot, act.day, act.event), amount) for cap, slot, amount in found.uses
    )
    return Score(
        Points(found.points),
        found.reasons,
        found.credits,
        tuple(Share(holder, Points(points)) for holder, points in found.shares),
        uses,
        found.raw,
        Points(found.claimed),
    )


def in_force(scheme: Scheme, day: date) -> bool:
    """Whether acts of this day are scored under this document."""
    return scheme.in_force_from <= day and (
        scheme.in_force_until is None or day <= scheme.in_force_until
    )


__all__ = [
    "Act",
    "BarredFromEarning",
    "CapWindow",
    "ConditionUnmet",
    "Credit",
    "DayNotAllowed",
    "DocumentMissing",
    "EvidenceMissing",
    "FigureMissing",
    "FigureUnread",
    "HolderMissing",
    "ItemNotInForce",
    "ItemUnknown",
    "JudgeScores",
    "LevelUnknown",
    "NoPurse",
    "NotInForce",
    "NotTakingPart",
    "OriginNotAllowed",
    "OutcomeUnknown",
    "PointsMissing",
    "PointsOutOfRange",
    "QuantityOutOfRange",
    "Reason",
    "Score",
    "ScoreOutOfBands",
    "ScoreOutOfRange",
    "ScoresMissing",
    "ScoringRefused",
    "Share",
    "Standing",
    "SubjectKindWrong",
    "SubjectNotMeant",
    "Use",
    "as_if_done",
    "cap_windows",
    "in_force",
    "score",
]
