"""The acts of a day: scored, entered, noted; what corrections say of them comes first."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from jishan.core.errors import Refusal
from jishan.core.points import Points
from jishan.core.replay.events import EventRefused, Happening, SubjectUnknown
from jishan.core.replay.happenings import follow
from jishan.core.replay.outcome import ActResult, ActState, Shown
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
    shown, freely = run.known.shown, _freely(run, day)
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
        if uses:
            run.use(act, uses)
        credits_ = (credited((purse, holder, points)),)
        result = counted((act, "counted", points, found.reasons, credits_, None, version))
        if shown and (board := shown.get(act.key)) is not None and board.credits != credits_:
            _as_shown(run, result, found, board)
            continue
        enter(
            purse, holder, points, act.item, found.rule.category, day, act.origin,
            found.times, found.millionths,
        )  # fmt: skip
        results.append(result)
        if run.keep:
            run.noted[act.key] = (act.subject, points, points)


def _freely(run: "Run", day: date) -> bool:
    """Whether what was found for acts may serve for others on this day: not while somebody is
    barred."""
    return run.plan.first <= day <= run.plan.last and not run.bars


def _singly(run: "Run", act: Act) -> None:
    """Look at an act by itself."""
    if act.key in run.known.voided:
        _note(run, act, run.known.voided[act.key], ())
        return
    found, result = _looked_at(run, act)
    if act.key in run.known.waiting:
        _keep(run, result, found)
        return
    shown = run.known.shown.get(act.key)
    if shown is None or (shown.credits, shown.raw) == (result.credits, result.raw):
        _count(run, result, found)
    else:
        _as_shown(run, result, found, shown)


def _looked_at(run: "Run", act: Act) -> tuple[Assessment | None, ActResult]:
    """What the act's day gives it, its room taken; None where it is refused."""
    version = run.scheme.version
    try:
        found = _assessed(run, act)
    except Refusal as refusal:
        why = (Reason(refusal.code, refusal.facts),)
        return None, ActResult(act, "refused", Points(0), why, (), None, version)
    run.use(act, found.uses)
    said = (act, "counted", found.points, found.reasons, found.credits, found.raw, version)
    return found, counted(said)


def _count(run: "Run", result: ActResult, found: Assessment | None) -> None:
    """Post what its day gives it."""
    act = result.act
    if found is not None:
        run.book.post(
            found.credits, act.item, found.rule.category, act.day, act.origin, found.times,
            found.millionths,
        )  # fmt: skip
        if found.raw is not None:
            for holder, _ in found.shares:
                _note_score(run, act.item, holder, found.raw)
    _keep(run, result, found)


def _keep(run: "Run", result: ActResult, found: Assessment | None) -> None:
    """Note what became of it; what waits is not posted yet."""
    run.out.acts.append(result)
    if run.keep:
        act, claimed = result.act, 0 if found is None else found.claimed
        run.noted[act.key] = (act.subject, claimed, result.points)


def _as_shown(run: "Run", result: ActResult, found: Assessment | None, shown: Shown) -> None:
    """It counts as the board showed it, even if it would be refused now; unless what is known now
    gives it another figure than the run before."""
    act = result.act
    rule = run.plan.rules.get(act.item)
    if rule is None or not _stands(run, result, shown):
        _count(run, result, found)
        return
    run.book.post(
        shown.credits, act.item, rule.category, act.day, act.origin, shown.times, shown.quantity
    )
    if shown.raw is not None:
        _note_score(run, act.item, act.subject, shown.raw)
    if found is not None:
        run.out.in_order[act.key] = result
        result = result._replace(points=shown.points, credits=shown.credits, raw=shown.raw)
    _keep(run, result, found)


def _stands(run: "Run", result: ActResult, shown: Shown) -> bool:
    before, key = run.known.before, result.act.key
    was = None if before is None else before.by_days.get(key)
    if before is None or was is None:
        return True
    if (was.state, was.credits) != (result.state, result.credits):
        return False
    if before.uses.get(key, ()) != run.out.uses.get(key, ()):
        return False
    return key not in run.known.freed


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


def _note(run: "Run", act: Act, state: ActState, reasons: tuple[Reason, ...]) -> None:
    """An act that does not count."""
    if run.keep:
        run.noted[act.key] = (act.subject, 0, 0)
    run.out.acts.append(ActResult(act, state, Points(0), reasons, (), None, run.scheme.version))


def _note_score(run: "Run", item: str, holder: str, raw: int) -> None:
    for kind in (*run.current, "ever"):
        run.scores.setdefault(kind, {}).setdefault(item, {}).setdefault(holder, []).append(raw)
