"""The acts of a day: scored, entered, noted; what corrections say of them comes first."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from jishan.core.errors import Refusal
from jishan.core.points import Points
from jishan.core.replay.events import EventRefused, Happening, SubjectUnknown
from jishan.core.replay.happenings import follow
from jishan.core.replay.outcome import ActResult, ActState
from jishan.core.scheme.adjusting import Assessment
from jishan.core.scheme.assessing import assess
from jishan.core.scheme.doer import Doer
from jishan.core.scheme.facts import Act, Credit, Reason
from jishan.core.scheme.remembering import remembered
from jishan.core.scheme.slots import slot_of

if TYPE_CHECKING:
    from jishan.core.replay.run import Run

counted = partial(tuple.__new__, ActResult)
credited = partial(tuple.__new__, Credit)
"""What `_make` does, without counting the fields of every act."""


class ItemAutomatic(EventRefused):
    """Base points are granted by themselves; nobody records them."""

    code = "replay.item_automatic"


def live(run: "Run", day: date, happenings: Iterable[Happening]) -> None:
    """Score the acts of a day and enter their credits; carry out its events."""
    plan, used, apart, version = run.plan, run.used, run.apart, run.scheme.version
    doers, results, enter = run.people.doers, run.out.acts, run.book.enter
    detailed, freely = run.known.detailed, _freely(run, day)
    for act in happenings:
        if not isinstance(act, Act):
            follow(run, act)
            freely = _freely(run, day)
            continue
        doer = doers.get(act.subject) or run.people.doer(act.subject)
        if doer is None or not freely or (apart and act.key in apart):
            _singly(run, act)
            continue
        again = remembered(plan, act, doer, used)
        if again is None:
            _singly(run, act)
            continue
        found, purse, holder, uses = again
        points = found.claimed
        if uses or detailed:
            run.use(act, uses)
        enter(
            purse, holder, points, act.item, found.rule.category, day, act.origin,
            found.times, found.millionths,
        )  # fmt: skip
        credits_ = (credited((purse, holder, points)),)
        results.append(counted((act, "counted", points, found.reasons, credits_, None, version)))
        if run.keep:
            run.noted[act.key] = (act.subject, points, points)


def _freely(run: "Run", day: date) -> bool:
    """Whether what was found for acts may serve for others on this day: not while somebody is
    barred."""
    return run.plan.first <= day <= run.plan.last and not run.bars


def _singly(run: "Run", act: Act) -> None:
    """Look at an act by itself."""
    if act.key in run.apart:
        _bound(run, act)
        return
    found = _counting(run, act)
    if found is None:
        return
    run.book.post(
        found.credits, act.item, found.rule.category, act.day, act.origin, found.times,
        found.millionths,
    )  # fmt: skip
    _count(run, act, found, found.points, found.credits, found.raw)
    if found.raw is not None:
        for holder, _ in found.shares:
            _note_score(run, act.item, holder, found.raw)


def _counting(run: "Run", act: Act) -> Assessment | None:
    """What is found for the act, its room taken; a refused one is noted, and None."""
    try:
        found = _assessed(run, act)
    except Refusal as refusal:
        _note(run, act, "refused", (Reason(refusal.code, refusal.facts),))
        return None
    run.use(act, found.uses)
    return found


def _assessed(run: "Run", act: Act) -> Assessment:
    doer = run.people.doers.get(act.subject) or run.people.doer(act.subject)
    if doer is None:
        raise SubjectUnknown(subject=act.subject)
    if run.bars and run.barred(act.subject, act.day, "earning"):
        doer = Doer(act.subject, doer.standing._replace(barred=True))
    if act.item in run.plan.automatic:
        raise ItemAutomatic(item=act.item)
    if act.item in run.plan.looking_back:
        _look_back(run, doer, act)
    return assess(run.plan, act, doer, run.used)


def _look_back(run: "Run", doer: Doer, act: Act) -> None:
    """How often the item was repeated within its validity, read from the days themselves."""
    rule = run.plan.rules[act.item]
    cap = rule.repeat
    assert cap is not None, "asked only of items that repeat"
    slot = slot_of(run.plan, cap, act, doer.holders(rule, act))
    days = run.recent.get((cap.number, slot[1]))
    if days is None:
        return
    begin = slot[2]
    assert isinstance(begin, int), "a rolling window begins on a day"
    while days and days[0] < begin:
        days.popleft()
    run.used[slot] = len(days)


def _bound(run: "Run", act: Act) -> None:
    """An act that corrections took away, whose figure was shown, or that still waits.

    What was shown counts as it was shown, even if it would be refused now; what waits is not
    posted yet.
    """
    if act.key in run.known.voided:
        _note(run, act, run.known.voided[act.key], ())
        return
    shown, waiting = run.known.shown.get(act.key), act.key in run.known.waiting
    rule = run.plan.rules.get(act.item)
    if shown is not None and rule is not None and not waiting:
        run.book.post(
            shown.credits, act.item, rule.category, act.day, act.origin, shown.times,
            shown.quantity,
        )  # fmt: skip
        if shown.raw is not None:
            _note_score(run, act.item, act.subject, shown.raw)
    found = _counting(run, act)
    if found is None:
        return
    if shown is None:
        _count(run, act, found, found.points, found.credits, found.raw)
    else:
        _count(run, act, found, shown.points, shown.credits, shown.raw)


def _count(
    run: "Run",
    act: Act,
    found: Assessment,
    points: int,
    credits_: tuple[Credit, ...],
    raw: Points | None,
) -> None:
    """Note an act that counts."""
    run.out.acts.append(
        counted((act, "counted", points, found.reasons, credits_, raw, run.scheme.version))
    )
    if run.keep:
        run.noted[act.key] = (act.subject, found.claimed, points)


def _note(run: "Run", act: Act, state: ActState, reasons: tuple[Reason, ...]) -> None:
    """An act that does not count."""
    if run.keep:
        run.noted[act.key] = (act.subject, 0, 0)
    run.out.acts.append(ActResult(act, state, Points(0), reasons, (), None, run.scheme.version))


def _note_score(run: "Run", item: str, holder: str, raw: int) -> None:
    for kind in (*run.current, "ever"):
        run.scores.setdefault(kind, {}).setdefault(item, {}).setdefault(holder, []).append(raw)
